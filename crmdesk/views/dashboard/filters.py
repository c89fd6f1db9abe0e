"""The chips above the figures: which days, whose, which pipeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.sales.figures.choices import Choices
from crmdesk.sales.figures.window import Window
from crmdesk.texts import _
from crmdesk.ui import formats
from crmdesk.ui.buttons import label
from crmdesk.ui.chips import ChipRow, MenuPill
from crmdesk.views.dashboard.chosen import DAYS, SPANS, Chosen
from crmdesk.views.dashboard.days import ask_days
from crmdesk.views.dashboard.words import spans

_ASK = "ask"


class Filters(ChipRow):
    """Signals:
    changed: a `Chosen`: somebody wants to see something else.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen = Chosen()
        self._today = date.min
        self.span = MenuPill("", name="dashboard.filter.window")
        self.owner = MenuPill("", name="dashboard.filter.owner")
        self.pipeline = MenuPill("", name="dashboard.filter.pipeline")
        self.days = label(tone="muted")
        self.days.setObjectName("dashboard.days")
        self.days.setFixedHeight(self.span.sizeHint().height())  # in the middle of the chips' line
        for pill, take in ((self.span, self._span), (self.owner, self._owner), (self.pipeline, self._pipeline)):
            self.add(pill)
            pill.chosen.connect(take)
        self.add(self.days, right=True)

    def show_chosen(self, chosen: Chosen, choices: Choices, today: date) -> None:
        """Show what is chosen, among what there is."""
        self.chosen, self._today = chosen, today
        window = chosen.window(today)
        named = [(span, name) for span, name in spans().items() if span in SPANS]
        if chosen.span == DAYS:
            named.append((DAYS, self._between(window)))
        self.span.set_choices([*named, (_ASK, _("Other days…"))], chosen.span)
        self.span.set_on(True)
        self.owner.set_choices([(None, _("All users")), *choices.owners], chosen.owner)
        self.owner.set_on(chosen.owner is not None)
        self._show_pipelines(chosen, choices)
        self.days.setText(f"{self._between(window)} · " + _("every figure opens its rows"))

    def _show_pipelines(self, chosen: Chosen, choices: Choices) -> None:
        several = len(choices.pipelines) > 1
        self.pipeline.setVisible(bool(choices.pipelines))
        named: list[tuple[Any, str]] = [
            (id_, _("Pipeline: {name}", name=name) if id_ == chosen.pipeline or not several else name)
            for id_, name in choices.pipelines
        ]
        if several:
            named.insert(0, (None, _("All pipelines")))
        only = chosen.pipeline if several else (choices.pipelines or ((None, ""),))[0][0]
        self.pipeline.set_choices(named, only)
        self.pipeline.set_on(several and chosen.pipeline is not None)

    def _between(self, window: Window) -> str:
        return f"{formats.day(window.first)} – {formats.day(window.last)}"

    def _span(self, span: str) -> None:
        if span != _ASK:
            self.changed.emit(replace(self.chosen, span=span))
            return
        self.span.set_value(self.chosen.span)
        days = ask_days(self, self.chosen.window(self._today), self._today)
        if days is not None:
            self.changed.emit(replace(self.chosen, span=DAYS, first=days.first, last=days.last))

    def _owner(self, owner: int | None) -> None:
        self.changed.emit(replace(self.chosen, owner=owner))

    def _pipeline(self, pipeline: int | None) -> None:
        self.changed.emit(replace(self.chosen, pipeline=pipeline))

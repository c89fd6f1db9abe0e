"""The row above the calendar: whose it is, which types of activities, and expected close days."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.sales import activity_types
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui.chips import ChipRow, MenuPill, Pill
from crmdesk.views.calendar.choices import DAY, MONTH, WEEK, Choices, whose


class CalendarFilters(ChipRow):
    """Says what is shown, and tells what somebody wants to see instead.

    Signals:
        changed: the new `Choices`.
    """

    changed = Signal(object)

    def __init__(self, desk: Desk, chosen: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._chosen = desk, chosen
        self._types: dict[str, Pill] = {}
        self.whose = MenuPill("", name="calendar.owner")
        self.closes = Pill(_("Close days"), icon="target", name="calendar.closes")
        self.views = {
            MONTH: Pill(_("Month"), name="calendar.month"),
            WEEK: Pill(_("Week"), name="calendar.week"),
            DAY: Pill(_("Day"), name="calendar.day"),
        }
        self.add(self.whose)
        self.add(self.closes)
        for place, (view, pill) in enumerate(self.views.items(), 1):
            pill.setToolTip(f"{pill.text()} ({place})")
            pill.clicked.connect(partial(self._choose_view, view))
            self.add(pill, right=True)
        self.whose.chosen.connect(lambda value: self._choose(replace(self._chosen, whose=value)))
        self.closes.clicked.connect(lambda on: self._choose(replace(self._chosen, closes=bool(on))))

    def show_choices(self, chosen: Choices) -> None:
        """Say what is shown."""
        self._chosen = chosen
        self.whose.set_choices(whose(self._desk), chosen.whose)
        self.closes.set_on(chosen.closes)
        for view, pill in self.views.items():
            pill.set_on(view == chosen.view)
        self._show_types()

    def _show_types(self) -> None:
        known = [
            row for row in activity_types.known(self._desk).values() if row.active or row.code in self._chosen.types
        ]
        wanted = [(row.code, str(row.name)) for row in known]
        if wanted != [(code, pill.text()) for code, pill in self._types.items()]:
            for pill in self._types.values():
                self.remove(pill)
            self._types = {
                row.code: Pill(str(row.name), icon=row.icon, name=f"calendar.type.{row.code}") for row in known
            }
            for code, pill in self._types.items():
                pill.clicked.connect(partial(self._choose_type, code))
                self.add(pill, before=self.closes)
        for code, pill in self._types.items():
            pill.set_on(code in self._chosen.types)

    def _choose_type(self, code: str, _on: bool = False) -> None:
        on = self._types[code].isChecked()
        others = tuple(known for known in self._chosen.types if known != code)
        self._choose(replace(self._chosen, types=(*others, code) if on else others))

    def _choose_view(self, view: str, _on: bool = False) -> None:
        self.views[self._chosen.view].set_on(True)  # one of them is always on
        self._choose(replace(self._chosen, view=view))

    def _choose(self, chosen: Choices) -> None:
        if chosen != self._chosen:
            self._chosen = chosen
            self.changed.emit(chosen)

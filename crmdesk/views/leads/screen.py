"""The list of leads, with the ready lists above it and the way to the board."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QBoxLayout, QWidget

from crmdesk.sales import lead_lists
from crmdesk.sales.changes import Changes
from crmdesk.sales.lists import ListQuestion
from crmdesk.texts import _
from crmdesk.ui import formats
from crmdesk.ui.chips import ChipRow, Pill
from crmdesk.views.leads.switch import list_or_board
from crmdesk.views.lists.screen import ListScreen
from crmdesk.views.screen import Workspace


class LeadsScreen(ListScreen):
    """All leads, or those of a ready list.

    Attributes:
        ready: the name of the ready list that is shown; "" for all.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        self.ready = ""
        super().__init__(workspace, "lead", parent)

    def place(self) -> dict[str, Any]:
        return {**super().place(), "ready": self.ready}

    def show_place(self, place: dict[str, Any]) -> None:
        self._set_ready(str(place.get("ready") or ""))
        super().show_place(place)

    def load(self) -> None:
        self._count_ready()
        super().load()

    def update_for(self, changes: Changes) -> None:
        self._count_ready()
        super().update_for(changes)

    def choose(self, ready: str) -> None:
        """Show a ready list, or all leads."""
        self._set_ready(ready)
        self._ask()

    def _set_ready(self, ready: str) -> None:
        self.ready = ready if ready in lead_lists.READY else ""
        for name, pill in self.pills.items():
            pill.set_on(name == self.ready)

    def _question(self) -> ListQuestion:
        return replace(super()._question(), ready=self.ready)

    def _narrowed(self) -> bool:
        return bool(self.ready) or super()._narrowed()

    def _clear(self) -> None:
        self._set_ready("")
        super()._clear()

    def _say_empty(self) -> None:
        if self.ready and not super()._narrowed():
            title, detail = _empty_texts()[self.ready]
            self.table.set_empty(title, detail, _("All leads"), "circle-check")
        else:
            super()._say_empty()

    def _count_ready(self) -> None:
        texts = _texts()
        for name, count in lead_lists.counts(self.workspace.desk).items():
            self.pills[name].set_text(f"{texts[name]}  {formats.number(count)}")

    def _build(self) -> None:
        super()._build()
        self.bar = ChipRow()
        self.pills: dict[str, Pill] = {}
        for name, text in _texts().items():
            pill = Pill(text, on=not name, name=f"ready.{name or 'all'}")
            pill.setCheckable(False)
            pill.set_on(not name)
            pill.clicked.connect(partial(self.choose, name))
            self.pills[name] = pill
            self.bar.add(pill)
        self.bar.add(list_or_board(self.workspace.navigator, "leads"), right=True)
        column = self.layout()
        assert isinstance(column, QBoxLayout)
        column.insertWidget(0, self.bar)


def _texts() -> dict[str, str]:
    """What the ready lists are called; "" is all."""
    return {
        "": _("All leads"),
        lead_lists.MINE: _("Mine"),
        lead_lists.UNATTENDED: _("Unattended"),
        lead_lists.FOR_SALE: _("Ready for sale"),
        lead_lists.LOOK_AGAIN: _("To look at again"),
    }


def _empty_texts() -> dict[str, tuple[str, str]]:
    """What is said where a ready list is empty: a title, and what to do next."""
    return {
        lead_lists.MINE: (_("You have no open leads"), _("Add one, or take one of those that are nobody's.")),
        lead_lists.UNATTENDED: (
            _("No lead is left alone"), _("Each open one was contacted or has something planned."),
        ),
        lead_lists.FOR_SALE: (
            _("No lead is ready for sale"),
            _("Leads come here by their score. Its rules and how many points it takes are in Settings, Scoring."),
        ),
        lead_lists.LOOK_AGAIN: (
            _("Nothing to look at again"),
            _("When you disqualify a lead, choose a day to look at it again: it comes back here on that day."),
        ),
    }  # fmt: skip

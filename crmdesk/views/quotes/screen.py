"""The list of quotes, and the numbers that were given out."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crmdesk.sales import numbers, papers
from crmdesk.texts import _
from crmdesk.ui import formats
from crmdesk.ui.buttons import button
from crmdesk.ui.chips import MenuPill
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.grid import Grid, GridColumn, GridRow
from crmdesk.ui.panel import Panel
from crmdesk.views.lists.screen import ListScreen
from crmdesk.views.screen import Workspace

_WIDE, _HIGH = 640, 420


class QuotesScreen(ListScreen):
    """Quotes of all opportunities; new ones are made on an opportunity's page."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "quote")
        given = button(_("Numbers given"), "quiet", "hash", small=True, name="quotes.numbers")
        given.clicked.connect(self._show_numbers)
        self.filters.row.add(given, right=True)

    def primary(self) -> str:
        return ""

    def nothing_yet(self) -> str:
        return _("No quotes yet: make one on an opportunity’s page, under Quotes")

    def _show_numbers(self) -> None:
        dialog = NumbersDialog(self, self.workspace)
        dialog.exec()
        dialog.deleteLater()


class NumbersDialog(Dialog):
    """The numbers of quotes and sales notes in the order they were given, cancelled ones among them."""

    def __init__(self, asker: QWidget, workspace: Workspace) -> None:
        told = _("A number is given once. Undoing cancels it, and it is never given to another paper.")
        super().__init__(
            asker, _("Numbers given"), told, primary=_("Close"), cancel=None, name="dialog.numbers", width=_WIDE
        )
        self._desk = workspace.desk
        self.kind = MenuPill(
            _("Papers"), [(papers.QUOTE, _("Quotes")), (papers.NOTE, _("Sales notes"))], name="numbers.kind"
        )
        self.kind.set_value(papers.QUOTE)
        self.kind.chosen.connect(lambda _kind: self.refresh())
        columns = [
            GridColumn("number", _("Number"), 150, editable=False),
            GridColumn("title", _("Title"), editable=False),
            GridColumn("day", _("Day"), 100, editable=False),
            GridColumn("state", _("State"), 100, editable=False),
        ]
        self.grid = Grid("numbers.list", _("Numbers given"), columns)
        self.grid.setFixedHeight(_HIGH)
        panel = Panel(padding=8)
        panel.body.addWidget(self.grid)
        self.body.addWidget(self.kind)
        self.body.addWidget(panel)
        self.refresh()

    def refresh(self) -> None:
        """Show the newest numbers of the chosen papers."""
        found = numbers.given(self._desk, self.kind.value())
        rows = [
            {"number": one.text, "title": one.title, "day": formats.day(one.day, self._desk.today),
             "state": str(numbers.STATES[one.state])}
            for one in found
        ]  # fmt: skip
        self.grid.set_rows([GridRow(place, texts, {}) for place, texts in enumerate(rows)], editable=False)

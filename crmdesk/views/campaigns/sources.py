"""What each source brought: leads, conversion and what was won; a click on a figure opens what it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QWidget

from crmdesk.sales import campaign_figures
from crmdesk.sales.campaign_figures import SourceFigures
from crmdesk.texts import _, _c
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import label
from crmdesk.ui.panel import Panel
from crmdesk.ui.table import PagedTableModel, TableColumn, TableView
from crmdesk.views.campaigns.words import LEAST, rate
from crmdesk.views.screen import Workspace

MOST_ROWS = 6
_NOTHING = 0
"""The row id of what has no source."""


class SourcesPanel(Panel):
    """A table with a row a source; hidden while nothing came from anywhere."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, parent=parent)
        self._work = workspace
        self._found: dict[int, SourceFigures] = {}
        self._model = PagedTableModel(_columns(workspace.desk.currency), self._rows, row_id=_row_id, parent=self)
        self.table = TableView(self._model)
        self.table.setObjectName("list.source")
        self.table.setAccessibleName(_("By source"))
        self.table.clicked.connect(self._clicked)
        self.table.opened.connect(lambda row: self._open(row, "leads"))
        head = label(_("By source"), semibold=True)
        head.setContentsMargins(15, 12, 15, 2)
        head.setToolTip(
            _(
                "Conversion: of the leads of a source, the share that was converted; left out for fewer than {few}."
                " Won: opportunities of that source that were won, whenever that was.",
                few=str(LEAST),
            )
        )
        self.body.setSpacing(0)
        self.body.addWidget(head)
        self.body.addWidget(self.table)

    def refresh(self) -> None:
        """Ask again."""
        self._found = {_row_id(one): one for one in campaign_figures.of_sources(self._work.desk)}
        self._model.set_ids(list(self._found))
        self.setVisible(bool(self._found))
        rows = min(len(self._found), MOST_ROWS)
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + rows * theme.ROW + 6)

    def _rows(self, ids: Sequence[int]) -> list[SourceFigures]:
        return [self._found[known] for known in ids if known in self._found]

    def _clicked(self, index: QModelIndex) -> None:
        row, key = self._model.id_at(index.row()), self._model.columns[index.column()].key
        if row is not None and (what := _OPENS.get(key)):
            self._open(row, what)

    def _open(self, row: int, what: str) -> None:
        found = self._found[row]
        kind, ids = campaign_figures.rows_behind(self._work.desk, what, "source", found.source)
        if ids:
            title = ": ".join((_TITLES[what](), found.name or _("No source")))
            self._work.navigator.open_rows(title, kind, ids)


def _row_id(row: SourceFigures) -> int:
    return row.source or _NOTHING


_OPENS = {"leads": "leads", "converted": "converted", "conversion": "converted", "won": "won", "amount": "won"}
_TITLES: dict[str, Callable[[], str]] = {
    "leads": lambda: _("Leads"),
    "converted": lambda: _c("leads", "Converted"),
    "won": lambda: _c("opportunities", "Won"),
}


def _columns(currency: str) -> list[TableColumn]:
    def number(key: str, title: str, width: int = 110) -> TableColumn:
        return TableColumn(
            key, title, lambda row: formats.number(getattr(row, key)), align="right", width=width, sortable=False
        )

    return [
        TableColumn(
            "name", _("Source"), lambda row: row.name or _("No source"), strong=True, sortable=False, width=200
        ),
        number("leads", _("Leads")),
        number("converted", _c("leads", "Converted")),
        TableColumn(
            "conversion", _("Conversion"), lambda row: rate(row.conversion, row.leads), align="right", width=120,
            sortable=False, color_role="muted",
        ),
        number("won", _c("opportunities", "Won")),
        TableColumn(
            "amount", _("Won amount"), lambda row: formats.money(row.amount, currency), paint="money", width=160,
            sortable=False,
        ),
    ]  # fmt: skip

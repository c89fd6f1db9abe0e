"""Where somebody is in a table, by id, so that it survives other rows and another order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange

from crmdesk.ui.table.model import PagedTableModel

FEW = 1000


@dataclass(frozen=True)
class Place:
    """Attributes:
    selected: ids.
    current: the id of the row the keys act on, and where that was.
    top: the id of the first visible row, where that was, and `offset` the pixels of it that are scrolled away.
    across: px scrolled to the right.
    """

    selected: frozenset[int]
    current: int | None
    current_row: int
    top: int | None
    top_row: int
    offset: int
    across: int

    def rows_selected(self, model: PagedTableModel) -> list[int]:
        """Where the selected ids are now, in order."""
        if len(self.selected) < FEW:
            return sorted(row for row in map(model.row_of, self.selected) if row is not None)
        return [row for row, known in enumerate(model.known_ids()) if known in self.selected]


def selected_ids(model: PagedTableModel, selection: QItemSelectionModel) -> list[int]:
    """The ids of the selected rows in the table's order, by ranges: select-all costs one slice."""
    spans = sorted({(span.top(), span.bottom()) for span in selection.selection().toList()})
    ids: list[int] = []
    known = model.known_ids()
    for top, bottom in spans:
        ids += known[top : bottom + 1]
    return ids


def select_rows(model: PagedTableModel, selection: QItemSelectionModel, rows: Iterable[int]) -> None:
    """Select these rows alone; neighbours become one range."""
    wanted = QItemSelection()
    last = model.columnCount() - 1
    for top, bottom in _spans(sorted(set(rows))):
        wanted.append(QItemSelectionRange(model.index(top, 0), model.index(bottom, last)))
    selection.select(wanted, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def _spans(rows: list[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    return spans

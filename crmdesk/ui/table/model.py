"""Rows of a question, loaded a page at a time as the view paints them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from crmdesk.ui.table.columns import BLANK, TIP_CHARS, Cell, TableColumn, cell_of, one_line

PAGE_ROWS = 100
MAX_PAGES = 40
Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
Role = Qt.ItemDataRole


class _Loaded:
    """A row in memory with those of its cells that were drawn."""

    __slots__ = ("cells", "row")

    def __init__(self, row: Any, columns: int) -> None:
        self.row = row
        self.cells: list[Cell | None] = [None] * columns


class PagedTableModel(QAbstractTableModel):
    """A table of any number of rows.  Order comes from the ids handed in; nothing is sorted or counted here.

    Args:
        columns: what is shown, in the default order.
        load_rows: rows of these ids, in any order; may return fewer than asked (a deleted row paints blank).
        load_ids: all ids in order; called once after `set_first`, or by `reload`.  None: somebody calls `set_ids`.
        row_id: the id of a loaded row.

    Signals:
        ids_arrived: all ids are known (after `set_ids`).
    """

    ids_arrived = Signal()

    def __init__(
        self,
        columns: Sequence[TableColumn],
        load_rows: Callable[[Sequence[int]], Collection[Any]],
        load_ids: Callable[[], Sequence[int]] | None = None,
        row_id: Callable[[Any], int] = attrgetter("id"),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.begins_anew = False  # the reset under way answers another question: the view goes to the top
        self._load_rows, self._load_ids, self._row_id = load_rows, load_ids, row_id
        self._ids: list[int] = []
        self._count = 0
        self._pages: OrderedDict[int, list[_Loaded | None]] = OrderedDict()
        self._rows_by_id: dict[int, int] | None = None
        self._fetch = QTimer(self)
        self._fetch.setSingleShot(True)
        self._fetch.setInterval(0)
        self._fetch.timeout.connect(self.complete)

    # what is in the table

    def set_first(self, rows: Sequence[Any], count: int) -> None:
        """Show the first rows of another question at once, before all ids are known.

        Args:
            rows: the first rows, found with LIMIT; a whole number of pages or all of them draws without a second query.
            count: how many there will be, for an honest scroll bar.
        """
        self._replace([self._row_id(row) for row in rows], max(count, len(rows)), begins_anew=True, rows=rows)
        if self._load_ids is not None and not self.is_complete():
            self._fetch.start()

    def set_ids(self, ids: Sequence[int], begins_anew: bool = False) -> None:
        """The rows in order.

        Args:
            begins_anew: they answer another question (sort, filter): the view goes to the top, else it keeps its place.
        """
        self._fetch.stop()
        known = len(self._ids)
        ids = list(ids)
        if not begins_anew and 0 < known < self._count == len(ids) and ids[:known] == self._ids:
            self._ids, self._rows_by_id = ids, None  # the rest of what `set_first` began: nothing moves
            whole = known // PAGE_ROWS
            for page in [page for page in self._pages if page >= whole]:
                del self._pages[page]
            self.dataChanged.emit(self.index(known, 0), self.index(len(ids) - 1, len(self.columns) - 1))
        else:
            self._replace(ids, len(ids), begins_anew)
        self.ids_arrived.emit()

    def reload(self, begins_anew: bool = False) -> None:
        """Ask for the ids again."""
        if self._load_ids is not None:
            self.set_ids(self._load_ids(), begins_anew)

    def complete(self) -> None:
        """Fetch the ids now, if only the first rows are known."""
        if not self.is_complete():
            self.reload()

    def is_complete(self) -> bool:
        return len(self._ids) == self._count

    def refresh(self, ids: Collection[int]) -> None:
        """Forget the pages that hold `ids`: values changed, order did not."""
        wanted = frozenset(ids)
        for page in [page for page in self._pages if not wanted.isdisjoint(self._page_ids(page))]:
            del self._pages[page]
            last = min((page + 1) * PAGE_ROWS, self._count) - 1
            self.dataChanged.emit(self.index(page * PAGE_ROWS, 0), self.index(last, len(self.columns) - 1))

    def set_columns(self, columns: Sequence[TableColumn]) -> None:
        """Show other columns of the same rows (another language, other labels)."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._pages.clear()
        self.endResetModel()

    # questions

    def ids(self) -> list[int]:
        """All ids in order; fetched now when only the first are known."""
        self.complete()
        return self._ids

    def known_ids(self) -> list[int]:
        """The ids that are here already; asks for nothing."""
        return self._ids

    def id_at(self, row: int) -> int | None:
        """The id of a row, or None while it is not known."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, record_id: int, near: int = -1) -> int | None:
        """Where the record is, or None; at once when it is still at the row `near`."""
        if self.id_at(near) == record_id:
            return near
        if self._rows_by_id is None:
            self._rows_by_id = {known: row for row, known in enumerate(self._ids)}
        return self._rows_by_id.get(record_id)

    def row_at(self, row: int) -> Any | None:
        """The row itself, loaded when needed; None when it was deleted or its id is not known yet."""
        loaded = self._loaded(row)
        return loaded.row if loaded else None

    def cell(self, row: int, column: int) -> Cell:
        """What is drawn in a cell."""
        loaded = self._loaded(row)
        if loaded is None:
            return BLANK
        cell = loaded.cells[column]
        if cell is None:
            cell = loaded.cells[column] = cell_of(self.columns[column], loaded.row)
        return cell

    def is_deleted(self, row: int) -> bool:
        """Whether the row was asked for and is gone."""
        return self.id_at(row) is not None and self._loaded(row) is None

    def texts(self, ids: Sequence[int], columns: Sequence[TableColumn]) -> Iterator[list[str]]:
        """Whole texts of these rows, a page in memory at a time; without those that are gone."""
        for start in range(0, len(ids), PAGE_ROWS * 5):
            part = ids[start : start + PAGE_ROWS * 5]
            found = {self._row_id(row): row for row in self._load_rows(part)}
            for known in part:
                if known in found:
                    yield [one_line(column.render(found[known]), column) for column in columns]

    # Qt

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Role.UserRole:
            return self.id_at(index.row())
        if role == Role.DisplayRole:
            column = self.columns[index.column()]
            return one_line(self.cell(index.row(), index.column()).text, column)
        if role == Role.ToolTipRole:
            row = self.row_at(index.row())
            column = self.columns[index.column()]
            return None if row is None else one_line(column.render(row)[:TIP_CHARS], column)
        if role == Role.TextAlignmentRole:
            return self.columns[index.column()].alignment
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return self.columns[section].title
        if role == Role.TextAlignmentRole:
            return self.columns[section].alignment
        return None

    # pages

    def _replace(self, ids: list[int], count: int, begins_anew: bool, rows: Sequence[Any] = ()) -> None:
        self.begins_anew = begins_anew
        self.beginResetModel()
        self._ids, self._count, self._rows_by_id = ids, count, None
        self._pages.clear()
        for start in range(0, len(rows), PAGE_ROWS):
            page = [_Loaded(row, len(self.columns)) for row in rows[start : start + PAGE_ROWS]]
            self._pages[start // PAGE_ROWS] = list(page)
        self.endResetModel()
        self.begins_anew = False

    def _page_ids(self, page: int) -> list[int]:
        return self._ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]

    def _loaded(self, number: int) -> _Loaded | None:
        if not 0 <= number < len(self._ids):
            return None
        page, offset = divmod(number, PAGE_ROWS)
        if page not in self._pages:
            self._load(page)
        self._pages.move_to_end(page)
        return self._pages[page][offset]

    def _load(self, page: int) -> None:
        ids = self._page_ids(page)
        found = {self._row_id(row): row for row in self._load_rows(ids)}
        self._pages[page] = [_Loaded(found[known], len(self.columns)) if known in found else None for known in ids]
        if len(self._pages) > MAX_PAGES:
            self._pages.popitem(last=False)

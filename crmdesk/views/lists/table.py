"""The table of a list: the first page at once, all ids by a worker, late answers dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from crmdesk.models.database import worker_connection
from crmdesk.sales import lists
from crmdesk.sales.desk import Desk
from crmdesk.sales.lists import ListQuestion, ListRow
from crmdesk.ui.jobs import Job
from crmdesk.ui.table import PagedTableModel, TableView
from crmdesk.ui.table.model import PAGE_ROWS
from crmdesk.views.lists.columns import columns_of, load_rows

AT_ONCE = 3000
"""Up to so many ids are fetched without a worker."""
REST_AFTER_MS = 100
"""All ids are asked for when nobody has asked something else for this long: typing makes no work for later."""


class ListTable(TableView):
    """A table that knows all its ids before it selects all of them."""

    def __init__(self, source: RowSource, parent: Any = None) -> None:
        self._source = source
        super().__init__(source.model, parent)

    def selectAll(self) -> None:
        """All results, also those whose ids are still on their way."""
        self._source.complete()
        super().selectAll()


class RowSource(QObject):
    """Asks the book for a list's rows.

    Signals:
        counted: all ids are known: how many are shown, and how many there are without filters.
        failed: the exception of a question asked by a worker.
    """

    counted = Signal(object, object)
    failed = Signal(object)

    def __init__(self, desk: Desk, kind: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._kind = desk, kind
        self.question = ListQuestion()
        self._names: frozenset[str] | None = None  # the columns that are seen
        self._number = 0
        self._ordered_by: dict[int, Any] = {}
        self._counts: dict[ListQuestion, int] = {}
        self._soon = QTimer(self, singleShot=True, interval=REST_AFTER_MS)
        self._soon.timeout.connect(self._ask_worker)
        self.model = PagedTableModel(columns_of(desk, kind), self._load, parent=self)

    def set_seen(self, names: frozenset[str]) -> None:
        """Load only these columns from now on; again, when one of them was not asked for before."""
        missing = self._names is not None and not names <= self._names
        self._names = names
        if missing:
            self.model.refresh(self.model.known_ids())

    def forget_counts(self) -> None:
        """Records came or went: how many there are is counted again."""
        self._counts.clear()

    def ask(self, question: ListQuestion) -> None:
        """Show another question's rows from the top: the first page now, the rest when it is there."""
        self._begin(question)
        first = lists.first_ids(self._desk, self._kind, question, PAGE_ROWS)
        if len(first) < PAGE_ROWS:
            self.model.set_ids(first, begins_anew=True)
            self._tell(len(first))
            return
        rows = self._rows(first)
        self._note(rows)
        self.model.set_first(rows, self._counts.get(_unordered(question), len(rows)))
        self._soon.start()

    def ask_again(self, question: ListQuestion, touched: Sequence[int] = ()) -> None:
        """The same rows as they are now, the place kept.

        Args:
            touched: records that were changed; those of them that are here no longer leave at once.
        """
        if self.model.rowCount() == 0:
            self.ask(question)
            return
        self._begin(question)
        if self.model.rowCount() <= AT_ONCE:
            self.complete()
        else:
            self._drop_gone(touched)
            self.model.refresh(self.model.known_ids())
            self._soon.start()

    def _drop_gone(self, touched: Sequence[int]) -> None:
        if not touched or not self.model.is_complete():
            return
        asked = touched if self.question.only is None else set(touched) & set(self.question.only)
        here = lists.ids(self._desk, self._kind, replace(self.question, only=tuple(asked), order=""))
        gone = set(touched) - set(here)
        if any(self.model.row_of(known) is not None for known in gone):
            self.model.set_ids([known for known in self.model.known_ids() if known not in gone])

    def complete(self) -> None:
        """All ids now, on this thread."""
        self._number += 1  # what a worker still finds comes too late
        self._soon.stop()
        ids = lists.ids(self._desk, self._kind, self.question)
        self.model.set_ids(ids)
        self._tell(len(ids))

    def refresh_rows(self, ids: Sequence[int]) -> bool:
        """Show these rows anew, when they stand where they stood; else nothing is done and False answered.

        Only where nothing but the order can move them: the caller has looked for filters.
        """
        if not all(known in self._ordered_by for known in ids):
            return False
        still = lists.count(self._desk, self._kind, ListQuestion(only=tuple(ids), trashed=self.question.trashed))
        fresh = self._rows(ids)
        if still < len(ids) or any(self._ordered_by[row.id] != self._order_of(row) for row in fresh):
            return False
        self.model.refresh(ids)
        return True

    def stop(self) -> bool:
        """Ask for nothing any more; whether something was to come."""
        pending = self._soon.isActive()
        self._soon.stop()
        return pending

    def _rows(self, ids: Sequence[int]) -> list[ListRow]:
        return load_rows(self._desk, self._kind, ids, self._wanted(), trashed=self.question.trashed)

    def _begin(self, question: ListQuestion) -> None:
        self.question = question
        self._number += 1
        self._soon.stop()
        self._ordered_by.clear()

    def _load(self, ids: Sequence[int]) -> list[ListRow]:
        rows = self._rows(ids)
        self._note(rows)
        return rows

    def _wanted(self) -> frozenset[str] | None:
        order = self.question.order
        return self._names if self._names is None or not order else self._names | {order}

    def _note(self, rows: Sequence[ListRow]) -> None:
        self._ordered_by |= {row.id: self._order_of(row) for row in rows}

    def _order_of(self, row: ListRow) -> Any:
        return row[self.question.order] if self.question.order else row.id

    def _ask_worker(self) -> None:
        number, question = self._number, self.question
        job = Job(
            lambda _cancelled, _progress: (number, lists.ids(self._desk, self._kind, question)), worker_connection
        )
        job.finished.connect(self._arrived)
        job.failed.connect(self.failed)
        job.start()

    def _arrived(self, answer: tuple[int, list[int]]) -> None:
        number, ids = answer
        if number == self._number:
            self.model.set_ids(ids)
            self._tell(len(ids))

    def _tell(self, shown: int) -> None:
        self._counts[_unordered(self.question)] = shown
        everything = ListQuestion(trashed=self.question.trashed)
        if everything not in self._counts:
            self._counts[everything] = lists.count(self._desk, self._kind, everything)
        self.counted.emit(shown, self._counts[everything])


def _unordered(question: ListQuestion) -> ListQuestion:
    return replace(question, order="", descending=False)

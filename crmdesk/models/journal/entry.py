"""The step being written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from crmdesk.models.base import Record
from crmdesk.models.database import OutsideStepError, immediate, in_transaction, insert_rows, largest_id, writing
from crmdesk.models.ids import new_id, new_id_after
from crmdesk.models.journal.history import Change, Step
from crmdesk.models.journal.plain import dump
from crmdesk.texts import Message, message_to_json

_MOST_PENDING = 50_000


@dataclass
class Entry:
    """The step being written.

    Attributes:
        label: replaced by `rename` while the step is open, when only its outcome tells what it was.
        touched: table to the ids of its rows added, edited or removed; what screens are told afterwards.
        edited: table to id to names of the columns changed.
        left: what edited and removed rows belonged to before: name of the link to the ids.
        owned: table to id to the owner a row had before its owner was changed.
        gone: table to id to what said whose a removed row was (see `whose`).
        log_given: opportunities whose log the caller writes itself (a load that knows their past).
        takes_back: the action that this step takes back, does again, or takes back in part.
    """

    label: Message
    user: int | None
    at: int
    day: date
    root: int | None = None
    reverts: int | None = None
    takes_back: int | None = None
    id: int = field(default_factory=new_id)
    touched: dict[type[Record], set[int]] = field(default_factory=dict)
    added: dict[type[Record], set[int]] = field(default_factory=dict)
    removed: dict[type[Record], set[int]] = field(default_factory=dict)
    edited: dict[type[Record], dict[int, set[str]]] = field(default_factory=dict)
    left: dict[str, set[int]] = field(default_factory=dict)
    owned: dict[type[Record], dict[int, int | None]] = field(default_factory=dict)
    gone: dict[type[Record], dict[int, tuple[int | None, ...]]] = field(default_factory=dict)
    log_given: set[int] = field(default_factory=set)
    _written: bool = False
    _broken: bool = False
    _pending: list[tuple[int, str, str, int | None, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.touched

    def note(self, kind: str, table: type[Record], record: int | None, payload: object) -> None:
        self._pending.append((self.id, kind, table._meta.table_name, record, dump(payload)))
        if len(self._pending) >= _MOST_PENDING:
            self.flush()

    def let_go(self, table: type[Record], old: dict[str, Any]) -> None:
        """Remember which records a row belonged to, so that what is derived from it there is derived again."""
        for name in table.belongs_to:
            if (owner := old.get(name)) is not None:
                self.left.setdefault(name, set()).add(owner)

    @contextlib.contextmanager
    def all_or_nothing(self, rows: int) -> Iterator[None]:
        """Write several rows.  When one of them fails, nothing of the step can be kept, whoever catches the error."""
        try:
            with writing():
                yield
        except BaseException:
            self._broken |= rows > 1  # one row alone is written or not
            raise

    def flush(self) -> None:
        """Write the step's own line and the notes so far."""
        with writing():
            if not self._written:
                self._written = True
                names = ("id", "label", "at", "day", "user", "root", "reverts", "done")
                label = dump(message_to_json(self.label))
                row = (self.id, label, self.at, self.day.isoformat(), self.user, self.root, self.reverts, 1)
                insert_rows(Step, names, [row])
            insert_rows(Change, ("step_id", "kind", "table", "record", "payload"), self._pending)
        self._pending.clear()

    def rename(self, label: Message) -> None:
        self.label = label
        if self._written:
            with writing():
                Step.update(label=dump(message_to_json(label))).where(Step.id == self.id).execute()


Check = Callable[[Entry], None]
"""Looks at a step before it is kept, and raises when it may not be."""


def whose(table: type[Record]) -> tuple[str, ...]:
    """The columns that say whose a row is: its owner first, and what it may hang on."""
    links = [link.name for link in table._meta.refs]
    return tuple(sorted(links, key=lambda name: name != "owner"))


class Follower(Protocol):
    """Values derived by the layer above, which knows rules that the tables do not."""

    def settle(self, entry: Entry) -> None:
        """Bring them up to date with the step, inside its transaction."""

    def mismatches(self) -> list[tuple[str, int]]:
        """Those that are not what they should be: (table and column, id)."""


FOLLOWERS: list[Follower] = []

_current: ContextVar[Entry | None] = ContextVar("step", default=None)


@contextlib.contextmanager
def step(label: Message, *, user: int | None, at: int, day: date, check: Check | None = None) -> Iterator[Entry]:
    """Everything written inside is one action: all of it or nothing, one line in the history, one undo.

    A step inside a step joins it; one that wrote nothing leaves no line.

    Args:
        label: what is being done.
        at: the instant, milliseconds UTC.
        day: the local day.
        check: looks at the whole step before it is kept; that of the outermost step counts.

    Raises:
        BookBusyError: another program is writing.
        StorageError: the disk does not allow it.
    """
    if (outer := _current.get()) is not None:
        yield outer
        return
    with immediate(), opened(Entry(label, user, at, day)) as entry:
        yield entry
        if not entry.is_empty or entry._broken:
            finish(entry, check)


def finish(entry: Entry, check: Check | None = None) -> None:
    """Write the notes and bring what is derived up to date, unless the check refuses the step."""
    from crmdesk.models.derived import settle

    if entry._broken:
        raise RuntimeError("a write of several rows failed inside this step, and the step went on")
    if check is not None:
        check(entry)
    entry.flush()
    with writing():
        settle(entry)
    for follower in FOLLOWERS:
        follower.settle(entry)


@contextlib.contextmanager
def opened(entry: Entry) -> Iterator[Entry]:
    """Make this the step that everything is written in; inside a transaction."""
    if _current.get() is not None:
        raise RuntimeError("a step is open already")
    entry.id = new_id_after(largest_id(Step))
    token = _current.set(entry)
    try:
        yield entry
    finally:
        _current.reset(token)


def added_now(table: type[Record]) -> set[int]:
    """The ids of the rows that the step being written has added so far."""
    entry = _current.get()
    return set() if entry is None else entry.added.get(table, set())


def open_step() -> Entry:
    entry = _current.get()
    if entry is None:
        raise OutsideStepError("written outside a step")
    if not in_transaction():  # a full disk ended it, and somebody went on
        raise OutsideStepError("the step was taken back already")
    return entry

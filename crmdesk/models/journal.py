"""The journal: the only way to write, and the way back from everything written.

Everything inside ``with step(...)`` is one transaction, one line of history and one undo.  For a row added the journal
keeps its id, for a row edited the old and new value of the changed columns, for a row removed the whole row.  Undo of a
step is a new step, so redo is the undo of an undo, and both survive a restart.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from peewee import (
    AutoField,
    BigAutoField,
    BigIntegerField,
    BooleanField,
    DateField,
    Field,
    ForeignKeyField,
    IntegrityError,
    TextField,
    fn,
)

from crmdesk.models.base import BookTable, Record
from crmdesk.models.database import (
    OutsideStepError,
    check_links_at_commit,
    immediate,
    in_ids,
    insert_rows,
    plain_tuples,
    writing,
)
from crmdesk.models.errors import ConflictError, StaleRecordError
from crmdesk.models.ids import new_id
from crmdesk.texts import Message, message_from_json, message_to_json, msg

ADD, EDIT, REMOVE = "add", "edit", "remove"
_CHUNK = 500


class Step(BookTable):
    """One action of one user.

    Attributes:
        label: what was done, as JSON of a message.
        day: the local day; `at`: the instant.
        root: the step this one takes back or does again; null for an action of its own.
        reverts: the step whose changes this one puts back.
        done: for an action of its own: whether its effect stands (undo clears it, redo sets it).
    """

    id = BigAutoField(default=new_id)
    label = TextField()
    at = BigIntegerField()
    day = DateField()
    user = BigIntegerField(null=True)
    root = BigIntegerField(null=True, index=True)
    reverts = BigIntegerField(null=True)
    done = BooleanField(default=True)

    def message(self) -> Message:
        return message_from_json(json.loads(self.label))


class Change(BookTable):
    """What a step did to one row, or to many rows added together.

    Attributes:
        record: the row's id; null for rows added together, whose ids are in `payload` as [first, count] runs.
        payload: JSON: the added ids' runs, {column: [old, new]} of an edit, {column: value} of a removed row.
    """

    id = AutoField()
    step = ForeignKeyField(Step, backref="changes", on_delete="CASCADE")
    kind = TextField()
    table = TextField()
    record = BigIntegerField(null=True, index=True)
    payload = TextField()


@dataclass
class Entry:
    """The step being written.

    Attributes:
        label: may be replaced while the step is open, when only its outcome tells what it was.
        touched: table to the ids of its rows added, edited or removed; what screens are told afterwards.
        edited: table to id to names of the columns changed.
        left: what edited and removed rows belonged to before: name of the link to the ids.
        log_given: opportunities whose log the caller writes itself (a load that knows their past).
    """

    label: Message
    user: int | None
    at: int
    day: date
    root: int | None = None
    reverts: int | None = None
    id: int = field(default_factory=new_id)
    touched: dict[type[Record], set[int]] = field(default_factory=dict)
    added: dict[type[Record], set[int]] = field(default_factory=dict)
    removed: dict[type[Record], set[int]] = field(default_factory=dict)
    edited: dict[type[Record], dict[int, set[str]]] = field(default_factory=dict)
    left: dict[str, set[int]] = field(default_factory=dict)
    log_given: set[int] = field(default_factory=set)
    _written: bool = False
    _pending: list[tuple[int, str, str, int | None, str]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.touched

    def note(self, kind: str, table: type[Record], record: int | None, payload: object) -> None:
        self._pending.append((self.id, kind, table._meta.table_name, record, _dump(payload)))
        if len(self._pending) >= 50_000:
            self.flush()

    def let_go(self, table: type[Record], old: dict[str, Any]) -> None:
        """Remember which records a row belonged to, so that what is derived from it there is derived again."""
        for name in table.belongs_to:
            if (owner := old.get(name)) is not None:
                self.left.setdefault(name, set()).add(owner)

    def flush(self) -> None:
        """Write the step's own line and the notes so far."""
        if not self._written:
            self._written = True
            Step.insert(
                id=self.id, label=_dump(message_to_json(self.label)), at=self.at, day=self.day, user=self.user,
                root=self.root, reverts=self.reverts,
            ).execute()  # fmt: skip
        insert_rows(Change, ("step_id", "kind", "table", "record", "payload"), self._pending)
        self._pending.clear()

    def rename(self, label: Message) -> None:
        self.label = label
        if self._written:
            Step.update(label=_dump(message_to_json(label))).where(Step.id == self.id).execute()


_current: ContextVar[Entry | None] = ContextVar("step", default=None)


@contextlib.contextmanager
def step(label: Message, *, user: int | None, at: int, day: date) -> Iterator[Entry]:
    """Everything written inside is one action: all of it or nothing, one line in the history, one undo.

    A step inside a step joins it; one that wrote nothing leaves no line.

    Args:
        label: what is being done.
        at: the instant, milliseconds UTC.
        day: the local day.

    Raises:
        BookBusyError: another program is writing.
        StorageError: the disk does not allow it.
    """
    if (outer := _current.get()) is not None:
        yield outer
        return
    with _open(Entry(label, user, at, day)) as entry:
        yield entry


@contextlib.contextmanager
def _open(entry: Entry) -> Iterator[Entry]:
    from crmdesk.models.derived import settle

    with immediate():
        token = _current.set(entry)
        try:
            yield entry
            if not entry.is_empty:
                with writing():
                    entry.flush()
                    settle(entry)
        finally:
            _current.reset(token)


def _open_step() -> Entry:
    entry = _current.get()
    if entry is None:
        raise OutsideStepError("written outside a step")
    return entry


# Writing


def add(table: type[Record], **values: Any) -> int:
    """Add one row; its new id."""
    return add_rows(table, [values])[0]


def add_rows(table: type[Record], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Add rows given as column values; their ids, in order."""
    columns = _columns(table)
    tuples = []
    for row in rows:
        values = {"id": new_id(), **row}
        values |= table.derive(values)
        tuples.append([_plain(column, values.get(name, _default(column))) for name, column in columns.items()])
    return add_tuples(table, [column.column_name for column in columns.values()], tuples) if tuples else []


def add_tuples(table: type[Record], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Add rows of plain database values (days as text).

    Args:
        columns: database names; every column without a default in the database must be there, ``id`` among them.
    """
    entry = _open_step()
    place = list(columns).index("id")
    ids = [row[place] for row in rows]
    with writing():
        insert_rows(table, columns, rows)
        entry.note(ADD, table, ids[0] if len(ids) == 1 else None, _runs(ids))
    entry.touched.setdefault(table, set()).update(ids)
    entry.added.setdefault(table, set()).update(ids)
    return ids


def edit(table: type[Record], record_id: int, **values: Any) -> bool:
    """Change columns of one row; whether anything differed.

    Raises:
        StaleRecordError: the row is gone.
    """
    return bool(edit_rows(table, {record_id: values}))


def edit_all(table: type[Record], ids: Iterable[int], **values: Any) -> list[int]:
    """Give the same values to many rows; the ids of those that differed."""
    return edit_rows(table, dict.fromkeys(ids, values))


def edit_rows(table: type[Record], rows: dict[int, dict[str, Any]]) -> list[int]:
    """Change columns of rows, given as id to values; the ids of those that differed.

    Raises:
        StaleRecordError: a row is gone.
    """
    entry = _open_step()
    columns = _columns(table)
    new = {
        record: {name: _plain(columns[name], value) for name, value in values.items()}
        for record, values in rows.items()
    }
    return [record for record, differing in _differing(table, new) if _write_edit(entry, table, record, differing)]


def _differing(table: type[Record], new: dict[int, dict[str, Any]]) -> Iterator[tuple[int, dict[str, tuple[Any, Any]]]]:
    """Each row's columns whose plain value differs from the new one: (old, new)."""
    by_names: dict[tuple[str, ...], list[int]] = {}
    for record, values in new.items():
        by_names.setdefault(tuple(values), []).append(record)
    for names, ids in by_names.items():
        before = _plain_rows(table, names, ids)
        for record in ids:
            if record not in before:
                raise StaleRecordError(msg("This record was deleted meanwhile."))
            old = before[record]
            if differing := {name: (old[name], new[record][name]) for name in names if old[name] != new[record][name]}:
                yield record, differing


def _write_edit(entry: Entry, table: type[Record], record: int, differing: dict[str, tuple[Any, Any]]) -> bool:
    columns = _columns(table)
    new = {name: pair[1] for name, pair in differing.items()}
    values = {columns[name]: value for name, value in {**new, **table.derive(new)}.items()}
    with writing():
        table.update({table.version: table.version + 1, **values}).where(table.id == record).execute()
        entry.note(EDIT, table, record, differing)
    entry.touched.setdefault(table, set()).add(record)
    entry.edited.setdefault(table, {}).setdefault(record, set()).update(differing)
    entry.let_go(table, {name: pair[0] for name, pair in differing.items()})
    return True


def remove(table: type[Record], ids: Iterable[int]) -> None:
    """Take rows out for good (the journal keeps them).  Records people see go to the trash instead.

    Raises:
        StaleRecordError: a row is gone.
    """
    entry = _open_step()
    known = list(ids)
    rows = _plain_rows(table, tuple(_columns(table)), known)
    if len(rows) < len(set(known)):
        raise StaleRecordError(msg("This record was deleted meanwhile."))
    with writing():
        for record in known:
            entry.note(REMOVE, table, record, rows[record])
            entry.let_go(table, rows[record])
        table.delete().where(in_ids(table.id, known)).execute()
    entry.touched.setdefault(table, set()).update(known)
    entry.removed.setdefault(table, set()).update(known)


# Taking back


def undo(step_id: int, *, user: int | None, at: int, day: date) -> Entry:
    """Take back an action whose effect stands, or do again one that was taken back, as a new step.

    Raises:
        StaleRecordError: there is no such action.
        ConflictError: something was built on it since; names what, and nothing is written.
    """
    try:
        with immediate():
            check_links_at_commit()
            return _undo(step_id, user, at, day)
    except IntegrityError as problem:
        raise ConflictError(
            msg("This cannot be undone: a record it needs is gone. Undo the later steps first.")
        ) from problem


def _undo(step_id: int, user: int | None, at: int, day: date) -> Entry:
    from crmdesk.models.derived import settle

    action = Step.get_or_none(Step.id == step_id)
    if action is None or action.root is not None:
        raise StaleRecordError(msg("This step is not in the book's history."))
    last = Step.select(fn.MAX(Step.id)).where((Step.root == action.id) | (Step.id == action.id)).scalar()
    what = action.message()
    label = msg("Undone: {what}", what=what) if action.done else msg("Redone: {what}", what=what)
    entry = Entry(label, user, at, day, root=action.id, reverts=last)
    token = _current.set(entry)
    try:
        _put_back(entry, last)
        with writing():
            entry.flush()
            settle(entry)
            Step.update(done=not action.done).where(Step.id == action.id).execute()
    finally:
        _current.reset(token)
    return entry


def last_to_undo(user: int | None) -> Step | None:
    """The user's last action whose effect stands; anybody's for None."""
    return _actions(user).where(Step.done).order_by(Step.id.desc()).first()


def last_to_redo(user: int | None) -> Step | None:
    """The action that the user's last undo took back, unless the user did something else since."""
    undoing = Step.alias()
    latest = (
        _actions(user)
        .select(Step.id, fn.MAX(undoing.id))
        .join(undoing, on=(undoing.root == Step.id))
        .where(~Step.done)
        .group_by(Step.id)
        .order_by(fn.MAX(undoing.id).desc())
        .tuples()
        .first()
    )
    if latest is None or _actions(user).where(Step.id > latest[1]).exists():
        return None
    return Step.get_by_id(latest[0])


def _actions(user: int | None) -> Any:
    own = Step.select().where(Step.root.is_null())
    return own if user is None else own.where(Step.user == user)


def _put_back(entry: Entry, step_id: int) -> None:
    """Reverse the step's changes, the last one first, in groups of the same kind."""
    tables = _tables()
    changes = Change.select().where(Change.step == step_id).order_by(Change.id.desc())
    for (name, kind), group in groupby(changes, key=lambda change: (change.table, change.kind)):
        table = tables[name]
        payloads = [(change.record, json.loads(change.payload)) for change in group]
        if kind == ADD:
            _take_out(entry, table, [record for _record, runs in payloads for record in _ids_of(runs)])
        elif kind == REMOVE:
            _bring_back(table, [row for _record, row in payloads])
        else:
            _restore(entry, table, payloads)


def _take_out(entry: Entry, table: type[Record], ids: list[int]) -> None:
    blocking = _edited_since(entry, table, ids)
    if blocking is not None:
        raise ConflictError(
            msg("This cannot be undone: “{name}” was changed since. Undo that first.", name=_name_of(table, blocking))
        )
    for link, linked in table._meta.backrefs.items():
        holder = linked.select(link).where(in_ids(link, ids)).first() if issubclass(linked, Record) else None
        if holder is not None and linked is not table:
            name = _name_of(table, getattr(holder, link.object_id_name))
            raise ConflictError(
                msg("This cannot be undone: something was linked to “{name}” since. Undo that first.", name=name)
            )
    remove(table, ids)


def _edited_since(entry: Entry, table: type[Record], ids: list[int]) -> int | None:
    """One of the rows that a standing action edited after the step being taken back, if any.

    A move by hand (`rank`) never stands in the way.
    """
    own, action = Step.alias(), Step.alias()
    later = (
        Change.select(Change.record, Change.payload)
        .join(own, on=(Change.step == own.id))
        .join(action, on=(action.id == fn.COALESCE(own.root, own.id)))
        .where(
            Change.table == table._meta.table_name,
            Change.kind == EDIT,
            own.id > entry.reverts,
            own.id != entry.id,
            action.id != entry.root,
            action.done,
        )
        .tuples()
    )
    known = set(ids)
    return next((record for record, payload in later if record in known and set(json.loads(payload)) != {"rank"}), None)


def _bring_back(table: type[Record], rows: list[dict[str, Any]]) -> None:
    columns = _columns(table)
    full = [{**row, **table.derive(row)} for row in rows]
    order = [name for name in columns if name in full[0] or _default(columns[name]) is not None]
    names = [columns[name].column_name for name in order]
    add_tuples(table, names, [[row.get(name, _default(columns[name])) for name in order] for row in full])


def _restore(entry: Entry, table: type[Record], edits: list[tuple[int, dict[str, list[Any]]]]) -> None:
    for record, payload in edits:
        current = _plain_rows(table, tuple(payload), [record]).get(record)
        if current is None:
            raise ConflictError(msg("This cannot be undone: the record was deleted since. Undo that first."))
        clashing = [name for name, (_old, new) in payload.items() if current[name] != new and name != "rank"]
        if clashing:
            raise ConflictError(
                msg(
                    "This cannot be undone: “{name}” was changed since ({fields}). Undo that first.",
                    name=_name_of(table, record),
                    fields=", ".join(clashing),
                )
            )
        differing = {name: (current[name], old) for name, (old, _new) in payload.items() if current[name] != old}
        if differing:
            _write_edit(entry, table, record, differing)


def _name_of(table: type[Record], record: int) -> str:
    row = table.get_or_none(table.id == record)
    return str(next((value for name in ("title", "name", "subject") if (value := getattr(row, name, None))), record))


# Reading


def history_of(record_id: int) -> list[tuple[Step, str, dict[str, Any]]]:
    """What happened to one record, newest first: step, kind of change, payload."""
    rows = Change.select(Change, Step).join(Step).where(Change.record == record_id).order_by(Change.id.desc())
    return [(change.step, change.kind, json.loads(change.payload)) for change in rows]


# Plain values: what the database holds, which JSON can keep (days as text)


@cache
def _columns(table: type[Record]) -> dict[str, Field]:
    return dict(table._meta.fields)


def _default(column: Field) -> Any:
    default = column.default
    return default() if callable(default) else default


def _plain(column: Field, value: Any) -> Any:
    plain = column.db_value(value)
    if isinstance(plain, date):
        return plain.isoformat()
    return int(plain) if isinstance(plain, bool) else plain


@cache
def _tables() -> dict[str, type[Record]]:
    from crmdesk.models.tables import RECORDS

    return {table._meta.table_name: table for table in RECORDS}


def _plain_rows(table: type[Record], names: tuple[str, ...], ids: list[int]) -> dict[int, dict[str, Any]]:
    """The named columns of rows as plain values, derived ones left out, by id."""
    columns = _columns(table)
    kept = [name for name in names if name not in table.derived]
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), _CHUNK):
        query = table.select(table.id, *(columns[name] for name in kept)).where(
            table.id.in_(ids[start : start + _CHUNK])
        )
        for row in plain_tuples(query):
            found[row[0]] = dict(zip(kept, row[1:], strict=True))
    return found


def _runs(ids: Sequence[int]) -> list[list[int]]:
    """Ids as [first, count] runs."""
    runs: list[list[int]] = []
    for known in ids:
        if runs and known == runs[-1][0] + runs[-1][1]:
            runs[-1][1] += 1
        else:
            runs.append([known, 1])
    return runs


def _ids_of(runs: list[list[int]]) -> list[int]:
    return [first + offset for first, count in runs for offset in range(count)]


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

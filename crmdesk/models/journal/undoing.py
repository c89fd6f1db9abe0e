"""Taking a step back as a new step, and doing it again."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from peewee import IntegrityError, fn

from crmdesk.models.base import Record
from crmdesk.models.circles import comes_back
from crmdesk.models.database import check_links_at_commit, error_code, immediate, in_ids, plain_tuples, rows_of, writing
from crmdesk.models.errors import ConflictError, MissingLinkError, StaleRecordError
from crmdesk.models.journal.entry import Check, Entry, finish, opened
from crmdesk.models.journal.history import ADD, EDIT, REMOVE, Change, Step, tables
from crmdesk.models.journal.neighbours import RANK, Neighbours
from crmdesk.models.journal.plain import columns_of, default_of, ids_of
from crmdesk.models.journal.writing import Differing, add_tuples, plain_rows, remove, write_edits
from crmdesk.texts import Message, msg

_FEW = 400
_NAMED_BY = ("tag", "product", "field", "lead", "contact", "company", "opportunity")
"""Links by whose name a row that has none is called."""

Needed = dict[type[Record], set[int]]
Rows = Mapping[type[Record], Collection[int]]
"""Some rows of each table."""


def undo(step_id: int, *, user: int | None, at: int, day: date, check: Check | None = None) -> Entry:
    """Take back an action whose effect stands, or do again one that was taken back, as a new step.

    Args:
        check: as that of `step`.

    Raises:
        StaleRecordError: there is no such action.
        ConflictError: something was built on it since; names what, and nothing is written.
        BookBusyError: another program is writing.
    """
    with _no_conflict():
        return _turn(step_id, user, at, day, check)


def undo_part(
    step_id: int, rows: Rows, label: Message, *, user: int | None, at: int, day: date, check: Check | None = None
) -> Entry:
    """Take back what an action did to some rows, as an action of its own; the rest of its effect stands.

    Args:
        rows: table to the ids of the rows that are put back.
        check: as that of `step`.

    Raises:
        StaleRecordError: there is no such action, or it was taken back already.
        ConflictError: something was built on the rows since; names what, and nothing is written.
        BookBusyError: another program is writing.
    """
    with _no_conflict():
        action = _action(step_id)
        if not action.done:
            raise StaleRecordError(msg("This was undone already."))
        last = _last_turn(action)
        with opened(Entry(label, user, at, day, reverts=last, takes_back=action.id)) as entry:
            _put_back(entry, last, rows)
            finish(entry, check)
        return entry


@contextlib.contextmanager
def _no_conflict() -> Iterator[None]:
    """A transaction in which rows may come in any order; links that are missing in the end are a conflict."""
    try:
        with immediate():
            check_links_at_commit()
            yield
    except (IntegrityError, MissingLinkError) as problem:
        raise _as_conflict(problem) from problem


def _turn(step_id: int, user: int | None, at: int, day: date, check: Check | None) -> Entry:
    action = _action(step_id)
    last = _last_turn(action)
    what = action.message()
    label = msg("Undone: {what}", what=what) if action.done else msg("Redone: {what}", what=what)
    with opened(Entry(label, user, at, day, root=action.id, reverts=last, takes_back=action.id)) as entry:
        _put_back(entry, last)
        with writing():
            # before the derived values, which leave out what was taken back
            Step.update(done=not action.done).where(Step.id == action.id).execute()
        finish(entry, check)
    return entry


def _action(step_id: int) -> Step:
    action = Step.get_or_none(Step.id == step_id)
    if action is None or action.root is not None:
        raise StaleRecordError(msg("This step is not in the book's history."))
    return action


def _last_turn(action: Step) -> int:
    """The step that last did the action, or took it back."""
    turns = Step.select(fn.MAX(Step.id)).where((Step.root == action.id) | (Step.id == action.id))
    return int(turns.scalar())


def _as_conflict(problem: Exception) -> ConflictError:
    if error_code(problem) == sqlite3.SQLITE_CONSTRAINT_UNIQUE:
        if "custom_value." in str(problem):  # the one unique thing that is no name
            return ConflictError(msg("This cannot be undone: another value was given since. Undo that first."))
        return ConflictError(
            msg("This cannot be undone: something else has the same name by now. Give that another name first.")
        )
    return ConflictError(msg("This cannot be undone: a record it needs is gone. Undo the later steps first."))


def last_to_undo(user: int | None) -> Step | None:
    """The action the user did (or did again) last whose effect stands; anybody's for None."""
    action = Step.alias()
    query = (
        Step.select(action.id)
        .join(action, on=(action.id == fn.COALESCE(Step.root, Step.id)))
        .where(action.done)
        .order_by(Step.id.desc())
        .limit(1)
    )
    if user is not None:
        query = query.where(action.user == user)
    return _step_of(query)


def last_to_redo(user: int | None) -> Step | None:
    """The action that was taken back last, unless the user did something else since."""
    own = Step.select(Step.id).where(Step.root.is_null())
    undoing = Step.alias()
    query = Step.select(Step.id).join(undoing, on=(undoing.root == Step.id)).where(~Step.done)
    if user is not None:
        own, query = own.where(Step.user == user), query.where(Step.user == user)
    last = next(plain_tuples(own.order_by(Step.id.desc()).limit(1)), None)
    if last is None:
        return None
    return _step_of(query.where(undoing.id > last[0]).order_by(undoing.id.desc()).limit(1))


def _step_of(query: Any) -> Step | None:
    found = next(plain_tuples(query), None)
    return None if found is None else Step.get_by_id(found[0])


# Putting back


def _put_back(entry: Entry, step_id: int, rows: Rows | None = None) -> None:
    """Reverse the step's changes, the last one first, those next to each other of one kind together.

    Args:
        rows: the rows whose changes are reversed; None for all.
    """
    query = Change.select(Change.table, Change.kind, Change.record, Change.payload).where(Change.step == step_id)
    changes = list(plain_tuples(query.order_by(Change.id.desc())))
    needed: Needed = {}
    for (name, kind), group in groupby(changes, key=lambda change: change[:2]):
        table = tables()[name]
        wanted = None if rows is None else rows.get(table, frozenset())
        payloads = [(record, json.loads(payload)) for _table, _kind, record, payload in group]
        if kind == ADD:
            added = [record for _record, runs in payloads for record in ids_of(runs)]
            if taken := [record for record in added if wanted is None or record in wanted]:
                _take_out(entry, table, taken)
            continue
        if wanted is not None:
            payloads = [(record, payload) for record, payload in payloads if record in wanted]
        if not payloads:
            continue
        if kind == REMOVE:
            _bring_back(table, [row for _record, row in payloads], needed)
        else:
            _restore(entry, table, payloads, needed)
    _refuse_missing(entry, needed)
    _refuse_circles(entry)


def _take_out(entry: Entry, table: type[Record], ids: list[int]) -> None:
    present = {row[0] for row in rows_of(table, (), ids)}
    if gone := [record for record in ids if record not in present]:
        raise _deleted_conflict(table, gone[0])
    changed = _changed_since(entry, table, ids)
    for record in ids:
        if changed.get(record, set()) - {RANK}:
            raise _changed_conflict(table, record, changed[record])
    _refuse_linked(table, ids)
    remove(table, ids)


def _refuse_linked(table: type[Record], ids: list[int]) -> None:
    """Refuse when a row that is not among them links to one of the rows."""
    kept = set(tables().values())
    for link, holding in table._meta.backrefs.items():
        if holding not in kept:
            continue  # what several tables have in common is no table
        linked = plain_tuples(holding.select(holding.id, link).where(in_ids(link, ids)))
        own = set(ids) if holding is table else set()
        holder = next((row for row in linked if row[0] not in own), None)
        if holder is not None:
            raise ConflictError(
                msg(
                    "This cannot be undone: “{other}” was linked to “{name}” since. Undo that first.",
                    other=_other_side(holding, holder[0], table),
                    name=_name_of(table, holder[1]),
                ),
                holding.kind,
                holder[0],
            )


def _bring_back(table: type[Record], rows: list[dict[str, Any]], needed: Needed) -> None:
    columns = columns_of(table)
    rows.sort(key=lambda row: int(row["id"]))  # the order the table is kept in
    full = [{**row, **table.derive(row)} for row in rows]
    kept = {
        name: None if column.null else default_of(column)
        for name, column in columns.items()
        if name not in table.derived or any(name in row for row in full) or not column.null
    }
    names = [columns[name].column_name for name in kept]
    add_tuples(table, names, [[row.get(name, without) for name, without in kept.items()] for row in full])
    for name, target in _links_of(table):
        _need(needed, target, (row.get(name) for row in rows))


def _restore(entry: Entry, table: type[Record], edits: list[tuple[int, dict[str, Any]]], needed: Needed) -> None:
    changed = _changed_since(entry, table, [record for record, _payload in edits])
    neighbours = Neighbours(entry, table, {record for record, payload in edits if RANK in payload})
    for run in _runs_of_different_records(edits):
        now = _values_now(table, run)
        differing: list[tuple[int, Differing]] = []
        for record, payload in run:
            current = now.get(record)
            if current is None:
                raise _deleted_conflict(table, record)
            since = changed.get(record, set())
            clashing = {
                name
                for name, (_old, new) in payload.items()
                if name in since or (current[name] != new and not _is_told(table, name, current))
            }
            if clashing - {RANK}:
                raise _changed_conflict(table, record, clashing)
            wanted = {name: old for name, (old, _new) in payload.items()}
            if RANK in wanted:
                wanted[RANK] = neighbours.rank_of(wanted.get("stage", current.get("stage")), wanted[RANK])
            back = {name: (current[name], old) for name, old in wanted.items() if current[name] != old}
            if back:
                differing.append((record, back))
        write_edits(entry, table, differing)
        for name, target in _links_of(table):
            _need(needed, target, (back[name][1] for _record, back in differing if name in back))


def _is_told(table: type[Record], name: str, current: Mapping[str, Any]) -> bool:
    """Whether another column decides this one, which may then be other than it was written."""
    teller = table.told_by.get(name)
    return teller is not None and current[teller] is not None


def _runs_of_different_records(edits: list[tuple[int, dict[str, Any]]]) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    """The edits in order, cut wherever a record comes again, so that each run can be read and written together."""
    run: list[tuple[int, dict[str, Any]]] = []
    seen: set[int] = set()
    for record, payload in edits:
        if record in seen:
            yield run
            run, seen = [], set()
        run.append((record, payload))
        seen.add(record)
    if run:
        yield run


def _values_now(table: type[Record], edits: list[tuple[int, dict[str, Any]]]) -> dict[int, dict[str, Any]]:
    by_names: dict[tuple[str, ...], list[int]] = {}
    for record, payload in edits:
        beside = ["stage"] if RANK in payload else []  # whose order it is
        beside += [table.told_by[name] for name in payload if name in table.told_by]
        by_names.setdefault(tuple(dict.fromkeys((*payload, *beside))), []).append(record)
    found: dict[int, dict[str, Any]] = {}
    for names, ids in by_names.items():
        found.update(plain_rows(table, names, ids))
    return found


# What stands in the way


def _changed_since(entry: Entry, table: type[Record], ids: Sequence[int]) -> dict[int, set[str]]:
    """Of each of the rows, the columns changed after the step being taken back by actions whose effect stands."""
    steps = _standing_since(entry)
    if not steps:
        return {}
    edits = Change.select(Change.record, Change.payload).where(
        in_ids(Change.step, steps), Change.table == table._meta.table_name, Change.kind == EDIT
    )
    if len(ids) <= _FEW:
        edits = edits.where(Change.record.in_(list(ids)))
    known = set(ids)
    found: dict[int, set[str]] = {}
    for record, payload in plain_tuples(edits):
        if record in known:
            found.setdefault(record, set()).update(json.loads(payload))
    return found


def _standing_since(entry: Entry) -> list[int]:
    """The steps, after the one being taken back, of actions whose effect stands and did not stand then."""
    action = Step.alias()
    later = (
        Step.select(Step.id, action.id)
        .join(action, on=(action.id == fn.COALESCE(Step.root, Step.id)))
        .where(Step.id > entry.reverts, Step.id != entry.id, action.id != entry.takes_back, action.done)
    )
    steps = list(plain_tuples(later))
    older = {known for _step, known in steps if known < (entry.reverts or 0)}
    if not older:
        return [known for known, _action in steps]
    own = fn.COALESCE(Step.root, Step.id)
    turns = Step.select(own, fn.COUNT(Step.id)).where(in_ids(own, older), Step.id <= entry.reverts).group_by(own)
    # done, undone, done again: after an odd number of turns it stood; undone and redone since, it changed nothing
    stood = {known for known, count in plain_tuples(turns) if count % 2}
    return [known for known, of in steps if of not in stood]


def _links_of(table: type[Record]) -> list[tuple[str, type[Record]]]:
    return [(link.name, target) for link, target in table._meta.refs.items()]


def _need(needed: Needed, target: type[Record], ids: Iterable[int | None]) -> None:
    needed.setdefault(target, set()).update(record for record in ids if record is not None)


def _refuse_missing(entry: Entry, needed: Needed) -> None:
    for target, ids in needed.items():
        # what this undo itself takes out again was needed only for a moment
        missing = ids - entry.removed.get(target, set()) - {row[0] for row in rows_of(target, (), list(ids))}
        if missing:
            record = min(missing)
            message = msg(
                "This cannot be undone: “{name}”, which it needs, was deleted since. Undo that first.",
                name=_name_of(target, record),
            )
            raise ConflictError(message, target.kind, record)


def _refuse_circles(entry: Entry) -> None:
    """Refuse when a record would come to stand above itself: it was put above others in the meantime."""
    for table, edited in entry.edited.items():
        for link, target in table._meta.refs.items():
            moved = [record for record, names in edited.items() if link.name in names] if target is table else []
            above = dict(plain_tuples(table.select(table.id, link).where(link.is_null(False)))) if moved else {}
            for record in moved:
                if comes_back(record, above):
                    message = msg(
                        "This cannot be undone: “{name}” would stand above itself. Undo the later steps first.",
                        name=_name_of(table, record),
                    )
                    raise ConflictError(message, table.kind, record, (link.name,))


def _changed_conflict(table: type[Record], record: int, fields: set[str]) -> ConflictError:
    names = tuple(sorted(fields - {RANK}))
    message = msg(
        "This cannot be undone: “{name}” was changed since ({fields}). Undo that first.",
        name=_name_of(table, record),
        fields=", ".join(names),
    )
    return ConflictError(message, table.kind, record, names)


def _deleted_conflict(table: type[Record], record: int) -> ConflictError:
    name = _name_of(table, record)
    message = msg("This cannot be undone: “{name}” was deleted since. Undo that first.", name=name)
    return ConflictError(message, table.kind, record)


def _other_side(table: type[Record], record: int, known: type[Record]) -> str:
    """What a row that has no name of its own links beside the table that is known: the campaign of a member."""
    row = plain_rows(table, tuple(columns_of(table)), [record])[record]
    if any(row.get(name) for name in ("title", "name", "subject", "value")):
        return _name_of(table, record)
    sides = [(to, row[name]) for name, to in _links_of(table) if to is not known and row[name]]
    return _name_of(*sides[0]) if sides else _name_of(table, record)


def _name_of(table: type[Record], record: int) -> str:
    """What people call a row, also when it is gone."""
    names = tuple(columns_of(table))
    row = plain_rows(table, names, [record]).get(record) or _last_known(record)
    words: list[Callable[[], Any]] = [
        lambda: row.get("title"),
        lambda: row.get("name"),
        lambda: row.get("subject"),
        lambda: row.get("value"),
        lambda: row.get("type"),
        lambda: next(
            (_name_of(to, row[name]) for name, to in _links_of(table) if name in _NAMED_BY and row.get(name)), None
        ),
    ]
    return str(next((found for word in words if (found := word())), record))


def _last_known(record: int) -> dict[str, Any]:
    query = Change.select(Change.payload).where(Change.record == record, Change.kind == REMOVE)
    found = next(plain_tuples(query.order_by(Change.id.desc()).limit(1)), None)
    kept: dict[str, Any] = json.loads(found[0]) if found else {}
    return kept

"""What the journal keeps: steps and their changes."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, reduce
from operator import itemgetter, or_
from typing import Any, NamedTuple

from peewee import AutoField, BigAutoField, BigIntegerField, BooleanField, DateField, ForeignKeyField, TextField, fn

from crmdesk.models.base import BookTable, Record
from crmdesk.models.database import immediate, in_ids, plain_tuples, writing
from crmdesk.models.ids import new_id
from crmdesk.models.journal.plain import ids_of
from crmdesk.texts import Message, message_from_json

ADD, EDIT, REMOVE = "add", "edit", "remove"


class Step(BookTable):
    """One action of one user.

    Attributes:
        id: grows from step to step of a book, also when a computer's clock was set back.
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
        payload: JSON: the added ids' runs, {column: [old, new]} of an edit, {column: value} of a removed row without
            its unknown values.
    """

    id = AutoField()
    step = ForeignKeyField(Step, backref="changes", on_delete="CASCADE")
    kind = TextField()
    table = TextField()
    record = BigIntegerField(null=True, index=True)
    payload = TextField()


# what was taken off a record is looked for among what was removed since it came
Change.add_index(Change.index(Change.table, Change.step, where=Change.kind == REMOVE, name="change_removed"))


class Happened(NamedTuple):
    """What a step did to one record.

    Attributes:
        at: the instant of the step; `user` is who did it.
        how: `ADD`, `EDIT` or `REMOVE`.
        payload: as in `Change`; {} for its adding.
    """

    record: int
    step: int
    at: int
    user: int | None
    how: str
    payload: dict[str, Any]


def history_of(record: int) -> Iterator[Happened]:
    """What happened to one record, newest first; its payloads are read only as far as somebody asks."""
    return history_of_all([record])


def history_of_all(records: Sequence[int]) -> Iterator[Happened]:
    """What happened to several records, newest first; its payloads are read only as far as somebody asks."""
    # all rows at once: somebody may write, or close the book, before the last of them is wanted
    rows = [*plain_tuples(_happened().where(in_ids(Change.record, records))), *_added_together(records)]
    for _change, record, step, at, user, how, payload in sorted(rows, key=itemgetter(0), reverse=True):
        yield Happened(record, step, at, user, how, {} if how == ADD else json.loads(payload))


def removed_from(table: type[Record], link: str, record: int) -> Iterator[Happened]:
    """The rows of a table that were removed while they linked to a record, newest first.

    Args:
        link: the column of the link.
    """
    removed = _happened().where(Change.kind == REMOVE, Change.table == table._meta.table_name, Change.step > record)
    rows = list(plain_tuples(removed.where(Change.payload.contains(f'"{link}":{record}'))))
    for _change, row, step, at, user, how, payload in rows:
        yield Happened(row, step, at, user, how, json.loads(payload))


def _added_together(records: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """The adding of records that came with many others, as rows of `_happened`."""
    together = _happened().where(Change.record.is_null(), Change.kind == ADD)
    known = sorted(records)
    for change, _none, *rest, payload in plain_tuples(together):
        for first, count in json.loads(payload):
            held = known[bisect_left(known, first) : bisect_left(known, first + count)]
            yield from ((change, record, *rest, payload) for record in held)


def _happened() -> Any:
    """A question for changes, newest first: the change, its record, step, instant, user, kind and payload."""
    columns = (Change.id, Change.record, Change.step, Step.at, Step.user, Change.kind, Change.payload)
    return Change.select(*columns).join(Step).order_by(Change.id.desc())


def last_changed(records: Sequence[int]) -> dict[int, int]:
    """The instants at which records were changed last; without those that came with many others and stayed so."""
    query = Change.select(Change.record, fn.MAX(Step.at)).join(Step).where(in_ids(Change.record, records))
    return dict(plain_tuples(query.group_by(Change.record)))


def step_that_added(table: type[Record], record: int) -> int | None:
    """The action that added a row first; None where the history does not go back to it."""
    query = Change.select(Change.step, Change.record, Change.payload).where(
        Change.table == table._meta.table_name,
        Change.kind == ADD,
        (Change.record == record) | Change.record.is_null(),
    )
    for step, alone, runs in plain_tuples(query.order_by(Change.id)):
        if alone == record or _holds(json.loads(runs), record):
            action = Step.get_by_id(step)
            return int(action.root or action.id)
    return None


def names_removed(table: type[Record], ids: Collection[int]) -> dict[int, str]:
    """The names that rows had when they were removed last."""
    query = Change.select(Change.record, Change.payload).where(
        Change.table == table._meta.table_name, Change.kind == REMOVE, in_ids(Change.record, ids)
    )
    return {record: json.loads(row)["name"] for record, row in plain_tuples(query.order_by(Change.id))}


def added_after(table: type[Record], step_id: int) -> set[int]:
    """The ids of the rows of a table that were added after a step, also those that are gone again."""
    query = Change.select(Change.payload).where(
        Change.table == table._meta.table_name, Change.kind == ADD, Change.step > step_id
    )
    return {record for (payload,) in plain_tuples(query) for record in ids_of(json.loads(payload))}


def rows_hanging_on(step_id: int, around: Mapping[type[Record], Collection[int]]) -> dict[type[Record], set[int]]:
    """The rows of other tables that an action added or edited and that link to one of the given rows, those that are
    gone by now among them.

    Args:
        around: table to ids of rows; its tables are left out of the answer.
    """
    found: dict[type[Record], set[int]] = {}
    for name, ids in _written(step_id).items():
        table = tables()[name]
        links = [] if table in around else [link for link, to in table._meta.refs.items() if around.get(to)]
        if links:
            linked = reduce(or_, (in_ids(link, around[link.rel_model]) for link in links))
            query = table.select(table.id).where(in_ids(table.id, ids), linked)
            found[table] = {row[0] for row in plain_tuples(query)} | _gone_from(table, ids, links, around)
    return found


def _gone_from(
    table: type[Record], ids: Sequence[int], links: Sequence[Any], around: Mapping[type[Record], Collection[int]]
) -> set[int]:
    """Those of the rows that were removed and linked to one of the given rows."""
    removed = Change.select(Change.record, Change.payload).where(
        Change.table == table._meta.table_name, Change.kind == REMOVE, in_ids(Change.record, ids)
    )
    there = table.select(table.id).where(in_ids(table.id, ids))
    kept = {record: json.loads(row) for record, row in plain_tuples(removed)}
    for (record,) in plain_tuples(there):
        kept.pop(record, None)  # it came back
    return {
        record for record, row in kept.items() if any(row.get(link.name) in around[link.rel_model] for link in links)
    }


def _written(step_id: int) -> dict[str, list[int]]:
    """The ids of the rows added or edited by an action, by table; by its last turn where it was done again."""
    turn = Step.select(fn.MAX(Step.id)).where((Step.root == step_id) | (Step.id == step_id))
    query = Change.select(Change.table, Change.kind, Change.record, Change.payload).where(
        Change.step == turn, Change.kind.in_((ADD, EDIT))
    )
    found: dict[str, list[int]] = {}
    for name, kind, record, payload in plain_tuples(query):
        found.setdefault(name, []).extend(ids_of(json.loads(payload)) if kind == ADD else [record])
    return found


def _holds(runs: list[list[int]], record_id: int) -> bool:
    return any(first <= record_id < first + count for first, count in runs)


@cache
def tables() -> dict[str, type[Record]]:
    """The office's tables by their names in the book."""
    from crmdesk.models.tables import RECORDS

    return {table._meta.table_name: table for table in RECORDS}


def begin_here() -> None:
    """Begin the history with the book as it is: what it was made with is not something a user did.

    Must be called outside a step, before anybody works in the book.
    """
    with writing(), immediate():
        Change.delete().execute()
        Step.delete().execute()

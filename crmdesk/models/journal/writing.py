"""Adding, editing and removing rows inside a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from crmdesk.models.base import Record
from crmdesk.models.database import delete_rows, insert_rows, rows_of, update_rows, writing
from crmdesk.models.errors import StaleRecordError
from crmdesk.models.ids import new_id
from crmdesk.models.journal.entry import Entry, open_step, whose
from crmdesk.models.journal.history import ADD, EDIT, REMOVE
from crmdesk.models.journal.plain import columns_of, default_of, plain, runs_of
from crmdesk.texts import msg

Differing = dict[str, tuple[Any, Any]]
"""The columns of a row that an edit changes: name to plain (old, new)."""


def add(table: type[Record], **values: Any) -> int:
    """Add one row; its new id."""
    return add_rows(table, [values])[0]


def add_rows(table: type[Record], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Add rows given as column values; their ids, in order."""
    columns = columns_of(table)
    tuples = []
    for row in rows:
        values = {"id": new_id(), **row}
        values |= table.derive(values)
        tuples.append([plain(column, values.get(name, default_of(column))) for name, column in columns.items()])
    return add_tuples(table, [column.column_name for column in columns.values()], tuples) if tuples else []


def add_tuples(table: type[Record], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Add rows of plain database values (days as text).

    Args:
        columns: database names; every column without a default in the database must be there, ``id`` among them.
    """
    entry = open_step()
    if not rows:
        return []
    place = list(columns).index("id")
    ids = [row[place] for row in rows]
    with entry.all_or_nothing(len(rows)):
        insert_rows(table, columns, rows)
        entry.note(ADD, table, ids[0] if len(ids) == 1 else None, runs_of(ids))
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
    entry = open_step()
    edits = list(_differing(table, rows))
    write_edits(entry, table, edits)
    return [record for record, _changed in edits]


def _differing(table: type[Record], rows: dict[int, dict[str, Any]]) -> Iterator[tuple[int, Differing]]:
    columns = columns_of(table)
    by_names: dict[tuple[str, ...], list[int]] = {}
    for record, values in rows.items():
        by_names.setdefault(tuple(values), []).append(record)
    for names, ids in by_names.items():
        before = plain_rows(table, names, ids)
        for record in ids:
            if record not in before:
                raise StaleRecordError(msg("This record was deleted meanwhile."))
            old, values = before[record], rows[record]
            pairs = {name: (old[name], plain(columns[name], values[name])) for name in names}
            if changed := {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}:
                yield record, changed


def _names(edit: tuple[int, Differing]) -> tuple[str, ...]:
    return tuple(edit[1])


def write_edits(entry: Entry, table: type[Record], edits: Iterable[tuple[int, Differing]]) -> None:
    """Write edits in their order, those next to each other of the same columns together."""
    columns = columns_of(table)
    for names, group in groupby(edits, key=_names):
        together = list(group)
        rows: list[tuple[Any, ...]] = []
        written: tuple[str, ...] = ()
        for record, changed in together:
            new = {name: pair[1] for name, pair in changed.items()}
            values = new | table.derive(new)
            written = tuple(values)
            rows.append((*values.values(), record))
        with entry.all_or_nothing(len(rows)):
            update_rows(table, [columns[name].column_name for name in written], rows, counted=True)
        for record, changed in together:
            entry.note(EDIT, table, record, changed)
            entry.touched.setdefault(table, set()).add(record)
            entry.edited.setdefault(table, {}).setdefault(record, set()).update(names)
            entry.let_go(table, {name: pair[0] for name, pair in changed.items()})
            if "owner" in changed:
                entry.owned.setdefault(table, {}).setdefault(record, changed["owner"][0])


def remove(table: type[Record], ids: Iterable[int]) -> None:
    """Take rows out for good (the journal keeps them).  Records people see go to the trash instead.

    Raises:
        StaleRecordError: a row is gone.
    """
    entry = open_step()
    known = list(dict.fromkeys(ids))
    if not known:
        return
    rows = plain_rows(table, tuple(columns_of(table)), known)
    if len(rows) < len(known):
        raise StaleRecordError(msg("This record was deleted meanwhile."))
    with writing():
        delete_rows(table, known)  # one statement: all of them or none
    for record in known:
        kept = {name: value for name, value in rows[record].items() if value is not None}
        entry.note(REMOVE, table, record, kept)
        entry.let_go(table, rows[record])
    entry.touched.setdefault(table, set()).update(known)
    entry.removed.setdefault(table, set()).update(known)
    if names := whose(table):
        entry.gone.setdefault(table, {}).update(
            (known, tuple(row[name] for name in names)) for known, row in rows.items()
        )


def plain_rows(table: type[Record], names: tuple[str, ...], ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The named columns of rows as plain values, derived ones left out, by id."""
    columns = columns_of(table)
    kept = [name for name in names if name not in table.derived]
    found = rows_of(table, [columns[name].column_name for name in kept], ids)
    return {row[0]: dict(zip(kept, row[1:], strict=True)) for row in found}

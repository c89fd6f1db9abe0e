"""The office's lists (sources, reasons, users, teams) and the facts of its book, as the settings show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peewee import fn

from crmdesk.models import journal
from crmdesk.models.base import Record
from crmdesk.models.database import db
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.fold import fold
from crmdesk.models.tables import RECORDS
from crmdesk.sales import access, in_use, naming, records, renamed
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import FIELDS, TABLES
from crmdesk.sales.in_use import InUse
from crmdesk.sales.rights import ADD, CHANGE, DELETE
from crmdesk.texts import Message, msg

LISTS = ("source", "reason", "lead_reason", "user", "team", "role")
ORDERED = ("source", "reason", "lead_reason", "role")
"""The lists whose order the office chooses; the others go by name."""
_COUNTED = (
    *("opportunity", "lead", "contact", "company", "product", "activity", "campaign", "segment"),
    *("quote", "sales_note"),
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a list.

    Attributes:
        values: by field name (see `fields`); links as ids.
        used: whether records point at it, those in the trash included; said where it was asked for.
    """

    id: int
    name: str
    values: Mapping[str, Any]
    used: InUse = in_use.NOT


def values_of(kind: str, counted_for: Desk | None = None) -> list[Value]:
    """A list (one of `LISTS`) in the office's order, or by name.

    Args:
        counted_for: say to this user how much each value is used.
    """
    table: Any = TABLES[kind]
    query = table.select().order_by(*((table.place,) if kind in ORDERED else ()), fn.LOWER(table.name))
    used = {} if counted_for is None else _uses(counted_for, table)
    names = [(field.name, _attribute(table, field.attribute)) for field in FIELDS[kind] if field.attribute]
    return [
        Value(
            row.id, row.name, {name: getattr(row, attribute) for name, attribute in names}, used.get(row.id, in_use.NOT)
        )
        for row in query
    ]


def add_value(desk: Desk, kind: str, name: str) -> Changes:
    """Add a value of this name at the end of a list.

    Raises:
        FieldProblems: the name is empty, too long or taken.
    """
    access.require(desk, kind, ADD)
    _refuse_name(kind, name)
    with desk.step(msg("“{name}” added", name=name.strip())) as writing:
        record = records.add(desk, kind, {"name": name}).new(kind)
        if kind in ORDERED:
            table: Any = TABLES[kind]
            last = table.select(fn.MAX(table.place)).where(table.id != record).scalar()
            journal.edit(table, record, place=0 if last is None else last + 1)
    return writing.changes


def save_value(desk: Desk, kind: str, record: int, **values: Any) -> Changes:
    """Change fields of a value.

    Raises:
        FieldProblems: with a sentence beside each field; who works cannot switch himself off.
        StaleRecordError: it is gone.
    """
    access.require(desk, kind, CHANGE)
    if kind == "user" and record == desk.user and not values.get("active", True):
        raise FieldProblems({"active": _working_as(user_name(record))})
    if "name" in values:
        _refuse_name(kind, values["name"], record)
    return records.save(desk, kind, record, values)


def reorder(desk: Desk, kind: str, ids: Sequence[int]) -> Changes:
    """Put the values of a list (one of `ORDERED`) in this order."""
    access.require(desk, kind, CHANGE)
    with desk.step(msg("List put in order")) as writing:
        journal.edit_rows(TABLES[kind], {record: {"place": place} for place, record in enumerate(ids)})
    return writing.changes


def delete_value(desk: Desk, kind: str, record: int, substitute: int | None = None) -> Changes:
    """Delete a value, its uses moved to a substitute of the same list, as one step.

    Raises:
        DomainError: it is used and no substitute was given, or it is the user who works.
    """
    access.require(desk, kind, DELETE)
    table: Any = TABLES[kind]
    row = table.get_or_none(table.id == record)
    if row is None:
        raise StaleRecordError(msg("This record was deleted meanwhile."))
    if kind == "user" and record == desk.user:
        raise DomainError(_working_as(row.name))
    if substitute is not None and (substitute == record or not table.select().where(table.id == substitute).exists()):
        raise DomainError(msg("Choose another value to take its place."))
    with desk.step(msg("“{name}” deleted", name=row.name)) as writing:
        for link, holder in _links(table):
            using = [found.id for found in holder.select(holder.id).where(link == record)]
            if using and substitute is None:
                raise DomainError(msg("“{name}” is in use. Choose what takes its place.", name=row.name))
            _move_links(holder, link.name, using, substitute)
        if substitute is not None:
            renamed.value(desk, kind, record, substitute, lambda name: fold(name) == fold(row.name))
        journal.remove(table, [record])
    return writing.changes


def _working_as(name: str) -> Message:
    return msg("You are working as “{name}”. Choose another user first.", name=name)


def user_name(user: int | None) -> str:
    """The name of a user; empty for nobody."""
    table: Any = TABLES["user"]
    return str(table.select(table.name).where(table.id == user).scalar() or "") if user else ""


@dataclass(frozen=True, slots=True)
class BookFacts:
    """The file and what is in it.

    Attributes:
        size: bytes, with what is not yet merged into the file.
        counts: kind of record to how many there are, without the trash.
        trashed: how many are in the trash.
    """

    path: Path
    size: int
    counts: Mapping[str, int]
    trashed: int


def facts(desk: Desk) -> BookFacts:
    """The facts of the open book."""
    path = book_path()
    log = path.with_name(path.name + "-wal")
    size = path.stat().st_size + (log.stat().st_size if log.exists() else 0)
    counts, trashed = {}, 0
    for kind in _COUNTED:
        table: Any = TABLES[kind]
        counts[kind] = table.select().where(access.visible(desk, table)).count()
        trashed += table.select().where(access.in_trash(desk, table)).count()
    return BookFacts(path, size, counts, trashed)


def book_path() -> Path:
    """The open book's file."""
    return Path(db.obj.database)


def _uses(desk: Desk, table: Any) -> dict[int, InUse]:
    used: Counter[int] = Counter()
    for link, holder in _links(table):
        counts: Any = holder.select(link, fn.COUNT(1)).where(link.is_null(False)).group_by(link).tuples()
        used.update(dict(counts))
    return in_use.told(desk, used, [holder for _link, holder in _links(table)])


def _links(table: type[Record]) -> list[tuple[Any, type[Record]]]:
    """The links to a table from tables that are kept: Peewee also tells of the abstract ones."""
    return [(link, holder) for link, holder in table._meta.backrefs.items() if holder in RECORDS]


def _move_links(holder: type[Record], name: str, using: Sequence[int], substitute: int | None) -> None:
    if holder is TABLES["user"] and name == "manager" and substitute is not None and substitute in using:
        # nobody is his own manager
        journal.edit_all(holder, [substitute], manager=None)
        using = [user for user in using if user != substitute]
    journal.edit_all(holder, using, **{name: substitute})


def _attribute(table: type[Record], name: str) -> str:
    return str(getattr(table._meta.fields[name], "object_id_name", name))


def _refuse_name(kind: str, name: str, record: int | None = None) -> None:
    table: Any = TABLES[kind]
    others = table.select(table.name)
    if problem := naming.problem_with(name, others if record is None else others.where(table.id != record)):
        raise FieldProblems({"name": problem})

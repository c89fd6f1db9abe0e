"""Everyone: leads, contacts and companies as one list, asked with the same questions as any other.

Each of the three is asked as its own list is, from what the user may see, and the answers are merged in order: by name
the database walks three indexes side by side and stops after the first page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from peewee import JOIN, SQL, Case, Select, Value, fn

from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.people import Company, Contact, Lead
from crmdesk.sales import bulk, list_order, lists, records
from crmdesk.sales.access import visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.conditions import Condition, compare, operate, refuse
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import EVERYONE, TABLES, built_in
from crmdesk.sales.last_contact import last_done
from crmdesk.sales.lists import ListQuestion, ListRow
from crmdesk.texts import msg, msgn

KINDS = ("lead", "contact", "company")
_ELSEWHERE = frozenset({"kind", "company", "last_contact"})
"""Fields that each kind keeps in its own way."""


def ids(desk: Desk, asked: ListQuestion) -> list[int]:
    """The ids of all of them, in order."""
    query = _ordered(desk, asked)
    return [] if query is None else [row[0] for row in plain_tuples(query)]


def first_ids(desk: Desk, asked: ListQuestion, limit: int) -> list[int]:
    """The ids of the first ones, quickly."""
    if asked.order == "last_contact":  # those without one need no sorting, and come last
        query = _ordered(desk, asked, few=True, known=True)
        found = [] if query is None else [row[0] for row in plain_tuples(query.limit(limit))]
        if len(found) == limit:
            return found
    query = _ordered(desk, asked, few=True)
    return [] if query is None else [row[0] for row in plain_tuples(query.limit(limit))]


def count(desk: Desk, asked: ListQuestion) -> int:
    """How many there are."""
    found = 0
    for kind in KINDS:
        if (condition := _condition(desk, kind, asked)) is not None:
            found += int(next(plain_tuples(TABLES[kind].select(fn.COUNT(1)).where(condition)))[0])
    return found


def rows(
    desk: Desk, wanted: Sequence[int], names: Sequence[str] | None = None, *, trashed: bool = False
) -> list[ListRow]:
    """Them in this order, those gone left out; a company's own name is nobody's company."""
    found: dict[int, ListRow] = {}
    for kind in KINDS:
        asked = [name for name in _FIELDS_OF[kind] if names is None or name in names]
        theirs = lists.rows(desk, kind, wanted, asked, trashed=trashed)
        last = lists.last_contact(desk, kind, [row.id for row in theirs]) if _wants(names, "last_contact") else {}
        for row in theirs:
            found[row.id] = ListRow(row.id, {**row.values, "kind": kind, "last_contact": last.get(row.id)})
    return [found[known] for known in wanted if known in found]


def kinds_of(desk: Desk, wanted: Iterable[int], *, trashed: bool = False) -> dict[int, str]:
    """What each of these is; those the user may not see are left out.

    Args:
        trashed: they are in the trash.
    """
    only = ListQuestion(only=tuple(wanted), trashed=trashed)
    return {record: kind for kind in KINDS for record in lists.ids(desk, kind, only)}


# Acting on several kinds at once, as one step


def trash(desk: Desk, wanted: Sequence[int]) -> Changes:
    """Put them in the trash.

    Raises:
        StaleRecordError: one is gone or in the trash already.
    """
    label = msgn("{n} record moved to the trash", "{n} records moved to the trash", len(wanted))
    with desk.step(label) as writing:
        for kind, theirs in _by_kind(desk, wanted).items():
            records.trash(desk, kind, theirs)
    return writing.changes


def restore(desk: Desk, wanted: Sequence[int]) -> Changes:
    """Bring them back from the trash."""
    with desk.step(msgn("{n} record restored", "{n} records restored", len(wanted))) as writing:
        for kind in KINDS:
            if theirs := lists.ids(desk, kind, ListQuestion(only=tuple(wanted), trashed=True)):
                records.restore(desk, kind, theirs)
    return writing.changes


def save_all(desk: Desk, wanted: Sequence[int], values: Mapping[str, Any]) -> Changes:
    """Give them the same values of fields that all of them have.

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: one was deleted meanwhile.
    """
    with desk.step(msgn("{n} record changed", "{n} records changed", len(wanted))) as writing:
        for kind, theirs in _by_kind(desk, wanted).items():
            records.save_all(desk, kind, theirs, values)
    return writing.changes


def change_tags(desk: Desk, wanted: Sequence[int], add: Sequence[str] = (), remove: Sequence[str] = ()) -> Changes:
    """Add tags to them and take others away.

    Raises:
        FieldProblems: a tag is too long.
        StaleRecordError: one was deleted meanwhile.
    """
    with desk.step(msgn("{n} record changed", "{n} records changed", len(wanted))) as writing:
        for kind, theirs in _by_kind(desk, wanted).items():
            bulk.change_tags(desk, kind, theirs, add, remove)
    return writing.changes


def _by_kind(desk: Desk, wanted: Sequence[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    known = kinds_of(desk, wanted)
    for record in wanted:
        # one that is gone is refused by the action on its kind, whichever that was
        found.setdefault(known.get(record, KINDS[0]), []).append(record)
    return found


# The question


def _ordered(desk: Desk, asked: ListQuestion, *, few: bool = False, known: bool = False) -> Any:
    """The ids of all three kinds in one order; None when no kind can fit.

    Args:
        known: only those with a last contact.

    Raises:
        DomainError: a list cannot be sorted by this field.
    """
    arms = [arm for kind in KINDS if (arm := _arm(desk, kind, asked, few=few, known=known)) is not None]
    if not arms:
        return None
    whole = reduce(lambda left, right: left.union_all(right), arms)
    down = " DESC" if asked.descending else ""
    if not asked.order:
        return whole.order_by(SQL("1 DESC"))
    if asked.order == "name":  # never unknown: three indexes are walked side by side
        return whole.order_by(SQL(f"2{down}"), SQL(f"1{down}"))
    return whole.order_by(SQL("3"), SQL(f"2{down}"), SQL(f"1{down}"))


def _arm(desk: Desk, kind: str, asked: ListQuestion, *, few: bool, known: bool) -> Any:
    """One kind's ids with what they are sorted by, and whether that is unknown."""
    condition = _condition(desk, kind, asked, few=few)
    if condition is None:
        return None
    table: Any = TABLES[kind]
    if not asked.order:
        return table.select(table.id).where(condition)
    if asked.order == "name":
        return table.select(table.id, table.name_key).where(condition)
    if not list_order.can_sort(desk, EVERYONE, asked.order):
        raise DomainError(msg("A list cannot be sorted by {field}.", field=built_in(EVERYONE, asked.order).label))
    if asked.order == "last_contact":
        last = last_done(desk, kind).alias("last")
        query = table.select(table.id, last.c.day, last.c.day.is_null())
        how = JOIN.INNER if known else JOIN.LEFT_OUTER
        return query.join(last, how, on=(last.c.of == table.id)).where(condition)
    key = _key(kind, asked.order)
    query = table.select(table.id, key, key.is_null())
    if asked.order == "company" and kind == "contact":
        query = query.left_outer_join(Company, on=(Contact.company == Company.id) & visible(desk, Company))
    return query.where(condition)


def _key(kind: str, name: str) -> Any:
    table: Any = TABLES[kind]
    if name == "kind":
        return Value(KINDS.index(kind))
    if name == "company":
        return {"lead": fn.LOWER(Lead.company_name), "contact": Company.name_key}.get(kind, SQL("NULL"))
    column = getattr(table, name)
    if name == "owner":
        places = list_order.places(built_in(kind, name)) or []
        return Case(column, [(value, place) for place, value in enumerate(places)], None)
    return fn.LOWER(column)


def _condition(desk: Desk, kind: str, asked: ListQuestion, *, few: bool = False) -> Any:
    """The question's condition for one kind; None when none of it can fit."""
    own = tuple(one for one in asked.conditions if one.field not in _ELSEWHERE)
    found = lists.condition(desk, kind, replace(asked, conditions=own), few=few)
    for one in asked.conditions:
        if one.field in _ELSEWHERE:
            more = _elsewhere(desk, kind, one)
            if more is None:
                return None
            found &= more
    return found


def _elsewhere(desk: Desk, kind: str, one: Condition) -> Any:
    """A condition on a field that the kinds keep differently; None when none of this kind fits."""
    refuse(built_in(EVERYONE, one.field), one)
    table: Any = TABLES[kind]
    everybody = table.id.is_null(False)
    if one.field == "kind":
        return everybody if (kind == one.value) == (one.operator == "=") else None
    if one.field == "company":
        if kind == "company":
            return everybody if one.value is None and one.operator == "=" else None
        return compare(desk, kind, one)
    last = last_done(desk, kind).alias("last")
    done = Select([last], [last.c.of])
    if one.value is None:
        return table.id.in_(done) if one.operator == "!=" else table.id.not_in(done)
    return table.id.in_(done.where(operate(last.c.day, one.operator, one.value.isoformat())))


_FIELDS_OF = {
    "lead": ("name", "company", "email", "phone", "city", "country", "owner", "tags"),
    "contact": ("name", "company", "email", "phone", "city", "country", "owner", "tags"),
    "company": ("name", "email", "phone", "city", "country", "owner", "tags"),
}


def _wants(names: Sequence[str] | None, name: str) -> bool:
    return names is None or name in names

"""What lists ask: ordered ids once, rows a page at a time; the same for the window and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from peewee import Expression, fn

from crmdesk.models.columns import several
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.opportunities import Opportunity, OpportunityLine, Product
from crmdesk.models.people import Company, Contact
from crmdesk.sales import custom_values, lead_lists, linked, list_order, quote_rows, search, segments, tags, ways
from crmdesk.sales.access import in_trash, reached, seen, visible, with_trash
from crmdesk.sales.conditions import OPERATORS as OPERATORS
from crmdesk.sales.conditions import Condition as Condition
from crmdesk.sales.conditions import compare
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import EVERYONE, TABLES, Field, called_by, fields_of
from crmdesk.sales.last_contact import last_done
from crmdesk.sales.rights import EXPORT


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """Which records of a kind, in which order.

    Attributes:
        text: words to find.
        only: the ids to choose from (the rows behind a figure), or None for all.
        trashed: those in the trash instead.
        exported: only those that the user may export.
        ready: one of the ready lists of leads (`lead_lists.READY`), or all.
    """

    text: str = ""
    conditions: tuple[Condition, ...] = ()
    only: tuple[int, ...] | None = None
    order: str = ""
    descending: bool = False
    trashed: bool = False
    exported: bool = False
    ready: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One record as a list shows it: field name to value; links as names, money as minor units."""

    id: int
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


def ids(desk: Desk, kind: str, asked: ListQuestion) -> list[int]:
    """The ids of all records, in order."""
    if kind == EVERYONE:
        from crmdesk.sales import everyone

        return everyone.ids(desk, asked)
    query = list_order.ordered(desk, kind, _asked(desk, kind, asked), asked.order, asked.descending)
    return [row[0] for row in plain_tuples(query)]


def first_ids(desk: Desk, kind: str, asked: ListQuestion, limit: int) -> list[int]:
    """The ids of the first records, quickly."""
    if kind == EVERYONE:
        from crmdesk.sales import everyone

        return everyone.first_ids(desk, asked, limit)
    narrow = bool(asked.text.strip()) or asked.only is not None
    return list_order.first(
        desk, kind, _asked(desk, kind, asked, few=True), asked.order, asked.descending, limit, narrow=narrow
    )


def count(desk: Desk, kind: str, asked: ListQuestion) -> int:
    """How many records there are."""
    if kind == EVERYONE:
        from crmdesk.sales import everyone

        return everyone.count(desk, asked)
    table: Any = TABLES[kind]
    query = table.select(fn.COUNT(1)).where(condition(desk, kind, asked))
    return int(next(plain_tuples(query))[0])


def rows(
    desk: Desk, kind: str, wanted: Sequence[int], names: Sequence[str] | None = None, *, trashed: bool = False
) -> list[ListRow]:
    """Records in this order, those gone left out; links to what is in the trash are shown as unknown.

    Args:
        names: the fields wanted; None for all.
        trashed: the records, and what they link to, may be in the trash.
    """
    if kind == EVERYONE:
        from crmdesk.sales import everyone

        return everyone.rows(desk, wanted, names, trashed=trashed)
    table: Any = TABLES[kind]
    fields = [field for field in fields_of(desk, kind) if names is None or field.name in names]
    kept = [field for field in fields if field.attribute]
    query = table.select(table.id, *(getattr(table, field.attribute or "") for field in kept))
    query = query.where(in_ids(table.id, wanted), (with_trash if trashed else visible)(desk, table))
    found = {row[0]: dict(zip((field.name for field in kept), row[1:], strict=True)) for row in plain_tuples(query)}
    for field in kept:
        _show(desk, field, found, trashed=trashed)
    _add_kept_elsewhere(desk, kind, fields, found, trashed=trashed)
    if kind == "quote" and any(field.name == "status" for field in fields):
        for known, state in quote_rows.states(desk, list(found)).items():
            found[known]["status"] = state
    return [ListRow(known, found[known]) for known in wanted if known in found]


def _asked(desk: Desk, kind: str, asked: ListQuestion, *, few: bool = False) -> Any:
    """The question for ids, in no order yet."""
    table: Any = TABLES[kind]
    return table.select(table.id).where(condition(desk, kind, asked, few=few))


def condition(desk: Desk, kind: str, asked: ListQuestion, *, few: bool = False) -> Expression:
    """The question as a condition on the kind's table."""
    table: Any = TABLES[kind]
    conditions: list[Expression] = []
    has_trash = "trashed_at" in table._meta.fields  # the office's own lists have none
    conditions.append(in_trash(desk, table) if asked.trashed and has_trash else visible(desk, table))
    if asked.text.strip() and kind in search.SEARCHED:
        conditions.append(search.matching(kind, asked.text, table.id, few=few))
    if asked.exported and not desk.rights.everything:
        conditions.append(reached(desk, table, EXPORT))
    if asked.ready:
        conditions.append(lead_lists.condition(desk, asked.ready))
    if asked.only is not None:
        conditions.append(in_ids(table.id, asked.only))
    conditions += [_compare(desk, kind, one) for one in asked.conditions]
    everything: Expression = table.id.is_null(False)
    return reduce(lambda left, right: left & right, conditions, everything)


def _compare(desk: Desk, kind: str, condition: Condition) -> Any:
    if condition.field == segments.FIELD:
        return segments.compare(desk, kind, condition)
    if kind == "quote" and condition.field == "status":
        return quote_rows.with_status(desk, condition)
    return compare(desk, kind, condition)


def _show(desk: Desk, field: Field, found: dict[int, dict[str, Any]], *, trashed: bool) -> None:
    """Turn what the database holds into what people read: days, names instead of ids."""
    if field.type == "day":
        for values in found.values():
            text = values[field.name]
            values[field.name] = date.fromisoformat(text) if text else None
    elif field.type == "link":
        linked.name_links(desk, field, found, trashed=trashed)
    elif field.type == "choices":
        for values in found.values():
            values[field.name] = several(values[field.name])
    elif field.type == "bool":
        for values in found.values():
            values[field.name] = bool(values[field.name])


def _add_kept_elsewhere(
    desk: Desk, kind: str, fields: Sequence[Field], found: dict[int, dict[str, Any]], *, trashed: bool
) -> None:
    names = {field.name for field in fields}
    if "tags" in names:
        labels = tags.of_many(kind, found)
        for known, values in found.items():
            values["tags"] = labels.get(known, [])
    if not names.isdisjoint(ways.TYPE_OF):
        further = ways.of_many(kind, found)
        for known, values in found.items():
            values |= {name: further.get(known, {}).get(name, []) for name in names.intersection(ways.TYPE_OF)}
    if kind == "opportunity" and "product" in names:
        offered = _products(desk, found)
        for known, values in found.items():
            values["product"] = offered.get(known)
    own = [field for field in fields if field.custom]
    for known, values in custom_values.of_many(desk, kind, own, found).items() if own else ():
        found[known] |= values
    for field in own:
        if field.type == "link":
            linked.name_links(desk, field, found, trashed=trashed)


def _products(desk: Desk, wanted: Sequence[int] | dict[int, Any]) -> dict[int, str]:
    """The name of each opportunity's first product."""
    lines = OpportunityLine.select(OpportunityLine.opportunity, Product.name).join(Product)
    lines = lines.where(in_ids(OpportunityLine.opportunity, wanted), visible(desk, Product))
    ordered = lines.order_by(OpportunityLine.place.desc())
    return dict(plain_tuples(ordered))


def last_contact(desk: Desk, kind: str, wanted: Sequence[int]) -> dict[int, date]:
    """The day something was last done with leads, contacts or companies, or about their opportunities, where it was."""
    found = last_done(desk, kind, seen(desk, kind, wanted))
    return {known: date.fromisoformat(day) for known, day in plain_tuples(found)}


def pick(desk: Desk, kind: str, text: str, limit: int = 12) -> list[tuple[int, str, str]]:
    """For a picker of linked records: (id, name, what tells it from others) with these words, by name."""
    table: Any = TABLES[kind]
    name = getattr(table, called_by(kind))
    detail = {
        "company": Company.city,
        "contact": Contact.job_title,
        "opportunity": Opportunity.key,
        "product": Product.code,
    }
    query = table.select(table.id, name, fn.COALESCE(detail.get(kind), ""))
    query = query.where(visible(desk, table))
    if search.terms(text):
        found = search.matching(kind, text, table.id) if kind in search.SEARCHED else name.contains(text.strip())
        query = query.where(found)
    return list(plain_tuples(query.order_by(fn.LOWER(name)).limit(limit)))

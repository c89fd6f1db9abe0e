"""What a list is sorted by, and its first rows without sorting all of them.

Links and choices with few values are sorted by the place of each value among them: no join, and the first page is found
value by value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import Case, fn

from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.sales import custom_values
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, Field, field_of
from crmdesk.texts import msg

_KEYS = {"name": "name_key", "title": "title_key", "company": "client_key"}
_FEW = frozenset({"user", "role", "source", "reason", "stage", "pipeline", "team", "lead_status", "lead_reason"})
_SCANS = 2  # values that may turn out rare before the whole is sorted after all


def can_sort(desk: Desk, kind: str, name: str) -> bool:
    """Whether a list of this kind can be sorted by a field."""
    field = field_of(desk, kind, name)
    return field.attribute is not None or (field.custom is not None and field.type != "choices")


def ordered(desk: Desk, kind: str, query: Any, name: str, descending: bool) -> Any:
    """The question for ids, sorted by a field; unknown values last, equal ones by age.

    Raises:
        DomainError: a list cannot be sorted by this field.
    """
    table: Any = TABLES[kind]
    if not name:
        return query.order_by(table.id.desc())
    field = field_of(desk, kind, name)
    if not can_sort(desk, kind, name):
        raise DomainError(msg("A list cannot be sorted by {field}.", field=field.label))
    key, query = custom_values.key(desk, kind, field, query) if field.custom else _key(kind, field, query)
    placed = key.desc(nulls="LAST") if descending else key.asc(nulls="LAST")
    return query.order_by(placed, table.id.desc() if descending else table.id)


def first(desk: Desk, kind: str, query: Any, name: str, descending: bool, limit: int, *, narrow: bool) -> list[int]:
    """The first ids of the question in this order.

    Args:
        narrow: the question leaves few rows (words to find, ids to choose from): sorting those is quickest.
    """
    if name and not narrow and can_sort(desk, kind, name):
        field = field_of(desk, kind, name)
        if field.custom:
            return custom_values.first(desk, kind, field, query, descending, limit)
        if (values := places(field)) is not None:
            found = _first_by_value(kind, query, field, descending, limit, values)
            if found is not None:
                return found
        elif field.type == "link":
            return _first_by_name(kind, query, field, descending, limit)
        elif _own_key(kind, field) is None and TABLES[kind]._meta.fields[field.attribute].null:
            return _first_known(kind, query, field, descending, limit)
    return [row[0] for row in plain_tuples(ordered(desk, kind, query, name, descending).limit(limit))]


def _first_by_value(
    kind: str, query: Any, field: Field, descending: bool, limit: int, values: Sequence[Any]
) -> list[int] | None:
    """The first ids, asked for one value after the other; None when too many of the values are rare."""
    table: Any = TABLES[kind]
    column = getattr(table, field.attribute or "")
    found: list[int] = []
    for scans, value in enumerate(reversed(values) if descending else values):
        if scans == _SCANS:
            return None
        part = query.where(column == value).order_by(table.id.desc() if descending else table.id)
        found += [row[0] for row in plain_tuples(part.limit(limit - len(found)))]
        if len(found) == limit:
            return found
    return None


def _first_by_name(kind: str, query: Any, field: Field, descending: bool, limit: int) -> list[int]:
    """The first ids by the name of a linked record: along the index of the names, and then those without a link."""
    table: Any = TABLES[kind]
    key = _own_key(kind, field)
    if key is not None:
        named, unknown = query.where(key > ""), key == ""
    else:
        linked: Any = TABLES[field.links_to or ""].alias()
        column = getattr(table, field.attribute or "")
        # every name is >= "", but without the condition SQLite walks the table and sorts it
        key, unknown = _name_key(linked), column.is_null()
        named = query.join(linked, on=(column == linked.id)).where(key >= "")
    order = (key.desc(), table.id.desc()) if descending else (key, table.id)
    found = [row[0] for row in plain_tuples(named.order_by(*order).limit(limit))]
    if len(found) < limit:
        rest = query.where(unknown).order_by(table.id.desc() if descending else table.id)
        found += [row[0] for row in plain_tuples(rest.limit(limit - len(found)))]
    return found


def _first_known(kind: str, query: Any, field: Field, descending: bool, limit: int) -> list[int]:
    """The first ids of those where the field is known, and then of the others, which need no sorting."""
    table: Any = TABLES[kind]
    column, (known, _same) = getattr(table, field.attribute or ""), _key(kind, field, query)
    age = table.id.desc() if descending else table.id
    part = query.where(column.is_null(False)).order_by(known.desc() if descending else known, age)
    found = [row[0] for row in plain_tuples(part.limit(limit))]
    if len(found) < limit:
        rest = query.where(column.is_null()).order_by(age)
        found += [row[0] for row in plain_tuples(rest.limit(limit - len(found)))]
    return found


def _own_key(kind: str, field: Field) -> Any:
    """The table's own folded text to sort a field by, where it keeps one; "" there is unknown."""
    table: Any = TABLES[kind]
    name = _KEYS.get(field.name, "")
    return getattr(table, name) if name in table._meta.fields else None


def _key(kind: str, field: Field, query: Any) -> tuple[Any, Any]:
    """What to sort a field by, and the question with the table it is in."""
    table: Any = TABLES[kind]
    if (key := _own_key(kind, field)) is not None:
        return fn.NULLIF(key, "") if field.name == "company" else key, query
    if field.name == "key":
        return table.number, query
    column = getattr(table, field.attribute or "")
    if (values := places(field)) is not None:
        return Case(column, [(value, place) for place, value in enumerate(values)], None), query
    if field.type != "link":
        return (fn.LOWER(column) if field.type == "text" else column), query
    linked: Any = TABLES[field.links_to or ""].alias()
    query = query.left_outer_join(linked, on=(column == linked.id))
    return _name_key(linked), query


def _name_key(linked: Any) -> Any:
    """The folded name of a linked table's rows."""
    return linked.title_key if "title_key" in linked.model._meta.fields else linked.name_key


def places(field: Field) -> list[Any] | None:
    """The values of a field that has few of them, in their order; None for other fields."""
    if field.type == "choice":
        return list(field.choices or ())
    if field.type != "link" or field.links_to not in _FEW:
        return None
    table: Any = TABLES[field.links_to]
    if field.links_to == "stage":
        pipeline: Any = TABLES["pipeline"]
        query = table.select(table.id).join(pipeline).order_by(pipeline.place, pipeline.id, table.place, table.id)
        return [row[0] for row in plain_tuples(query)]
    if field.links_to == "lead_status":
        return [row[0] for row in plain_tuples(table.select(table.id).order_by(table.place, table.id))]
    named = plain_tuples(table.select(table.id, table.name))
    return [known for known, _name in sorted(named, key=lambda row: fold(row[1]))]

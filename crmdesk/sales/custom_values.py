"""The values of the office's own fields: reading, writing, and what lists are sorted by.

Values are as `records` takes them: text, a number, minor units of money, a day, True or False, the name of a choice, a
list of names, or the id of a linked record; None (an empty list of choices) is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from peewee import Case

from crmdesk.models import journal
from crmdesk.models.custom import VALUE_LINKS, CustomValue, text_key
from crmdesk.models.database import SOME_IDS, KeptQuestion, in_ids, plain_tuples
from crmdesk.models.fold import fold
from crmdesk.models.ids import new_ids
from crmdesk.sales.access import visible
from crmdesk.sales.definitions import Definition
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM, TABLES, Field, field_of

_COLUMNS = {
    "text": "text", "long": "text", "number": "number", "money": "whole", "bool": "whole", "day": "day",
    "choice": "choice", "choices": "choice",
}  # fmt: skip
_NAMES = ("text", "whole", "number", "day", "choice", *VALUE_LINKS)
DECIMALS = 9
"""So many decimals of a number are kept."""
Plain = Any
"""A value as the column holds it: text, a number, a day as text, the id of a choice or record."""


def column(field: Field) -> Any:
    """The column of `CustomValue` that a field's values are in."""
    return getattr(CustomValue, _COLUMNS.get(field.type) or f"to_{field.links_to}")


def plain_columns() -> list[Any]:
    """Every column of `CustomValue` that may hold a value."""
    return [getattr(CustomValue, name) for name in _NAMES]


def among(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a record's values that are in fields of the office's own."""
    return {name: value for name, value in values.items() if name.startswith(CUSTOM)}


# Reading


def of(desk: Desk, kind: str, record: int) -> dict[str, Any]:
    """A record's values by field name."""
    fields = desk.settings.own_fields(kind)
    return of_many(desk, kind, fields, [record])[record] if fields else {}


def of_many(desk: Desk, kind: str, fields: Sequence[Field], records: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The values of records in some of their fields, by field name."""
    known = {one.id: one for one in desk.settings.definitions(kind)}
    wanted = {field.custom: field.name for field in fields if field.custom in known}
    found: dict[int, dict[str, Any]] = {
        record: {field.name: [] if field.type == "choices" else None for field in fields} for record in records
    }
    for record, field, *plain in _VALUES.ask(found, kind, kind):
        if field in wanted:
            _put(found[record], wanted[field], known[field], _only(plain))
    return found


def rows_of(kind: str, record: int) -> list[tuple[int, int, Plain]]:
    """The rows of a record: id, field and plain value."""
    query = CustomValue.select(CustomValue.id, CustomValue.field, *plain_columns())
    query = query.where(getattr(CustomValue, kind) == record).order_by(CustomValue.field, CustomValue.slot)
    return [(row, field, _only(plain)) for row, field, *plain in plain_tuples(query)]


def _values(kind: str) -> Any:
    link = getattr(CustomValue, kind)
    return CustomValue.select(link, CustomValue.field, *plain_columns()).where(link.in_(SOME_IDS))


_VALUES = KeptQuestion(_values)


def _only(plain: Sequence[Plain]) -> Plain:
    """The one column of a row that holds something."""
    return next((value for value in plain if value is not None), None)


def _put(values: dict[str, Any], name: str, definition: Definition, plain: Plain) -> None:
    """Put what one row holds among a record's values."""
    value = shown(definition, plain)
    if definition.type != "choices":
        values[name] = value
    elif value is not None:
        chosen = {*values.get(name, ()), value}
        values[name] = [one for one in definition.choices.values() if one in chosen]


def shown(definition: Definition, plain: Plain) -> Any:
    """The value that a column's plain one stands for; one of the type choices is the name of one choice."""
    if plain is None:
        return None
    if definition.type in ("choice", "choices"):
        return definition.choices.get(plain)
    if definition.type == "day":
        return date.fromisoformat(plain)
    return bool(plain) if definition.type == "bool" else plain


def _definition(desk: Desk, kind: str, field: Field) -> Definition:
    return next(one for one in desk.settings.definitions(kind) if one.id == field.custom)


# Writing


def replace_all(desk: Desk, kind: str, values_of: Mapping[int, Mapping[str, Any]]) -> None:
    """Give records these values; fields that are not named stay.  Must be called inside a step, with valid values.

    Args:
        values_of: record to field name to value.
    """
    definitions = {one.field.name: one for one in desk.settings.definitions(kind)}
    wanted = {definitions[name].id for values in values_of.values() for name in values}
    if not wanted:
        return
    rows = _rows(kind, values_of, wanted)
    edits: dict[int, dict[str, Plain]] = {}
    added: dict[str, list[tuple[Any, ...]]] = {}
    for record, values in values_of.items():
        for name, value in values.items():
            definition = definitions[name]
            target = column(definition.field).name
            there = [(row, plain[target]) for row, plain in rows.get((record, definition.id), [])]
            new = _assign(there, _plain_values(definition, value), target, edits)
            slots = range(len(there), len(there) + len(new))
            added.setdefault(target, []).extend(
                (definition.id, record, slot, plain) for slot, plain in zip(slots, new, strict=True)
            )
    if edits:
        journal.edit_rows(CustomValue, edits)
    for target, found in added.items():
        _add(kind, target, found)


def add_columns(desk: Desk, kind: str, records: Sequence[int], columns: Mapping[str, Sequence[Any]]) -> None:
    """Give many new records their values.  Must be called inside a step, with valid values.

    Args:
        columns: field name to the records' values; a day may be text.
    """
    for name, values in columns.items():
        definition = _definition(desk, kind, field_of(desk, kind, name))
        plain_of: dict[Any, list[Plain]] = {}
        found = []
        for record, value in zip(records, values, strict=True):
            if value is None:
                continue
            key = tuple(value) if isinstance(value, list) else value
            if key not in plain_of:
                plain_of[key] = _plain_values(definition, value)
            found += [(definition.id, record, slot, plain) for slot, plain in enumerate(plain_of[key])]
        _add(kind, column(definition.field).name, found)


def _rows(
    kind: str, records: Iterable[int], fields: Iterable[int]
) -> dict[tuple[int, int], list[tuple[int, dict[str, Plain]]]]:
    """The rows of records in some fields, with the columns they may have a value in."""
    link = getattr(CustomValue, kind)
    query = CustomValue.select(CustomValue.id, link, CustomValue.field, *plain_columns())
    query = query.where(in_ids(link, records), in_ids(CustomValue.field, fields)).order_by(CustomValue.slot)
    found: dict[tuple[int, int], list[tuple[int, dict[str, Plain]]]] = {}
    for row, record, field, *plain in plain_tuples(query):
        found.setdefault((record, field), []).append((row, dict(zip(_NAMES, plain, strict=True))))
    return found


def _assign(
    there: Sequence[tuple[int, Plain]], wanted: Sequence[Plain], target: str, edits: dict[int, dict[str, Plain]]
) -> list[Plain]:
    """Put the wanted values into the rows that are there, emptying those left over; the values that need new rows."""
    kept = {plain for _row, plain in there}
    missing = [plain for plain in wanted if plain not in kept]
    for row, plain in there:
        if plain is None or plain not in wanted:
            new = missing.pop(0) if missing else None
            if new != plain:
                edits[row] = {target: new}
    return missing


def _plain_values(definition: Definition, value: Any) -> list[Plain]:
    """What the rows of a value hold: one for each choice of several, none for an unknown value."""
    if value is None or value == []:
        return []
    if definition.type == "choices":
        chosen = (definition.choice_named(name) for name in value)
        return list(dict.fromkeys(one for one in chosen if one is not None))
    if definition.type == "choice":
        return [one] if (one := definition.choice_named(value)) is not None else []
    if isinstance(value, date):
        return [value.isoformat()]
    if definition.type == "number":
        return [round(float(value), DECIMALS)]
    return [int(value) if definition.type == "bool" else value]


def _add(kind: str, target: str, found: Sequence[tuple[Any, ...]]) -> None:
    """Add rows, given as field, record, slot and plain value."""
    names = ["id", "version", "field_id", getattr(CustomValue, kind).column_name, "slot"]
    names.append(getattr(CustomValue, target).column_name)
    rows = [(made, 1, *row) for made, row in zip(new_ids(len(found)), found, strict=True)]
    if target == "text":
        names.append("text_key")
        keys = {text: text_key(text) for text in {row[-1] for row in rows}}
        rows = [(*row, keys[row[-1]]) for row in rows]
    journal.add_tuples(CustomValue, names, rows)


# Order


def key(desk: Desk, kind: str, field: Field, query: Any) -> tuple[Any, Any]:
    """What to sort a field by, and the question with the table it is in."""
    table: Any = TABLES[kind]
    held: Any = CustomValue.alias()
    query = query.left_outer_join(held, on=(getattr(held, kind) == table.id) & (held.field == field.custom))
    value = getattr(held, _COLUMNS.get(field.type) or f"to_{field.links_to}")
    if field.type == "choice":
        return _in_order(value, _definition(desk, kind, field).choices), query
    if field.type != "link":
        return held.text_key if field.type in ("text", "long") else value, query
    linked: Any = TABLES[field.links_to or ""]
    if field.links_to == "user":
        named = sorted(plain_tuples(linked.select(linked.id, linked.name)), key=lambda row: fold(row[1]))
        return _in_order(value, [one for one, _name in named]), query
    linked = linked.alias()
    query = query.left_outer_join(linked, on=(value == linked.id) & visible(desk, linked))
    return linked.title_key if field.links_to == "opportunity" else linked.name_key, query


def _in_order(value: Any, ids: Iterable[int]) -> Any:
    """The place of a column's value among ids."""
    places = [(one, place) for place, one in enumerate(ids)]
    return Case(value, places) if places else value


def first(desk: Desk, kind: str, field: Field, query: Any, descending: bool, limit: int) -> list[int]:
    """The first ids of the question by a field: along the index of its values, and then those without one."""
    table: Any = TABLES[kind]
    age = table.id.desc() if descending else table.id
    if field.type == "link":
        by, query = key(desk, kind, field, query)
        by = by.desc(nulls="LAST") if descending else by.asc(nulls="LAST")
        return [row[0] for row in plain_tuples(query.order_by(by, age).limit(limit))]
    held: Any = CustomValue.alias()
    found: list[int] = []
    for part, by in _parts(desk, kind, field, held, descending):
        order = (*((by.desc() if descending else by,) if by is not None else ()), age)
        joined = query.join(held, on=(getattr(held, kind) == table.id)).where(held.field == field.custom, part)
        found += [row[0] for row in plain_tuples(joined.order_by(*order).limit(limit - len(found)))]
        if len(found) == limit:
            return found
    has = CustomValue.select(getattr(CustomValue, kind)).where(
        CustomValue.field == field.custom, column(field).is_null(False)
    )
    rest = query.where(table.id.not_in(has)).order_by(age)
    return [*found, *(row[0] for row in plain_tuples(rest.limit(limit - len(found))))]


def _parts(desk: Desk, kind: str, field: Field, held: Any, descending: bool) -> list[tuple[Any, Any]]:
    """The records with a value in order: conditions, each with what its records are sorted by."""
    if field.type == "choice":
        choices = list(_definition(desk, kind, field).choices)
        return [(held.choice == one, None) for one in (reversed(choices) if descending else choices)]
    value = held.text_key if field.type in ("text", "long") else getattr(held, _COLUMNS[field.type])
    return [(value.is_null(False), value)]

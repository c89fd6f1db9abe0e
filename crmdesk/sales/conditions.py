"""What a list is narrowed to: one condition on a field, and what of it the field does not allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peewee import Value, fn

from crmdesk.models.activities import Tag, Tagging
from crmdesk.models.custom import CustomValue, text_key
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.models.opportunities import OpportunityLine
from crmdesk.models.people import ContactPoint
from crmdesk.sales import custom_values, lead_statuses, rules, ways
from crmdesk.sales.access import with_trash
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, Field, called_by, field_of
from crmdesk.texts import msg

OPERATORS = ("=", "!=", "<", "<=", ">", ">=", "~")
_EQUAL = ("=", "!=")
_NAMED = ("=", "!=", "~")
_ORDERED = ("=", "!=", "<", "<=", ">", ">=")
_CUSTOM = {"text": OPERATORS, "long": OPERATORS, "link": OPERATORS, "choices": _NAMED}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a field.

    Attributes:
        operator: one of `OPERATORS`; ``~`` means that the text holds the value.
        value: a plain value of the field's type (a link's value is the name, or the id as a number); None means
            unknown.
    """

    field: str
    operator: str
    value: Any


def compare(desk: Desk, kind: str, condition: Condition) -> Any:
    """The condition as the database takes it.  Names of links, tags and products are compared without accents.

    Raises:
        DomainError: the operator or the value does not fit the field.
    """
    field = field_of(desk, kind, condition.field)
    refuse(field, condition)
    if field.custom:
        return _custom(desk, kind, field, condition)
    if field.attribute is None:
        return _linked_elsewhere(desk, kind, field, condition)
    column = getattr(TABLES[kind], field.attribute)
    if condition.value is None:
        return column.is_null(condition.operator == "=")
    if field.type == "link" and not isinstance(condition.value, int):
        return _by_name(desk, column, field, condition)
    if field.type == "choices":
        return _among(column, condition)
    return operate(column, condition.operator, condition.value)


def refuse(field: Field, condition: Condition) -> None:
    """Refuse a condition that does not fit its field.

    Raises:
        DomainError: the operator or the value does not fit.
    """
    _refuse_operator(field, condition)
    if isinstance(condition.value, str) and (problem := rules.characters_problem(field.label, condition.value)):
        raise DomainError(problem, field.name)
    if field.type in ("choice", "choices") and condition.value is not None and condition.operator != "~":
        _refuse_choice(field, str(condition.value))


def _refuse_operator(field: Field, condition: Condition) -> None:
    if condition.operator not in OPERATORS:
        raise DomainError(
            msg("“{operator}” is not one of: {names}.", operator=condition.operator, names=", ".join(OPERATORS))
        )
    allowed = _allowed(field, condition.value)
    if condition.operator not in allowed:
        raise DomainError(
            msg(
                "“{operator}” does not fit {field}. Use one of: {names}.",
                operator=condition.operator,
                field=field.label,
                names=", ".join(allowed),
            )
        )


def _allowed(field: Field, value: Any) -> tuple[str, ...]:
    if value is None or field.type in ("choice", "bool"):
        return _EQUAL
    if field.custom:
        return _CUSTOM.get(field.type, _ORDERED)
    if field.type == "choices":
        return _EQUAL
    return _NAMED if field.attribute is None else OPERATORS


def _refuse_choice(field: Field, value: str) -> None:
    names = field.choices or {}
    known = {fold(name) for name in names} if field.custom else names
    if (fold(value) if field.custom else value) not in known:
        raise DomainError(
            msg("“{value}” is not one of: {names}.", value=value[:60], names=", ".join(field.choices or {})), field.name
        )


def _among(column: Any, condition: Condition) -> Any:
    """Whether the value is one of those a column of several holds."""
    there = Value(",").concat(fn.COALESCE(column, "")).concat(",").contains(f",{condition.value},")
    return ~there if condition.operator == "!=" else there


def _by_name(desk: Desk, column: Any, field: Field, condition: Condition) -> Any:
    matching = _named(desk, field.links_to or "", condition)
    if condition.operator == "!=":
        return column.is_null() | ~in_ids(column, matching)
    return in_ids(column, matching)


def _linked_elsewhere(desk: Desk, kind: str, field: Field, condition: Condition) -> Any:
    """Conditions on tags, products and further ways, which are kept in tables of their own."""
    link: Any
    other: Any
    if field.type == "ways":
        return _further(kind, field, condition)
    if field.type == "tags":
        link, other, named = getattr(Tagging, kind), Tagging.tag, Tag.kind
    else:
        link, other, named = OpportunityLine.opportunity, OpportunityLine.product, "product"
    holding = link.model.select(link).where(link.is_null(False))
    own: Any = TABLES[kind].id
    if condition.value is None:
        return own.not_in(holding) if condition.operator == "=" else own.in_(holding)
    holding = holding.where(in_ids(other, _named(desk, named, condition)))
    return own.not_in(holding) if condition.operator == "!=" else own.in_(holding)


def _custom(desk: Desk, kind: str, field: Field, condition: Condition) -> Any:
    """Conditions on fields of the office's own: on which records have a value that fits."""
    link, value = getattr(CustomValue, kind), custom_values.column(field)
    having = CustomValue.select(link).where(CustomValue.field == field.custom, link.is_null(False))
    own: Any = TABLES[kind].id
    if condition.value is None:
        having = having.where(value.is_null(False))
        return own.not_in(having) if condition.operator == "=" else own.in_(having)
    having = having.where(_fits(desk, kind, field, value, condition))
    return own.not_in(having) if condition.operator == "!=" else own.in_(having)


def _fits(desk: Desk, kind: str, field: Field, value: Any, condition: Condition) -> Any:
    """The condition on one value; the same for ``!=`` as for ``=``."""
    given, operator = condition.value, "=" if condition.operator == "!=" else condition.operator
    if field.type in ("choice", "choices"):
        definition = next(one for one in desk.settings.definitions(kind) if one.id == field.custom)
        fits = _FITS[operator]
        return value.in_([one for one, name in definition.choices.items() if fits(fold(name), fold(str(given)))])
    if field.type == "link" and not isinstance(given, int):
        return in_ids(value, _named(desk, field.links_to or "", condition))
    if field.type not in ("text", "long"):
        return operate(value, operator, given)
    if operator == "~":  # of a long text the key holds the beginning
        return CustomValue.text_key.contains(text_key(str(given))) | CustomValue.text.contains(str(given))
    return operate(CustomValue.text_key, operator, text_key(str(given)))


def _further(kind: str, field: Field, condition: Condition) -> Any:
    """Conditions on further ways to reach somebody."""
    link, own = getattr(ContactPoint, kind), TABLES[kind].id
    holding = ContactPoint.select(link).where(link.is_null(False), ContactPoint.type == ways.TYPE_OF[field.name])
    if condition.value is None:
        return own.not_in(holding) if condition.operator == "=" else own.in_(holding)
    wanted = str(condition.value)
    fits = ContactPoint.value.contains(wanted) if condition.operator == "~" else ContactPoint.value == wanted
    return own.not_in(holding.where(fits)) if condition.operator == "!=" else own.in_(holding.where(fits))


def _named(desk: Desk, kind: str, condition: Condition) -> list[int]:
    """The ids of those whose name fits; of those that have it for ``!=``."""
    if kind == "lead_status" and condition.operator in _EQUAL:
        status = lead_statuses.named(str(condition.value))
        return [] if status is None else [status]
    table: Any = Tag if kind == Tag.kind else TABLES[kind]
    name = getattr(table, called_by(kind))
    wanted, fits = fold(str(condition.value)), _FITS[condition.operator]
    query = table.select(table.id, name).where(with_trash(desk, table))
    return [known for known, text in plain_tuples(query) if fits(fold(text), wanted)]


_FITS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda text, wanted: text == wanted,
    "!=": lambda text, wanted: text == wanted,
    "<": lambda text, wanted: text < wanted,
    "<=": lambda text, wanted: text <= wanted,
    ">": lambda text, wanted: text > wanted,
    ">=": lambda text, wanted: text >= wanted,
    "~": lambda text, wanted: wanted in text,
}


def operate(column: Any, operator: str, value: Any) -> Any:
    """The comparison of a column, or of what is computed, with a plain value."""
    comparisons: dict[str, Callable[[], Any]] = {
        "=": lambda: column == value,
        "!=": lambda: (column != value) | column.is_null(),
        "<": lambda: column < value,
        "<=": lambda: column <= value,
        ">": lambda: column > value,
        ">=": lambda: column >= value,
        "~": lambda: column.contains(str(value)),
    }
    return comparisons[operator]()

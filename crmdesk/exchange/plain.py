"""Records as plain values for JSON, CSV and the command line: ids and money as text, days in ISO."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crmdesk.exchange.formats import parse_yes_no
from crmdesk.models.errors import DomainError
from crmdesk.models.money import exponent, to_decimal_text
from crmdesk.sales import lists
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import FIELDS, Field, field_of
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.texts import msg

PAGE = 20_000
MOST_CONDITIONS = 100
LONGEST_CONDITION = 10_000
_DIGITS = 18  # numbers in the book end at 2^63


def records(desk: Desk, kind: str, asked: ListQuestion, names: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The records of a list as plain values by field name, with their ids as text (numbers end at 2^53 there).

    Raises:
        DomainError: there is no such field.
    """
    wanted = [field.name for field in FIELDS[kind]] if names is None else [check_field(kind, name) for name in names]
    ids = lists.ids(desk, kind, asked)
    found = []
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        rows = lists.rows(desk, kind, page, wanted, trashed=asked.trashed) if set(wanted) != {"id"} else None
        if rows is None:
            found += [{"id": str(known)} for known in page]
            continue
        for row in rows:
            values = {name: plain(field_of(kind, name), row[name], desk.currency) for name in wanted if name != "id"}
            found.append({"id": str(row.id), **values} if names is None or "id" in wanted else values)
    return found


def plain(field: Field, value: Any, currency: str) -> Any:
    """One value as JSON holds it: money as decimal text, days in ISO, lists as lists, unknown as None."""
    if value is None:
        return None
    if field.type == "money":
        return to_decimal_text(value, currency)
    if field.type == "hundredths":
        return to_decimal_text(value, "EUR")
    return value.isoformat() if isinstance(value, date) else value


def conditions(kind: str, texts: Sequence[str], currency: str) -> tuple[Condition, ...]:
    """The conditions a person typed, all of which must be true.

    Raises:
        DomainError: one of them is none, or there are more than the database compares at once.
    """
    if len(texts) > MOST_CONDITIONS:
        raise DomainError(msg("{most} conditions can be given at the most.", most=MOST_CONDITIONS))
    return tuple(condition(kind, text, currency) for text in texts)


def condition(kind: str, text: str, currency: str) -> Condition:
    """The condition a person typed: ``amount >= 1000``, ``stage = Proposal``, ``owner =`` (nobody).

    Raises:
        DomainError: it is not “field op value”, or the value does not fit the field.
    """
    if len(text) > LONGEST_CONDITION:
        raise DomainError(msg("A condition holds {most} characters at the most.", most=LONGEST_CONDITION))
    for operator in sorted(lists.OPERATORS, key=len, reverse=True):
        name, found, value = text.partition(operator)
        if found and name.strip() and " " not in name.strip():
            known = check_field(kind, name.strip())
            if known == "id":
                raise DomainError(msg("A list cannot be filtered by {field}.", field="id"))
            return Condition(known, operator, read(field_of(kind, known), value.strip(), currency))
    raise DomainError(msg("“{text}” is not a condition such as “amount >= 1000”.", text=text))


def read(field: Field, text: str, currency: str) -> Any:
    """The value of a field from its plain text, with a decimal point and days in ISO.

    Raises:
        DomainError: it does not fit the field.
    """
    if not text:
        return None
    try:
        if field.type == "money":
            return _minor(text, exponent(currency))
        if field.type == "hundredths":
            return _minor(text, 2)
        if field.type in ("int", "percent", "stars"):
            return _bounded(int(text))
        if field.type == "day":
            return date.fromisoformat(text)
    except ValueError as problem:
        raise DomainError(
            msg(
                "“{text}” does not fit {field}. Write days as 2026-12-31 and numbers with a point.",
                text=text,
                field=field.label,
            )
        ) from problem
    if field.type == "bool":
        return parse_yes_no(text)
    return text


def check_field(kind: str, name: str) -> str:
    """The name, if the kind has such a field or it is ``id``.

    Raises:
        DomainError: it has not.
    """
    if name == "id" or any(field.name == name for field in FIELDS[kind]):
        return name
    known = ", ".join(field.name for field in FIELDS[kind])
    raise DomainError(msg("There is no field “{name}”. There are: {known}.", name=name, known=known))


def _minor(text: str, places: int) -> int:
    from decimal import Decimal

    try:
        scaled = Decimal(text).scaleb(places)
        if not scaled.is_finite() or scaled.adjusted() >= _DIGITS or scaled != scaled.to_integral_value():
            raise ValueError(text)
    except ArithmeticError as problem:
        raise ValueError(text) from problem
    return int(scaled)


def _bounded(number: int) -> int:
    """The number, if the database can hold it."""
    if abs(number) >= 10**_DIGITS:
        raise ValueError(number)
    return number

"""Records as plain values for JSON, CSV and the command line: ids and money as text, days in ISO."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from crmdesk.exchange.formats import parse_yes_no
from crmdesk.models.campaigns import MEMBER_KINDS
from crmdesk.models.errors import DomainError
from crmdesk.models.money import exponent, to_decimal_text
from crmdesk.sales import lists, moments, segments, ways
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM, Field, field_of, fields_of
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
    fields = {field.name: field for field in kept(desk, kind)}
    wanted = list(fields)
    if names is not None:
        wanted = [check_field(desk, kind, name) for name in names]
    ids = lists.ids(desk, kind, asked)
    found = []
    for start in range(0, len(ids), PAGE):
        page = ids[start : start + PAGE]
        rows = lists.rows(desk, kind, page, wanted, trashed=asked.trashed) if set(wanted) != {"id"} else None
        if rows is None:
            found += [{"id": str(known)} for known in page]
            continue
        for row in rows:
            currency = row.values.get("currency") or desk.currency
            values = {name: plain(fields[name], row[name], currency) for name in wanted if name != "id"}
            found.append({"id": str(row.id), **values} if names is None or "id" in wanted else values)
    return found


def kept(desk: Desk, kind: str) -> tuple[Field, ...]:
    """The fields whose values a record holds."""
    return tuple(field for field in fields_of(desk, kind) if not field.incoming)


def plain(field: Field, value: Any, currency: str) -> Any:
    """One value as JSON holds it: money as decimal text, days in ISO, lists as lists, unknown as None."""
    if value is None:
        return None
    if field.type == "money":
        return to_decimal_text(value, currency)
    if field.type == "instant":
        return moments.local(value).isoformat(timespec="minutes")
    if field.type == "hundredths":
        return to_decimal_text(value, "EUR")
    if field.type == "thousandths":
        return to_decimal_text(value, "KWD")
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if field.type == "ways":
        return [ways.to_text(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def conditions(desk: Desk, kind: str, texts: Sequence[str]) -> tuple[Condition, ...]:
    """The conditions a person typed, all of which must be true.

    Raises:
        DomainError: one of them is none, or there are more than the database compares at once.
    """
    if len(texts) > MOST_CONDITIONS:
        raise DomainError(msg("{most} conditions can be given at the most.", most=MOST_CONDITIONS))
    return tuple(condition(desk, kind, text) for text in texts)


def condition(desk: Desk, kind: str, text: str) -> Condition:
    """The condition a person typed: ``amount >= 1000``, ``stage = Proposal``, ``owner =`` (nobody).

    Raises:
        DomainError: it is not “field op value”, or the value does not fit the field.
    """
    if len(text) > LONGEST_CONDITION:
        raise DomainError(msg("A condition holds {most} characters at the most.", most=LONGEST_CONDITION))
    own = _own_field(desk, kind, text)
    rest = text.strip()[len(own) :] if own else text
    for operator in sorted(lists.OPERATORS, key=len, reverse=True):
        before, found, value = rest.partition(operator)
        name = own or before.strip()
        if found and name and (not before.strip() if own else " " not in name or name.startswith(CUSTOM)):
            if name == segments.FIELD and kind in MEMBER_KINDS:
                return Condition(segments.FIELD, operator, value.strip())
            known = check_field(desk, kind, name)
            if known == "id":
                raise DomainError(msg("A list cannot be filtered by {field}.", field="id"))
            return Condition(known, operator, read(field_of(desk, kind, known), value.strip(), desk.currency))
    raise DomainError(msg("“{text}” is not a condition such as “amount >= 1000”.", text=text))


def _own_field(desk: Desk, kind: str, text: str) -> str:
    """The name of the office's own field that a text begins with, which may have spaces and signs in it; else ""."""
    names = (field.name for field in desk.settings.own_fields(kind))
    begun = [name for name in names if text.strip().startswith(name)]
    return max(begun, key=len, default="")


def split_columns(desk: Desk, kind: str, text: str) -> list[str]:
    """Names with commas between; a field of the office's own may have commas in its name."""
    own = {field.name for field in desk.settings.own_fields(kind)}
    parts, names = [part.strip() for part in text.split(",")], []
    while parts:
        taken = next((n for n in range(len(parts), 1, -1) if ", ".join(parts[:n]) in own), 1)
        names.append(", ".join(parts[:taken]))
        parts = parts[taken:]
    return names


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
        if field.type == "number":
            return _finite(float(text))
        if field.type == "day":
            return date.fromisoformat(text)
        if field.type == "instant":
            return int(datetime.fromisoformat(text).timestamp() * 1000)
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


def check_field(desk: Desk, kind: str, name: str) -> str:
    """The name, if the kind has such a field or it is ``id``.

    Raises:
        DomainError: it has not.
    """
    fields = kept(desk, kind)
    if name == "id" or any(field.name == name for field in fields):
        return name
    known = ", ".join(field.name for field in fields)
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


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise ValueError(number)
    return number


def _bounded(number: int) -> int:
    """The number, if the database can hold it."""
    if abs(number) >= 10**_DIGITS:
        raise ValueError(number)
    return number

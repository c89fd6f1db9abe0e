"""What a value must be, by the type of its field: the same rule for a form, an import and the command line."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from crmdesk.models.errors import FieldProblems
from crmdesk.models.money import MOST_MINOR
from crmdesk.sales import currencies, moments, recurrence
from crmdesk.sales.bounds import FIRST_DAY as FIRST_DAY
from crmdesk.sales.bounds import LAST_DAY as LAST_DAY
from crmdesk.sales.fields import CUSTOM, SHORT, Field, fields_of
from crmdesk.sales.totals import MOST_QUANTITY
from crmdesk.sales.ways import Way
from crmdesk.texts import Message, msg

if TYPE_CHECKING:
    from crmdesk.sales.desk import Desk

_LONGEST_TAG = 60
# what no file or screen can hold: control characters, and halves of letters, which no encoding writes
_ODD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ODD_OR_LINE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")
DAYS_IN_ORDER = {"campaign": ("starts_on", "ends_on")}
"""Kinds of which one day cannot come before another."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def problems(desk: Desk, kind: str, values: Mapping[str, Any], *, new: bool) -> dict[str, Message]:
    """What is wrong with values of a record, by field name.

    Args:
        values: field name to value: text, int, float, date, bool, id of a link, list of names, or None.
        new: the record is being added, so that required fields must be there.
    """
    found: dict[str, Message] = {}
    fields = fields_of(desk, kind)
    for field in fields:
        if field.name in values:
            problem = value_problem(field, values[field.name])
        else:
            problem = _missing(field) if field.required and new else None
        if problem is not None:
            found[field.name] = problem
    known = {field.name for field in fields}
    for name in values:
        if name.startswith(CUSTOM) and name not in known:
            found[name] = msg("The field “{name}” was deleted meanwhile.", name=name.removeprefix(CUSTOM))
    return found or order_problems(kind, values)


def order_problems(kind: str, values: Mapping[str, Any]) -> dict[str, Message]:
    """What is wrong with the order of the days among the values."""
    first, last = (values.get(name) for name in DAYS_IN_ORDER.get(kind, ("", "")))
    if first and last and last < first:
        return {DAYS_IN_ORDER[kind][1]: msg("It ends before it starts. Give an end on {day} or later.", day=first)}
    return {}


def refuse(desk: Desk, kind: str, values: Mapping[str, Any], *, new: bool) -> None:
    """Raise what is wrong with the values.

    Raises:
        FieldProblems: with a sentence for each field.
    """
    found = problems(desk, kind, values, new=new)
    if found:
        raise FieldProblems(found)


def value_problem(field: Field, value: Any) -> Message | None:
    """What is wrong with one value, if anything."""
    if value is None or value == "":
        return _missing(field) if field.required or field.type == "currency" else None
    if not isinstance(value, _TYPES.get(field.type, object)):
        return msg("This is not a value of {field}. Choose another one.", field=field.label)
    check = _CHECKS.get(field.type)
    return check(field, value) if check else None


def _missing(field: Field) -> Message:
    return msg("{field} is missing. Fill it in.", field=field.label)


def text_problem(label: Message, text: str, most: int, *, lines: bool = True) -> Message | None:
    """What is wrong with a text: too long, or with characters that cannot be kept.

    Args:
        label: what it is the text of.
        lines: it may have several lines.
    """
    if len(text) > most:
        return msg("{field} holds {most} characters at the most; this has {n}.", field=label, most=most, n=len(text))
    return characters_problem(label, text, lines=lines)


def characters_problem(label: Message, text: str, *, lines: bool = True) -> Message | None:
    """What is wrong with a text's characters."""
    if (_ODD if lines else _ODD_OR_LINE).search(text):
        return msg("{field} has characters that cannot be kept. Type it again.", field=label)
    return None


def _text(field: Field, value: str) -> Message | None:
    if problem := text_problem(field.label, value, field.most):
        return problem
    if field.required and not value.strip():
        return _missing(field)
    return None


def _email(field: Field, value: str) -> Message | None:
    if problem := _text(field, value):
        return problem
    return None if _EMAIL.fullmatch(value.strip()) else msg("“{value}” is not an e-mail address.", value=value)


def _day(field: Field, value: date) -> Message | None:
    if FIRST_DAY <= value <= LAST_DAY:
        return None
    return msg("{field} must be between the years 1900 and 2199.", field=field.label)


def _instant(field: Field, value: int) -> Message | None:
    try:
        return _day(field, moments.local(value).date())
    except (ValueError, OverflowError, OSError):
        return msg("{field} must be between the years 1900 and 2199.", field=field.label)


def _repeat(field: Field, value: str) -> Message | None:
    return recurrence.problem(value)


def _money(field: Field, value: int) -> Message | None:
    if value < 0:
        return msg("{field} cannot be negative.", field=field.label)
    return msg("{field} is too large.", field=field.label) if value > MOST_MINOR else None


def _whole(field: Field, value: int) -> Message | None:
    if field.years and not 1 <= value <= LAST_DAY.year:
        return msg("{field} is a year from 1 to {last}.", field=field.label, last=str(LAST_DAY.year))
    if value < 0 and not field.read_only:
        return msg("{field} cannot be negative.", field=field.label)
    return msg("{field} is too large.", field=field.label) if value >= 1 << 53 else None


def _number(field: Field, value: float) -> Message | None:
    if math.isfinite(value) and abs(value) <= MOST_MINOR:
        return None
    return msg("{field} is too large.", field=field.label)


def _percent(field: Field, value: int) -> Message | None:
    return None if 0 <= value <= 100 else msg("{field} is a number from 0 to 100.", field=field.label)


def _hundredths(field: Field, value: int) -> Message | None:
    return None if 0 <= value <= 10_000 else msg("{field} is a number from 0 to 100.", field=field.label)


def _thousandths(field: Field, value: int) -> Message | None:
    if value < 0:
        return msg("{field} cannot be negative.", field=field.label)
    return msg("{field} is too large.", field=field.label) if value > MOST_QUANTITY else None


def _stars(field: Field, value: int) -> Message | None:
    return None if 0 <= value <= 3 else msg("{field} is a number from 0 to 3.", field=field.label)


def _choice(field: Field, value: str) -> Message | None:
    if value in (field.choices or {}):
        return None
    names = ", ".join(field.choices or {})
    return msg("“{value}” is not one of: {names}.", value=value, names=names)


def _currency(field: Field, value: str) -> Message | None:
    return None if value in currencies.CODES else currencies.unknown(value)


def _choices(field: Field, value: list[str]) -> Message | None:
    return next((problem for one in value if (problem := _choice(field, one))), None)


def _tags(field: Field, value: list[str]) -> Message | None:
    if any(len(tag) > _LONGEST_TAG for tag in value):
        return msg("A tag holds 60 characters at the most.")
    found = (characters_problem(field.label, tag, lines=False) for tag in value)
    return next((problem for problem in found if problem), None)


def _ways(field: Field, value: list[Way]) -> Message | None:
    """What is wrong with the first of several ways that cannot be kept."""
    for way in value:
        found = (
            text_problem(field.label, part, most, lines=False)
            for part, most in (
                (way.value, SHORT),
                (way.label, _LONGEST_TAG),
                (way.postcode, SHORT),
                (way.city, SHORT),
                (way.country, SHORT),
            )
        )
        if problem := next((one for one in found if one), None):
            return problem
        if field.name == "emails" and not _EMAIL.fullmatch(way.value):
            return msg("“{value}” is not an e-mail address.", value=way.value)
    return None


_TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("text", "long", "phone", "url", "email", "choice", "currency"), (str,)),
    **dict.fromkeys(("money", "int", "percent", "hundredths", "stars"), (int,)),
    **dict.fromkeys(("choices", "tags", "ways"), (list, tuple)),
    "number": (int, float),
    "day": (date,),
}
"""What the values of each type of field are."""
_CHECKS: dict[str, Any] = {
    "text": _text,
    "long": _text,
    "phone": _text,
    "url": _text,
    "email": _email,
    "currency": _currency,
    "day": _day,
    "instant": _instant,
    "repeat": _repeat,
    "money": _money,
    "int": _whole,
    "number": _number,
    "percent": _percent,
    "hundredths": _hundredths,
    "thousandths": _thousandths,
    "stars": _stars,
    "choice": _choice,
    "choices": _choices,
    "tags": _tags,
    "ways": _ways,
}

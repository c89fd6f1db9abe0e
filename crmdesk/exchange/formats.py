"""From the texts of a column to its values, each distinct text read once.

How days and numbers are read is in `days` and `numbers`; this is the door to both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import TypeVar

from crmdesk.exchange.days import AmbiguousDays, DayFormat, MixedDays, decide_days, parse_day
from crmdesk.exchange.numbers import (
    AmbiguousNumbers,
    Decimals,
    MixedNumbers,
    currency_marks,
    decide_numbers,
    parse_amount_minor,
    parse_integer,
    parse_percent,
)
from crmdesk.exchange.problems import Problem, shown
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.texts import msg

__all__ = [
    "AmbiguousDays",
    "AmbiguousNumbers",
    "DayFormat",
    "Decimals",
    "MixedDays",
    "MixedNumbers",
    "Problem",
    "amounts",
    "converter",
    "currency_marks",
    "days",
    "decide_days",
    "decide_numbers",
    "parse_amount_minor",
    "parse_day",
    "parse_integer",
    "parse_percent",
    "parse_yes_no",
]

Value = TypeVar("Value")

_YES = {"yes", "y", "true", "t", "1", "on", "x", "si", "s", "verdadero", "v", "✓", "✔"}
_NO = {"no", "n", "false", "f", "0", "off", "falso"}


def converter(values: Iterable[str], parse: Callable[[str], Value]) -> dict[str, Value | Problem | None]:
    """What each distinct text of a column stands for: a value, the reason why there is none, or None when blank."""
    found: dict[str, Value | Problem | None] = {}
    for text in set(values):
        if not text or text.isspace():
            found[text] = None
            continue
        try:
            found[text] = parse(text)
        except DomainError as problem:
            found[text] = Problem(problem.message)
    return found


def days(values: Iterable[str], fmt: DayFormat) -> dict[str, date | Problem | None]:
    """`converter` for a column of days."""
    return converter(values, partial(parse_day, fmt=fmt))


def amounts(values: Iterable[str], decimal: Decimals, exponent: int) -> dict[str, int | Problem | None]:
    """`converter` for a column of amounts of money, in minor units of a currency with `exponent` decimals."""
    return converter(values, partial(parse_amount_minor, decimal=decimal, exponent=exponent))


def parse_yes_no(text: str) -> bool:
    """Yes or no in English or Spanish, 1 or 0, or a mark.

    Raises:
        DomainError: it is neither.
    """
    word = fold(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise DomainError(msg("“{value}” is neither yes nor no.", value=shown(text)))

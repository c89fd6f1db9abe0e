"""Numbers as other programs write them, read by what the whole column says.

``12,345`` alone may be twelve thousand or twelve and a bit.  One ``1.054,00`` in the column decides for the decimal
comma, and then ``1.054`` beside it is a thousand; without such a value, or with evidence for both, the caller has to
ask.  Nothing is rounded: more decimals than fit are refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from crmdesk.exchange.problems import shown
from crmdesk.models.errors import DomainError
from crmdesk.models.money import MOST_MINOR
from crmdesk.texts import Message, msg, msgn

_EXAMPLES = 3
_LONGEST = 60


class Decimals(StrEnum):
    """The sign before the decimals."""

    COMMA = "comma"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class AmbiguousNumbers:
    """Both signs are possible, and the values differ.

    Attributes:
        examples: a value of the file, and how it reads, in plain digits with a point, with the decimal comma and with
            the decimal point.
        differ: number of rows whose number depends on the answer.
    """

    examples: tuple[tuple[str, str, str], ...]
    differ: int


@dataclass(frozen=True, slots=True)
class MixedNumbers:
    """Some values are possible with the decimal comma only, others with the decimal point only.

    Attributes:
        decimals: the signs, the more frequent first.
        examples: for each of `decimals` values that only it can read.
        counts: for each of `decimals` the number of such rows.
    """

    decimals: tuple[Decimals, ...]
    examples: tuple[tuple[str, ...], ...]
    counts: tuple[int, ...]


_MARK = r"(?:[A-Z]{1,3}\$|[$€£¥₡₲₱₹]|S/\.?|Bs\.?|zł|Kč|kr\.?|[A-Z]{3}(?![A-Za-z]))"
_DRESSED = re.compile(rf"({_MARK})?\s*([-+−])?\s*({_MARK})?\s*([\d.,'’\s]*\d)\s*(%?)\s*({_MARK})?\s*(-)?")
_WHOLE = {  # the spacer is any white space, the unbreakable ones included
    Decimals.COMMA: re.compile(r"([0-9]{1,3}(?:([.'’]|\s)[0-9]{3})(?:\2[0-9]{3})*|[0-9]+)?(?:,([0-9]+))?"),
    Decimals.POINT: re.compile(r"([0-9]{1,3}(?:([,'’]|\s)[0-9]{3})(?:\2[0-9]{3})*|[0-9]+)?(?:\.([0-9]+))?"),
}
_EXPONENT = re.compile(r"[-+]?\d+(?:[.,]\d+)?e[-+]?\d+", re.IGNORECASE | re.ASCII)
_NOT_DIGITS = re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class _Written:
    """A number taken apart: its sign, the digits with their separators, the marks around it."""

    negative: bool
    core: str
    percent: bool
    mark: str


def decide_numbers(values: Iterable[str]) -> Decimals | AmbiguousNumbers | MixedNumbers:
    """Which sign stands before the decimals of this column, from all of its values.

    Values that are no number in any way have no say; the parsing functions refuse them one by one.
    """
    only: dict[Decimals, list[tuple[str, int]]] = {Decimals.COMMA: [], Decimals.POINT: []}
    differing: list[tuple[str, str, str, int]] = []
    for text, rows in Counter(values).items():
        if "," not in text and "." not in text:
            continue
        written = _taken_apart(text)
        if written is None:
            continue
        comma, point = (_digits(written.core, sign) for sign in (Decimals.COMMA, Decimals.POINT))
        if comma and point:
            differing.append((text.strip(), _plain(comma), _plain(point), rows))
        elif comma or point:
            only[Decimals.COMMA if comma else Decimals.POINT].append((text.strip(), rows))
    if only[Decimals.COMMA] and only[Decimals.POINT]:
        return _mixed(only)
    if only[Decimals.COMMA]:
        return Decimals.COMMA
    if only[Decimals.POINT] or not differing:
        return Decimals.POINT
    examples = tuple((text, comma, point) for text, comma, point, _rows in differing[:_EXAMPLES])
    return AmbiguousNumbers(examples, sum(rows for *_texts, rows in differing))


def parse_amount_minor(text: str, decimal: Decimals, exponent: int) -> int:
    """An amount in minor units; negative ones too, for the caller to refuse where they make no sense.

    Args:
        exponent: the decimals of the currency, 2 for most.
    Raises:
        DomainError: it is no amount, larger than 10^15 minor units, or has more decimals than the currency.
    """
    if len(text) + exponent < 16 and text.isascii() and text.isdigit():
        return int(text + "0" * exponent)
    written = _taken_apart(text)
    parts = _digits(written.core, decimal) if written is not None and not written.percent else None
    if written is None or parts is None:
        raise _refusal(
            text, msg("“{value}” is not an amount of money. Write it as 1234.50 or 1234,50.", value=shown(text))
        )
    minor = _scaled(text, parts, exponent)
    return -minor if written.negative else minor


def parse_percent(text: str, decimal: Decimals, places: int = 0) -> int:
    """A percentage with or without its sign, in units of 10^-places percent: “21 %” is 21, or 2100 with two places.

    Raises:
        DomainError: it is no number, or has more decimals than `places`.
    """
    written = _taken_apart(text)
    parts = _digits(written.core, decimal) if written is not None and not written.mark else None
    if written is None or parts is None:
        raise _refusal(text, msg("“{value}” is not a percentage. Write it as 25 or 25 %.", value=shown(text)))
    value = _scaled(text, parts, places)
    return -value if written.negative else value


def parse_integer(text: str, decimal: Decimals) -> int:
    """A whole number.

    Raises:
        DomainError: it is no number, or not a whole one.
    """
    if len(text) < 16 and text.isascii() and text.isdigit():
        return int(text)
    written = _taken_apart(text)
    parts = _digits(written.core, decimal) if written is not None and not (written.mark or written.percent) else None
    if written is None or parts is None:
        raise _refusal(text, msg("“{value}” is not a number.", value=shown(text)))
    if parts[1]:
        raise DomainError(msg("“{value}” is not a whole number. Write it without decimals.", value=shown(text)))
    value = _scaled(text, parts, 0)
    return -value if written.negative else value


def parse_number(text: str, decimal: Decimals) -> float:
    """A number with or without decimals.

    Raises:
        DomainError: it is none, or too large to be kept.
    """
    written = _taken_apart(text)
    parts = _digits(written.core, decimal) if written is not None and not (written.mark or written.percent) else None
    if written is None or parts is None:
        raise _refusal(text, msg("“{value}” is not a number.", value=shown(text)))
    value = float(_plain(parts))
    if value > MOST_MINOR:
        raise DomainError(msg("“{value}” is too large a number to be kept.", value=shown(text)))
    return -value if written.negative else value


def currency_marks(values: Iterable[str]) -> dict[str, int]:
    """The signs and codes of currencies that stand beside the numbers (“€”, “USD”), with the number of rows of each."""
    marks: Counter[str] = Counter()
    for text, rows in Counter(values).items():
        if not text.isdigit() and (written := _taken_apart(text)) is not None and written.mark:
            marks[written.mark] += rows
    return dict(marks)


def _mixed(found: dict[Decimals, list[tuple[str, int]]]) -> MixedNumbers:
    counts = {sign: sum(rows for _text, rows in values) for sign, values in found.items()}
    decimals = tuple(sorted(found, key=lambda sign: -counts[sign]))
    examples = tuple(tuple(text for text, _rows in found[sign][:_EXAMPLES]) for sign in decimals)
    return MixedNumbers(decimals, examples, tuple(counts[sign] for sign in decimals))


def _taken_apart(text: str) -> _Written | None:
    """The number without what surrounds it, or None when the text has no shape of a number."""
    if len(text) > _LONGEST:
        return None
    text = text.strip()
    in_brackets = text.startswith("(") and text.endswith(")")
    if in_brackets:
        text = text[1:-1]
    match = _DRESSED.fullmatch(text)
    if match is None:
        return None
    before, sign, after_sign, core, percent, behind, last_sign = match.groups()
    marks = [mark for mark in (before, after_sign, behind) if mark]
    signs = [found for found in (sign, last_sign) if found]
    if len(marks) > 1 or len(signs) + in_brackets > 1:
        return None
    return _Written(in_brackets or (bool(signs) and signs[0] != "+"), core.strip(), bool(percent), "".join(marks))


def _digits(core: str, decimal: Decimals) -> tuple[str, str] | None:
    """The digits before and after the decimal sign, without zeros that add nothing; None when it cannot be read so."""
    match = _WHOLE[decimal].fullmatch(core)
    if match is None:
        return None
    whole, spacer, decimals = match.groups()
    if spacer and whole.startswith("0"):
        return None  # 0.123 is no thousand
    whole = _NOT_DIGITS.sub("", whole or "").lstrip("0") or "0"
    return whole, (decimals or "").rstrip("0")


def _plain(parts: tuple[str, str]) -> str:
    return ".".join(part for part in parts if part)


def _scaled(text: str, parts: tuple[str, str], places: int) -> int:
    """The digits as an integer with that many decimals."""
    whole, decimals = parts
    if len(decimals) > places:
        raise DomainError(
            msgn(
                "“{value}” has {n} decimal, and {limit} can be kept. Round it first.",
                "“{value}” has {n} decimals, and {limit} can be kept. Round it first.",
                len(decimals),
                value=shown(text),
                limit=places,
            )
        )
    value = int(whole + decimals.ljust(places, "0"))
    if value > MOST_MINOR:
        raise DomainError(msg("“{value}” is too large a number to be kept.", value=shown(text)))
    return value


def _refusal(text: str, otherwise: Message) -> DomainError:
    if len(text) <= _LONGEST and _EXPONENT.fullmatch(text.strip()):
        return DomainError(msg("“{value}” is written with an exponent. Write the number in full.", value=shown(text)))
    return DomainError(otherwise)

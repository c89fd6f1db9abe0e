"""Days as other programs write them, read by what the whole column says.

``03/04/2024`` alone may be March or April.  One ``25/04/2024`` in the column decides it; without one, or with evidence
for both, the caller has to ask.  Days with the year first or the month's name need no decision, nor do the serial
numbers of spreadsheets (five digits, 1900 system).

Two-digit years below 69 are 20xx, the others 19xx, as in POSIX.  With two-digit years the order year, month, day is
taken only when the column allows no other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum

from crmdesk.exchange.problems import shown
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.sales.rules import FIRST_DAY, LAST_DAY
from crmdesk.texts import msg

FIRST_YEAR, LAST_YEAR = FIRST_DAY.year, LAST_DAY.year
_EXAMPLES = 3


class DayFormat(StrEnum):
    """The order of day, month and year in numeric days such as 03/04/2024."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


@dataclass(frozen=True, slots=True)
class AmbiguousDays:
    """Every value can be read in both ways, and they differ.

    Attributes:
        formats: the possible readings.
        examples: a value of the file and the day it gives by each of `formats`.
        differ: number of rows whose day depends on the answer.
    """

    formats: tuple[DayFormat, ...]
    examples: tuple[tuple[str, tuple[date, ...]], ...]
    differ: int


@dataclass(frozen=True, slots=True)
class MixedDays:
    """Some values are possible in one format only, others only in another.

    Attributes:
        formats: the formats, the more frequent first.
        examples: for each of `formats` values that only it can read.
        counts: for each of `formats` the number of such rows.
    """

    formats: tuple[DayFormat, ...]
    examples: tuple[tuple[str, ...], ...]
    counts: tuple[int, ...]


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero ene january jan",
            "febrero feb february",
            "marzo mar march",
            "abril abr april apr",
            "mayo may",
            "junio jun june",
            "julio jul july",
            "agosto ago august aug",
            "septiembre setiembre september sept sep set",
            "octubre oct october",
            "noviembre nov november",
            "diciembre dic december dec",
        ),
        1,
    )
    for name in names.split()
}
_BETWEEN = {
    word
    for words in (
        "de del of the el st nd rd th",
        "lunes martes miercoles jueves viernes sabado domingo lun mie jue vie sab dom",
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
    )
    for word in words.split()
}
_TIME = re.compile(
    r"(?:T|,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?\s?m\.?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?(?:\d{2})?)?$",
    re.IGNORECASE | re.ASCII,
)
_SPACER = r"\s*[-/.]\s*|\s+"
_YEAR_FIRST = re.compile(rf"(\d{{4}})(?:{_SPACER})(\d{{1,2}})(?:{_SPACER})(\d{{1,2}})", re.ASCII)
_COMPACT = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)", re.ASCII)
_NUMERIC = re.compile(rf"(\d{{1,2}})(?:{_SPACER})(\d{{1,2}})(?:{_SPACER})(\d{{4}}|\d{{2}})", re.ASCII)
_SERIAL = re.compile(r"([1-9]\d{4})(?:[.,]\d+)?", re.ASCII)
_LAST_SERIAL = 73_050  # 31 December 2099
_SERIAL_ZERO = date(1899, 12, 30)
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_LONGEST = 60


def decide_days(values: Iterable[str]) -> DayFormat | AmbiguousDays | MixedDays:
    """How the numeric days of this column are to be read, from all of its values.

    Values that are no day in any format have no say; `parse_day` refuses them one by one.
    """
    numeric: list[tuple[str, tuple[int, int, int], int]] = []
    for text, rows in Counter(values).items():
        if parts := _numeric_parts(text):
            numeric.append((text.strip(), parts, rows))
    if not numeric:
        return DayFormat.YMD
    impossible = [parts for _text, parts, _rows in numeric if not _possible(parts)]
    if impossible and all(_year_first(parts) for _text, parts, _rows in numeric):
        return DayFormat.YMD  # 24-01-31 beside 99-12-05: only the year first reads all of them
    possible = [(text, _possible(parts), rows) for text, parts, rows in numeric]
    dmy = [(text, rows) for text, formats, rows in possible if formats == (DayFormat.DMY,)]
    mdy = [(text, rows) for text, formats, rows in possible if formats == (DayFormat.MDY,)]
    if dmy and mdy:
        return _mixed({DayFormat.DMY: dmy, DayFormat.MDY: mdy})
    if dmy or mdy:
        return DayFormat.DMY if dmy else DayFormat.MDY
    return _ambiguous([(text, rows) for text, formats, rows in possible if formats])


def parse_day(text: str, fmt: DayFormat) -> date:
    """The day a cell stands for; the time of an instant is left out.

    Raises:
        DomainError: it is no day, or outside the years 1900 to 2199.
    """
    parts = _parts(text, fmt)
    if parts is not None and not FIRST_YEAR <= parts[0] <= LAST_YEAR:
        raise DomainError(
            msg(
                "“{value}” is not between the years {first} and {last}.",
                value=shown(text),
                first=str(FIRST_YEAR),
                last=str(LAST_YEAR),
            )
        )
    try:
        return date(*parts or (0, 0, 0))
    except ValueError:
        raise DomainError(msg("“{value}” is not a day.", value=shown(text))) from None


def parse_moment(text: str, fmt: DayFormat, *, midnight: bool = True) -> datetime | date:
    """The day a cell stands for, with its local time where it says one; without a zone the time is that of here.

    Args:
        midnight: a time of 0:00 is one; else it says that there is none.

    Raises:
        DomainError: it is no day, or outside the years 1900 to 2199.
    """
    day = parse_day(text, fmt)
    found = _TIME.search(text.strip()) if ":" in text else None
    if found is None:
        return day
    hour, minute = int(found["hour"]), int(found["minute"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    if not midnight and hour == minute == 0:
        return day
    try:
        return datetime.combine(day, time(hour, minute), _zone(found["zone"])).astimezone()
    except (ValueError, OverflowError, OSError):
        raise DomainError(msg("“{value}” is not a time of day.", value=shown(text))) from None


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    hours, minutes = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if text[0] == "-" else ahead)


def _ambiguous(values: list[tuple[str, int]]) -> DayFormat | AmbiguousDays:
    """Ask about values that both orders can read, unless both give the same days throughout (05/05/2024)."""
    formats = (DayFormat.DMY, DayFormat.MDY)
    differing = []
    for text, rows in values:
        try:
            days = tuple(parse_day(text, fmt) for fmt in formats)
        except DomainError:  # a year out of range is refused in either order
            continue
        if days[0] != days[1]:
            differing.append((text, days, rows))
    if not differing:
        return DayFormat.DMY
    examples = tuple((text, days) for text, days, _rows in differing[:_EXAMPLES])
    return AmbiguousDays(formats, examples, sum(rows for _text, _days, rows in differing))


def _mixed(found: dict[DayFormat, list[tuple[str, int]]]) -> MixedDays:
    counts = {fmt: sum(rows for _text, rows in values) for fmt, values in found.items()}
    formats = tuple(sorted(found, key=lambda fmt: -counts[fmt]))
    examples = tuple(tuple(text for text, _rows in found[fmt][:_EXAMPLES]) for fmt in formats)
    return MixedDays(formats, examples, tuple(counts[fmt] for fmt in formats))


def _without_time(text: str) -> str:
    text = text.strip()
    return _TIME.sub("", text) if ":" in text else text


def _numeric_parts(text: str) -> tuple[int, int, int] | None:
    """The three numbers of a day whose order is open, a two-digit last one counted from -100 to -1."""
    if len(text) > _LONGEST or (match := _NUMERIC.fullmatch(_without_time(text))) is None:
        return None
    last = int(match[3])
    return int(match[1]), int(match[2]), last if len(match[3]) == 4 else last - 100


def _possible(parts: tuple[int, int, int]) -> tuple[DayFormat, ...]:
    """The formats in which the numbers are in range, whether or not that month has that day."""
    first, second, _last = parts
    formats = []
    if 1 <= first <= 31 and 1 <= second <= 12:
        formats.append(DayFormat.DMY)
    if 1 <= first <= 12 and 1 <= second <= 31:
        formats.append(DayFormat.MDY)
    return tuple(formats)


def _year_first(parts: tuple[int, int, int]) -> bool:
    """Whether the numbers may be a two-digit year, a month and a day."""
    _first, second, last = parts
    return last < 0 and 1 <= second <= 12 and 1 <= last + 100 <= 31


def _parts(text: str, fmt: DayFormat) -> tuple[int, int, int] | None:
    """Year, month and day as written; None when the text has no shape of a day."""
    plain = _without_time(text) if len(text) <= _LONGEST else ""
    if match := _YEAR_FIRST.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _NUMERIC.fullmatch(plain):
        first, second, last = match.groups()
        if fmt is DayFormat.YMD:
            return (_full_year(first), int(second), int(last)) if len(last) == 2 and len(first) == 2 else None
        day, month = (first, second) if fmt is DayFormat.DMY else (second, first)
        return _full_year(last), int(month), int(day)
    if (match := _SERIAL.fullmatch(plain)) and int(match[1]) <= _LAST_SERIAL:
        day_of = _SERIAL_ZERO + timedelta(days=int(match[1]))
        return day_of.year, day_of.month, day_of.day
    return _named_parts(plain)


def _named_parts(text: str) -> tuple[int, int, int] | None:
    """The parts of “24-oct-2014”, “October 24, 2014” or “viernes, 3 de mayo de 2024”."""
    words: list[int] = []
    numbers: list[str] = []
    for token in _TOKEN.findall(fold(text)):
        if token.isdecimal():
            numbers.append(token)
        elif token in _MONTHS:
            words.append(_MONTHS[token])
        elif token not in _BETWEEN:
            return None
    if len(words) == 2 and words[0] == _MONTHS["mar"] and not text[:1].isdecimal():
        del words[0]  # “mar, 24 oct 2014”: a Tuesday
    if len(words) != 1 or len(numbers) != 2 or len(numbers[0]) == len(numbers[1]) == 4:
        return None
    if len(numbers[0]) == 4:
        return int(numbers[0]), words[0], int(numbers[1])
    if len(numbers[1]) not in (2, 4):
        return None
    return _full_year(numbers[1]), words[0], int(numbers[0])


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 69 else 1900)

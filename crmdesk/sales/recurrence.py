"""How an activity comes again: by a rule of the calendar, or so many days after it was done.

A rule is that of iCalendar (``FREQ=WEEKLY;BYDAY=MO``), or ``AFTER=30`` for thirty days after it was done.  Either may
end: ``UNTIL=20261231`` is the last day, ``COUNT=5`` how many there are with the one that has the rule.  Only the next
one is ever planned, so that one that never ends fills no book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta

from crmdesk.sales.bounds import FIRST_DAY, LAST_DAY
from crmdesk.texts import Message, msg, msgn

AFTER = "AFTER"
WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_DAYS, MOST_INTERVAL, MOST_COUNT = 999, 99, 999
LONGEST = 200
_YEARS = {"DAILY": 10, "WEEKLY": 30, "MONTHLY": 100, "YEARLY": 150}
"""How far ahead a next day is looked for: far enough for whatever comes round at all."""
_PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST")
_PART = re.compile(r"([A-Z]+)=([A-Z0-9,+-]+)")
_ENDS = ("COUNT", "UNTIL")
_SAMPLE = date(2024, 1, 1)
_SENTENCE = msg(
    "This repetition cannot be read. Write a rule such as FREQ=WEEKLY;BYDAY=MO, or AFTER=30 for days after it was done."
)


@dataclass(frozen=True, slots=True)
class Ending:
    """When a repetition ends; never, where nothing is said.

    Attributes:
        until: the last day it may come on.
        count: how many there are, with the one that has the rule.
    """

    until: date | None = None
    count: int | None = None


def problem(text: str) -> Message | None:
    """What is wrong with a repetition, if anything."""
    parts = _parts(text)
    if parts is None:
        return _SENTENCE
    return _after_problem(parts) if AFTER in parts else _rule_problem(parts)


def following(text: str, planned: date | None, done: date) -> tuple[date, str] | None:
    """The day of the next one and how that one comes again; None when the series has ended.

    What was missed meanwhile is not planned after the fact: the next day is after the one planned, and not before the
    one it was done on.

    Args:
        planned: the day the last one was planned for; the day it was done where it had none.
    """
    parts = _parts(text) or {}
    count = int(parts.get("COUNT", "0"))
    if AFTER in parts:
        day = done + timedelta(days=int(parts[AFTER]))
        if count == 1 or day > (_until(parts) or LAST_DAY):
            return None
        return day, _counted(parts, count - 1) if count else text
    begun = planned or done
    for passed, day in enumerate(_days(parts, begun, done), 1):
        if count and passed >= count:
            return None
        if day >= done:
            return day, _counted(parts, count - passed) if count else text
    return None


def coming(text: str, planned: date, first: date, last: date) -> list[date]:
    """The days of a range on which it will come again, after the one planned.

    None where it comes again so many days after it was done: nobody knows that day yet.
    """
    parts = _parts(text) or {AFTER: ""}
    if AFTER in parts:
        return []
    count, found = int(parts.get("COUNT", "0")), []
    for passed, day in enumerate(_days(parts, planned, first), 1):
        if day > last or (count and passed >= count):
            break
        if day >= first:
            found.append(day)
    return found


def _days(parts: dict[str, str], begun: date, since: date) -> Iterator[date]:
    """The days after the first on which the rule comes round; the first is always one of it.

    Args:
        since: they end `_YEARS` after this day, or after the first.
    """
    from dateutil.rrule import rrule, rrulestr  # late: hardly anything repeats

    # dateutil looks for a day that never comes until the year 9999; calendars are the same after 400 years
    last = date(min(LAST_DAY.year, max(begun, since).year + _YEARS[parts["FREQ"]]), 12, 31)
    shift = (MAXYEAR - last.year) // 400 * 400
    until = datetime.combine(_shifted(min(_until(parts) or last, last), shift), time())
    rule = ";".join(f"{name}={value}" for name, value in parts.items() if name not in ("COUNT", "UNTIL"))
    start = datetime.combine(_shifted(begun, shift), time())
    read = rrulestr(rule, dtstart=start)
    assert isinstance(read, rrule)  # a set of rules has several lines
    for found in read.replace(until=until).xafter(start):
        yield _shifted(found.date(), -shift)


def _shifted(day: date, years: int) -> date:
    return day.replace(year=day.year + years)


def _parts(text: str) -> dict[str, str] | None:
    """The parts of a rule by name; None when it is none."""
    written = text.strip().upper().removeprefix("RRULE:")
    found = [_PART.fullmatch(part) for part in written.rstrip(";").split(";")]
    if len(written) > LONGEST or any(match is None for match in found):
        return None
    parts = {match[1]: match[2] for match in found if match}
    return parts if len(parts) == len(found) else None


def _after_problem(parts: dict[str, str]) -> Message | None:
    days = parts[AFTER]
    if not set(parts) <= {AFTER, *_ENDS} or not days.isdecimal():
        return _SENTENCE
    if not 1 <= int(days) <= MOST_DAYS:
        return msg("It comes again 1 to {most} days after it was done.", most=MOST_DAYS)
    return _number_problem(parts, "COUNT", MOST_COUNT) or _until_problem(parts)


_COUNTED_DAYS = ("BYMONTHDAY", "BYSETPOS", "BYYEARDAY")


def _rule_problem(parts: dict[str, str]) -> Message | None:
    if parts.get("FREQ") not in _YEARS or not set(parts) <= set(_PARTS):
        return _SENTENCE
    for name, most in (("INTERVAL", MOST_INTERVAL), ("COUNT", MOST_COUNT)):
        if found := _number_problem(parts, name, most):
            return found
    if any(int(day) == 0 for name in _COUNTED_DAYS for day in re.findall(r"\d+", parts.get(name, ""))):
        return _SENTENCE  # dateutil takes it for every day
    try:
        endless = {name: value for name, value in parts.items() if name != "UNTIL"}
        comes = next(_days(endless, _SAMPLE, _SAMPLE), None) is not None
    except (ValueError, TypeError, KeyError, IndexError):
        return _SENTENCE
    if not comes:
        return msg("There is no day on which this repetition comes round. Choose another one.")
    return _until_problem(parts)


def _number_problem(parts: dict[str, str], name: str, most: int) -> Message | None:
    value = parts.get(name, "1")
    if value.isdecimal() and 1 <= int(value) <= most:
        return None
    return msg("{name} is a number from 1 to {most}.", name=name, most=most)


def _until_problem(parts: dict[str, str]) -> Message | None:
    try:
        _until(parts)
    except ValueError:
        return _SENTENCE
    return None


def _until(parts: dict[str, str]) -> date | None:
    """The last day of the rule, where it has one.

    Raises:
        ValueError: it is no day.
    """
    text = parts.get("UNTIL")
    if text is None:
        return None
    day = datetime.strptime(text[:8], "%Y%m%d").date()
    return max(FIRST_DAY, min(day, LAST_DAY))


def _counted(parts: dict[str, str], left: int) -> str:
    return ";".join(f"{name}={left if name == 'COUNT' else value}" for name, value in parts.items())


_SAFE_DAYS, _LAST_OF_ALL = 28, 31
"""Every month has so many days, and none has more."""
_LEAP_DAY = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"
_BY_WEEK = re.compile(r"(FREQ=WEEKLY(?:;INTERVAL=2)?);BYDAY=[A-Z]{2}")
_BY_MONTH = re.compile(r"(FREQ=MONTHLY);BYMONTHDAY=(?:-1|\d+|28,29(?:,30)?;BYSETPOS=-1)")


def anchored(text: str, day: date) -> str:
    """A rule that names its day, so that one that is put off, or a shorter month, does not move those after it."""
    if text in ("FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2"):
        return f"{text};BYDAY={WEEK[day.weekday()]}"
    if text == "FREQ=MONTHLY":
        return f"{text};{_day_of_month(day.day)}"
    if text == "FREQ=YEARLY" and (day.month, day.day) == (2, 29):
        return _LEAP_DAY
    return text


def _day_of_month(day: int) -> str:
    """That day of every month, or the last one of a month that is shorter."""
    if day <= _SAFE_DAYS:
        return f"BYMONTHDAY={day}"
    if day == _LAST_OF_ALL:
        return "BYMONTHDAY=-1"
    return f"BYMONTHDAY={','.join(str(one) for one in range(_SAFE_DAYS, day + 1))};BYSETPOS=-1"


def loose(text: str) -> str:
    """What `anchored` made a rule of, where it did."""
    if text == _LEAP_DAY:
        return "FREQ=YEARLY"
    found = _BY_WEEK.fullmatch(text) or _BY_MONTH.fullmatch(text)
    return found[1] if found else text


def read(text: str) -> dict[str, str]:
    """The parts of a repetition by name; none of one that cannot be read."""
    return _parts(text) or {}


def weekdays(text: str) -> tuple[str, list[str]] | None:
    """A rule by weeks without its days of the week, and those; None of any other, and of one that says more."""
    parts = read(text)
    interval = int(parts.get("INTERVAL", "1"))
    if interval == 1 or parts.get("WKST") == WEEK[0]:
        parts.pop("WKST", None)  # it decides nothing
    days = [day for day in parts.pop("BYDAY", "").split(",") if day]
    if parts.get("FREQ") != "WEEKLY" or not parts.keys() <= {"FREQ", "INTERVAL"} or not set(days) <= set(WEEK):
        return None
    return "FREQ=WEEKLY" if interval == 1 else f"FREQ=WEEKLY;INTERVAL={interval}", days


def on_weekdays(text: str, days: Iterable[str]) -> str:
    """A rule by weeks that has no days yet on these, in the order of the week."""
    return f"{text};BYDAY={','.join(sorted(days, key=WEEK.index))}"


def ending(text: str) -> Ending:
    """When a repetition that can be read ends."""
    parts = _parts(text) or {}
    return Ending(_until(parts), int(parts["COUNT"]) if "COUNT" in parts else None)


def ending_at(text: str, end: Ending) -> str:
    """The same repetition with another end."""
    parts = _parts(text)
    if parts is None:
        return text
    found = {name: value for name, value in parts.items() if name not in _ENDS}
    if end.until is not None:
        found["UNTIL"] = f"{end.until:%Y%m%d}"
    if end.count is not None:
        found["COUNT"] = str(end.count)
    return ";".join(f"{name}={value}" for name, value in found.items())


def consequence(text: str) -> tuple[Message, Message]:
    """What a repetition that can be read leads to: when it ends, and when the next one is planned."""
    parts, end = _parts(text) or {}, ending(text)
    when = (
        msgn(
            "The next one is planned for {n} day after this one was done.",
            "The next one is planned for {n} days after this one was done.",
            int(parts[AFTER]),
        )
        if AFTER in parts
        else msg("Only the next one is ever planned: as soon as this one is done.")
    )
    if end.count == 1:
        return msg("This is the last one."), msg("Nothing is planned when it is done.")
    if end.count is not None:
        return msg("There are {n} of them in all, this one counted.", n=end.count), when
    if end.until is not None:
        return msg("It ends on {day}.", day=end.until), when
    return msg("It never ends."), when

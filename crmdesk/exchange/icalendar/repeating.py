"""How an event of a calendar comes again, as far as an activity can: by one rule, or else the next time alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time
from typing import Any

from crmdesk.sales import moments, recurrence
from crmdesk.texts import Message, msg

_YEARS_AHEAD = 10
_CALENDAR = 400
"""Years after which days and weekdays are the same again."""
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_SENTENCE = msg("Its repetition cannot be kept: only the next time is planned.")


@dataclass(frozen=True, slots=True)
class Repetition:
    """How an event comes again.

    Attributes:
        rule: see `sales.recurrence`; empty when it does not, or not in a way that can be kept.
        day: the day, in the event's own zone, on which it comes next; None where its own day is that.
        notes: what could not be kept.
    """

    rule: str = ""
    day: date | None = None
    notes: tuple[Message, ...] = ()


def repetition_of(part: Any, begin: date | datetime, today: date) -> Repetition:
    """How an event comes again from today on.

    Args:
        begin: when it begins for the first time.
    """
    rules, further, left_out = listed(part, "rrule"), _days(part, "rdate"), _days(part, "exdate")
    if not rules and not further:
        return Repetition()
    first = begin.date() if isinstance(begin, datetime) else begin
    texts = [_text(rule) for rule in rules]
    if any(rule.get("FREQ", [""])[0].upper() in _TOO_OFTEN for rule in rules):
        return Repetition(notes=(_SENTENCE,))
    coming = _coming(texts, further, left_out, first, today)
    if coming is None:
        return Repetition()  # the series is over
    day, passed = coming
    plain = len(texts) == 1 and not any(other >= day for other in (*further, *left_out)) and not further
    if plain and _same_day(begin) and recurrence.problem(texts[0]) is None:
        return Repetition(_left(texts[0], passed), day)
    return Repetition("", day, (_SENTENCE,))


def listed(part: Any, name: str) -> list[Any]:
    """The values of a property, however many there are."""
    found = part.get(name)
    return list(found) if isinstance(found, list) else [found] if found is not None else []


def _days(part: Any, name: str) -> list[date]:
    found = [getattr(one, "dt", None) for listed in listed(part, name) for one in getattr(listed, "dts", ())]
    return [one.date() if isinstance(one, datetime) else one for one in found if isinstance(one, date)]


def _text(rule: Any) -> str:
    """A rule with its last day as a local day."""
    parts = {name.upper(): values for name, values in rule.items()}
    until = parts.pop("UNTIL", None)
    written = [f"{name}={','.join(_value(one) for one in values)}" for name, values in parts.items()]
    if until:
        written.append(f"UNTIL={_last_day(until[0]):%Y%m%d}")
    return ";".join(sorted(written, key=lambda text: not text.startswith("FREQ=")))


def _value(one: Any) -> str:
    return str(one.to_ical().decode() if hasattr(one, "to_ical") else one)


def _last_day(until: Any) -> date:
    if not isinstance(until, datetime):
        return until if isinstance(until, date) else date.max
    return moments.local(int(until.timestamp() * 1000)).date() if until.tzinfo else until.date()


def _same_day(begin: date | datetime) -> bool:
    """Whether its day is the same here as in its own zone: a rule's weekdays would be others."""
    return not isinstance(begin, datetime) or moments.local(int(begin.timestamp() * 1000)).date() == begin.date()


def _coming(
    rules: list[str], further: list[date], left_out: list[date], first: date, today: date
) -> tuple[date, int] | None:
    """The first day from today on, and how many came before it; None when the series is over."""
    from dateutil.rrule import rrule, rruleset, rrulestr  # late: hardly anything repeats

    # a day that never comes is looked for until the year 9999: there that is near
    shift = (MAXYEAR - max(first.year, today.year) - _YEARS_AHEAD) // _CALENDAR * _CALENDAR
    begin = max(first, today)
    last = begin.replace(year=begin.year + _YEARS_AHEAD, day=min(begin.day, 28))
    every = rruleset()
    for text in rules:
        parts = dict(part.split("=", 1) for part in text.split(";"))
        until = min(last, datetime.strptime(parts.pop("UNTIL", "99991231"), "%Y%m%d").date())
        read = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=_moment(first, shift))
        assert isinstance(read, rrule)  # a set has several lines
        every.rrule(read if "COUNT" in parts else read.replace(until=_moment(until, shift)))
    for day in further:
        every.rdate(_moment(day, shift))
    for day in left_out:
        every.exdate(_moment(day, shift))
    if first not in left_out:
        every.rdate(_moment(first, shift))  # its own day is always one of them
    for passed, found in enumerate(every):
        if found >= _moment(begin, shift):
            return found.date().replace(year=found.year - shift), passed
    return None


def _moment(day: date, years: int) -> datetime:
    return datetime.combine(day.replace(year=min(MAXYEAR, day.year + years)), time())


def _left(rule: str, passed: int) -> str:
    """The rule with the number of times that are left."""
    parts = [part.split("=", 1) for part in rule.split(";")]
    return ";".join(
        f"{name}={max(1, int(value) - passed) if name == 'COUNT' else value}" for name, value in parts if name != "WKST"
    )

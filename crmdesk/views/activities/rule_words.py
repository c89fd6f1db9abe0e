"""A repetition in words, whatever can be kept: “Every 2 weeks on Tuesday and Thursday”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from crmdesk.sales import recurrence
from crmdesk.sales.recurrence import AFTER, WEEK
from crmdesk.texts import _, _n
from crmdesk.ui import formats

_A_MONDAY = date(2024, 1, 1)
_BY_NUMBER = ("MONTHLY", "YEARLY")
"""How often a rule comes whose weekdays can have a number: the second Tuesday."""
_WORKING = set(WEEK[:5])
_SHORTEST = 28
"""The days that every month has."""


def endless(rule: str) -> str:
    """How an activity comes again, without until when."""
    parts = recurrence.read(rule)
    if AFTER in parts:
        return _n("{n} day after it is done", "{n} days after it is done", int(parts[AFTER]))
    if "FREQ" not in parts:
        return _("By a rule that cannot be read")
    often, interval = parts["FREQ"], int(parts.get("INTERVAL", "1"))
    weekdays, days, of_several = _weekdays(parts.get("BYDAY", ""), often), *_month_days(parts)
    text = _every(often, interval)
    if weekdays == [_working_days()] and interval == 1 and often not in _BY_NUMBER:
        text = _("Every working day")
    elif weekdays:
        text = _on(text, _listed(weekdays), only=often == "DAILY")
    if days:
        text = _on(text, days, only=bool(weekdays) or often not in _BY_NUMBER)
    if months := _months(parts, bool(days)):
        text = _("{repetition} in {months}", repetition=text, months=months)
    if of_several:
        text = _("{repetition}, of these days only {which}", repetition=text, which=of_several)
    if often == "WEEKLY" and "INTERVAL" in parts and parts.get("WKST", WEEK[0]) != WEEK[0]:
        text = _("{repetition}, in weeks that begin on {day}", repetition=text, day=weekday(parts["WKST"]))
    return text


def _on(repetition: str, days: str, *, only: bool) -> str:
    """A repetition and its days; days that leave out some of those it has already are `only` some of them."""
    if only:
        return _("{repetition}, only on {days}", repetition=repetition, days=days)
    return _("{repetition} on {days}", repetition=repetition, days=days)


def weekday(code: str) -> str:
    """The name of a day of the week; ``MO``, ``TU``…"""
    return formats.weekday(_A_MONDAY + timedelta(days=WEEK.index(code)), long=True)


def _every(often: str, n: int) -> str:
    if often == "DAILY":
        return _n("Every day", "Every {n} days", n)
    if often == "WEEKLY":
        return _n("Every week", "Every {n} weeks", n)
    if often == "MONTHLY":
        return _n("Every month", "Every {n} months", n)
    return _n("Every year", "Every {n} years", n)


def _weekdays(text: str, often: str) -> list[str]:
    """The days of the week of a rule; a week and a day have only one of each."""
    found = re.findall(r"([+-]?\d*)([A-Z]{2})", text)
    numbered = [(int(number or 0) if often in _BY_NUMBER else 0, code) for number, code in found]
    if {code for number, code in numbered if not number} != _WORKING:
        return [_numbered(number, weekday(code)) for number, code in numbered]
    return [_working_days(), *(_numbered(number, weekday(code)) for number, code in numbered if number)]


def _working_days() -> str:
    return _("working days")


def _numbered(number: int, day: str) -> str:
    """The how manieth of a day of the week in its month or year."""
    usual = {
        0: day,
        1: _("the first {day}", day=day),
        2: _("the second {day}", day=day),
        3: _("the third {day}", day=day),
        4: _("the fourth {day}", day=day),
        -1: _("the last {day}", day=day),
    }
    if number in usual:
        return usual[number]
    if number > 0:
        return _("{day} number {n}", day=day, n=number)
    return _("{day} number {n} from the end", day=day, n=-number)


def _month_days(parts: dict[str, str]) -> tuple[str, str]:
    """The days of the month, and which of several days are meant; either may be empty."""
    days, places = (_numbers(parts.get(name, "")) for name in ("BYMONTHDAY", "BYSETPOS"))
    if places == [-1] and "BYDAY" not in parts and _as_late_as_can_be(days):
        return _("day {n}, or the last one of a shorter month", n=max(days)), ""
    return _listed([_month_day(number) for number in days]), _listed([_place(number) for number in places])


def _as_late_as_can_be(days: Sequence[int]) -> bool:
    """Whether these are the days up to one that not every month has."""
    return len(days) > 1 and sorted(days) == list(range(_SHORTEST, max(days) + 1))


def _month_day(number: int) -> str:
    if number == -1:
        return _("the last day")
    return _("day {n}", n=number) if number > 0 else _("day {n} from the end", n=-number)


def _place(number: int) -> str:
    if number in (1, -1):
        return _("the first") if number == 1 else _("the last")
    return _("number {n}", n=number) if number > 0 else _("number {n} from the end", n=-number)


def _months(parts: dict[str, str], on_days: bool) -> str:
    """The months of a rule; those of a year are said where its days are those of all of them."""
    numbers = [number for number in _numbers(parts.get("BYMONTH", "")) if 1 <= number <= 12]
    if numbers:
        return _listed([formats.month_name(number) for number in numbers])
    return _("every month") if on_days and parts["FREQ"] == "YEARLY" else ""


def _numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",") if one.lstrip("+-").isdecimal() and int(one)]


def _listed(items: Sequence[str]) -> str:
    """“one, two and three”."""
    if len(items) < 2:
        return "".join(items)
    return _("{items} and {last}", items=", ".join(items[:-1]), last=items[-1])

"""A time zone as a calendar file describes it: its offsets, and every change of the clocks in a range.

Of our own, because what libraries make of a zone is off by an hour where summer time begins, or empty without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from icalendar import Timezone

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_ROOM = 366 * _DAY


def known(name: str) -> ZoneInfo | None:
    """The zone of a name such as Europe/Madrid; None for one that is unknown here."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def described(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """A zone as it is from a year before the first instant to a year after the last."""
    from icalendar import Timezone

    made = Timezone()
    made.add("tzid", zone.key)
    begin = (first - _ROOM).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    _add(made, zone, begin.astimezone(zone).replace(tzinfo=None), begin, begin)
    for change in changes(zone, begin, last + _ROOM):
        before = change - _MINUTE
        onset = change + _offset(zone, before)  # told in the time that is in force until then
        _add(made, zone, onset.replace(tzinfo=None), before, change)
    return made


def changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants, in UTC, at which the clocks change."""
    at = first
    while at < last:
        if _offset(zone, at) != _offset(zone, at + _DAY):
            yield _between(zone, at, at + _DAY)
        at += _DAY


def _between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    old = _offset(zone, low)
    while high - low > _MINUTE:
        middle = low + ((high - low) // 2 // _MINUTE) * _MINUTE
        low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
    return high


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _add(made: Timezone, zone: ZoneInfo, onset: datetime, before: datetime, after: datetime) -> None:
    from icalendar import TimezoneDaylight, TimezoneStandard

    there = after.astimezone(zone)
    part = TimezoneDaylight() if there.dst() else TimezoneStandard()
    part.add("dtstart", onset)
    part.add("tzoffsetfrom", _offset(zone, before))
    part.add("tzoffsetto", _offset(zone, after))
    part.add("tzname", there.tzname() or zone.key)
    made.add_component(part)

"""Days, times and instants: what is said in local time, and kept so that no change of clocks alters it.

Local is the zone of the computer, with the summer time that was in force on the day that is meant.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

MINUTE = 60_000
"""Milliseconds."""
DAY_MINUTES = 24 * 60


def instant(day: date, at: time) -> int:
    """The instant of a local time of a day; a time that the clocks leave out is one hour later."""
    return int(datetime.combine(day, at).timestamp() * 1000)


def local(at: int) -> datetime:
    """The local time of an instant, with its zone."""
    return datetime.fromtimestamp(at / 1000).astimezone()


def time_of(at: int) -> time:
    """The local time of day of an instant."""
    return local(at).time()


def same_minute(one: int | None, other: int | None) -> bool:
    """Whether two instants are of the same minute, which is all that files tell of them."""
    return one is not None and other is not None and one // MINUTE == other // MINUTE


def moved(at: int, day: date) -> int:
    """The same time of day on another day."""
    return instant(day, time_of(at))


def end_of(day: date) -> int:
    """The instant at which a local day ends."""
    return instant(day + timedelta(days=1), time())


def before(at: int, minutes: int) -> int:
    """So many minutes before an instant; whole days are those of the calendar, of 23 or 25 hours too."""
    days, rest = divmod(minutes, DAY_MINUTES)
    there = local(at)
    return instant(there.date() - timedelta(days=days), there.time()) - rest * MINUTE if days else at - rest * MINUTE

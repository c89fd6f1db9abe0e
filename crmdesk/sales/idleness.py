"""How long nobody did anything about an opportunity, in working days (field-guide 3.6).

The clock runs from the last human touch.  A planned activity pauses it until its day has passed, and so does setting
the opportunity aside.

Setting aside is a touch of its own, so that its pause is known to begin where the clock does: its days do not count.
Since when an activity was planned for its day is not kept: it may have been put off many times.  When its day has
passed and nobody did it, nothing has happened since the last touch, and all days from there count: else an
opportunity stayed warm by planning calls and missing them.
"""

from __future__ import annotations

from datetime import date, timedelta

_WEEK, _WORKED = 7, 5


def working_days(first: date, last: date) -> int:
    """The days from Monday to Friday after the first day, up to the last one; 0 when that is not later."""
    if last <= first:
        return 0
    return _worked_until(last) - _worked_until(first)


def _worked_until(day: date) -> int:
    """Working days since a Monday long ago, up to this day."""
    weeks, rest = divmod(day.toordinal(), _WEEK)  # day 1 was a Monday
    return weeks * _WORKED + min(rest, _WORKED)


def days_ago(today: date, working: int) -> date:
    """The latest day from which so many working days have passed."""
    day = today
    while working > 0:
        if day.weekday() < _WORKED:
            working -= 1
        day -= timedelta(days=1)
    return day


def idle_days(touched: date | None, planned: date | None, held: date | None, today: date) -> int | None:
    """Working days without a touch.

    Args:
        touched: the day of the last human change or done activity; None when unknown.
        planned: the day of the next planned activity, also one that is overdue.
        held: the day until which it is set aside.

    Returns:
        0 while it is paused; None when the last touch is unknown.
    """
    if any(day is not None and day >= today for day in (planned, held)):
        return 0
    return None if touched is None else working_days(max(touched, held or touched), today)


def is_cold(idle: int | None, limit: int) -> bool:
    """Whether that is longer than the stage allows.

    Args:
        limit: working days; 0 for never.
    """
    return bool(limit) and idle is not None and idle >= limit

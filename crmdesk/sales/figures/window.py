"""The days that figures are about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crmdesk.models.errors import DomainError
from crmdesk.texts import msg


@dataclass(frozen=True, slots=True)
class Window:
    """Local days from the first to the last, both counted.

    Raises:
        DomainError: the last day comes before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise DomainError(msg("The window ends before it begins. Choose a later last day."), "last")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> Window | None:
        """The window of as many days that ends where this one starts; None where the calendar has no such days."""
        try:
            return Window(self.first - timedelta(days=self.days), self.first - timedelta(days=1))
        except OverflowError:
            return None

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last

    def within(self, other: Window) -> Window | None:
        """The days that both have; None when there are none."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Window(first, last) if first <= last else None

    def months(self) -> Iterator[tuple[int, int]]:
        """Every (year, month) it touches, in order."""
        for month in range(self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month):
            yield month // 12, month % 12 + 1


def last_365(today: date) -> Window:
    """Today and the 364 days before it."""
    return Window(today - timedelta(days=364), today)


def this_month(today: date) -> Window:
    """The month so far."""
    return Window(today.replace(day=1), today)


def this_quarter(today: date) -> Window:
    """The quarter of the calendar year so far."""
    return Window(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), today)


def this_year(today: date) -> Window:
    """The calendar year so far."""
    return Window(date(today.year, 1, 1), today)


def period(text: str) -> Window:
    """The days of ``2017-03`` or ``2017``.

    Raises:
        ValueError: it is neither.
    """
    year, _dash, month = text.partition("-")
    if not month:
        return Window(date(int(year), 1, 1), date(int(year), 12, 31))
    first = date(int(year), int(month), 1)
    if first.month == 12:
        return Window(first, first.replace(day=31))
    return Window(first, first.replace(month=first.month + 1) - timedelta(days=1))

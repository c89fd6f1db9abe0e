"""Chance with a seed, days of an office's calendar, and amounts as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import accumulate
from math import exp
from random import Random
from typing import TypeVar

Any_ = TypeVar("Any_")

HISTORY_DAYS = 548
"""Eighteen months."""
# January to December: summer is quiet, autumn busy, and in December nobody decides
_SEASON = (0.80, 0.90, 1.10, 0.95, 1.15, 1.05, 0.75, 0.70, 1.15, 1.40, 1.25, 0.55)
_YEAR_BEFORE, _YEAR_AFTER = 400, 400


class Chance(Random):
    """A random source with the few distributions the demo needs."""

    def one_of(self, values: Sequence[Any_]) -> Any_:
        return values[int(self.random() * len(values))]

    def around(self, typical: float, spread: float) -> float:
        """Log-normal: as often over `typical` as under it."""
        return typical * exp(self.gauss(0.0, spread))

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.random() * (high - low + 1))

    def dealt(self, shares: Sequence[float], count: int) -> list[int]:
        """Places of `shares`, each as often as its share says, in random order."""
        total, bounds = sum(shares), list(accumulate(shares))
        places = [0] * count
        place = 0
        for number in range(count):
            while (number + 0.5) * total > bounds[place] * count:
                place += 1
            places[number] = place
        self.shuffle(places)
        return places


class Calendar:
    """The days of the history as numbers (`date.toordinal`), which are quicker to reckon with than days.

    Attributes:
        today: the last day; `first` is the first one.
    """

    def __init__(self, today: date) -> None:
        self.today = today.toordinal()
        self.first = self.today - HISTORY_DAYS
        self._from = self.first - _YEAR_BEFORE
        days = [date.fromordinal(day) for day in range(self._from, self.today + _YEAR_AFTER)]
        self._iso = [day.isoformat() for day in days]
        self._years = [day.year for day in days]
        self._midnight: dict[int, int] = {}
        self._days = range(self.first, self.today + 1)
        self._weights = list(accumulate(self._weight(days[day - self._from]) for day in self._days))

    def iso(self, day: int) -> str:
        return self._iso[day - self._from]

    @staticmethod
    def day(iso: str) -> int:
        """The number of a day written in ISO."""
        return date.fromisoformat(iso).toordinal()

    def year(self, day: int) -> int:
        return self._years[day - self._from]

    def at(self, day: int, minute: int) -> int:
        """The instant of a local day and minute, in milliseconds UTC."""
        if day not in self._midnight:
            self._midnight[day] = int(datetime.combine(date.fromordinal(day), datetime.min.time()).timestamp() * 1000)
        return self._midnight[day] + minute * 60_000

    def in_season(self, chance: Chance, count: int) -> list[int]:
        """Working days of the history, more of them where business is good."""
        return chance.choices(self._days, cum_weights=self._weights, k=count)

    @staticmethod
    def work_day(day: int) -> int:
        """The day, or the Friday before a weekend."""
        weekday = (day + 6) % 7  # as date.weekday, Monday is 0
        return day - (weekday - 4) if weekday > 4 else day

    def _weight(self, day: date) -> float:
        if day.weekday() > 4:
            return 0.0
        begun = day.toordinal() - self.first
        return _SEASON[day.month - 1] * min(1.0, begun / 60) * (1 + begun / (2 * HISTORY_DAYS))


def pleasant(amount: float) -> int:
    """An amount as somebody would offer it: ``38,417.2`` gives ``38,500``."""
    step = next(
        step
        for limit, step in ((500, 10), (5_000, 50), (20_000, 100), (100_000, 500), (float("inf"), 5_000))
        if amount < limit
    )
    return max(step, round(amount / step) * step)

"""What a line of the benchmark is, and how it is measured."""

from __future__ import annotations

import gc
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any


class Unmeasured(Exception):  # noqa: N818 - not a failure of the benchmark: the program cannot do this yet
    """The line cannot be measured here; the text says why."""


@dataclass(frozen=True)
class Bar:
    """What a figure has to keep.

    Attributes:
        most, least: of the figure itself.
        most_ratio: of the figure to its floor.
    """

    most: float = math.inf
    least: float = -math.inf
    most_ratio: float = math.inf

    def is_met(self, value: float, ratio: float) -> bool:
        return self.least <= value <= self.most and ratio <= self.most_ratio

    def text(self, unit: str) -> str:
        parts = [
            f"<= {self.most:,g} {unit}" if self.most < math.inf else "",
            f">= {self.least:,g} {unit}" if self.least > -math.inf else "",
            f"<= {self.most_ratio:g} x" if self.most_ratio < math.inf else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Figure:
    """What was measured.

    Attributes:
        value, floor: of the program, and of the floor in the same run.
        runs: how many of each.
        note: what the figure is of.
        details: further figures, for the JSON.
    """

    value: float
    floor: float
    runs: int
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.value / self.floor if self.floor else math.inf


@dataclass(frozen=True)
class Office:
    """What a line is measured on.

    Attributes:
        book: a book of `rows` opportunities, which a line may change: each line gets a copy of its own.
        folder: for files of the line's own.
        effort: 1.0 for the usual number of runs; the tests take less.
    """

    book: Path
    rows: int
    folder: Path
    effort: float = 1.0

    def runs(self, usual: int) -> int:
        return max(2, round(usual * self.effort))


@dataclass(frozen=True)
class Line:
    """One line of the benchmark."""

    name: str
    title: str
    unit: str
    bar: Bar
    measure: Callable[[Office], Figure]


def median(times: Sequence[float]) -> float:
    return statistics.median(times)


def quantile(times: Sequence[float], share: float) -> float:
    """The time that this share of the runs stays under (the nearest rank)."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def milliseconds(work: Callable[[], object]) -> float:
    """How long the work took.  The collector runs before it, and as ever during it."""
    gc.collect()
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000


def side_by_side(work: Callable[[], object], floor: Callable[[], object], runs: int) -> tuple[list[float], list[float]]:
    """Times of both, taken in turn, so that what else the machine does falls on both; the first pair does not count."""
    ours, plain = [], []
    for number in range(runs + 1):
        times = milliseconds(work), milliseconds(floor)
        if number:
            ours.append(times[0])
            plain.append(times[1])
    return ours, plain

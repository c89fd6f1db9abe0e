"""What a chart is given: values to draw, and the texts that say them in the reader's language."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtGui import QColor


@dataclass(frozen=True)
class Bar:
    """One bar of `MonthBars`, `Funnel` or `ReasonBars`.

    Attributes:
        key: what `activated` gives when it is clicked.
        label: under a month, left of a row.
        value: its length; below zero counts as zero.
        text: the figure that is written, such as a count; never drawn for a month.
        tip: lines shown on hover: a small one, then the figure.
        color: its own colour (a stage's); the chart's when None.
        note: at the right end of a funnel's row, such as "78 %".
    """

    key: Hashable
    label: str
    value: float
    text: str = ""
    tip: tuple[str, ...] = ()
    color: QColor | None = None
    note: str = ""


@dataclass(frozen=True)
class Point:
    """A group in an `Agreement`: what was expected of it and what came, as shares 0 to 1, and how large it is."""

    key: Hashable
    expected: float
    came: float
    weight: int
    tip: tuple[str, ...] = ()


@dataclass(frozen=True)
class Segment:
    """A part of a `Stack`; its label and colour make the legend."""

    key: Hashable
    label: str
    value: float
    color: QColor
    tip: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stack:
    """A row of `StackedBars`; `key` is given when its label or figure is clicked, `text` is the total at the right."""

    key: Hashable
    label: str
    segments: tuple[Segment, ...] = ()
    text: str = ""
    tip: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        return sum(max(segment.value, 0) for segment in self.segments)


@dataclass(frozen=True)
class Sheet:
    """The figures behind a chart, for copying and CSV.  Numbers stay numbers (int, float, Decimal)."""

    headers: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = field(default=())

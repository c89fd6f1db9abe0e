"""Lengths and places in a chart, as plain numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

STEPS = (1, 2, 2.5, 5, 10)


def nice_ticks(top: float, about: int = 3) -> list[float]:
    """Round values from 0 up to at most `top`, about so many steps; [0, 1] when there is nothing."""
    if top <= 0 or not math.isfinite(top):
        return [0.0, 1.0]
    rough = top / about
    size = 10.0 ** math.floor(math.log10(rough))
    step = size * next(step for step in STEPS if size * step >= rough * 0.999)
    return [step * n for n in range(math.floor(top / step + 1e-9) + 1)]


def lengths(values: Sequence[float], room: float, least: float = 3.0) -> list[float]:
    """Px for each value when the greatest takes all the room; what is above zero stays visible."""
    top = max([0.0, *values])
    return [max(room * value / top, least) if value > 0 else 0.0 for value in values]


def spans(values: Sequence[float], length: float, gap: float = 1.0) -> list[tuple[float, float]]:
    """Left and width in px of the parts of a bar, with a gap between them; parts of nothing have no width."""
    total = sum(max(value, 0) for value in values)
    places, left = [], 0.0
    for value in values:
        width = length * max(value, 0) / total if total else 0.0
        places.append((left, max(width - gap, min(width, 1.0))))
        left += width
    return places


def label_step(count: int, label_width: float, room: float) -> int:
    """Write every how manyth label, so that none touches the next."""
    return max(1, math.ceil(count * label_width / room)) if room > 0 else max(count, 1)


def months_kept_clear(label_width: float, month: float) -> int:
    """How many of the last months go without a label, so that none is cut off at the right end."""
    return max(0, math.ceil((label_width / 2 - month * 0.55) / month)) if month > 0 else 0


def flow(widths: Sequence[float], room: float, line: float) -> list[tuple[float, float]]:
    """Left and top of things set one after the other in lines."""
    places, left, top = [], 0.0, 0.0
    for width in widths:
        if left and left + width > room:
            left, top = 0.0, top + line
        places.append((left, top))
        left += width
    return places

"""What stands in a calendar, and the places it can be put."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

PLAIN, DONE, GHOST, MARK = "plain", "done", "ghost", "mark"
"""How an item looks: planned, done, to come again, or a mark on the day that is no appointment."""

DAY_MINUTES = 24 * 60
SHORTEST = 24
"""Minutes: what takes less is drawn as long as this, so that it can be read."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something on a day.

    Attributes:
        key: what tells it from others; the same for the pieces of one that goes on over midnight.
        icon: its name.
        colour: its place in the stages' set; None for the accent.
        begins, ends: minutes of the day on the clock, 0..1440; both None without a time.
        time: when it begins, in words; `span`: from when to when, where that is known.
        note: what else there is to say, in one line.
        movable: it may be dragged to another place; `stretchable`: its end may.
        late: its time has passed, and it was not done.
        spoken: all of it in one sentence, for tips and screen readers.
    """

    key: Hashable
    day: date
    text: str
    icon: str
    colour: int | None = None
    begins: int | None = None
    ends: int | None = None
    time: str = ""
    span: str = ""
    note: str = ""
    look: str = PLAIN
    movable: bool = False
    stretchable: bool = False
    late: bool = False
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its items in order.

    Attributes:
        more: how many there are beside these.
    """

    items: tuple[Item, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is put.

    Attributes:
        minute: of the day on the clock; None for the day as a whole.
        keeps_time: only the day was chosen, and what has a time keeps it.
    """

    day: date
    minute: int | None = None
    keeps_time: bool = False


def side_by_side(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each span of minutes its column and how many columns there are where it stands, so that none overlap.

    Args:
        spans: (begin, end) in order of their begins.
    """
    placed: list[tuple[int, int]] = []
    group: list[int] = []
    ends: list[int] = []
    for number, (begin, end) in enumerate(spans):
        if ends and begin >= max(ends):
            _close(placed, group, len(ends))
            group, ends = [], []
        column = next((place for place, until in enumerate(ends) if until <= begin), len(ends))
        ends[column : column + 1] = [end]
        group.append(number)
        placed.append((column, 1))
    _close(placed, group, len(ends))
    return placed


def _close(placed: list[tuple[int, int]], group: Sequence[int], columns: int) -> None:
    for number in group:
        placed[number] = (placed[number][0], columns)

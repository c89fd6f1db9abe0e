"""What a board shows, as plain values: columns, cards, targets and who provides them.

Nothing here knows what a card stands for.  All text arrives formatted in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtGui import QColor

from crmdesk.texts import _n

Role = Literal["danger", "positive", "warning", "muted"]
Density = Literal["comfortable", "compact"]


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a column's thin bar.

    Attributes:
        key: names the part in `Board.filter_requested`.
        role: the colour, a role of the theme.
        label: what the part means ("Overdue"), for the tip and for screen readers.
    """

    key: Hashable
    role: str
    count: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column's header; its cards come from the `Provider`.

    Attributes:
        key: given back in every signal.
        name: shown; the view's objectName is ``board.<name>``.
        colour: a colour, or a place in the stages' set.
        count: how many cards the column has in all.
        total, weighted: sums as text, or what else there is to say quietly; empty shows nothing.
        hint: a quiet sentence for when the column is empty.
    """

    key: Hashable
    name: str
    colour: QColor | int = 0
    count: int = 0
    total: str = ""
    weighted: str = ""
    bar: tuple[Segment, ...] = ()
    accepts_quick_add: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One card, all text formatted.

    Attributes:
        id: 64-bit.
        owner_colour: a place in the stages' set.
        stars, flames: how urgent and how warm, 0..3 each.
        marks_told: what they mean, for the tip and for screen readers ("Priority: 2 of 3").
        next_text, next_role: the next activity and how urgent it is.
        idle: days without a change ("12 d"), or how long it takes; `idle_cold` when that is too long.
        faded: drawn dimmed, because it is set aside.
        icon, icon_colour: what kind of thing it is, before the title; the colour is a place in the stages' set.
        signs: icons of what is particular about it, before the stars; `marks_told` says what they mean.
        short_day: where there is little room; `day` when not given.
    """

    id: int
    title: str
    subtitle: str = ""
    amount: str = ""
    day: str = ""
    owner_initials: str = ""
    owner_colour: int = 0
    stars: int = 0
    next_text: str = ""
    next_role: Role = "muted"
    idle: str = ""
    idle_cold: bool = False
    tags: tuple[str, ...] = ()
    short_day: str = ""
    flames: int = 0
    marks_told: str = ""
    faded: bool = False
    icon: str = ""
    icon_colour: int | None = None
    signs: tuple[str, ...] = ()

    def sentence(self) -> str:
        """The card in one sentence, for screen readers."""
        marks = self.marks_told or (_n("{n} star", "{n} stars", self.stars) if self.stars else "")
        parts = (self.title, self.subtitle, self.amount, self.day, marks, self.next_text, self.idle, *self.tags)
        return ", ".join(cut(part) for part in (*parts, self.owner_initials) if part)


@dataclass(frozen=True, slots=True)
class Target:
    """A place at the board's foot to drop cards on; its objectName is ``board.target.<key>``."""

    key: str
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class QuickField:
    """A field of the quick add row.

    Attributes:
        name: the key in `Board.quick_added`.
        complete: suggestions for what was typed so far; None for a plain field.
    """

    name: str
    placeholder: str
    complete: Callable[[str], Sequence[str]] | None = None


class Provider(Protocol):
    """Answers what a column shows; the only way a board gets cards."""

    def ids(self, column: Hashable) -> Sequence[int]:
        """All ids of a column in order; asked for only when the view leaves the first page."""

    def first(self, column: Hashable, limit: int) -> list[Card]:
        """The first cards of a column, at most `limit`."""

    def cards(self, ids: Sequence[int]) -> list[Card]:
        """The cards with these ids in any order; one that is gone may be missing."""


LONGEST = 200


def cut(text: str) -> str:
    """The text as one line short enough to measure: shaping 10,000 characters takes longer than a frame."""
    return " ".join(text[:LONGEST].split())

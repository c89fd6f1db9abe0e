"""What the dashboard's questions answer: plain frozen values, money in minor units of the book's currency."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.models.money import round_half_even
from crmdesk.sales.figures.window import Window


@dataclass(frozen=True, slots=True)
class OpenFigures:
    """Everything open as of now.

    Attributes:
        weighted: each amount by the probability that counts for it; rounded half-even once at the end.
    """

    count: int
    amount: int
    weighted: int


@dataclass(frozen=True, slots=True)
class WonFigures:
    """What was won in a window.

    Attributes:
        valued: how many of `count` have a known amount.
    """

    count: int = 0
    amount: int = 0
    valued: int = 0

    @property
    def average(self) -> int | None:
        """Amount by opportunities with a known amount: an unknown one is not taken for nothing."""
        return round_half_even(self.amount, self.valued) if self.valued else None


@dataclass(frozen=True, slots=True)
class Cohort:
    """What was created in the window, and how much of it is won so far."""

    of: int
    won: int

    @property
    def rate(self) -> float | None:
        return share(self.won, self.of)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What was won in a month of the window; `month` is ``2017-03``."""

    month: str
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class StageFigures:
    """What is open in a stage now.

    Attributes:
        stage_id: None for what has no stage.
        colour: the stage's place in the theme's set; None without a stage.
    """

    stage_id: int | None
    stage: str
    colour: int | None
    pipeline_id: int | None
    count: int
    amount: int


@dataclass(frozen=True, slots=True)
class OwnerFigures:
    """What somebody has open now; `owner_id` is None and `owner` empty for what nobody has."""

    owner_id: int | None
    owner: str
    count: int
    amount: int
    stages: tuple[StageFigures, ...]


@dataclass(frozen=True, slots=True)
class ReasonFigures:
    """What was lost in the window for a reason; `reason_id` is None and `reason` empty where none was given."""

    reason_id: int | None
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The seven blocks of the dashboard.

    Attributes:
        recorded: opportunities behind the chosen user and pipeline at all; 0 means there is nothing to show yet.
        won_before: what was won in as many days before the window; None where the calendar has no such days, or
            what is kept begins after the first of them.
        lost: count.
        foreign: opportunities in another currency: counted, their amounts left out of every sum.
        undated: closed ones without a closing day, which are in no window.
    """

    window: Window
    currency: str
    recorded: int
    open: OpenFigures
    won: WonFigures
    won_before: WonFigures | None
    lost: int
    created_to_won: Cohort
    won_by_month: tuple[MonthFigures, ...]
    open_by_owner: tuple[OwnerFigures, ...]
    funnel: tuple[StageFigures, ...]
    lost_by_reason: tuple[ReasonFigures, ...]
    foreign: int = 0
    undated: int = 0

    @property
    def win_rate(self) -> float | None:
        """Won by won and lost, both closed in the window; 0..1 to four decimals, None when nothing was closed."""
        return share(self.won.count, self.won.count + self.lost)


def share(part: int, whole: int) -> float | None:
    """A rate 0..1 to four decimals, halves to even; None when nothing is behind it."""
    return round_half_even(part * 10_000, whole) / 10_000 if whole else None

"""Naive Bayes, as the field guide tells it (3.2): counts of won and lost cases, and what they foretell.

Each known value of a case pushes the odds of winning up or down, by how much more often won cases have it than lost
ones.  A value of few cases pushes little: `LEAN` more cases are counted with it that went as all cases go.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crmdesk.sales.learning.features import Key

SMOOTHING = 0.1
"""Added to each count, so that none is zero; one whole case would weigh too much where there are few."""
LEAN = 10.0
"""So many cases of average luck are added to each value's own."""
LEAST, MOST = 1, 9_999
"""Hundredths of a percent: nothing open is ever certain."""

Tally = tuple[int, int]
"""How many were won, and how many lost."""


@dataclass
class Counts:
    """What is counted of a group of closed cases: a team's, or everybody's.

    Attributes:
        fields: field name to value to its tally.
        stages: how many were lost while they were in each stage, by its id.
    """

    won: int = 0
    lost: int = 0
    fields: dict[str, dict[Key, Tally]] = field(default_factory=dict)
    stages: dict[int, int] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        return self.won + self.lost


def log_odds(won: float, lost: float) -> float:
    """The logarithm of won to lost: 0 where both are as likely."""
    return math.log(won) - math.log(lost)


def start(counts: Counts, smoothing: float = SMOOTHING) -> float:
    """The log odds of winning before anything is known of a case."""
    return log_odds(counts.won + smoothing, counts.lost + smoothing)


def pushes(
    tallies: Mapping[Key, Tally],
    wanted: Iterable[Key] | None = None,
    smoothing: float = SMOOTHING,
    lean: float = LEAN,
) -> dict[Key, float]:
    """How far each value of a field pushes the log odds: its share among the won to that among the lost, as logarithm.

    A field that nobody won or lost with tells nothing.

    Args:
        wanted: only these values.
    """
    won, lost = sum(tally[0] for tally in tallies.values()), sum(tally[1] for tally in tallies.values())
    if not won or not lost:
        return {}
    usual = won / (won + lost)
    more_won, more_lost = smoothing + lean * usual, smoothing + lean * (1 - usual)
    values = sum(map(any, tallies.values()))
    all_won, all_lost = won + values * more_won, lost + values * more_lost
    told = tallies.items() if wanted is None else ((key, tallies[key]) for key in wanted if key in tallies)
    return {
        key: log_odds((tally[0] + more_won) / all_won, (tally[1] + more_lost) / all_lost)
        for key, tally in told
        if any(tally)
    }


def stage_pushes(
    lost_in: Mapping[int, int], order: Sequence[int], smoothing: float = SMOOTHING, lean: float = LEAN
) -> dict[int, float]:
    """How far each stage of a pipeline pushes the log odds.

    A won case counts as won in every stage, a lost one as lost in the stage it was in and in all before it; so the
    first stage holds all, and the later ones are reached by fewer of the lost.

    Args:
        lost_in: how many were lost while they were in each stage.
        order: the pipeline's open stages.
    """
    all_lost = sum(lost_in.get(stage, 0) for stage in order)
    if not all_lost:
        return {}
    found, left = {}, all_lost
    for stage in order:
        found[stage] = math.log(all_lost + smoothing + lean) - math.log(left + smoothing + lean)
        left -= lost_in.get(stage, 0)
    return found


def chance(log_odds_of_winning: float) -> float:
    """The probability, 0 to 1, that goes with log odds."""
    return 1 / (1 + math.exp(-max(min(log_odds_of_winning, 500), -500)))


def hundredths(probability: float) -> int:
    """A probability as it is kept: in hundredths of a percent, and never certain."""
    return max(LEAST, min(MOST, round(probability * 10_000)))


def strength(groups: Iterable[tuple[float, float, int, int]]) -> float:
    """How much of the pushes to believe, 0 to 1: fields repeat each other in part, and the best share is found.

    Args:
        groups: of cases alike: the log odds before any push, the sum of the pushes, how many were won, how many lost.
    """
    known = [group for group in groups if group[1]]
    share = 0.5
    for _round in range(25):  # Newton's steps towards the greatest likelihood
        slope = bend = 0.0
        for start, push, won, lost in known:
            foretold = chance(start + share * push)
            slope += push * (won - (won + lost) * foretold)
            bend += push * push * (won + lost) * foretold * (1 - foretold)
        if bend < 1e-9:
            break
        better = min(1.0, max(0.0, share + slope / bend))
        if abs(better - share) < 1e-6:
            return better
        share = better
    return share if known else 1.0

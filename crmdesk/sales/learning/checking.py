"""How well predictions foretold what happened: folds, and the figures that say it."""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean, stdev

FOLDS = 5
SEED = 20_260_301
"""Fixed, so that the same cases always fall into the same folds."""
MOST_BINS, LEAST_IN_BIN = 10, 10
_LEAST_LEAD = 0.02
_FIFTH = 5


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases that were foretold alike.

    Attributes:
        foretold: the mean of their probabilities, 0 to 1.
        happened: the share of them that was won.
    """

    foretold: float
    happened: float
    cases: int


def folds_of(won: Sequence[int], folds: int, seed: int = SEED) -> array[int]:
    """The fold of each case: as many won and lost ones in each as in any other, drawn by lot."""
    lot = random.Random(seed)
    found = array("b", bytes(len(won)))
    for outcome in (1, 0):
        alike = [place for place, one in enumerate(won) if one == outcome]
        lot.shuffle(alike)
        for turn, place in enumerate(alike):
            found[place] = turn % folds
    return found


def auc(foretold: Sequence[float], won: Sequence[int]) -> float:
    """How often a won case was given a greater probability than a lost one; equal ones count half.

    Args:
        won: at least one 1 and one 0.
    """
    pairs = sorted(zip(foretold, won, strict=True))
    wins = sum(won)
    before, beaten = 0, 0.0  # lost ones below, pairs in the right order
    for _probability, alike in groupby(pairs, key=lambda pair: pair[0]):
        members = [one for _same, one in alike]
        here = sum(members)
        beaten += here * (before + (len(members) - here) / 2)
        before += len(members) - here
    return beaten / (wins * (len(won) - wins))


def brier(foretold: Sequence[float], won: Sequence[int]) -> float:
    """The mean square of what the probabilities are off by: 0 is perfect."""
    return fmean((probability - one) ** 2 for probability, one in zip(foretold, won, strict=True))


def top_fifth(foretold: Sequence[float], won: Sequence[int]) -> float:
    """How many times as often the fifth with the greatest probabilities was won as all of them: 1 is chance.

    Of those with the same probability as the last one of the fifth, each counts in part.
    """
    room = len(won) / _FIFTH
    caught, left = 0.0, room
    pairs = sorted(zip(foretold, won, strict=True), reverse=True)
    for _probability, alike in groupby(pairs, key=lambda pair: pair[0]):
        members = [one for _same, one in alike]
        taken = min(left, len(members))
        caught += sum(members) * taken / len(members)
        left -= taken
        if left <= 0:
            break
    return (caught / room) / (sum(won) / len(won))


def is_better_than_chance(by_fold: Sequence[float], wins: int, losses: int) -> bool:
    """Whether areas under the curve are more than luck.

    Their mean is over one half by 0.02 at least, and by more than twice its error: of the mean over the folds, or of so
    many cases with no order at all, whichever is greater.
    """
    by_luck = math.sqrt((wins + losses + 1) / (12 * wins * losses))
    error = max(stdev(by_fold) / math.sqrt(len(by_fold)), by_luck)
    return fmean(by_fold) - 0.5 > max(_LEAST_LEAD, 2 * error)


def calibration(foretold: Sequence[float], won: Sequence[int]) -> list[Bin]:
    """Cases in bins of equal size by what was foretold, and what happened in each; equal ones stay together."""
    size = max(LEAST_IN_BIN, math.ceil(len(won) / MOST_BINS))
    found: list[Bin] = []
    taken: list[tuple[float, int]] = []
    rest = len(won)
    for _probability, alike in groupby(sorted(zip(foretold, won, strict=True)), key=lambda pair: pair[0]):
        members = list(alike)
        taken += members
        rest -= len(members)
        if len(taken) >= size and (rest >= size or not rest):
            found.append(_bin(taken))
            taken = []
    return [*found, _bin(taken)] if taken else found


def _bin(members: Sequence[tuple[float, int]]) -> Bin:
    return Bin(fmean(one for one, _won in members), fmean(one for _foretold, one in members), len(members))

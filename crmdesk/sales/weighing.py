"""Amounts weighted by the probability of winning, summed by the database without leaving its whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import Case, fn

from crmdesk.models.money import round_half_even
from crmdesk.models.opportunities import Opportunity

WHOLE = 10_000
"""Hundredths of a percent in certainty."""
_SPLIT = 1_000_000
"""Amounts are multiplied by probabilities in two parts, so that no sum leaves 64 bits."""


def sums(amount: Any) -> tuple[Any, Any, Any]:
    """What a statement sums: amounts that go by their stage, and two parts of the others times what counts for them."""
    own, high = Opportunity.counted, amount / _SPLIT
    unset = fn.SUM(Case(None, [(own.is_null(), amount)]))
    return unset, fn.SUM(high * own), fn.SUM((amount - high * _SPLIT) * own)


def read(unset: int | None, high: int | None, rest: int | None) -> tuple[int, int]:
    """The amounts that go by their stage, and the others weighted, times `WHOLE`."""
    return unset or 0, (high or 0) * _SPLIT + (rest or 0)


def weighted(groups: Iterable[tuple[int, int, int]]) -> int:
    """The sum in minor units, rounded half-even once.

    Args:
        groups: of each group both numbers that `read` gave, and its stage's probability in percent.
    """
    return round_half_even(sum(unset * percent * 100 + own for unset, own, percent in groups), WHOLE)

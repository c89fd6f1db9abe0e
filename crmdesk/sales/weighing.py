"""Amounts weighted by the probability of winning, summed by the database without leaving its whole numbers."""

from __future__ import annotations

from typing import Any

from peewee import Case, fn

from crmdesk.models.opportunities import Opportunity

_SPLIT = 1_000_000
"""Amounts are multiplied by probabilities in two parts, so that no sum leaves 64 bits."""


def sums(amount: Any) -> tuple[Any, Any, Any]:
    """What a statement sums: the amounts without an own probability, and two parts of those times their own."""
    own, high = Opportunity.probability, amount / _SPLIT
    unset = fn.SUM(Case(None, [(own.is_null(), amount)]))
    return unset, fn.SUM(high * own), fn.SUM((amount - high * _SPLIT) * own)


def read(unset: int | None, high: int | None, rest: int | None) -> tuple[int, int]:
    """The amounts without an own probability, and the hundredfold of those weighted by their own."""
    return unset or 0, (high or 0) * _SPLIT + (rest or 0)

"""What the next activity of a card means: the same for opportunities and leads."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import Case, Expression

OVERDUE, TODAY, PLANNED, NOTHING = "overdue", "today", "planned", "nothing"
ACTIVITY_STATES = (OVERDUE, TODAY, PLANNED, NOTHING)
BY_ATTENTION = (OVERDUE, TODAY, NOTHING, PLANNED)
"""The order in which cards ask for attention."""


def activity_state(next_on: Any, today: Any) -> str:
    """What the day of the next activity means; both as days, or both as text."""
    if next_on is None:
        return NOTHING
    if next_on < today:
        return OVERDUE
    return TODAY if next_on == today else PLANNED


def in_state(next_on: Any, state: str, today: date) -> Expression:
    """The condition that a column of days means this state."""
    conditions: dict[str, Expression] = {
        OVERDUE: next_on < today, TODAY: next_on == today, PLANNED: next_on > today, NOTHING: next_on.is_null(),
    }  # fmt: skip
    return conditions[state]


def attention(next_on: Any, today: date) -> Any:
    """The place of a column of days among `BY_ATTENTION`."""
    day = today.isoformat()
    return Case(None, ((next_on.is_null(), 2), (next_on < day, 0), (next_on == day, 1)), 3)

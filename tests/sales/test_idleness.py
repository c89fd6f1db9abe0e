"""Idle days are working days since somebody last did something, and pauses do not count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.sales.idleness import days_ago, idle_days, is_cold, working_days

FRIDAY = date(2026, 11, 20)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(("days_before", "worked"), [(0, 0), (1, 1), (4, 4), (5, 5), (6, 5), (7, 5), (8, 6), (-3, 0)])
def test_weekends_do_not_count(days_before: int, worked: int) -> None:
    assert working_days(FRIDAY - timedelta(days=days_before), FRIDAY) == worked


@given(DAYS, st.integers(0, 400))
def test_working_days_are_those_from_monday_to_friday(first: date, length: int) -> None:
    later = [first + timedelta(days=place) for place in range(1, length + 1)]
    assert working_days(first, first + timedelta(days=length)) == sum(day.weekday() < 5 for day in later)


@given(DAYS, st.integers(0, 300))
def test_so_many_working_days_ago_is_the_latest_such_day(today: date, worked: int) -> None:
    found = days_ago(today, worked)
    assert working_days(found, today) == worked
    assert found == today or working_days(found + timedelta(days=1), today) < max(worked, 1)


@pytest.mark.parametrize(
    ("planned", "held", "idle"),
    [
        (None, None, 10),
        (FRIDAY, None, 0),
        (FRIDAY + timedelta(days=30), None, 0),
        (FRIDAY - timedelta(days=1), None, 10),
        (None, FRIDAY + timedelta(days=1), 0),
        (None, FRIDAY - timedelta(days=7), 5),
        (FRIDAY - timedelta(days=7), FRIDAY - timedelta(days=2), 2),
        (FRIDAY - timedelta(days=2), FRIDAY - timedelta(days=7), 5),
        (FRIDAY - timedelta(days=1), FRIDAY, 0),
        (FRIDAY - timedelta(days=90), None, 10),
    ],
)
def test_a_planned_activity_and_being_set_aside_pause_it(planned: date | None, held: date | None, idle: int) -> None:
    assert idle_days(FRIDAY - timedelta(days=14), planned, held, FRIDAY) == idle


def test_an_unknown_touch_is_unknown_and_never_cold() -> None:
    assert idle_days(None, None, None, FRIDAY) is None
    assert not is_cold(None, 7)
    assert not is_cold(90, 0)
    assert is_cold(7, 7)

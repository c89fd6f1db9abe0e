"""The field guide's worked example (3.2) to the digit, and what keeps predictions sober."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.sales.learning import bayes
from crmdesk.sales.learning.bayes import Counts

FIRST, PROPOSAL = 1, 2
SOURCES = {"referral": (6, 6), "web": (4, 24)}
LOST_IN = {FIRST: 18, PROPOSAL: 12}


def example(smoothing: float, lean: float = 0) -> int:
    """The probability of one in Proposal that came by referral: 10 were won and 30 lost."""
    odds = bayes.start(Counts(10, 30), smoothing)
    odds += bayes.stage_pushes(LOST_IN, [FIRST, PROPOSAL], smoothing, lean)[PROPOSAL]
    odds += bayes.pushes(SOURCES, smoothing=smoothing, lean=lean)["referral"]
    return bayes.hundredths(bayes.chance(odds))


def test_the_worked_example_without_smoothing() -> None:
    assert example(0) == 7143


def test_the_worked_example_with_a_tenth_added_to_each_count() -> None:
    won = 10.1 / 40.2 * 10.1 / 10.1 * 6.1 / 10.2
    lost = 30.1 / 40.2 * 12.1 / 30.1 * 6.1 / 30.2
    assert example(bayes.SMOOTHING) == round(10_000 * won / (won + lost)) == 7119


def test_values_of_few_cases_are_drawn_to_the_average() -> None:
    assert 2500 < example(bayes.SMOOTHING, bayes.LEAN) < example(bayes.SMOOTHING)
    rare = bayes.pushes({"rare": (1, 0), "web": (9, 30)})["rare"]
    assert 0 < rare < bayes.pushes({"rare": (1, 0), "web": (9, 30)}, lean=0)["rare"]


def test_the_first_stage_tells_nothing_and_each_later_one_more() -> None:
    pushes = bayes.stage_pushes({1: 5, 2: 3, 3: 2}, [1, 2, 3])
    assert pushes[1] == 0
    assert 0 < pushes[2] < pushes[3]


def test_a_stage_tells_nothing_where_nobody_was_lost() -> None:
    assert bayes.stage_pushes({}, [1, 2]) == {}


def test_a_field_known_of_one_outcome_only_tells_nothing() -> None:
    assert bayes.pushes({"a": (3, 0), "b": (9, 0)}) == {}


@given(st.floats(allow_nan=False))
def test_nothing_open_is_certain(odds: float) -> None:
    assert 1 <= bayes.hundredths(bayes.chance(odds)) <= 9_999


@given(st.dictionaries(st.text(max_size=3), st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=8))
def test_a_push_has_the_sign_of_the_value_s_own_share(tallies: dict[str, tuple[int, int]]) -> None:
    won, lost = (sum(tally[side] for tally in tallies.values()) for side in (0, 1))
    for value, push in bayes.pushes(tallies, smoothing=0).items():
        more_often_won = tallies[value][0] * lost - tallies[value][1] * won
        assert math.isfinite(push)
        assert more_often_won == 0 or math.copysign(1, push) == math.copysign(1, more_often_won)


def test_pushes_that_tell_nothing_are_not_believed() -> None:
    fair = [(0.0, push, 50, 50) for push in (-2.0, 2.0)]
    assert bayes.strength(fair) == pytest.approx(0, abs=1e-3)


def test_pushes_that_come_true_are_believed() -> None:
    true = [(0.0, push, round(1000 * bayes.chance(push)), round(1000 * bayes.chance(-push))) for push in (-2.0, 1.0)]
    assert bayes.strength(true) == pytest.approx(1, abs=0.02)


def test_of_pushes_counted_twice_half_is_believed() -> None:
    twice = [
        (0.0, 2 * push, round(1000 * bayes.chance(push)), round(1000 * bayes.chance(-push))) for push in (-1.0, 1.0)
    ]
    assert bayes.strength(twice) == pytest.approx(0.5, abs=0.02)

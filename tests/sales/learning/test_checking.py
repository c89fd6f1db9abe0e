"""The figures that say how good predictions are, beside their definitions."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.sales.learning import checking

OUTCOMES = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 1)), min_size=2, max_size=60).filter(
    lambda cases: len({won for _probability, won in cases}) == 2
)


def apart(cases: list[tuple[int, int]]) -> tuple[list[float], list[int]]:
    return [probability / 8 for probability, _won in cases], [won for _probability, won in cases]


@given(OUTCOMES)
def test_auc_counts_the_pairs_in_the_right_order(cases: list[tuple[int, int]]) -> None:
    foretold, won = apart(cases)
    ups = [probability for probability, one in zip(foretold, won, strict=True) if one]
    downs = [probability for probability, one in zip(foretold, won, strict=True) if not one]
    right = sum(1.0 if up > down else 0.5 if up == down else 0.0 for up, down in product(ups, downs))
    assert checking.auc(foretold, won) == pytest.approx(right / (len(ups) * len(downs)))


@given(OUTCOMES)
def test_the_top_fifth_is_chance_for_everything_at_once(cases: list[tuple[int, int]]) -> None:
    _foretold, won = apart(cases)
    assert checking.top_fifth([0.5] * len(won), won) == pytest.approx(1)


def test_the_top_fifth_catches_five_times_as_many_at_best() -> None:
    won = [1] * 2 + [0] * 8
    assert checking.top_fifth([1.0 - place / 10 for place in range(10)], won) == pytest.approx(5)
    assert checking.top_fifth([place / 10 for place in range(10)], won) == 0


def test_the_brier_score_is_the_mean_square_error() -> None:
    assert checking.brier([1.0, 0.0], [1, 0]) == 0
    assert checking.brier([0.5, 0.5], [1, 0]) == 0.25


@given(st.lists(st.integers(0, 1), min_size=4, max_size=80), st.integers(2, 6))
def test_each_fold_has_as_many_of_either_outcome_as_any_other(won: list[int], folds: int) -> None:
    fold = checking.folds_of(won, folds)
    assert fold == checking.folds_of(won, folds)
    for outcome in (0, 1):
        sizes = [sum(1 for place, one in zip(fold, won, strict=True) if (place, one) == (wanted, outcome))
                 for wanted in range(folds)]  # fmt: skip
        assert max(sizes) - min(sizes) <= 1


@given(OUTCOMES)
def test_calibration_has_every_case_in_one_bin(cases: list[tuple[int, int]]) -> None:
    foretold, won = apart(cases)
    bins = checking.calibration(foretold, won)
    assert sum(one.cases for one in bins) == len(won)
    assert sum(one.happened * one.cases for one in bins) == pytest.approx(sum(won))
    assert [one.foretold for one in bins] == sorted(one.foretold for one in bins)


@pytest.mark.parametrize(
    ("by_fold", "wins", "losses", "better"),
    [
        ([0.68, 0.70, 0.66, 0.69, 0.67], 842, 7158, True),
        ([0.504, 0.497, 0.511, 0.489, 0.50], 4238, 2473, False),
        ([0.515, 0.516, 0.514, 0.515, 0.516], 50_000, 50_000, False),  # certain, and of no use
        ([0.9, 0.2, 0.8, 0.3, 0.7], 40, 40, False),  # by luck
        ([0.56, 0.57, 0.56, 0.57, 0.56], 15, 25, False),  # too few cases to say
    ],
)
def test_better_than_chance_is_more_than_luck(by_fold: list[float], wins: int, losses: int, better: bool) -> None:
    assert checking.is_better_than_chance(by_fold, wins, losses) is better

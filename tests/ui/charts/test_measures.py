"""Numbers of the charts, without a window."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.ui.charts.items import two_lines
from crmdesk.ui.charts.measures import flow, label_step, lengths, months_kept_clear, nice_ticks, spans

amounts = st.floats(min_value=0, max_value=1e13, allow_nan=False)


@pytest.mark.parametrize(
    ("top", "ticks"),
    [(520_310, [0, 200_000, 400_000]), (3, [0, 1, 2, 3]), (0, [0, 1]), (-5, [0, 1]), (math.inf, [0, 1])],
)
def test_ticks_are_round(top: float, ticks: list[float]) -> None:
    assert nice_ticks(top) == ticks


@given(st.floats(min_value=1e-6, max_value=1e15))
def test_ticks_are_few_and_stay_below_the_top(top: float) -> None:
    ticks = nice_ticks(top)
    assert 2 <= len(ticks) <= 4
    assert ticks[-1] <= top * 1.000001


def test_the_greatest_takes_the_room_and_the_smallest_stays_visible() -> None:
    assert lengths([50, 100, 0.001, 0, -4], 200) == [100, 200, 3, 0, 0]
    assert lengths([], 200) == []


@given(st.lists(amounts, max_size=12), st.floats(min_value=20, max_value=2000))
def test_parts_of_a_bar_follow_each_other_inside_it(values: list[float], length: float) -> None:
    places = spans(values, length)
    assert len(places) == len(values)
    for (left, width), (following, _width) in pairwise(places):
        assert left + width <= following + 1e-6
    assert all(left + width <= length + 1e-6 for left, width in places)


def test_parts_show_their_share() -> None:
    assert spans([3, 0, 1], 400) == [(0, 299), (300, 0), (300, 99)]


def test_labels_never_touch() -> None:
    assert label_step(12, 30, 600) == 1
    assert label_step(60, 30, 600) == 3
    assert label_step(60, 30, 0) == 60
    assert months_kept_clear(30, 50) == 0
    assert months_kept_clear(60, 10) == 3


def test_a_legend_goes_on_in_the_next_line() -> None:
    assert flow([60, 60, 60], 130, 20) == [(0, 0), (60, 0), (0, 20)]
    assert flow([500], 130, 20) == [(0, 0)]


def test_a_label_is_broken_between_words() -> None:
    assert two_lines("Presupuesto insuficiente", 15, len) == ["Presupuesto", "insuficiente"]
    assert two_lines("Precio", 15, len) == ["Precio"]
    assert two_lines("x" * 100, 15, len) == ["x" * 100]

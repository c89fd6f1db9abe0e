"""What overlaps stands side by side."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from crmdesk.ui import theme
from crmdesk.ui.calendar.items import Item, side_by_side
from crmdesk.ui.calendar.month import weeks_of
from crmdesk.ui.calendar.painter import ground


def test_what_overlaps_gets_columns_and_what_follows_begins_anew() -> None:
    spans = [(540, 600), (550, 570), (570, 630), (700, 730)]
    assert side_by_side(spans) == [(0, 2), (1, 2), (1, 2), (0, 1)]
    assert side_by_side([]) == []


@given(st.lists(st.tuples(st.integers(0, 1400), st.integers(15, 300)), max_size=20))
def test_nothing_is_ever_drawn_over_something_else(lengths: list[tuple[int, int]]) -> None:
    spans = sorted((begin, begin + long) for begin, long in lengths)
    placed = side_by_side(spans)
    for one, (begin, end) in enumerate(spans):
        for other in range(one):
            if spans[other][1] > begin and spans[other][0] < end:
                assert placed[one][0] != placed[other][0]
                assert placed[one][1] == placed[other][1]


@pytest.mark.parametrize(
    ("day", "begins", "first", "weeks"),
    [
        (date(2026, 11, 20), 1, date(2026, 10, 26), 6),
        (date(2026, 11, 20), 7, date(2026, 11, 1), 5),
        (date(2027, 2, 3), 1, date(2027, 2, 1), 4),
    ],
)
def test_a_month_shows_whole_weeks(day: date, begins: int, first: date, weeks: int) -> None:
    assert weeks_of(day, begins) == (first, weeks)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("role", ["text", "muted", "danger"])
def test_what_stands_on_a_type_s_colour_can_be_read(dressed: QApplication, look: str, role: str) -> None:
    theme.apply(dressed, look)
    for colour in range(len(theme.STAGES)):
        item = Item("call", date(2026, 11, 20), "Call", "phone", colour)
        assert theme.contrast(theme.color(role), ground(item)) >= 4.5, theme.STAGES[colour]

"""What was expected beside what came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from crmdesk.ui.charts import Agreement, Point
from crmdesk.ui.charts.base import Chart
from tests.ui.charts.test_charts import hover, middle

GROUPS = ((0.1, 0.12, 10), (0.3, 0.25, 40), (0.7, 0.8, 90))


@pytest.fixture
def agreement(shown: Callable[[Chart], Any]) -> Agreement:
    chart = Agreement("Foretold and happened", lambda share: f"{share:.0%}")
    chart.set_data(
        [Point(place, *group, (f"Foretold {group[0]}", str(group[1]))) for place, group in enumerate(GROUPS)]
    )
    return shown(chart)  # type: ignore[no-any-return]


def test_a_dot_stands_where_both_shares_meet(agreement: Agreement) -> None:
    places = [middle(agreement, number) for number in range(3)]
    assert places[0].x() < places[1].x() < places[2].x()
    assert places[0].y() > places[1].y() > places[2].y()


def test_a_larger_group_has_a_larger_dot(agreement: Agreement) -> None:
    wide = [agreement._mark_place(number).width() for number in range(3)]
    assert wide[0] < wide[1] < wide[2]


def test_hovering_near_a_dot_says_it(agreement: Agreement) -> None:
    hover(agreement, middle(agreement, 1) + QPoint(4, 4))
    assert agreement.tip.lines == ("Foretold 0.3", "0.25")
    hover(agreement, middle(agreement, 1) + QPoint(60, 60))
    assert not agreement.tip.isVisible()


def test_keys_go_from_dot_to_dot(agreement: Agreement) -> None:
    agreement.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(agreement, Qt.Key.Key_End)
    assert agreement.highlighted() == 2
    QTest.keyClick(agreement, Qt.Key.Key_Left)
    assert agreement.highlighted() == 1
    assert "Foretold 0.3" in agreement.accessibleDescription()


def test_nothing_to_show_says_so(shown: Callable[[Chart], Any]) -> None:
    chart = Agreement()
    chart.set_empty("Nothing yet.")
    chart.set_data([])
    assert shown(chart).marks == []

"""What is drawn, and what a click, a hover and the keys on it do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crmdesk.ui import theme
from crmdesk.ui.charts import Bar, Funnel, MonthBars, ReasonBars, StackedBars
from crmdesk.ui.charts.base import Chart
from tests.ui.charts.conftest import stack


def middle(chart: Chart, number: int) -> QPoint:
    return chart._mark_place(number).center().toPoint()


def hover(chart: Chart, where: QPoint) -> None:
    port = chart.view.viewport()
    point, none = QPointF(where), Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove, point, port.mapToGlobal(point), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(port, event)


def click(chart: Chart, where: QPoint) -> None:
    QTest.mouseClick(chart.view.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_nothing_heavy_is_imported_before_a_chart_is_shown() -> None:
    code = "import sys; import crmdesk.ui.charts; print([n for n in ('numpy', 'pyqtgraph') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_hovering_a_month_shows_its_total_and_lights_its_bar(months: MonthBars) -> None:
    hover(months, middle(months, 1))
    assert months.tip.isVisible()
    assert months.tip.lines == ("Oct", "$ 520,310.00")
    lit = months.marks[1].item
    assert lit is not None
    assert lit.color() == theme.color("accent")
    hover(months, middle(months, 0))
    assert (months.tip.lines[0], lit.lit) == ("Sep", False)
    QApplication.sendEvent(months.view.viewport(), QEvent(QEvent.Type.Leave))
    assert not months.tip.isVisible()


def test_the_tip_stands_over_its_bar_and_inside_the_chart(months: MonthBars) -> None:
    for number in range(4):
        months.highlight(number)
        bar = months.view.viewport().mapTo(months, middle(months, number))
        assert months.rect().contains(months.tip.geometry())
        assert months.tip.geometry().left() <= bar.x() <= months.tip.geometry().right() + 1
    months.highlight(1)
    top = months._mark_place(1).top()
    assert months.tip.geometry().bottom() < months._from_view(QPointF(0, top)).y() + 1


def test_bars_are_as_high_as_their_amounts(months: MonthBars) -> None:
    heights = [months._mark_place(number).height() for number in range(4)]
    assert heights[0] / heights[1] == pytest.approx(470_000 / 520_310, abs=0.02)
    assert heights[2] == pytest.approx(0, abs=0.01)
    assert months.ticks()[0] == 0
    image = months.view.grab().toImage()
    scale = image.devicePixelRatio()
    place = QPointF(middle(months, 1)) * scale
    assert image.pixelColor(place.toPoint()).blue() > image.pixelColor(place.toPoint()).red()


def test_a_click_on_a_month_gives_its_key(months: MonthBars, qtbot: Any) -> None:
    with qtbot.waitSignal(months.activated) as activated:
        click(months, middle(months, 3))
    assert activated.args == [("month", "Dec")]


def test_months_are_reached_by_keys(months: MonthBars, qtbot: Any) -> None:
    QApplication.sendEvent(months, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert months.highlighted() == 0
    QTest.keyClick(months, Qt.Key.Key_Right)
    assert months.accessibleDescription() == "Oct, $ 520,310.00"
    with qtbot.waitSignal(months.activated) as activated:
        QTest.keyClick(months, Qt.Key.Key_Return)
    assert activated.args == [("month", "Oct")]
    QTest.keyClick(months, Qt.Key.Key_End)
    QTest.keyClick(months, Qt.Key.Key_Right)
    assert months.highlighted() == 3


def test_many_months_keep_their_labels_apart_and_few_have_no_giant_bars(
    months: MonthBars, shown: Callable[..., Any]
) -> None:
    months.set_data([Bar(n, f"Month {n}", n) for n in range(120)])
    named = months.view.getPlotItem().getAxis("bottom")._tickLevels[0]
    assert len(named) < 20
    assert named[-1][0] < 119  # its label would be cut off
    months.set_data([Bar(1, "Only", 5)])
    assert months._mark_place(0).width() <= 75


def test_segments_and_rows_give_their_keys(stacks: StackedBars, qtbot: Any) -> None:
    keys = [mark.key for mark in stacks.marks]
    assert ("Julia Vega", "Proposal") not in keys  # nothing of it
    with qtbot.waitSignal(stacks.activated) as activated:
        click(stacks, middle(stacks, keys.index(("Laura Medina", "Proposal"))))
    assert activated.args == [("Laura Medina", "Proposal")]
    with qtbot.waitSignal(stacks.activated) as activated:
        click(stacks, QPoint(5, 34 + 17))
    assert activated.args == [("Julia Vega", None)]


def test_segments_are_as_wide_as_their_counts(stacks: StackedBars) -> None:
    widths = [stacks.marks[n].place.width() + 1 for n in range(3)]
    assert widths[0] / widths[2] == pytest.approx(7 / 4, abs=0.05)
    assert [name for name, _color in stacks.legend.entries] == ["First contact", "Proposal", "Closing"]


def test_up_and_down_go_between_rows(stacks: StackedBars) -> None:
    QTest.keyClick(stacks, Qt.Key.Key_Home)
    QTest.keyClick(stacks, Qt.Key.Key_Down)
    assert stacks.marks[stacks.highlighted()].key == ("Julia Vega", "First contact")
    QTest.keyClick(stacks, Qt.Key.Key_Up)
    assert stacks.marks[stacks.highlighted()].key[0] == "Laura Medina"  # type: ignore[index]


def test_many_rows_scroll_and_are_reached(stacks: StackedBars) -> None:
    stacks.set_data([stack(f"Person {n}", [3, 2, 1]) for n in range(60)])
    stacks.grab()
    assert stacks._scroll.verticalScrollBar().maximum() > 0
    QTest.keyClick(stacks, Qt.Key.Key_End)
    assert stacks._scroll.verticalScrollBar().value() > 1000
    assert stacks.highlighted() == len(stacks.marks) - 1
    assert stacks.export_size().height() > 60 * 30


def test_funnel_bars_stand_around_one_line(funnel: Funnel, qtbot: Any) -> None:
    first, second = (funnel.marks[n].place for n in range(2))
    assert first.center().x() == pytest.approx(second.center().x())
    assert first.width() / second.width() == pytest.approx(18, abs=0.2)
    with qtbot.waitSignal(funnel.activated) as activated:
        click(funnel, QPoint(200, 36 * 2 + 18))
    assert activated.args == ["Closing"]


def test_reasons_give_their_keys_and_tips(reasons: ReasonBars, qtbot: Any) -> None:
    with qtbot.waitSignal(reasons.activated) as activated:
        click(reasons, middle(reasons, 1))
    assert activated.args == [None]
    hover(reasons, middle(reasons, 1))
    assert reasons.tip.lines == ("Not known", "6")
    hover(reasons, middle(reasons, 0))
    assert not reasons.tip.isVisible()


def test_without_data_it_says_so(months: MonthBars) -> None:
    months.set_empty("Nothing was won in these days.")
    months.set_data([])
    assert not months.view.isVisible()
    assert months._empty.isVisible()
    assert months.accessibleDescription() == "Nothing was won in these days."
    months.set_data([Bar(1, "Jan", 3)])
    assert months.view.isVisible()


def test_awkward_labels_are_drawn(shown: Callable[..., Any]) -> None:
    texts = ["x" * 10_000, "مرحبا بالعالم " * 300, "👩‍👩‍👧‍👦 " * 500, "", "a\nb\0c"]
    for made in (MonthBars("A"), ReasonBars("B"), Funnel("C")):
        made.set_data([Bar(n, text, 1e15 / (n + 1), text, (text, text), note=text) for n, text in enumerate(texts)])
        shown(made, 300, 200)
        made.highlight(0)
        assert not made.grab().isNull()


def test_a_change_of_theme_repaints_everything(
    months: MonthBars, stacks: StackedBars, request: pytest.FixtureRequest
) -> None:
    light = [chart.grab().toImage() for chart in (months, stacks)]
    request.getfixturevalue("dark")
    for chart, before in zip((months, stacks), light, strict=True):
        now = chart.grab().toImage()
        assert now != before
        assert now.pixelColor(now.width() // 2, 3) == theme.color("surface")


def test_charts_draw_again_in_another_size(months: MonthBars, stacks: StackedBars) -> None:
    for chart in (months, stacks):
        chart.resize(900, 400)
        chart.grab()
        assert max(chart._mark_place(n).right() for n in range(len(chart.marks))) > 700

"""The tour of the dashboard: figures, a hovered month, the rows behind a bar."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crmdesk.sales.figures import figures
from crmdesk.sales.figures.window import last_365
from crmdesk.ui.charts.base import Chart
from crmdesk.views.dashboard.page import DashboardPage
from crmdesk.views.lists.screen import ListScreen
from crmdesk.views.tour.hand import LEFT, NONE, click, expect, mouse_away, press, settle, until
from crmdesk.views.tour.journey import Journey


def look(journey: Journey) -> None:
    """The seven blocks with the best month under the mouse."""
    page = _page(journey)
    found = figures(journey.desk, last_365(journey.desk.today))
    expect(page.figures.figures == found, "the dashboard shows the book's figures")
    months = cast(Chart, journey.find("dashboard.months").content)
    best = max(found.won_by_month, key=lambda month: month.amount).month
    _hover(months, _mark(months, best))
    until(lambda: months.tip.isVisible(), "hovering a month says its total")
    journey.picture("dashboard", hovering=True)
    mouse_away(journey.window)
    _leave(months)


def rows(journey: Journey) -> None:
    """A click on a reason opens its rows as a list."""
    page = _page(journey)
    reasons = cast(Chart, journey.find("dashboard.reasons").content)
    most = max(page.figures.figures.lost_by_reason, key=lambda reason: reason.count)  # type: ignore[union-attr]
    port = reasons.view.viewport()
    QTest.mouseClick(port, LEFT, NONE, _spot(reasons, 0))
    settle()
    screen = cast(ListScreen, journey.shown("opportunities"))
    until(lambda: screen.table.model().rowCount() == most.count, "the list has as many rows as the bar counts")
    until(lambda: [screen.side.record] == screen.table.selected_ids(), "beside the list is the chosen row")
    journey.picture("dashboard-rows")
    press("Alt+Left")
    journey.shown("dashboard")


def tile(journey: Journey) -> None:
    """A click on a tile opens what it counts."""
    page = _page(journey)
    assert page.figures.figures is not None
    count = page.figures.figures.open.count
    click(journey.find("dashboard.open"))
    screen = cast(ListScreen, journey.shown("opportunities"))
    until(lambda: screen.table.model().rowCount() == count, "the list has as many rows as the tile counts")
    press("Alt+Left")
    journey.shown("dashboard")


def _page(journey: Journey) -> DashboardPage:
    page = cast(DashboardPage, journey.go("dashboard"))
    until(lambda: page.figures.figures is not None, "the dashboard is filled")
    return page


def _mark(chart: Chart, key: Any) -> int:
    """The number of the bar whose key holds this value."""
    return next(number for number, mark in enumerate(chart.marks) if key in cast(tuple[Any, ...], mark.key))


def _spot(chart: Chart, number: int) -> QPoint:
    place = chart._mark_place(number)
    return QPointF(place.center().x(), place.bottom() - 4).toPoint()


def _hover(chart: Chart, number: int) -> None:
    port, none, at = chart.view.viewport(), Qt.MouseButton.NoButton, QPointF(_spot(chart, number))
    moved = QMouseEvent(QEvent.Type.MouseMove, at, port.mapToGlobal(at), none, none, NONE)
    QApplication.sendEvent(port, moved)


def _leave(chart: Chart) -> None:
    QApplication.sendEvent(chart.view.viewport(), QEvent(QEvent.Type.Leave))
    settle()

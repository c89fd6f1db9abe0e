"""What was expected beside what came: a dot for each group, and the line on which both are the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from crmdesk.ui import theme
from crmdesk.ui.charts.base import Chart, Mark, plot_with_axes, pyqtgraph, tint_axes
from crmdesk.ui.charts.data import Point, Sheet
from crmdesk.ui.charts.items import BarItem, faded_accent, role
from crmdesk.ui.charts.measures import nice_ticks
from crmdesk.ui.charts.months import plain_number

SMALLEST, LARGEST = 4.0, 9.0  # px of a dot's radius
NEAR = 14  # px from a dot's middle that still mean it
FOOT = 24


class DotItem(BarItem):
    """A dot of the same size on the screen whatever the scale, at a place of its parent."""

    def __init__(self, place: QPointF, radius: float) -> None:
        super().__init__(QRectF(-radius, -radius, 2 * radius, 2 * radius), faded_accent, role("accent"))
        self.setPos(place)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("text"), 2) if self.ringed else Qt.PenStyle.NoPen)
        painter.setBrush(self.color())
        painter.drawEllipse(self.rect.adjusted(1, 1, -1, -1))


class Agreement(Chart):
    """Dots of what came over what was expected; on the dashed line both are the same.

    Args:
        axis_text: writes a value of either axis ("40 %"), in the reader's language.
    """

    def __init__(
        self, title: str = "", axis_text: Callable[[float], str] = plain_number, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self._points: tuple[Point, ...] = ()
        self._axis_text = axis_text
        self._lines: list[Any] = []
        self.setMinimumHeight(180)

    def set_data(self, points: Sequence[Point], sheet: Sheet | None = None) -> None:
        """Show these groups, in the order the keys go through them."""
        self._points = tuple(points)
        self._changed(sheet or Sheet(("", ""), tuple((point.expected, point.came) for point in points)))

    def _has_data(self) -> bool:
        return bool(self._points)

    def _make_view(self) -> Any:
        return plot_with_axes(FOOT, offset=6)

    def _draw(self) -> None:
        plot = self.view.getPlotItem()
        for mark in self.marks:
            plot.removeItem(mark.item)
        self.marks = []
        greatest = max((point.weight for point in self._points), default=1) or 1
        for point in self._points:
            radius = max(SMALLEST, LARGEST * (point.weight / greatest) ** 0.5)
            item = DotItem(QPointF(point.expected, point.came), radius)
            plot.addItem(item, ignoreBounds=True)
            self.marks.append(Mark(point.key, ", ".join(point.tip), point.tip, 0, QRectF(), QRectF(), item))
        self._lay_out()

    def _lay_out(self) -> None:
        plot = self.view.getPlotItem()
        top = min(1.0, max([max(point.expected, point.came) for point in self._points] + [1e-3]) * 1.15)
        plot.getViewBox().setRange(xRange=(0, top), yRange=(0, top), padding=0)
        ticks = [(tick, self._axis_text(tick)) for tick in nice_ticks(top, 4)]
        metrics = QFontMetrics(theme.font(theme.TAG))
        plot.getAxis("left").setWidth(max(metrics.horizontalAdvance(text) for _tick, text in ticks) + 12)
        for name in ("left", "bottom"):
            plot.getAxis(name).setTicks([ticks])
        self._draw_lines([tick for tick, _text in ticks], top)

    def _draw_lines(self, ticks: Sequence[float], top: float) -> None:
        pg, plot = pyqtgraph(), self.view.getPlotItem()
        for line in self._lines:
            plot.removeItem(line)
        self._lines = [pg.InfiniteLine(tick, angle=0, movable=False) for tick in ticks]
        self._lines.append(pg.PlotCurveItem([0, top], [0, top]))
        for line in self._lines:
            line.setZValue(-10)
            plot.addItem(line, ignoreBounds=True)
        self._pen_lines()

    def _pen_lines(self) -> None:
        for line in self._lines[:-1]:
            line.setPen(theme.color("line"))
        if self._lines:
            self._lines[-1].setPen(QPen(theme.color("muted"), 0, Qt.PenStyle.DashLine))

    def _dress(self) -> None:
        super()._dress()
        if self.view is not None:
            self._pen_lines()
            tint_axes(self.view)

    def _mark_at(self, point: QPointF) -> int:
        far = [(self._middle(number) - point).manhattanLength() for number in range(len(self.marks))]
        nearest = min(range(len(far)), key=far.__getitem__, default=-1)
        return nearest if nearest >= 0 and far[nearest] <= NEAR else -1

    def _middle(self, number: int) -> QPointF:
        box = self.view.getPlotItem().getViewBox()
        box.prepareForPaint()
        point = self._points[number]
        middle: QPointF = box.mapViewToScene(QPointF(point.expected, point.came))
        return middle

    def _mark_place(self, number: int) -> QRectF:
        item = self.marks[number].item
        assert item is not None
        return item.rect.translated(self._middle(number))

    def _resized(self) -> None:
        if self.marks:  # not before the first drawing
            self._lay_out()

"""Bars side by side over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from crmdesk.ui import theme
from crmdesk.ui.charts.base import Chart, Mark, plot_with_axes, pyqtgraph, tint_axes
from crmdesk.ui.charts.data import Bar, Sheet
from crmdesk.ui.charts.items import BarItem, faded_accent, fixed, role
from crmdesk.ui.charts.measures import label_step, months_kept_clear, nice_ticks

BAR_SHARE = 0.6  # of a month's width
HEAD = 52  # px above the highest bar, for the tip
FOOT = 26
WIDEST = 72  # px of a bar
LINE_PX = 50  # a gridline about every so many px


def plain_number(value: float) -> str:
    return f"{value:g}"


class MonthBars(Chart):
    """One bar a month over quiet gridlines; hovering anywhere in a month lights its bar.

    Args:
        axis_text: writes a value of the axis shortly ("400 k"), in the reader's language.
    """

    def __init__(
        self, title: str = "", axis_text: Callable[[float], str] = plain_number, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self._bars: tuple[Bar, ...] = ()
        self._axis_text = axis_text
        self._ceiling = 1.0
        self._grid: list[Any] = []
        self.setMinimumHeight(140)

    def set_data(self, bars: Sequence[Bar], sheet: Sheet | None = None) -> None:
        """Show these months, the first at the left."""
        self._bars = tuple(bars)
        self._changed(sheet or Sheet(("", ""), tuple((bar.label, bar.value) for bar in bars)))

    def set_axis_text(self, axis_text: Callable[[float], str]) -> None:
        """Write the axis another way (another currency or language)."""
        self._axis_text = axis_text
        if self.view is not None:
            self.ready()

    def ticks(self) -> list[float]:
        """The values that have a line."""
        top = max((bar.value for bar in self._bars), default=0)
        return nice_ticks(top, max(2, min(6, round((self.height() - HEAD - FOOT) / LINE_PX))))

    def _has_data(self) -> bool:
        return bool(self._bars)

    def _make_view(self) -> Any:
        return plot_with_axes(FOOT, offset=8, hideOverlappingLabels=False)

    def _draw(self) -> None:
        plot = self.view.getPlotItem()
        for mark in self.marks:
            plot.removeItem(mark.item)
        self.marks = []
        for place, bar in enumerate(self._bars):
            color, lit = (fixed(bar.color), None) if bar.color else (faded_accent, role("accent"))
            rect = QRectF(place - BAR_SHARE / 2, 0, BAR_SHARE, max(bar.value, 0))
            item = BarItem(rect, color, lit)
            plot.addItem(item, ignoreBounds=True)
            spoken = ", ".join(bar.tip) or f"{bar.label}: {bar.text or plain_number(bar.value)}"
            self.marks.append(Mark(bar.key, spoken, bar.tip, 0, QRectF(), QRectF(), item))
        self._lay_out()

    def _lay_out(self) -> None:
        """Range, gridlines and labels for the size there is."""
        plot, ticks = self.view.getPlotItem(), self.ticks()
        high = max(self.view.height() - FOOT, 40)
        top = max([bar.value for bar in self._bars] + [ticks[-1], 1e-9])
        self._ceiling = top * high / max(high - HEAD, 20)
        plot.getViewBox().setRange(xRange=(-0.55, max(len(self._bars), 1) - 0.45), yRange=(0, self._ceiling), padding=0)
        texts = [self._axis_text(tick) for tick in ticks]
        metrics = QFontMetrics(theme.font(theme.TAG))
        left = max(metrics.horizontalAdvance(text) for text in texts) + 14
        plot.getAxis("left").setWidth(left)
        plot.getAxis("left").setTicks([list(zip(ticks, texts, strict=True))])
        widest = max((metrics.horizontalAdvance(bar.label[:40]) for bar in self._bars), default=0) + 8
        room = self.view.width() - left
        step = label_step(len(self._bars), widest, room)
        last = len(self._bars) - 1 - months_kept_clear(widest, room / max(len(self._bars), 1))
        named = [(n, bar.label[:40]) for n, bar in enumerate(self._bars) if n <= last and (last - n) % step == 0]
        plot.getAxis("bottom").setTicks([named])
        self._draw_grid(ticks)
        self._widen((self.view.width() - left) / max(len(self._bars), 1))

    def _widen(self, month_px: float) -> None:
        """Few months have no giant bars."""
        width = min(BAR_SHARE, WIDEST / max(month_px, 1))
        for place, (bar, mark) in enumerate(zip(self._bars, self.marks, strict=True)):
            if mark.item is not None:
                mark.item.set_rect(QRectF(place - width / 2, 0, width, max(bar.value, 0)))

    def _draw_grid(self, ticks: Sequence[float]) -> None:
        pg, plot = pyqtgraph(), self.view.getPlotItem()
        for line in self._grid:
            plot.removeItem(line)
        self._grid = [pg.InfiniteLine(tick, angle=0, movable=False) for tick in ticks]
        for line in self._grid:
            line.setPen(theme.color("line"))
            line.setZValue(-10)
            plot.addItem(line, ignoreBounds=True)

    def _dress(self) -> None:
        super()._dress()
        if self.view is not None:
            for line in self._grid:
                line.setPen(theme.color("line"))
            tint_axes(self.view)

    def _mark_at(self, point: QPointF) -> int:
        box = self.view.getPlotItem().getViewBox()
        if not box.sceneBoundingRect().contains(point):
            return -1
        month = round(box.mapSceneToView(point).x())
        return month if 0 <= month < len(self.marks) else -1

    def _mark_place(self, number: int) -> QRectF:
        item = self.marks[number].item
        assert item is not None
        box = self.view.getPlotItem().getViewBox()
        box.prepareForPaint()
        place: QRectF = box.mapViewToScene(item.rect).boundingRect()
        return place

    def _resized(self) -> None:
        if self.marks:  # not before the first drawing
            self._lay_out()

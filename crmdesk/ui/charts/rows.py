"""Charts of one row a line: stacked bars, the funnel, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QGraphicsItem, QScrollArea, QWidget

from crmdesk.ui import theme
from crmdesk.ui.charts.base import LEAST, TITLE_HEIGHT, Chart, Mark, pyqtgraph
from crmdesk.ui.charts.data import Bar, Segment, Sheet, Stack
from crmdesk.ui.charts.items import CENTER, LEFT, RIGHT, BarItem, TextItem, fixed, role
from crmdesk.ui.charts.legend import Legend
from crmdesk.ui.charts.measures import lengths, spans

PITCH, BAR = 34, 16
LABEL_SHARE = 0.4  # a label takes no more of the width
GUTTER = 16


class RowChart(Chart):
    """Rows of a label, something drawn, and a figure; scrolls where there are more than fit."""

    pitch = PITCH

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.verticalScrollBar().valueChanged.connect(self._let_go)
        self._scroll.hide()
        self.lines.addStretch(0)
        self._drawn_width = -1
        self._items: list[QGraphicsItem] = []

    def _rows(self) -> Sequence[Bar] | Sequence[Stack]:
        raise NotImplementedError

    def _draw_row(self, place: int, area: QRectF, length: float) -> None:
        """Draw what stands between label and figure.

        Args:
            area: the row's room for it.
            length: px of the row's value.
        """
        raise NotImplementedError

    def _figure(self, row: Any) -> str:
        """What is written at the right end."""
        return str(row.text)

    def _figure_role(self) -> str:
        return "text"

    def _has_data(self) -> bool:
        return bool(self._rows())

    def _make_view(self) -> Any:
        view = pyqtgraph().GraphicsView(background=None)
        self._scroll.setWidget(view)
        return view

    def _surface(self) -> QWidget:
        return self._scroll

    def _add(self, item: QGraphicsItem) -> None:
        self.view.scene().addItem(item)
        self._items.append(item)

    def _draw(self) -> None:
        for item in self._items:
            self.view.scene().removeItem(item)
        self._items, self.marks = [], []
        rows = self._rows()
        self.view.setMinimumHeight(self.pitch * len(rows))
        self._scroll.setMaximumHeight(self.pitch * max(len(rows), 1))
        width = float(self._scroll.viewport().width())
        self._drawn_width = int(width)
        if not rows:
            return
        left, right = self._margins(width)
        area = QRectF(left, 0, max(width - left - right, 10), self.pitch)
        sizes = lengths([row.value for row in rows], area.width())
        for place, row in enumerate(rows):
            top = place * self.pitch
            self._write(row, QRectF(0, top, width, self.pitch), left, right)
            self._draw_row(place, area.translated(0, top), sizes[place])

    def _margins(self, width: float) -> tuple[float, float]:
        """Px for the labels and for the figures."""
        metrics = QFontMetrics(theme.font())
        labels = max(metrics.horizontalAdvance(row.label[:100]) for row in self._rows())
        figures = max(metrics.horizontalAdvance(self._figure(row)[:30]) for row in self._rows())
        return min(labels + GUTTER, width * LABEL_SHARE), figures + GUTTER if figures else 0.0

    def _write(self, row: Any, box: QRectF, left: float, right: float) -> None:
        name = QRectF(box.left(), box.top(), left - theme.GAP, box.height())
        self._add(TextItem(name, row.label, role("text"), LEFT, tall=True))
        figure = QRectF(box.right() - right, box.top(), right - 1, box.height())
        self._add(TextItem(figure, self._figure(row), role(self._figure_role()), RIGHT))

    def _mark(self, row: Bar | Segment | Stack, place: int, hit: QRectF, bar: QRectF, item: BarItem | None) -> None:
        text = getattr(row, "text", "") or f"{row.value:g}"
        spoken = ", ".join(row.tip) or f"{row.label}: {text}"
        self.marks.append(Mark(row.key, spoken, row.tip, place, hit, bar, item))

    def _resized(self) -> None:
        if self.marks and self._scroll.viewport().width() != self._drawn_width:
            self._draw()

    def _reveal(self, number: int) -> None:
        place = self.marks[number].place.center().toPoint()
        lit = self._by_keys
        self._scroll.ensureVisible(place.x(), place.y(), 0, self.pitch)
        self.highlight(number, by_keys=lit)

    def export_size(self) -> QSize:
        self.ready()
        size = QSize(self._scroll.viewport().width(), self.pitch * len(self._rows())).expandedTo(LEAST)
        return size + QSize(0, TITLE_HEIGHT if self._title else 0)


class ReasonBars(RowChart):
    """A label, a bar from the left, a figure."""

    def __init__(self, title: str = "", color: QColor | None = None, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._bars: tuple[Bar, ...] = ()
        self._color = color or theme.stage_color(4)

    def set_data(self, bars: Sequence[Bar], sheet: Sheet | None = None) -> None:
        """Show these, the first on top."""
        self._bars = tuple(bars)
        self._changed(sheet or Sheet(("", ""), tuple((bar.label, bar.value) for bar in bars)))

    def _rows(self) -> Sequence[Bar]:
        return self._bars

    def _draw_row(self, place: int, area: QRectF, length: float) -> None:
        bar = self._bars[place]
        rect = QRectF(area.left(), area.center().y() - BAR / 2 + 1, length, BAR - 2)
        item = BarItem(rect, fixed(bar.color or self._color))
        self._add(item)
        whole = QRectF(0, area.top(), self._drawn_width, area.height())
        self._mark(bar, place, whole, rect, item)


class Funnel(RowChart):
    """Bars around a middle line with the figure inside; `note` at the right end."""

    pitch = 36
    bar = 26

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._bars: tuple[Bar, ...] = ()

    def set_data(self, bars: Sequence[Bar], sheet: Sheet | None = None) -> None:
        """Show these steps, the first on top, in their own colours."""
        self._bars = tuple(bars)
        self._changed(sheet or Sheet(("", ""), tuple((bar.label, bar.value) for bar in bars)))

    def _rows(self) -> Sequence[Bar]:
        return self._bars

    def _figure(self, row: Bar) -> str:
        return row.note

    def _figure_role(self) -> str:
        return "muted"

    def _draw_row(self, place: int, area: QRectF, length: float) -> None:
        bar, color = self._bars[place], self._bars[place].color or theme.stage_color(place)
        rect = QRectF(area.center().x() - length / 2, area.center().y() - self.bar / 2, length, self.bar)
        item = BarItem(rect, fixed(color), radius=4)
        self._add(item)
        wide = QFontMetrics(theme.font(semibold=True)).horizontalAdvance(bar.text[:30])
        if wide + 8 <= length:
            self._add(TextItem(rect, bar.text, lambda: theme.text_on(item.color()), CENTER, semibold=True))
        elif length:  # beside a bar too narrow for it
            beside = QRectF(rect.right() + 6, rect.top(), wide + 2, rect.height())
            self._add(TextItem(beside, bar.text, role("text"), LEFT, semibold=True))
        else:
            self._add(TextItem(area, bar.text, role("muted"), CENTER))
        self._mark(bar, place, QRectF(0, area.top(), self._drawn_width, area.height()), rect, item)


class StackedBars(RowChart):
    """Rows of segments by their values, the total at the right, and a legend of what the colours are."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._stacks: tuple[Stack, ...] = ()
        self.legend = Legend()
        self.lines.insertWidget(1, self.legend)  # under the rows, which come before it

    def set_data(self, stacks: Sequence[Stack], sheet: Sheet | None = None) -> None:
        """Show these rows, the first on top; the legend keeps the order in which segments first appear."""
        self._stacks = tuple(stacks)
        names: dict[str, QColor] = {}
        for stack in stacks:
            for segment in stack.segments:
                names.setdefault(segment.label, segment.color)
        self.legend.set_entries(list(names.items()))
        figures = tuple((stack.label, part.label, part.value) for stack in stacks for part in stack.segments)
        self._changed(sheet or Sheet(("", "", ""), figures))

    def set_legend(self, entries: Sequence[tuple[str, QColor]]) -> None:
        """Name the colours in another order than that of their first appearance (the pipeline's)."""
        self.legend.set_entries(entries)

    def _rows(self) -> Sequence[Stack]:
        return self._stacks

    def _draw_row(self, place: int, area: QRectF, length: float) -> None:
        stack = self._stacks[place]
        top = area.center().y() - BAR / 2
        for segment, (left, width) in zip(
            stack.segments, spans([part.value for part in stack.segments], length), strict=True
        ):
            if width <= 0:
                continue
            rect = QRectF(area.left() + left, top, width, BAR)
            item = BarItem(rect, fixed(segment.color), radius=2.5)
            self._add(item)
            self._mark(segment, place, rect.adjusted(0, -4, 1, 4), rect, item)
        # after its segments, which are found first
        rest = QRectF(0, area.top(), self._drawn_width, area.height())
        self._mark(stack, place, rest, QRectF(0, top, area.left(), BAR), None)

    def export_size(self) -> QSize:
        return super().export_size() + QSize(0, self.legend.height() + theme.GAP)

    def draw(self, painter: QPainter) -> None:
        super().draw(painter)
        painter.translate(0, self.pitch * len(self._stacks) + theme.GAP)
        self.legend.draw(painter)

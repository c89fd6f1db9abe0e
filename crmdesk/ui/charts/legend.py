"""What the colours of a chart stand for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from crmdesk.ui import theme
from crmdesk.ui.charts.measures import flow

DOT, LINE, APART, WIDEST = 9, 20, 14, 220


class Legend(QWidget):
    """Dots with names, in as many lines as they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: list[tuple[str, QColor]] = []
        theme.events.changed.connect(self.update)

    def set_entries(self, entries: Sequence[tuple[str, QColor]]) -> None:
        self.entries = list(entries)
        self.setVisible(bool(self.entries))
        self.setAccessibleName(", ".join(name for name, _color in self.entries))
        self._size()
        self.update()

    def draw(self, painter: QPainter) -> None:
        metrics = QFontMetrics(self._font())
        painter.setFont(self._font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (name, color), (left, top) in zip(self.entries, self._places(), strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawEllipse(QPointF(left + DOT / 2, top + LINE / 2 + 0.5), DOT / 2, DOT / 2)
            painter.setPen(theme.color("muted"))
            text = metrics.elidedText(name[:200], Qt.TextElideMode.ElideRight, WIDEST)
            box = QRectF(left + DOT + 5, top, WIDEST + 4, LINE)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self.draw(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size()

    def _size(self) -> None:
        places = self._places()
        self.setFixedHeight(int(places[-1][1]) + LINE if places else 0)

    def _places(self) -> list[tuple[float, float]]:
        metrics = QFontMetrics(self._font())
        wide = [min(metrics.horizontalAdvance(name[:200]), WIDEST) + DOT + 5 + APART for name, _color in self.entries]
        return flow(wide, self.width() + APART, LINE)

    def _font(self) -> QFont:
        return theme.font(12)

"""A slim scroll bar that shows only its handle, so that it can lie in a column's padding."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from crmdesk.ui import theme

SHORTEST = 28


class SlimScrollBar(QScrollBar):
    """Nothing is painted while everything is in sight."""

    def __init__(self, orientation: Qt.Orientation, thickness: int, ground: str, parent: QWidget | None = None) -> None:
        super().__init__(orientation, parent)
        self._thickness = thickness
        self._ground = ground
        if orientation == Qt.Orientation.Vertical:
            self.setFixedWidth(thickness)
        else:
            self.setFixedHeight(thickness)

    def sizeHint(self) -> QSize:
        return QSize(self._thickness, self._thickness)

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color(self._ground))
            if self.maximum() > self.minimum():
                self._paint_handle(painter)

    def _paint_handle(self, painter: QPainter) -> None:
        span = self.maximum() - self.minimum()
        upright = self.orientation() == Qt.Orientation.Vertical
        room = self.height() if upright else self.width()
        long = min(room, max(SHORTEST, room * self.pageStep() / (span + self.pageStep())))
        start = (room - long) * (self.value() - self.minimum()) / span
        box = QRectF(1, start, self._thickness - 2, long) if upright else QRectF(start, 1, long, self._thickness - 2)
        ink = theme.color("muted")
        ink.setAlphaF(0.75 if self.underMouse() or self.isSliderDown() else 0.4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        radius = min(box.width(), box.height()) / 2
        painter.drawRoundedRect(box, radius, radius)

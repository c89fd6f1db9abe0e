"""A few letters on a tinted ground: how late, how soon, how cold."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crmdesk.ui import theme

GROUNDS = {"danger": "danger_ground", "positive": "positive_ground", "warning": "warning_ground"}
"""The tint below each role's letters; the others stand on the sunken one."""
_HIGH, _ROUND, _BESIDE = 20, 4, 7  # px


class Badge(QWidget):
    """A text in a role."""

    def __init__(self, text: str, role: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._role = text, role
        self._font = theme.font(theme.TAG)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(self._font).horizontalAdvance(self._text) + 2 * _BESIDE, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(GROUNDS.get(self._role, "sunken")))
            painter.drawRoundedRect(QRectF(self.rect()), _ROUND, _ROUND)
            painter.setPen(theme.color(self._role))
            painter.setFont(self._font)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)

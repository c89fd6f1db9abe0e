"""The dark rounded note beside a bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from crmdesk.ui import theme

ACROSS, DOWN, LINE = 10, 6, 16


class Tip(QWidget):
    """Lines about the bar under the mouse: the last is the figure, in semibold.

    Attributes:
        lines: what it says now.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[str, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, lines: Sequence[str], above: QPoint, below: int) -> None:
        """Stand over a point of the parent, or under `below` where there is no room, within its borders."""
        self.lines = tuple(line[:200] for line in lines)
        parent = self.parentWidget()
        assert parent is not None
        room = parent.width()
        wide = [QFontMetrics(self._font(place)).horizontalAdvance(line) for place, line in enumerate(self.lines)]
        width = min(max(wide) + 2 * ACROSS + 2, room)
        height = LINE * len(self.lines) + 2 * DOWN
        left = min(max(above.x() - width // 2, 0), max(room - width, 0))
        top = above.y() - height - 6
        if top < 0:
            top = below + 6 if below + 6 + height <= parent.height() else 0
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("tip"))
            painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS - 1, theme.RADIUS - 1)
            painter.setPen(theme.color("on_tip"))
            for place, line in enumerate(self.lines):
                painter.setFont(self._font(place))
                box = QRectF(ACROSS, DOWN + place * LINE, self.width() - 2 * ACROSS, LINE)
                flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
                shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
                painter.drawText(box, flags, shown)

    def _font(self, place: int) -> QFont:
        last = place == len(self.lines) - 1
        return theme.font(12 if last else theme.TAG, semibold=last)

"""Columns side by side: they share the room, and what does not fit is scrolled to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from crmdesk.ui.board.column_panel import ColumnPanel
from crmdesk.ui.board.look import COLUMN, COLUMN_GAP, COLUMN_WIDEST, STRIP, Look
from crmdesk.ui.board.scroll_bar import SlimScrollBar

NOTCH = 90  # px sideways for one notch of the wheel


class ColumnsArea(QScrollArea):
    """Places the columns of a board and scrolls sideways.

    Signals:
        resized: the room for columns changed; they have to be arranged again.
    """

    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBar(SlimScrollBar(Qt.Orientation.Horizontal, 8, "background", self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # our own viewport: to wrap Qt's, PySide would first learn every widget class there is
        self._room = QWidget(self)
        self.setViewport(self._room)
        self._room.setAutoFillBackground(False)
        self.content = QWidget()
        self.setWidget(self.content)
        self.content.setAutoFillBackground(False)

    def arrange(self, panels: Sequence[ColumnPanel], look: Look) -> None:
        """Give every column its place: as wide as the room allows between narrowest and widest."""
        room, px = self._room.size(), look.px
        gaps = px(COLUMN_GAP) * max(0, len(panels) - 1)
        open_ = sum(not panel.collapsed for panel in panels)
        strips = px(STRIP) * (len(panels) - open_)
        share = (room.width() - gaps - strips) // open_ if open_ else 0
        width = max(px(COLUMN), min(px(COLUMN_WIDEST), share))
        self.content.resize(gaps + width * open_ + strips, room.height())
        x = 0
        for panel in panels:
            wide = px(STRIP) if panel.collapsed else width
            panel.setGeometry(x, 0, wide, room.height())
            panel.arrange()
            x += wide + px(COLUMN_GAP)

    def reveal(self, panel: ColumnPanel) -> None:
        """Scroll sideways until the column is in sight."""
        self.ensureVisible(panel.x() + panel.width(), 0, 0, 0)
        self.ensureVisible(panel.x(), 0, 0, 0)

    def nearest(self, panels: Sequence[ColumnPanel], board: QWidget, x: int) -> ColumnPanel | None:
        """The column at, or next to, a place of the board."""
        at = self.content.mapFrom(board, QPoint(x, 0)).x()
        return min(panels, key=lambda panel: max(panel.x() - at, at - panel.x() - panel.width(), 0), default=None)

    def scroll_by(self, notches: float) -> None:
        """Scroll sideways as the wheel was turned."""
        bar = self.horizontalScrollBar()
        bar.setValue(round(bar.value() - notches * NOTCH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

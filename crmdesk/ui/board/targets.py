"""Places to drop cards that are not columns; they show only while cards are dragged."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from crmdesk.ui import theme
from crmdesk.ui.board.cards import Target, cut

HEIGHT = 64


class TargetZone(QWidget):
    """One target, in its role's colours."""

    def __init__(self, target: Target, parent: QWidget) -> None:
        super().__init__(parent)
        self.target = target
        self._hot = False
        self.setObjectName(f"board.target.{target.key}")
        self.setAccessibleName(target.label)
        self.hide()

    def set_hot(self, hot: bool) -> None:
        """Show that a drop here would count."""
        if hot != self._hot:
            self._hot = hot
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        role = self.target.role
        ground = theme.color(role if self._hot else f"{role}_ground" if f"{role}_ground" in theme.ROLES else "raised")
        ink = theme.color("raised" if self._hot else role)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(theme.color(role), 2)
            pen.setDashPattern([3, 2])
            painter.setPen(Qt.PenStyle.NoPen if self._hot else pen)
            painter.setBrush(ground)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
            font = theme.font(theme.BODY, semibold=True)
            painter.setFont(font)
            painter.setPen(ink)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, cut(self.target.label))


class Targets:
    """The row of targets at the foot of a board."""

    def __init__(self, board: QWidget) -> None:
        self._board = board
        self.zones: list[TargetZone] = []

    def set_targets(self, targets: Sequence[Target]) -> None:
        for zone in self.zones:
            zone.setParent(None)
            zone.deleteLater()
        self.zones = [TargetZone(target, self._board) for target in targets]

    def show(self) -> None:
        if not self.zones:
            return
        room, gap = self._board.rect(), 12
        width = (room.width() - gap * (len(self.zones) - 1)) // len(self.zones)
        for place, zone in enumerate(self.zones):
            zone.setGeometry(QRect(place * (width + gap), room.height() - HEIGHT, width, HEIGHT))
            zone.show()
            zone.raise_()

    def hide(self) -> None:
        for zone in self.zones:
            zone.set_hot(False)
            zone.hide()

    def at(self, position: QPoint) -> TargetZone | None:
        """The visible target at a place of the board; the rest of the row belongs to the nearest one's neighbour."""
        return next((zone for zone in self.zones if zone.isVisible() and zone.geometry().contains(position)), None)

    def highlight(self, hot: TargetZone | None) -> None:
        for zone in self.zones:
            zone.set_hot(zone is hot)

    def height(self) -> int:
        """How much of the board's foot they cover now."""
        return HEIGHT if any(zone.isVisible() for zone in self.zones) else 0

"""Rows with a title, a detail, an icon and keys, as lists that drop down or float show them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crmdesk.ui import icons, theme
from crmdesk.ui.frame import paint_keys

Index = QModelIndex | QPersistentModelIndex
DETAIL = Qt.ItemDataRole.UserRole + 1
ICON = Qt.ItemDataRole.UserRole + 2
KEYS = Qt.ItemDataRole.UserRole + 3
SECTION = Qt.ItemDataRole.UserRole + 4  # true: a heading that cannot be chosen


class RowDelegate(QStyledItemDelegate):
    """Paints them: the title, the detail muted behind it, the keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, 30 if index.data(SECTION) else 36)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = option.rect
        if index.data(SECTION):
            self._paint_section(painter, place, str(index.data()))
        else:
            self._paint_row(painter, place, option, index)
        painter.restore()

    def _paint_section(self, painter: QPainter, place: QRect, text: str) -> None:
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.font(theme.TAG, semibold=True))
        room = place.adjusted(14, 4, -14, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_row(self, painter: QPainter, place: QRect, option: QStyleOptionViewItem, index: Index) -> None:
        state = option.state
        lit = bool(state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver))
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("soft"))
            painter.drawRoundedRect(QRectF(place).adjusted(4, 1, -4, -1), theme.RADIUS, theme.RADIUS)
        left, right = place.left() + 14, place.right() - 14
        if name := index.data(ICON):
            picture = icons.pixmap(name, "accent" if lit else "muted", 16, painter.device().devicePixelRatio())
            painter.drawPixmap(left, place.top() + (place.height() - 16) // 2, picture)
            left += 26
        if keys := index.data(KEYS):
            right = paint_keys(painter, keys, right, place.height(), place.top()) - 10
        self._paint_words(painter, QRect(left, place.top(), right - left, place.height()), index)

    def _paint_words(self, painter: QPainter, room: QRect, index: Index) -> None:
        title, detail = str(index.data() or ""), str(index.data(DETAIL) or "")
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font())
        metrics = painter.fontMetrics()
        most = (
            room.width()
            if not detail
            else max(room.width() * 6 // 10, room.width() - metrics.horizontalAdvance(detail))
        )
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, most)
        painter.setPen(theme.color("text"))
        painter.drawText(room, align, shown)
        if detail:
            rest = room.adjusted(metrics.horizontalAdvance(shown) + 10, 0, 0, 0)
            painter.setPen(theme.color("muted"))
            painter.setFont(theme.font(12))
            painter.drawText(
                rest, align, painter.fontMetrics().elidedText(detail, Qt.TextElideMode.ElideRight, rest.width())
            )

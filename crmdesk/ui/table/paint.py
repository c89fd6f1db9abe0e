"""How the cells of a table are drawn: hairlines, soft selection, tags, bars, avatars, stars."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPalette, QPolygonF
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from crmdesk.ui import icons, theme
from crmdesk.ui.avatar import paint_avatar
from crmdesk.ui.table.columns import Cell, TableColumn

if TYPE_CHECKING:
    from crmdesk.ui.table.model import PagedTableModel

PADDING = 10
AVATAR = 22
ICON = 16
BAR_WIDTH, BAR_HEIGHT = 60, 5
STAR, STARS = 12, 3
TAG_HEIGHT, TAG_PADDING = 17, 5
TAG_FLAGS = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value | Qt.TextFlag.TextSingleLine.value
MIN_CHAR_PX = 2  # no character is narrower: what is longer than the cell in these is cut before Qt measures it


def row_ground(selected: bool, hovered: bool) -> QColor:
    """The colour behind a row."""
    if selected:
        return theme.color("soft")
    return mixed(theme.color("surface"), theme.color("sunken"), 0.55) if hovered else theme.color("surface")


def mixed(first: QColor, second: QColor, part: float) -> QColor:
    """A colour between two: 0 is the first, 1 the second."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * part,
        first.greenF() + (second.greenF() - first.greenF()) * part,
        first.blueF() + (second.blueF() - first.blueF()) * part,
    )


class CellDelegate(QStyledItemDelegate):
    """Draws a whole cell by its column's kind.

    Attributes:
        hovered_row: the row under the mouse, or -1.
    """

    def __init__(self, model: PagedTableModel, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self.hovered_row = -1
        self._model = model
        self._kinds: dict[str, Callable[[QPainter, QRect, TableColumn, Cell], None]] = {
            "text": self._text,
            "money": self._text,
            "tag": self._tags,
            "bar": self._bar,
            "avatar": self._avatar,
            "stars": self._stars,
            "flames": self._flames,
            "icon": self._icon,
        }
        self.reset_fonts()

    def reset_fonts(self) -> None:
        """Take the application's font again."""
        self._plain, self._strong = theme.font(), theme.font(semibold=True)
        self._strong.setWeight(QFont.Weight.Medium)
        self._small = theme.font(theme.TAG)
        self._metrics = {id(font): QFontMetrics(font) for font in (self._plain, self._strong, self._small)}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.row()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        rect = option.rect
        painter.fillRect(rect, row_ground(selected, row == self.hovered_row))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))
        column = self._model.columns[index.column()]
        cell = self._model.cell(row, index.column())
        if cell.text or cell.part is not None:
            self._kinds[column.paint](painter, rect.adjusted(PADDING, 0, -PADDING, -1), column, cell)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The whole cell, for "fit to contents" on the header's edge."""
        column = self._model.columns[index.column()]
        cell = self._model.cell(index.row(), index.column())
        return QSize(self.width_of(column, cell), theme.ROW)

    def width_of(self, column: TableColumn, cell: Cell) -> int:
        """Pixels the cell would like, never more than 600."""
        if column.paint in ("avatar", "icon"):
            return AVATAR + 2 * PADDING
        if column.paint in ("stars", "flames"):
            return STARS * (STAR + 2) + 2 * PADDING
        if column.paint == "tag":
            metrics = self._metrics[id(self._small)]
            dot = 11 if cell.color else 0
            wide = sum(metrics.horizontalAdvance(tag[:80]) + 2 * TAG_PADDING + dot + 4 for tag in cell.text.split("\n"))
        else:
            font = self._strong if column.strong else self._plain
            wide = self._metrics[id(font)].horizontalAdvance(cell.text[:300])
            wide += BAR_WIDTH + 10 if column.paint == "bar" else 0
        return min(wide + 2 * PADDING + 2, 600)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """The whole text, where the cell does not show it."""
        if event.type() != QHelpEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        column = self._model.columns[index.column()]
        cell = self._model.cell(index.row(), index.column())
        shown = (
            column.paint not in ("avatar", "icon") and self.width_of(column, cell) <= view.visualRect(index).width() + 2
        )
        tip = "" if shown else self._model.data(index, Qt.ItemDataRole.ToolTipRole) or ""
        QToolTip.showText(event.globalPos(), _plain_tip(tip), view)
        return True

    def _text(self, painter: QPainter, rect: QRect, column: TableColumn, cell: Cell) -> None:
        font = self._strong if column.strong else self._plain
        self._write(painter, rect, cell.text, font, theme.color(cell.role), column.draw_flags)

    def _write(self, painter: QPainter, rect: QRect, text: str, font: QFont, color: QColor, flags: int) -> None:
        if rect.width() <= 4:
            return
        metrics = self._metrics[id(font)]
        text = text[: rect.width() // MIN_CHAR_PX + 1]
        if metrics.horizontalAdvance(text) > rect.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(rect, flags, text)

    def _tags(self, painter: QPainter, rect: QRect, column: TableColumn, cell: Cell) -> None:
        metrics = self._metrics[id(self._small)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = rect.left()
        for tag in cell.text.split("\n"):
            dot = 11 if cell.color else 0
            room = rect.right() + 1 - left - 2 * TAG_PADDING - dot
            if room < 12:
                break
            tag = metrics.elidedText(" ".join(tag[:200].split()), Qt.TextElideMode.ElideRight, room)
            width = metrics.horizontalAdvance(tag) + 2 * TAG_PADDING + dot
            box = QRect(left, rect.center().y() - TAG_HEIGHT // 2, width, TAG_HEIGHT)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_tag_ground(cell.role))
            painter.drawRoundedRect(box, 3, 3)
            if cell.color:
                painter.setBrush(cell.color)
                painter.drawEllipse(QPointF(left + TAG_PADDING + 3.5, box.center().y() + 0.5), 3.5, 3.5)
            self._write(
                painter,
                box.adjusted(TAG_PADDING + dot, 0, 4, 0),
                tag,
                self._small,
                theme.color(cell.role),
                TAG_FLAGS,
            )
            left += width + 4

    def _bar(self, painter: QPainter, rect: QRect, column: TableColumn, cell: Cell) -> None:
        self._write(painter, rect, cell.text, self._plain, theme.color("text"), column.draw_flags)
        if cell.part is None:
            return
        number = max(28, self._metrics[id(self._plain)].horizontalAdvance(cell.text[:20]) + 10)
        width = min(BAR_WIDTH, rect.width() - number)
        if width < 8:
            return
        bar = QRectF(rect.right() + 1 - number - width, rect.center().y() - BAR_HEIGHT / 2 + 1, width, BAR_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("sunken"))
        painter.drawRoundedRect(bar, 2, 2)
        part = min(abs(cell.part), 1.0)
        if part > 0:
            bar.setWidth(max(width * part, 3))
            painter.setBrush(theme.color("danger" if cell.part < 0 else cell.role))
            painter.drawRoundedRect(bar, 2, 2)

    def _avatar(self, painter: QPainter, rect: QRect, column: TableColumn, cell: Cell) -> None:
        paint_avatar(painter, QRectF(rect.left(), rect.center().y() - AVATAR / 2 + 1, AVATAR, AVATAR), cell.text)

    def _icon(self, painter: QPainter, rect: QRect, column: TableColumn, cell: Cell) -> None:
        face = icons.pixmap(cell.icon, cell.role, ICON, painter.device().devicePixelRatioF())
        painter.drawPixmap(rect.left() + 2, rect.center().y() - ICON // 2 + 1, face)

    def _stars(self, painter: QPainter, rect: QRect, column: TableColumn, cell: Cell) -> None:
        self._marks(painter, rect, cell, _star(), "warning")

    def _flames(self, painter: QPainter, rect: QRect, column: TableColumn, cell: Cell) -> None:
        self._marks(painter, rect, cell, _flame(), "danger")

    def _marks(self, painter: QPainter, rect: QRect, cell: Cell, shape: QPolygonF, role: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for place in range(STARS):
            full = place < round(cell.part or 0)
            painter.setBrush(theme.color(role if full else "line"))
            centre = QPointF(rect.left() + STAR / 2 + place * (STAR + 2), rect.center().y() + 0.5)
            painter.drawPolygon(shape.translated(centre))


def _tag_ground(role: str) -> QColor:
    grounds = {"accent": "soft", "muted": "sunken", "text": "sunken"}
    return theme.color(grounds.get(role, f"{role}_ground"))


@cache
def _star() -> QPolygonF:
    """A star around (0, 0)."""
    radius, points = STAR / 2, []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.42
        angle = math.pi * corner / 5 - math.pi / 2
        points.append(QPointF(reach * math.cos(angle), reach * math.sin(angle)))
    return QPolygonF(points)


@cache
def _flame() -> QPolygonF:
    """A flame around (0, 0)."""
    from crmdesk.ui.flame import flame

    return flame(QPointF(), STAR)


def _plain_tip(text: str) -> str:
    """The text as a tip that wraps and is never read as HTML."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p style='white-space: normal'>{escaped}</p>" if text else ""


def table_palette() -> QPalette:
    """Grounds for what Qt itself fills."""
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, theme.color("surface"))
    palette.setColor(QPalette.ColorRole.Window, theme.color("surface"))
    palette.setColor(QPalette.ColorRole.Text, theme.color("text"))
    return palette

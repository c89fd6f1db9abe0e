"""A column's head: what it is, how many, how much, and how its cards stand; and the strip it folds into."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QLocale, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from crmdesk.texts import _, _n
from crmdesk.ui import theme
from crmdesk.ui.board.cards import Column, Segment, cut
from crmdesk.ui.board.look import STRIP, Look
from crmdesk.ui.buttons import button

EDGE = 14
HEIGHT = 66
BAR_AT, BAR = 57, 4
REACH = 5  # px above and below the bar that still count as a click on it
DOT = 9


class _Head(QWidget):
    """What header and strip share: a column, a look, and the click and keys that fold it.

    Signals:
        toggled: fold or unfold.
        menu_requested: a global position.
    """

    toggled = Signal()
    menu_requested = Signal(QPoint)

    def __init__(self, column: Column, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = column
        self.look = look
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_column(column, look)

    def show_column(self, column: Column, look: Look) -> None:
        self.column, self.look = column, look
        self.setAccessibleName(column.name)
        counted = _n("{n} card", "{n} cards", column.count)
        self.setAccessibleDescription(", ".join(part for part in (counted, column.total, column.weighted) if part))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked_at(event.position().toPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.RightButton:
            self.menu_requested.emit(event.globalPosition().toPoint())

    def clicked_at(self, position: QPoint) -> None:
        self.toggled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.toggled.emit()
        elif event.key() == Qt.Key.Key_Menu:
            self.menu_requested.emit(self.mapToGlobal(self.rect().bottomLeft()))
        else:
            super().keyPressEvent(event)

    def paint_focus(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setPen(self.look.ring)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), theme.RADIUS, theme.RADIUS)

    def paint_dot(self, painter: QPainter, x: float, y: float) -> None:
        size = self.look.px(DOT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.column_color(self.column.colour))
        painter.drawEllipse(QRectF(x, y - size / 2, size, size))


class ColumnHeader(_Head):
    """The head of an open column.

    Signals:
        filter_requested: the key of the bar's part that was clicked.
    """

    filter_requested = Signal(object)

    def __init__(self, column: Column, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(column, look, parent)
        self._menu = button(_("Column menu"), "quiet-icon", "more", small=True)
        self._menu.setParent(self)
        self._menu.setCursor(Qt.CursorShape.ArrowCursor)
        self._menu.setToolTip("")
        self._menu.clicked.connect(self._open_menu)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(270), self.look.px(HEIGHT))

    def clicked_at(self, position: QPoint) -> None:
        segment = self._segment_at(position)
        if segment is None:
            self.toggled.emit()
        else:
            self.filter_requested.emit(segment.key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        size = self.look.px(26)
        self._menu.setGeometry(self.width() - self.look.px(EDGE - 6) - size, self.look.px(21) - size // 2, size, size)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)  # type: ignore[arg-type]
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, column = self.look, self.column
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_focus(painter)
            left, right = look.px(EDGE), self.width() - look.px(EDGE)
            self.paint_dot(painter, left, look.px(21))
            self._paint_name(painter, left + look.px(DOT + 8), self._menu.x() - look.px(4))
            middle = look.px(40)
            painter.setFont(look.title.font)
            painter.setPen(look.pen("text"))
            end = self._text(painter, look.title.metrics, column.total, left, right, middle)
            begin = end + look.gap if column.total else left
            painter.setFont(look.plain.font)
            painter.setPen(look.pen("muted"))
            flush = bool(column.total)
            self._text(painter, look.plain.metrics, column.weighted, begin, right, middle, flush=flush)
            painter.setPen(Qt.PenStyle.NoPen)
            for segment, box in self._segments():
                painter.setBrush(look.brush(segment.role))
                painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)

    def _paint_name(self, painter: QPainter, left: float, right: float) -> None:
        look, count = self.look, _number(self.column.count)
        counted = look.plain.metrics.horizontalAdvance(count)
        painter.setFont(look.title.font)
        painter.setPen(look.pen("text"))
        end = self._text(painter, look.title.metrics, self.column.name, left, right - counted - look.gap, look.px(21))
        painter.setFont(look.plain.font)
        painter.setPen(look.pen("muted"))
        self._text(painter, look.plain.metrics, count, end + look.gap, right, look.px(21))

    def _text(self, painter, metrics, text, left, right, middle, flush=False) -> float:  # type: ignore[no-untyped-def]
        """Draw a line, cut to its room; `flush` to the right.  Returns its right end."""
        room = right - left
        if not text or room <= 0:
            return left
        shown = metrics.elidedText(cut(text), Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(shown)
        x = right - width if flush else left
        painter.drawText(round(x), round(middle + (metrics.ascent() - metrics.descent()) / 2), shown)
        return x + width

    def _segments(self) -> Iterator[tuple[Segment, QRectF]]:
        """The bar's parts with their places; a part too thin to click gets 6 px."""
        look = self.look
        shown = [segment for segment in self.column.bar if segment.count > 0]
        left, gap = float(look.px(EDGE)), look.px(2)
        room = self.width() - 2 * left - gap * (len(shown) - 1)
        least = look.px(6)
        whole = sum(segment.count for segment in shown)
        free = room - least * len(shown)
        for segment in shown:
            width = least + free * segment.count / whole
            yield segment, QRectF(left, look.px(BAR_AT), width, look.px(BAR))
            left += width + gap

    def _segment_at(self, position: QPoint) -> Segment | None:
        for segment, box in self._segments():
            if box.adjusted(-1, -REACH, 1, REACH).contains(position):
                return segment
        return None

    def _show_tip(self, event) -> None:  # type: ignore[no-untyped-def]
        segment = self._segment_at(event.pos())
        if segment is None:
            cards = _n("{n} card", "{n} cards", self.column.count)
            tip = f"{cut(self.column.name)} · {cards}"
        else:
            tip = f"{cut(segment.label)} · {_number(segment.count)}" if segment.label else _number(segment.count)
        QToolTip.showText(event.globalPos(), tip, self)

    def _open_menu(self) -> None:
        self.menu_requested.emit(self._menu.mapToGlobal(self._menu.rect().bottomLeft()))


class CollapsedStrip(_Head):
    """A folded column: its name and count written downwards."""

    def sizeHint(self) -> QSize:
        return QSize(self.look.px(STRIP), self.look.px(200))

    def paintEvent(self, event: QPaintEvent) -> None:
        look = self.look
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint_focus(painter)
            self.paint_dot(painter, (self.width() - look.px(DOT)) / 2, look.px(21))
            painter.translate(self.width() / 2, look.px(34))
            painter.rotate(90)
            count = _number(self.column.count)
            room = self.height() - look.px(48) - look.plain.metrics.horizontalAdvance(count) - look.gap
            name = look.title.metrics.elidedText(cut(self.column.name), Qt.TextElideMode.ElideRight, max(0, room))
            painter.setFont(look.title.font)
            painter.setPen(look.pen("text"))
            painter.drawText(0, round(look.title.sink), name)
            painter.setFont(look.plain.font)
            painter.setPen(look.pen("muted"))
            x = look.title.metrics.horizontalAdvance(name) + look.gap
            painter.drawText(round(x), round(look.plain.sink), count)


def _number(count: int) -> str:
    """A count as the reader's locale writes it."""
    return QLocale().toString(count)

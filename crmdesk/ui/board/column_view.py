"""The cards of one column as a list.

All cards are equally high, so a row's place is a multiplication.  `QListView` with uniform sizes still lays out every
row first: 122 ms for five columns of 20,000, where this takes 0.4 ms.  It stays a `QListView` all the same, because a
screen reader is told of a list with its items only for that class.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from crmdesk.ui import theme
from crmdesk.ui.board.look import SCROLL_BAR, Look
from crmdesk.ui.board.model import AnyIndex, ColumnModel
from crmdesk.ui.board.painter import CardPainter, State
from crmdesk.ui.board.scroll_bar import SlimScrollBar

HINT = 84  # px high, where an empty column says what to do
TOP = 4  # px above the first card, room for its focus ring

Key = Qt.Key
Select = QItemSelectionModel.SelectionFlag


class ColumnView(QListView):
    """Paints and selects the cards of a `ColumnModel`.

    Signals:
        opened: the index to open.
        menu_requested: a global position.
        key_pressed: a key event this list leaves to the board, which accepts it or not.
        taken_alone: the selection starts anew here; other columns lose theirs.
        drag_wanted: the mouse pulls the selected cards away.
        wheel_sideways, wheel_zoomed: turned the wheel with Shift or Ctrl, by this many notches.
        content_changed: the number of cards or their height changed.
    """

    opened = Signal(QModelIndex)
    menu_requested = Signal(QPoint)
    key_pressed = Signal(QKeyEvent)
    taken_alone = Signal()
    drag_wanted = Signal()
    wheel_sideways = Signal(float)
    wheel_zoomed = Signal(float)
    content_changed = Signal()
    focused = Signal()

    def __init__(self, model: ColumnModel, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.look = look
        self.cards = CardPainter(look, 0)
        self.hint = ""
        self._hovered = -1
        self._dragged: frozenset[int] = frozenset()
        self._gap_row = -1
        self._pulled = False
        self._room = QWidget(
            self
        )  # our own viewport: to wrap Qt's, PySide would first learn every widget class there is
        self.setViewport(self._room)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, SCROLL_BAR, "sunken", self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)
        self.setAcceptDrops(False)  # the board takes every drop, so that no place of it refuses one
        self.viewport().setAcceptDrops(False)
        self.setAutoScroll(False)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setModel(model)
        model.rowsInserted.connect(self._rows_changed)
        model.rowsRemoved.connect(self._rows_changed)
        self.doubleClicked.connect(self.opened)

    def model(self) -> ColumnModel:
        return self._model

    # What the board sets

    def set_look(self, look: Look) -> None:
        top = self.top_row()
        self.look = look
        self.cards = CardPainter(look, self._card_width())
        self.updateGeometries()
        self.scroll_to_row(*top)
        self.viewport().update()
        self.content_changed.emit()

    def set_dragged(self, ids: Iterable[int]) -> None:
        """Paint these cards faded, because they are under the mouse."""
        self._dragged = frozenset(ids)
        self.viewport().update()

    def set_gap(self, row: int) -> None:
        """Show that a drop would land above this row; -1 shows nothing."""
        if row != self._gap_row:
            self._gap_row = row
            self.viewport().update()

    # Arithmetic

    def content_height(self) -> int:
        rows = self.model().rowCount()
        if not rows:
            return self.look.px(HINT) if self.hint else TOP
        return TOP + rows * self.look.pitch + self.look.gap // 2

    def row_top(self, row: int) -> int:
        """Where a row begins in the viewport."""
        opened = self.look.gap if 0 <= self._gap_row <= row else 0
        return TOP + row * self.look.pitch + opened - self.verticalOffset()

    def row_at(self, y: int) -> int:
        """The row at a height of the viewport, or -1; the space between two cards belongs to none."""
        row, within = divmod(y + self.verticalOffset() - TOP, self.look.pitch)
        return row if within < self.look.card_height and 0 <= row < self.model().rowCount() else -1

    def drop_row(self, y: int) -> int:
        """The row above which a drop at this height lands, 0..rowCount."""
        row = round((y + self.verticalOffset() - TOP + self.look.gap / 2) / self.look.pitch)
        return max(0, min(self.model().rowCount(), row))

    def rows_in_sight(self) -> range:
        first = max(0, (self.verticalOffset() - TOP) // self.look.pitch)
        after = (self.verticalOffset() + self.viewport().height() - TOP) // self.look.pitch + 1
        return range(first, max(first, min(self.model().rowCount(), after)))

    def top_row(self) -> tuple[int, int]:
        """The first row in sight, and by how many pixels it is scrolled away."""
        if not self.look.pitch:
            return 0, 0
        return divmod(self.verticalOffset(), self.look.pitch)

    def scroll_to_row(self, row: int, beyond: int = 0) -> None:
        self.verticalScrollBar().setValue(row * self.look.pitch + beyond)

    # What Qt asks of a list

    def visualRect(self, index: AnyIndex) -> QRect:
        if not index.isValid():
            return QRect()
        return QRect(self.look.padding, self.row_top(index.row()), self._card_width(), self.look.card_height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        inside = self.look.padding <= point.x() < self.look.padding + self._card_width()
        row = self.row_at(point.y()) if inside else -1
        return self.model().index(row) if row >= 0 else QModelIndex()

    def scrollTo(
        self, index: AnyIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not index.isValid():
            return
        top, bar, room = TOP + index.row() * self.look.pitch, self.verticalScrollBar(), self.viewport().height()
        bottom = top + self.look.card_height + self.look.padding
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue((top + bottom - room) // 2)
        elif top - TOP < bar.value() or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(top - TOP)
        elif bottom > bar.value() + room:
            bar.setValue(bottom - room)

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        return 0

    def setSelection(self, rect: QRect, command: Select) -> None:
        offset = self.verticalOffset() - TOP
        rows = self.model().rowCount()
        first = max(0, -(-(rect.top() + offset - self.look.card_height + 1) // self.look.pitch))
        last = min(rows - 1, (rect.bottom() + offset) // self.look.pitch)
        chosen = QItemSelection()
        if first <= last:
            chosen.select(self.model().index(first), self.model().index(last))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region, sight = QRegion(), self.viewport().rect()
        for chosen in ranges(selection):
            box = self.visualRect(chosen.topLeft()).united(self.visualRect(chosen.bottomRight()))
            region += box.adjusted(-4, -4, 4, 4).intersected(sight)
        return region

    def selectionCommand(self, index: AnyIndex, event: QEvent | None = None) -> Select:
        command = super().selectionCommand(index, event)
        # without an event Qt only asks what a click would do
        if event is not None and command & Select.Clear:
            self.taken_alone.emit()
        return command

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        move = QAbstractItemView.CursorAction
        rows, row = self.model().rowCount(), self.currentIndex().row()
        if not rows:
            return QModelIndex()
        page = max(1, self.viewport().height() // self.look.pitch)
        steps = {move.MoveUp: -1, move.MovePrevious: -1, move.MoveDown: 1, move.MoveNext: 1}
        steps |= {move.MovePageUp: -page, move.MovePageDown: page, move.MoveHome: -rows, move.MoveEnd: rows}
        row = 0 if row < 0 else row + steps.get(action, 0)
        return self.model().index(max(0, min(rows - 1, row)))

    def keyboardSearch(self, search: str) -> None:
        """Letters do not jump: they belong to whoever types, not to a list that happens to have the focus."""

    def doItemsLayout(self) -> None:
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        room, bar = self.viewport().height(), self.verticalScrollBar()
        self.model().first_limit = max(8, room // self.look.pitch + 3)
        bar.setSingleStep(max(1, self.look.pitch // 4))
        bar.setPageStep(room)
        bar.setRange(0, max(0, self.content_height() - room))
        QAbstractItemView.updateGeometries(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.cards.width != self._card_width():
            self.cards = CardPainter(self.look, self._card_width())
        QAbstractItemView.resizeEvent(self, event)

    def dataChanged(self, first: AnyIndex, last: AnyIndex, roles: Iterable[int] = ()) -> None:
        QAbstractItemView.dataChanged(self, first, last, list(roles))
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(0, dy)
        self._hover(self.viewport().mapFromGlobal(self.cursor().pos()) if self.underMouse() else QPoint(-1, -1))

    def reset(self) -> None:
        super().reset()
        self._hovered = -1
        self._rows_changed()

    def startDrag(self, actions: Qt.DropAction) -> None:
        self._hovered = -1
        self._pulled = True
        self.drag_wanted.emit()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        exposed = event.rect()
        selection, current = self.selectionModel(), self.currentIndex().row() if self.hasFocus() else -1
        with QPainter(self.viewport()) as painter:
            painter.fillRect(exposed, theme.color("sunken"))
            for row in self.rows_in_sight():
                top = self.row_top(row)
                if top - 4 > exposed.bottom() or top + self.look.card_height + 4 < exposed.top():
                    continue
                card = self.model().card(row)
                selected = selection.isSelected(self.model().index(row))
                dragged = bool(self._dragged) and card is not None and card.id in self._dragged
                self.cards.draw(
                    painter,
                    self.look.padding,
                    top,
                    card,
                    State(selected, row == current, row == self._hovered, dragged),
                )
            if not self.model().rowCount():
                self._paint_empty(painter)
            if self._gap_row >= 0:
                self._paint_gap(painter)

    def _paint_empty(self, painter: QPainter) -> None:
        px = self.look.px
        box = QRect(self.look.padding, TOP, self._card_width(), px(HINT) - 2 * TOP)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(self.look.ring)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), self.look.radius, self.look.radius)
        painter.setFont(self.look.body.font)
        painter.setPen(self.look.pen("muted"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(box.adjusted(px(8), 0, -px(8), 0), flags, self.hint[:400])

    def _paint_gap(self, painter: QPainter) -> None:
        thickness = max(3, self.look.px(3))
        room = self.look.gap * 2 if self._gap_row else TOP + self.look.gap
        top = max(0, self.row_top(self._gap_row) - room // 2 - thickness // 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(self.look.padding, top, self._card_width(), thickness, thickness / 2, thickness / 2)

    def _card_width(self) -> int:
        return self.width() - 2 * self.look.padding

    def _rows_changed(self) -> None:
        self.updateGeometries()
        self.viewport().update()
        self.content_changed.emit()

    # Mouse and keys

    def _hover(self, position: QPoint) -> None:
        row = self.indexAt(position).row()
        if row != self._hovered:
            for changed in (row, self._hovered):
                if changed >= 0:
                    self.viewport().update(self.visualRect(self.model().index(changed)))
            self._hovered = row

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            self._hover(event.position().toPoint())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pulled = False
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if plain and not self._pulled:  # a press on a selected card waits, because a drag may follow
            self.taken_alone.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QPoint(-1, -1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned, modifiers = event.angleDelta(), event.modifiers()
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.wheel_zoomed.emit(turned.y() / 120)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier or abs(turned.x()) > abs(turned.y()):
            self.wheel_sideways.emit((turned.x() or turned.y()) / 120)
        else:
            super().wheelEvent(event)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index, position = self.indexAt(event.pos()), event.globalPos()
        else:
            index = self.currentIndex()
            position = self.viewport().mapToGlobal(self.visualRect(index).center())
        if index.isValid():
            if not self.selectionModel().isSelected(index):
                self.taken_alone.emit()
                self.selectionModel().setCurrentIndex(index, Select.ClearAndSelect)
            self.menu_requested.emit(position)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
        self.key_pressed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.selectionModel().setCurrentIndex(self.model().index(0), Select.NoUpdate)
        self.focused.emit()
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()


def ranges(selection: QItemSelection) -> list[QItemSelectionRange]:
    """The ranges of a selection, which Qt keeps as a list without saying so."""
    return list(cast("Iterable[QItemSelectionRange]", selection))

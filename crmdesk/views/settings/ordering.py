"""What is put in order by its grips: dragged, or moved by Ctrl+Up and Ctrl+Down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from crmdesk.texts import _
from crmdesk.ui import icons, theme
from crmdesk.ui.toast import announce

GRIP = 18  # px


class Item(Protocol):
    """A widget with a place in the order; `name` is what people call it."""

    id: int
    name: str

    def set_lifted(self, lifted: bool) -> None:
        """Look lifted while the grip is dragged."""

    def isAncestorOf(self, child: QWidget, /) -> bool: ...
    def geometry(self) -> QRect: ...


class OrderedList(QWidget):
    """Widgets one below the other, each with a grip.

    Signals:
        reordered: all ids in their new order.
    """

    reordered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._dragged: Item | None = None
        self._line = _InsertionLine(self)

    def items(self) -> Sequence[Item]:
        """What is in order, from the top."""
        raise NotImplementedError

    def ids(self) -> list[int]:
        return [item.id for item in self.items()]

    def take_keys(self, within: QWidget) -> None:
        """Move the item that has the focus when Ctrl+Up or Ctrl+Down is pressed within a widget."""
        for keys, step in (("Ctrl+Up", -1), ("Ctrl+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), within)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self._move_focused(step))

    def _move_focused(self, step: int) -> None:
        focused, items = self.focusWidget(), self.items()
        place = next((at for at, item in enumerate(items) if focused and item.isAncestorOf(focused)), None)
        if focused is not None and place is not None and 0 <= place + step < len(items):
            name = items[place].name
            self._move(place, place + step)
            announce(focused, _("{name}: place {place} of {n}", name=name, place=place + step + 1, n=len(items)))

    def _move(self, place: int, target: int) -> None:
        ids = self.ids()
        ids.insert(target, ids.pop(place))
        if ids != self.ids():
            self.reordered.emit(ids)

    def drag(self, item: Item, where: QPoint) -> None:
        """A grip is dragged to a point of the screen: show where its item would go."""
        self._dragged = item
        item.set_lifted(True)
        items, gap = self.items(), self._gap_at(self.mapFromGlobal(where).y())
        edge = items[gap].geometry().top() if gap < len(items) else items[-1].geometry().bottom() + 1
        self._line.show_at(edge)
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if isinstance(area, QScrollArea) and (content := area.widget()) is not None:
            at = content.mapFromGlobal(where)
            area.ensureVisible(at.x(), at.y(), 0, 40)

    def drop(self, where: QPoint) -> None:
        """The grip was let go: put its item there."""
        item = self._dragged
        self.cancel_drag()
        if item is not None:
            place, gap = self.ids().index(item.id), self._gap_at(self.mapFromGlobal(where).y())
            self._move(place, gap - (gap > place))

    def cancel_drag(self) -> None:
        if self._dragged is not None:
            self._dragged.set_lifted(False)
            self._dragged = None
        self._line.hide()

    def _gap_at(self, height: int) -> int:
        return sum(height > item.geometry().center().y() for item in self.items())


class Grip(QWidget):
    """The handle that moves its item: with the mouse, or focused with Ctrl+Up and Ctrl+Down."""

    def __init__(self, item: Item, into: OrderedList) -> None:
        super().__init__()
        self._item, self._list = item, into
        self._from: QPoint | None = None
        self._dragging = False
        self.setFixedSize(GRIP, theme.CONTROL)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(_("Drag, or Ctrl+Up and Ctrl+Down, to change the order"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.globalPosition().toPoint()
        if self._from is None:
            return
        far = (where - self._from).manhattanLength() >= QApplication.startDragDistance()
        if self._dragging or far:
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._list.drag(self._item, where)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        was = self._dragging
        self._end()
        if was:
            self._list.drop(event.globalPosition().toPoint())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._dragging:
            self._end()
            self._list.cancel_drag()
        else:
            super().keyPressEvent(event)

    def _end(self) -> None:
        self._from, self._dragging = None, False
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            role = "accent" if self.hasFocus() else "muted"
            painter.setOpacity(1.0 if self.hasFocus() or self.underMouse() or self._dragging else 0.6)
            painter.drawPixmap(1, (self.height() - 16) // 2, icons.pixmap("grip", role, 16, self.devicePixelRatioF()))


class _InsertionLine(QWidget):
    """Where the dragged item would go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, height: int) -> None:
        self.setGeometry(0, height - 2, self._over.width(), 3)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("accent"))

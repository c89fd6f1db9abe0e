"""What months, weeks and days have in common: the day one is on, what is selected, the mouse and the keys."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date, datetime, timedelta

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QToolTip, QWidget

from crmdesk.ui import formats, theme
from crmdesk.ui.board.scroll_bar import SlimScrollBar
from crmdesk.ui.calendar import keys
from crmdesk.ui.calendar.hits import Hit, Pressed
from crmdesk.ui.calendar.items import Day, Item, Place
from crmdesk.ui.calendar.painter import State

DAY = timedelta(days=1)
SCROLL_BAR = 8
EDGE = 6
"""px at the lower end of a block by which its length is changed."""


class CalendarView(QAbstractScrollArea):
    """Days and what stands on them.  It asks for changes and makes none itself.

    Attributes:
        at: the day the keyboard is on.

    Signals:
        opened: an item's key.
        moved: an item's key and its new `Place`.
        stretched: an item's key, its day and the minute at which it should end.
        wanted: a `Place` where nothing is: something new is to be put there.
        day_wanted: a day that is to be seen whole.
        went: the day the keyboard is on now.
        menu_wanted: an item's key or None, its `Place` and the point on the screen.
        delete_wanted: an item's key.
    """

    opened = Signal(object)
    moved = Signal(object, object)
    stretched = Signal(object, object, int)
    wanted = Signal(object)
    day_wanted = Signal(object)
    went = Signal(object)
    menu_wanted = Signal(object, object, QPoint)
    delete_wanted = Signal(object)

    def __init__(self, now: Callable[[], datetime], name: str, parent: QWidget | None = None) -> None:
        """Args:
        now: gives the local time.
        name: what it is called, for screen readers.
        """
        super().__init__(parent)
        self._now = now
        self.at = now().date()
        self._days: Mapping[date, Day] = {}
        self._key: Hashable | None = None
        self._pressed: Pressed | None = None
        self._under: Hit | None = None
        self._hits: list[Hit] = []
        self._room = QWidget(self)  # our own viewport, as the board's columns have
        self.setViewport(self._room)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, SCROLL_BAR, "surface", self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(name)

    # What a month, and the hours of days, do each in their way

    def lay_out(self) -> None:
        """Work out where everything stands: `_hits`, and the range of the scroll bar."""
        raise NotImplementedError

    def paint(self, painter: QPainter) -> None:
        raise NotImplementedError

    def place_at(self, point: QPointF, *, exact: bool = False) -> Place | None:
        """The place under a point; None outside of all days.

        Args:
            exact: to the quarter of an hour, for a drag; otherwise as somebody points who plans something.
        """
        raise NotImplementedError

    def drop_box(self, item: Item, place: Place) -> QRectF:
        """Where an item would stand that is dropped on a place."""
        raise NotImplementedError

    def shown_days(self) -> list[date]:
        raise NotImplementedError

    def shift(self, item: Item, key: Qt.Key) -> Place | None:
        """Where Ctrl and an arrow put an item."""
        raise NotImplementedError

    # What is shown

    def show_days(self, at: date, days: Mapping[date, Day]) -> None:
        """Show what stands on the days around one."""
        self.at, self._days = at, days
        if self.current() is None:
            self._key = None
        self.refresh()

    def refresh(self) -> None:
        """Lay everything out and paint it again."""
        self._under = None
        self.lay_out()
        self._describe()
        self.viewport().update()

    def items_of(self, day: date) -> tuple[Item, ...]:
        return self._days.get(day, Day()).items

    def current(self) -> Item | None:
        """The selected item."""
        return next((item for day in self._days.values() for item in day.items if item.key == self._key), None)

    def select(self, key: Hashable | None) -> None:
        self._key = key
        self._describe()
        self.viewport().update()

    def box_of(self, key: Hashable) -> QRectF:
        """Where an item stands in the viewport; empty where it is not in sight."""
        return next((hit.box for hit in self._hits if hit.item is not None and hit.item.key == key), QRectF())

    def today(self) -> date:
        return self._now().date()

    def is_dragging(self) -> bool:
        return self._pressed is not None and self._pressed.dragging

    def _describe(self) -> None:
        """Tell a screen reader the day one is on, with what stands on it or what of it is selected."""
        chosen, items = self.current(), self.items_of(self.at)
        told = [chosen.spoken] if chosen is not None else [item.spoken for item in items[:8]]
        self.setAccessibleDescription("; ".join([formats.long_day(self.at), *told]))

    # Painting

    def state_of(self, item: Item) -> State:
        pressed = self._pressed
        dragged = pressed is not None and pressed.dragging and pressed.hit is not None and pressed.hit.item is item
        hovered = self._under is not None and self._under.item is item
        return State(item.key == self._key and self.hasFocus(), hovered and item.movable, dragged)

    def lifted(self) -> tuple[Item, Place, bool] | None:
        """What is being dragged, where it would land, and whether only its end is dragged."""
        pressed = self._pressed
        if pressed is None or not pressed.dragging or pressed.place is None or pressed.hit is None:
            return None
        return (pressed.hit.item, pressed.place, pressed.stretching) if pressed.hit.item is not None else None

    def is_under(self, hit: Hit) -> bool:
        return self._under is hit

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.fillRect(self.viewport().rect(), theme.color("surface"))
            self.paint(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.refresh()

    # The mouse

    def hit_at(self, point: QPointF) -> Hit | None:
        return next((hit for hit in reversed(self._hits) if hit.box.contains(point)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        hit = self.hit_at(event.position())
        self._pressed = Pressed(event.position(), hit, event.position() - (hit.box.topLeft() if hit else QPointF()))
        if hit is not None and hit.item is not None:
            self._pressed.stretching = self._at_end(hit, event.position())
            self.go_to(hit.day, hit.item.key)
        else:
            place = self.place_at(event.position())
            self.go_to(place.day if place else self.at, None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pressed = self._pressed
        if pressed is None:
            self._hover(event.position())
            return
        far = (event.position() - pressed.at).manhattanLength() >= QApplication.startDragDistance()
        item = pressed.hit.item if pressed.hit is not None else None
        if far and item is not None and (item.movable or pressed.stretching):
            pressed.dragging = True
        if pressed.dragging:
            self.drag_to(event.position())

    def drag_to(self, point: QPointF) -> None:
        """Show where what is dragged would land."""
        if self._pressed is not None:
            grip = QPointF() if self._pressed.stretching else QPointF(0, self._pressed.grip.y())
            self._pressed.place = self.place_at(point - grip, exact=True) or self.place_at(point, exact=True)
            self.viewport().setCursor(self._shape(self._pressed.stretching, Qt.CursorShape.ClosedHandCursor))
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        self.viewport().unsetCursor()
        if pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if pressed.dragging:
            self._drop(pressed)
        elif pressed.hit is None:
            if (place := self.place_at(event.position())) is not None:
                self.wanted.emit(place)
        elif pressed.hit.item is None:
            self.more_wanted(pressed.hit)
        self.viewport().update()

    def more_wanted(self, hit: Hit) -> None:
        """The way to what found no place was clicked."""
        self.day_wanted.emit(hit.day)

    def _drop(self, pressed: Pressed) -> None:
        item = pressed.hit.item if pressed.hit is not None else None
        if item is None or pressed.place is None:
            return
        if not pressed.stretching:
            if (pressed.place.day, pressed.place.minute) != (
                item.day,
                None if pressed.place.keeps_time else item.begins,
            ):
                self.moved.emit(item.key, pressed.place)
        elif pressed.place.minute is not None and pressed.place.minute != item.ends:
            self.stretched.emit(item.key, item.day, pressed.place.minute)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        hit = self.hit_at(event.position())
        if hit is not None and hit.item is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            self.opened.emit(hit.item.key)

    def _at_end(self, hit: Hit, point: QPointF) -> bool:
        item = hit.item
        return item is not None and item.stretchable and point.y() > hit.box.bottom() - EDGE

    def _hover(self, point: QPointF) -> None:
        hit = self.hit_at(point)
        if hit is not None and self._at_end(hit, point):
            self.viewport().setCursor(Qt.CursorShape.SizeVerCursor)
        else:
            self.viewport().unsetCursor()
        if hit is not self._under:
            self._under = hit
            self.viewport().update()

    @staticmethod
    def _shape(stretching: bool, other: Qt.CursorShape) -> Qt.CursorShape:
        return Qt.CursorShape.SizeVerCursor if stretching else other

    def cancel(self) -> bool:
        """Give a drag up; whether there was one."""
        was, self._pressed = self.is_dragging(), None
        self.viewport().unsetCursor()
        self.viewport().update()
        return was

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            hit = self.hit_at(QPointF(event.pos()))
            if hit is not None and hit.item is not None:
                QToolTip.showText(event.globalPos(), hit.item.spoken, self.viewport())
            else:
                QToolTip.hideText()
            return True
        if event.type() == QEvent.Type.Leave:
            self._hover(QPointF(-1, -1))
        return bool(super().viewportEvent(event))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        chosen = self.current()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            point, where = QPointF(self.viewport().mapFromGlobal(event.globalPos())), event.globalPos()
            hit = self.hit_at(point)
            key = hit.item.key if hit is not None and hit.item is not None else None
            place = self.place_at(point)
            self.go_to(hit.day if hit else place.day if place else self.at, key)
        else:
            key = chosen.key if chosen is not None else None
            box = self.box_of(key) if key is not None else QRectF(self.viewport().rect())
            place, where = Place(self.at), self.viewport().mapToGlobal(box.center().toPoint())
        if place is not None:
            self.menu_wanted.emit(key, place, where)

    # Keys

    def go_to(self, day: date, key: Hashable | None) -> None:
        """Put the keyboard on a day and select an item."""
        other = day != self.at
        self.at, self._key = day, key
        if other:
            self.went.emit(day)
        self._describe()
        self.viewport().update()

    def go_by(self, days: int) -> None:
        """Put the keyboard on another day."""
        self.go_to(self.at + days * DAY, None)

    def walk(self, step: int) -> None:
        """Select the next item of the day, or the one before."""
        items = self.items_of(self.at)
        if items:
            keys = [item.key for item in items]
            known = keys.index(self._key) if self._key in keys else (-1 if step > 0 else 0)
            self.go_to(self.at, keys[(known + step) % len(keys)])
            self.show_current()

    def show_current(self) -> None:
        """Scroll what is selected into sight."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not keys.press(self, Qt.Key(event.key()), event.modifiers()):
            super().keyPressEvent(event)

    def press_up(self, step: int) -> None:
        """The arrows up (-1) and down (1)."""
        raise NotImplementedError

    def press_enter(self) -> None:
        """Open what is selected, or else the day."""
        if self.current() is not None:
            self.opened.emit(self._key)
        else:
            self.day_wanted.emit(self.at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

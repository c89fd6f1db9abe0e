"""What every chart does: hover, click, keys, empty text, theme, menu and pictures."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from crmdesk.ui import theme
from crmdesk.ui.buttons import label
from crmdesk.ui.charts.data import Sheet
from crmdesk.ui.charts.items import BarItem
from crmdesk.ui.charts.menu import fill_menu
from crmdesk.ui.charts.tip import Tip

TITLE_HEIGHT = 30
LEAST = QSize(160, 80)


@dataclass
class Mark:
    """Something that can be pointed at.

    Attributes:
        key: what `activated` gives.
        spoken: for screen readers: label and figure.
        tip: lines shown on hover.
        row: the line it is in; Up and Down go between lines.
        hit: where the mouse finds it, in the view's px.
        place: what the tip stands over, in the view's px.
        item: the bar that lights up.
    """

    key: Hashable
    spoken: str
    tip: tuple[str, ...]
    row: int
    hit: QRectF
    place: QRectF
    item: BarItem | None


class Chart(QWidget):
    """A chart over a pyqtgraph view that is made when the chart is first shown.

    A subclass gives `_make_view`, `_draw` (fills the view and `self.marks`) and `_has_data`.

    Signals:
        activated: the key of a bar that was clicked, or reached by keys and Enter.
        saved: the path of a file that was written by the menu.
        failed: a sentence: a file could not be written.
    """

    activated = Signal(object)
    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks: list[Mark] = []
        self.view: Any = None  # pyqtgraph's GraphicsView, once shown
        self.sheet = Sheet()
        self._title = title
        self._current = -1  # the mark under the mouse or the keys
        self._by_keys = False
        self._empty = label(tone="muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(theme.GAP)
        self.lines.addWidget(self._empty, 1)
        self.tip = Tip(self)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(LEAST)
        theme.events.changed.connect(self._dress)

    # for the screen

    def title(self) -> str:
        """The name above pictures and in file names."""
        return self._title

    def set_title(self, title: str) -> None:
        self._title = title
        self.setAccessibleName(title)

    def set_empty(self, text: str) -> None:
        """What is said when there is nothing to draw."""
        self._empty.setText(text)

    def menu(self) -> QMenu:
        """Copy and save, as the right click shows it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, self)
        return menu

    def highlight(self, number: int, by_keys: bool = False) -> None:
        """Light a mark up and say its tip; -1 lets go."""
        self._current, self._by_keys = number, by_keys
        lit = self.marks[number].item if 0 <= number < len(self.marks) else None
        for mark in self.marks:
            if mark.item is not None:
                mark.item.light(mark.item is lit, mark.item is lit and by_keys)
        if 0 <= number < len(self.marks) and self.marks[number].tip:
            place = self._mark_place(number)
            top = self._from_view(QPointF(place.center().x(), place.top()))
            self.tip.say(self.marks[number].tip, top, self._from_view(place.bottomLeft()).y())
        else:
            self.tip.hide()

    def highlighted(self) -> int:
        """The number of the mark that is lit, or -1."""
        return self._current

    # for subclasses

    def _make_view(self) -> Any:
        raise NotImplementedError

    def _draw(self) -> None:
        raise NotImplementedError

    def _has_data(self) -> bool:
        raise NotImplementedError

    def _changed(self, sheet: Sheet) -> None:
        """New data: draw it if the chart was shown before."""
        self.sheet = sheet
        self._let_go()
        self.setAccessibleDescription("" if self._has_data() else self._empty.text())
        if self.view is not None or self.isVisible():
            self.ready()

    def _mark_at(self, point: QPointF) -> int:
        return next((n for n, mark in enumerate(self.marks) if mark.hit.contains(point)), -1)

    def _mark_place(self, number: int) -> QRectF:
        return self.marks[number].place

    def _surface(self) -> QWidget:
        """The widget that holds the view, put in or out of sight with the data."""
        view: QWidget = self.view
        return view

    def _dress(self) -> None:
        """The theme changed."""
        if self.view is not None:
            self.view.setBackground(theme.color("surface"))
        self.tip.update()

    # life

    def ready(self) -> None:
        """Make the view if there is none yet, and draw."""
        if self.view is None:
            self.view = self._make_view()
            self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.view.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.view.viewport().setMouseTracking(True)
            self.view.viewport().installEventFilter(self)
            self.lines.insertWidget(0, self._surface(), 1000)  # all the room it can take
        shown = self._has_data()
        self._surface().setVisible(shown)
        self._empty.setVisible(not shown)
        self._let_go()
        self._draw()
        self._dress()

    def _resized(self) -> None:
        """The view has another size."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.view is None:
            self.ready()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._let_go()

    def _let_go(self) -> None:
        self.highlight(-1)

    # mouse: pyqtgraph's own panning, zooming and menus stay out

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QMouseEvent):
            self._mouse(event)
            return True
        if kind == QEvent.Type.Resize:
            self._resized()
        elif kind == QEvent.Type.Leave:
            self._let_go()
            self.setCursor(Qt.CursorShape.ArrowCursor)
        elif kind == QEvent.Type.Wheel:
            event.ignore()
            self._let_go()
            return True
        elif isinstance(event, QContextMenuEvent):
            self.contextMenuEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _mouse(self, event: QMouseEvent) -> None:
        number = self._mark_at(event.position())
        if event.type() == QEvent.Type.MouseMove and (number != self._current or self._by_keys):
            self.highlight(number)
            self.setCursor(Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor)
        elif event.type() == QEvent.Type.MouseButtonRelease and event.button() == Qt.MouseButton.LeftButton:
            if number >= 0:
                self.activated.emit(self.marks[number].key)
        elif event.type() == QEvent.Type.MouseButtonPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._let_go()
        self.menu().popup(event.globalPos())
        event.accept()

    def _from_view(self, point: QPointF) -> QPoint:
        where: QPoint = self.view.viewport().mapTo(self, point.toPoint())
        return where

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current >= 0:
            self.activated.emit(self.marks[self._current].key)
        elif key in MOVES and self.marks:
            self._go(MOVES[key](self))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason) and self.marks:
            self._go(max(self._current, 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._by_keys:
            self._let_go()

    def _go(self, number: int) -> None:
        self.highlight(min(max(number, 0), len(self.marks) - 1), by_keys=True)
        self._reveal(self._current)
        spoken = self.marks[self._current].spoken
        self.setAccessibleDescription(spoken)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

    def _reveal(self, number: int) -> None:
        """Scroll to a mark, where there is scrolling."""

    def _step_row(self, by: int) -> int:
        """The nearest mark of the line above or below; the one before or after where all are in one line."""
        if self._current < 0:
            return 0
        here = self.marks[self._current]
        rows = sorted({mark.row for mark in self.marks})
        if len(rows) == 1:
            return self._current + by
        row = rows[min(max(rows.index(here.row) + by, 0), len(rows) - 1)]
        middle = here.place.center().x()
        others = [n for n, mark in enumerate(self.marks) if mark.row == row]
        return min(others, key=lambda n: abs(self.marks[n].place.center().x() - middle))

    # pictures

    def export_size(self) -> QSize:
        """Px of the whole chart with its title, scrolled away parts included."""
        self.ready()
        size: QSize = self.view.size().expandedTo(LEAST)
        return size + QSize(0, TITLE_HEIGHT if self._title else 0)

    def draw(self, painter: QPainter) -> None:
        """The whole chart with its title; nothing lit up."""
        self._let_go()
        if self._title:
            painter.setFont(theme.font(semibold=True))
            painter.setPen(theme.color("text"))
            box = QRectF(0, 0, self.export_size().width(), TITLE_HEIGHT - theme.GAP)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self._title[:200])
            painter.translate(0, TITLE_HEIGHT)
        if self._has_data():
            size = self.view.viewport().rect()
            self.view.render(painter, QRectF(size), size)
        else:
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(0, 0, *LEAST.toTuple()), self._empty.text())


MOVES: dict[int, Callable[[Chart], int]] = {
    Qt.Key.Key_Left: lambda chart: chart._current - 1,
    Qt.Key.Key_Right: lambda chart: chart._current + 1,
    Qt.Key.Key_Up: lambda chart: chart._step_row(-1),
    Qt.Key.Key_Down: lambda chart: chart._step_row(1),
    Qt.Key.Key_Home: lambda chart: 0,
    Qt.Key.Key_End: lambda chart: len(chart.marks) - 1,
}


_AXES = ("left", "bottom")


def plot_with_axes(foot: int, offset: int, **style: Any) -> Any:
    """A plot with labels at the left and below, without lines of its own, that nobody pans or zooms.

    Args:
        foot: px below it for the labels.
        offset: px between a label and the plot.
        style: more of what pyqtgraph's `AxisItem.setStyle` takes.
    """
    view = pyqtgraph().PlotWidget(background=None)
    plot = view.getPlotItem()
    plot.hideButtons()
    plot.setMenuEnabled(False)
    plot.getViewBox().setMouseEnabled(False, False)
    plot.getViewBox().setDefaultPadding(0)
    plot.setContentsMargins(0, 0, 0, 0)
    for name in _AXES:
        axis = plot.getAxis(name)
        axis.setPen(None)
        axis.setStyle(tickLength=0, tickAlpha=0, tickTextOffset=offset, tickFont=theme.font(theme.TAG), **style)
    plot.getAxis("bottom").setHeight(foot)
    return view


def tint_axes(view: Any) -> None:
    """Write the labels of such a plot in the theme's colour."""
    for name in _AXES:
        view.getPlotItem().getAxis(name).setTextPen(theme.color("muted"))


def pyqtgraph() -> Any:
    """The library, imported at the first chart: it costs a third of a second, and brings numpy."""
    import pyqtgraph as pg

    pg.setConfigOptions(antialias=True, exitCleanup=False)
    return pg

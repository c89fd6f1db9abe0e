"""Editors that are painted: stars, flames and colours."""

from __future__ import annotations

from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from crmdesk.texts import _, _n
from crmdesk.ui import icons, theme
from crmdesk.ui.fields import Field
from crmdesk.ui.flame import flame


class Stars(Field, QWidget):
    """A priority of 0 to 3 stars; a click on the last one takes it away, digits and arrows set it."""

    changed = Signal()
    MOST = 3
    ROLE = "warning"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(theme.CONTROL)

    def value(self) -> int:
        return self._value

    def set_value(self, value: int | None) -> None:
        wanted = max(0, min(self.MOST, value or 0))
        if wanted != self._value:
            self._value = wanted
            self.setAccessibleDescription(self.told())
            self.setToolTip(self.told())
            self.update()
            self.changed.emit()

    def told(self) -> str:
        """The value in words."""
        return _n("{n} star", "{n} stars", self._value)

    def shape(self, middle: QPointF) -> QPolygonF:
        """What is painted for one of them."""
        return star(middle, 8)

    def is_empty(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return QSize(self.MOST * 24 + 4, theme.CONTROL)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        clicked = int(event.position().x() // 24) + 1
        self.set_value(clicked - 1 if clicked == self._value else clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}
        if event.key() in steps:
            self.set_value(self._value + steps[Qt.Key(event.key())])
        elif event.text() in ("0", "1", "2", "3"):
            self.set_value(int(event.text()))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for place in range(self.MOST):
                full = place < self._value
                painter.setPen(QPen(theme.color(self.ROLE if full else "muted"), 1.2))
                painter.setBrush(theme.color(self.ROLE) if full else Qt.BrushStyle.NoBrush)
                painter.drawPolygon(self.shape(QPointF(place * 24 + 12, self.height() / 2)))
            if self.hasFocus():
                painter.setPen(theme.color("accent"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                wide = self.MOST * 24 + 1
                painter.drawRoundedRect(QRectF(0.5, 3.5, wide, self.height() - 7), theme.RADIUS, theme.RADIUS)


class Flames(Stars):
    """How warm somebody is, 0 to 3: like stars, and not to be taken for a priority."""

    ROLE = "danger"

    def told(self) -> str:
        return _("{n} of {most}", n=self._value, most=self.MOST)

    def shape(self, middle: QPointF) -> QPolygonF:
        return flame(middle, 17)


def star(middle: QPointF, radius: float) -> QPolygonF:
    """A five-pointed star, to be painted."""
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.45
        turn = corner * pi / 5 - pi / 2
        points.append(QPointF(middle.x() + reach * cos(turn), middle.y() + reach * sin(turn)))
    return QPolygonF(points)


class StageColor(Field):
    """An editor of a stage's colour: its place in the theme's set."""

    _value = 0

    def value(self) -> int:
        return self._value

    def set_value(self, value: int | None) -> None:
        wanted = (value or 0) % len(theme.STAGES)
        if wanted != self._value:
            self._value = wanted
            self.setAccessibleDescription(_("Colour {n}", n=wanted + 1))
            self.update()
            self.changed.emit()


class ColorChoice(StageColor, QWidget):
    """One of the stages' colours, by its place in `theme.STAGES`; arrows move along them."""

    changed = Signal()
    DISC, STEP = 22, 30

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(theme.CONTROL)

    def is_empty(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return QSize(self.STEP * len(theme.STAGES), theme.CONTROL)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.set_value(min(int(event.position().x() // self.STEP), len(theme.STAGES) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in steps:
            self.set_value(self._value + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            top = (self.height() - self.DISC) / 2
            for place in range(len(theme.STAGES)):
                disc = QRectF(place * self.STEP + 3, top, self.DISC, self.DISC)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.stage_color(place))
                painter.drawEllipse(disc)
                if place == self._value:
                    ink = theme.text_on(theme.stage_color(place))
                    picture = icons.pixmap("check", ink, 14, self.devicePixelRatioF())
                    painter.drawPixmap(QPointF(disc.x() + 4, disc.y() + 4), picture)
                    if self.hasFocus():
                        painter.setPen(QPen(theme.color("accent"), 1.5))
                        painter.setBrush(Qt.BrushStyle.NoBrush)
                        painter.drawEllipse(disc.adjusted(-2.5, -2.5, 2.5, 2.5))

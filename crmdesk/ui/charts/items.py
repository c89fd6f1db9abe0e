"""What charts are made of: bars, texts and dots as graphics items that ask the theme when they paint."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from crmdesk.ui import theme

CHARS = 300  # more of a label is never seen
Paint = Callable[[], QColor]
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


class BarItem(QGraphicsItem):
    """A rounded bar in the coordinates of its parent; its corners are round on the screen whatever the scale.

    Attributes:
        lit: under the mouse or reached by keys.
        ringed: the keyboard is here.
    """

    def __init__(self, rect: QRectF, color: Paint, lit_color: Paint | None = None, radius: float = 3) -> None:
        super().__init__()
        self.rect = rect
        self.lit = self.ringed = False
        self._color, self._lit_color, self._radius = color, lit_color, radius

    def light(self, lit: bool, ringed: bool) -> None:
        if (lit, ringed) != (self.lit, self.ringed):
            self.lit, self.ringed = lit, ringed
            self.update()

    def set_rect(self, rect: QRectF) -> None:
        if rect != self.rect:
            self.prepareGeometryChange()
            self.rect = rect

    def color(self) -> QColor:
        """The colour it paints in now."""
        if not self.lit:
            return self._color()
        return self._lit_color() if self._lit_color else emphasised(self._color())

    def boundingRect(self) -> QRectF:
        return self.rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        place = painter.worldTransform().mapRect(self.rect)
        radius = min(self._radius, place.width() / 2, place.height() / 2)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.color())
        painter.drawRoundedRect(place, radius, radius)
        if self.ringed and place.width() > 6:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("text"), 2))
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), radius, radius)
        painter.restore()


class TextItem(QGraphicsItem):
    """A text in a box of px: one line, or two when it is `tall` enough and needs them; elided at the end."""

    def __init__(
        self,
        box: QRectF,
        text: str,
        color: Paint,
        align: Qt.AlignmentFlag = LEFT,
        size: int = theme.BODY,
        semibold: bool = False,
        tall: bool = False,
    ) -> None:
        super().__init__()
        self.text = " ".join(text[:CHARS].split())
        self._box, self._color, self._align = box, color, align
        self._font, self._tall = theme.font(size, semibold), tall

    def boundingRect(self) -> QRectF:
        return self._box

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        metrics = QFontMetricsF(self._font)
        width = self._box.width()
        lines = two_lines(self.text, width, metrics.horizontalAdvance) if self._tall else [self.text]
        shown = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]
        flags = self._align | Qt.AlignmentFlag.AlignAbsolute | Qt.TextFlag.TextDontClip
        painter.setFont(self._font)
        painter.setPen(self._color())
        high = metrics.height() - 2
        top = self._box.center().y() - high * len(shown) / 2
        for place, line in enumerate(shown):
            painter.drawText(QRectF(self._box.left(), top + place * high, width, high), flags, line)


def two_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The text as one line where it fits, else broken once between words."""
    if measure(text) <= width:
        return [text]
    words, taken = text.split(), 0
    while taken < len(words) and measure(" ".join(words[: taken + 1])) <= width:
        taken += 1
    if taken in (0, len(words)):
        return [text]
    return [" ".join(words[:taken]), " ".join(words[taken:])]


def role(name: str) -> Paint:
    """The colour of a role, asked for when painting."""
    return lambda: theme.color(name)


def fixed(color: QColor) -> Paint:
    """Always this colour (a stage's)."""
    return lambda: color


def faded_accent() -> QColor:
    """The accent as bars at rest wear it."""
    return mixed(theme.color("accent"), theme.color("surface"), 0.21)


def emphasised(color: QColor) -> QColor:
    """The colour of a bar under the mouse."""
    return mixed(color, theme.color("text"), 0.16)


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """The first colour with a share of the second."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )

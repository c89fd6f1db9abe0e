"""Paint the items of a calendar: as a line in a month, as a block in the hours of a day."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from crmdesk.ui import icons, theme
from crmdesk.ui.calendar.items import DONE, GHOST, MARK, Item

ICON = 14
_INSET = 8.0
_TINT_LIGHT, _TINT_DARK = 0.15, 0.17
_TWO_LINES = 30  # px from which a block says more than its name
_NOTE = 120  # px that a line must have left to say more than its name
_FLAGS = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True)
class State:
    """How an item stands at the moment."""

    current: bool = False
    hovered: bool = False
    dragged: bool = False
    lifted: bool = False


AT_REST = State()


def tint(item: Item) -> QColor:
    """The colour of an item's type."""
    return theme.color("accent") if item.colour is None else theme.stage_color(item.colour)


def ground(item: Item) -> QColor:
    """The pale ground of an item: its colour laid over the surface, so that what is below never shines through."""
    if item.look == DONE:
        return theme.color("sunken")
    share = _TINT_DARK if theme.is_dark() else _TINT_LIGHT
    top, below = tint(item), theme.color("surface")
    pairs = ((top.red(), below.red()), (top.green(), below.green()), (top.blue(), below.blue()))
    return QColor(*(round(above * share + under * (1 - share)) for above, under in pairs))


def draw_line(painter: QPainter, box: QRectF, item: Item, state: State = AT_REST) -> None:
    """Paint an item as one line: its icon, when it is and what it is."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _ground(painter, box, item, state)
    ink = _ink(item)
    x = box.left() + _INSET
    _icon(painter, QPointF(x, box.center().y() - ICON / 2), item)
    x += ICON + 5
    painter.setFont(theme.font(theme.TAG))
    if item.time:
        painter.setPen(theme.color("muted"))
        wide = painter.fontMetrics().horizontalAdvance(item.time)
        if x + wide + 30 < box.right():
            painter.drawText(QRectF(x, box.top(), wide + 2, box.height()), _FLAGS, item.time)
            x += wide + 5
    painter.setPen(ink)
    _text(painter, QRectF(x, box.top(), box.right() - x - 4, box.height()), item)
    x += painter.fontMetrics().horizontalAdvance(item.text) + 10
    if item.note and x + _NOTE < box.right():
        painter.setPen(theme.color("muted"))
        room = box.right() - x - 4
        painter.drawText(QRectF(x, box.top(), room, box.height()), _FLAGS, _cut(painter, item.note, room))
    painter.restore()


def draw_block(painter: QPainter, box: QRectF, item: Item, state: State = AT_REST) -> None:
    """Paint an item over its hours: what it is, and below it when and what about."""
    if box.height() < _TWO_LINES:
        draw_line(painter, box, item, state)
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _ground(painter, box, item, state)
    painter.setClipRect(box)
    line = theme.line_height(theme.TAG) + 1
    top, left = box.top() + max(1.0, min(4.0, (box.height() - 2 * line) / 2)), box.left() + _INSET
    if box.width() > 60:
        _icon(painter, QPointF(left, top + (line - ICON) / 2), item)
        left += ICON + 5
    painter.setFont(theme.font(theme.TAG, semibold=True))
    painter.setPen(_ink(item))
    _text(painter, QRectF(left, top, box.right() - left - 4, line), item)
    painter.setFont(theme.font(theme.TAG))
    painter.setPen(theme.color("muted"))
    left = box.left() + _INSET
    for place, text in enumerate((item.span or item.time, item.note), 1):
        under = QRectF(left, top + place * line, box.right() - left - 4, line)
        if text and under.bottom() <= box.bottom():
            painter.drawText(under, _FLAGS, _cut(painter, text, under.width()))
    painter.restore()


def draw_more(painter: QPainter, box: QRectF, text: str, *, hovered: bool = False) -> None:
    """Paint the way to what found no place."""
    painter.setFont(theme.font(theme.TAG, semibold=True))
    painter.setPen(theme.color("accent" if hovered else "muted"))
    painter.drawText(box, _FLAGS, _cut(painter, text, box.width()))


def _ground(painter: QPainter, box: QRectF, item: Item, state: State) -> None:
    if state.dragged:
        painter.setOpacity(0.35)
    pen = QPen(Qt.PenStyle.NoPen)
    if item.look == GHOST:
        pen = QPen(tint(item), 1, Qt.PenStyle.DashLine)
    if state.lifted or state.hovered:
        pen = QPen(tint(item), 1)
    if state.current:
        pen = QPen(theme.color("accent"), 2)
    painter.setPen(pen)
    painter.setBrush(theme.color("surface") if item.look == GHOST else ground(item))
    if item.look == MARK and not state.lifted:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if item.look not in (GHOST, MARK):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("muted") if item.look == DONE else tint(item))
        painter.drawRoundedRect(QRectF(box.left(), box.top(), 3, box.height()), 1.5, 1.5)


def _ink(item: Item) -> QColor:
    return theme.color("muted" if item.look in (DONE, GHOST) else "danger" if item.late else "text")


def _icon(painter: QPainter, at: QPointF, item: Item) -> None:
    name = "check" if item.look == DONE else item.icon
    ratio = painter.device().devicePixelRatioF()
    ink = theme.color("accent") if item.look == MARK else _ink(item)
    painter.drawPixmap(at, icons.pixmap(name, ink, ICON, ratio))


def _text(painter: QPainter, box: QRectF, item: Item) -> None:
    painter.drawText(box, _FLAGS, _cut(painter, item.text, box.width()))


def _cut(painter: QPainter, text: str, width: float) -> str:
    return painter.fontMetrics().elidedText(text[:300], Qt.TextElideMode.ElideRight, max(0, int(width)))

"""The picture under the mouse while cards are dragged: one lifted off the board, a stack when there are several."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from crmdesk.ui import theme
from crmdesk.ui.board.cards import Card
from crmdesk.ui.board.look import Look
from crmdesk.ui.board.painter import CardPainter, State

TILT = 2.0
MARGIN = 24


def lifted(cards: CardPainter, card: Card | None, count: int, ratio: float, hold: QPoint) -> tuple[QPixmap, QPoint]:
    """The picture of `count` cards with this one on top.

    Args:
        ratio: the screen's device pixels per pixel.
        hold: where the mouse holds the card, from its corner.
    Returns:
        The picture and where in it the mouse is.
    """
    look, margin = cards.look, cards.look.px(MARGIN)
    width, height = cards.width + 2 * margin, look.card_height + 2 * margin
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(margin, margin)
    middle = QPointF(cards.width / 2, look.card_height / 2)
    painter.translate(middle)
    painter.rotate(TILT)
    painter.translate(-middle)
    box = QRectF(0, 0, cards.width, look.card_height)
    _shadow(painter, box, look)
    for below in range(min(count, 3) - 1, 0, -1):
        _blank(painter, box.translated(look.px(4) * below, look.px(4) * below), look)
    cards.draw(painter, 0, 0, card, State(selected=True, lifted=True))
    if count > 1:
        _badge(painter, box.topRight(), count, look)
    painter.end()
    return picture, hold + QPoint(margin, margin)


def _shadow(painter: QPainter, box: QRectF, look: Look) -> None:
    ink = QColor(theme.color("on_tip" if look.dark else "tip"))
    painter.setPen(Qt.PenStyle.NoPen)
    for reach in range(look.px(14), 0, -2):
        ink.setAlphaF(0.018)
        painter.setBrush(ink)
        grown = box.adjusted(-reach, -reach + look.px(8), reach, reach + look.px(8))
        painter.drawRoundedRect(grown, look.radius + reach, look.radius + reach)


def _blank(painter: QPainter, box: QRectF, look: Look) -> None:
    painter.setPen(look.pen("accent"))
    painter.setBrush(look.brush("raised"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.radius, look.radius)


def _badge(painter: QPainter, corner: QPointF, count: int, look: Look) -> None:
    text = f"{count}"
    width = max(look.px(22), look.small.metrics.horizontalAdvance(text) + look.px(12))
    box = QRectF(corner.x() - width + look.px(8), corner.y() - look.px(8), width, look.px(22))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.brush("accent"))
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
    painter.setFont(look.small.font)
    painter.setPen(look.pen("on_accent"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

"""A flame to be painted, which tells how warm somebody is from how urgent he is, which has stars."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF, QTransform

_BOX, _MIDDLE = 19.0, 12.5  # how high the outline is drawn, and where its middle is


def flame(middle: QPointF, high: float) -> QPolygonF:
    """The outline of the family's icon, filled: small ones drawn as lines are a blot."""
    path = QPainterPath(QPointF(12, 3))
    path.cubicTo(12.5, 5.5, 14, 7.9, 16, 9.5)
    path.cubicTo(18, 11.1, 19, 13, 19, 15)
    path.arcTo(QRectF(5, 8, 14, 14), 0, -180)
    path.cubicTo(5, 13.847, 5.433, 12.706, 6, 12)
    path.quadTo(6, 14.5, 8.5, 14.5)
    path.quadTo(11, 14.5, 11, 12)
    path.cubicTo(11, 10.62, 10.5, 10, 10, 9)
    path.cubicTo(8.928, 6.857, 9.776, 4.946, 12, 3)
    size = high / _BOX
    placed = QTransform.fromTranslate(middle.x(), middle.y()).scale(size, size).translate(-12, -_MIDDLE)
    return path.toFillPolygon(placed)

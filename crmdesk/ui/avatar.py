"""A person as a disc with initials, in a colour that stays theirs."""

from __future__ import annotations

import zlib

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from crmdesk.ui import theme

# the stages' colours on which white reads at 4.5:1, or nearly; yellow and grey would need dark letters
_PEOPLE = (0, 2, 5, 4, 3, 1)


def initials(name: str) -> str:
    """Up to two letters for a name: its first word's and its last word's."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def person_color(name: str) -> QColor:
    """The disc's colour: the same name has the same one on every computer."""
    return theme.stage_color(_PEOPLE[zlib.crc32(name.casefold().encode()) % len(_PEOPLE)])


def paint_avatar(painter: QPainter, place: QRectF, name: str) -> None:
    """Paint somebody's disc into a square place; for delegates and widgets alike."""
    ground = person_color(name)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawEllipse(place)
    painter.setPen(theme.text_on(ground))
    painter.setFont(theme.font(max(8, round(place.height() * 0.4)), semibold=True))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, initials(name))
    painter.restore()


class Avatar(QAbstractButton):
    """A person's round initials; may be clicked and have a menu where the caller connects one."""

    def __init__(self, name: str = "", size: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self.setFixedSize(size, size)
        self.set_person(name)

    def set_person(self, name: str) -> None:
        self._name = name
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            place = QRectF(self.rect())
            if self.hasFocus():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(theme.color("accent"))
                painter.drawEllipse(place.adjusted(0.5, 0.5, -0.5, -0.5))
                place = place.adjusted(2, 2, -2, -2)
            paint_avatar(painter, place, self._name)

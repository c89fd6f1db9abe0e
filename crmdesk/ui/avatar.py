"""A person as a disc with initials, in a colour that stays theirs."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from crmdesk.ui import theme

# the stages' colours, deepened until white letters read on them at 4.5:1; grey would look like nobody
_PEOPLE = (0, 2, 5, 3, 4, 1)
_seats: dict[str, int] = {}  # the people of the office in their order


def initials(name: str) -> str:
    """Up to two letters for a name: its first word's and its last word's."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def person_color(name: str) -> QColor:
    """The disc's colour: the same person has the same one on every screen and computer."""
    return deepened(person_place(name))


def seat(names: Sequence[str]) -> None:
    """Give these people the colours in turn, so that few of them share one."""
    _seats.clear()
    _seats.update((name, turn) for turn, name in enumerate(names))


def person_place(name: str) -> int:
    """The place of a name's colour in the stages' set; somebody without a seat has one by the name's letters."""
    turn = _seats.get(name)
    return _PEOPLE[(zlib.crc32(name.casefold().encode()) if turn is None else turn) % len(_PEOPLE)]


@cache
def deepened(place: int) -> QColor:
    """A stage's colour, dark enough for white letters."""
    made = theme.stage_color(place)
    while theme.contrast(made, QColor(theme.ROLES["on_accent"][0])) < 4.5:
        made = made.darker(106)
    return made


def paint_avatar(painter: QPainter, place: QRectF, name: str) -> None:
    """Paint somebody's disc into a square place; for delegates and widgets alike."""
    ground = person_color(name)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawEllipse(place)
    painter.setPen(QColor(theme.ROLES["on_accent"][0]))
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

"""A few answers under each other, one of which is taken: each with a mark, a title, and below it why it is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.ui import theme
from crmdesk.ui.fields import Field

_HIGH, _MARK, _EDGE, _LEAST, _ABOVE = 36, 16, 12, 60, 8  # px
_TITLE_HIGH = _HIGH - 2 * _ABOVE
_BESIDE_MARK = 10
_WRAPPED = Qt.TextFlag.TextWordWrap.value | Qt.AlignmentFlag.AlignTop.value


@dataclass(frozen=True)
class Option:
    """One answer.

    Attributes:
        detail: muted, behind the title.
        note: below them, why it is offered: the whole of it, in as many lines as it takes.
    """

    value: Any
    title: str
    detail: str = ""
    note: str = ""


class Options(Field, QWidget):
    """One of a few answers, all in sight; arrows go from one to the next."""

    changed = Signal()

    def __init__(self, options: Sequence[Option] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.idToggled.connect(self._toggled)
        self._options: list[Option] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_4 // 4)
        self.set_options(options)

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer these instead; nothing is chosen then."""
        column = self.layout()
        assert column is not None
        for button in self._group.buttons():
            self._group.removeButton(button)
            column.removeWidget(button)
            button.deleteLater()
        self._options = list(options)
        for place, option in enumerate(self._options):
            made = _Row(option)
            made.setObjectName(f"option.{option.value}")
            self._group.addButton(made, place)
            column.addWidget(made)

    def _toggled(self, _place: int, on: bool) -> None:
        if on:
            self.changed.emit()

    def value(self) -> Any:
        place = self._group.checkedId()
        return self._options[place].value if place >= 0 else None

    def set_value(self, value: Any) -> None:
        for place, option in enumerate(self._options):
            if option.value == value:
                self._group.button(place).setChecked(True)

    def row(self, value: Any) -> QAbstractButton:
        """The line of an answer."""
        place = next(place for place, option in enumerate(self._options) if option.value == value)
        return self._group.button(place)


class _Row(QAbstractButton):
    """One line, painted; a button, so that keys, clicks and screen readers work as everywhere."""

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._option = option
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setText(option.title)
        self.setAccessibleName(" · ".join(part for part in (option.title, option.detail, option.note) if part))
        self.setToolTip(self.accessibleName())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, _HIGH + self._note_high())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.height() != self.sizeHint().height():
            self.updateGeometry()  # at this width the note takes another number of lines

    def _note_high(self) -> int:
        if not self._option.note:
            return 0
        room = QRect(0, 0, self.width() - 2 * _EDGE - _MARK - _BESIDE_MARK, 1000)
        return QFontMetrics(theme.font(12)).boundingRect(room, _WRAPPED, self._option.note).height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # for the dialog's primary button
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter)
            self._paint_mark(painter)
            self._paint_words(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        chosen = self.isChecked()
        lit = chosen or self.hasFocus() or self.underMouse()
        painter.setPen(QPen(theme.color("accent" if chosen or self.hasFocus() else "line"), 1))
        painter.setBrush(theme.color("soft" if chosen else "sunken" if lit else "raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)

    def _paint_mark(self, painter: QPainter) -> None:
        place = QRectF(_EDGE, (_HIGH - _MARK) / 2, _MARK, _MARK).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("accent" if self.isChecked() else "muted"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(place.adjusted(4, 4, -4, -4))

    def _paint_words(self, painter: QPainter) -> None:
        """The title, the detail behind it where there is room, and the note below."""
        left = _EDGE + _MARK + _BESIDE_MARK
        room = QRect(left, _ABOVE, self.width() - left - _EDGE, _TITLE_HIGH)
        below = QRect(left, _ABOVE + _TITLE_HIGH, room.width(), self.height() - 2 * _ABOVE - _TITLE_HIGH)
        room.setLeft(self._paint_text(painter, room, self._option.title, theme.font(), "text") + 12)
        if room.width() > _LEAST:
            self._paint_text(painter, room, self._option.detail, theme.font(12), "muted")
        if self._option.note:
            painter.setFont(theme.font(12))
            painter.setPen(theme.color("muted"))
            painter.drawText(below, _WRAPPED, self._option.note)

    def _paint_text(self, painter: QPainter, room: QRect, text: str, font: QFont, role: str) -> int:
        """Paint a text, cut where the room ends; where the room that is left begins."""
        painter.setFont(font)
        painter.setPen(theme.color(role))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(room.width(), 0))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        return room.left() + painter.fontMetrics().horizontalAdvance(shown)

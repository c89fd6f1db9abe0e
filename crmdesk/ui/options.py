"""A few answers under each other, one of which is taken: each a line with a mark, a title, and why it is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.ui import theme
from crmdesk.ui.fields import Field

_HIGH, _MARK, _EDGE, _LEAST = 36, 16, 12, 60  # px


@dataclass(frozen=True)
class Option:
    """One answer.

    Attributes:
        detail: muted, behind the title.
        note: at the right, why it is offered.
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
        return QSize(240, _HIGH)

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
        place = QRectF(_EDGE, (self.height() - _MARK) / 2, _MARK, _MARK).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("accent" if self.isChecked() else "muted"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(place.adjusted(4, 4, -4, -4))

    def _paint_words(self, painter: QPainter) -> None:
        """The title first, then why it is offered, then the detail where there is room."""
        room = self.rect().adjusted(_EDGE + _MARK + 10, 0, -_EDGE, 0)
        room.setLeft(self._paint_text(painter, room, self._option.title, theme.font(), "text") + 12)
        noted = self._paint_text(painter, room, self._option.note, theme.font(12), "muted", at_right=True)
        room.setRight(noted - 12)
        if room.width() > _LEAST:
            self._paint_text(painter, room, self._option.detail, theme.font(12), "muted")

    def _paint_text(
        self, painter: QPainter, room: QRect, text: str, font: QFont, role: str, *, at_right: bool = False
    ) -> int:
        """Paint a text, cut where the room ends; where the room that is left begins or ends."""
        painter.setFont(font)
        painter.setPen(theme.color(role))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(room.width(), 0))
        align = Qt.AlignmentFlag.AlignRight if at_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, align | Qt.AlignmentFlag.AlignVCenter, shown)
        wide = painter.fontMetrics().horizontalAdvance(shown)
        return room.right() - wide if at_right else room.left() + wide

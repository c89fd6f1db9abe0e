"""A row of chevrons: how far something has come, and how long each part took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from crmdesk.texts import _
from crmdesk.ui import theme

POINT = 10  # px the tip of a chevron reaches into the next
SPACE = 4


@dataclass(frozen=True)
class Step:
    """One chevron.

    Attributes:
        key: what `chosen` gives.
        detail: a few words beside the text ("12 d").
    """

    key: Any
    text: str
    detail: str = ""
    tip: str = ""


class Steps(QWidget):
    """Steps done, the current one and those to come; a click or Enter on one chooses it.

    Signals:
        chosen: the key of the step somebody wants to be at.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: list[Step] = []
        self._current = self._at = -1
        self._under = -1
        self.setFixedHeight(36)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def set_steps(self, steps: Sequence[Step], current: Any) -> None:
        """Show these steps; `current` is a key, or None (or a stage that is gone) for none of them."""
        self._steps = list(steps)
        self._current = next((place for place, step in enumerate(steps) if step.key == current), -1)
        self._at = max(self._current, 0)
        self._describe()
        self.update()

    def current(self) -> Any:
        return self._steps[self._current].key if self._current >= 0 else None

    def _describe(self) -> None:
        if not self._steps:
            self.setAccessibleName("")
            return
        step = self._steps[self._at]
        self.setAccessibleName(
            _(
                "Step {n} of {all}: {name}",
                n=self._at + 1,
                all=len(self._steps),
                name=f"{step.text} {step.detail}".strip(),
            )
        )

    def sizeHint(self) -> QSize:
        return QSize(120 * max(1, len(self._steps)), 36)

    def step_rect(self, place: int) -> QRectF:
        """Where a step is, its tip left out."""
        wide = (self.width() + SPACE) / max(1, len(self._steps))
        return QRectF(place * wide, 0, wide - SPACE, self.height())

    def _place_at(self, x: float) -> int:
        if not self._steps:
            return -1
        return min(int(x // ((self.width() + SPACE) / len(self._steps))), len(self._steps) - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._place_at(event.position().x())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._at = self._place_at(event.position().x())
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if event.key() in steps and self._steps:
            self._at = max(0, min(len(self._steps) - 1, self._at + steps[Qt.Key(event.key())]))
            self._describe()
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if 0 <= self._at < len(self._steps):
            self._describe()
            self.chosen.emit(self._steps[self._at].key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._at = max(self._current, 0)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place_at(event.pos().x())
            if place >= 0:
                step = self._steps[place]
                QToolTip.showText(event.globalPos(), step.tip or f"{step.text} {step.detail}".strip(), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ends = QPainterPath()
            ends.addRoundedRect(QRectF(self.rect()), theme.RADIUS, theme.RADIUS)
            painter.setClipPath(ends)
            for place, step in enumerate(self._steps):
                self._paint_step(painter, place, step)

    def _paint_step(self, painter: QPainter, place: int, step: Step) -> None:
        ground, ink, faint = self._roles(place)
        shape = self._shape(place)
        focused = self.hasFocus() and place == self._at
        painter.setPen(
            QPen(theme.color("accent" if place != self._current else "text"), 1.5) if focused else Qt.PenStyle.NoPen
        )
        painter.setBrush(theme.color(ground))
        painter.drawPolygon(shape)
        if place == self._under and place != self._current:
            shade = theme.color("muted")
            shade.setAlphaF(0.12)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawPolygon(shape)
        self._paint_words(painter, place, step, ink, faint)

    def _roles(self, place: int) -> tuple[str, str, str]:
        """Ground, text and detail of a step that is current, done or to come."""
        if place == self._current:
            return "accent", "on_accent", "on_accent"
        if place < self._current:
            return "soft", "accent", "accent"
        return "sunken", "muted", "muted"

    def _shape(self, place: int) -> QPolygonF:
        box = self.step_rect(place)
        last, first = place == len(self._steps) - 1, place == 0
        middle = box.height() / 2
        tip = box.right() + (0 if last else POINT)
        dent = box.left() + (0 if first else POINT)
        points = [QPointF(box.left(), 0), QPointF(box.right(), 0), QPointF(tip, middle)]
        points += [QPointF(box.right(), box.height()), QPointF(box.left(), box.height()), QPointF(dent, middle)]
        return QPolygonF(points)

    def _paint_words(self, painter: QPainter, place: int, step: Step, ink: str, faint: str) -> None:
        room = self.step_rect(place).adjusted(POINT + 8, 0, -4, 0)
        plain, strong = theme.font(), theme.font(semibold=place == self._current)
        painter.setFont(plain)
        detail_wide = painter.fontMetrics().horizontalAdvance(step.detail) + 8 if step.detail else 0
        painter.setFont(strong)
        if detail_wide > room.width() / 2:
            detail_wide = 0
        text = painter.fontMetrics().elidedText(step.text, Qt.TextElideMode.ElideRight, int(room.width() - detail_wide))
        wide = painter.fontMetrics().horizontalAdvance(text)
        left = room.left() + max(0.0, (room.width() - wide - detail_wide) / 2)
        painter.setPen(theme.color(ink))
        painter.drawText(QRectF(left, 0, wide + 2, room.height()), Qt.AlignmentFlag.AlignVCenter, text)
        if detail_wide:
            painter.setFont(plain)
            tint = theme.color(faint)
            tint.setAlphaF(0.85)
            painter.setPen(tint)
            place_of = QRectF(left + wide + 8, 0, detail_wide, room.height())
            painter.drawText(place_of, Qt.AlignmentFlag.AlignVCenter, step.detail)

"""Editors with one interface, so that a form need not know what it holds.

Every editor is the Qt widget people type in (so that scripts and screen readers find what they expect) with `Field`
mixed in.  `Day` is in `ui/day.py`, `Picker` in `ui/picker.py`, `Tags` in `ui/tags.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from crmdesk.texts import _, _n
from crmdesk.ui import icons, theme
from crmdesk.ui.rows import RowDelegate
from crmdesk.ui.style import repolish

if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


class Field(_Base):
    """What a form asks of an editor.

    Signals:
        changed: the value is, or may be, another one; by typing or by `set_value`.
    """

    if TYPE_CHECKING:
        changed: SignalInstance
    hint_text = ""

    def value(self) -> Any:
        """The value as the program uses it; None where nothing usable is typed."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        raise NotImplementedError

    def raw(self) -> Any:
        """What is typed, as plain JSON values: kept in drafts and compared to see whether anything changed."""
        return self.value()

    def set_raw(self, raw: Any) -> None:
        self.set_value(raw)

    def own_problem(self) -> str:
        """What is wrong with what is typed, for all the editor itself can tell; "" when nothing is."""
        return ""

    def is_empty(self) -> bool:
        return self.raw() in (None, "", [], {})

    def set_problem(self, text: str) -> None:
        """Mark the editor as wrong, or right with ""; the sentence itself is shown by the form."""
        if bool(self.property("problem")) != bool(text):
            self.setProperty("problem", bool(text))
            repolish(self)
        self.setAccessibleDescription(text or self.hint_text)


class Text(Field, QLineEdit):
    """One line of text.  Longer than `limit` is a problem to be told, never cut."""

    changed = Signal()

    def __init__(self, *, limit: int = 300, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.limit = limit
        self.setPlaceholderText(placeholder)
        self.textChanged.connect(self.changed)

    def value(self) -> str:
        return self.text().replace("\u2028", " ").replace("\u2029", " ").strip()

    def set_value(self, value: str | None) -> None:
        self.setText(value or "")
        self.setCursorPosition(0)

    def raw(self) -> Any:
        return self.text()

    def set_raw(self, raw: Any) -> None:
        self.setText(raw or "")

    def own_problem(self) -> str:
        return too_long(self.value(), self.limit)


def too_long(text: str, limit: int) -> str:
    """A sentence when the text has more characters than that."""
    if len(text) <= limit:
        return ""
    over = len(text) - limit
    return _n("This is {n} character too long.", "This is {n} characters too long.", over)


class LongText(Field, QPlainTextEdit):
    """Several lines.  Enter begins a new one; Ctrl+Enter is left to the form, Tab goes on."""

    changed = Signal()

    def __init__(
        self, *, limit: int = 20_000, rows: int = 4, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.limit = limit
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.line_height() * rows + 18)
        self.textChanged.connect(self.changed)

    def value(self) -> str:
        return self.toPlainText().strip()

    def set_value(self, value: str | None) -> None:
        self.setPlainText(value or "")

    def raw(self) -> Any:
        return self.toPlainText()

    def own_problem(self) -> str:
        return too_long(self.value(), self.limit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)


class Integer(Text):
    """A whole number, or nothing; typed with or without the locale's group separators."""

    def __init__(
        self, *, least: int = 0, most: int = 2_000_000_000, suffix: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(limit=30, parent=parent)
        self.least, self.most, self._suffix = least, most, suffix

    def value(self) -> int | None:  # type: ignore[override]
        number = self._number()
        return number if number is not None and self.least <= number <= self.most else None

    def set_value(self, value: int | None) -> None:  # type: ignore[override]
        super().set_value("" if value is None else self.locale().toString(value))

    def own_problem(self) -> str:
        text = self.text().strip()
        if not text:
            return ""
        number = self._number()
        if number is None:
            return _("“{typed}” is not a whole number.", typed=shortened(text))
        if not self.least <= number <= self.most:
            show = self.locale().toString
            return _("Type a number from {least} to {most}.", least=show(self.least), most=show(self.most))
        return ""

    def _number(self) -> int | None:
        text = self.text().strip().removesuffix(self._suffix or "\0").strip()
        number, understood = self.locale().toLongLong(text)
        if understood:
            return int(number)
        return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() else None


class Percent(Integer):
    """0 to 100, or nothing; a typed % is understood."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(least=0, most=100, suffix="%", parent=parent)

    def set_value(self, value: int | None) -> None:  # type: ignore[override]
        Text.set_value(self, "" if value is None else f"{value} %")


class Money(Text):
    """An amount as typed; what it means is said by whoever knows currencies.

    Args:
        parse: gives the amount for a text, None when it is none, or raises ValueError with a sentence.
        show: gives the text for an amount.
        sign: shown before the amount ("$").
    """

    def __init__(
        self,
        parse: Callable[[str], Any] | None = None,
        show: Callable[[Any], str] | None = None,
        *,
        sign: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(limit=60, parent=parent)
        self._parse, self._show, self._sign = parse, show or str, ""
        self.set_sign(sign)

    def amount(self) -> Any:
        """The parsed amount; None when nothing is typed, or nothing that is an amount."""
        if self._parse is None or not self.value():
            return None
        try:
            return self._parse(self.value())
        except ValueError:
            return None

    def set_amount(self, amount: Any) -> None:
        self.set_value("" if amount is None else self._show(amount))

    def own_problem(self) -> str:
        text = self.value()
        if not text or self._parse is None:
            return super().own_problem()
        try:
            understood = self._parse(text) is not None
        except ValueError as problem:
            return str(problem)
        return "" if understood else _("“{typed}” is not an amount of money.", typed=shortened(text))

    def set_sign(self, sign: str) -> None:
        """The currency's sign before the amount."""
        self._sign = sign
        wide = self.fontMetrics().horizontalAdvance(sign) + 6 if sign else 0
        self.setTextMargins(wide, 0, 0, 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._sign:
            with QPainter(self) as painter:
                painter.setPen(theme.color("muted"))
                painter.setFont(self.font())
                painter.drawText(self.rect().adjusted(12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._sign)


class Choice(Field, QComboBox):
    """One of some values, each with a label; may offer none of them.

    The wheel does not change it: scrolling past a form must not edit it.
    """

    changed = Signal()

    def __init__(
        self, choices: Sequence[tuple[Any, str]] = (), *, none: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values: list[Any] = []
        self.view().setItemDelegate(RowDelegate(self.view()))
        self.setMaxVisibleItems(16)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.set_choices(choices, none=none)
        self.currentIndexChanged.connect(self.changed)

    def set_choices(self, choices: Sequence[tuple[Any, str]], *, none: str | None = None) -> None:
        """Offer these pairs of value and label, and keep the present value if it is among them.

        Args:
            none: the label of the value None, offered first.
        """
        offered = [(None, none), *choices] if none is not None else list(choices)
        kept = self._values[self.currentIndex()] if self.currentIndex() >= 0 else None
        blocked = self.blockSignals(True)
        self.clear()
        self._values = [value for value, _label in offered]
        for _value, label in offered:
            self.addItem(label)
        if kept in self._values:
            self.setCurrentIndex(self._values.index(kept))
        self.blockSignals(blocked)

    def value(self) -> Any:
        return self._values[self.currentIndex()] if self.currentIndex() >= 0 else None

    def set_value(self, value: Any) -> None:
        """Choose a value; one that is not offered leaves nothing chosen."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def showPopup(self) -> None:
        super().showPopup()
        box = self.view().window()
        below = self.mapToGlobal(QPoint(0, self.height() + 3))
        if below.y() + box.height() <= self.screen().availableGeometry().bottom():
            box.move(below)  # Qt lays it over the field


class Check(Field, QCheckBox):
    """Yes or no, with its own label beside it."""

    changed = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.toggled.connect(self.changed)

    def value(self) -> bool:
        return self.isChecked()

    def set_value(self, value: bool | None) -> None:
        self.setChecked(bool(value))

    def is_empty(self) -> bool:
        return False


class Stars(Field, QWidget):
    """A priority of 0 to 3 stars; a click on the last one takes it away, digits and arrows set it."""

    changed = Signal()
    MOST = 3

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
            self.setAccessibleDescription(_n("{n} star", "{n} stars", wanted))
            self.update()
            self.changed.emit()

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
                painter.setPen(QPen(theme.color("warning" if full else "muted"), 1.2))
                painter.setBrush(theme.color("warning") if full else Qt.BrushStyle.NoBrush)
                painter.drawPolygon(star(QPointF(place * 24 + 12, self.height() / 2), 8))
            if self.hasFocus():
                painter.setPen(theme.color("accent"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                wide = self.MOST * 24 + 1
                painter.drawRoundedRect(QRectF(0.5, 3.5, wide, self.height() - 7), theme.RADIUS, theme.RADIUS)


def star(middle: QPointF, radius: float) -> QPolygonF:
    """A five-pointed star, to be painted."""
    from math import cos, pi, sin

    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.45
        turn = corner * pi / 5 - pi / 2
        points.append(QPointF(middle.x() + reach * cos(turn), middle.y() + reach * sin(turn)))
    return QPolygonF(points)


class ColorChoice(Field, QWidget):
    """One of the stages' colours, by its place in `theme.STAGES`; arrows move along them."""

    changed = Signal()
    DISC, STEP = 22, 30

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(theme.CONTROL)

    def value(self) -> int:
        return self._value

    def set_value(self, value: int | None) -> None:
        wanted = (value or 0) % len(theme.STAGES)
        if wanted != self._value:
            self._value = wanted
            self.setAccessibleDescription(_("Colour {n}", n=wanted + 1))
            self.update()
            self.changed.emit()

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


def shortened(text: str, most: int = 40) -> str:
    """A typed text short enough to be quoted in a sentence."""
    return text if len(text) <= most else text[: most - 1] + "…"

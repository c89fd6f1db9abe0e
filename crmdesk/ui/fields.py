"""Editors with one interface, so that a form need not know what it holds.

Every editor is the Qt widget people type in (so that scripts and screen readers find what they expect) with `Field`
mixed in.  Others: `Day` in `ui/day.py`, `Picker` in `ui/picker.py`, `Tags` in `ui/tags.py`, `Stars` and
`ColorChoice` in `ui/marks.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from crmdesk.texts import _, _n
from crmdesk.ui import theme
from crmdesk.ui.formats import decimal_text
from crmdesk.ui.rows import RowDelegate
from crmdesk.ui.style import repolish

if TYPE_CHECKING:
    _Base = QWidget
else:
    _Base = object


_DECIMAL = re.compile(r"[-+]?\d+(\.\d+)?", re.ASCII)


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
    """A whole number, or nothing; typed with or without the locale's group separators, shown with them if `grouped`."""

    def __init__(
        self,
        *,
        least: int = 0,
        most: int = 2_000_000_000,
        suffix: str = "",
        grouped: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(limit=30, parent=parent)
        self.least, self.most, self._suffix, self._grouped = least, most, suffix, grouped

    def value(self) -> int | None:  # type: ignore[override]
        number = self._number()
        return number if number is not None and self.least <= number <= self.most else None

    def set_value(self, value: int | None) -> None:  # type: ignore[override]
        if value is None:
            super().set_value("")
        else:
            super().set_value(self.locale().toString(value) if self._grouped else str(value))

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


class Number(Text):
    """A number with or without decimals, or nothing; typed with the locale's signs or with a decimal point."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(limit=30, parent=parent)

    def value(self) -> float | None:  # type: ignore[override]
        return self._number()

    def set_value(self, value: float | None) -> None:  # type: ignore[override]
        super().set_value("" if value is None else decimal_text(value, self.locale()))

    def own_problem(self) -> str:
        text = self.text().strip()
        return "" if not text or self._number() is not None else _("“{typed}” is not a number.", typed=shortened(text))

    def _number(self) -> float | None:
        return _read_number(self.text().strip(), self.locale())


def _read_number(text: str, locale: QLocale) -> float | None:
    number, understood = locale.toDouble(text)
    if not understood and _DECIMAL.fullmatch(text):
        number, understood = float(text), True
    return number if understood and math.isfinite(number) else None


class Percent(Integer):
    """0 to 100, or nothing; a typed % is understood."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(least=0, most=100, suffix="%", parent=parent)

    def set_value(self, value: int | None) -> None:  # type: ignore[override]
        Text.set_value(self, "" if value is None else f"{value} %")


class Hundredths(Number):
    """A percentage with up to two decimals, or nothing, held in hundredths of a percent; a typed % is understood."""

    def value(self) -> int | None:  # type: ignore[override]
        number = self._number()
        return None if number is None else round(number * 100)

    def set_value(self, value: int | None) -> None:  # type: ignore[override]
        Text.set_value(self, "" if value is None else f"{decimal_text(value / 100, self.locale())} %")

    def own_problem(self) -> str:
        if problem := super().own_problem():
            return problem
        number = self._number()
        return (
            ""
            if number is None or 0 <= number <= 100
            else _("Type a number from {least} to {most}.", least=0, most=100)
        )

    def _number(self) -> float | None:
        return _read_number(self.text().strip().removesuffix("%").strip(), self.locale())


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


def shortened(text: str, most: int = 40) -> str:
    """A typed text short enough to be quoted in a sentence."""
    return text if len(text) <= most else text[: most - 1] + "…"

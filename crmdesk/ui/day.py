"""A day, typed or picked from a month."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QDate, QLocale, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.texts import _, _c
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.fields import Text, shortened

FIRST_YEAR, LAST_YEAR = 1900, 2199  # a year outside is a slip of the finger; the same as in sales/rules.py


def read_day(text: str, today: date, locale: QLocale | None = None) -> date | None:
    """The day a person means by a text, or None.

    Understands ISO days, the locale's order of day and month with any of ``/ . -`` or spaces, two-digit years, a day
    and month alone (the nearest to `today`), and ``+3`` or ``-3`` days from `today`.
    """
    text = text.strip()
    if re.fullmatch(r"[+-]\d{1,3}", text):
        return today + timedelta(days=int(text))
    parts = [part for part in re.split(r"[\s/.\-]+", text) if part]
    if not 2 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if len(parts) == 3 and len(parts[0]) == 4:
        return _day(numbers[0], numbers[1], numbers[2])
    day_first = _day_comes_first(locale or QLocale())
    day, month = numbers[:2] if day_first else (numbers[1], numbers[0])
    if len(parts) == 2:
        return _nearest(day, month, today)
    year = numbers[2]
    if len(parts[2]) <= 2:
        year += 2000
    return _day(year, month, day)


def _day_comes_first(locale: QLocale) -> bool:
    form = locale.dateFormat(QLocale.FormatType.ShortFormat)
    if form.startswith("y"):
        return False
    return form.find("d") < form.find("M")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(day: int, month: int, today: date) -> date | None:
    around = [_day(today.year + step, month, day) for step in (-1, 0, 1)]
    known = [found for found in around if found is not None]
    return min(known, key=lambda found: abs(found - today), default=None)


def show_day(day: date, locale: QLocale | None = None) -> str:
    """A day as the locale writes it in short, always with four digits of the year."""
    locale = locale or QLocale()
    return locale.toString(QDate(day.year, day.month, day.day), _year_in_full(locale))


def _year_in_full(locale: QLocale) -> str:
    form = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return form if "yyyy" in form else form.replace("yy", "yyyy")


class Day(Text):
    """A day or nothing.  The button at its end, Alt+Down or F4 opens a month to pick from; arrows up and down step.

    Args:
        today: gives the local day, so that the field has no clock of its own.
    """

    changed = Signal()

    def __init__(self, today: Callable[[], date] = date.today, parent: QWidget | None = None) -> None:
        super().__init__(limit=40, parent=parent)
        self._today = today
        self.setPlaceholderText(_year_in_full(self.locale()).lower().replace("y", _c("letter for the year", "y")))
        self._open = button(_("Pick a day"), "quiet-icon", "calendar", small=True)
        self._open.setParent(self)
        self._open.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._open.setCursor(Qt.CursorShape.PointingHandCursor)
        self._open.clicked.connect(self.open_month)
        self.setTextMargins(0, 0, 28, 0)
        self.editingFinished.connect(self._tidy)
        self._month: MonthPopup | None = None

    def value(self) -> date | None:  # type: ignore[override]
        found = read_day(self.text(), self._today(), self.locale())
        return found if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR else None

    def set_value(self, value: date | None) -> None:  # type: ignore[override]
        self.setText("" if value is None else show_day(value, self.locale()))
        self.setCursorPosition(0)

    def own_problem(self) -> str:
        text = self.text().strip()
        if not text or self.value() is not None:
            return ""
        if read_day(text, self._today(), self.locale()) is not None:
            return _("Type a year from {first} to {last}.", first=str(FIRST_YEAR), last=str(LAST_YEAR))
        example = show_day(self._today(), self.locale())
        return _("“{typed}” is not a day; type it like {example}.", typed=shortened(text), example=example)

    def open_month(self) -> None:
        """Show the month of the typed day below the field."""
        self._month = MonthPopup(self.value() or self._today(), self.value(), self._today(), self)
        self._month.picked.connect(self._picked)
        self._month.show_below(self)

    def _picked(self, day: date | None) -> None:
        self.set_value(day)
        self.setFocus()

    def _tidy(self) -> None:
        if (day := self.value()) is not None and self.text() != show_day(day, self.locale()):
            self.set_value(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() == Qt.Key.Key_F4 or (alt and event.key() == Qt.Key.Key_Down):
            self.open_month()
        elif event.key() in steps and not event.modifiers():
            day = self.value()
            self.set_value(self._today() if day is None else day + timedelta(days=steps[Qt.Key(event.key())]))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._open.move(self.width() - 31, (self.height() - 28) // 2)


class MonthGrid(QWidget):
    """Six weeks of days, painted; arrows move, Page Up and Down change the month, Enter picks.

    Signals:
        picked: a day.
        month_changed: another month is shown.
    """

    picked = Signal(object)
    month_changed = Signal()
    CELL = 34

    def __init__(self, at: date, chosen: date | None, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.at, self._chosen, self._today = at, chosen, today
        self._under: date | None = None
        self.setFixedSize(self.CELL * 7, self.CELL * 6 + 24)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Days"))

    def sizeHint(self) -> QSize:
        return self.size()

    def go(self, day: date) -> None:
        """Move to a day, and to its month."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            return
        other = (day.year, day.month) != (self.at.year, self.at.month)
        self.at = day
        self.setAccessibleDescription(QLocale().toString(QDate(day.year, day.month, day.day)))
        self.update()
        if other:
            self.month_changed.emit()

    def step_month(self, step: int) -> None:
        months = self.at.year * 12 + self.at.month - 1 + step
        year, month = divmod(months, 12)
        last = QDate(year, month + 1, 1).daysInMonth()
        self.go(date(year, month + 1, min(self.at.day, last)))

    def _first(self) -> date:
        """The first day shown: the week of the month's first."""
        first = self.at.replace(day=1)
        week_begins = self.locale().firstDayOfWeek().value
        return first - timedelta(days=(first.isoweekday() - week_begins) % 7)

    def _day_at(self, place: QPointF) -> date | None:
        column, row = int(place.x() // self.CELL), int((place.y() - 24) // self.CELL)
        if 0 <= column < 7 and 0 <= row < 6 and place.y() >= 24:
            return self._first() + timedelta(days=row * 7 + column)
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._day_at(event.position())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if (day := self._day_at(event.position())) is not None:
            self.picked.emit(day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.step_month(-1 if event.angleDelta().y() > 0 else 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        months = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() in days:
            self.go(self.at + timedelta(days=days[Qt.Key(event.key())]))
        elif event.key() in months:
            self.step_month(months[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self.at)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(theme.font(theme.TAG))
            painter.setPen(theme.color("muted"))
            first = self._first()
            for column in range(7):
                name = self.locale().dayName(
                    (first + timedelta(days=column)).isoweekday(), QLocale.FormatType.ShortFormat
                )
                painter.drawText(QRect(column * self.CELL, 0, self.CELL, 22), Qt.AlignmentFlag.AlignCenter, name[:2])
            for place in range(42):
                self._paint_day(painter, first + timedelta(days=place), place)

    def _paint_day(self, painter: QPainter, day: date, place: int) -> None:
        row, column = divmod(place, 7)
        cell = QRectF(column * self.CELL, 24 + row * self.CELL, self.CELL, self.CELL).adjusted(2, 2, -2, -2)
        ink = "text" if day.month == self.at.month else "muted"
        painter.setPen(Qt.PenStyle.NoPen)
        if day == self._chosen:
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(cell, theme.RADIUS, theme.RADIUS)
            ink = "on_accent"
        elif day in (self._under, self.at):
            painter.setBrush(theme.color("soft"))
            painter.drawRoundedRect(cell, theme.RADIUS, theme.RADIUS)
        if day == self._today and day != self._chosen:
            ink = "accent"
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(QPointF(cell.center().x(), cell.bottom() - 4), 1.8, 1.8)
        painter.setFont(theme.font(12, semibold=day in (self._today, self._chosen)))
        tint = theme.color(ink)
        if day.month != self.at.month and day != self._chosen:
            tint.setAlphaF(0.6)
        painter.setPen(tint)
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.day))


class PickPopup(QWidget):
    """Something to pick a day from, below a field or a title; it goes once it is picked, and with Esc.

    Signals:
        picked: the day, or None for no day.
    """

    picked = Signal(object)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def show_below(self, field: QWidget) -> None:
        """Show it below a widget, or above where there is no room."""
        self.adjustSize()
        place = field.mapToGlobal(QPoint(0, field.height() + 4))
        screen = field.screen().availableGeometry()
        if place.y() + self.height() > screen.bottom():
            place = field.mapToGlobal(QPoint(0, -self.height() - 4))
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        self.move(place)
        self.show()

    def _pick(self, day: date | None) -> None:
        self.picked.emit(day)
        self.close()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("raised"))
            painter.setPen(theme.color("line"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class MonthPopup(PickPopup):
    """A month below a field, with the ways to others, to today and to no day.

    Signals:
        picked: a day, or None for none.
    """

    def __init__(self, at: date, chosen: date | None, today: date, parent: QWidget) -> None:
        super().__init__("monthPopup", parent)
        self.grid = MonthGrid(at, chosen, today, self)
        self.grid.picked.connect(self._pick)
        self.grid.month_changed.connect(self._retitle)
        self._title = label(semibold=True)
        before = button(_("Previous month"), "quiet-icon", "chevron-left", small=True)
        after = button(_("Next month"), "quiet-icon", "chevron-right", small=True)
        before.clicked.connect(lambda: self.grid.step_month(-1))
        after.clicked.connect(lambda: self.grid.step_month(1))
        head = QHBoxLayout()
        head.addWidget(before)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignCenter)
        head.addWidget(after)
        now = button(_("Today"), "link", name="month.today")
        none = button(_("No day"), "link", name="month.none")
        now.clicked.connect(lambda: self._pick(today))
        none.clicked.connect(lambda: self._pick(None))
        foot = QHBoxLayout()
        foot.addWidget(now)
        foot.addStretch(1)
        foot.addWidget(none)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.grid)
        column.addLayout(foot)
        self._retitle()
        self.grid.setFocus()

    def show_below(self, field: QWidget) -> None:
        super().show_below(field)
        self.grid.setFocus()

    def _retitle(self) -> None:
        month = self.locale().standaloneMonthName(self.grid.at.month)
        self._title.setText(f"{month} {self.grid.at.year}")

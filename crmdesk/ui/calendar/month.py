"""A month: weeks of days, a few items on each and the way to the others."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from crmdesk.texts import _n
from crmdesk.ui import theme
from crmdesk.ui.calendar import painter as items_painter
from crmdesk.ui.calendar.hits import Hit
from crmdesk.ui.calendar.items import Day, Item, Place
from crmdesk.ui.calendar.view import DAY, CalendarView

MOST = 3
"""So many items of a day are shown."""
_HEAD, _NUMBER, _LINE, _MORE, _PAD = 30, 26, 20, 18, 4


def weeks_of(day: date, begins: int) -> tuple[date, int]:
    """The first day shown in the month of a day, and how many weeks.

    Args:
        begins: the first day of the week, 1 for Monday to 7.
    """
    first = day.replace(day=1)
    following = (first + 31 * DAY).replace(day=1)
    shown = first - ((first.isoweekday() - begins) % 7) * DAY
    return shown, -(-(following - shown).days // 7)


class MonthView(CalendarView):
    """The weeks of one month."""

    def first(self) -> date:
        return weeks_of(self.at, self._week_begins())[0]

    def weeks(self) -> int:
        return weeks_of(self.at, self._week_begins())[1]

    def shown_days(self) -> list[date]:
        first = self.first()
        return [first + number * DAY for number in range(self.weeks() * 7)]

    def _week_begins(self) -> int:
        return self.locale().firstDayOfWeek().value

    # Arithmetic

    def cell(self, day: date) -> QRectF:
        """The box of a day in the viewport."""
        row, column = divmod((day - self.first()).days, 7)
        wide, high = self._size()
        return QRectF(column * wide, _HEAD + row * high, wide, high)

    def _size(self) -> tuple[float, float]:
        room = self.viewport().rect()
        return room.width() / 7, max(1.0, (room.height() - _HEAD) / self.weeks())

    def place_at(self, point: QPointF, *, exact: bool = False) -> Place | None:
        wide, high = self._size()
        column, row = int(point.x() // wide), int((point.y() - _HEAD) // high)
        if not (0 <= column < 7 and 0 <= row < self.weeks()):
            return None
        return Place(self.first() + (row * 7 + column) * DAY, keeps_time=True)

    def drop_box(self, item: Item, place: Place) -> QRectF:
        box = self.cell(place.day)
        return QRectF(box.left() + _PAD, box.top() + _NUMBER, box.width() - 2 * _PAD, _LINE - 1)

    def lay_out(self) -> None:
        self._hits = [hit for day in self.shown_days() for hit in self._hits_of(day)]

    def _hits_of(self, day: date) -> list[Hit]:
        one, box = self._days.get(day, Day()), self.cell(day)
        room = box.height() - _NUMBER - _PAD
        fitting = max(0, min(MOST, int(room // _LINE)))
        if one.more or len(one.items) > fitting:
            fitting = max(0, min(MOST, int((room - _MORE) // _LINE)))
        line = QRectF(box.left() + _PAD, box.top() + _NUMBER, box.width() - 2 * _PAD, _LINE - 1)
        hits = [Hit(line.translated(0, place * _LINE), day, item) for place, item in enumerate(one.items[:fitting])]
        if one.more or len(one.items) > fitting:
            more = QRectF(line.left() + 4, line.top() + fitting * _LINE, line.width() - 4, _MORE)
            hits.append(Hit(more, day, more=one.more + len(one.items) - fitting))
        return hits

    # Painting

    def paint(self, painter: QPainter) -> None:
        self._paint_names(painter)
        for day in self.shown_days():
            self._paint_day(painter, day)
        self._paint_lines(painter)
        for hit in self._hits:
            if hit.item is not None:
                items_painter.draw_line(painter, hit.box, hit.item, self.state_of(hit.item))
            else:
                self._paint_more(painter, hit)
        if (held := self.lifted()) is not None:
            item, place, _stretching = held
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.cell(place.day).adjusted(1, 1, -1, -1))
            items_painter.draw_line(painter, self.drop_box(item, place), item, items_painter.State(lifted=True))

    def _paint_names(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.TAG, semibold=True))
        painter.setPen(theme.color("muted"))
        wide, _high = self._size()
        for column in range(7):
            name = self.locale().dayName(
                (self.first() + column * DAY).isoweekday(),
                QLocale.FormatType.LongFormat if wide > 90 else QLocale.FormatType.ShortFormat,
            )
            box = QRectF(column * wide + 10, 0, wide - 12, _HEAD)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name[:1].upper() + name[1:])

    def _paint_day(self, painter: QPainter, day: date) -> None:
        box = self.cell(day)
        if day.month != self.at.month:
            painter.fillRect(box, theme.color("background"))
        if day == self.at and self.hasFocus():
            painter.fillRect(box, theme.color("soft"))
        number = QRectF(box.left() + 6, box.top() + 3, 22, 20)
        ink = "text" if day.month == self.at.month else "muted"
        if day == self.today():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(number, 10, 10)
            ink = "on_accent"
        painter.setFont(theme.font(12, semibold=day in (self.today(), self.at)))
        painter.setPen(theme.color(ink))
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(day.day))

    def _paint_lines(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(theme.color("line"))
        wide, high = self._size()
        for column in range(1, 7):
            painter.drawLine(QPointF(column * wide, _HEAD), QPointF(column * wide, self.viewport().height()))
        for row in range(self.weeks()):
            painter.drawLine(QPointF(0, _HEAD + row * high), QPointF(self.viewport().width(), _HEAD + row * high))

    def _paint_more(self, painter: QPainter, hit: Hit) -> None:
        text = _n("+{n} more", "+{n} more", hit.more)
        items_painter.draw_more(painter, hit.box, text, hovered=self.is_under(hit))

    # Keys

    def press_up(self, step: int) -> None:
        self.go_by(7 * step)

    def shift(self, item: Item, key: Qt.Key) -> Place | None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        return Place(item.day + steps[key] * DAY, keeps_time=True) if key in steps else None

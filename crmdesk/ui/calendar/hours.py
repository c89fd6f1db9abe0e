"""Days side by side with their hours: what has no time stands above them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QCursor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from crmdesk.texts import _, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.calendar import painter as items_painter
from crmdesk.ui.calendar.hits import Hit
from crmdesk.ui.calendar.items import DAY_MINUTES, SHORTEST, Day, Item, Place, side_by_side
from crmdesk.ui.calendar.view import DAY, CalendarView

HOUR = 48
"""px."""
QUARTER, HALF = 15, 30
_GUTTER, _HEAD, _LINE, _PAD = 76, 48, 21, 3
_ROWS = 3  # of the strip while it is folded
_NARROWEST = 30  # px of a block; more side by side are counted
_SCROLL_MS, _SCROLL_PX, _SCROLL_EDGE = 30, 14, 28
_MINUTE_MS = 60_000


class HoursView(CalendarView):
    """One day, or the days of a week."""

    def __init__(self, now: Callable[[], datetime], name: str, count: int, parent: QWidget | None = None) -> None:
        """Args:
        count: how many days are shown: 1 or 7.
        """
        self.count = count
        self._unfolded = False
        self._scrolled = False
        super().__init__(now, name, parent)
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._clock.timeout.connect(self.viewport().update)
        self._clock.start()
        self._pull = QTimer(self, interval=_SCROLL_MS)
        self._pull.timeout.connect(self._scroll_at_edge)

    def first(self) -> date:
        if self.count == 1:
            return self.at
        return self.at - ((self.at.isoweekday() - self.locale().firstDayOfWeek().value) % 7) * DAY

    def shown_days(self) -> list[date]:
        return [self.first() + number * DAY for number in range(self.count)]

    # Arithmetic

    def _wide(self) -> float:
        return (self.viewport().width() - _GUTTER) / self.count

    def _left(self, day: date) -> float:
        return _GUTTER + (day - self.first()).days * self._wide()

    def _rows(self) -> int:
        """How many rows the strip has; folded, the last of them may be the way to the others."""
        longest = max((len(self._whole(day)) for day in self.shown_days()), default=0)
        return max(1, longest if self._unfolded else min(longest, _ROWS))

    def _whole(self, day: date) -> list[Item]:
        """What has no time on a day."""
        return [item for item in self.items_of(day) if item.begins is None]

    def _strip(self) -> float:
        return self._rows() * _LINE + 2 * _PAD

    def _fixed(self) -> float:
        """What does not scroll: the names of the days, and the strip while it is folded."""
        return _HEAD if self._unfolded else _HEAD + self._strip()

    def _strip_top(self) -> float:
        return _HEAD - (self.verticalScrollBar().value() if self._unfolded else 0)

    def top_of(self, minute: float) -> float:
        """Where a minute of the day is in the viewport."""
        return _HEAD + self._strip() + minute * HOUR / 60 - self.verticalScrollBar().value()

    def place_at(self, point: QPointF, *, exact: bool = False) -> Place | None:
        column = int((point.x() - _GUTTER) // self._wide())
        if point.x() < _GUTTER or not 0 <= column < self.count or point.y() < _HEAD:
            return None
        day = self.first() + column * DAY
        if point.y() < self._fixed() or point.y() < self._strip_top() + self._strip():
            return Place(day)
        minute = (point.y() - self.top_of(0)) * 60 / HOUR
        snapped = round(minute / QUARTER) * QUARTER if exact else int(minute // HALF) * HALF
        return Place(day, max(0, min(DAY_MINUTES - (0 if exact else HALF), snapped)))

    def drop_box(self, item: Item, place: Place) -> QRectF:
        left, wide = self._left(place.day), self._wide()
        if place.minute is None:
            return QRectF(left + _PAD, self._strip_top() + _PAD, wide - 2 * _PAD, _LINE - 1)
        long = (item.ends - item.begins) if item.begins is not None and item.ends is not None else HALF
        return QRectF(left + 2, self.top_of(place.minute), wide - 8, max(SHORTEST, long) * HOUR / 60)

    def lay_out(self) -> None:
        room, bar = self.viewport().height(), self.verticalScrollBar()
        content = DAY_MINUTES * HOUR // 60 + (self._strip() if self._unfolded else 0)
        bar.setSingleStep(HOUR // 2)
        bar.setPageStep(max(1, int(room - self._fixed())))
        bar.setRange(0, max(0, int(content - room + self._fixed()) + 1))
        if not self._scrolled and room > 200:
            self._scrolled = True
            self.show_hour(8)
        self._hits = [hit for day in self.shown_days() for hit in (*self._timed_hits(day), *self._whole_hits(day))]

    def show_hour(self, hour: float) -> None:
        """Scroll an hour to the top."""
        self.verticalScrollBar().setValue(int(hour * HOUR) - 8)

    def _whole_hits(self, day: date) -> list[Hit]:
        items, more = self._whole(day), self._days.get(day, Day()).more
        shown = items if self._unfolded or (len(items) <= _ROWS and not more) else items[: _ROWS - 1]
        box = QRectF(self._left(day) + _PAD, self._strip_top() + _PAD, self._wide() - 2 * _PAD, _LINE - 1)
        hits = [Hit(box.translated(0, row * _LINE), day, item) for row, item in enumerate(shown)]
        if len(shown) < len(items):
            hits.append(Hit(box.translated(4, len(shown) * _LINE), day, more=len(items) - len(shown)))
        return hits

    def _timed_hits(self, day: date) -> list[Hit]:
        items = sorted((item for item in self.items_of(day) if item.begins is not None), key=_span)
        wide = self._wide() - 6
        most = max(1, int(wide // _NARROWEST))
        hits = []
        for item, (column, columns) in zip(items, side_by_side([_span(item) for item in items]), strict=True):
            if column >= most:
                continue
            begin, end = _span(item)
            share = wide / min(columns, most)
            box = QRectF(self._left(day) + 2 + column * share, self.top_of(begin) + 1, share - 2, 0)
            box.setHeight((end - begin) * HOUR / 60 - 2)
            hits.append(Hit(box, day, item))
        if len(hits) < len(items):  # side by side they would be too narrow to be read
            beside = QRectF(self._left(day) + 44, 22, self._wide() - 48, 20)
            hits.append(Hit(beside, day, more=len(items) - len(hits)))
        return hits

    def hit_at(self, point: QPointF) -> Hit | None:
        hit = super().hit_at(point)
        if hit is not None and hit.item is not None and hit.item.begins is not None and point.y() < self._fixed():
            return None  # it is scrolled away below the strip
        return hit

    def more_wanted(self, hit: Hit) -> None:
        if self.count == 1 and hit.box.top() < _HEAD:
            return  # nowhere do more of them find a place
        if self.count == 1:
            self._unfolded = True
            self.verticalScrollBar().setValue(0)
            self.refresh()
        else:
            super().more_wanted(hit)

    def fold(self) -> None:
        """Show only the first rows of what has no time."""
        self._unfolded = False

    # Painting

    def paint(self, painter: QPainter) -> None:
        painter.save()
        painter.setClipRect(QRectF(0, self._fixed(), self.viewport().width(), self.viewport().height()))
        self._paint_hours(painter)
        self._paint_hits(painter, timed=True)
        self._paint_lifted(painter, timed=True)
        self._paint_now(painter)
        painter.restore()
        painter.save()
        painter.setClipRect(QRectF(0, _HEAD, self.viewport().width(), self.viewport().height()))
        self._paint_strip(painter)
        self._paint_hits(painter, timed=False)
        self._paint_lifted(painter, timed=False)
        painter.restore()
        self._paint_head(painter)
        for hit in self._hits:
            if hit.item is None and hit.box.top() < _HEAD:
                text = _n("+{n} more", "+{n} more", hit.more)
                items_painter.draw_more(painter, hit.box, text, hovered=self.is_under(hit))

    def _paint_head(self, painter: QPainter) -> None:
        painter.fillRect(QRectF(0, 0, self.viewport().width(), _HEAD - 1), theme.color("surface"))
        for day in self.shown_days():
            left, today = self._left(day), day == self.today()
            name = self.locale().dayName(day.isoweekday(), QLocale.FormatType.ShortFormat).replace(".", "")
            painter.setFont(theme.font(theme.TAG, semibold=True))
            painter.setPen(theme.color("accent" if today else "muted"))
            painter.drawText(QRectF(left + 8, 4, self._wide() - 8, 16), Qt.AlignmentFlag.AlignVCenter, name.upper())
            painter.setFont(theme.font(theme.TITLE, semibold=today or day == self.at))
            number = QRectF(left + 8, 20, 28, 24)
            if today:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("accent"))
                painter.drawRoundedRect(number.translated(-2, 0), 12, 12)
                painter.setPen(theme.color("on_accent"))
                painter.drawText(number.translated(-2, 0), Qt.AlignmentFlag.AlignCenter, str(day.day))
                continue
            painter.setPen(theme.color("text"))
            painter.drawText(number, Qt.AlignmentFlag.AlignVCenter, str(day.day))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(theme.color("line"))
        painter.drawLine(0, _HEAD - 1, self.viewport().width(), _HEAD - 1)

    def _paint_strip(self, painter: QPainter) -> None:
        top, high = self._strip_top(), self._strip()
        painter.fillRect(QRectF(0, top, self.viewport().width(), high), theme.color("surface"))
        if self.hasFocus() and self.count > 1:
            painter.fillRect(QRectF(self._left(self.at), top, self._wide(), high), theme.color("soft"))
        painter.setFont(theme.font(theme.TAG))
        painter.setPen(theme.color("muted"))
        box = QRectF(0, top + _PAD, _GUTTER - 8, _LINE - 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _("All day"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(theme.color("line"))
        painter.drawLine(QPointF(0, top + high - 1), QPointF(self.viewport().width(), top + high - 1))
        for day in self.shown_days():
            painter.drawLine(QPointF(self._left(day), top), QPointF(self._left(day), top + high))

    def _paint_hours(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.TAG))
        for hour in range(24):
            y = self.top_of(hour * 60)
            painter.setPen(theme.color("line"))
            painter.drawLine(QPointF(_GUTTER, y), QPointF(self.viewport().width(), y))
            if hour:
                painter.setPen(theme.color("muted"))
                told = formats.time(datetime.combine(self.first(), time(hour)))
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(QRectF(0, y - 8, _GUTTER - 8, 16), flags, told)
        painter.setPen(theme.color("line"))
        for day in self.shown_days():
            painter.drawLine(
                QPointF(self._left(day), self.top_of(0)), QPointF(self._left(day), self.top_of(DAY_MINUTES))
            )

    def _paint_hits(self, painter: QPainter, *, timed: bool) -> None:
        for hit in self._hits:
            if hit.item is None and not timed:
                text = _n("+{n} more", "+{n} more", hit.more)
                items_painter.draw_more(painter, hit.box, text, hovered=self.is_under(hit))
            elif hit.item is not None and timed == (hit.item.begins is not None):
                draw = items_painter.draw_block if timed else items_painter.draw_line
                draw(painter, hit.box, hit.item, self.state_of(hit.item))

    def _paint_lifted(self, painter: QPainter, *, timed: bool) -> None:
        held = self.lifted()
        if held is None:
            return
        item, place, stretching = held
        item = replace(item, time=self._told(place, item), span="")
        if stretching:
            box = self.box_of(item.key)
            end = place.minute if place.minute is not None else item.ends or 0
            box.setBottom(max(box.top() + QUARTER * HOUR / 60, self.top_of(end)))
            if timed:
                items_painter.draw_block(painter, box, item, items_painter.State(lifted=True))
        elif timed == (place.minute is not None):
            draw = items_painter.draw_block if timed else items_painter.draw_line
            draw(painter, self.drop_box(item, place), item, items_painter.State(lifted=True))

    def _told(self, place: Place, item: Item) -> str:
        """The time something would have that is dragged: its end, where that is dragged, in words."""
        if place.minute is None:
            return ""
        minute = min(place.minute, DAY_MINUTES - 1)
        told = formats.time(datetime.combine(place.day, time(minute // 60, minute % 60)))
        stretching = self.lifted()
        return f"{item.time} – {told}" if stretching is not None and stretching[2] else told

    def _paint_now(self, painter: QPainter) -> None:
        now = self._now()
        if now.date() not in self.shown_days():
            return
        y, left = self.top_of(now.hour * 60 + now.minute), self._left(now.date())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("danger"), 1.5))
        painter.drawLine(QPointF(left, y), QPointF(left + self._wide(), y))
        painter.setBrush(theme.color("danger"))
        painter.drawEllipse(QPointF(left, y), 3.5, 3.5)

    # The mouse at the edges while something is dragged

    def drag_to(self, point: QPointF) -> None:
        super().drag_to(point)
        if not self._pull.isActive():
            self._pull.start()

    def _scroll_at_edge(self) -> None:
        if not self.is_dragging():
            self._pull.stop()
            return
        point = QPointF(self.viewport().mapFromGlobal(QCursor.pos()))
        bar = self.verticalScrollBar()
        if self._fixed() <= point.y() < self._fixed() + _SCROLL_EDGE:
            bar.setValue(bar.value() - _SCROLL_PX)
        elif self.viewport().height() - _SCROLL_EDGE < point.y() <= self.viewport().height():
            bar.setValue(bar.value() + _SCROLL_PX)

    # Keys

    def press_up(self, step: int) -> None:
        self.walk(step)

    def press_enter(self) -> None:
        if self.current() is None and self.count == 1:
            self.wanted.emit(Place(self.at))
        else:
            super().press_enter()

    def show_current(self) -> None:
        item = self.current()
        if item is None or item.begins is None:
            return
        top, room = self.top_of(item.begins), self.viewport().height()
        if not self._fixed() <= top < room - HOUR:
            self.show_hour(max(0, item.begins / 60 - 1))

    def shift(self, item: Item, key: Qt.Key) -> Place | None:
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        minutes = {Qt.Key.Key_Up: -QUARTER, Qt.Key.Key_Down: QUARTER}
        if key in days:
            return Place(item.day + days[key] * DAY, keeps_time=True)
        if key in minutes and item.begins is not None:
            return Place(item.day, max(0, min(DAY_MINUTES - QUARTER, item.begins + minutes[key])))
        return None


def _span(item: Item) -> tuple[int, int]:
    """From when to when an item is drawn, in minutes of the day."""
    begin = min(item.begins or 0, DAY_MINUTES - SHORTEST)
    return begin, max(begin + SHORTEST, min(DAY_MINUTES, item.ends or 0))

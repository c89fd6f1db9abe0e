"""What the calendar's questions answer, as the items that are painted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from crmdesk.sales import activity_types, calendar, moments
from crmdesk.sales.calendar import CalendarDay, CalendarFilter, Entry
from crmdesk.sales.desk import Desk
from crmdesk.texts import _, _n
from crmdesk.ui import formats
from crmdesk.ui.calendar import Day, Item
from crmdesk.ui.calendar.items import DAY_MINUTES, DONE, GHOST, MARK, PLAIN
from crmdesk.ui.calendar.month import MOST

ACTIVITY, AGAIN, CLOSE, CLOSES = "activity", "again", "close", "closes"
"""What an item's key begins with; its second part is the id, or the day of several closes."""
UNSAID = 30
"""Minutes: how long something is drawn of which nobody said how long it takes."""
_LEAST = 15


def month(desk: Desk, first: date, last: date, shown: CalendarFilter) -> dict[date, Day]:
    """The days of a month, with the first few items of each."""
    found = calendar.days(desk, first, last, shown, MOST)
    return {one.day: _few(desk, one) for one in found}


def _few(desk: Desk, one: CalendarDay) -> Day:
    items = [*_closing(one), *(_item(desk, entry) for entry in one.entries)]
    return Day(tuple(items[:MOST]), one.more + len(items[MOST:]))


def hours(desk: Desk, first: date, last: date, shown: CalendarFilter) -> dict[date, Day]:
    """The days of a week, each with all of its items; what began the evening before goes on."""
    items: dict[date, list[Item]] = {}
    for one in calendar.days(desk, first - timedelta(days=1), last, shown):
        whole = _closing(one) if one.day >= first else []
        for item in (*whole, *(piece for entry in one.entries for piece in _pieces(desk, entry))):
            if first <= item.day <= last:
                items.setdefault(item.day, []).append(item)
    return {day: Day(tuple(sorted(those, key=_by_time))) for day, those in items.items()}


def _by_time(item: Item) -> int:
    return -1 if item.begins is None else item.begins


def _item(desk: Desk, entry: Entry) -> Item:
    """An activity as one line of its day."""
    key = (AGAIN, entry.id, entry.day) if entry.ghost else (ACTIVITY, entry.id)
    row = activity_types.known(desk).get(entry.type)
    begin = None if entry.at is None else moments.local(entry.at)
    look = DONE if entry.done else GHOST if entry.ghost else PLAIN
    return Item(
        key=key,
        day=entry.day,
        text=entry.subject,
        icon=activity_types.icon(desk, entry.type),
        colour=row.colour if row else None,
        begins=None if begin is None else begin.hour * 60 + begin.minute,
        time="" if begin is None else formats.time(begin),
        note=" · ".join(part for part in (entry.about[2] if entry.about else "", entry.owner) if part),
        look=look,
        movable=look == PLAIN,
        late=look == PLAIN and _is_late(desk, entry),
        spoken=_spoken(desk, entry),
    )


def _is_late(desk: Desk, entry: Entry) -> bool:
    return entry.day < desk.today or (entry.at is not None and entry.at < desk.clock.instant())


def _pieces(desk: Desk, entry: Entry) -> Iterator[Item]:
    """An activity over its hours, a piece for each day it touches."""
    item = _item(desk, entry)
    if entry.at is None:
        yield item
        return
    begin, end = moments.local(entry.at), moments.local(entry.at + (entry.minutes or UNSAID) * moments.MINUTE)
    span = f"{formats.time(begin)} – {formats.time(end)}" if entry.minutes else ""
    day = begin.date()
    while day <= end.date():
        begins = begin.hour * 60 + begin.minute if day == begin.date() else 0
        ends = end.hour * 60 + end.minute if day == end.date() else DAY_MINUTES
        is_last = day == end.date() or (end.date() - day == timedelta(days=1) and end.hour == end.minute == 0)
        if ends > 0 or day == begin.date():  # the clocks set back, it may end before it began
            yield replace(
                item,
                day=day,
                begins=begins,
                ends=max(ends, begins + _LEAST),
                span=span,
                movable=item.movable and day == begin.date(),
                stretchable=item.movable and is_last,
            )
        day += timedelta(days=1)


def _closing(one: CalendarDay) -> list[Item]:
    """The opportunities that should close on a day: by name, or how many."""
    if not one.closing:
        return []
    if len(one.closing) == 1:
        known, title = one.closing[0]
        spoken = _("{title} should close on {day}", title=title, day=formats.long_day(one.day))
        return [Item((CLOSE, known), one.day, title, "target", look=MARK, movable=True, spoken=spoken)]
    told = _n("{n} should close", "{n} should close", len(one.closing))
    spoken = f"{told}: {', '.join(title for _known, title in one.closing[:8])}"
    return [Item((CLOSES, one.day), one.day, told, "target", look=MARK, spoken=spoken)]


def _spoken(desk: Desk, entry: Entry) -> str:
    when = "" if entry.at is None else formats.time(moments.local(entry.at))
    late = _("overdue") if not entry.ghost and _is_late(desk, entry) else ""
    state = _("done") if entry.done else _("will come again") if entry.ghost else late
    kind = str(activity_types.name(desk, entry.type))
    about = entry.about[2] if entry.about else ""
    return ", ".join(_apart((when, kind, entry.subject, about, entry.owner, state)))


def _apart(parts: Iterable[str]) -> list[str]:
    """What there is to say, nothing twice in a row."""
    told: list[str] = []
    for part in parts:
        if part and (not told or told[-1] != part):
            told.append(part)
    return told

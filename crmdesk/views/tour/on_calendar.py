"""The tour of the calendar: a month, a week with a drag, a day, and a calendar file before it is taken in."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from crmdesk.sales import activities, lists, moments, records
from crmdesk.sales.lists import ListQuestion
from crmdesk.texts import _
from crmdesk.ui.calendar import HoursView
from crmdesk.ui.calendar.view import CalendarView
from crmdesk.views.calendar import exchanging
from crmdesk.views.calendar.screen import CalendarScreen
from crmdesk.views.tour.hand import answer, expect, mouse_away, press, settle, until
from crmdesk.views.tour.journey import Journey

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
_WEEK = ((0, "meeting", 10, 90), (1, "call", 9, 30), (1, "meeting", 12, 60), (2, "call", 11, 45), (3, "task", 16, 60))
"""Days after the first working day, types, hours and minutes of what is planned for the pictures."""


def month(journey: Journey) -> None:
    """The month, with what comes again and what should close."""
    _plan_week(journey)
    screen = _screen(journey)
    press("1", screen.view())
    until(lambda: screen.choices.view == "month", "the key 1 shows the month")
    screen.filters.whose.chosen.emit("everybody")
    settle()
    journey.picture("calendar-month")


def week(journey: Journey) -> None:
    """The week: a meeting is dragged to another day, and taken back."""
    screen = _screen(journey)
    screen.go_to(_monday(journey))
    press("2", screen.view())
    until(lambda: screen.choices.view == "week", "the key 2 shows the week")
    screen.filters.whose.chosen.emit("mine" if journey.desk.user is not None else "everybody")
    settle()
    journey.picture("calendar-week")
    view = cast(HoursView, screen.view())
    item = next(one for one in view.items_of(_monday(journey)) if one.stretchable and one.movable)
    start = QPointF(view.box_of(item.key).left() + 60, view.box_of(item.key).top() + 10)
    _drag(journey, view, start, start + QPointF(view.viewport().width() / 8, 96))
    moved = records.read(journey.desk, "activity", item.key[1]) or {}  # type: ignore[index]
    expect(moved.get("due_on") != item.day, "the drag moved it to another day")
    press("Ctrl+Z")
    until(lambda: item.key in [one.key for one in view.items_of(item.day)], "Ctrl+Z brings it back")


def day(journey: Journey) -> None:
    """One day with its hours."""
    screen = _screen(journey)
    press("3", screen.view())
    until(lambda: screen.choices.view == "day", "the key 3 shows the day")
    screen.go_to(_monday(journey) + timedelta(days=1))
    settle()
    journey.picture("calendar-day")


def take_in(journey: Journey) -> None:
    """A calendar file, seen before it is taken in."""
    screen = _screen(journey)
    file = journey.folder / "agenda.ics"
    file.write_text(_file(_monday(journey)), "utf-8")
    known = next(iter(lists.rows(journey.desk, "opportunity", _opportunities(journey)[:1], ["title"])))

    def look(dialog: Any) -> None:
        dialog.form.field("about").set_value((("opportunity", known.id), known["title"]))
        dialog.rehearse()
        settle()
        journey.picture("calendar-import")
        dialog.reject()

    answer(lambda: exchanging.take_file(screen, file), look)
    press("1", screen.view())


def _screen(journey: Journey) -> CalendarScreen:
    screen = cast(CalendarScreen, journey.go("calendar"))
    screen.view().setFocus()
    settle()
    return screen


def _drag(journey: Journey, view: CalendarView, start: QPointF, end: QPointF) -> None:
    """Drag something inside the calendar, with a picture on the way."""
    port = view.viewport()
    QTest.mousePress(port, LEFT, NONE, start.toPoint())
    for share in (0.3, 0.7, 1.0):
        QTest.mouseMove(port, (start + (end - start) * share).toPoint())
        settle()
    view.drag_to(end)
    journey.picture("calendar-dragging", hovering=True)
    view.drag_to(end)
    QTest.mouseRelease(port, LEFT, NONE, end.toPoint())
    settle()
    mouse_away(journey.window)


def _monday(journey: Journey) -> date:
    """The first working day of the coming week."""
    today = journey.desk.today
    return today + timedelta(days=7 - today.weekday())


def _opportunities(journey: Journey) -> list[int]:
    return lists.ids(journey.desk, "opportunity", ListQuestion(order="title"))[: len(_WEEK)]


def _plan_week(journey: Journey) -> None:
    desk, monday = journey.desk, _monday(journey)
    subjects = (
        _("Kick-off meeting"),
        _("Weekly call"),
        _("Visit the site"),
        _("Go through the offer"),
        _("Write the minutes"),
    )
    for sale, subject, (after, type_, hour, minutes) in zip(_opportunities(journey), subjects, _WEEK, strict=False):
        when = moments.instant(monday + timedelta(days=after), time(hour))
        values = {"type": type_, "subject": subject, "due_at": when, "minutes": minutes, "opportunity": sale}
        again = {"repeat": "FREQ=WEEKLY"} if type_ == "call" and after == 1 else {}
        planned = journey.window.editor.run(partial(activities.plan, desk, {**values, **again}))
        expect(planned, "an activity is planned")


def _file(monday: date) -> str:
    events = (
        (_("Breakfast with the board"), f"DTSTART:{monday:%Y%m%d}T083000", "DURATION:PT1H"),
        (_("Monthly review"), f"DTSTART;VALUE=DATE:{monday:%Y%m%d}", "RRULE:FREQ=MONTHLY;BYDAY=1MO"),
        (_("Holiday rota"), f"DTSTART;VALUE=DATE:{monday:%Y%m%d}", "RRULE:FREQ=YEARLY;BYWEEKNO=20"),
        (_("Founding of the company"), "DTSTART;VALUE=DATE:18870504", "RRULE:FREQ=YEARLY"),
    )
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number, (name, begin, rest) in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:tour-{number}", f"SUMMARY:{name}", begin, rest, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])

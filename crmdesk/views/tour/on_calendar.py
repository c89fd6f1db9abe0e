"""The tour of the calendar: a month, a week with a drag, a day, a calendar file before it is taken in, its board."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from crmdesk.sales import activities, activity_board, lists, moments, records
from crmdesk.sales.activity_board import DONE, TOMORROW
from crmdesk.sales.activity_states import TODAY
from crmdesk.sales.lists import ListQuestion
from crmdesk.texts import _
from crmdesk.ui.calendar import HoursView
from crmdesk.ui.calendar.view import CalendarView
from crmdesk.views.activities.board import ActivityBoardScreen
from crmdesk.views.calendar import exchanging
from crmdesk.views.calendar.screen import CalendarScreen
from crmdesk.views.calendar.switch import BOARD_KEY
from crmdesk.views.tour import drag
from crmdesk.views.tour.hand import answer, click, click_row, expect, mouse_away, press, settle, until
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


def board(journey: Journey) -> None:
    """The board of activities by state, with a drag; one is done with its outcome; then by day and by owner."""
    press(BOARD_KEY, _screen(journey).view())
    screen = cast(ActivityBoardScreen, journey.shown("activity-board"))
    screen.filters.owner.chosen.emit(())
    settle()
    shown = sum(head.count for head in screen.heads())
    expect(shown == activity_board.total(journey.desk), "the columns count every activity")
    card = _take(screen, TODAY)
    journey.picture("activity-board")
    if drag.perform(journey, screen.board, TODAY, TOMORROW, "activity-board-dragging"):
        until(lambda: _column_of(screen, card) == TOMORROW, "the card is dropped on tomorrow")
        press("Ctrl+Z")
        until(lambda: _column_of(screen, card) == TODAY, "Ctrl+Z brings it back")
    answer(lambda: screen.acts.close_cards([card], DONE), lambda dialog: _tell_outcome(journey, dialog))
    until(lambda: _column_of(screen, card) == DONE, "it is done")
    screen.filters.grouping.chosen.emit(activity_board.BY_DAY)
    settle()
    journey.picture("activity-board-days")
    screen.filters.grouping.chosen.emit(activity_board.BY_OWNER)
    settle()
    journey.picture("activity-board-owners")
    press("Ctrl+Z")
    screen.filters.grouping.chosen.emit(activity_board.BY_STATE)
    until(lambda: _column_of(screen, card) == TODAY, "Ctrl+Z opens it again")


def _take(screen: ActivityBoardScreen, column: str) -> int:
    """Select the first card of a column."""
    click_row(screen.board.column_view(column), 0)
    card = screen.board.current_id()
    assert card is not None
    return card


def _column_of(screen: ActivityBoardScreen, card: int) -> Any:
    return activity_board.column_keys(screen.desk, screen.choices.view, [card])[card]


def _tell_outcome(journey: Journey, dialog: Any) -> None:
    dialog.form.field("outcome").set_value(_("They sign on Friday."))
    click(dialog.primary)


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

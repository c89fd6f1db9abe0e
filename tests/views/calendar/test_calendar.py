"""The calendar in the real window: months, weeks and days, worked with the mouse and the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from crmdesk.models.activities import Activity
from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import activities, moments
from crmdesk.ui.calendar import HoursView, MonthView
from crmdesk.views.calendar.screen import CalendarScreen
from tests.views.lists.office import TODAY, Office, answer, child, settle

DAY = timedelta(days=1)
LEFT, NONE, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
MONDAY = TODAY + 3 * DAY


def plan(office: Office, subject: str, day: date = TODAY, at: time | None = None, **values: Any) -> int:
    instant = None if at is None else moments.instant(day, at)
    given = {"type": "call", "subject": subject, "due_on": day, "due_at": instant, "opportunity": office.fleet}
    return activities.plan(office.desk, {**given, **values}).new("activity")


def calendar(office: Office, view: str) -> CalendarScreen:
    screen = office.go("calendar", view=view)
    assert isinstance(screen, CalendarScreen)
    screen.view().setFocus()
    settle()
    return screen


def when(known: int) -> tuple[date, time | None, int | None]:
    row = Activity.get_by_id(known)
    return row.due_on, None if row.due_at is None else moments.time_of(row.due_at), row.minutes


def drag(screen: CalendarScreen, start: QPointF, end: QPointF, before_drop: Callable[[], None] | None = None) -> None:
    """Take hold of a place of the calendar with the mouse and let go at another."""
    port = screen.view().viewport()
    handle = port.window().windowHandle()
    begin, stop = (port.mapTo(port.window(), point.toPoint()) for point in (start, end))
    QTest.mousePress(handle, LEFT, NONE, begin)
    for share in (0.2, 0.6, 1.0):
        QTest.mouseMove(handle, begin + QPoint(*(round(part * share) for part in (stop - begin).toTuple())))
        settle()
    if before_drop is not None:
        before_drop()
    QTest.mouseRelease(handle, LEFT, NONE, stop)
    settle()


def test_the_month_shows_three_of_a_day_and_the_way_to_the_others(office: Office) -> None:
    for number in range(5):
        plan(office, f"Call {number}")
    screen = calendar(office, "month")
    view = screen.view()
    assert isinstance(view, MonthView)
    assert [item.text for item in view.items_of(TODAY)] == ["Call 0", "Call 1", "Call 2"]
    more = next(hit for hit in view._hits if hit.item is None)
    QTest.mouseClick(view.viewport(), LEFT, NONE, more.box.center().toPoint())
    settle()
    assert (screen.choices.view, screen._at) == ("day", TODAY)
    assert len(screen.view().items_of(TODAY)) == 5


@pytest.mark.gesture
def test_a_drag_in_the_month_keeps_the_time_of_day_and_is_undone(office: Office) -> None:
    known = plan(office, "Call", at=time(9, 30), minutes=45)
    screen = calendar(office, "month")
    view = screen.view()
    assert isinstance(view, MonthView)
    drag(screen, view.box_of(("activity", known)).center(), view.cell(TODAY - 2 * DAY).center())
    assert when(known) == (TODAY - 2 * DAY, time(9, 30), 45)
    office.window.editor.undo()
    settle()
    assert when(known) == (TODAY, time(9, 30), 45)
    assert not view.box_of(("activity", known)).isEmpty()


@pytest.mark.gesture
def test_esc_gives_a_drag_up(office: Office) -> None:
    known = plan(office, "Call", at=time(9, 30))
    screen = calendar(office, "month")
    view = screen.view()
    assert isinstance(view, MonthView)
    end = view.cell(TODAY - 2 * DAY).center()
    drag(screen, view.box_of(("activity", known)).center(), end, lambda: QTest.keyClick(view, Qt.Key.Key_Escape))
    assert when(known)[0] == TODAY


@pytest.mark.gesture
def test_an_expected_close_day_is_dragged_too(office: Office) -> None:
    sale = office.opportunity("Fleet 2027", expected_on=TODAY)
    screen = calendar(office, "month")
    view = screen.view()
    assert isinstance(view, MonthView)
    drag(screen, view.box_of(("close", sale)).center(), view.cell(TODAY - DAY).center())
    assert Opportunity.get_by_id(sale).expected_on == TODAY - DAY


@pytest.mark.gesture
def test_a_drag_in_the_week_moves_to_another_day_and_quarter_of_an_hour(office: Office) -> None:
    known = plan(office, "Call", at=time(10, 0), minutes=60)
    screen = calendar(office, "week")
    view = screen.view()
    assert isinstance(view, HoursView)
    box = view.box_of(("activity", known))
    grip = QPointF(box.center().x(), box.top() + 10)
    drag(screen, grip, grip + QPointF(-view._wide(), 48 * 1.25))
    assert when(known) == (TODAY - DAY, time(11, 15), 60)


@pytest.mark.gesture
def test_a_drag_of_the_lower_edge_changes_the_length(office: Office) -> None:
    known = plan(office, "Call", at=time(10, 0), minutes=60)
    screen = calendar(office, "day")
    box = screen.view().box_of(("activity", known))
    edge = QPointF(box.center().x(), box.bottom() - 2)
    drag(screen, edge, edge + QPointF(0, 36))
    assert when(known) == (TODAY, time(10, 0), 105)
    box = screen.view().box_of(("activity", known))
    edge = QPointF(box.center().x(), box.bottom() - 2)
    drag(screen, edge, QPointF(box.center().x(), box.top() - 60))
    assert when(known)[2] == 15


@pytest.mark.gesture
def test_what_has_no_time_gets_one_and_loses_it_again(office: Office) -> None:
    known = plan(office, "Call")
    screen = calendar(office, "day")
    view = screen.view()
    assert isinstance(view, HoursView)
    strip = view.box_of(("activity", known)).center()
    drag(screen, strip, QPointF(strip.x(), view.top_of(11 * 60) + 12))
    assert when(known) == (TODAY, time(11, 0), None)
    drag(screen, view.box_of(("activity", known)).center(), strip)
    assert when(known) == (TODAY, None, None)


def test_what_is_done_or_will_come_again_stays_where_it_is(office: Office) -> None:
    activities.done(office.desk, [plan(office, "Done")])
    plan(office, "Daily", repeat="FREQ=DAILY")
    screen = calendar(office, "week")
    found = {item.text: item for item in screen.view().items_of(TODAY + DAY) + screen.view().items_of(TODAY)}
    assert not found["Done"].movable
    again = screen.view().items_of(TODAY + DAY)[0]
    assert (again.look, again.movable) == ("ghost", False)


def test_what_overlaps_stands_side_by_side(office: Office) -> None:
    keys = [("activity", plan(office, f"Call {hour}", at=time(hour, 0), minutes=90)) for hour in (9, 10)]
    first, second = (calendar(office, "day").view().box_of(key) for key in keys)
    assert first.right() <= second.left()
    assert first.top() < second.top() < first.bottom()


def test_what_would_be_too_narrow_in_the_week_is_counted_and_seen_in_the_day(office: Office) -> None:
    for number in range(9):
        plan(office, f"Call {number}", at=time(9, 0), minutes=60)
    view = calendar(office, "week").view()
    shown = [hit for hit in view._hits if hit.item is not None]
    (more,) = [hit for hit in view._hits if hit.item is None]
    assert len(shown) + more.more == 9
    QTest.mouseClick(view.viewport(), LEFT, NONE, more.box.center().toPoint())
    settle()
    day = office.go("calendar").view()
    assert len([hit for hit in day._hits if hit.item is not None]) == 9


def test_what_goes_on_over_midnight_is_on_both_days(office: Office) -> None:
    known = plan(office, "Night", at=time(23, 0), minutes=120)
    view = calendar(office, "week").view()
    pieces = [item for day in view.shown_days() for item in view.items_of(day) if item.key == ("activity", known)]
    assert [(item.day, item.begins, item.ends) for item in pieces] == [(TODAY, 1380, 1440), (TODAY + DAY, 0, 60)]
    assert [item.movable for item in pieces] == [True, False]
    assert [item.stretchable for item in pieces] == [False, True]


def test_digit_keys_switch_and_the_choice_is_kept(office: Office) -> None:
    screen = calendar(office, "month")
    for key, name in (("2", "week"), ("3", "day"), ("1", "month"), ("2", "week")):
        QTest.keyClicks(screen.view(), key)
        settle()
        assert screen.choices.view == name
        assert screen.view().hasFocus()
    office.new_window()
    assert office.go("calendar").choices.view == "week"


def test_arrows_go_from_day_to_day_and_enter_opens(office: Office) -> None:
    plan(office, "Call", MONDAY)
    screen = calendar(office, "month")
    for _turn in range(3):
        QTest.keyClick(screen.view(), Qt.Key.Key_Right)
    assert screen.view().at == MONDAY
    assert "Call" in screen.view().accessibleDescription()
    QTest.keyClick(screen.view(), Qt.Key.Key_Space)
    QTest.keyClick(screen.view(), Qt.Key.Key_Return)
    settle()
    assert office.window.screen_key == "opportunity-page"


def test_ctrl_and_arrows_move_and_shift_and_arrows_lengthen(office: Office) -> None:
    known = plan(office, "Call", at=time(10, 0), minutes=60)
    screen = calendar(office, "week")
    view = screen.view()
    QTest.keyClick(view, Qt.Key.Key_Space)
    QTest.keyClick(view, Qt.Key.Key_Down, CTRL)
    settle()
    assert when(known) == (TODAY, time(10, 15), 60)
    QTest.keyClick(view, Qt.Key.Key_Left, CTRL)
    settle()
    assert when(known) == (TODAY - DAY, time(10, 15), 60)
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert when(known)[2] == 75


def test_the_keyboard_walks_into_the_next_month(office: Office) -> None:
    plan(office, "December", date(2026, 12, 9))
    screen = calendar(office, "month")
    for _turn in range(3):
        QTest.keyClick(screen.view(), Qt.Key.Key_Down)
    settle()
    assert screen.heading.title.text() == "December 2026"
    assert [item.text for item in screen.view().items_of(date(2026, 12, 9))] == ["December"]


def test_a_click_on_an_empty_place_plans_there(office: Office) -> None:
    screen = calendar(office, "day")
    view = screen.view()
    assert isinstance(view, HoursView)

    def fill(dialog: Any) -> None:
        assert dialog.form.field("time").value() == time(11, 30)
        dialog.form.field("about").set_value((("opportunity", office.fleet), "Flotilla"))
        dialog.form.field("subject").set_value("Show the cars")
        child(dialog, "dialog.activity:ok", QPushButton).click()
        if dialog.isVisible():
            dialog.reject()

    answer(office.qtbot, fill)
    QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(400, round(view.top_of(11 * 60 + 40))))
    office.qtbot.waitUntil(lambda: Activity.select().where(Activity.subject == "Show the cars").exists())
    known = Activity.get(Activity.subject == "Show the cars").id
    assert when(known) == (TODAY, time(11, 30), None)


def test_filters_say_whose_and_what(office: Office) -> None:
    plan(office, "Call")
    plan(office, "Meet", type="meeting")
    plan(office, "Theirs", owner=office.users["Óscar"])
    screen = calendar(office, "month")
    shown = lambda: [item.text for item in screen.view().items_of(TODAY)]  # noqa: E731 - asked again and again
    assert shown() == ["Call", "Meet"]
    screen.filters.whose.chosen.emit("everybody")
    assert shown() == ["Call", "Meet", "Theirs"]
    screen.filters.whose.chosen.emit(office.users["Óscar"])
    assert shown() == ["Theirs"]
    screen.filters.whose.chosen.emit("mine")
    screen.filters._types["meeting"].click()
    assert shown() == ["Meet"]


def test_before_today_and_after(office: Office) -> None:
    screen = calendar(office, "month")
    child(screen, "calendar.after", QPushButton).click()
    assert screen.heading.title.text() == "December 2026"
    child(screen, "calendar.today", QPushButton).click()
    assert screen.heading.title.text() == "November 2026"
    child(screen, "calendar.title", QPushButton).click()
    popup = QApplication.activePopupWidget()
    child(popup, "year.before", QPushButton).click()
    child(popup, "year.month.3", QPushButton).click()
    settle()
    assert screen.heading.title.text() == "March 2025"


def test_the_menu_marks_as_done_what_was_clicked(office: Office) -> None:
    known = plan(office, "Call")
    screen = calendar(office, "month")
    screen.acts.open_menu(("activity", known), screen.view().place_at(QPointF(50, 80)), QPoint(300, 300))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Open",
        "Done…",
        "Change…",
        "Move to the trash",
        "Plan an activity",
    ]
    menu.close()
    screen.acts.trash(("activity", known))
    settle()
    assert screen.view().items_of(TODAY) == ()


@pytest.mark.usefixtures("madrid")
def test_moving_over_the_change_of_clocks_keeps_the_time_on_the_clock(office: Office) -> None:
    saturday = date(2026, 3, 28)
    known = plan(office, "Call", saturday, time(10, 0), minutes=60)
    screen = calendar(office, "week")
    screen.go_to(saturday)
    screen.acts.move(("activity", known), screen.view().shift(screen.view().items_of(saturday)[0], Qt.Key.Key_Right))
    assert when(known) == (date(2026, 3, 29), time(10, 0), 60)


@pytest.mark.usefixtures("madrid")
@pytest.mark.parametrize(
    ("day", "end", "minutes"), [(date(2026, 3, 29), 4 * 60, 120), (date(2026, 10, 25), 4 * 60, 240)]
)
def test_a_length_counts_the_hours_that_there_are(office: Office, day: date, end: int, minutes: int) -> None:
    known = plan(office, "Night", day, time(1, 0), minutes=30)
    screen = calendar(office, "day")
    screen.go_to(day)
    screen.acts.stretch(("activity", known), day, end)
    assert when(known) == (day, time(1, 0), minutes)
    settle()
    (item,) = screen.view().items_of(day)
    assert (item.begins, item.ends) == (60, end)

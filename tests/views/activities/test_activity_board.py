"""The board of activities in the real window: cards dragged, moved by keys, done, handed over and planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from crmdesk.models.activities import Activity
from crmdesk.models.people import Role
from crmdesk.sales import activities, moments, opportunities, roles
from crmdesk.sales import office as lists_of_office
from crmdesk.ui.board.cards import Card
from crmdesk.views.activities.board import ActivityBoardScreen
from tests.ui.board.conftest import click, drag_to, in_view
from tests.views.lists.office import TODAY, Office, answer, child, settle

DAY = timedelta(days=1)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def plan(office: Office, subject: str, day: date | None = TODAY, at: time | None = None, **told: Any) -> int:
    given = {"type": "call", "subject": subject, "due_on": day, "opportunity": office.fleet}
    if day is not None and at is not None:
        given["due_at"] = moments.instant(day, at)
    return activities.plan(office.desk, {**given, **told}).new("activity")


def board(office: Office, grouping: str = "state") -> ActivityBoardScreen:
    screen = office.go("activity-board")
    assert isinstance(screen, ActivityBoardScreen)
    if grouping != "state":
        screen.filters.grouping.chosen.emit(grouping)
    settle()
    return screen


def titles(screen: ActivityBoardScreen, column: Any) -> list[str]:
    model = screen.board.column_view(column).model()
    return [model.index(row).data() for row in range(model.rowCount())]


def card(screen: ActivityBoardScreen, known: int) -> Card:
    (found,) = screen.provider().cards([known])
    return found


def counts(screen: ActivityBoardScreen) -> dict[Any, int]:
    return {head.key: head.count for head in screen.heads()}


def when(known: int) -> tuple[date | None, time | None]:
    row = Activity.get_by_id(known)
    return row.due_on, None if row.due_at is None else moments.time_of(row.due_at)


def drag(screen: ActivityBoardScreen, source: Any, row: int, target: Any) -> None:
    """Drag a card with the mouse into the upper part of another column; those between are folded."""
    for head in screen.heads():
        screen.board.fold(head.key, head.key not in (source, target))
    settle()
    onto = screen.board.column_view(target)
    drag_to(screen.board.column_view(source), row, in_view(onto, 60, 60))
    settle()


def press(screen: ActivityBoardScreen, column: Any, key: Qt.Key) -> None:
    QTest.keyClick(screen.board.column_view(column), key, CTRL)
    settle()


def asked(office: Office, fill: Callable[[Any], None]) -> None:
    """Answer the next dialog; a failure does not leave it waiting."""

    def answered(dialog: Any) -> None:
        try:
            fill(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    answer(office.qtbot, answered)


def save(dialog: Any, **values: Any) -> None:
    for name, value in values.items():
        dialog.form.field(name).set_value(value)
    dialog.primary.click()
    assert not dialog.isVisible(), f"the dialog did not take {values}"


def test_the_calendar_leads_to_the_board_and_back(office: Office) -> None:
    calendar = office.go("calendar")
    QTest.mouseClick(child(calendar, "switch.activity-board"), Qt.MouseButton.LeftButton)
    settle()
    assert office.window.screen_key == "activity-board"
    assert child(office.window, "nav.calendar").isChecked()
    screen = board(office)
    QTest.keyClicks(screen.board.column_view("today"), "2")
    settle()
    assert (office.window.screen_key, office.go("calendar").choices.view) == ("calendar", "week")
    QTest.keyClicks(calendar.view(), "4")
    settle()
    assert office.window.screen_key == "activity-board"


@pytest.mark.gesture
def test_a_card_dragged_to_another_day_keeps_its_time_and_is_undone(office: Office) -> None:
    known = plan(office, "Call", at=time(9, 30))
    screen = board(office)
    drag(screen, "today", 0, "tomorrow")
    assert when(known) == (TODAY + DAY, time(9, 30))
    assert (titles(screen, "today"), titles(screen, "tomorrow")) == ([], ["Call"])
    QTest.keyClick(office.window, Qt.Key.Key_Z, CTRL)
    settle()
    assert when(known) == (TODAY, time(9, 30))
    assert titles(screen, "today") == ["Call"]
    assert screen.board.selected_ids() == [known]


@pytest.mark.gesture
def test_several_cards_are_one_drop_and_one_undo(office: Office) -> None:
    made = [plan(office, f"Call {n}", TODAY - 2 * DAY, time(9 + n)) for n in range(3)]
    screen = board(office, "day")
    view = screen.board.column_view("overdue")
    click(view, 0)
    click(view, 2, SHIFT)
    monday = (TODAY + 3 * DAY).isoformat()
    drag(screen, "overdue", 1, monday)
    assert [when(known) for known in made] == [(TODAY + 3 * DAY, time(9 + n)) for n in range(3)]
    assert titles(screen, monday) == ["Call 0", "Call 1", "Call 2"]
    office.window.editor.undo()
    assert [when(known)[0] for known in made] == [TODAY - 2 * DAY] * 3


@pytest.mark.gesture
def test_a_drop_on_overdue_is_refused_with_a_sentence(office: Office) -> None:
    plan(office, "Late", TODAY - DAY)
    known = plan(office, "Call")
    screen = board(office)
    drag(screen, "today", 0, "overdue")
    assert when(known)[0] == TODAY
    assert "Nothing is planned for a day that has passed" in office.window.toast.text.text()
    assert titles(screen, "today") == ["Call"]


@pytest.mark.gesture
def test_a_drop_on_done_asks_what_came_of_it_and_what_is_next(office: Office) -> None:
    known = plan(office, "Call")
    screen = board(office)
    told = {"outcome": "They want an offer", "next": True, "subject": "Send the offer", "due_on": TODAY + DAY}
    asked(office, lambda dialog: save(dialog, **told))
    drag(screen, "today", 0, "done")
    office.qtbot.waitUntil(lambda: Activity.get_by_id(known).done_on == TODAY)
    settle()
    assert Activity.get_by_id(known).outcome == "They want an offer"
    assert (titles(screen, "done"), titles(screen, "tomorrow")) == (["Call"], ["Send the offer"])
    assert card(screen, known).next_text == "They want an offer"
    office.window.editor.undo()
    settle()
    assert (titles(screen, "today"), titles(screen, "tomorrow"), titles(screen, "done")) == (["Call"], [], [])


@pytest.mark.gesture
def test_a_drop_on_the_target_is_done_too_and_cancelling_leaves_it(office: Office) -> None:
    known = plan(office, "Call")
    screen = board(office, "owner")
    asked(office, lambda dialog: dialog.reject())
    view = screen.board.column_view(office.users["Ana"])
    drag_to(view, 0, screen.board.mapTo(office.window, QPoint(300, screen.board.height() - 30)))
    settle()
    assert Activity.get_by_id(known).done_on is None
    asked(office, save)
    drag_to(view, 0, screen.board.mapTo(office.window, QPoint(300, screen.board.height() - 30)))
    office.qtbot.waitUntil(lambda: Activity.get_by_id(known).done_on == TODAY)


@pytest.mark.gesture
def test_a_card_dragged_out_of_done_is_planned_again(office: Office) -> None:
    known = plan(office, "Call", TODAY - 4 * DAY, time(9))
    activities.done(office.desk, [known])
    screen = board(office)
    drag(screen, "done", 0, "some_day")
    assert (Activity.get_by_id(known).done_on, when(known)) == (None, (None, None))
    assert titles(screen, "some_day") == ["Call"]


@pytest.mark.gesture
def test_a_card_dragged_to_another_owner_is_handed_over(office: Office) -> None:
    known = plan(office, "Call", at=time(9))
    screen = board(office, "owner")
    screen.filters.owner.chosen.emit(())
    settle()
    ana, oscar = office.users["Ana"], office.users["Óscar"]
    drag(screen, ana, 0, oscar)
    assert (Activity.get_by_id(known).owner_id, when(known)) == (oscar, (TODAY, time(9)))
    assert (titles(screen, ana), titles(screen, oscar)) == ([], ["Call"])


@pytest.mark.gesture
def test_a_drop_on_several_days_asks_which_one(office: Office) -> None:
    known = plan(office, "Call", at=time(9))
    screen = board(office)
    asked(office, lambda dialog: dialog.reject())
    drag(screen, "today", 0, "later")
    assert when(known)[0] == TODAY

    def choose(dialog: Any) -> None:
        field = child(dialog, "form.day.day")
        assert field.value() == date(2026, 11, 30)  # the Monday after the weekend it begins with
        field.set_value(TODAY + 40 * DAY)
        save(dialog)

    asked(office, choose)
    drag(screen, "today", 0, "later")
    office.qtbot.waitUntil(lambda: when(known) == (TODAY + 40 * DAY, time(9)))
    settle()
    assert titles(screen, "later") == ["Call"]


def test_ctrl_and_arrows_are_the_twin_of_a_drag(office: Office) -> None:
    known = plan(office, "Call", at=time(9))
    screen = board(office)
    screen.board.select([known], focus=True)
    press(screen, "today", Qt.Key.Key_Right)
    assert when(known) == (TODAY + DAY, time(9))
    assert screen.board.column_view("tomorrow").hasFocus()
    press(screen, "tomorrow", Qt.Key.Key_Left)
    press(screen, "today", Qt.Key.Key_Left)
    assert when(known) == (TODAY, time(9))
    assert "a day that has passed" in office.window.toast.text.text()


def test_enter_opens_what_it_is_about(office: Office) -> None:
    known = plan(office, "Call")
    screen = board(office)
    screen.board.select([known], focus=True)
    QTest.keyClick(screen.board.column_view("today"), Qt.Key.Key_Return)
    settle()
    assert office.window.screen_key == "opportunity-page"
    office.window.back()
    QTest.keyClick(screen.board.column_view("today"), Qt.Key.Key_Delete)
    settle()
    assert titles(screen, "today") == []


def test_what_is_added_in_a_column_begins_with_its_day_or_owner(office: Office) -> None:
    screen = board(office)

    def look(dialog: Any) -> None:
        shown = {name: dialog.form.field(name).value() for name in ("due_on", "owner")}
        seen.append((shown["due_on"], shown["owner"]))
        save(dialog, about=(("opportunity", office.fleet), "Flotilla"), subject=f"Added {len(seen)}")

    seen: list[tuple[date | None, int | None]] = []
    ana, oscar = office.users["Ana"], office.users["Óscar"]
    for grouping, column in (("state", "tomorrow"), ("state", "some_day"), ("owner", oscar)):
        screen.filters.grouping.chosen.emit(grouping)
        settle()
        asked(office, look)
        screen.board.open_quick_add(column)
        settle()
    assert seen == [(TODAY + DAY, ana), (None, ana), (TODAY + DAY, oscar)]
    rows = [(row.due_on, row.owner_id) for row in Activity.select().order_by(Activity.id)]
    assert rows == seen
    assert not screen.board.offers_quick_add("done")


def test_the_menu_does_what_the_mouse_does(office: Office) -> None:
    first, second = plan(office, "One"), plan(office, "Two")
    screen = board(office)

    def menu(*ids: int) -> dict[str, Any]:
        screen.acts.open_card_menu(list(ids), office.window.mapToGlobal(QPoint(400, 300)))
        shown = QApplication.activePopupWidget()
        assert isinstance(shown, QMenu)
        actions = {action.text(): action for action in shown.actions() if action.text()}
        actions |= {
            f"{title}/{action.text()}": action
            for title, above in list(actions.items())
            if (below := above.menu()) is not None
            for action in below.actions()  # type: ignore[attr-defined]
        }
        shown.close()
        return actions

    told = [text for text in menu(first) if "/" not in text]
    assert told == ["Open", "Done…", "Put off", "Move to", "Give to", "Change…", "Move to the trash"]
    assert "Open" not in menu(first, second)
    menu(first, second)["Move to/Tomorrow"].trigger()
    settle()
    assert titles(screen, "tomorrow") == ["One", "Two"]
    menu(first)["Put off/Next week"].trigger()
    settle()
    assert when(first)[0] == TODAY + 3 * DAY
    menu(second)["Give to/Óscar"].trigger()
    settle()
    assert titles(screen, "tomorrow") == []  # it is not mine any more
    asked(office, lambda dialog: save(dialog, outcome="Both agreed"))
    menu(first, second)["Done…"].trigger()
    settle()
    assert [Activity.get_by_id(known).outcome for known in (first, second)] == ["Both agreed"] * 2
    menu(first)["Plan again"].trigger()
    settle()
    assert Activity.get_by_id(first).done_on is None


def test_filters_search_and_grouping_are_kept(office: Office) -> None:
    plan(office, "Call")
    plan(office, "Meet", type="meeting")
    plan(office, "Theirs", owner=office.users["Óscar"])
    screen = board(office)
    assert counts(screen)["today"] == 2
    screen.filters.owner.chosen.emit(())
    settle()
    assert counts(screen)["today"] == 3
    screen.filters._open_filters()
    shown = QApplication.activePopupWidget()
    assert isinstance(shown, QMenu)
    next(action for action in shown.actions() if action.text() == "Meeting").trigger()
    shown.close()
    settle()
    assert titles(screen, "today") == ["Meet"]
    screen.filters._clear()
    screen.filters.text.setText("thei")
    screen.filters.text.textEdited.emit("thei")
    office.qtbot.waitUntil(lambda: counts(screen)["today"] == 1)
    assert titles(screen, "today") == ["Theirs"]
    screen.filters.grouping.chosen.emit("owner")
    office.new_window()
    again = office.go("activity-board")
    assert (again.choices.view.grouping, again.choices.view.shown.text) == ("owner", "thei")
    assert titles(again, office.users["Óscar"]) == ["Theirs"]


def test_the_bar_of_an_owner_narrows_to_a_state(office: Office) -> None:
    plan(office, "Late", TODAY - DAY)
    plan(office, "Call")
    screen = board(office, "owner")
    ana = office.users["Ana"]
    screen.board.filter_requested.emit(ana, "overdue")
    settle()
    assert titles(screen, ana) == ["Late"]
    screen.filters.grouping.chosen.emit("state")
    settle()
    assert counts(screen)["today"] == 1


def test_other_columns_are_seen_from_the_first_on(office: Office) -> None:
    plan(office, "Call")
    screen = board(office, "day")
    screen.board.sideways().setValue(screen.board.sideways().maximum())
    assert screen.board.sideways().value() > 0
    screen.filters.grouping.chosen.emit("state")
    settle()
    assert screen.board.sideways().value() == 0


def test_a_card_shows_its_signs_and_follows_what_it_is_about(office: Office) -> None:
    known = plan(office, "Call", at=time(9), priority=2, repeat="FREQ=WEEKLY;BYDAY=FR", minutes=30)
    screen = board(office)
    shown = card(screen, known)
    assert (shown.title, shown.subtitle, shown.stars, shown.signs) == (
        "Call",
        "Flotilla · Ácme Óptica",
        2,
        ("refresh-cw",),
    )
    assert (shown.icon, shown.icon_colour, shown.owner_initials) == ("phone", 0, "A")
    assert (shown.day, shown.idle, shown.amount[:4]) == ("Nov 20", "30 min", "9:00")
    assert (shown.next_text, shown.next_role) == ("Call · late", "danger")  # it is ten o'clock
    assert "Every week" in shown.sentence()
    office.window.editor.run(lambda: opportunities.save(office.desk, office.fleet, {"title": "Fleet 2027"}))
    settle()
    index = screen.board.column_view("today").model().index(0)
    assert "Fleet 2027" in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_who_may_not_change_it_sees_it_locked_with_the_reason(office: Office) -> None:
    mine, theirs = plan(office, "Mine"), plan(office, "Theirs", owner=office.users["Óscar"], opportunity=office.policy)
    seller = Role.get(Role.name == "Seller").id
    roles.allow(office.desk, seller, {"activity": {"see": "all"}})
    lists_of_office.save_value(office.desk, "user", office.users["Ana"], role=seller)
    office.desk.forget()
    screen = board(office)
    screen.filters.owner.chosen.emit(())
    settle()
    assert [card(screen, known).signs for known in (mine, theirs)] == [(), ("lock",)]
    assert "your role “Seller” changes only your own" in card(screen, theirs).marks_told
    screen.board.select([theirs], focus=True)
    press(screen, "today", Qt.Key.Key_Right)
    assert when(theirs)[0] == TODAY
    assert "changes only your own" in office.window.toast.text.text()
    for column in ("later", "done"):  # nothing is asked that would be refused
        office.window.toast.hide()
        screen.board.move_requested.emit([theirs], column, None)
        settle()
        assert office.window.toast.isVisible()
    QTest.keyClick(screen.board.column_view("today"), Qt.Key.Key_Return)
    settle()
    assert "not shown to you" in office.window.toast.text.text()  # the opportunity is another's


def test_the_palette_leads_to_the_board(office: Office) -> None:
    office.window.open_palette()
    field: Any = office.window.findChild(QWidget, "palette.text")
    QTest.keyClicks(field, "activity board")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle()
    assert office.window.screen_key == "activity-board"

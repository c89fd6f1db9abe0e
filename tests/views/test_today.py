"""Today as a seller knows it: the real window over a real book."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from crmdesk.models.activities import Activity
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import User
from crmdesk.sales import activities, messages, moments, papers, today
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Clock, Desk
from crmdesk.ui import page_size, sheets, theme
from crmdesk.ui.badge import Badge
from crmdesk.ui.empty import Empty
from crmdesk.views.today import sheet
from crmdesk.views.today.lines import Line
from tests.views.lists.conftest import office as office
from tests.views.lists.office import TODAY, Office, answer, settle


def shown(office: Office) -> Any:
    screen = office.go("today")
    settle()
    return screen


def lines(screen: QWidget, part: str) -> list[Line]:
    panel = screen.findChild(QWidget, f"today.{part}")
    return panel.findChildren(Line) if panel is not None else []


def told(screen: QWidget, part: str) -> list[str]:
    """The names of a part's lines."""
    return [line.accessibleName().split(" · ")[0] for line in lines(screen, part)]


def line_of(screen: QWidget, name: str) -> Line:
    return next(line for line in screen.page.lines if line.accessibleName().startswith(name))  # type: ignore[attr-defined]


def planned(subject: str, days: int = 0) -> dict[str, Any]:
    fleet = Opportunity.get(Opportunity.title == "Flotilla").id
    return {"type": "call", "subject": subject, "opportunity": fleet, "due_on": TODAY + timedelta(days=days)}


def plan(office: Office, subject: str, days: int = 0) -> int:
    return activities.plan(office.desk, planned(subject, days)).new("activity")


def test_what_should_have_been_today_already_is_red_and_what_is_to_come_green(office: Office) -> None:
    for subject, hour in (("Early", 9), ("Later", 11)):
        activities.plan(office.desk, {**planned(subject), "due_at": moments.instant(TODAY, time(hour))})
    plan(office, "Any time")
    screen = shown(office)

    def ground(name: str) -> QColor:
        badge = line_of(screen, name).findChild(Badge)
        return badge.grab().toImage().pixelColor(3, badge.height() // 2)

    assert ground("Early") == theme.color("danger_ground")
    assert ground("Later") == theme.color("positive_ground")
    assert ground("Any time") == theme.color("positive_ground")


def test_its_circle_asks_what_came_of_it_and_what_comes_next(office: Office) -> None:
    known = plan(office, "Talk")
    screen = shown(office)

    def fill(dialog: Any) -> None:
        dialog.form.field("outcome").set_value("They want two")
        dialog.form.field("next").set_value(True)
        dialog.form.field("subject").set_value("Send it")
        dialog.form.field("due_on").set_value(TODAY + timedelta(days=2))
        dialog.primary.click()

    answer(office.qtbot, fill)
    line_of(screen, "Talk").check.click()
    settle()
    row = Activity.get_by_id(known)
    assert (row.done_on, row.outcome) == (TODAY, "They want two")
    assert told(screen, "activities") == ["Send it"]
    office.window.editor.undo()
    settle()
    assert told(screen, "activities") == ["Talk"]


def test_a_line_is_walked_opened_done_and_put_off_by_keys(office: Office) -> None:
    first, second = plan(office, "Talk"), plan(office, "Write")
    screen = shown(office)
    screen.page.setFocus()
    QTest.keyClick(screen.page, Qt.Key.Key_Down)
    assert line_of(screen, "Talk").hasFocus()
    QTest.keyClick(line_of(screen, "Talk"), Qt.Key.Key_Down)
    assert line_of(screen, "Write").hasFocus()
    answer(office.qtbot, lambda dialog: dialog.primary.click())  # type: ignore[attr-defined]
    QTest.keyClick(line_of(screen, "Write"), Qt.Key.Key_Space)
    settle()
    assert Activity.get_by_id(second).done_on == TODAY
    office.qtbot.waitUntil(lambda: line_of(screen, "Talk").hasFocus())  # the keyboard stays in the list
    QTest.keyClick(line_of(screen, "Talk"), Qt.Key.Key_S)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == "Tomorrow").trigger()
    menu.close()
    settle()
    assert Activity.get_by_id(first).due_on == TODAY + timedelta(days=1)
    QTest.keyClick(line_of(screen, "Talk"), Qt.Key.Key_Return)
    settle()
    assert office.window.screen_key == "opportunity-page"
    assert office.window.screen_named("opportunity-page").record == office.fleet  # type: ignore[attr-defined]


def test_a_click_on_a_line_leads_to_what_it_is_about(office: Office) -> None:
    plan(office, "Talk")
    office.qtbot.mouseClick(line_of(shown(office), "Talk"), Qt.MouseButton.LeftButton)
    settle()
    assert office.window.screen_key == "opportunity-page"


def test_an_empty_day_leads_to_planning_one(office: Office) -> None:
    screen = shown(office)

    def fill(dialog: Any) -> None:
        dialog.form.field("about").set_value((("opportunity", office.fleet), "Flotilla"))
        dialog.form.field("subject").set_value("Begin")
        dialog.primary.click()

    answer(office.qtbot, fill)
    screen.findChild(Empty).requested.emit()
    settle()
    assert told(screen, "activities") == ["Begin"]


def test_the_rail_says_how_much_waits_and_nothing_for_none(office: Office) -> None:
    item = office.window.rail.item("today")
    late = plan(office, "Late", -3)
    office.window.events.committed.emit(Changes(everything=True))
    office.qtbot.waitUntil(lambda: item.badge() == "1")
    assert item.accessibleName() == "Today: 1 activity to do, 1 of them overdue"
    office.window.editor.run(lambda: activities.plan(office.desk, planned("Now")))
    office.qtbot.waitUntil(lambda: item.badge() == "2")
    office.window.editor.run(lambda: activities.done(office.desk, [late]))
    office.qtbot.waitUntil(lambda: item.badge() == "1")
    assert item.accessibleName() == "Today: 1 activity to do"
    office.window.editor.undo()
    office.qtbot.waitUntil(lambda: item.badge() == "2")
    every = [row.id for row in Activity.select()]
    office.window.editor.run(lambda: activities.trash(office.desk, every))
    office.qtbot.waitUntil(lambda: item.badge() == "")
    assert item.accessibleName() == "Today"


def test_a_day_that_begins_is_told_everywhere(office: Office) -> None:
    plan(office, "Tomorrow", 1)
    screen, item = shown(office), office.window.rail.item("today")
    office.qtbot.waitUntil(lambda: office.window._renewed_on == TODAY)
    office.window.desk.clock = Clock.at(office.desk.clock.now() + timedelta(days=2))
    office.qtbot.waitUntil(lambda: item.badge() == "1")
    settle()
    assert "1 d" in line_of(screen, "Tomorrow").accessibleName()
    assert office.window.bar.title.text() == "Sunday, November 22"


def test_who_mentions_the_user_is_told(office: Office) -> None:
    other = lists_of_office.add_value(office.desk, "user", "Ida").new("user")
    name = User.get_by_id(office.desk.user).name
    messages.write(Desk(other, office.desk.clock), "opportunity", office.fleet, f"@{name} they ask again")
    screen = shown(office)
    (line,) = lines(screen, "mentions")
    office.qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    settle()
    page: Any = office.window.screen_named("opportunity-page")
    assert (page.record, page.tabs.current) == (office.fleet, "messages")
    office.window.back()
    settle()
    assert told(screen, "mentions") == []


def test_it_is_seen_as_one_sheet_before_it_is_printed(office: Office) -> None:
    plan(office, "<Talk>", 1)
    screen, seen = shown(office), []

    def look(dialog: Any) -> None:
        seen.append((dialog.pages, "&lt;Talk&gt;" in dialog._paper.html))
        dialog.reject()

    answer(office.qtbot, look)
    screen.page.print_it.click()
    assert seen == [(1, True)]


@pytest.mark.parametrize("size", papers.SIZES)
def test_a_full_day_stays_on_one_sheet_and_tells_what_is_left_out(office: Office, size: str) -> None:
    papers.change(office.desk, size=size)
    for days in (-3, 0, 5):
        for n in range(60):
            plan(office, f"{n} A long subject that says everything there is to say about this call " * 3, days)
    found = today.today(office.desk)
    made = sheet.paper(office.desk, found, "Friday")
    assert sheets.Pictures(made.html, made.footer, page_size.BY_CODE[made.size], 200, 1.0).sheets.pages == 1
    assert "Overdue 60" in made.html
    assert len(re.findall(r"and \d\d more", made.html)) == 3
    assert "</td></tr></table><h4>Going cold 1</h4>" in made.html  # what is short is whole


def test_what_is_due_today_is_told_however_much_is_overdue(office: Office) -> None:
    for n in range(120):
        plan(office, f"Late {n}", -1)
    plan(office, "Now")
    screen = shown(office)
    assert "Now" in told(screen, "activities")
    assert screen.page.greeting.text().startswith("Good morning, Ana. 121 activities to do")

"""Today as a seller knows it: the real window over a real book."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from crmdesk.models.activities import Activity
from crmdesk.models.people import User
from crmdesk.sales import activities, messages
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.desk import Desk
from crmdesk.ui.elided import Link
from tests.views.lists.conftest import office as office
from tests.views.lists.office import TODAY, Office, answer, settle


def shown(office: Office) -> Any:
    screen = office.go("today")
    settle()
    return screen


def told(screen: QWidget, part: str) -> list[str]:
    """The names of a part's lines."""
    panel = screen.findChild(QWidget, f"today.{part}")
    return [link.accessibleName() for link in panel.findChildren(Link)] if panel is not None else []


def plan(office: Office, subject: str, days: int = 0) -> int:
    values = {"type": "call", "subject": subject, "opportunity": office.fleet, "due_on": TODAY + timedelta(days=days)}
    return activities.plan(office.desk, values).new("activity")


def test_a_click_on_its_circle_marks_what_is_due_as_done(office: Office) -> None:
    known = plan(office, "Talk")
    screen = shown(office)
    assert "Talk" in told(screen, "activities")
    names = {button.accessibleName(): button for button in screen.findChildren(QPushButton, "today.done")}
    names["Done: Talk"].click()
    settle()
    assert Activity.get_by_id(known).done_on == TODAY
    assert "Talk" not in told(screen, "activities")


def test_a_name_leads_to_what_it_is_about(office: Office) -> None:
    plan(office, "Talk")
    screen = shown(office)
    next(link for link in screen.findChildren(Link) if link.accessibleName() == "Talk").click()
    settle()
    assert office.window.screen_key == "opportunity-page"
    assert office.window.screen_named("opportunity-page").record == office.fleet


def test_who_mentions_the_user_is_told(office: Office) -> None:
    other = lists_of_office.add_value(office.desk, "user", "Ida").new("user")
    name = User.get_by_id(office.desk.user).name
    messages.write(Desk(other, office.desk.clock), "opportunity", office.fleet, f"@{name} they ask again")
    assert len(told(shown(office), "mentions")) == 1


def test_it_is_seen_as_one_sheet_before_it_is_printed(office: Office) -> None:
    plan(office, "<Talk>", 1)
    screen, seen = shown(office), []

    def look(dialog: Any) -> None:
        seen.append((dialog._pages, "&lt;Talk&gt;" in dialog._paper.html))
        dialog.reject()

    answer(office.qtbot, look)
    screen.page.print_it.click()
    assert seen == [(1, True)]

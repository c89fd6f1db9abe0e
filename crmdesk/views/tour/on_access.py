"""The tour of who may do what: a seller's locked dashboard, and signing in."""

from __future__ import annotations

from typing import cast

from crmdesk.models import book
from crmdesk.sales import choices, office, passwords, preferences, roles
from crmdesk.sales.desk import Desk
from crmdesk.views.lists.screen import ListScreen
from crmdesk.views.locked import LockedScreen
from crmdesk.views.sign_in import SignIn
from crmdesk.views.tour.hand import click, click_row, expect, settle, until, write
from crmdesk.views.tour.journey import Journey, show

PASSWORD = "three blue lanterns"


def locked(journey: Journey) -> None:
    """Who sells finds the dashboard locked, with the reason."""
    closed = {role.id for role in roles.all_roles(journey.desk) if "dashboard" in role.locked}
    seller = next((user.id for user in office.values_of("user") if user.values["role"] in closed), None)
    first = journey.desk.user
    if seller is None or first is None:
        return  # a book that is toured may have no sellers
    _work_as(journey, seller)
    expect(isinstance(journey.go("dashboard"), LockedScreen), "a seller's dashboard is locked")
    journey.picture("locked-dashboard")
    screen = cast(ListScreen, journey.go("leads"))
    until(lambda: screen.table.model().rowCount(), "the seller sees his own leads")
    click_row(screen.table, 0)
    until(lambda: screen.side.record == screen.table.current_id(), "the selected lead is beside the list")
    journey.picture("leads-of-a-seller")
    _work_as(journey, first)


def sign_in(journey: Journey) -> None:
    """Leave the book, and come back with a password."""
    path, user = office.book_path(), journey.desk.user
    if user is None:
        return
    name = office.user_name(user)
    passwords.set_own(journey.desk, PASSWORD)
    page = SignIn(path, journey.desk.settings.name, [known for _id, known in choices.choices("user")], name)
    journey.window.close()
    settle()
    show(page)
    write(page.form.field("password"), PASSWORD)
    journey.camera.take(page, "sign-in")
    given: list[tuple[str, str]] = []
    page.signed_in.connect(lambda who, password: given.append((who, password)))
    click(page.go)
    who, password = until(lambda: given, "the page signs in")[0]
    page.close()
    book.close()
    journey.window = journey.open_window(path, who, password=password)
    show(journey.window)
    passwords.remove_own(journey.desk, PASSWORD)


def _work_as(journey: Journey, user: int) -> None:
    before = journey.window
    preferences.put(Desk(user, before.desk.clock), "theme", journey.theme)
    before.work_as(user)
    journey.window = until(lambda: before.successor, "another user works")
    show(journey.window)

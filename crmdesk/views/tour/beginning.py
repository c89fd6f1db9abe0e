"""The tour of a first start: the welcome page, and a new book without a record."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication

from crmdesk.models import book
from crmdesk.sales import lists, preferences, users
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.lists import ListQuestion
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.views.dashboard.page import DashboardPage
from crmdesk.views.tour.hand import click, expect, settle, until, write
from crmdesk.views.tour.journey import Journey, show
from crmdesk.views.welcome import Welcome


def welcome(journey: Journey) -> None:
    """Leave the book, make a new one on the welcome page, and open it."""
    journey.window.close()
    settle()
    book.close()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, journey.theme)
    page = Welcome(Clock.system())
    show(page)
    chosen: list[tuple[Path, str]] = []
    page.chosen.connect(lambda path, person: chosen.append((path, person)))
    write(page.form.field("name"), _("The Lantern Workshop"))
    write(page.form.field("person"), "Nora Vidal")
    journey.camera.take(page, "welcome")
    write(page.form.field("folder"), str(journey.folder))
    click(page.make)
    path, person = until(lambda: chosen, "the welcome page makes a book")[0]
    page.close()
    _like_the_others(path, journey)
    journey.window = journey.open_window(path, person)
    show(journey.window)


def empty(journey: Journey) -> None:
    """A new book says on every screen what can be done next."""
    expect(lists.count(journey.desk, "opportunity", ListQuestion()) == 0, "a new book has no opportunity")
    journey.go("board")
    journey.picture("new-book-board")
    journey.go("leads")
    journey.picture("new-book-leads")
    page = cast(DashboardPage, journey.go("dashboard"))
    until(lambda: page.figures.figures is not None, "the dashboard is filled")
    journey.picture("new-book-dashboard")


def _like_the_others(path: Path, journey: Journey) -> None:
    """Give a new book the theme of the pictures."""
    with book.opened(path):
        desk = Desk(users.user_named(None), Clock.system())
        preferences.put(desk, "theme", journey.theme)

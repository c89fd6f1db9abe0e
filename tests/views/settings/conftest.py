"""The whole window on a small office's book, at its settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crmdesk.app import open_window
from crmdesk.models import book
from crmdesk.sales import founding, opportunities
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.office import values_of
from crmdesk.ui import theme
from crmdesk.views.settings import SettingsScreen
from crmdesk.views.settings.page import Page
from crmdesk.views.window import MainWindow


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A book of two users and three opportunities, all in the first stage."""
    path = tmp_path / "office.crmdesk"
    founding.found(path, name="Miralba", person="Ana", currency="EUR", language="en", clock=Clock.system())
    with book.opened(path):
        desk = Desk(values_of("user")[0].id, Clock.system())
        from crmdesk.sales import office as lists

        lists.add_value(desk, "user", "Bea")
        for number in range(3):
            opportunities.add(desk, {"title": f"Sale {number}", "amount": 1000_00})
    return path


@pytest.fixture
def window(office: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window, shown at its settings.  What takes its place is closed too."""
    made = open_window(office)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    made.go("settings")
    yield made
    while made.successor is not None:
        made = made.successor
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    book.close()
    theme.apply(qapp, "light")
    qapp.setStyleSheet("")


@pytest.fixture
def page(window: MainWindow) -> Callable[[str], Page]:
    """Go to a section of the settings and give its page."""

    def go(section: str) -> Page:
        screen = window.screen_named("settings")
        assert isinstance(screen, SettingsScreen)
        screen.show_place({"section": section})
        return screen.page()

    return go

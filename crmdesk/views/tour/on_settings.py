"""The tour of the settings and of the keys' sheet."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QApplication

from crmdesk.sales import history as book_history
from crmdesk.views.settings import SettingsScreen
from crmdesk.views.tour.hand import click_row, expect, press, until
from crmdesk.views.tour.journey import Journey


def sections(journey: Journey) -> None:
    """Every section in turn."""
    screen = cast(SettingsScreen, journey.go("settings"))
    for row in range(screen.sections.count()):
        click_row(screen.sections, row)
        section = screen.section
        expect(screen.sections.currentRow() == row, "a click opens a section")
        journey.picture(f"settings-{section}")


def history(journey: Journey) -> None:
    """What the tour did is in the book's history."""
    done = [str(step.label) for step in book_history.steps(journey.desk, most=20, actions_only=True)]
    expect(len(done) >= 5, "the history has every step of the tour")


def keys(journey: Journey) -> None:
    """The sheet of all keys."""
    journey.go("board")
    journey.window.setFocus()
    press("?", journey.window)
    sheet = until(QApplication.activeModalWidget, "? opens the keys' sheet")
    expect(sheet.objectName() == "dialog.keys", "? opens the keys' sheet")
    journey.picture("keys")
    press("Esc", sheet)
    until(lambda: QApplication.activeModalWidget() is None, "Esc closes the sheet")

"""Ctrl+K reaches every screen, command and record."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from crmdesk.ui import theme
from crmdesk.views.window import MainWindow
from tests.journeys.conftest import Office


def run(window: MainWindow, text: str) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = window.findChild(QLineEdit, "palette.text")
    assert field.isVisible()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_record_is_found_by_the_beginnings_of_its_words(office: Office, window: MainWindow) -> None:
    run(window, "irriga alta")
    assert window.screen_key == "opportunity-page"
    assert window.screen_named("opportunity-page").record == office.cards["Irrigación"]


def test_every_screen_and_every_section_of_the_settings_is_reached(office: Office, window: MainWindow) -> None:
    for kind in window.screen_kinds():
        run(window, kind.label())
        assert window.screen_key == kind.key
    run(window, "history")
    assert window.screen_named("settings").section == "history"


def test_commands_run(qtbot, office: Office, window: MainWindow) -> None:
    run(window, "new company")
    assert window.screen_key == "company-page"
    run(window, "theme dark")
    assert theme.is_dark()
    run(window, "theme light")
    assert not theme.is_dark()
    run(window, "undo")
    assert "Printers" not in [row["title"] for row in _opportunities(window)], "the last thing done was adding it"


def _opportunities(window: MainWindow) -> list[dict[str, object]]:
    from crmdesk.exchange import plain
    from crmdesk.sales.lists import ListQuestion

    return plain.records(window.desk, "opportunity", ListQuestion(), ["title"])

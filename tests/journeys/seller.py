"""Somebody at the window: what every whole-window story does with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from crmdesk import app as crm
from crmdesk.models import book
from crmdesk.sales import opening, records
from crmdesk.sales.desk import Clock, Desk
from crmdesk.views.window import MainWindow


def found_office(path: Path, clock: Clock, language: str) -> Desk:
    """A new office's book with one user; it stays open for what the story needs beforehand."""
    book.create(path)
    desk = Desk(None, clock)
    opening.fill(desk, name="Office", currency="EUR", language=language)
    desk.user = records.add(desk, "user", {"name": "Ana Ruiz"}).new("user")
    return desk


def open_window(qtbot: Any, path: Path, clock: Clock) -> MainWindow:
    """Start the program on a book; the window, in front."""
    window = crm.open_window(path, clock=clock)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def type_text(field: QWidget, text: str) -> None:
    """Type a text with any letters: QTest's own keys end with ASCII."""
    typed = QInputMethodEvent()
    typed.setCommitString(text)
    QApplication.sendEvent(field, typed)


class Seller:
    """Works the window by its keys and buttons."""

    def __init__(self, qtbot: Any, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    def page(self, kind: str) -> Any:
        """The page that is shown, which is one of this kind."""
        self.qtbot.waitUntil(lambda: self.window.screen_key == f"{kind}-page")
        return self.window.screen_named(f"{kind}-page")

    def open(self, kind: str, record: int, tab: str = "") -> Any:
        """A record's page; with a tab, what is behind it."""
        self.window.open_record(kind, record)
        shown = self.page(kind)
        if not tab:
            return shown
        shown.tabs.show_part(tab)
        return shown.tabs.part(tab)

    def find(self, name: str, of: QWidget | None = None) -> Any:
        found = (of or self.window).findChild(QWidget, name)
        assert found is not None, name
        return found

    def press(self, name: str, of: QWidget | None = None) -> None:
        button = self.find(name, of)
        assert isinstance(button, QPushButton)
        assert button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def write(self, name: str, text: str, of: QWidget | None = None) -> None:
        """Type into a field of a form, instead of what it says."""
        field = self.find(name, of)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        type_text(field, text)

    def undo(self) -> None:
        with self.qtbot.waitSignal(self.window.events.committed):
            self.press("undo")

    def redo(self) -> None:
        with self.qtbot.waitSignal(self.window.events.committed):
            self.press("redo")

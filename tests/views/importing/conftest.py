"""The whole window on a new book, at its import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crmdesk.app import open_window
from crmdesk.models import book
from crmdesk.sales import founding
from crmdesk.sales.desk import Clock
from crmdesk.ui import theme
from crmdesk.views.importing import ImportScreen
from crmdesk.views.window import MainWindow

Take = Callable[..., ImportScreen]


@pytest.fixture
def window(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    path = tmp_path / "office.crmdesk"
    founding.found(path, name="Miralba", person="Laura Medina", currency="EUR", language="en", clock=Clock.system())
    made = open_window(path)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    book.close()
    theme.apply(qapp, "light")
    qapp.setStyleSheet("")


@pytest.fixture
def take(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Take:
    """Write a file, choose it in the import, and wait for its rehearsal."""

    def choose(text: str, name: str = "file.csv", **place: str) -> ImportScreen:
        file = tmp_path / name
        file.write_text(text, "utf-8")
        window.go("import", file=str(file), **place)
        screen = window.screen_named("import")
        assert isinstance(screen, ImportScreen)
        qtbot.waitUntil(lambda: screen.rehearsal is not None, timeout=10_000)
        return screen

    return choose

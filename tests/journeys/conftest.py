"""A small office on disk, and the real window on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from crmdesk.models import book
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import Stage
from crmdesk.sales import opportunities, records
from crmdesk.sales.desk import Clock
from crmdesk.views.window import MainWindow
from tests.journeys.seller import found_office, open_window

NOW = datetime(2026, 11, 20, 10, 30)
TITLES = ("Licences", "Irrigación", "Cleaning", "Fleet", "Printers")


@dataclass
class Office:
    """A book with five open opportunities in its first stage, and what to ask it."""

    path: Path
    cards: dict[str, int] = field(default_factory=dict)

    def stage_of(self, title: str) -> str | None:
        """The stage an opportunity is in, asked of the book and not of a widget."""
        row = Opportunity.get_by_id(self.cards[title])
        return row.stage.name if row.stage_id else None

    def row(self, title: str) -> Opportunity:
        return Opportunity.get_by_id(self.cards[title])

    def stage(self, name: str) -> int:
        return Stage.get(Stage.name == name).id


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "office.crmdesk")
    desk = found_office(made.path, Clock.at(NOW), "en")
    company = records.add(desk, "company", {"name": "Grupo Altavista"}).new("company")
    for place, title in enumerate(TITLES):
        values = {"title": title, "company": company, "amount": 100_000 * (place + 1)}
        made.cards[title] = opportunities.add(desk, values).new("opportunity")
    book.close()
    yield made
    book.close()


@pytest.fixture
def open_office(qtbot, office: Office) -> Iterator[Callable[[], MainWindow]]:
    """Opens the office's window, as often as the program is started."""
    windows: list[MainWindow] = []

    def start() -> MainWindow:
        windows.append(open_window(qtbot, office.path, Clock.at(NOW + timedelta(minutes=len(windows)))))
        return windows[-1]

    yield start
    for window in windows:
        window.close()


@pytest.fixture
def window(open_office: Callable[[], MainWindow]) -> MainWindow:
    return open_office()


def answer(act: Callable[[QDialog], None]) -> None:
    """Once a dialog is open, do this in it; to be called before what opens it."""

    def when_open() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            act(dialog)
        else:
            QTimer.singleShot(20, when_open)

    QTimer.singleShot(0, when_open)

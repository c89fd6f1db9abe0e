"""A small office's book and its real window, for the tests of lists and pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from crmdesk import app
from crmdesk.models import book, journal
from crmdesk.models.people import Source, User
from crmdesk.models.pipeline import Reason, Stage
from crmdesk.sales import opening, opportunities, records
from crmdesk.sales.desk import Clock, Desk
from crmdesk.texts import msg
from crmdesk.views.window import MainWindow

TODAY = date(2026, 11, 20)


class Office:
    """A book with two users, some companies, people, leads and opportunities.

    Attributes:
        window: the real one, shown.
        stages: name to id.
    """

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.path, self.qtbot = folder / "office.crmdesk", qtbot
        book.create(self.path)
        nobody = Desk(None, Clock.at(datetime(2026, 11, 1, 10, 0)))
        opening.fill(nobody, name="Office", currency="EUR", language="en")
        with nobody.step(msg("Users")):
            self.users = {name: journal.add(User, name=name) for name in ("Ana", "Óscar")}
        self.begun = Desk(self.users["Ana"], Clock.at(datetime(2026, 11, 10, 10, 0)))
        self.desk = Desk(self.users["Ana"], Clock.at(datetime(2026, 11, 20, 10, 0)))
        self.stages = {row.name: row.id for row in Stage.select()}
        self.reasons = {row.name: row.id for row in Reason.select()}
        self.sources = {row.name: row.id for row in Source.select()}
        self.acme = self.add("company", name="Ácme Óptica", city="Madrid", phone="91 555 12 34")
        self.person = self.add(
            "contact", name="Ana Peña", company=self.acme, email="ana@example.org", phone="600 111 222"
        )
        self.lead = self.add("lead", name="Íñigo Luna", company="Textiles Ámbar", email="inigo@example.org")
        self.fleet = self.opportunity("Flotilla", company=self.acme, contact=self.person, amount=3_100_000)
        self.policy = self.opportunity(
            "Póliza", amount=50_000, owner=self.users["Óscar"], stage=self.stages["Proposal"]
        )
        self.repair = self.opportunity("Reparación", amount=None, stage=self.stages["Negotiation"])
        self.window = self._open()

    def add(self, kind: str, /, **values: Any) -> int:
        return records.add(self.begun, kind, values).new(kind)

    def opportunity(self, title: str, **values: Any) -> int:
        return opportunities.add(self.begun, {"title": title, **values}).new("opportunity")

    def _open(self) -> MainWindow:
        app.dress(self.desk)
        window = app.build_window(self.desk)
        self.qtbot.addWidget(window, before_close_func=_drain)
        window.resize(1440, 900)
        window.show()
        self.qtbot.waitExposed(window)
        return window

    def go(self, screen: str, **place: Any) -> Any:
        """Show a screen; the screen."""
        self.window.go(screen, **place)
        settle()
        return self.window.screen_named(screen)

    def new_window(self) -> MainWindow:
        """The window after the program was ended and started again."""
        self.window.close()
        settle()
        self.window = self._open()
        return self.window

    def read(self, record: int, kind: str = "opportunity") -> dict[str, Any]:
        desk = self.desk
        found = opportunities.read(desk, record) if kind == "opportunity" else records.read(desk, kind, record)
        assert found is not None
        return found


def _drain(window: MainWindow) -> None:
    window.editor.wait()
    settle()


def settle() -> None:
    """Let everything that was put off until the next turn happen."""
    for _turn in range(4):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def answer(qtbot: QtBot, fill: Callable[[QDialog], None]) -> None:
    """Fill in the next modal dialog as soon as it is there."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            fill(dialog)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def child(parent: QWidget, name: str, kind: type[Any] = QWidget) -> Any:
    """The widget of this objectName."""
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found

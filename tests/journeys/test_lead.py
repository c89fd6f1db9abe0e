"""A lead walks from capture to a won opportunity, and back by undo, in the window and in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from crmdesk import app as crm
from crmdesk import texts
from crmdesk.models import book
from crmdesk.models.conversions import Conversion
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Lead
from crmdesk.sales import activities, opening, records
from crmdesk.sales.desk import Clock, Desk
from crmdesk.views.window import MainWindow
from tests.book_fixture import whole_book
from tests.journeys.conftest import NOW, answer

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.fixture(params=texts.LANGUAGES)
def window(qtbot: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[MainWindow]:
    """The window on a new office that speaks the language."""
    path = tmp_path / "office.crmdesk"
    before = texts.language()
    texts.use(request.param)
    book.create(path)
    desk = Desk(None, Clock.at(NOW))
    opening.fill(desk, name="Office", currency="EUR", language=request.param)
    desk.user = records.add(desk, "user", {"name": "Ana Ruiz"}).new("user")
    book.close()
    shown = crm.open_window(path, clock=Clock.at(NOW))
    qtbot.addWidget(shown)
    shown.resize(1440, 900)
    shown.show()
    qtbot.waitExposed(shown)
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    yield shown
    shown.close()
    book.close()
    texts.use(before)


class Seller:
    """Somebody at the window."""

    def __init__(self, qtbot: Any, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window

    def page(self, kind: str) -> Any:
        self.qtbot.waitUntil(lambda: self.window.screen_key == f"{kind}-page")
        return self.window.screen_named(f"{kind}-page")

    def find(self, name: str, of: QWidget | None = None) -> Any:
        found = (of or self.window).findChild(QWidget, name)
        assert found is not None, name
        return found

    def press(self, name: str, of: QWidget | None = None) -> None:
        button = self.find(name, of)
        assert isinstance(button, QPushButton)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def capture(self, first_name: str, company: str) -> int:
        """A new lead of a name and a company, by Ctrl+N, typing and Enter."""
        self.window.go("leads")
        QTest.keyClick(self.window, Key.Key_N, Modifier.ControlModifier)
        shown = self.page("lead")
        QTest.keyClicks(shown.form.field("first_name"), first_name)
        QTest.keyClicks(shown.form.field("company"), company)
        with self.qtbot.waitSignal(self.window.events.committed):
            QTest.keyClick(shown.form.field("company"), Key.Key_Return)
        return int(shown.record)

    def call(self, lead: int) -> None:
        """Plan a call, and mark it as done."""
        desk, editor = self.window.desk, self.window.editor
        planned = editor.run(lambda: activities.plan(desk, {"type": "call", "lead": lead, "due_on": desk.today}))
        editor.run(lambda: activities.done(desk, [planned.new("activity")]))

    def convert(self, lead: int) -> int:
        """Convert the lead as it is proposed; the opportunity."""
        self.window.open_record("lead", lead)
        shown = self.page("lead")
        answer(lambda dialog: self.press("dialog.convert:ok", dialog))
        with self.qtbot.waitSignal(self.window.events.committed):
            self.press("page.convert", shown)
        return int(Conversion.get(Conversion.lead == lead).opportunity_id)

    def win(self, opportunity: int, amount: str) -> None:
        """Win the opportunity from its page, for this amount."""

        def tell(dialog: QDialog) -> None:
            QTest.keyClicks(self.find("form.dialog-won.amount", dialog), amount)
            self.press("dialog.won:ok", dialog)

        self.window.open_record("opportunity", opportunity)
        shown = self.page("opportunity")
        answer(tell)
        with self.qtbot.waitSignal(self.window.events.committed):
            self.press("page.won", shown)

    def undo(self) -> None:
        with self.qtbot.waitSignal(self.window.events.committed):
            self.press("undo")

    def redo(self) -> None:
        with self.qtbot.waitSignal(self.window.events.committed):
            self.press("redo")


def test_a_lead_walks_from_capture_to_won_and_back(qtbot: Any, window: MainWindow) -> None:
    seller = Seller(qtbot, window)
    books = [whole_book()]
    lead = seller.capture("Inigo", "Textiles Ambar")
    books.append(whole_book())
    seller.call(lead)
    books += [whole_book()]
    opportunity = seller.convert(lead)
    books.append(whole_book())
    seller.win(opportunity, "1250")
    won = Opportunity.get_by_id(opportunity)
    assert (won.state, won.amount_minor, won.title) == ("won", 125_000, "Textiles Ambar")
    assert won.contact.name == "Inigo"
    whole = whole_book()

    seller.undo()
    assert whole_book() == books.pop()
    seller.undo()
    assert whole_book() == books.pop()
    seller.undo()  # done
    seller.undo()  # planned
    assert whole_book() == books.pop()
    seller.undo()
    assert whole_book() == books.pop()
    assert Lead.select().count() == 0
    for _step in range(5):
        seller.redo()
    assert whole_book() == whole

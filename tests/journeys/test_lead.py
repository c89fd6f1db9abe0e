"""A lead walks from capture to a won opportunity, and back by undo, in the window and in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from crmdesk import texts
from crmdesk.models import book
from crmdesk.models.conversions import Conversion
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Lead
from crmdesk.sales import activities
from crmdesk.sales.desk import Clock
from crmdesk.views.window import MainWindow
from tests.book_fixture import whole_book
from tests.journeys.conftest import NOW, answer
from tests.journeys.seller import Seller, found_office, open_window

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.fixture(params=texts.LANGUAGES)
def window(qtbot: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[MainWindow]:
    """The window on a new office that speaks the language."""
    path = tmp_path / "office.crmdesk"
    found_office(path, Clock.at(NOW), request.param)
    book.close()
    shown = open_window(qtbot, path, Clock.at(NOW))
    yield shown
    shown.close()
    book.close()


class LeadsSeller(Seller):
    """Somebody who works a lead at the window."""

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


def test_a_lead_walks_from_capture_to_won_and_back(qtbot: Any, window: MainWindow) -> None:
    seller = LeadsSeller(qtbot, window)
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

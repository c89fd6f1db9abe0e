"""Ctrl+K finds messages and documents, and shows them where they are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from crmdesk.sales import document_files, documents, messages
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.document_files import Pasted
from tests.views.lists.office import Office, answer, child, settle


def run(office: Office, text: str) -> None:
    window = office.window
    window.open_palette()
    line = window.findChild(QLineEdit, "palette.text")
    line.setText(text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()


def write_many(office: Office, kind: str, record: int) -> int:
    """A hundred messages; the one that is looked for is among the oldest."""
    sought = 0
    for minute in range(100):
        desk = Desk(office.desk.user, Clock.at(datetime(2026, 11, 19, 9 + minute // 60, minute % 60)))
        text = "A turquoise door" if minute == 10 else f"Something else {minute}"
        made = messages.write(desk, kind, record, text).new("message")
        sought = made if minute == 10 else sought
    return sought


def in_sight(part: Any, message: int) -> bool:
    card = next((one for one in part.stream.cards() if one.row.id == message), None)
    if card is None:
        return False
    top = part.stream.area.verticalScrollBar().value()
    return top <= card.y() and card.y() + card.height() <= top + part.stream.area.viewport().height()


def test_an_old_message_of_an_opportunity_is_shown_in_its_tab(office: Office) -> None:
    sought = write_many(office, "opportunity", office.fleet)
    run(office, "turquoise")
    assert office.window.screen_key == "opportunity-page"
    page = office.window.screen_named("opportunity-page")
    assert (page.record, page.tabs.current) == (office.fleet, "messages")
    office.qtbot.waitUntil(lambda: in_sight(page.tabs.part("messages"), sought), timeout=5000)


def test_a_message_on_a_company_is_shown_on_a_sheet(office: Office) -> None:
    sought = write_many(office, "company", office.acme)
    seen = []

    def look(sheet: Any) -> None:
        part = child(sheet, "conversation")
        office.qtbot.waitUntil(lambda: in_sight(part, sought), timeout=5000)
        seen.append(part.record)
        sheet.accept()

    answer(office.qtbot, look)
    run(office, "turqu door")
    office.qtbot.waitUntil(lambda: bool(seen), timeout=5000)
    assert (office.window.screen_key, seen) == ("company-page", [office.acme])


def test_a_document_is_chosen_in_its_tab(office: Office) -> None:
    given = [Pasted(f"Plan {place}.txt", b"%d" % place) for place in range(40)]
    kept = document_files.store(office.desk, [*given, Pasted("Roof_old.txt", b"tiles")]).stored
    documents.add(office.desk, "opportunity", office.fleet, kept[-1:])
    documents.add(office.desk, "opportunity", office.fleet, kept[:-1])
    run(office, "roof old")
    page = office.window.screen_named("opportunity-page")
    shown = page.tabs.part("documents")
    (wanted,) = (row.id for row in documents.of(office.desk, "opportunity", office.fleet) if row.name == "Roof_old.txt")
    assert (page.tabs.current, shown.list.selected(), shown.list.current()) == ("documents", [wanted], wanted)
    assert shown.list.viewport().rect().intersects(shown.list.visualRect(shown.list.currentIndex()))

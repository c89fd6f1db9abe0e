"""Documents and messages on the pages of leads, contacts and companies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crmdesk.sales import document_files, documents, messages
from crmdesk.sales.document_files import Pasted
from tests.views.lists.office import Office, answer, child, settle

KINDS = {"company": "acme", "contact": "person", "lead": "lead"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_are_on_the_page_and_all_on_a_sheet(office: Office, kind: str) -> None:
    record = getattr(office, KINDS[kind])
    stored = document_files.store(office.desk, [Pasted(f"{n}.txt", b"%d" % n) for n in range(5)]).stored
    documents.add(office.desk, kind, record, stored)
    messages.write(office.desk, kind, record, "Met at the fair")
    page = office.go(f"{kind}-page", record=record)
    papers = page._papers
    assert papers.documents.count.text() == "5"
    assert papers.messages.count.text() == "1"
    said: list[Any] = []

    def look(sheet: Any) -> None:
        listed = child(sheet, "documents.list")
        said.append(len(listed.lines()))
        sheet.accept()

    answer(office.qtbot, look)
    papers.show_documents()
    assert said == [5]


def test_a_message_is_written_on_a_sheet(office: Office) -> None:
    page = office.go("lead-page", record=office.lead)

    def write(sheet: Any) -> None:
        part = child(sheet, "conversation")
        part.composer.edit.setPlainText("Wants a quote")
        part.send()
        sheet.accept()

    answer(office.qtbot, write)
    page._papers.messages.add.click()
    settle()
    assert [row.text for row in messages.of(office.desk, "lead", office.lead)] == ["Wants a quote"]
    assert page._papers.messages.count.text() == "1"


def test_files_are_kept_from_the_page(office: Office, tmp_path: Path) -> None:
    page = office.go("company-page", record=office.acme)
    file = tmp_path / "plan.txt"
    file.write_text("x")
    page._papers.documents.take([file])
    office.qtbot.waitUntil(lambda: page._papers.documents.count.text() == "1", timeout=5000)
    assert [row.name for row in documents.of(office.desk, "company", office.acme)] == ["plan.txt"]

"""Messages are found by how they begin and documents by their names, on what the user sees, while they are there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from crmdesk.models import book, database, journal
from crmdesk.models.derived import mismatches
from crmdesk.models.messages import Message
from crmdesk.models.people import Role
from crmdesk.models.searchable import BEGINNING
from crmdesk.models.settings import SearchEntry
from crmdesk.sales import document_files, documents, messages, records, search, undoing
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.document_files import Pasted
from crmdesk.texts import msg
from tests.sales.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def found(office: Office, text: str, desk: Desk | None = None) -> list[tuple[str, str, str]]:
    return [(one.kind, one.name, one.detail) for one in search.find_beside(desk or office.desk, text)]


def add_file(office: Office, kind: str, record: int, name: str) -> int:
    kept = document_files.store(office.desk, [Pasted(name, name.encode())]).stored
    return documents.add(office.desk, kind, record, kept).new("document")


def test_a_message_is_found_by_words_in_any_order_and_leads_to_its_record(office: Office) -> None:
    acme = records.add(office.desk, "company", {"name": "Acme"}).new("company")
    said = messages.write(office.desk, "company", acme, "They told us on Monday that the ÁNGULO table is too high")
    (hit,) = search.find_beside(office.desk, "table angu")
    assert (hit.kind, hit.id, hit.on, hit.record) == ("message", said.new("message"), "company", acme)
    assert hit.name == "… Monday that the ÁNGULO table is too high"
    assert hit.detail.startswith("Acme")
    assert found(office, "chair") == []
    assert found(office, "") == []


def test_a_document_is_found_by_its_name_in_its_newest_version(office: Office) -> None:
    acme = records.add(office.desk, "company", {"name": "Acme"}).new("company")
    paper = add_file(office, "company", acme, "Plan_final-2.pdf")
    assert [one[1] for one in found(office, "final")] == ["Plan_final-2.pdf"]
    (newer,) = document_files.store(office.desk, [Pasted("x.pdf", b"more")]).stored
    version = documents.add_version(office.desk, paper, newer).new("document")
    assert [one.id for one in search.find_beside(office.desk, "plan 2")] == [version]
    documents.rename(office.desk, version, "Roof.pdf")
    assert [one[1] for one in found(office, "roof")] == ["Roof.pdf"]
    assert found(office, "plan") == []


def test_it_follows_changes_undo_and_the_trash(office: Office) -> None:
    acme = records.add(office.desk, "company", {"name": "Acme"}).new("company")
    said = messages.write(office.desk, "company", acme, "Green").new("message")
    messages.edit(office.desk, said, "Blue")
    assert (found(office, "green"), len(found(office, "blue"))) == ([], 1)
    undoing.undo(office.desk)
    assert (len(found(office, "green")), found(office, "blue")) == (1, [])
    messages.remove(office.desk, said)
    assert found(office, "green") == []
    undoing.undo(office.desk)
    records.trash(office.desk, "company", [acme])
    assert found(office, "green") == []
    records.restore(office.desk, "company", [acme])
    assert len(found(office, "green")) == 1
    assert mismatches() == []


def test_what_is_hidden_is_not_found(office: Office) -> None:
    zoe, seller = office.users["Zoe"], Role.get(Role.name == "Seller").id
    lists_of_office.save_value(office.desk, "user", zoe, role=seller)
    for name, owner in (("Hidden", office.users["Ana"]), ("Visible", zoe)):
        lead = office.add("lead", name=name, owner=owner)
        messages.write(office.desk, "lead", lead, "Yellow")
        add_file(office, "lead", lead, "yellow.txt")
    desk = Desk(zoe, Clock.system())
    assert [one[2].split(" · ")[0] for one in found(office, "yellow", desk)] == ["Visible"] * 2
    assert len(found(office, "yellow")) == 4


def test_only_the_beginning_of_a_long_message_is_searched(office: Office) -> None:
    acme = records.add(office.desk, "company", {"name": "Acme"}).new("company")
    messages.write(office.desk, "company", acme, f"begun {'x ' * (BEGINNING // 2)} ended")
    assert (len(found(office, "begun")), found(office, "ended")) == (1, [])


def test_many_messages_stand_before_no_record(office: Office) -> None:
    acme = records.add(office.desk, "company", {"name": "Orchid"}).new("company")
    with office.desk.step(msg("Many")):
        rows = [{"company": acme, "at": at, "text": f"orchid {at}"} for at in range(500)]
        journal.add_rows(Message, rows)
    records.add(office.desk, "company", {"name": "Orchid too"})
    assert {hit.name for hit in search.find(office.desk, "orchid")} == {"Orchid", "Orchid too"}
    assert len(found(office, "orchid")) == search.FOUND_BESIDE
    numbers = {row.kind: row.id for row in SearchEntry.select().order_by(SearchEntry.id)}
    assert numbers["company"] < 10_000 < database.BESIDE <= numbers["message"]


def test_a_check_notices_what_search_does_not_know(office: Office) -> None:
    acme = records.add(office.desk, "company", {"name": "Acme"}).new("company")
    said = messages.write(office.desk, "company", acme, "Green").new("message")
    with database.writing():
        SearchEntry.update(text=" other ").where(SearchEntry.record == said).execute()
    assert ("message.search", said) in mismatches()


def test_the_messages_and_documents_of_an_older_book_are_found_once_it_is_migrated(tmp_path: Path) -> None:
    office = Office(tmp_path)
    acme = records.add(office.desk, "company", {"name": "Acme"}).new("company")
    messages.write(office.desk, "company", acme, f"Ángulo {'y ' * BEGINNING}")
    add_file(office, "company", acme, "Plan_final.pdf")
    path = Path(database.db.database)
    with database.writing():  # as a program without them left it
        database.search_index_remove(
            [(row.id, row.text) for row in SearchEntry.select().where(SearchEntry.id >= database.BESIDE)]
        )
        SearchEntry.delete().where(SearchEntry.id >= database.BESIDE).execute()
        database.db.execute_sql("DELETE FROM schema_migration WHERE name LIKE '0017%'")
        database.db.execute_sql("PRAGMA user_version = 16")
    book.close()
    with book.opened(path):
        assert mismatches() == []
        desk = Desk(None, Clock.at(datetime(2026, 11, 20)))
        assert [one.kind for text in ("angulo", "final") for one in search.find_beside(desk, text)] == [
            "message",
            "document",
        ]

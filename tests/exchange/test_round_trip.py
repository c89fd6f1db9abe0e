"""What a book exports can be taken in by a new one, which then exports the same."""

from __future__ import annotations

import csv
from datetime import date, time
from pathlib import Path
from typing import Any

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.exporting import export
from crmdesk.exchange.importing import Options, commit, guessed, importable, plan
from crmdesk.exchange.numbers import Decimals
from crmdesk.models import journal
from crmdesk.models.leads import NOT_CONVERTED, LeadReason
from crmdesk.models.messages import Message
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Contact, Role
from crmdesk.models.pipeline import LOST, Reason
from crmdesk.models.quotes import Quote, QuoteLine
from crmdesk.sales import (
    activities,
    closing,
    custom_fields,
    document_files,
    documents,
    leads,
    lines,
    messages,
    moments,
    opportunities,
    quotes,
    records,
)
from crmdesk.sales.desk import Desk
from crmdesk.sales.document_files import Pasted
from crmdesk.sales.lead_statuses import of_kind
from crmdesk.sales.leads import LeadClosing
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.ways import Way
from crmdesk.texts import msg
from tests.exchange.import_office import counts, office, snapshot, table

KINDS = (
    *("user", "company", "contact", "lead", "product", "opportunity", "quote", "quote_line", "activity", "message"),
)
OTHERWISE = {"id", "key", "learned", "score", "lost_to", "hold_until", "revision"}
"""What a new book gives by itself: its ids and keys, and what is counted from rules and cases."""
CONSENTS = {
    f"consent_{channel}{part}": value
    for channel in ("email", "phone", "message", "letter")
    for part, value in (("", "granted"), ("_on", date(2025, 5, 4)), ("_note", "By letter"))
}
REACH = {
    "email": "ana@example.org", "email_label": "Work", "emails": [Way("e@example.org", "Home")],
    "phone": "+34 600 100 200", "phone_label": "Mobile", "phones": [Way("+34 600 100 201", "Desk")],
    "website": "https://example.org", "website_label": "Page", "websites": [Way("https://example.com", "Shop")],
    "city": "Ávila", "postcode": "05001", "country": "Spain", "address_label": "Main",
    "addresses": [Way("Calle 2", "Store", "05002", "Ávila", "Spain")], "tags": ["big", "old"], "external_id": "x-1",
    "created_on": date(2025, 3, 2), **CONSENTS,
}  # fmt: skip
PERSON = REACH | {
    "first_name": "Ana", "last_name": "Ruiz", "name": "Dr. Ana Ruiz", "job_title": "Head",
    "birthday": date(1980, 2, 29), "street": "Calle 1",
}  # fmt: skip


def fill(desk: Desk) -> None:
    """One record of each kind with every field, and one with as little as may be."""

    def add(kind: str, /, **values: Any) -> int:
        return records.add(desk, kind, values).new(kind)

    for kind in ("company", "contact", "lead", "opportunity"):
        custom_fields.add(desk, kind, "Size", "number")
    team, source = add("team", name="North"), add("source", name="Post")
    role, lower = (Role.get(Role.name == name).id for name in ("Administrator", "Seller"))
    boss = add("user", name="Zoe", email="zoe@example.org", team=team, role=role, active=True, external_id="u1")
    owner = add("user", name="Bea", manager=boss, role=lower, active=False)
    above = add("company", name="Holding")
    company = add(
        "company", name="Acme", kind="customer", industry="Toys", founded=1990, annual_revenue=123_456, employees=7,
        address="Calle 3", parent=above, owner=owner, description="Two\nlines", tax_id="B1", language="es",
        **REACH, **{"custom:Size": 1.5},
    )  # fmt: skip
    contact = add(
        "contact", company=company, source=source, owner=owner, description="Old\nfriend", language="en", **PERSON,
        **{"custom:Size": 2},
    )  # fmt: skip
    add("contact", name="Only Name")
    campaign = add("campaign", name="Spring")
    more = {"company": "Bolt", "source": source, "owner": owner, "rating": 2, "priority": 3, "campaign": campaign}
    lead = leads.add(desk, {**PERSON, **more, "notes": "Was\nkeen", "custom:Size": 3}).new("lead")
    leads.add(desk, {"name": "Nobody"})
    why = LeadReason.get().id
    leads.move(desk, [lead], of_kind(NOT_CONVERTED), LeadClosing(why, "Said so", date(2026, 9, 1), date(2026, 1, 2)))
    product = add("product", name="Lamp", code="L1", category="Light", unit="piece", price=995, tax=2100, active=True,
                  owner=owner, description="Warm", external_id="p1")  # fmt: skip
    values = {
        "title": "Lamps", "company": company, "contact": contact, "amount": 500_00, "budget": 600_00,
        "owner": owner, "source": source,
        "campaign": campaign, "priority": 1, "product": product, "tags": ["big"], "description": "Many", "probability":
        35, "expected_on": date(2026, 8, 7), "created_on": date(2025, 8, 7), "external_id": "o1", "custom:Size": 4,
    }  # fmt: skip
    opportunities.add(desk, values)
    lost = opportunities.add(desk, {**values, "title": "Lost lamps", "external_id": "o2"}).new("opportunity")
    closing.close(desk, [lost], LOST, Closing(date(2026, 2, 3), reason=Reason.get().id, note="Too dear"))
    add_papers(desk, owner)
    add_what_hangs(desk, {"company": company, "contact": contact, "lead": lead, "opportunity": lost}, owner)


def add_papers(desk: Desk, owner: int) -> None:
    """A quote with every field, and one of the same title with as little as may be."""
    sale = Opportunity.get(Opportunity.external_id == "o1").id
    told = {
        "title": "Lamps", "valid_until": date(2026, 5, 1), "language": "es", "intro": "Two\nlines", "terms": "Net 30",
        "owner": owner, "client": "Acme S.L.", "person": "Ana", "address": "Calle 3\nÁvila",
        "tax_id": "B1",
    }  # fmt: skip
    quote = quotes.make(desk, sale).new("quote")
    quotes.save(desk, quote, told)
    (line,) = QuoteLine.select(QuoteLine.id).where(QuoteLine.quote == quote)
    lines.change(desk, "quote", line.id, {"description": "Warm\nlight", "quantity": 2500, "discount": 1000})
    with desk.step(msg("As another program calls them")):
        journal.edit(Quote, quote, external_id="q1")
        journal.edit(QuoteLine, line.id, external_id="l1")
    quotes.send(desk, quote)
    quotes.accept(desk, quote)
    quotes.make(desk, sale)


def add_what_hangs(desk: Desk, on: dict[str, int], owner: int) -> None:
    """Activities and messages with every field, and on every kind of record."""
    at = moments.instant(date(2026, 4, 1), time(10, 30))
    told = {
        "type": "call", "subject": "Ask", "due_at": at, "minutes": 30, "priority": 2, "owner": owner, **on,
        "location": "Here", "repeat": "AFTER=30", "note": "Two\nlines", "external_id": "a1",
    }  # fmt: skip
    activities.plan(desk, told)
    activities.plan(desk, {"type": "task", "lead": on["lead"], "done_on": date(2026, 3, 1), "outcome": "Well"})
    for kind, record in on.items():
        messages.write(desk, kind, record, f"Two\nlines of {kind}", note=kind == "lead")
    said = messages.write(Desk(owner, desk.clock), "company", on["company"], "Pinned").new("message")
    messages.pin(desk, said, on=True)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def written(desk: Desk, folder: Path) -> dict[str, list[dict[str, str]]]:
    """The exported rows of each kind, without what is of the book itself."""
    export(desk, folder)
    found = {}
    for kind in KINDS:
        rows = [{k: v for k, v in row.items() if k not in OTHERWISE} for row in rows_of(folder / f"{kind}.csv")]
        found[kind] = sorted(rows, key=repr)
    return found


def test_a_book_that_is_exported_and_taken_in_again_exports_the_same(tmp_path: Path) -> None:
    with office(tmp_path / "old.crmdesk") as desk:
        fill(desk)
        before = written(desk, tmp_path / "old")
    with office(tmp_path / "new.crmdesk") as desk:
        for kind in KINDS:
            read = read_table(tmp_path / "old" / f"{kind}.csv")
            mapping = guessed(desk, kind, read.headers)
            assert mapping == {one.name: one.name for one in importable(desk, kind) if one.name in read.headers} | {
                header: header for header in read.headers if header.startswith("custom:")
            }
            report = commit(desk, plan(desk, read, kind, mapping, Options(file=f"{kind}.csv", decimal=Decimals.POINT)))
            assert (counts(report)[2:], [str(one.reason) for one in report.refused]) == ((0, 0), [])
        assert written(desk, tmp_path / "new") == before
        filled = {kind: {name for row in rows for name, cell in row.items() if cell} for kind, rows in before.items()}
        empty = {kind: set(rows[0]) - filled[kind] for kind, rows in before.items()}
        assert not any(empty.values())


def test_what_is_exported_and_taken_in_again_by_the_same_book_changes_nothing(tmp_path: Path) -> None:
    with office(tmp_path / "office.crmdesk") as desk:
        fill(desk)
        leads.add(desk, {"name": "Nobody"})  # nothing but its own id tells it from the other one
        with desk.step(msg("Later in the same minute")):
            journal.edit_rows(Message, {row.id: {"at": row.at + 17_000} for row in Message.select()})
        written(desk, tmp_path / "out")
        before = snapshot()
        for kind in ("company", "contact", "lead", "product", "opportunity", "activity", "message"):
            read = read_table(tmp_path / "out" / f"{kind}.csv")
            report = commit(desk, plan(desk, read, kind, guessed(desk, kind, read.headers)))
            assert counts(report) == (0, 0, len(read.rows), 0), kind
        assert snapshot() == before


def test_documents_are_files_beside_their_table_each_content_once(tmp_path: Path) -> None:
    with office(tmp_path / "office.crmdesk") as desk:
        acme = records.add(desk, "company", {"name": "Acme"}).new("company")
        given = [Pasted("plan: a?.txt", b"walls"), Pasted("same.txt", b"walls"), Pasted("other.txt", b"roof")]
        kept = document_files.store(desk, given).stored
        first = min(documents.add(desk, "company", acme, kept).of("document"))
        (newer,) = document_files.store(desk, [Pasted("plan.txt", b"higher walls")]).stored
        documents.add_version(desk, first, newer)
        gone = records.add(desk, "company", {"name": "Gone"}).new("company")
        documents.add(desk, "company", gone, kept)
        records.trash(desk, "company", [gone])
        assert tmp_path / "out" / "documents" in export(desk, tmp_path / "out")
        rows = rows_of(tmp_path / "out" / "document.csv")
        assert [row["name"] for row in rows] == ["plan: a?.txt", "same.txt", "other.txt", "plan: a?.txt"]
        assert {row["belongs_to"] for row in rows} == {"Acme"}
        assert (rows[0]["file"], rows[3]["replaces"]) == (rows[1]["file"], rows[0]["id"])
        held = [(tmp_path / "out" / row["file"]).read_bytes() for row in rows]
        assert held == [b"walls", b"walls", b"roof", b"higher walls"]
        names = sorted(path.name[13:] for path in (tmp_path / "out" / "documents").iterdir())
        assert names == ["other.txt", "plan_ a_.txt", "plan_ a_.txt"]


def test_whole_names_of_another_program_count_only_where_there_are_no_parts(tmp_path: Path) -> None:
    text = 'Nombre completo,Nombre,Apellidos\n"Ruiz, Ana",Ana,Ruiz\nEva Paz,,\n'
    with office(tmp_path / "office.crmdesk") as desk:
        read = table(tmp_path, text)
        mapping = guessed(desk, "contact", read.headers)
        assert mapping == {"Nombre completo": "name", "Nombre": "first_name", "Apellidos": "last_name"}
        commit(desk, plan(desk, read, "contact", mapping))
        assert sorted(row.name for row in Contact.select()) == ["Ana Ruiz", "Eva Paz"]

"""All linked tables of another program come in by their external ids, come to what they say, and go again."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.importing import Options, Report, commit, guessed, plan
from crmdesk.models import derived
from crmdesk.models.activities import Activity
from crmdesk.models.messages import Message
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact
from crmdesk.models.pipeline import LOST, OPEN, WON
from crmdesk.models.quotes import Quote, QuoteLine
from crmdesk.sales import lines, undoing
from crmdesk.sales.desk import Desk
from tests.exchange.import_office import counts, office, searched, snapshot

FILES = {
    "accounts.csv": ("company", {
        "AccountExtId__c": "external_id", "Name": "name", "Type": "custom:Account type", "Industry": "industry",
        "AnnualRevenue": "annual_revenue", "BillingCity": "city", "Website": "website", "Description": "description",
    }),
    "contacts.csv": ("contact", {
        "ContactExtId__c": "external_id", "AccountExtId__c": "company", "FirstName": "first_name",
        "LastName": "last_name", "Title": "job_title", "Email": "email", "Phone": "phone",
        "Description": "description", "Decision_Role__c": "custom:Decision role",
    }),
    "opportunities.csv": ("opportunity", {
        "OpportunityExtId__c": "external_id", "AccountExtId__c": "company", "Name": "title", "StageName": "stage",
        "Amount": "amount", "CloseDate": "closed_on", "Probability": "probability", "Description": "description",
    }),
    "products.csv": ("product", {
        "ProductExtId__c": "external_id", "Name": "name", "ProductCode": "code", "IsActive": "active",
        "Description": "description",
    }),
    "quotes.csv": ("quote", {
        "QuoteExtId__c": "external_id", "OpportunityExtId__c": "opportunity", "Name": "title",
        "ExpirationDate": "valid_until", "Status": "status", "PaymentTerms__c": "terms", "Description": "intro",
    }),
    "quote_line_items.csv": ("quote_line", {
        "QuoteLineItemExtId__c": "external_id", "QuoteExtId__c": "quote", "ProductExtId__c": "product",
        "Quantity": "quantity", "UnitPrice": "price", "Discount": "discount", "Description": "description",
    }),
    "cases.csv": ("activity", {
        "CaseExtId__c": "external_id", "AccountExtId__c": "company", "ContactExtId__c": "contact", "Subject": "subject",
        "Description": "note", "Status": "status", "Priority": "priority", "SLA_Due__c": "due_on",
    }),
    "tasks.csv": ("activity", {
        "TaskExtId__c": "external_id", "WhatExtId__c": "belongs_to", "WhoExtId__c": "person", "Subject": "subject",
        "Description": "note", "Status": "status", "Priority": "priority", "ActivityDate": "due_on",
    }),
    "content_notes.csv": ("message", {
        "ContentNoteExtId__c": "external_id", "Title": "title", "Content": "text",
        "RelatedRecordExtId__c": "belongs_to",
    }),
    "feed_items.csv": ("message", {
        "FeedItemExtId__c": "external_id", "ParentExtId__c": "belongs_to", "Body": "text", "CreatedDate": "created_on",
        "Title": "title",
    }),
    "email_messages.csv": ("message", {
        "EmailMessageExtId__c": "external_id", "ParentExtId__c": "belongs_to", "Subject": "title", "TextBody": "text",
        "MessageDate": "created_on",
    }),
}  # fmt: skip
"""The files in the order in which they come in: what others point at first."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "office.crmdesk", "USD", None) as found:
        yield found
        assert derived.mismatches() == []


@pytest.fixture
def folder(samples: Path) -> Path:
    return samples / "salesforce-seed"


def bring(desk: Desk, file: Path) -> Report:
    kind, mapping = FILES[file.name]
    return commit(desk, plan(desk, read_table(file), kind, mapping, Options(file=file.name)))


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_whole_office_comes_in_comes_once_and_goes_again(desk: Desk, folder: Path) -> None:
    before = snapshot(), searched()
    steps = []
    for name, (kind, _mapping) in FILES.items():
        report = bring(desk, folder / name)
        assert (report.refused, report.new) == ([], len(rows_of(folder / name))), name
        assert not report.created.keys() - {"stage", "custom_field"}, name
        assert (report.kind, derived.mismatches()) == (kind, [])
        steps.append(report.step)
    after = snapshot()
    for name in FILES:
        report = bring(desk, folder / name)
        assert counts(report) == (0, 0, len(rows_of(folder / name)), 0), name
    assert snapshot() == after
    for step in reversed(steps):
        undoing.undo(desk, step)
    assert (snapshot(), searched()) == before


def test_its_totals_are_those_of_the_files(desk: Desk, folder: Path) -> None:
    for name in FILES:
        bring(desk, folder / name)
    amounts, by_stage = defaultdict(list), defaultdict(list)
    for row in Opportunity.select():
        amounts[row.state].append(row.amount_minor)
        by_stage[row.stage.name].append(row.amount_minor)
    assert {state: (len(known), sum(known)) for state, known in amounts.items()} == {
        WON: (6, 1_500_000_00), LOST: (2, 440_000_00), OPEN: (8, 1_770_000_00),
    }  # fmt: skip
    assert [(len(by_stage[name]), sum(by_stage[name])) for name in ("Negotiation/Review", "Qualification")] == [
        (2, 590_000_00), (2, 440_000_00),
    ]  # fmt: skip
    assert (Company.select().count(), Contact.select().count()) == (8, 24)
    _assert_quotes(desk, folder)
    _assert_tasks(folder)
    _assert_messages(folder)


def _assert_quotes(desk: Desk, folder: Path) -> None:
    wanted: dict[str, Decimal] = defaultdict(Decimal)
    for line in rows_of(folder / "quote_line_items.csv"):
        price = Decimal(line["Quantity"]) * Decimal(line["UnitPrice"]) * (100 - Decimal(line["Discount"])) / 100
        wanted[line["QuoteExtId__c"]] += price.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert {row.external_id: row.total_minor for row in Quote.select()} == {
        known: int(total * 100) for known, total in wanted.items()
    }
    assert QuoteLine.select().count() == 18
    assert Counter(row.status for row in Quote.select()) == {"accepted": 6, "sent": 5, "draft": 1}
    first = Quote.get(Quote.external_id == "RC-QUO-0001")
    assert (first.client_name, first.terms, first.valid_until) == ("Acme Health Systems", "Net 30", date(2024, 6, 30))
    assert [line.name for line in lines.of(desk, "quote", first.id)] == ["SecOps Retainer"]


def _assert_tasks(folder: Path) -> None:
    told = rows_of(folder / "tasks.csv")
    kept = {row.external_id: row for row in Activity.select() if row.external_id.startswith("RC-TASK")}
    assert len(kept) == len(told) == 30
    for task in told:
        row = kept[task["TaskExtId__c"]]
        done = date.fromisoformat(task["ActivityDate"]) if task["Status"] == "Completed" else None
        assert (row.subject, row.note, str(row.due_on)) == (task["Subject"], task["Description"], task["ActivityDate"])
        assert (row.type, row.done_on, row.contact.external_id) == ("task", done, task["WhoExtId__c"])
        assert row.priority == {"High": 3, "Normal": 2, "Low": 1}[task["Priority"]]
        on = {"Opportunity": row.opportunity, "Account": row.company}.get(task["WhatExtId_Type"])
        assert on is None or on.external_id == task["WhatExtId__c"]
    assert Activity.select().count() == 30 + 15  # its cases


def _assert_messages(folder: Path) -> None:
    names = ("content_notes.csv", "feed_items.csv", "email_messages.csv")
    assert Message.select().count() == sum(len(rows_of(folder / name)) for name in names) == 15 + 20 + 15
    assert not Message.select().where(~Message.is_note).exists()
    note = Message.get(Message.external_id == "RC-NOTE-0006")  # on a case, and so on its company
    assert note.company.name == "UrbanGrid Energy"


def test_the_window_s_guess_is_nearly_the_whole_mapping(desk: Desk, folder: Path) -> None:
    for name in ("tasks.csv", "content_notes.csv", "feed_items.csv", "email_messages.csv"):
        kind, mapping = FILES[name]
        assert guessed(desk, kind, read_table(folder / name).headers) == mapping

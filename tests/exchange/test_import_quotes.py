"""Quotes and their lines come in by external ids, and come to what the file says; what was sent here stays."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.importing import Options, Report, commit, plan
from crmdesk.models import derived
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import LOST, OPEN, WON
from crmdesk.models.quotes import Quote
from crmdesk.sales import lines, opportunities, quotes, undoing
from crmdesk.sales.desk import Desk
from tests.exchange.import_office import imported, office, snapshot

SEED = {
    "accounts.csv": ("company", {
        "AccountExtId__c": "external_id", "Name": "name", "Industry": "industry", "AnnualRevenue": "annual_revenue",
        "BillingCity": "city", "Website": "website", "Description": "description",
    }),
    "contacts.csv": ("contact", {
        "ContactExtId__c": "external_id", "AccountExtId__c": "company", "FirstName": "first_name",
        "LastName": "last_name", "Title": "job_title", "Email": "email", "Phone": "phone",
    }),
    "opportunities.csv": ("opportunity", {
        "OpportunityExtId__c": "external_id", "AccountExtId__c": "company", "Name": "title", "StageName": "stage",
        "Amount": "amount", "CloseDate": "closed_on", "Description": "description",
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
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "office.crmdesk", "USD", None) as found:
        yield found
        assert derived.mismatches() == []


def bring(desk: Desk, file: Path, kind: str, mapping: dict[str, str]) -> Report:
    return commit(desk, plan(desk, read_table(file), kind, mapping, Options(file=file.name)))


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_linked_tables_of_another_program_come_in_by_their_ids(desk: Desk, samples: Path) -> None:
    folder = samples / "salesforce-seed"
    for name, (kind, mapping) in SEED.items():
        report = bring(desk, folder / name, kind, mapping)
        assert (report.refused, report.new) == ([], len(rows_of(folder / name))), name
        assert not report.created.keys() & {"company", "opportunity", "product", "quote"}, name
    amounts = defaultdict(list)
    for row in Opportunity.select():
        amounts[row.state].append(row.amount_minor)
    found = {state: (len(known), sum(known)) for state, known in amounts.items()}
    assert found == {WON: (6, 150_000_000), LOST: (2, 44_000_000), OPEN: (8, 177_000_000)}
    wanted: dict[str, Decimal] = defaultdict(Decimal)
    for line in rows_of(folder / "quote_line_items.csv"):
        price = Decimal(line["Quantity"]) * Decimal(line["UnitPrice"]) * (100 - Decimal(line["Discount"])) / 100
        wanted[line["QuoteExtId__c"]] += price.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert {row.external_id: row.total_minor for row in Quote.select()} == {
        known: int(total * 100) for known, total in wanted.items()
    }
    statuses = [row.status for row in Quote.select()]
    assert {status: statuses.count(status) for status in set(statuses)} == {"accepted": 6, "sent": 5, "draft": 1}
    first = Quote.get(Quote.external_id == "RC-QUO-0001")
    assert (first.client_name, first.terms, str(first.valid_until)) == ("Acme Health Systems", "Net 30", "2024-06-30")
    assert [line.name for line in lines.of(desk, "quote", first.id)] == ["SecOps Retainer"]
    before = snapshot()
    for name in ("quotes.csv", "quote_line_items.csv"):
        report = bring(desk, folder / name, *SEED[name])
        assert (report.new, report.changed, report.refused) == (0, 0, []), name
    assert snapshot() == before


QUOTES = (
    "external_id,title,opportunity,status\nQ1,Chairs,O1,Enviada\nQ2,Desks,O1,\nQ3,Beds,O9,draft\nQ4,,O1,\nQ5,Lamp,,\n"
)
LINES = (
    "external_id,quote,product,name,quantity,price,discount,tax\n"
    'L1,Q1,Chair,,"2,5","1.234,56",10,21\nL2,Q1,,Transport,1,50,,\nL3,Q9,Chair,,1,1,,\nL4,Q1,,,1,1,,\n'
)


def test_what_is_missing_is_refused_row_by_row_and_the_catalogue_fills_the_rest(desk: Desk, tmp_path: Path) -> None:
    sale = opportunities.add(desk, {"title": "Office", "external_id": "O1"}).new("opportunity")
    report = imported(desk, tmp_path, "quote", QUOTES)
    assert (report.new, [problem.row for problem in report.refused]) == (2, [4, 5, 6])
    report = imported(desk, tmp_path, "quote_line", LINES)
    assert (report.new, [problem.row for problem in report.refused]) == (2, [4, 5])
    quote = Quote.get(Quote.external_id == "Q1")
    assert (quote.status, quote.opportunity_id, quote.net_minor) == ("sent", sale, 277_776 + 5_000)
    assert quote.tax_minor == 58_333
    before = snapshot()
    undoing.undo(desk)
    assert Quote.get(Quote.external_id == "Q1").total_minor == 0
    undoing.redo(desk)
    assert snapshot() == before


def test_lines_of_a_quote_that_was_sent_here_stay(desk: Desk, tmp_path: Path) -> None:
    sale = opportunities.add(desk, {"title": "Office", "external_id": "O1"}).new("opportunity")
    lines.add(desk, "opportunity", sale, [{"name": "Chair", "price_minor": 100}])
    quote = quotes.make(desk, sale).new("quote")
    quotes.send(desk, quote)
    number = Quote.get_by_id(quote).number
    report = imported(desk, tmp_path, "quote_line", f"quote,name,quantity,price\n{number},More,1,5\n")
    assert report.new == 0
    assert "was sent and stays as it is" in str(report.refused[0].reason)
    assert Quote.get_by_id(quote).total_minor == 100

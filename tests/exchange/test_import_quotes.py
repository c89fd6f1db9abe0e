"""Quotes and their lines come in by external ids, and come to what the file says; what was sent here stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.models import derived
from crmdesk.models.quotes import Quote
from crmdesk.sales import lines, opportunities, quotes, undoing
from crmdesk.sales.desk import Desk
from tests.exchange.import_office import imported, office, snapshot


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "office.crmdesk", "USD", None) as found:
        yield found
        assert derived.mismatches() == []


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
    quotes.save(desk, quote, {"client": "Eva"})
    quotes.send(desk, quote)
    number = Quote.get_by_id(quote).number
    report = imported(desk, tmp_path, "quote_line", f"quote,name,quantity,price\n{number},More,1,5\n")
    assert report.new == 0
    assert "was sent and stays as it is" in str(report.refused[0].reason)
    assert Quote.get_by_id(quote).total_minor == 100

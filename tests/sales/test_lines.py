"""The lines of opportunities and quotes: added, changed, put in order and taken out, and the amount that follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.quotes import Quote
from crmdesk.sales import lines, opportunities, quotes, records, undoing
from tests.sales.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


@pytest.fixture
def chair(office: Office) -> int:
    return office.add("product", name="Chair", code="CH", unit="pcs", price=4_999, tax=2_100)


def amount(sale: int) -> Any:
    return Opportunity.get_by_id(sale).amount_minor


def added(office: Office, sale: int, *rows: dict[str, Any], kind: str = "opportunity") -> list[int]:
    lines.add(office.desk, kind, sale, rows)
    return [row.id for row in lines.of(office.desk, kind, sale)]


def test_a_product_is_copied_and_the_catalogue_may_change(office: Office, chair: int) -> None:
    sale = office.opportunity("Chairs")
    added(office, sale, {"product": chair, "quantity": 3_000})
    records.save(office.desk, "product", chair, {"name": "Stool", "price": 1, "tax": 0})
    (row,) = lines.of(office.desk, "opportunity", sale)
    assert (row.name, row.unit, row.price_minor, row.tax, row.total_minor) == ("Chair", "pcs", 4_999, 2_100, 14_997)


def test_a_line_needs_no_product_but_a_name(office: Office) -> None:
    sale = office.opportunity("Chairs")
    added(office, sale, {"name": "Transport", "price_minor": 1_500})
    with pytest.raises(FieldProblems) as refused:
        lines.add(office.desk, "opportunity", sale, [{"price_minor": 5}])
    assert "name" in refused.value.problems
    assert [row.name for row in lines.of(office.desk, "opportunity", sale)] == ["Transport"]


@pytest.mark.parametrize(
    "wrong", [{"quantity": -1}, {"quantity": None}, {"discount": 10_001}, {"tax": -1}, {"price_minor": 10**15 + 1}]
)
def test_absurd_values_are_refused_beside_their_column(office: Office, wrong: dict[str, Any]) -> None:
    (line,) = added(office, office.opportunity("Chairs"), {"name": "Chair", "price_minor": 5})
    with pytest.raises(FieldProblems) as refused:
        lines.change(office.desk, "opportunity", line, wrong)
    assert refused.value.problems.keys() == wrong.keys()


def test_another_product_brings_its_price_along(office: Office, chair: int) -> None:
    desk_ = office.add("product", name="Desk", price=20_000)
    (line,) = added(office, office.opportunity("Chairs"), {"product": chair, "quantity": 2_000})
    lines.change(office.desk, "opportunity", line, {"product": desk_})
    (row,) = lines.of(office.desk, "opportunity", Opportunity.get().id)
    assert (row.name, row.price_minor, row.tax, row.quantity) == ("Desk", 20_000, None, 2_000)


def test_lines_are_put_in_order_and_taken_out(office: Office) -> None:
    sale = office.opportunity("Chairs")
    first, second, third = added(office, sale, *({"name": name, "price_minor": 1} for name in "ABC"))
    lines.reorder(office.desk, "opportunity", sale, [third, first, second])
    assert [row.name for row in lines.of(office.desk, "opportunity", sale)] == ["C", "A", "B"]
    lines.remove(office.desk, "opportunity", [first])
    assert [row.name for row in lines.of(office.desk, "opportunity", sale)] == ["C", "B"]
    with pytest.raises(StaleRecordError):
        lines.reorder(office.desk, "opportunity", sale, [third, first])
    with pytest.raises(StaleRecordError):
        lines.remove(office.desk, "opportunity", [first])


def test_the_amount_follows_by_a_switch(office: Office, chair: int) -> None:
    sale = office.opportunity("Chairs", amount=5)
    (line,) = added(office, sale, {"product": chair, "quantity": 2_000})
    assert amount(sale) == 5
    lines.follow(office.desk, sale, on=True)
    assert amount(sale) == 9_998
    lines.change(office.desk, "opportunity", line, {"discount": 1_000})
    assert amount(sale) == 8_998
    with pytest.raises(FieldProblems, match="follows the lines"):
        opportunities.save(office.desk, sale, {"amount": 1})
    undoing.undo(office.desk)
    assert amount(sale) == 9_998
    lines.follow(office.desk, sale, on=False)
    opportunities.save(office.desk, sale, {"amount": 1})
    assert amount(sale) == 1


def test_an_amount_that_followed_is_unknown_without_lines(office: Office, chair: int) -> None:
    sale = office.opportunity("Chairs", amount=7)
    lines.add(office.desk, "opportunity", sale, [{"product": chair}])
    lines.follow(office.desk, sale, on=True)
    assert amount(sale) != 7
    before = amount(sale)
    lines.remove(office.desk, "opportunity", [lines.of(office.desk, "opportunity", sale)[0].id])
    assert amount(sale) is None
    undoing.undo(office.desk)
    assert amount(sale) == before


def test_the_form_s_product_moves_an_amount_that_follows(office: Office, chair: int) -> None:
    sale = office.opportunity("Chairs", product=chair)
    lines.follow(office.desk, sale, on=True)
    opportunities.save(office.desk, sale, {"product": office.add("product", name="Desk", price=20_000)})
    assert amount(sale) == 20_000


def test_a_total_below_zero_is_refused_and_nothing_kept(office: Office) -> None:
    sale = office.opportunity("Chairs")
    added(office, sale, {"name": "Chair", "price_minor": 100})
    with pytest.raises(DomainError, match="below zero"):
        lines.add(office.desk, "opportunity", sale, [{"name": "Discount", "price_minor": -101}])
    assert len(lines.of(office.desk, "opportunity", sale)) == 1
    added(office, sale, {"name": "Discount", "price_minor": -100})
    assert lines.totals_of(office.desk, "opportunity", sale).total_minor == 0


def test_ten_thousand_lines_and_not_one_more(office: Office) -> None:
    sale = office.opportunity("Chairs")
    quote = quotes.make(office.desk, sale).new("quote")
    added(
        office, quote, *({"name": f"Chair {n}", "price_minor": 101, "tax": 2_100} for n in range(10_000)), kind="quote"
    )
    assert Quote.get_by_id(quote).total_minor == 1_010_000 + 212_100
    with pytest.raises(DomainError, match="10000 lines at the most"):
        lines.add(office.desk, "quote", quote, [{"name": "One more", "price_minor": 1}])
    assert lines.totals_of(office.desk, "quote", quote).lines == 10_000


def test_a_price_in_another_currency_is_never_copied_as_it_is(office: Office, chair: int) -> None:
    records.save(office.desk, "product", chair, {"currency": "usd"})
    sale = office.opportunity("Chairs")
    done = lines.add(office.desk, "opportunity", sale, [{"product": chair}])
    assert str(done.label) == "Line without a price: that of “Chair” is in USD. Type it in EUR."
    (row,) = lines.of(office.desk, "opportunity", sale)
    assert (row.name, row.price_minor, row.total_minor) == ("Chair", None, None)
    assert lines.totals_of(office.desk, "opportunity", sale).unpriced == 1
    lines.change(office.desk, "opportunity", row.id, {"price_minor": 4_500})
    quote = quotes.make(office.desk, sale).new("quote")
    assert [line.price_minor for line in lines.of(office.desk, "quote", quote)] == [4_500]
    priced = lines.add(office.desk, "quote", quote, [{"product": chair, "price_minor": 5}])
    assert str(priced.label) == "Line “Chair” added"
    first = office.opportunity("More chairs", product=chair)
    assert [line.price_minor for line in lines.of(office.desk, "opportunity", first)] == [None]


@pytest.mark.parametrize("typed", ["XXX", "euro", "€", "E\u00fcR"])
def test_an_unknown_currency_of_a_product_is_refused(office: Office, chair: int, typed: str) -> None:
    with pytest.raises(FieldProblems) as refused:
        records.save(office.desk, "product", chair, {"currency": typed})
    assert "is not a currency. Write its three letters" in str(refused.value.problems["currency"])
    with pytest.raises(FieldProblems):
        records.save(office.desk, "product", chair, {"currency": " "})

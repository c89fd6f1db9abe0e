"""Sales notes: what a won opportunity sold, and where products were offered and won."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book
from crmdesk.models.derived import mismatches
from crmdesk.models.errors import DomainError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.quotes import SalesNote
from crmdesk.sales import closing, lines, numbers, offered, papers, quotes, records, sales_notes, undoing
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.sales_notes import NoteSettlingNeeded
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    assert mismatches() == []
    book.close()


def win(office: Office, sale: int, amount: int) -> None:
    closing.close(office.desk, [sale], "won", Closing(TODAY, {sale: amount}))


def note_of(office: Office, sale: int) -> Any:
    return SalesNote.get_by_id(sales_notes.make(office.desk, sale).new("sales_note"))


def test_only_a_won_opportunity_makes_one(office: Office) -> None:
    sale = office.opportunity("Chairs", amount=5)
    with pytest.raises(DomainError, match="Win it first"):
        sales_notes.make(office.desk, sale)
    assert numbers.given(office.desk, "sales_note") == []


def test_it_sells_what_the_accepted_quote_offered(office: Office) -> None:
    sale = office.opportunity("Chairs", company=office.add("company", name="North"))
    lines.add(office.desk, "opportunity", sale, [{"name": "Chair", "price_minor": 100, "tax": 1_600}])
    quote = quotes.make(office.desk, sale).new("quote")
    lines.add(office.desk, "quote", quote, [{"name": "Transport", "price_minor": 50}])
    quotes.send(office.desk, quote)
    quotes.accept(office.desk, quote)
    win(office, sale, 150)
    note = note_of(office, sale)
    assert (note.number, note.quote_id, note.sold_on) == ("SN-2026-0001", quote, TODAY)
    assert [line.name for line in lines.of(office.desk, "sales_note", note.id)] == ["Chair", "Transport"]
    assert (note.net_minor, note.total_minor) == (150, 166)


def test_without_a_quote_it_sells_the_lines_or_the_amount(office: Office) -> None:
    papers.change(office.desk, note_terms={"en": "Thank you"})
    plain = office.opportunity("Advice", amount=700)
    win(office, plain, 700)
    note = note_of(office, plain)
    assert [(line.name, line.total_minor) for line in lines.of(office.desk, "sales_note", note.id)] == [("Advice", 700)]
    assert note.terms == "Thank you"
    with_lines = office.opportunity("Chairs")
    lines.add(office.desk, "opportunity", with_lines, [{"name": "Chair", "price_minor": 100}])
    win(office, with_lines, 100)
    assert note_of(office, with_lines).net_minor == 100


def sold(office: Office, amount: int, **line: Any) -> int:
    """An opportunity with a line of 100.00, won with another amount."""
    sale = office.opportunity("Chairs")
    lines.add(office.desk, "opportunity", sale, [{"name": "Chair", "price_minor": 10_000, **line}])
    win(office, sale, amount)
    return sale


def test_a_note_that_would_contradict_the_amount_asks_first(office: Office) -> None:
    sale = sold(office, 12_345)
    with pytest.raises(NoteSettlingNeeded) as asked:
        sales_notes.make(office.desk, sale)
    assert (asked.value.amount_minor, asked.value.net_minor) == (12_345, 10_000)
    assert numbers.given(office.desk, "sales_note") == []
    assert sales_notes.of_opportunity(office.desk, sale) == []
    sales_notes.make(office.desk, sale, sales_notes.AS_IT_IS)
    assert sales_notes.of_opportunity(office.desk, sale)[0].net_minor == 10_000
    assert Opportunity.get_by_id(sale).amount_minor == 12_345


def test_the_amount_can_be_corrected_to_what_was_sold(office: Office) -> None:
    sale = sold(office, 12_345)
    sales_notes.make(office.desk, sale, sales_notes.AMOUNT)
    assert (Opportunity.get_by_id(sale).amount_minor, Opportunity.get_by_id(sale).state) == (10_000, "won")
    undoing.undo(office.desk)
    assert Opportunity.get_by_id(sale).amount_minor == 12_345
    assert sales_notes.of_opportunity(office.desk, sale) == []


@pytest.mark.parametrize(
    ("amount", "tax", "total"), [(12_345, 1_600, 14_320), (9_000, 1_600, 10_440), (9_000, None, 9_000)]
)
def test_the_difference_can_be_a_line_of_the_note(office: Office, amount: int, tax: int | None, total: int) -> None:
    sale = sold(office, amount, tax=tax)
    note = SalesNote.get_by_id(sales_notes.make(office.desk, sale, sales_notes.LINE).new("sales_note"))
    last = lines.of(office.desk, "sales_note", note.id)[-1]
    assert (last.name, last.total_minor, last.tax) == ("Difference agreed at closing", amount - 10_000, tax)
    assert (note.net_minor, note.total_minor) == (amount, total)


def test_a_difference_of_lines_with_several_taxes_has_none_and_is_in_the_client_s_language(office: Office) -> None:
    sale = office.opportunity("Sillas", company=office.add("company", name="Norte", language="es"))
    lines.add(
        office.desk, "opportunity", sale, [{"name": n, "price_minor": 100, "tax": t} for n, t in (("A", 0), ("B", 1))]
    )
    win(office, sale, 150)
    note = SalesNote.get_by_id(sales_notes.make(office.desk, sale, sales_notes.LINE).new("sales_note"))
    last = lines.of(office.desk, "sales_note", note.id)[-1]
    assert (last.name, last.total_minor, last.tax) == ("Diferencia acordada al cierre", -50, None)
    assert note.net_minor == 150


def test_it_sells_what_all_accepted_quotes_offered_but_for_revised_ones(office: Office) -> None:
    sale = office.opportunity("Chairs and desks", company=office.add("company", name="North"))
    offered_: list[int] = []
    for name, price in (("Chair", 100), ("Desk", 70)):
        quote = quotes.make(office.desk, sale).new("quote")
        quotes.save(office.desk, quote, {"title": f"{name}s"})
        lines.add(office.desk, "quote", quote, [{"name": name, "price_minor": price}, {"name": f"{name} set up"}])
        for row in lines.of(office.desk, "quote", quote)[1:]:
            lines.change(office.desk, "quote", row.id, {"price_minor": 1})
        quotes.send(office.desk, quote)
        quotes.accept(office.desk, quote)
        offered_.append(quote)
    revised = quotes.revise(office.desk, offered_[0]).new("quote")
    quotes.send(office.desk, revised)
    quotes.accept(office.desk, revised)
    win(office, sale, 172)
    note = note_of(office, sale)
    sold_lines = [line.name for line in lines.of(office.desk, "sales_note", note.id)]
    assert sold_lines == ["Desk", "Desk set up", "Chair", "Chair set up"]
    assert (note.title, note.net_minor) == ("Chairs and desks", 172)


def test_it_stays_as_it_is_and_another_one_is_made_when_it_is_in_the_trash(office: Office) -> None:
    sale = office.opportunity("Advice", amount=700)
    win(office, sale, 700)
    note = note_of(office, sale)
    line = lines.of(office.desk, "sales_note", note.id)[0].id
    with pytest.raises(DomainError, match="was issued and stays as it is"):
        lines.change(office.desk, "sales_note", line, {"price_minor": 1})
    with pytest.raises(DomainError, match="was issued and stays as it is"):
        records.save(office.desk, "sales_note", note.id, {"title": "Other"})
    with pytest.raises(DomainError, match="is its sales note"):
        sales_notes.make(office.desk, sale)
    records.trash(office.desk, "sales_note", [note.id])
    assert note_of(office, sale).number == "SN-2026-0002"
    given = [(one.text, one.state) for one in numbers.given(office.desk, "sales_note")]
    assert given == [("SN-2026-0002", "in_use"), ("SN-2026-0001", "cancelled")]


def test_undone_its_number_is_cancelled_and_redone_its_own(office: Office) -> None:
    sale = office.opportunity("Advice", amount=700)
    win(office, sale, 700)
    note = note_of(office, sale)
    undoing.undo(office.desk)
    assert [one.state for one in numbers.given(office.desk, "sales_note")] == ["cancelled"]
    undoing.redo(office.desk)
    assert SalesNote.get_by_id(note.id).number == "SN-2026-0001"
    assert [one.state for one in numbers.given(office.desk, "sales_note")] == ["in_use"]


def test_a_product_tells_where_it_was_offered_and_won(office: Office) -> None:
    chair = office.add("product", name="Chair", price=100)
    north = office.add("company", name="North")
    won, open_, quoted = (office.opportunity(f"Chairs {n}", company=north) for n in range(3))
    for sale, quantity in ((won, 3_000), (open_, 1_500), (quoted, 2_000)):
        lines.add(office.desk, "opportunity", sale, [{"product": chair, "quantity": quantity}])
    win(office, won, 300)
    quote = quotes.make(office.desk, quoted).new("quote")
    found = offered.of_product(office.desk, chair)
    assert (found.won.ids, found.won.units, found.won.amount_minor) == ((won,), 3_000, 300)
    assert set(found.open.ids) == {open_, quoted}
    assert found.open.amount_minor == 350
    assert found.quotes.ids == ()  # a draft is no offer
    quotes.send(office.desk, quote)
    revised = quotes.revise(office.desk, quote).new("quote")
    line = lines.of(office.desk, "quote", revised)[0].id
    lines.change(office.desk, "quote", line, {"quantity": 1_000})
    quotes.send(office.desk, revised)
    found = offered.of_product(office.desk, chair)
    assert (found.quotes.ids, found.quotes.amount_minor) == ((revised,), 100)
    assert found.accepted.ids == ()
    assert set(found.open.ids) == {open_, quoted}
    assert found.open.amount_minor == 350
    quotes.accept(office.desk, revised)
    win(office, quoted, 100)
    found = offered.of_product(office.desk, chair)
    assert (set(found.won.ids), found.won.amount_minor) == ({won, quoted}, 400)
    assert found.accepted.ids == (revised,)

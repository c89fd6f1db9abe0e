"""Quotes: from lines to a number, locked once sent, revised, accepted, and everything taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book
from crmdesk.models.derived import mismatches
from crmdesk.models.errors import ConflictError, DomainError, FieldProblems
from crmdesk.models.quotes import Quote
from crmdesk.sales import (
    closing,
    lines,
    lists,
    numbers,
    opportunities,
    papers,
    quote_rows,
    quotes,
    records,
    related,
    undoing,
)
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.sales.pipeline import Closing
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    assert mismatches() == []
    book.close()


@pytest.fixture
def sale(office: Office) -> int:
    company = office.add("company", name="Muebles Ñandú", address="Calle 5", city="León", tax_id="MUN850101AAA")
    person = office.add("contact", name="Rosa Peña", company=company, language="es")
    found = office.opportunity("Chairs", company=company, contact=person)
    rows = [
        {"name": "Chair", "quantity": 2_000, "price_minor": 4_999, "tax": 1_600},
        {"name": "Table", "price_minor": 10_001, "discount": 500, "tax": 1_600},
    ]
    lines.add(office.desk, "opportunity", found, rows)
    return found


def made(office: Office, sale: int, *, send: bool = True) -> int:
    quote = quotes.make(office.desk, sale).new("quote")
    if send:
        quotes.send(office.desk, quote)
    return quote


def row(quote: int) -> Any:
    return Quote.get_by_id(quote)


def states(office: Office, kind: str = "quote") -> list[tuple[str, str]]:
    return [(one.text, one.state) for one in numbers.given(office.desk, kind)]


def test_a_quote_takes_over_lines_client_and_words(office: Office, sale: int) -> None:
    papers.change(office.desk, intro={"es": "Estimados:", "en": "Dear all"}, terms={"es": "Contado"}, days=15)
    quote = row(made(office, sale, send=False))
    assert (quote.title, quote.client_name, quote.client_person) == ("Chairs", "Muebles Ñandú", "Rosa Peña")
    assert (quote.client_address, quote.client_tax_id, quote.language) == ("Calle 5\nLeón", "MUN850101AAA", "es")
    assert (quote.intro, quote.terms, quote.valid_until) == ("Estimados:", "Contado", TODAY + timedelta(days=15))
    assert [line.name for line in lines.of(office.desk, "quote", quote.id)] == ["Chair", "Table"]
    assert (quote.net_minor, quote.tax_minor, quote.total_minor) == (9_998 + 9_501, 3_120, 22_619)
    assert (quote.number, quote.status) == (None, "draft")


def test_sending_gives_the_next_number_and_locks(office: Office, sale: int) -> None:
    first, second = made(office, sale), made(office, sale)
    assert [row(one).number for one in (first, second)] == ["Q-2026-0001", "Q-2026-0002"]
    line = lines.of(office.desk, "quote", first)[0].id
    for change in (
        lambda: lines.add(office.desk, "quote", first, [{"name": "More", "price_minor": 1}]),
        lambda: lines.change(office.desk, "quote", line, {"tax": 800}),
        lambda: lines.remove(office.desk, "quote", [line]),
        lambda: lines.reorder(office.desk, "quote", first, [line]),
        lambda: quotes.save(office.desk, first, {"title": "Other"}),
        lambda: records.trash(office.desk, "quote", [first]),
    ):
        with pytest.raises(DomainError, match="“Q-2026-0001” was sent and stays as it is"):
            change()
    with pytest.raises(DomainError, match="sent already"):
        quotes.send(office.desk, first)
    assert row(first).total_minor == 22_619


def test_undoing_a_sending_cancels_its_number_and_redoing_gives_it_back(office: Office, sale: int) -> None:
    quote = made(office, sale)
    undoing.undo(office.desk)
    assert (row(quote).number, row(quote).status) == (None, "draft")
    assert states(office) == [("Q-2026-0001", "cancelled")]
    undoing.redo(office.desk)
    assert row(quote).number == "Q-2026-0001"
    assert states(office) == [("Q-2026-0001", "in_use")]
    undoing.undo(office.desk)
    quotes.send(office.desk, quote)
    assert row(quote).number == "Q-2026-0002"
    assert states(office) == [("Q-2026-0002", "in_use"), ("Q-2026-0001", "cancelled")]


def test_a_new_year_and_another_beginning_start_another_series(office: Office, sale: int) -> None:
    made(office, sale)
    papers.change(office.desk, series={"quote": "OF"})
    assert row(made(office, sale)).number == "OF-2026-0001"
    later = office.desk_on(date(2027, 1, 4))
    quote = quotes.make(later, sale).new("quote")
    quotes.send(later, quote)
    assert row(quote).number == "OF-2027-0001"


@pytest.mark.parametrize(
    ("values", "line", "said"),
    [
        ({}, None, "offers nothing yet"),
        ({}, {"name": "Chair"}, "has no price yet"),
        ({"valid_until": TODAY - timedelta(days=1), "client": "Eva"}, {"name": "Chair", "price_minor": 5}, "is past"),
        ({}, {"name": "Chair", "price_minor": 5}, "whom it is for"),
    ],
)
def test_what_cannot_be_sent(office: Office, values: dict[str, Any], line: dict[str, Any] | None, said: str) -> None:
    quote = made(office, office.opportunity("Chairs"), send=False)
    if values:
        quotes.save(office.desk, quote, values)
    if line:
        lines.add(office.desk, "quote", quote, [line])
    with pytest.raises(DomainError, match=said):
        quotes.send(office.desk, quote)
    assert states(office) == []


def test_a_client_who_is_known_only_later_stands_on_the_paper(office: Office) -> None:
    sale = office.opportunity("Chairs")
    quote = made(office, sale, send=False)
    lines.add(office.desk, "quote", quote, [{"name": "Chair", "price_minor": 5}])
    opportunities.save(office.desk, sale, {"company": office.add("company", name="North", tax_id="N1")})
    quotes.send(office.desk, quote)
    assert (row(quote).client_name, row(quote).client_tax_id) == ("North", "N1")


def test_a_revision_takes_its_place_when_it_is_sent(office: Office, sale: int) -> None:
    first = made(office, sale)
    second = quotes.revise(office.desk, first).new("quote")
    with pytest.raises(DomainError, match="a revision of it already"):
        quotes.revise(office.desk, first)
    chair = lines.of(office.desk, "quote", second)[0]
    lines.change(office.desk, "quote", chair.id, {"price_minor": 4_500})
    lines.add(office.desk, "quote", second, [{"name": "Transport", "price_minor": 1_000}])
    assert row(first).status == "sent"
    quotes.send(office.desk, second)
    assert [(one.revision, one.state) for one in quote_rows.revisions(office.desk, first)] == [
        (1, "superseded"),
        (2, "sent"),
    ]
    with pytest.raises(DomainError, match="A revision took the place"):
        quotes.accept(office.desk, first)
    told = [
        (one.before and one.before.name, one.after and one.after.name, sorted(one.differing))
        for one in quote_rows.compare(office.desk, first, second)
    ]
    assert told == [
        ("Chair", "Chair", ["price_minor", "total_minor"]),
        ("Table", "Table", []),
        (None, "Transport", []),
    ]
    undoing.undo(office.desk)
    assert (row(first).status, row(second).status) == ("sent", "draft")


def test_accepting_offers_to_win_and_does_not_force_it(office: Office, sale: int) -> None:
    quote = made(office, sale)
    assert quotes.to_win(office.desk, quote) is None
    quotes.accept(office.desk, quote)
    offered = quotes.to_win(office.desk, quote)
    assert offered is not None
    assert (offered.opportunity, offered.amount_minor) == (sale, 19_499)
    assert opportunities.read(office.desk, sale)["state"] == "open"  # type: ignore[index]
    closing.close(office.desk, [sale], "won", Closing(TODAY, {sale: offered.amount_minor}))
    assert opportunities.read(office.desk, sale)["amount"] == 19_499  # type: ignore[index]
    assert quotes.to_win(office.desk, quote) is None


def test_an_answer_comes_after_the_sending_and_may_be_another(office: Office, sale: int) -> None:
    quote = made(office, sale, send=False)
    with pytest.raises(DomainError, match="not sent yet"):
        quotes.reject(office.desk, quote)
    quotes.send(office.desk, quote)
    with pytest.raises(FieldProblems):
        quotes.accept(office.desk, quote, TODAY - timedelta(days=1))
    quotes.reject(office.desk, quote)
    quotes.accept(office.desk, quote)
    assert (row(quote).status, row(quote).decided_on) == ("accepted", TODAY)


def test_the_accepted_quote_of_a_won_opportunity_is_rejected_only_after_reopening(office: Office, sale: int) -> None:
    quote = made(office, sale)
    quotes.accept(office.desk, quote)
    closing.close(office.desk, [sale], "won", Closing(TODAY, {sale: 5}))
    with pytest.raises(DomainError, match="Reopen it or mark it as lost first"):
        quotes.reject(office.desk, quote)
    assert row(quote).status == "accepted"
    closing.close(office.desk, [sale], "lost", Closing(TODAY, reason=office.reasons["Price"], why="They withdrew"))
    quotes.reject(office.desk, quote)
    assert row(quote).status == "rejected"


def test_expired_is_a_question_of_the_day(office: Office, sale: int) -> None:
    quote = made(office, sale)
    later = office.desk_on(TODAY + timedelta(days=31))
    assert [one.state for one in quote_rows.of_opportunity(office.desk, sale)] == ["sent"]
    assert [one.state for one in quote_rows.of_opportunity(later, sale)] == ["expired"]
    assert row(quote).status == "sent"
    expired = ListQuestion(conditions=(Condition("status", "=", "expired"),))
    assert lists.ids(office.desk, "quote", expired) == []
    assert lists.ids(later, "quote", expired) == [quote]
    assert lists.rows(later, "quote", [quote])[0]["status"] == "expired"
    quotes.accept(later, quote)
    assert row(quote).status == "accepted"


def test_above_the_budget_it_warns(office: Office, sale: int) -> None:
    quote = made(office, sale, send=False)
    assert quotes.over_budget(office.desk, quote) is None
    opportunities.save(office.desk, sale, {"budget": 22_618})
    warning = quotes.over_budget(office.desk, quote)
    assert warning is not None
    assert warning.values["more"].minor == 1
    opportunities.save(office.desk, sale, {"budget": 22_619})
    assert quotes.over_budget(office.desk, quote) is None


def test_what_follows_from_the_rest_is_not_typed(office: Office, sale: int) -> None:
    quote = made(office, sale, send=False)
    for name in ("status", "number", "total", "sent_on"):
        with pytest.raises(FieldProblems):
            quotes.save(office.desk, quote, {name: "accepted"})
    quotes.save(office.desk, quote, {"title": "Chairs and tables", "person": "Óscar", "language": "en"})
    assert (row(quote).title, row(quote).client_person, row(quote).language) == ("Chairs and tables", "Óscar", "en")


def test_older_steps_of_a_quote_that_was_sent_since_stay(office: Office, sale: int) -> None:
    quote = made(office, sale, send=False)
    line = lines.of(office.desk, "quote", quote)[0].id
    older = [
        lines.change(office.desk, "quote", line, {"tax": 800}).step,
        quotes.save(office.desk, quote, {"title": "Other"}).step,
    ]
    quotes.send(office.desk, quote)
    before = row(quote).total_minor
    for step in older:
        with pytest.raises((DomainError, ConflictError), match="was sent and stays as it is"):
            undoing.undo(office.desk, step)
    assert row(quote).total_minor == before


def test_quotes_go_to_the_trash_and_come_back_with_their_opportunity(office: Office, sale: int) -> None:
    quote = made(office, sale)
    records.trash(office.desk, "opportunity", [sale])
    assert not related.is_here(office.desk, "quote", quote)
    assert states(office) == [("Q-2026-0001", "cancelled")]
    records.restore(office.desk, "opportunity", [sale])
    assert related.is_here(office.desk, "quote", quote)
    assert states(office) == [("Q-2026-0001", "in_use")]


def test_a_quote_is_found_by_its_number_and_its_client(office: Office, sale: int) -> None:
    quote = made(office, sale)
    for text in ("q-2026-0001", "ñandu", "chairs"):
        assert lists.ids(office.desk, "quote", ListQuestion(text=text)) == [quote]

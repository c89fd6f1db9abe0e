"""Who counts in a negotiation, setting it aside, and looking at a closed one again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import LOST, WON
from crmdesk.sales import board, closing, holding, involved, pipeline, records, undoing
from crmdesk.sales.figures.window import Window
from crmdesk.sales.pipeline import Closing, ReopeningDetailsNeeded
from tests.book_fixture import whole_book
from tests.sales.office import TODAY, Office

NEXT_MONTH = TODAY + timedelta(days=30)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


# Who counts


def test_one_reference_is_the_primary_one_and_comes_first(office: Office) -> None:
    sale = office.opportunity("Sale")
    people = [office.add("contact", name=name, phone="911234567") for name in ("Eva", "Ida")]
    for contact in people:
        involved.add(office.desk, sale, "reference", {"contact": contact, "is_primary": True, "role": "buyer"})
    found = involved.of(office.desk, sale)
    assert [(row.contact[1], row.is_primary) for row in found if row.contact] == [("Ida", True), ("Eva", False)]
    assert not involved.knows_who_decides(office.desk, sale)
    changes = involved.change(office.desk, found[1].id, {"role": "decision_maker", "is_primary": True})
    assert involved.knows_who_decides(office.desk, sale)
    undoing.undo(office.desk, changes.step)
    assert involved.of(office.desk, sale) == found


def test_the_cheapest_competitor_comes_first(office: Office) -> None:
    sale = office.opportunity("Sale")
    for name, price in (("Dear", 900), ("Unknown", None), ("Cheap", 100)):
        company = office.add("company", name=name, kind="competitor")
        involved.add(office.desk, sale, "competitor", {"company": company, "price": price, "weaknesses": " slow "})
    assert {row.weaknesses for row in involved.of(office.desk, sale)} == {"slow"}
    assert [row.price_minor for row in involved.of(office.desk, sale) if row.price_minor] == [100, 900]


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(office: Office) -> None:
    sale, gone = office.opportunity("Sale"), office.add("contact", name="Gone")
    records.trash(office.desk, "contact", [gone])
    before = whole_book()
    for values, field in (
        ({}, "contact"), ({"contact": gone}, "contact"), ({"role": "boss"}, "role"), ({"influence": 4}, "influence"),
        ({"price": -1}, "price"), ({"note": "x" * 200_000}, "note"),
    ):  # fmt: skip
        with pytest.raises(FieldProblems) as refused:
            involved.add(office.desk, sale, "reference", values)
        assert field in refused.value.problems
    assert whole_book() == before
    with pytest.raises(StaleRecordError):
        involved.remove(office.desk, 5)


# Setting aside


def test_what_is_set_aside_is_dimmed_until_its_day_and_comes_back_by_itself(office: Office) -> None:
    sale = office.opportunity("Sale", on=TODAY - timedelta(days=40))
    before = whole_book()
    changes = holding.hold(office.desk, [sale], NEXT_MONTH)
    (card,) = board.cards(office.desk, [sale])
    assert (card.held_until, card.idle_days, card.is_cold) == (NEXT_MONTH, 0, False)
    (card,) = board.cards(office.desk_on(NEXT_MONTH), [sale])
    assert (card.held_until, card.idle_days) == (None, 0)
    (card,) = board.cards(office.desk_on(NEXT_MONTH + timedelta(days=2)), [sale])
    assert card.idle_days == 2
    undoing.undo(office.desk, changes.step)
    assert whole_book() == before


def test_only_open_ones_are_set_aside_and_only_until_a_later_day(office: Office) -> None:
    sale, won = office.opportunity("Sale"), office.opportunity("Won", amount=5)
    holding.hold(office.desk, [won], NEXT_MONTH)
    closing.close(office.desk, [won], WON, Closing(TODAY))
    assert Opportunity.get_by_id(won).hold_until is None
    with pytest.raises(DomainError, match="“Won” is closed"):
        holding.hold(office.desk, [sale, won], NEXT_MONTH)
    for day in (TODAY, TODAY - timedelta(days=1), date(2300, 1, 1)):
        with pytest.raises(FieldProblems):
            holding.hold(office.desk, [sale], day)
    holding.hold(office.desk, [sale], NEXT_MONTH)
    holding.release(office.desk, [sale])
    assert Opportunity.get_by_id(sale).hold_until is None


# Looking at it again


def test_reopening_asks_why_and_keeps_how_it_had_ended(office: Office) -> None:
    rival = office.add("company", name="Rival", kind="competitor")
    sale = office.opportunity("Sale", amount=700)
    closing.close(office.desk, [sale], LOST, Closing(TODAY, {}, office.reasons["Price"], "too dear", lost_to=rival))
    assert Opportunity.get_by_id(sale).lost_to_id == rival
    before = whole_book()
    with pytest.raises(ReopeningDetailsNeeded):
        closing.reopen(office.desk, [sale])
    with pytest.raises(ReopeningDetailsNeeded):
        pipeline.move(office.desk, [sale], office.stages["Qualified"])
    assert whole_book() == before
    later = office.desk_on(TODAY + timedelta(days=9))
    changes = closing.reopen(later, [sale], Closing(why=" They ask again "))
    (ended,) = pipeline.reopened(office.desk, sale)
    assert (ended.state, ended.closed_on, ended.amount_minor, ended.reason, ended.note, ended.lost_to) == (
        LOST, TODAY, 700, "Price", "too dear", "Rival",
    )  # fmt: skip
    assert (ended.reopened_on, ended.why) == (later.today, "They ask again")
    assert Opportunity.get_by_id(sale).lost_to_id is None
    undoing.undo(later, changes.step)
    assert whole_book() == before


def test_a_lost_one_that_is_won_after_all_keeps_how_it_had_ended(office: Office) -> None:
    sale = office.opportunity("Sale", amount=700)
    closing.close(office.desk, [sale], LOST, Closing(TODAY, {}, office.reasons["Price"]))
    before = whole_book()
    with pytest.raises(ReopeningDetailsNeeded):
        closing.close(office.desk, [sale], WON, Closing(TODAY, {sale: 800}))
    assert whole_book() == before
    closing.close(office.desk, [sale], WON, Closing(TODAY, {sale: 800}, why="They came back"))
    (ended,) = pipeline.reopened(office.desk, sale)
    assert (ended.state, ended.amount_minor, ended.why) == (LOST, 700, "They came back")
    closing.close(office.desk, [sale], WON, Closing(TODAY, {sale: 900}))  # only its amount is another
    assert len(pipeline.reopened(office.desk, sale)) == 1
    undoing.undo(office.desk)
    undoing.undo(office.desk)
    assert whole_book() == before


def test_figures_count_it_once_by_its_last_outcome(office: Office) -> None:
    from crmdesk.sales.figures import asking

    sale = office.opportunity("Sale", amount=700)
    closing.close(office.desk, [sale], LOST, Closing(TODAY, {}, office.reasons["Price"]))
    closing.reopen(office.desk, [sale], Closing(why=""))
    closing.close(office.desk, [sale], WON, Closing(TODAY))
    found = asking.figures(office.desk, Window(date(2026, 1, 1), date(2026, 12, 31)))
    assert (found.won.count, found.lost) == (1, 0)

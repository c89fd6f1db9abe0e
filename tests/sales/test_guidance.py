"""The one thing to do next, from facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.sales import activities, closing, guidance, holding, involved, lines, moments, quotes, stages
from crmdesk.sales.guidance import ASK, EXPECT, FINISH, OFFER, PLAN
from crmdesk.sales.pipeline import Closing
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def plan(office: Office, sale: int, **values: object) -> int:
    return activities.plan(office.desk, {"type": "call", "opportunity": sale, **values}).new("activity")


def told(office: Office, sale: int) -> tuple[str, str, str, int | None] | None:
    found = guidance.advice(office.desk, sale)
    return None if found is None else (str(found.what), str(found.why), found.action, found.activity)


def test_overdue_comes_first(office: Office) -> None:
    sale = office.opportunity("Chairs", expected_on=date(2026, 11, 1))
    known = plan(office, sale, subject="Offer", due_on=TODAY - timedelta(days=2))
    plan(office, sale, due_on=TODAY)
    assert told(office, sale) == ("Say how “Offer” went, or put it off", "It is 2 days overdue.", FINISH, known)


def test_one_of_this_morning_is_overdue_too_and_one_of_today_is_not(office: Office) -> None:
    sale = office.opportunity("Chairs")
    plan(office, sale, due_on=TODAY)
    assert told(office, sale) is None
    known = plan(office, sale, due_at=office.desk.clock.instant() - moments.MINUTE)
    assert told(office, sale) == ("Say how “Call” went, or put it off", "It was due earlier today.", FINISH, known)


def test_idle_before_nothing_planned_and_what_is_planned_pauses_it(office: Office) -> None:
    sale = office.opportunity("Chairs", on=date(2026, 11, 1))
    assert told(office, sale) == ("Get in touch again", "Nothing happened for 15 working days.", PLAN, None)
    stages.change(office.desk, office.stages["First contact"], idle_days=0)
    assert told(office, sale) == ("Plan the next step", "Nothing is planned.", PLAN, None)
    plan(office, sale)
    assert told(office, sale) is None


def test_an_expected_day_that_passed(office: Office) -> None:
    sale = office.opportunity("Chairs", expected_on=TODAY - timedelta(days=1))
    plan(office, sale, due_on=TODAY + timedelta(days=3))
    found = told(office, sale)
    assert found is not None
    assert found[2] == EXPECT


def test_from_the_proposal_on_there_should_be_a_quote_and_somebody_who_decides(office: Office) -> None:
    sale = to_be_offered(office)
    assert told(office, sale) == ("Send a quote", "None was sent yet.", OFFER, None)
    quotes.send(office.desk, quotes.make(office.desk, sale).new("quote"))
    assert told(office, sale) == ("Find out who decides", "None of the references does.", ASK, None)
    boss = office.add("contact", name="Eva")
    involved.add(office.desk, sale, "reference", {"contact": boss, "role": "decision_maker"})
    assert told(office, sale) is None


def to_be_offered(office: Office) -> int:
    """An opportunity that should have a quote by now."""
    north = office.add("company", name="North")
    sale = office.opportunity("Chairs", stage=office.stages["Proposal"], company=north)
    plan(office, sale)
    lines.add(office.desk, "opportunity", sale, [{"name": "Chair", "quantity": 1000, "price_minor": 500}])
    return sale


def test_a_quote_that_was_rejected_or_expired_is_to_be_revised(office: Office) -> None:
    sale = to_be_offered(office)
    quote = quotes.make(office.desk, sale).new("quote")
    quotes.save(office.desk, quote, {"valid_until": TODAY})
    quotes.send(office.desk, quote)
    later = office.desk_on(TODAY + timedelta(days=1))

    def advised() -> tuple[str, str]:
        found = guidance.advice(later, sale)
        assert found is not None
        return str(found.what), str(found.why)

    assert advised() == ("Revise the quote", "Quote Q-2026-0001 has expired.")
    quotes.reject(later, quote)
    assert advised() == ("Revise the quote", "The client rejected quote Q-2026-0001.")
    quotes.revise(later, quote)
    assert advised()[0] == "Send the revised quote"


def test_what_is_set_aside_asks_for_nothing(office: Office) -> None:
    sale = office.opportunity("Chairs", on=date(2026, 10, 1))
    assert told(office, sale) is not None
    holding.hold(office.desk, [sale], TODAY + timedelta(days=3))
    assert told(office, sale) is None


def test_a_closed_one_asks_for_nothing(office: Office) -> None:
    sale = office.opportunity("Chairs")
    closing.close(office.desk, [sale], "won", Closing(TODAY, {sale: 5}))
    assert told(office, sale) is None


def test_the_stage_says_what_it_is_for(office: Office) -> None:
    sale = office.opportunity("Chairs")
    assert guidance.purpose(office.desk, sale) == ""
    stages.change(office.desk, office.stages["First contact"], purpose="Find out what they need.")
    assert guidance.purpose(office.desk, sale) == "Find out what they need."

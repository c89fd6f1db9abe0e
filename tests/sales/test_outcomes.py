"""One function for each fact of an opportunity: its stage closes it, and only then it has an outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book
from crmdesk.models.errors import FieldProblems
from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import closing, opportunities, saving, stages
from crmdesk.sales.pipeline import Closing
from tests.book_fixture import whole_book
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def refused(action: Callable[[], Any]) -> list[str]:
    before = whole_book()
    with pytest.raises(FieldProblems) as problem:
        action()
    assert whole_book() == before
    return sorted(problem.value.problems)


def reason(office: Office) -> int:
    return office.reasons["Price"]


@pytest.mark.parametrize(
    ("name", "value"), [("state", "won"), ("key", "X-1"), ("closed_on", TODAY), ("reason_note", "because")]
)
def test_an_open_one_has_no_outcome_and_keeps_its_key(office: Office, name: str, value: Any) -> None:
    sale = office.opportunity("Sale")
    assert refused(lambda: opportunities.save(office.desk, sale, {name: value})) == [name]
    assert refused(lambda: opportunities.add(office.desk, {"title": "B", name: value})) == [name]


def test_what_did_not_change_is_no_change(office: Office) -> None:
    sale = office.opportunity("Sale", amount=5)
    seen = opportunities.read(office.desk, sale) or {}
    saving.save(office.desk, "opportunity", sale, {**seen, "amount": 7})
    assert Opportunity.get_by_id(sale).amount_minor == 7


def test_the_outcome_of_a_closed_one_is_corrected(office: Office) -> None:
    won, lost = office.opportunity("A", amount=1), office.opportunity("B", amount=1)
    closing.close(office.desk, [won], "won", Closing(TODAY))
    closing.close(office.desk, [lost], "lost", Closing(TODAY, {}, reason(office)))
    other = next(known for name, known in office.reasons.items() if name not in ("Price", "Other"))
    day = date(2026, 11, 2)
    opportunities.save(office.desk, won, {"closed_on": day})
    opportunities.save(office.desk, lost, {"closed_on": day, "reason": other, "reason_note": "so"})
    row = Opportunity.get_by_id(lost)
    assert (row.closed_on, row.reason_id, row.reason_note, row.state) == (day, other, "so", "lost")
    assert Opportunity.get_by_id(won).closed_on == day
    assert refused(lambda: opportunities.save(office.desk, won, {"reason": other})) == ["reason"]
    assert refused(lambda: opportunities.save(office.desk, won, {"closed_on": None})) == ["closed_on"]
    assert refused(lambda: opportunities.save(office.desk, lost, {"reason": None})) == ["reason"]
    noted = {"reason": office.reasons["Other"], "reason_note": None}
    assert refused(lambda: opportunities.save(office.desk, lost, noted)) == ["reason_note"]


def test_a_closing_stage_takes_the_outcome_beside_it(office: Office) -> None:
    sale = office.opportunity("Sale", amount=1)
    told = {"stage": office.stages["Lost"], "closed_on": TODAY, "reason": reason(office)}
    opportunities.save(office.desk, sale, told)
    row = Opportunity.get_by_id(sale)
    assert (row.state, row.closed_on, row.reason_id) == ("lost", TODAY, reason(office))
    added = office.opportunity("Second", **told)
    assert Opportunity.get_by_id(added).reason_id == reason(office)


def test_the_pipeline_follows_the_stage(office: Office) -> None:
    other = stages.add_pipeline(office.desk, "Renewals", [{"name": "A"}]).new("pipeline")
    sale = office.opportunity("Sale")
    assert refused(lambda: opportunities.save(office.desk, sale, {"pipeline": other})) == ["pipeline"]


@pytest.mark.parametrize("name", ["stage", "pipeline", "state", "key", "closed_on", "reason", "product"])
def test_what_is_told_one_by_one_is_not_given_to_many(office: Office, name: str) -> None:
    sale = office.opportunity("Sale")
    assert refused(lambda: opportunities.save_all(office.desk, [sale], {name: 1})) == [name]

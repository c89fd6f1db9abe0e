"""Planning activities, doing them and taking that back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.models.activities import Activity
from crmdesk.models.errors import FieldProblems, StaleRecordError
from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import activities, undoing
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def plan(office: Office, record: int, subject: str = "Call", **values: object) -> int:
    given = {"type": "call", "subject": subject, "opportunity": record, **values}
    return activities.plan(office.desk, given).new("activity")


def test_the_card_shows_the_next_one_and_forgets_it_when_done(office: Office) -> None:
    record = office.opportunity("Sale")
    tomorrow = TODAY + timedelta(days=1)
    first = plan(office, record, due_on=tomorrow)
    plan(office, record, "Later", due_on=TODAY + timedelta(days=9))
    assert Opportunity.get_by_id(record).next_on == tomorrow
    activities.done(office.desk, [first], note="They want it.")
    assert Opportunity.get_by_id(record).next_on == TODAY + timedelta(days=9)
    row = Activity.get_by_id(first)
    assert (row.done_on, row.note, row.done_at) == (TODAY, "They want it.", office.desk.clock.instant())
    undoing.undo(office.desk)
    assert Opportunity.get_by_id(record).next_on == tomorrow


def test_planned_ones_come_first_by_day_then_done_ones_from_the_latest(office: Office) -> None:
    record = office.opportunity("Sale")
    plan(office, record, "some day")
    plan(office, record, "soon", due_on=TODAY)
    plan(office, record, "old", done_on=date(2026, 11, 1))
    plan(office, record, "recent", done_on=date(2026, 11, 19))
    found = activities.of(office.desk, "opportunity", record)
    assert [row.subject for row in found] == ["soon", "some day", "recent", "old"]
    assert found[0].owner == "Ana"


def test_what_is_missing_or_too_long_is_said_by_field(office: Office) -> None:
    record = office.opportunity("Sale")
    with pytest.raises(FieldProblems) as refused:
        activities.plan(office.desk, {"subject": "x" * 10_000, "opportunity": record})
    assert set(refused.value.problems) == {"subject", "type"}
    with pytest.raises(FieldProblems, match="belongs"):
        activities.plan(office.desk, {"type": "call"})
    assert Activity.select().count() == 0


def test_another_day_puts_it_off(office: Office) -> None:
    known = plan(office, office.opportunity("Sale"), due_on=TODAY)
    activities.change(office.desk, known, {"due_on": date(2026, 12, 24)})
    assert Activity.get_by_id(known).due_on == date(2026, 12, 24)
    with pytest.raises(FieldProblems):
        activities.change(office.desk, known, {"due_on": date(9999, 1, 1)})


def test_the_trash_hides_it_and_what_is_there_cannot_be_done(office: Office) -> None:
    record = office.opportunity("Sale")
    known = plan(office, record, due_on=TODAY)
    activities.trash(office.desk, [known])
    assert activities.of(office.desk, "opportunity", record) == []
    assert Opportunity.get_by_id(record).next_on is None
    with pytest.raises(StaleRecordError):
        activities.done(office.desk, [known])


def test_several_are_done_in_one_step_and_planned_again(office: Office) -> None:
    lead = office.add("lead", name="Luna")
    ids = [activities.plan(office.desk, {"type": "task", "lead": lead}).new("activity") for _ in range(3)]
    changes = activities.done(office.desk, ids)
    assert str(changes.label) == "3 activities done"
    activities.open_again(office.desk, ids)
    assert Activity.select().where(Activity.done_on.is_null()).count() == 3

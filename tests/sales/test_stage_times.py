"""Days in each stage, from the log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from crmdesk.models import book, journal
from crmdesk.models.database import writing
from crmdesk.models.opportunities import Opportunity, OpportunityLog
from crmdesk.sales import closing, opportunities, pipeline, undoing
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.stage_times import stage_times
from crmdesk.texts import msg
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def days(office: Office, record: int) -> dict[str, int | None]:
    names = {stage: name for name, stage in office.stages.items()}
    return {names[stage]: spent.days for stage, spent in stage_times(office.desk, record).items()}


def test_each_stage_counts_and_the_present_one_until_today(office: Office) -> None:
    record = office.opportunity("Sale", on=ago(23))
    pipeline.move(office.desk_on(ago(20)), [record], office.stages["Qualified"])
    pipeline.move(office.desk_on(ago(12)), [record], office.stages["Proposal"])
    assert days(office, record) == {"First contact": 3, "Qualified": 8, "Proposal": 12}


def test_other_changes_do_not_begin_a_stage_anew(office: Office) -> None:
    record = office.opportunity("Sale", on=ago(10))
    opportunities.save(office.desk_on(ago(5)), record, {"amount": 5})
    assert days(office, record) == {"First contact": 10}


def test_visits_are_added_up(office: Office) -> None:
    record = office.opportunity("Sale", on=ago(10))
    pipeline.move(office.desk_on(ago(8)), [record], office.stages["Qualified"])
    pipeline.move(office.desk_on(ago(5)), [record], office.stages["First contact"])
    assert days(office, record) == {"First contact": 7, "Qualified": 3}


def test_what_was_undone_does_not_count_and_what_was_redone_does(office: Office) -> None:
    record = office.opportunity("Sale", on=ago(10))
    moved = pipeline.move(office.desk_on(ago(8)), [record], office.stages["Qualified"])
    undoing.undo(office.desk_on(ago(4)), moved.step)
    assert days(office, record) == {"First contact": 10}
    undoing.redo(office.desk_on(ago(3)))
    assert days(office, record) == {"First contact": 2, "Qualified": 8}


def test_a_closed_one_stops_counting(office: Office) -> None:
    record = office.opportunity("Sale", on=ago(10), amount=100)
    closing.close(office.desk, [record], "won", Closing(ago(4)))
    assert days(office, record) == {"First contact": 6}


def test_an_unknown_beginning_is_unknown(office: Office) -> None:
    record = office.opportunity("Sale", on=ago(10))
    pipeline.move(office.desk_on(ago(4)), [record], office.stages["Qualified"])
    with office.desk.step(msg("Imported")):
        journal.edit(Opportunity, record, created_on=None)
    first = OpportunityLog.select().where(OpportunityLog.opportunity == record).order_by(OpportunityLog.id).first()
    with writing():
        OpportunityLog.update(day=None).where(OpportunityLog.id == first.id).execute()
    assert days(office, record) == {"First contact": None, "Qualified": 4}

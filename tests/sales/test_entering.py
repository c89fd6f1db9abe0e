"""What a stage asks for before it is entered, and the playbook that entering it starts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.models.activities import Activity
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import Stage
from crmdesk.sales import (
    activities,
    closing,
    custom_fields,
    entering,
    opportunities,
    pipeline,
    playbooks,
    stages,
    undoing,
)
from crmdesk.sales.entering import NEW, EntryDetailsNeeded
from crmdesk.sales.pipeline import Closing, ClosingDetailsNeeded
from tests.book_fixture import whole_book
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def need(office: Office, stage: str, *names: str) -> int:
    stages.change(office.desk, office.stages[stage], needs=names)
    return office.stages[stage]


def playbook(office: Office, *steps: tuple[str, int, str]) -> int:
    made = playbooks.add(office.desk, "First meeting").new("playbook")
    for subject, days, counted in steps:
        step = playbooks.add_step(office.desk, made, subject).new("playbook_step")
        playbooks.change_step(office.desk, step, days=days, counted_from=counted)
    return made


def planned(record: int) -> list[tuple[str, date | None]]:
    query = Activity.select().where(Activity.opportunity == record, Activity.trashed_at.is_null()).order_by(Activity.id)
    return [(row.subject, row.due_on) for row in query]


def test_a_move_asks_for_what_is_unknown_and_goes_on_with_the_answers(office: Office) -> None:
    stage = need(office, "Proposal", "amount", "expected_on")
    one, other = office.opportunity("One", amount=500), office.opportunity("Other")
    before = whole_book()
    with pytest.raises(EntryDetailsNeeded) as asked:
        pipeline.move(office.desk, [one, other], stage)
    assert whole_book() == before
    assert asked.value.missing == {one: ("expected_on",), other: ("amount", "expected_on")}
    assert asked.value.names == ("expected_on", "amount")
    assert asked.value.titles == {one: "One", other: "Other"}
    day = date(2026, 12, 24)
    known = {one: {"expected_on": day}, other: {"expected_on": day, "amount": 700}}
    changes = pipeline.place(office.desk, [one, other], stage, None, Closing(known=known))
    rows = list(Opportunity.select().order_by(Opportunity.id))
    assert [(row.stage_id, row.amount_minor, row.expected_on) for row in rows] == [(stage, 500, day), (stage, 700, day)]
    undoing.undo(office.desk, changes.step)
    assert whole_book() == before


def test_within_the_stage_and_back_to_where_it_was_nothing_is_asked(office: Office) -> None:
    record = office.opportunity("One", stage=office.stages["Proposal"])
    stage = need(office, "Proposal", "amount")
    pipeline.place(office.desk, [record], stage)
    closing.close(office.desk, [record], "lost", Closing(TODAY, reason=office.reasons["Price"]))
    closing.reopen(office.desk, [record], Closing(why=""))
    assert Opportunity.get_by_id(record).stage_id == stage


def test_an_answer_that_cannot_be_kept_is_asked_again(office: Office) -> None:
    stage = need(office, "Proposal", "amount")
    record = office.opportunity("One")
    with pytest.raises(EntryDetailsNeeded) as asked:
        pipeline.move(office.desk, [record], stage, Closing(known={record: {"amount": -5}}))
    assert "negative" in str(asked.value.problems["amount"])


def test_own_fields_are_asked_for_until_they_are_deleted(office: Office) -> None:
    field = custom_fields.add(office.desk, "opportunity", "Room", "number").new("custom_field")
    stage = need(office, "Qualified", "custom:Room")
    record = office.opportunity("One")
    with pytest.raises(EntryDetailsNeeded, match="Room"):
        pipeline.move(office.desk, [record], stage)
    custom_fields.delete(office.desk, field)
    pipeline.move(office.desk, [record], stage)


def test_a_form_tells_it_with_its_own_values_and_a_new_one_is_asked_too(office: Office) -> None:
    stage = need(office, "Proposal", "expected_on")
    record = office.opportunity("One")
    opportunities.save(office.desk, record, {"stage": stage, "expected_on": TODAY})
    with pytest.raises(EntryDetailsNeeded) as asked:
        opportunities.add(office.desk, {"title": "New", "stage": stage})
    assert asked.value.missing == {NEW: ("expected_on",)}
    opportunities.add(office.desk, {"title": "New", "stage": stage}, Closing(known={NEW: {"expected_on": TODAY}}))
    opportunities.add_for_client(
        office.desk, "Acme", {"title": "Quick", "stage": stage}, Closing(known={NEW: {"expected_on": TODAY}})
    )
    assert Opportunity.select().where(Opportunity.expected_on == TODAY).count() == 3


def test_a_won_stage_asks_for_both(office: Office) -> None:
    stage, record = need(office, "Won", "source"), office.opportunity("One")
    with pytest.raises(ClosingDetailsNeeded):
        pipeline.move(office.desk, [record], stage)
    told = Closing(TODAY, {record: 500})
    with pytest.raises(EntryDetailsNeeded):
        pipeline.move(office.desk, [record], stage, told)
    known = {record: {"source": office.sources["Web"]}}
    closing.close(office.desk, [record], "won", Closing(TODAY, {record: 500}, known=known))


def test_what_a_stage_cannot_need_is_refused(office: Office) -> None:
    for wrong in ({"needs": ["stage"]}, {"needs": ["nonsense"]}, {"playbook": 1}, {"purpose": "x" * 5000}):
        with pytest.raises(FieldProblems) as refused:
            stages.change(office.desk, office.stages["Won"], **wrong)
        assert set(refused.value.problems) == set(wrong)
    assert "amount" in [field.name for field in entering.offered(office.desk)]


def test_entering_starts_the_playbook_in_the_same_step(office: Office) -> None:
    made = playbook(office, ("Write to {client}", 2, "entering"), ("Decide on {title}", 7, "expected"))
    stages.change(office.desk, office.stages["Qualified"], playbook=made, purpose=" Know whether they need it. ")
    acme = office.add("company", name="Acme")
    record = office.opportunity("Chairs", company=acme, expected_on=date(2026, 12, 31))
    before = whole_book()
    changes = pipeline.move(office.desk, [record], office.stages["Qualified"])
    assert planned(record) == [
        ("Write to Acme", TODAY + timedelta(days=2)), ("Decide on Chairs", date(2026, 12, 24)),
    ]  # fmt: skip
    undoing.undo(office.desk, changes.step)
    assert whole_book() == before
    assert Stage.get_by_id(office.stages["Qualified"]).purpose == "Know whether they need it."


def test_it_is_not_started_again_while_it_is_going_on(office: Office) -> None:
    made = playbook(office, ("Write", 0, "entering"))
    stages.change(office.desk, office.stages["Qualified"], playbook=made)
    record = office.opportunity("Chairs")
    for stage in ("Qualified", "Proposal", "Qualified"):
        pipeline.move(office.desk, [record], office.stages[stage])
    assert len(planned(record)) == 1
    activities.done(office.desk, [row.id for row in Activity.select()])
    for stage in ("Proposal", "Qualified"):
        pipeline.move(office.desk, [record], office.stages[stage])
    assert len(planned(record)) == 2


def test_days_before_an_unknown_or_past_day_are_open_or_today(office: Office) -> None:
    made = playbook(office, ("Decide", 7, "expected"))
    unknown, past = office.opportunity("A"), office.opportunity("B", expected_on=date(2026, 11, 1))
    playbooks.start(office.desk, made, [unknown, past])
    assert (planned(unknown), planned(past)) == ([("Decide", None)], [("Decide", TODAY)])


def test_a_new_one_starts_the_playbook_of_its_stage(office: Office) -> None:
    stages.change(office.desk, office.stages["First contact"], playbook=playbook(office, ("Ring", 1, "entering")))
    assert planned(office.opportunity("Chairs")) == [("Ring", TODAY + timedelta(days=1))]


def test_an_empty_or_deleted_playbook_is_refused(office: Office) -> None:
    record, made = office.opportunity("Chairs"), playbooks.add(office.desk, "Empty").new("playbook")
    with pytest.raises(DomainError, match="Empty"):
        playbooks.start(office.desk, made, [record])
    with pytest.raises(FieldProblems):
        playbooks.add(office.desk, " empty ")
    playbooks.delete(office.desk, made)
    with pytest.raises(DomainError):
        playbooks.start(office.desk, made, [record])


def test_deleting_one_leaves_what_it_planned(office: Office) -> None:
    made = playbook(office, ("Write", 0, "entering"))
    stages.change(office.desk, office.stages["Qualified"], playbook=made)
    record = office.opportunity("Chairs", stage=office.stages["Qualified"])
    before = whole_book()
    playbooks.delete(office.desk, made)
    assert planned(record) == [("Write", TODAY)]
    assert Stage.get_by_id(office.stages["Qualified"]).playbook_id is None
    undoing.undo(office.desk)
    assert whole_book() == before

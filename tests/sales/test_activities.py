"""Planning activities, doing them and taking that back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.models.activities import Activity
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import activities, moments, participants, reminders, undoing
from crmdesk.sales.desk import Clock, Desk
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
    activities.done(office.desk, [first], outcome="They want it.")
    assert Opportunity.get_by_id(record).next_on == TODAY + timedelta(days=9)
    row = Activity.get_by_id(first)
    assert (row.done_on, row.outcome, row.done_at) == (TODAY, "They want it.", office.desk.clock.instant())
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


def test_the_instant_decides_the_day_and_another_day_keeps_the_time(office: Office) -> None:
    at = moments.instant(TODAY, time(15, 30))
    known = plan(office, office.opportunity("Sale"), due_on=date(2026, 12, 1), due_at=at)
    assert Activity.get_by_id(known).due_on == TODAY
    activities.change(office.desk, known, {"due_on": date(2026, 12, 24)})
    row = Activity.get_by_id(known)
    assert (row.due_on, moments.local(row.due_at)) == (
        date(2026, 12, 24),
        datetime(2026, 12, 24, 15, 30).astimezone(),
    )
    activities.change(office.desk, known, {"due_on": None})
    assert Activity.get_by_id(known).due_at is None


def test_done_with_an_outcome_and_the_next_in_one_step(office: Office) -> None:
    record = office.opportunity("Sale")
    known = plan(office, record, due_on=TODAY)
    following = {"type": "meeting", "subject": "Show it", "due_on": date(2026, 12, 1)}
    changes = activities.done(office.desk, [known], outcome=" They want it. ", following=following)
    rows = activities.of(office.desk, "opportunity", record)
    assert [(row.subject, row.outcome) for row in rows] == [("Show it", ""), ("Call", "They want it.")]
    undoing.undo(office.desk, changes.step)
    assert [row.subject for row in activities.of(office.desk, "opportunity", record) if row.done_on is None] == ["Call"]
    undoing.redo(office.desk)
    assert Opportunity.get_by_id(record).next_on == date(2026, 12, 1)


def test_what_follows_and_cannot_be_kept_leaves_the_activity_planned(office: Office) -> None:
    known = plan(office, office.opportunity("Sale"), due_on=TODAY)
    with pytest.raises(FieldProblems):
        activities.done(office.desk, [known], outcome="Fine", following={"type": "feast"})
    row = Activity.get_by_id(known)
    assert (row.done_on, row.outcome) == (None, None)


def test_one_that_repeats_plans_its_next_with_people_and_reminders(office: Office) -> None:
    rosa = office.add("contact", name="Rosa")
    at = moments.instant(date(2026, 11, 23), time(9, 0))
    values = {"type": "call", "subject": "Weekly", "due_at": at, "repeat": "FREQ=WEEKLY;BYDAY=MO", "priority": 2}
    record = office.opportunity("Sale")
    first = activities.plan(
        office.desk, {**values, "opportunity": record}, [("contact", rosa), ("user", office.users["Zoe"])], [60]
    ).new("activity")
    activities.done(office.desk, [first])
    following = Activity.get(Activity.follows == first)
    assert (following.due_on, following.priority) == (date(2026, 11, 30), 2)
    assert moments.time_of(following.due_at) == time(9, 0)
    assert [one.name for one in participants.of(office.desk, following.id)] == ["Rosa", "Zoe"]
    assert reminders.of(office.desk, following.id) == [60]
    activities.open_again(office.desk, [first])
    activities.done(office.desk, [first])
    assert Activity.select().where(Activity.done_on.is_null()).count() == 1, "one open activity of a series at a time"


def test_undo_takes_the_next_one_back_too(office: Office) -> None:
    known = plan(office, office.opportunity("Sale"), due_on=TODAY, repeat="AFTER=3")
    activities.done(office.desk, [known])
    assert Activity.select().count() == 2
    undoing.undo(office.desk)
    assert [(row.id, row.done_on) for row in Activity.select()] == [(known, None)]


def test_a_repetition_that_cannot_be_is_told_beside_its_field(office: Office) -> None:
    with pytest.raises(FieldProblems) as refused:
        plan(office, office.opportunity("Sale"), repeat="FREQ=SECONDLY")
    assert set(refused.value.problems) == {"repeat"}


@pytest.mark.parametrize(
    ("to", "day"),
    [
        (activities.TOMORROW, date(2026, 11, 21)),
        (activities.NEXT_WEEK, date(2026, 11, 23)),
        (date(2026, 12, 24), date(2026, 12, 24)),
    ],
)
def test_put_off_it_keeps_its_time_of_day(office: Office, to: str | date, day: date) -> None:
    record = office.opportunity("Sale")
    timed = plan(office, record, due_at=moments.instant(date(2026, 11, 2), time(8, 15)))
    plain = plan(office, record, due_on=date(2026, 11, 2))
    activities.snooze(office.desk, [timed, plain], to)
    assert moments.local(Activity.get_by_id(timed).due_at) == datetime.combine(day, time(8, 15)).astimezone()
    assert (Activity.get_by_id(plain).due_on, Activity.get_by_id(plain).due_at) == (day, None)


def test_later_today_is_two_hours_from_now_and_never_tomorrow(office: Office) -> None:
    known = plan(office, office.opportunity("Sale"), due_on=date(2026, 11, 2))
    activities.snooze(office.desk, [known], activities.LATER)
    assert moments.local(Activity.get_by_id(known).due_at).time() == time(12, 0)
    late = Desk(office.desk.user, Clock.at(datetime(2026, 11, 20, 23, 0)))
    activities.snooze(late, [known], activities.LATER)
    assert moments.local(Activity.get_by_id(known).due_at).time() == time(23, 45)
    with pytest.raises(DomainError):
        activities.snooze(Desk(office.desk.user, Clock.at(datetime(2026, 11, 20, 23, 50))), [known], activities.LATER)


def test_until_later_today_waits_only_what_is_due_by_today(office: Office) -> None:
    record = office.opportunity("Sale")
    late, now, ahead, some_day = (
        plan(office, record, due_on=day) for day in (date(2026, 11, 2), TODAY, date(2026, 11, 21), None)
    )

    def offered(*ids: int) -> list[str]:
        return [to for to, _name in activities.snoozes(office.desk, ids)]

    assert offered(late, now) == [activities.LATER, activities.TOMORROW, activities.NEXT_WEEK]
    for known in (ahead, some_day):
        assert offered(now, known) == [activities.TOMORROW, activities.NEXT_WEEK]
        with pytest.raises(DomainError):
            activities.snooze(office.desk, [now, known], activities.LATER)
    assert Activity.get_by_id(now).due_at is None
    assert Activity.get_by_id(ahead).due_on == date(2026, 11, 21)


def test_what_is_done_is_not_put_off(office: Office) -> None:
    known = plan(office, office.opportunity("Sale"), done_on=TODAY)
    with pytest.raises(DomainError):
        activities.snooze(office.desk, [known], activities.TOMORROW)

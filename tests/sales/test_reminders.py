"""Reminders: when they ring, for whom, and how they are put off and away."""

from __future__ import annotations

import time as system_time
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.journal import Step
from crmdesk.sales import activities, moments, reminders, undoing, usual_reminder
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.reminders import Quiet
from tests.sales.office import TODAY, Office

TOMORROW = TODAY + timedelta(days=1)
HOUR = 60 * moments.MINUTE


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def plan(office: Office, remind: list[int], subject: str = "Call", **values: object) -> int:
    sale = office.opportunity("Chairs")
    given = {"type": "call", "subject": subject, "opportunity": sale, **values}
    return activities.plan(office.desk, given, remind=remind).new("activity")


def at(day: date, hour: int, minute: int = 0) -> int:
    return moments.instant(day, time(hour, minute))


def due(office: Office, now: int) -> list[str]:
    return [ring.subject for ring in reminders.due(office.desk, now)]


def test_it_rings_before_the_time_and_tells_what_it_is_about(office: Office) -> None:
    plan(office, [30], due_at=at(TOMORROW, 9))
    assert due(office, at(TOMORROW, 8, 29)) == []
    (ring,) = reminders.due(office.desk, at(TOMORROW, 8, 30))
    assert ring.about is not None
    assert ring.about[2] == "Chairs"
    assert reminders.next_ring(office.desk, office.desk.clock.instant()) == at(TOMORROW, 8, 30) == ring.at


def test_a_day_without_a_time_counts_from_its_end(office: Office) -> None:
    plan(office, [60], due_on=TOMORROW)
    assert due(office, at(TOMORROW, 22, 59)) == []
    assert due(office, at(TOMORROW, 23)) == ["Call"]


def test_it_is_right_across_summer_time_and_a_move_to_another_zone(office: Office) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TZ", "Europe/Madrid")
        system_time.tzset()
        sunday = date(2027, 3, 28)  # the clocks go forward at two
        plan(office, [1440, 120], due_at=at(sunday, 3, 30))
        rings = sorted({reminders.next_ring(office.desk, 0), at(sunday, 0, 30)} - {None})
        assert [moments.local(one).strftime("%d %H:%M") for one in rings] == ["27 03:30", "28 00:30"]
        patched.setenv("TZ", "America/Mexico_City")
        system_time.tzset()
        assert moments.local(rings[1]).strftime("%d %H:%M") == "27 17:30"  # the same instant, where the laptop is now
        assert reminders.next_ring(office.desk, rings[1] - 1) == rings[1]
    system_time.tzset()


def test_moving_the_activity_moves_it_and_forgets_what_it_was_put_off_to(office: Office) -> None:
    known = plan(office, [0], due_at=at(TODAY, 11))
    reminders.snooze(office.desk, reminders.due(office.desk, at(TODAY, 11)), at(TODAY, 12))
    assert (due(office, at(TODAY, 11, 59)), due(office, at(TODAY, 12))) == ([], ["Call"])
    activities.snooze(office.desk, [known], activities.TOMORROW)
    assert due(office, at(TODAY, 23)) == []
    assert reminders.next_ring(office.desk, at(TODAY, 12)) == at(TOMORROW, 11)
    undoing.undo(office.desk)
    assert due(office, at(TODAY, 12)) == ["Call"]


def test_put_away_it_stays_away_until_it_is_moved_and_others_still_hear_it(office: Office) -> None:
    known = plan(office, [0], due_at=at(TODAY, 11), owner=None)
    steps = Step.select().count()
    reminders.dismiss(office.desk, reminders.due(office.desk, at(TODAY, 11)))
    assert (due(office, at(TODAY, 15)), Step.select().count()) == ([], steps)
    zoe = Desk(office.users["Zoe"], office.desk.clock)
    assert len(reminders.due(zoe, at(TODAY, 15))) == 1
    activities.snooze(office.desk, [known], activities.TOMORROW)
    assert due(office, at(TOMORROW, 11)) == ["Call"]


def test_who_puts_it_off_does_so_alone(office: Office) -> None:
    plan(office, [0], due_at=at(TODAY, 11), owner=None)
    zoe, steps = Desk(office.users["Zoe"], office.desk.clock), Step.select().count()
    reminders.snooze(office.desk, reminders.due(office.desk, at(TODAY, 11)), at(TODAY, 12))
    assert Step.select().count() == steps
    assert due(office, at(TODAY, 11, 59)) == []
    assert reminders.next_ring(office.desk, at(TODAY, 11)) == at(TODAY, 12)
    (ring,) = reminders.due(zoe, at(TODAY, 11, 59))
    reminders.dismiss(zoe, [ring])
    assert (reminders.due(zoe, at(TODAY, 15)), due(office, at(TODAY, 12))) == ([], ["Call"])
    reminders.dismiss(office.desk, reminders.due(office.desk, at(TODAY, 12)))
    assert due(office, at(TODAY, 15)) == []


def test_several_of_one_activity_ring_as_one_and_are_put_off_and_away_together(office: Office) -> None:
    plan(office, [60, 30, 5], due_at=at(TODAY, 12))
    (ring,) = reminders.due(office.desk, at(TODAY, 11, 40))
    assert ring.at == at(TODAY, 11, 30)
    reminders.snooze(office.desk, [ring], at(TODAY, 11, 50))
    assert due(office, at(TODAY, 11, 49)) == []
    (ring,) = reminders.due(office.desk, at(TODAY, 11, 50))
    reminders.dismiss(office.desk, [ring])
    assert due(office, at(TODAY, 11, 54)) == []
    assert due(office, at(TODAY, 11, 55)) == ["Call"]  # one that had not rung is no part of that


def test_a_clock_set_back_neither_repeats_nor_swallows_one(office: Office) -> None:
    plan(office, [0], "First", due_at=at(TODAY, 11))
    far = at(TODAY + timedelta(days=3000), 11)
    reminders.dismiss(office.desk, reminders.due(office.desk, far))
    plan(office, [0], "Second", due_at=at(TODAY, 12))
    assert due(office, at(TODAY, 10)) == []
    assert due(office, at(TODAY, 12)) == ["Second"]


def test_what_is_done_deleted_or_somebody_elses_does_not_ring(office: Office) -> None:
    done, gone = plan(office, [0], due_on=TODAY), plan(office, [0], due_on=TODAY)
    plan(office, [0], due_on=TODAY, owner=office.users["Zoe"])
    activities.done(office.desk, [done])
    activities.trash(office.desk, [gone])
    assert due(office, at(TOMORROW, 12)) == []


def test_who_takes_part_is_reminded_too(office: Office) -> None:
    values = {"type": "meeting", "subject": "Visit", "opportunity": office.opportunity("Sale"), "due_on": TODAY}
    activities.plan(office.desk, values, [("user", office.users["Zoe"])], [0])
    assert len(reminders.due(Desk(office.users["Zoe"], office.desk.clock), at(TOMORROW, 0))) == 1
    assert reminders.due(Desk(office.users["Óscar"], office.desk.clock), at(TOMORROW, 0)) == []


def test_one_in_the_past_is_refused_and_not_offered(office: Office) -> None:
    for remind, values in (([1440], {"due_at": at(TODAY, 11)}), ([0], {}), ([0], {"due_on": TODAY, "done_on": TODAY})):
        with pytest.raises(FieldProblems) as refused:
            plan(office, remind, **values)
        assert set(refused.value.problems) == {"remind"}
    offered = [minutes for minutes, _name in reminders.offered(office.desk, TODAY, at(TODAY, 11))]
    assert offered == [0, 5, 10, 15, 30]
    assert dict(reminders.offered(office.desk, None, None, [7])) == {7: "7 minutes before"}


def test_a_day_without_a_time_offers_its_morning_and_its_end(office: Office) -> None:
    offered = dict(reminders.offered(office.desk, TOMORROW, None, [60, 180]))
    assert offered == {
        0: "When the day ends", 900: "In the morning (9:00)", 1440: "1 day before", 60: "1 hour before",
        180: "3 hours before",
    }  # fmt: skip
    assert 900 not in dict(reminders.offered(office.desk, TODAY, None))  # it is ten already
    plan(office, [900], due_on=TOMORROW)
    assert reminders.next_ring(office.desk, office.desk.clock.instant()) == at(TOMORROW, 9)


def test_one_that_is_not_in_the_future_is_refused(office: Office) -> None:
    with pytest.raises(DomainError):
        reminders.snooze(office.desk, [], office.desk.clock.instant())


def test_reminders_kept_already_stay_when_the_past_catches_up(office: Office) -> None:
    known = plan(office, [60], due_at=at(TODAY, 12))
    later = Desk(office.desk.user, Clock.at(datetime(2026, 11, 20, 11, 30)))
    activities.change(later, known, {"subject": "Other"}, remind=[60, 15])
    assert reminders.of(later, known) == [60, 15]


def usual(office: Office, people: tuple[tuple[str, int], ...] = (), **values: object) -> list[int]:
    """The reminders of an activity about which nobody says anything."""
    given = {"type": "call", "opportunity": office.opportunity("Chairs"), **values}
    return reminders.of(office.desk, activities.plan(office.desk, given, people).new("activity"))


def test_what_has_a_time_is_reminded_of_by_itself_as_its_planner_likes_it(office: Office) -> None:
    nine = at(TOMORROW, 9)
    assert usual(office, due_at=nine) == [10]
    usual_reminder.put(office.desk, 60)
    assert usual(office, due_at=nine) == [60]
    usual_reminder.put(office.desk, usual_reminder.NEVER)
    assert usual(office, due_at=nine) == []
    zoe = Desk(office.users["Zoe"], office.desk.clock)
    assert usual_reminder.get(zoe) == 10  # each user has his own


def test_it_rings_by_itself_for_what_is_the_users_or_names_him(office: Office) -> None:
    nine, zoe, me = at(TOMORROW, 9), office.users["Zoe"], office.desk.user
    assert me is not None
    assert usual(office, due_at=nine, owner=zoe) == []
    assert usual(office, (("user", me),), due_at=nine, owner=zoe) == [10]
    assert usual(office, due_at=nine, owner=None) == []


def test_what_has_no_time_or_is_too_near_or_past_rings_only_when_asked(office: Office) -> None:
    assert usual(office, due_on=TOMORROW) == []
    now = office.desk.clock.instant()
    assert [usual(office, due_at=now + minutes * moments.MINUTE) for minutes in (-60, 10, 11)] == [[], [], [10]]
    assert usual(office, due_at=now + HOUR, done_on=TODAY) == []
    plan(office, [], due_at=at(TOMORROW, 9))
    assert reminders.next_ring(office.desk, at(TOMORROW, 1)) is None


def test_the_next_one_in_the_same_breath_is_reminded_of_too(office: Office) -> None:
    known = plan(office, [], due_on=TODAY)
    activities.done(office.desk, [known], following={"type": "call", "due_at": at(TOMORROW, 9)})
    assert reminders.next_ring(office.desk, office.desk.clock.instant()) == at(TOMORROW, 8, 50)


def test_quiet_hours_may_go_over_midnight(office: Office) -> None:
    desk = office.desk
    assert not reminders.is_quiet(desk, datetime(2026, 11, 20, 3, 0))
    reminders.keep_quiet(desk, Quiet(True, time(20, 0), time(8, 0)))
    quiet = [hour for hour in range(24) if reminders.is_quiet(desk, datetime(2026, 11, 20, hour, 0))]
    assert quiet == [*range(8), 20, 21, 22, 23]
    reminders.keep_quiet(desk, Quiet(True, time(13, 0), time(15, 0)))
    assert [hour for hour in range(24) if reminders.is_quiet(desk, datetime(2026, 11, 20, hour, 0))] == [13, 14]
    reminders.keep_quiet(desk, Quiet(on=False))
    assert reminders.is_quiet(desk, datetime(2026, 11, 20, 12, 0))
    assert not reminders.quiet(desk).on

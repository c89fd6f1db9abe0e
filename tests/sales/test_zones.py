"""One book in two time zones: an instant stays what it is, and its day is that of where the computer is."""

from __future__ import annotations

import contextlib
import sqlite3
import time as system_time
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest

from crmdesk.models import book, checking
from crmdesk.models.activities import Activity
from crmdesk.models.journal import Step
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Lead
from crmdesk.sales import activities, calendar, moments, today, undoing
from crmdesk.sales.calendar import CalendarFilter
from crmdesk.sales.desk import Clock, Desk
from tests.sales.office import TODAY, Office

MEXICO, MADRID = "America/Mexico_City", "Europe/Madrid"
NEXT = date(2026, 11, 21)
Travel = Callable[[str], None]


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Travel]:
    def to(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        system_time.tzset()

    yield to
    monkeypatch.undo()
    system_time.tzset()


@pytest.fixture
def office(tmp_path: Path, travel: Travel) -> Iterator[Office]:
    travel(MEXICO)
    yield Office(tmp_path)
    book.close()


@pytest.fixture
def reopened(tmp_path: Path, travel: Travel) -> Travel:
    """Opens the book where the computer is then."""

    def to(zone: str) -> None:
        travel(zone)
        book.close()
        book.open_book(tmp_path / "office.crmdesk")

    return to


def late_call(office: Office, kind: str = "opportunity", hour: int = 23) -> int:
    about = office.opportunity("Chairs") if kind == "opportunity" else office.add("lead", name="Rosa")
    at = moments.instant(TODAY, time(hour))
    return activities.plan(office.desk, {"type": "call", kind: about, "due_at": at}).new("activity")


def test_a_late_call_is_planned_for_the_day_it_falls_on_where_the_computer_is(office: Office, reopened: Travel) -> None:
    known = late_call(office)
    late_call(office, "lead")
    noon = late_call(office, hour=12)
    done = late_call(office)
    activities.done(office.desk, [done])
    steps, version = Step.select().count(), Activity.get_by_id(known).version
    reopened(MADRID)
    assert [Activity.get_by_id(one).due_on for one in (known, noon, done)] == [NEXT, TODAY, TODAY]
    assert Activity.get_by_id(done).done_on == TODAY
    assert {row.next_on for row in Opportunity.select()} == {NEXT, TODAY, None}
    assert Lead.get().next_on == NEXT
    assert (Step.select().count(), Activity.get_by_id(known).version) == (steps, version)
    assert checking.problems() == []
    here = Desk(office.desk.user, Clock.at(datetime(2026, 11, 21, 5)))
    page = today.today(here)
    assert [(one.day, one.at is not None) for one in page.overdue] == [(TODAY, True)]
    assert {one.at.hour for one in page.today if one.at is not None} == {6}
    days = {day.day: [entry.id for entry in day.entries] for day in calendar.days(here, TODAY, NEXT, CalendarFilter())}
    assert known in days[NEXT]
    assert known not in days[TODAY]
    reopened(MEXICO)
    assert Activity.get_by_id(known).due_on == TODAY
    assert Lead.get().next_on == TODAY
    assert checking.problems() == []


def test_what_is_edited_taken_back_and_opened_again_there_keeps_the_day_of_its_instant(
    office: Office, reopened: Travel
) -> None:
    known = late_call(office)
    activities.move(office.desk, [known], TODAY.replace(day=25))
    done = late_call(office)
    activities.done(office.desk, [done])
    reopened(MADRID)
    here = Desk(office.desk.user, Clock.at(datetime(2026, 11, 21, 5)))
    activities.change(here, known, {"subject": "Ring them"})
    assert Activity.get_by_id(known).due_on == TODAY.replace(day=26)
    undoing.undo(here)  # the subject
    undoing.undo(here)  # that it was done
    assert Activity.get_by_id(done).due_on == NEXT
    undoing.undo(here)  # its planning
    undoing.undo(here)  # what it was about
    undoing.undo(here)  # the move, which was written in Mexico
    row = Activity.get_by_id(known)
    assert (row.due_on, row.due_at) == (NEXT, int(datetime(2026, 11, 21, 6).timestamp() * 1000))
    undoing.redo(here)
    assert Activity.get_by_id(known).due_on == TODAY.replace(day=26)
    assert checking.problems() == []


def test_the_zone_that_changes_while_the_book_is_open_is_noticed_by_the_next_change(
    office: Office, travel: Travel
) -> None:
    known, other = late_call(office), late_call(office)
    travel(MADRID)
    changes = activities.change(office.desk, other, {"subject": "Ring them"})
    assert {row.due_on for row in Activity.select()} == {NEXT}
    assert known in changes.of("activity")
    assert checking.problems() == []


def test_opening_it_in_the_same_zone_writes_nothing(office: Office, tmp_path: Path, reopened: Travel) -> None:
    late_call(office)
    reopened(MEXICO)
    with contextlib.closing(sqlite3.connect(tmp_path / "office.crmdesk")) as beside:
        before = beside.execute("PRAGMA data_version").fetchone()
        reopened(MEXICO)
        assert beside.execute("PRAGMA data_version").fetchone() == before
        reopened(MADRID)
        assert beside.execute("PRAGMA data_version").fetchone() != before

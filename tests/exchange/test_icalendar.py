"""Calendars out and in: time zones, stable names, repetitions, and files that are damaged or of another century."""

from __future__ import annotations

import io
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from crmdesk.exchange.icalendar import reading, taking, writing, zones
from crmdesk.exchange.icalendar.reading import Event, Refused
from crmdesk.exchange.icalendar.taking import CHANGED, NEW, REFUSED, SAME
from crmdesk.models import book, journal
from crmdesk.models.activities import Activity
from crmdesk.models.errors import DomainError
from crmdesk.models.people import User
from crmdesk.sales import activities, calendar, history, moments, undoing
from crmdesk.sales.desk import Clock, Desk
from crmdesk.texts import msg
from tests.sales.office import TODAY, Office

DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("TZ", "Europe/Madrid")
    clock.tzset()
    yield Office(tmp_path)
    book.close()
    monkeypatch.undo()
    clock.tzset()


@pytest.fixture
def sale(office: Office) -> int:
    return office.opportunity("Fleet")


def plan(office: Office, sale: int, people: Any = (), remind: Any = (), **values: Any) -> int:
    given = {"type": "call", "subject": "Talk", "due_on": TODAY + DAY, "opportunity": sale, **values}
    return activities.plan(office.desk, given, people, remind).new("activity")


def file_of(*lines: str) -> bytes:
    """A calendar of one event."""
    body = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:one", "SUMMARY:Talk", *lines, "END:VEVENT"]
    return "\r\n".join([*body, "END:VCALENDAR", ""]).encode()


def event_of(office: Office, *lines: str) -> Event:
    (found,) = reading.read(office.desk, file_of(*lines))
    assert isinstance(found, Event), found
    return found


@pytest.mark.parametrize("name", ["Europe/Madrid", "America/Mexico_City", "America/Bogota", "Asia/Kolkata", "UTC"])
def test_a_zone_is_told_as_it_is_also_without_summer_time(name: str) -> None:
    zone, begin = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC)
    told = zones.described(zone, begin, begin + 700 * DAY).to_ical().decode()
    assert told.count("BEGIN:STANDARD") + told.count("BEGIN:DAYLIGHT") >= 1
    read = tzical(io.StringIO(told.replace("\r\n", "\n"))).get(name)
    for hours in range(0, 24 * 700, 7):
        at = (begin + timedelta(hours=hours)).astimezone(zone)
        if at.fold == 0 and at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == at.replace(tzinfo=None):
            assert at.replace(tzinfo=read).utcoffset() == at.utcoffset(), at


def test_summer_time_begins_at_the_hour_that_was_in_force_until_then() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    told = zones.described(ZoneInfo("Europe/Madrid"), at, at).to_ical().decode()
    assert "DTSTART:20260329T020000" in told
    assert "DTSTART:20261025T030000" in told


def test_what_goes_out_comes_in_as_the_same(office: Office, sale: int) -> None:
    timed = moments.instant(TODAY + DAY, time(9, 30))
    ids = [
        plan(office, sale, due_at=timed, minutes=45, location="Here", note="Bring\nthe, list; please"),
        plan(office, sale, subject=None),
        plan(office, sale, repeat="FREQ=WEEKLY;BYDAY=MO,TU;COUNT=5", due_on=date(2026, 11, 23)),
        plan(office, sale, repeat="AFTER=30", due_at=timed),
        plan(office, sale, repeat="FREQ=DAILY;UNTIL=20261231", due_at=moments.instant(TODAY - 3 * DAY, time(8))),
        plan(office, sale, done_on=TODAY - DAY, due_on=None),
        plan(office, sale, type="task", minutes=20, note="Bring it", remind=[60]),
        plan(office, sale, type="task", done_on=TODAY - DAY, outcome="They like it", note="Bring it"),
        plan(office, sale, type="task", repeat="FREQ=DAILY"),
        plan(office, sale, due_at=timed, done_on=TODAY - DAY, outcome="Sold"),
        plan(office, sale, due_on=TODAY - 3 * DAY, priority=3, minutes=10),
    ]
    data = writing.write(office.desk, calendar.mine(office.desk), "Europe/Madrid")
    assert b"DTSTART;TZID=Europe/Madrid:20261121T093000" in data
    assert b"BEGIN:VTIMEZONE" in data
    rows = taking.rehearse(office.desk, reading.read(office.desk, data))
    assert [(row.activity, row.state) for row in rows] == [(known, SAME) for known in sorted(ids, key=_order)]
    assert taking.take(office.desk, rows).added == {}
    assert writing.write(office.desk, calendar.mine(office.desk), "Europe/Madrid") == data
    assert writing.write(office.desk, ids, "Nowhere/Middle").count(b"20261121T083000Z") >= 1


def parts_of(office: Office, ids: list[int]) -> list[Any]:
    """What a file of these activities says, read by another program."""
    data = writing.write(office.desk, ids, "Europe/Madrid")
    (whole,) = Calendar.from_ical(data, multiple=True)
    assert [part.name for part in whole.walk() if part.errors or set(part.required) - set(part)] == []
    assert whole.to_ical() == data
    return [part for part in whole.walk() if part.name in ("VEVENT", "VTODO")]


def test_what_was_done_stands_on_the_day_it_was_done_with_what_came_of_it(office: Office, sale: int) -> None:
    timed = moments.instant(TODAY + DAY, time(9, 30))
    early = plan(office, sale, due_at=timed, minutes=45)
    activities.done(office.desk, [early], outcome="They sign; on Friday, perhaps")
    on_time = plan(office, sale, due_at=timed, done_on=TODAY + DAY, note="Ask")
    first, second = parts_of(office, [early, on_time])
    assert (first.name, first["dtstart"].dt, first["status"]) == ("VEVENT", TODAY, "CONFIRMED")
    assert first["description"] == "Outcome: They sign; on Friday, perhaps"
    assert second["dtstart"].dt == datetime(2026, 11, 21, 9, 30, tzinfo=ZoneInfo("Europe/Madrid"))
    assert second["description"] == "Ask"


def test_a_task_without_a_time_is_something_to_do_and_done(office: Office, sale: int) -> None:
    task = plan(office, sale, type="task", priority=2, remind=[60, 2880], due_on=TODAY + 4 * DAY)
    (planned,) = parts_of(office, [task])
    assert (planned.name, planned["due"].dt, planned["status"]) == ("VTODO", TODAY + 4 * DAY, "NEEDS-ACTION")
    assert (planned["priority"], planned["uid"]) == (5, f"activity-{task}@crmdesk")
    alarms = [(alarm["trigger"].dt, alarm["trigger"].params["RELATED"]) for alarm in planned.walk("VALARM")]
    assert alarms == [(timedelta(hours=23), "END"), (-DAY, "END")]  # an hour, and two days, before the day ends
    activities.done(office.desk, [task])
    (over,) = parts_of(office, [task])
    assert (over["uid"], over["due"].dt, over["status"]) == (planned["uid"], TODAY + 4 * DAY, "COMPLETED")
    assert over["completed"].dt == datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/Madrid"))
    assert over.walk("VALARM") == []
    assert over["sequence"] > planned["sequence"]
    assert over["last-modified"].dt >= planned["last-modified"].dt


def test_reminders_priority_and_people_go_out(office: Office, sale: int) -> None:
    rosa = office.add("contact", name='Rosa "la jefa" Peña', email="rosa@example.org")
    silent = office.add("contact", name="Nobody")
    with office.desk.step(msg("e-mail")):
        journal.edit(User, office.users["Ana"], email="ana@example.org")
        journal.edit(User, office.users["Zoe"], email="zoe@example.org")
    people = [("contact", rosa), ("contact", silent), ("user", office.users["Zoe"]), ("user", office.users["Óscar"])]
    timed = moments.instant(TODAY + 3 * DAY, time(9))
    known = plan(office, sale, due_at=timed, priority=3, people=people, remind=[15, 1440])
    whole_day = plan(office, sale, remind=[60])
    first, second = sorted(
        parts_of(office, [known, whole_day]), key=lambda part: part["uid"] != writing.OWN_UID.format(id=known)
    )
    assert first["priority"] == 1
    told = [(str(one), one.params["CN"]) for one in first["attendee"]]
    assert told == [("mailto:rosa@example.org", "Rosa 'la jefa' Peña"), ("mailto:zoe@example.org", "Zoe")]
    assert str(first["organizer"]) == "mailto:ana@example.org"
    assert [alarm["trigger"].dt for alarm in first.walk("VALARM")] == [timedelta(minutes=-15), -DAY]
    assert "attendee" not in second
    assert "organizer" not in second
    (alarm,) = second.walk("VALARM")
    assert (alarm["trigger"].dt, alarm["trigger"].params["RELATED"]) == (timedelta(hours=-1), "END")


def test_what_was_done_and_its_priority_come_into_another_book(office: Office, sale: int) -> None:
    lines = ["DUE;VALUE=DATE:20261118", "STATUS:COMPLETED", "COMPLETED:20261116T090000Z", "PRIORITY:2"]
    events = reading.read(office.desk, file_of(*lines).replace(b"VEVENT", b"VTODO"))
    rows = taking.rehearse(office.desk, events, ("opportunity", sale))
    made = Activity.get_by_id(taking.take(office.desk, rows).new("activity"))
    assert (made.due_on, made.done_on, made.priority) == (date(2026, 11, 18), date(2026, 11, 16), 3)


def outcome(desk: Desk, data: bytes) -> list[Event | Refused] | str:
    """The events of a file, or the sentence that refuses it."""
    try:
        return reading.read(desk, data)
    except DomainError as problem:
        return str(problem)


def _order(known: int) -> tuple[str, int]:
    row = Activity.get_by_id(known)
    return str(row.due_on or ""), known


def test_an_event_is_recognised_by_its_name_in_every_calendar(office: Office, sale: int) -> None:
    known = plan(office, sale, due_at=moments.instant(TODAY + DAY, time(9)))
    data = writing.write(office.desk, [known], "Europe/Madrid").replace(b"T090000", b"T113000")
    (row,) = taking.rehearse(office.desk, reading.read(office.desk, data))
    assert (row.state, row.activity) == (CHANGED, known)
    taking.take(office.desk, [row])
    assert moments.time_of(Activity.get_by_id(known).due_at) == time(11, 30)
    undoing.undo(office.desk)
    assert moments.time_of(Activity.get_by_id(known).due_at) == time(9)


def test_what_is_new_is_about_whom_it_names_or_what_was_chosen(office: Office, sale: int) -> None:
    rosa = office.add("contact", name="Rosa", email="rosa@example.org")
    lines = ["DTSTART;TZID=Europe/Madrid:20261201T100000", "DTEND;TZID=Europe/Madrid:20261201T113000"]
    events = reading.read(office.desk, file_of(*lines, "ATTENDEE:mailto:Rosa@example.org"))
    (row,) = taking.rehearse(office.desk, events)
    assert row.state == NEW
    known = taking.take(office.desk, [row]).new("activity")
    made = Activity.get_by_id(known)
    assert (made.contact_id, made.minutes, made.type, made.external_id) == (rosa, 90, "meeting", "one")
    assert [row.state for row in taking.rehearse(office.desk, events)] == [SAME]
    nobody = reading.read(office.desk, file_of(*lines).replace(b"UID:one", b"UID:two"))
    assert [row.state for row in taking.rehearse(office.desk, nobody)] == [REFUSED]
    assert [row.state for row in taking.rehearse(office.desk, nobody, ("opportunity", sale))] == [NEW]


def test_what_is_over_is_done(office: Office) -> None:
    assert event_of(office, "DTSTART;VALUE=DATE:20261101").done
    assert not event_of(office, "DTSTART;VALUE=DATE:20261120").done


@pytest.mark.parametrize(
    ("rule", "day", "repeat"),
    [
        ("FREQ=DAILY", TODAY, "FREQ=DAILY"),
        ("FREQ=WEEKLY;BYDAY=TU", date(2026, 11, 24), "FREQ=WEEKLY;BYDAY=TU"),
        ("FREQ=WEEKLY;COUNT=500", date(2026, 11, 26), None),
        ("FREQ=MONTHLY;BYDAY=1TU", date(2026, 12, 1), "FREQ=MONTHLY;BYDAY=1TU"),
        ("FREQ=YEARLY;UNTIL=20300101T000000Z", date(2027, 2, 5), "FREQ=YEARLY;UNTIL=20300101"),
    ],
)
def test_what_comes_again_is_planned_for_its_next_time(
    office: Office, rule: str, day: date, repeat: str | None
) -> None:
    event = event_of(office, "DTSTART;VALUE=DATE:20200205", f"RRULE:{rule}")
    wanted = repeat if repeat is not None else event.repeat
    assert (event.day, event.repeat, event.done) == (day if "COUNT" not in rule else event.day, wanted, False)
    assert "COUNT=500" not in event.repeat


@pytest.mark.parametrize(
    "lines",
    [
        ("RRULE:FREQ=HOURLY",),
        ("RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO",),
        ("RRULE:FREQ=WEEKLY", "RRULE:FREQ=MONTHLY"),
        ("RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:20261125"),
        ("RDATE;VALUE=DATE:20261201",),
    ],
)
def test_what_our_rule_cannot_say_is_planned_once_with_a_note(office: Office, lines: tuple[str, ...]) -> None:
    event = event_of(office, "DTSTART;VALUE=DATE:20261123", *lines)
    assert event.repeat == ""
    assert event.notes


def test_a_series_that_is_over_is_done(office: Office) -> None:
    event = event_of(office, "DTSTART;VALUE=DATE:20200205", "RRULE:FREQ=DAILY;COUNT=3")
    assert (event.done, event.repeat) == (True, "")


@pytest.mark.parametrize("year", ["1601", "1899", "2200", "9999"])
def test_another_century_gets_a_sentence(office: Office, year: str) -> None:
    (found,) = reading.read(office.desk, file_of(f"DTSTART:{year}0101T100000Z", "RRULE:FREQ=YEARLY"))
    assert isinstance(found, Refused)
    assert year in str(found.reason)


@pytest.mark.parametrize(
    "data",
    [b"", b"name,day\n", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"BEGIN:VCALENDAR\r\nnonsense\r\nEND:VCALENDAR\r\n"],
)
def test_a_damaged_file_gets_a_sentence(office: Office, data: bytes) -> None:
    told = outcome(office.desk, data)
    assert told == [] or str(told).endswith(".")


@given(data=st.binary(max_size=300), cut=st.integers(0, 200))
def test_no_file_makes_it_fall(data: bytes, cut: int) -> None:
    desk = Desk(None, Clock.at(datetime(2026, 11, 20, 10, 0)))
    whole = file_of("DTSTART:20261201T100000Z", "RRULE:FREQ=DAILY", "DURATION:PT1H")
    for text in (data, whole[:cut] + data + whole[cut:]):
        assert outcome(desk, text) is not None


def test_every_sample_is_read_or_refused_with_a_sentence(office: Office, sale: int, samples: Path) -> None:
    folder = samples / "icalendar"
    if not folder.is_dir():
        pytest.skip("no sample calendars")
    for path in sorted(folder.glob("*.ics")):
        events = outcome(office.desk, path.read_bytes())
        if isinstance(events, str):
            assert "Export it again" in events, path.name
            continue
        rows = taking.rehearse(office.desk, events, ("opportunity", sale))
        assert all(row.state != REFUSED or str(row.reason) for row in rows), path.name
        assert "It cannot be understood" not in " ".join(str(row.reason) for row in rows), path.name
        if path.name == "google_birthday.ics":
            assert "RDATE:20131210Z, RDATE:20121210Z" in str(rows[0].notes[0])
        changes = taking.take(office.desk, rows)
        assert len(changes.added.get("activity", ())) == sum(row.state == NEW for row in rows), path.name


def test_a_line_that_cannot_be_read_is_left_out_and_told(office: Office, sale: int) -> None:
    lines = ["DTSTART:20261201T100000Z", "RDATE:20131210Z", "RDATE;VALUE=DATE:20261203", "GEO:here", "DTEND:soon"]
    event = event_of(office, *lines)
    assert [str(note) for note in event.notes[:2]] == [
        "“RDATE:20131210Z” cannot be read and is left out.",
        "“DTEND:soon” cannot be read and is left out.",
    ]
    assert (event.day, event.minutes) == (date(2026, 12, 1), None)
    (row,) = taking.rehearse(office.desk, [event], ("opportunity", sale))
    assert row.state == NEW
    taking.take(office.desk, [row])
    told = str(history.steps(office.desk)[0].label)
    assert told == "1 activity imported from a calendar; of 1 something was left out"


@pytest.mark.parametrize("line", ["DTSTART:20131210Z", "DTSTART:soon"])
def test_without_a_day_that_can_be_read_its_line_is_named(office: Office, line: str) -> None:
    (found,) = reading.read(office.desk, file_of(line))
    assert isinstance(found, Refused)
    assert str(found.reason) == f"“{line}” cannot be read. Mend this line of the file, or plan it by hand."


def test_the_file_is_one_that_others_read(office: Office, sale: int) -> None:
    known = plan(office, sale, due_at=moments.instant(TODAY + DAY, time(9)), repeat="FREQ=DAILY;UNTIL=20261231")
    (read,) = Calendar.from_ical(writing.write(office.desk, [known], "Europe/Madrid")).walk("VEVENT")
    assert read["uid"] == f"activity-{known}@crmdesk"
    assert read["dtstart"].dt == datetime(2026, 11, 21, 9, tzinfo=ZoneInfo("Europe/Madrid"))
    assert read["rrule"]["UNTIL"][0].tzinfo is not None

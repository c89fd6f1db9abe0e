"""The calendar's questions: what stands on which day, for whom, and what will come again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book
from crmdesk.models.database import db
from crmdesk.sales import activities, calendar, moments, roles, undoing
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.calendar import CalendarDay, CalendarFilter
from tests.sales.office import TODAY, Office

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 11, 1), date(2026, 12, 31)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


@pytest.fixture
def sale(office: Office) -> int:
    return office.opportunity("Fleet", expected_on=TODAY + 5 * DAY)


def plan(office: Office, sale: int, subject: str, day: date, **values: Any) -> int:
    given = {"type": "call", "subject": subject, "due_on": day, "opportunity": sale, **values}
    return activities.plan(office.desk, given).new("activity")


def asked(office: Office, most: int | None = None, **shown: Any) -> dict[date, CalendarDay]:
    found = calendar.days(office.desk, FIRST, LAST, CalendarFilter(**shown), most)
    return {one.day: one for one in found}


def subjects(day: CalendarDay) -> list[str]:
    return [entry.subject for entry in day.entries]


def test_a_day_begins_with_what_has_no_time_and_ends_with_what_is_done(office: Office, sale: int) -> None:
    plan(office, sale, "Late", TODAY, due_at=moments.instant(TODAY, time(17)))
    plan(office, sale, "Early", TODAY, due_at=moments.instant(TODAY, time(9)))
    plan(office, sale, "Some time", TODAY)
    activities.done(office.desk, [plan(office, sale, "Done", TODAY)])
    day = asked(office)[TODAY]
    assert subjects(day) == ["Some time", "Early", "Late", "Done"]
    assert [entry.done for entry in day.entries] == [False, False, False, True]
    assert day.entries[1].about == ("opportunity", sale, "Fleet")


def test_what_is_done_stands_on_the_day_it_was_done(office: Office, sale: int) -> None:
    known = plan(office, sale, "Call", TODAY + DAY, due_at=moments.instant(TODAY + DAY, time(9)))
    activities.done(office.desk, [known])
    found = asked(office)
    assert TODAY + DAY not in found
    assert (found[TODAY].entries[0].subject, found[TODAY].entries[0].at) == ("Call", None)


def test_only_so_many_are_read_and_the_others_counted(office: Office, sale: int) -> None:
    for number in range(5):
        plan(office, sale, f"Call {number}", TODAY)
    plan(office, sale, "Standing", TODAY - DAY, repeat="FREQ=DAILY")
    day = asked(office, 3)[TODAY]
    assert (len(day.entries), day.more) == (3, 3)
    assert sum(len(one.entries) + one.more for one in asked(office, 3).values()) == 6 + (LAST - TODAY).days + 1


def test_what_repeats_is_a_ghost_on_later_days_and_stored_nowhere(office: Office, sale: int) -> None:
    known = plan(office, sale, "Standing", TODAY, repeat="FREQ=WEEKLY;COUNT=3", due_at=moments.instant(TODAY, time(9)))
    found = {day: one.entries[0] for day, one in asked(office, closes=False).items()}
    assert list(found) == [TODAY, TODAY + 7 * DAY, TODAY + 14 * DAY]
    assert [entry.ghost for entry in found.values()] == [False, True, True]
    assert {entry.id for entry in found.values()} == {known}
    assert [moments.local(entry.at or 0).time() for entry in found.values()] == [time(9)] * 3


def test_what_never_ends_is_asked_for_a_range_alone_and_never_before_today(office: Office, sale: int) -> None:
    plan(office, sale, "Daily", FIRST, repeat="FREQ=DAILY")
    plan(office, sale, "After", TODAY, repeat="AFTER=3")
    far = calendar.days(office.desk, date(2030, 1, 1), date(2030, 1, 7), CalendarFilter())
    assert [subjects(day) for day in far] == [["Daily"]] * 7
    past = [day for day in asked(office, closes=False) if day < TODAY]
    assert past == [FIRST]


def test_mine_are_those_i_own_or_take_part_in_or_that_nobody_has_in_hand(office: Office, sale: int) -> None:
    other = office.users["Óscar"]
    plan(office, sale, "Mine", TODAY)
    theirs = plan(office, sale, "Theirs", TODAY, owner=other)
    plan(office, sale, "Not mine", TODAY, owner=other)
    plan(office, sale, "Nobody's", TODAY, owner=None)
    taken = plan(office, sale, "In Óscar's hands", TODAY, owner=None)
    activities.change(office.desk, theirs, {}, people=[("user", office.users["Ana"])])
    activities.change(office.desk, taken, {}, people=[("user", other)])
    assert subjects(asked(office, owners=(office.users["Ana"],))[TODAY]) == ["Mine", "Theirs", "Nobody's"]
    found = calendar.entries(office.desk, calendar.mine(office.desk))
    assert {entry.subject for entry in found} == {"Mine", "Theirs", "Nobody's"}
    assert subjects(asked(office, owners=(other,))[TODAY]) == ["Theirs", "Not mine", "In Óscar's hands"]
    assert subjects(asked(office, types=("meeting",)).get(TODAY, CalendarDay(TODAY))) == []


def test_expected_close_days_are_those_of_open_opportunities(office: Office, sale: int) -> None:
    assert asked(office)[TODAY + 5 * DAY].closing == ((sale, "Fleet"),)
    assert asked(office, closes=False) == {}
    assert asked(office, owners=(office.users["Óscar"],)) == {}


def test_who_sees_his_own_alone_is_shown_no_others(office: Office, sale: int) -> None:
    office.opportunity("Other sale", owner=office.users["Óscar"], expected_on=TODAY)
    plan(office, sale, "Ana's", TODAY)
    seller = next(role.id for role in roles.all_roles(office.desk) if role.name == "Seller")
    lists_of_office.save_value(office.desk, "user", office.users["Óscar"], role=seller)
    theirs = office.desk_on(TODAY, office.users["Óscar"])
    found = calendar.days(theirs, FIRST, LAST, CalendarFilter())
    shown = [title for day in found for _known, title in day.closing] + [s for day in found for s in subjects(day)]
    assert "Ana's" not in shown


def test_moving_keeps_the_time_of_day_and_is_one_step(office: Office, sale: int) -> None:
    known = plan(office, sale, "Call", TODAY, due_at=moments.instant(TODAY, time(9, 30)), minutes=45)
    activities.change(office.desk, known, {"due_on": TODAY + DAY})
    entry = asked(office)[TODAY + DAY].entries[0]
    assert (moments.local(entry.at or 0).time(), entry.minutes) == (time(9, 30), 45)
    undoing.undo(office.desk)
    assert asked(office)[TODAY].entries[0].id == known


def test_its_questions_use_their_indexes(office: Office) -> None:
    used: set[str] = set()
    cursor = db.execute_sql
    asked_for: list[tuple[str, Any]] = []

    def note(sql: str, params: Any = None) -> Any:
        asked_for.append((sql, params))
        return cursor(sql, params)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db.obj, "execute_sql", note)
        asked(office)
        asked(office, owners=(office.users["Ana"],), types=("call",))
    for sql, params in asked_for:
        if sql.startswith("SELECT"):
            used |= {row[3] for row in cursor(f"EXPLAIN QUERY PLAN {sql}", params)}
    for index in ("activity_planned", "activity_done", "activity_repeated", "opportunity_expected"):
        assert any(index in line for line in used), index
    assert not any("activity_owner" in line for line in used)

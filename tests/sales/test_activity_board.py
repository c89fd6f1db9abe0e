"""The board of activities: what each column has, in which order, and what a drop does, in one step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book, database
from crmdesk.models.activities import Activity
from crmdesk.models.errors import DomainError, FieldProblems, NotAllowedError
from crmdesk.models.people import Role
from crmdesk.sales import activities, activity_board, history, moments, records, roles, undoing
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.activity_board import ActivityFilter, ActivityView
from crmdesk.sales.desk import Desk
from tests.sales.office import TODAY, Office

DAY = timedelta(days=1)
STATES = ["overdue", "today", "tomorrow", "week", "later", "some_day", "done"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


@pytest.fixture
def sale(office: Office) -> int:
    return office.opportunity("Flotilla", company=office.add("company", name="Ácme"))


def plan(office: Office, sale: int, subject: str, day: date | None = TODAY, at: time | None = None, **told: Any) -> int:
    given = {"type": "call", "subject": subject, "due_on": day, "opportunity": sale}
    if day is not None and at is not None:
        given["due_at"] = moments.instant(day, at)
    return activities.plan(office.desk, {**given, **told}).new("activity")


def counts(desk: Desk, grouping: str = "state", **shown: Any) -> dict[Any, int]:
    view = ActivityView(grouping, shown=ActivityFilter(**shown))
    found = activity_board.columns(desk, view)
    for head in found:  # what a head counts is what its column has
        assert len(activity_board.ids(desk, view, head.key)) == head.count
    return {head.key: head.count for head in found}


def when(known: int) -> tuple[date | None, time | None]:
    row = Activity.get_by_id(known)
    return row.due_on, None if row.due_at is None else moments.time_of(row.due_at)


def test_a_state_for_every_day(office: Office, sale: int) -> None:
    for after in (-400, -1, 0, 1, 2, 7, 8, 90):
        plan(office, sale, f"In {after} days", TODAY + after * DAY)
    plan(office, sale, "Some day", None)
    for after in (0, 7, 8):
        activities.done(office.desk, [plan(office, sale, "Done")], TODAY - after * DAY)
    assert list(counts(office.desk).items()) == list(zip(STATES, [2, 1, 1, 2, 2, 1, 2], strict=True))
    assert activity_board.total(office.desk) == 11


def test_words_of_what_is_in_the_trash_find_nothing_and_nobody_s_is_nobody_s(office: Office, sale: int) -> None:
    plan(office, sale, "Call")
    assert sum(counts(office.desk, text="flotilla").values()) == 1
    records.trash(office.desk, "opportunity", [sale])
    plan(office, sale, "Call", opportunity=None, company=office.add("company", name="Other"))
    assert sum(counts(office.desk, text="flotilla").values()) == 0
    nobody = office.desk_on(TODAY, None)
    assert sum(counts(nobody, owners=(None,)).values()) == 0


def test_a_column_for_each_coming_day(office: Office, sale: int) -> None:
    for after in (-1, 0, 6, 7, 30):
        plan(office, sale, f"In {after} days", TODAY + after * DAY)
    found = counts(office.desk, "day")
    days = [(TODAY + after * DAY).isoformat() for after in range(7)]
    assert list(found) == ["overdue", *days, "later", "some_day", "done"]
    assert [found[key] for key in ("overdue", days[0], days[3], days[6], "later")] == [1, 1, 0, 1, 2]


def test_a_column_for_each_owner_says_how_they_stand(office: Office, sale: int) -> None:
    other = office.users["Óscar"]
    plan(office, sale, "Late", TODAY - DAY)
    plan(office, sale, "Theirs", owner=other)
    plan(office, sale, "Nobody's", None, owner=None)
    found = activity_board.columns(office.desk, ActivityView("owner"))
    assert [(head.name, head.count) for head in found[:3]] == [("Ana", 1), ("Zoe", 0), ("Óscar", 1)]
    assert (found[3].key, found[3].count, found[4].key) == (None, 1, "done")
    assert found[0].activity == {"overdue": 1, "today": 0, "planned": 0, "nothing": 0}


def test_cards_stand_by_time_or_by_priority(office: Office, sale: int) -> None:
    some_time = plan(office, sale, "Some time")
    late, early = (plan(office, sale, "At", at=time(hour), priority=hour // 9) for hour in (18, 9))
    for order, expected in (("time", [early, late, some_time]), ("priority", [late, early, some_time])):
        view = ActivityView(order=order)
        assert activity_board.ids(office.desk, view, "today") == expected
        assert activity_board.first_ids(office.desk, view, "today", 2) == expected[:2]


def test_a_card_tells_what_about_whom_and_when(office: Office, sale: int) -> None:
    known = plan(office, sale, "Show", at=time(9), priority=2, repeat="FREQ=WEEKLY", minutes=45)
    (card,) = activity_board.cards(office.desk, [known])
    assert (card.about, card.client, card.owner_name) == (("opportunity", sale, "Flotilla"), "Ácme", "Ana")
    assert (card.day, card.minutes, card.priority, card.repeat, card.locked) == (TODAY, 45, 2, "FREQ=WEEKLY", False)
    assert moments.local(card.at or 0).time() == time(9)


def test_filters_narrow_cards_and_counts_alike(office: Office, sale: int) -> None:
    other = office.users["Óscar"]
    plan(office, sale, "Llamar a Íñigo")
    theirs = plan(office, sale, "Theirs", owner=other)
    plan(office, sale, "Meet", type="meeting", owner=other)
    lead = office.add("lead", name="Luna Ríos")
    activities.plan(office.desk, {"type": "task", "lead": lead, "due_on": TODAY - DAY, "owner": None})
    activities.change(office.desk, theirs, {}, people=[("user", office.users["Ana"])])
    assert sum(counts(office.desk).values()) == 4
    assert (
        sum(counts(office.desk, owners=(office.users["Ana"],)).values()) == 3
    )  # she takes part in one, and one is nobody's
    assert sum(counts(office.desk, owners=(None,)).values()) == 1
    assert sum(counts(office.desk, types=("meeting",)).values()) == 1
    assert sum(counts(office.desk, text="inigo").values()) == 1
    assert sum(counts(office.desk, text="acme").values()) == 3  # the client of what they are about
    assert sum(counts(office.desk, text="luna task").values()) == 1  # its type, and the lead it is about
    assert counts(office.desk, "owner", activity="overdue")[None] == 1


def test_looking_at_somebodys_keeps_to_the_index_of_planned_days(office: Office) -> None:
    view = ActivityView(shown=ActivityFilter(owners=(office.users["Ana"],)))
    sql, params = activity_board._ordered(office.desk, view, "overdue").sql()
    told = [row[3] for row in database.db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params)]
    assert any("INDEX activity_planned" in line for line in told)


def test_a_drop_on_a_day_keeps_the_time_and_is_one_step(office: Office, sale: int) -> None:
    first, second = plan(office, sale, "One", TODAY - DAY, time(9, 30)), plan(office, sale, "Two", None)
    before = history.count(office.desk)
    changes = activity_board.put(office.desk, ActivityView(), [first, second], "tomorrow")
    assert (when(first), when(second)) == ((TODAY + DAY, time(9, 30)), (TODAY + DAY, None))
    assert str(changes.label) == f"2 activities moved to {TODAY + DAY}"
    assert history.count(office.desk) == before + 1
    undoing.undo(office.desk)
    assert (when(first), when(second)) == ((TODAY - DAY, time(9, 30)), (None, None))


def test_a_drop_on_several_days_takes_the_one_that_was_said(office: Office, sale: int) -> None:
    known = plan(office, sale, "One")
    activity_board.put(office.desk, ActivityView(), [known], "later", TODAY + 30 * DAY)
    assert when(known)[0] == TODAY + 30 * DAY
    activity_board.put(office.desk, ActivityView("day"), [known], (TODAY + 3 * DAY).isoformat())
    assert when(known)[0] == TODAY + 3 * DAY
    activity_board.put(office.desk, ActivityView(), [known], "some_day")
    assert when(known) == (None, None)


def test_a_drop_on_an_owner_hands_over(office: Office, sale: int) -> None:
    known = plan(office, sale, "One", at=time(9))
    changes = activity_board.put(office.desk, ActivityView("owner"), [known], office.users["Óscar"])
    assert Activity.get_by_id(known).owner_id == office.users["Óscar"]
    assert (str(changes.label), when(known)) == ("“One” given to Óscar", (TODAY, time(9)))
    activity_board.put(office.desk, ActivityView("owner"), [known], None)
    assert Activity.get_by_id(known).owner_id is None
    with pytest.raises(FieldProblems):
        activities.assign(office.desk, [known], 12345)


def test_what_is_taken_out_of_done_is_planned_again_in_one_step(office: Office, sale: int) -> None:
    done, planned = plan(office, sale, "Done", TODAY - 3 * DAY), plan(office, sale, "Planned")
    activities.done(office.desk, [done])
    activity_board.put(office.desk, ActivityView(), [done, planned], "tomorrow")
    rows = [Activity.get_by_id(known) for known in (done, planned)]
    assert [(row.done_on, row.due_on) for row in rows] == [(None, TODAY + DAY)] * 2
    undoing.undo(office.desk)
    assert Activity.get_by_id(done).done_on == TODAY
    assert when(planned)[0] == TODAY


def test_nothing_is_planned_for_a_day_that_has_passed(office: Office, sale: int) -> None:
    known = plan(office, sale, "One")
    with pytest.raises(DomainError, match="a day that has passed"):
        activity_board.put(office.desk, ActivityView(), [known], "overdue")
    assert when(known)[0] == TODAY


def test_hidden_ones_are_neither_shown_nor_counted_and_others_are_locked(office: Office, sale: int) -> None:
    mine = plan(office, sale, "Mine", owner=office.users["Zoe"])
    theirs = plan(office, sale, "Theirs")
    trashed = plan(office, sale, "Gone")
    records.trash(office.desk, "activity", [trashed])
    seller = Role.get(Role.name == "Seller").id
    lists_of_office.save_value(office.desk, "user", office.users["Zoe"], role=seller)
    zoe = Desk(office.users["Zoe"], office.desk.clock)
    assert [card.id for card in activity_board.cards(zoe, [mine, theirs, trashed])] == [mine]
    assert (counts(zoe)["today"], activity_board.total(zoe)) == (1, 1)
    roles.allow(office.desk, seller, {"activity": {"see": "all"}})
    zoe.forget()
    assert [card.locked for card in activity_board.cards(zoe, [mine, theirs])] == [False, True]
    assert counts(zoe)["today"] == 2
    with pytest.raises(NotAllowedError, match="changes only your own"):
        activity_board.put(zoe, ActivityView(), [mine, theirs], "tomorrow")
    assert when(mine)[0] == TODAY


@pytest.mark.parametrize("grouping", activity_board.GROUPINGS)
def test_a_column_of_another_grouping_has_nothing(office: Office, sale: int, grouping: str) -> None:
    plan(office, sale, "One")
    plan(office, sale, "Some day", None)
    keys = {key for other in activity_board.GROUPINGS if other != grouping for key in counts(office.desk, other)}
    here, own = ActivityView(grouping), set(counts(office.desk, grouping))
    assert all(activity_board.ids(office.desk, here, key) == [] for key in keys - own)

"""Today: what a seller has to do, and nothing of others'."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.models.database import db
from crmdesk.sales import activities, closing, holding, last_touch, settings, today
from crmdesk.sales.desk import Desk
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.today import Waiting
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def plan(office: Office, subject: str, days: int, **values: object) -> int:
    told = {"type": "call", "subject": subject, "due_on": TODAY + timedelta(days=days), **values}
    return activities.plan(office.desk, told).new("activity")


def test_own_activities_are_told_by_when_they_are_due(office: Office) -> None:
    acme = office.add("company", name="Acme")
    sale = office.opportunity("Sale", company=acme, amount=700)
    lead = office.add("lead", name="Eva")
    plan(office, "Late", -2, opportunity=sale)
    plan(office, "Now", 0, lead=lead)
    plan(office, "Soon", 7, company=acme)
    plan(office, "Far", 8, company=acme)
    plan(office, "Zoe's", 0, company=acme, owner=office.users["Zoe"])
    done = plan(office, "Done", 0, company=acme)
    activities.done(office.desk, [done])
    found = today.today(office.desk)
    assert [[one.subject for one in part] for part in (found.overdue, found.today, found.soon)] == [
        ["Late"], ["Now"], ["Soon"],
    ]  # fmt: skip
    (late,) = found.overdue
    assert (late.about, late.name, late.client, late.amount_minor) == (("opportunity", sale), "Sale", "Acme", 700)
    assert found.today[0].about == ("lead", lead)
    assert found.soon[0].about == ("company", acme)
    assert today.waiting(office.desk) == Waiting(due=2, overdue=1)


def test_who_takes_part_has_it_to_do_and_what_nobody_has_in_hand_waits_for_everybody(office: Office) -> None:
    acme, zoe = office.add("company", name="Acme"), office.users["Zoe"]
    together = plan(office, "Together", 0, company=acme, owner=zoe)
    activities.change(office.desk, together, {}, people=[("user", office.users["Ana"])])
    plan(office, "Nobody's", -1, company=acme, owner=None)
    taken = plan(office, "In Zoe's hands", 0, company=acme, owner=None)
    activities.change(office.desk, taken, {}, people=[("user", zoe)])
    found = today.today(office.desk)
    assert [[one.subject for one in part] for part in (found.overdue, found.today)] == [["Nobody's"], ["Together"]]
    assert today.waiting(office.desk) == Waiting(due=2, overdue=1)
    assert today.waiting(office.desk_on(TODAY, zoe)) == Waiting(due=3, overdue=1)
    assert today.waiting(office.desk_on(TODAY, office.users["Óscar"])) == Waiting(due=1, overdue=1)


def test_the_badge_is_counted_from_the_index_of_what_is_planned(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[tuple[str, object]] = []
    ask = db.execute_sql
    monkeypatch.setattr(
        db.obj, "execute_sql", lambda sql, params=None: asked_for.append((sql, params)) or ask(sql, params)
    )
    today.waiting(office.desk)
    monkeypatch.undo()
    sql, params = asked_for[-1]
    told = [row[3] for row in db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params)]
    assert any("COVERING INDEX activity_planned (due_on<?)" in line for line in told)
    assert not any("activity_owner" in line or line == "SCAN activity" for line in told)


def test_planning_calls_and_missing_them_keeps_nothing_warm(office: Office) -> None:
    sale = office.opportunity("Dead", on=TODAY - timedelta(days=28))
    known = plan(office, "Call", 3, opportunity=sale)
    assert today.today(office.desk).cold == ()  # paused until its day has passed
    for days in (4, 11):
        later = office.desk_on(TODAY + timedelta(days=days))
        (cold,) = today.today(later).cold
        assert cold.idle == last_touch_idle(later, sale) == 20 + (2, 7)[days > 7]
        activities.snooze(later, [known], TODAY + timedelta(days=days + 3))  # put off again, and missed again
        assert today.today(later).cold == ()
    activities.done(later, [known])
    assert today.today(office.desk_on(TODAY + timedelta(days=20))).cold == ()


def last_touch_idle(desk: Desk, sale: int) -> int:
    found = last_touch.of_opportunity(desk, sale)
    assert found is not None
    return found.idle


def test_what_goes_cold_is_told_by_its_stages_limit_and_pauses_count(office: Office) -> None:
    long_ago = TODAY - timedelta(days=28)
    cold, planned, held = (office.opportunity(name, on=long_ago) for name in ("Cold", "Planned", "Held"))
    office.opportunity("Fresh", on=TODAY - timedelta(days=10))
    plan(office, "Talk", 3, opportunity=planned)
    holding.hold(office.desk, [held], TODAY + timedelta(days=3))
    (one,) = today.today(office.desk).cold
    assert (one.id, one.idle, one.last) == (cold, 20, None)
    done = plan(office, "Talked", 0, opportunity=cold)
    activities.done(office.desk, [done], TODAY - timedelta(days=25))
    assert [(one.id, one.last) for one in today.today(office.desk).cold] == [
        (cold, ("call", TODAY - timedelta(days=25)))
    ]
    activities.done(office.desk, [plan(office, "Again", 0, opportunity=cold)])
    assert today.today(office.desk).cold == ()


def test_what_should_close_within_a_week_and_leads_that_are_ready(office: Office) -> None:
    near, far, won = (
        office.opportunity(name, expected_on=TODAY + timedelta(days=days), amount=5)
        for name, days in (("Near", 7), ("Far", 8), ("Won", 1))
    )
    closing.close(office.desk, [won], "won", Closing(TODAY))
    assert [one.id for one in today.today(office.desk).closing] == [near]
    assert far not in [one.id for one in today.today(office.desk).closing]
    past = office.opportunity("Past", expected_on=TODAY - timedelta(days=40))
    aside = office.opportunity("Aside", expected_on=TODAY)
    holding.hold(office.desk, [aside], TODAY + timedelta(days=3))
    assert [one.id for one in today.today(office.desk).closing] == [past, near]
    office.add("lead", name="Eva", company="Luz")
    assert today.today(office.desk).ready == ()
    settings.change(office.desk, ready_from=-5)
    assert [(one.name, one.company) for one in today.today(office.desk).ready] == [("Eva", "Luz")]

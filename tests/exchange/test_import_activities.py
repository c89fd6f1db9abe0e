"""Activities come in on the records they name, planned or done, once, and go again with one undo."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmdesk.exchange import importing
from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.importing import Mode, commit, plan, rehearse
from crmdesk.models import derived
from crmdesk.models.activities import Activity
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import User
from crmdesk.sales import activities, activity_types, moments, opportunities, records, undoing
from crmdesk.sales.desk import Desk
from tests.exchange.import_office import counts, imported, office, planned, searched, snapshot

WHEN = datetime(2026, 3, 20, 16, 30)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "office.crmdesk") as found:
        acme = records.add(found, "company", {"name": "Acme", "external_id": "A-1"}).new("company")
        records.add(found, "contact", {"name": "Rosa Gil", "external_id": "C-1", "company": acme})
        records.add(found, "lead", {"name": "Eva Paz", "external_id": "L-1"})
        opportunities.add(found, {"title": "Chairs", "external_id": "O-1", "company": acme})
        yield found
        assert derived.mismatches() == []


def one(external_id: str) -> Any:
    return Activity.get(Activity.external_id == external_id)


def sentences(report: importing.Report) -> list[tuple[int, str]]:
    return [(problem.row, str(problem.reason)) for problem in report.refused]


ROWS = """external_id,belongs_to,person,subject,type,due_on,due_at,minutes,priority,status,done_on,owner,outcome
T-1,O-1,C-1,Call Rosa,Llamada,2026-03-20,,1:30,High,Not Started,,Ana,
T-2,A-1,,Visit,meeting,,2026-03-20T16:30,45,2,En curso,,,
T-3,,L-1,Ask,,2026-03-02,,,,Completed,,,They want it
T-4,Chairs,,Ask again,task,2026-04-02,,,Low,done,,,
T-5,O-1,,Send,E-mail,2026-03-02,,,,,2026-03-05,,
"""


def test_activities_come_in_where_they_belong_planned_or_done(desk: Desk, tmp_path: Path) -> None:
    report = imported(desk, tmp_path, "activity", ROWS)
    assert (counts(report), report.created) == ((5, 0, 0, 0), {"user": 1})
    first, visit, asked, again, sent = (one(f"T-{number}") for number in range(1, 6))
    assert (first.opportunity.title, first.contact.name, first.owner.name) == ("Chairs", "Rosa Gil", "Ana")
    assert (first.type, first.due_on, first.due_at, first.minutes, first.priority, first.done_on) == (
        "call", date(2026, 3, 20), None, 90, 3, None,
    )  # fmt: skip
    assert (visit.company.name, visit.due_on, visit.due_at, visit.minutes, visit.priority) == (
        "Acme", WHEN.date(), moments.instant(WHEN.date(), WHEN.time()), 45, 2,
    )  # fmt: skip
    assert (asked.type, asked.lead.name, asked.done_on, asked.outcome) == (
        "task", "Eva Paz", date(2026, 3, 2), "They want it",
    )  # fmt: skip
    assert again.done_on == desk.today  # its day has not come yet
    assert sent.done_on == date(2026, 3, 5)
    sale = Opportunity.get(Opportunity.external_id == "O-1")
    assert (str(sale.next_on), sale.next_type) == ("2026-03-20", "call")
    assert len(activities.of(desk, "opportunity", sale.id)) == 3


def test_an_import_is_rehearsed_comes_once_and_is_taken_back(desk: Desk, tmp_path: Path) -> None:
    before = snapshot(), searched()
    prepared = planned(desk, tmp_path, "activity", ROWS)
    expected = rehearse(desk, prepared)
    assert (snapshot(), searched()) == before
    report = commit(desk, prepared)
    assert {**report.as_json(), "step": None} == expected.as_json()
    assert counts(imported(desk, tmp_path, "activity", ROWS)) == (0, 0, 5, 0)
    undoing.undo(desk, report.step)
    assert (snapshot(), searched()) == before
    undoing.redo(desk)
    assert Activity.select().count() == 5


def test_what_cannot_be_taken_is_said_row_by_row(desk: Desk, tmp_path: Path) -> None:
    report = imported(
        desk, tmp_path, "activity",
        "external_id,belongs_to,person,type,status,due_at,repeat\n"
        "T-1,O-9,,call,,,\nT-2,,,call,,,\nT-3,O-1,,dance,,,\nT-4,O-1,,call,perhaps,,\n"
        "T-5,O-1,,call,,2026-03-20 25:10,\nT-6,O-1,,call,,,FREQ=NEVER\nT-7,O-9,C-1,call,,,\n",
    )  # fmt: skip
    assert report.new == 1
    told = dict(sentences(report))
    assert told[2] == "There is no record “O-9” to link to."
    assert told[3] == "Say what the activity belongs to."
    assert "“dance” is not a value of Type" in told[4]
    assert "“perhaps” is not a value of Status. It can be “Planned”, “Done”." in told[5]
    assert told[6] == "“2026-03-20 25:10” is not a time of day."
    assert "cannot be read" in told[7]
    assert [str(note) for note in report.notes] == [
        "1 row names a record that is not here (O-9): it belongs to the other one it names."
    ]
    assert one("T-7").contact.name == "Rosa Gil"


def test_a_second_file_changes_what_it_says_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "activity", "external_id,belongs_to,due_at,repeat,note\n"
             "T-1,O-1,2026-03-20T16:30,AFTER=30,Keep\nT-2,O-1,2026-03-20T10:00,,\n")  # fmt: skip
    again = imported(desk, tmp_path, "activity", "external_id,due_at,note,belongs_to\nT-1,2026-03-21,,A-1\n")
    assert counts(again) == (0, 1, 0, 0)
    moved = one("T-1")
    at = moments.instant(date(2026, 3, 21), WHEN.time())
    assert (moved.due_on, moved.due_at, moved.note, moved.company.name) == (date(2026, 3, 21), at, "Keep", "Acme")
    imported(desk, tmp_path, "activity", "external_id,status\nT-1,Completed\nT-2,Not Started\n", mode=Mode.UPDATE)
    assert one("T-1").done_on == desk.today
    following = Activity.get(Activity.follows == moved.id)  # it repeats, so that the next one is planned
    assert (following.due_on, following.repeat) == (date(2026, 4, 15), "AFTER=30")
    activities.done(desk, [one("T-2").id])
    assert one("T-2").done_at is not None
    imported(desk, tmp_path, "activity", "external_id,status\nT-2,Not Started\n", mode=Mode.UPDATE)
    assert (one("T-2").done_on, one("T-2").done_at) == (None, None)


def test_a_time_beside_the_day_is_kept_and_midnight_is_none(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "activity", "external_id,belongs_to,due_on\nT-1,O-1,20/03/2026 4:30 p. m.\n"
             "T-2,O-1,20/03/2026 00:00:00\nT-3,O-1,20/03/2026\nT-4,O-1,20/03/2026 12:00 AM\n"
             "T-5,O-1,20/03/2026 10:00:00\n")  # fmt: skip
    at = moments.instant(WHEN.date(), WHEN.time())
    ten = moments.instant(WHEN.date(), time(10))
    assert [one(f"T-{place}").due_at for place in range(1, 6)] == [at, None, None, None, ten]
    assert {one(f"T-{place}").due_on for place in range(1, 6)} == {WHEN.date()}


def test_what_names_an_activity_goes_where_that_is(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "activity", "external_id,subject,company,person\nCASE-1,Broken chair,A-1,C-1\n")
    imported(desk, tmp_path, "activity", "external_id,subject,belongs_to\nT-1,Look at it,CASE-1\n")
    assert (one("T-1").company.name, one("T-1").contact.name) == ("Acme", "Rosa Gil")
    report = imported(desk, tmp_path, "message", "external_id,text,belongs_to\nN-1,A leg was loose,CASE-1\n")
    assert counts(report) == (1, 0, 0, 0)


def test_the_office_s_own_types_are_known(desk: Desk, tmp_path: Path) -> None:
    activity_types.add(desk, "Site visit")
    imported(desk, tmp_path, "activity", "external_id,type,belongs_to\nT-1,Site visit,O-1\n")
    assert str(activity_types.name(desk, one("T-1").type)) == "Site visit"


@pytest.mark.parametrize(
    ("headers", "fields"),
    [
        (
            "TaskExtId__c,WhatExtId__c,WhatExtId_Type,WhoExtId__c,Subject,Description,Status,Priority,ActivityDate",
            "external_id belongs_to person subject note status priority due_on",
        ),
        ("Asunto,Tipo,Fecha,Duración,Prioridad,Contacto,Empresa,Resultado,Responsable",
         "subject type due_on minutes priority contact company outcome owner"),
    ],
)  # fmt: skip
def test_columns_of_other_programs_find_their_fields(desk: Desk, headers: str, fields: str) -> None:
    assert list(importing.guessed(desk, "activity", headers.split(",")).values()) == fields.split()


CELLS = {
    "belongs_to": st.sampled_from(["O-1", "A-1", "Chairs", "nothing", ""]),
    "person": st.sampled_from(["C-1", "L-1", "Rosa Gil", ""]),
    "type": st.sampled_from(["call", "Meeting", "Tarea", "dance", ""]),
    "due_on": st.one_of(st.just(""), st.dates(date(1890, 1, 1), date(2210, 1, 1)).map(str)),
    "due_at": st.one_of(st.just(""), st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)).map(
        lambda at: at.isoformat(timespec="minutes"))),
    "minutes": st.sampled_from(["", "0", "15", "1:30", "2 h", "-1"]),
    "priority": st.sampled_from(["", "0", "3", "4", "High", "baja"]),
    "status": st.sampled_from(["", "Completed", "Pendiente", "?"]),
    "done_on": st.one_of(st.just(""), st.dates(date(2025, 1, 1), date(2026, 12, 1)).map(str)),
    "owner": st.sampled_from(["", "Ana", "ana"]),
}  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=10))
def test_random_activities_go_in_once_and_come_out_whole(rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, office(Path(folder) / "office.crmdesk") as desk:
        records.add(desk, "company", {"name": "Acme", "external_id": "A-1"})
        records.add(desk, "contact", {"name": "Rosa Gil", "external_id": "C-1"})
        records.add(desk, "lead", {"name": "Eva Paz", "external_id": "L-1"})
        opportunities.add(desk, {"title": "Chairs", "external_id": "O-1"})
        before = snapshot(), searched()
        file = Path(folder) / "rows.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["external_id", *rows[0]])
            writer.writerows([f"T-{place}", *row.values()] for place, row in enumerate(rows))
        table = read_table(file)
        mapping = {name: name for name in ("external_id", *rows[0])}
        prepared = plan(desk, table, "activity", mapping)
        expected = rehearse(desk, prepared)
        report = commit(desk, prepared)
        assert {**report.as_json(), "step": None} == expected.as_json()
        assert report.new + len(report.refused) == len(rows)
        assert derived.mismatches() == []
        for row in Activity.select():
            cells = rows[int(row.external_id[2:])]
            assert (row.done_on is not None) == (bool(cells["done_on"]) or cells["status"] == "Completed")
            assert row.due_at is None or moments.local(row.due_at).date() == row.due_on
            assert bool(row.due_on) == bool(cells["due_on"] or cells["due_at"])
            assert (row.owner is not None) == bool(cells["owner"])
        assert User.select().count() <= 1
        again = plan(desk, table, "activity", mapping)
        assert counts(rehearse(desk, again)) == (0, 0, report.new, len(report.refused))
        if report.step is not None:
            undoing.undo(desk, report.step)
        assert (snapshot(), searched()) == before

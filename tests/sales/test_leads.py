"""Leads: captured with a name, moved through the office's statuses, given up with a reason, and taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crmdesk.exchange import importing, plain
from crmdesk.exchange.csv_read import read_table
from crmdesk.models import book
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.people import Lead
from crmdesk.sales import activities, founding, lead_statuses, leads, lists, undoing
from crmdesk.sales.desk import Clock
from crmdesk.sales.leads import LeadClosing, LeadClosingNeeded
from crmdesk.sales.lists import ListQuestion
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


@pytest.mark.parametrize("name", ["name", "first_name", "last_name", "company"])
def test_a_person_or_an_organisation_is_enough(office: Office, name: str) -> None:
    record = leads.add(office.desk, {name: "Acme"}).new("lead")
    row = Lead.get_by_id(record)
    assert (row.name, row.status.name, row.owner_id) == ("Acme", "Open - not contacted", office.desk.user)


def test_nothing_at_all_is_refused(office: Office) -> None:
    with pytest.raises(FieldProblems, match="Name is missing"):
        leads.add(office.desk, {"email": "a@example.org"})


def test_giving_up_asks_why_and_writes_nothing_before(office: Office) -> None:
    record = office.add("lead", name="Luna")
    with pytest.raises(LeadClosingNeeded) as needed:
        leads.move(office.desk, [record], office.statuses["Disqualified"])
    assert (needed.value.ids, needed.value.kind, list(needed.value.problems)) == ([record], "disqualified", ["reason"])
    assert Lead.get_by_id(record).status.name == "Open - not contacted"


def test_another_reason_asks_for_a_note(office: Office) -> None:
    record = office.add("lead", name="Luna")
    told = LeadClosing(office.lead_reasons["Other"])
    with pytest.raises(LeadClosingNeeded) as needed:
        leads.move(office.desk, [record], office.statuses["Disqualified"], told)
    assert list(needed.value.problems) == ["reason_note"]


def test_a_lead_given_up_has_a_reason_a_day_and_a_day_to_look_again(office: Office) -> None:
    record = office.add("lead", name="Luna")
    again = date(2027, 2, 1)
    leads.move(
        office.desk, [record], office.statuses["Closed - not converted"],
        LeadClosing(office.lead_reasons["Postponed"], look_again_on=again),
    )  # fmt: skip
    row = Lead.get_by_id(record)
    assert (row.closed_on, row.reason.name, row.look_again_on) == (TODAY, "Postponed", again)
    leads.reopen(office.desk, [record])
    row = Lead.get_by_id(record)
    assert (row.status.name, row.closed_on, row.reason, row.look_again_on) == (
        "Open - not contacted", None, None, None
    )  # fmt: skip


def test_a_reopened_lead_goes_back_to_where_it_was(office: Office) -> None:
    record = office.add("lead", name="Luna")
    leads.move(office.desk, [record], office.statuses["Working - contacted"])
    leads.move(office.desk, [record], office.statuses["Disqualified"], LeadClosing(office.lead_reasons["No answer"]))
    leads.reopen(office.desk, [record])
    assert Lead.get_by_id(record).status.name == "Working - contacted"


def test_converted_is_not_set_by_hand(office: Office) -> None:
    record = office.add("lead", name="Luna")
    with pytest.raises(DomainError, match="comes from converting a lead"):
        leads.move(office.desk, [record], office.statuses["Closed - converted"])


def test_how_a_lead_ended_is_corrected_only_while_it_is_closed(office: Office) -> None:
    record = office.add("lead", name="Luna")
    with pytest.raises(FieldProblems, match="Reason is told when a lead is given up"):
        leads.save(office.desk, record, {"reason": office.lead_reasons["No answer"]})
    values = {"status": office.statuses["Disqualified"], "reason": office.lead_reasons["No answer"]}
    leads.save(office.desk, record, values)
    leads.save(office.desk, record, {"reason": office.lead_reasons["Wrong data"]})
    assert Lead.get_by_id(record).reason.name == "Wrong data"
    with pytest.raises(FieldProblems, match="Choose why"):
        leads.save(office.desk, record, {"reason": None})


def test_the_next_and_the_last_activity_of_a_lead_follow_its_activities(office: Office) -> None:
    record = office.add("lead", name="Luna")
    call = {"type": "call", "lead": record}
    planned = activities.plan(office.desk, {**call, "due_on": date(2026, 11, 25)}).new("activity")
    activities.plan(office.desk, {**call, "done_on": date(2026, 11, 3)})
    row = Lead.get_by_id(record)
    assert (row.next_on, row.next_type, row.touched_on) == (date(2026, 11, 25), "call", date(2026, 11, 3))
    activities.done(office.desk, [planned])
    assert (Lead.get_by_id(record).next_on, Lead.get_by_id(record).touched_on) == (None, TODAY)
    undoing.undo(office.desk)
    assert Lead.get_by_id(record).next_on == date(2026, 11, 25)


# statuses


def test_the_last_status_of_each_end_stays(office: Office) -> None:
    for name in ("Closed - converted", "Closed - not converted", "Disqualified"):
        with pytest.raises(DomainError, match="A book needs a status of the kind"):
            lead_statuses.delete(office.desk, office.statuses[name])


def test_a_used_status_is_deleted_with_a_substitute_that_means_the_same(office: Office) -> None:
    record, working = office.add("lead", name="Luna"), office.statuses["Working - contacted"]
    leads.move(office.desk, [record], working)
    with pytest.raises(DomainError, match="Choose what takes its place"):
        lead_statuses.delete(office.desk, working)
    with pytest.raises(DomainError, match="of the same kind"):
        lead_statuses.delete(office.desk, working, office.statuses["Disqualified"])
    lead_statuses.delete(office.desk, working, office.statuses["Qualified"])
    assert Lead.get_by_id(record).status.name == "Qualified"
    undoing.undo(office.desk)
    assert Lead.get_by_id(record).status.name == "Working - contacted"


def test_a_used_status_keeps_its_kind(office: Office) -> None:
    office.add("lead", name="Luna")
    with pytest.raises(DomainError, match="is in use"):
        lead_statuses.change(office.desk, office.statuses["Open - not contacted"], kind="qualified")


@pytest.mark.parametrize(
    ("language", "written", "found"),
    [
        ("es", "Closed - converted", "Cerrada - convertida"),
        ("es", "open", "Abierta - no contactada"),
        ("es", "WORKING – contacted", "En curso - contactada"),
        ("en", "Calificada", "Qualified"),
        ("en", "not_converted", "Closed - not converted"),
        ("en", "not converted", "Closed - not converted"),
    ],
)
def test_a_status_is_known_by_its_names_in_both_languages(
    tmp_path: Path, language: str, written: str, found: str
) -> None:
    path = tmp_path / "book.crmdesk"
    founding.found(path, name="", currency="EUR", language=language, clock=Clock.system())
    with book.opened(path):
        names = {row.id: row.name for row in lead_statuses.rows()}
        assert names[lead_statuses.named(written) or 0] == found


def test_a_renamed_status_is_still_known_by_what_it_was_shipped_as(office: Office) -> None:
    lead_statuses.change(office.desk, office.statuses["Disqualified"], name="Not for us")
    assert lead_statuses.named("Descalificada") == office.statuses["Disqualified"]


def test_leads_are_listed_by_status_name_and_old_value(office: Office) -> None:
    luna, eva = office.add("lead", name="Luna"), office.add("lead", name="Eva")
    leads.move(office.desk, [eva], office.statuses["Working - contacted"])
    for text, found in (
        ("status = open", [luna]),
        ("status = en curso - contactada", [eva]),
        ("status != open", [eva]),
    ):
        condition = plain.condition(office.desk, "lead", text)
        assert lists.ids(office.desk, "lead", ListQuestion(conditions=(condition,))) == found


def test_history_comes_with_its_outcome(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(
        "name,status,reason,closed\nAna,Closed - converted,,2026-01-05\nEva,Disqualified,Too small,2026-02-01\n"
        "Luz,Open - not contacted,Too small,2026-02-01\n",
        "utf-8",
    )
    mapping = {"name": "name", "status": "status", "reason": "reason", "closed": "closed_on"}
    done = importing.commit(office.desk, importing.plan(office.desk, read_table(file), "lead", mapping))
    kept = {row.name: (row.status.status_kind, row.reason and row.reason.name, row.closed_on) for row in Lead.select()}
    assert kept == {
        "Ana": ("converted", None, date(2026, 1, 5)),
        "Eva": ("disqualified", "Too small", date(2026, 2, 1)),
        "Luz": ("open", None, None),
    }
    assert any("1 lead is not closed" in str(note) for note in done.notes)

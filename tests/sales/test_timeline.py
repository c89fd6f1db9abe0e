"""What happened around somebody, and what their opportunities come to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from crmdesk.sales import activities, closing, records, related, timeline
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.related import Sums
from crmdesk.sales.ways import Way
from tests.sales.office import TODAY, Office


def test_calls_and_changes_stand_in_one_line_newest_first(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    north = office.add("company", name="North")
    sale = office.opportunity("Chairs", company=north)
    yesterday = TODAY - timedelta(days=1)
    activities.plan(desk, {"type": "call", "subject": "Offer", "done_on": yesterday, "company": north, "note": "later"})
    activities.plan(desk, {"type": "meeting", "done_on": TODAY - timedelta(days=3), "opportunity": sale})
    activities.plan(desk, {"type": "task", "due_on": TODAY, "company": north})
    records.save(desk, "company", north, {"city": "León"})
    found = timeline.of(desk, "company", north)
    assert [(moment.icon, moment.note) for moment in found] == [
        ("edit", ""), ("edit", ""), ("phone", "later"), ("users", "Chairs"),
    ]  # fmt: skip
    assert [len(timeline.of(desk, "company", north, most)) for most in (1, 3)] == [1, 3]
    assert timeline.last_contact(desk, "company", north) == yesterday
    assert [row.about for row in activities.of(desk, "company", north)] == ["", "", "Chairs"]
    assert timeline.last_contact(desk, "contact", office.add("contact", name="Eva")) is None


def test_what_is_open_and_what_was_won(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    north = office.add("company", name="North")
    won, lost = (office.opportunity(title, company=north, amount=700) for title in ("A", "B"))
    office.opportunity("C", company=north, amount=None)
    office.opportunity("D", company=north, amount=50)
    closing.close(desk, [won], "won", Closing(TODAY, {won: 900}))
    closing.close(desk, [lost], "lost", Closing(TODAY, {}, office.reasons["Price"]))
    assert related.sums(desk, "company", north) == Sums(2, 50, 1, 900, 1)
    assert related.sums(desk, "contact", office.add("contact", name="Ana")) == Sums()


def test_leads_belong_to_a_company_by_its_name_and_to_a_person_by_an_address(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    north = office.add("company", name="Muebles del Norte S.A. de C.V.")
    ana = office.add("contact", name="Ana", email="ana@norte.example", emails=[Way("Ana@Home.example")])
    theirs = office.add("lead", name="Luis", company="MUEBLES DEL NORTE")
    office.add("lead", name="Eva", company="Muebles del Norte Grande")
    own = office.add("lead", name="A. Soto", email="ANA@home.example")
    assert related.leads_around(desk, "company", north).ids == (theirs,)
    assert related.leads_around(desk, "contact", ana).ids == (own,)
    records.trash(desk, "lead", [own])
    assert related.leads_around(desk, "contact", ana).ids == ()

"""Records: saving with linked ones made on the fly, closing and reopening, acting on many, what belongs together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.models.errors import FieldProblems, StaleRecordError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact
from crmdesk.models.pipeline import Pipeline, Stage
from crmdesk.sales import bulk, closing, opportunities, records, related, saving, stages, undoing
from crmdesk.sales.pipeline import Closing, ClosingDetailsNeeded
from crmdesk.sales.saving import New
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def test_linked_records_are_made_in_the_same_step(office: Office) -> None:
    changes = saving.save(
        office.desk, "opportunity", None, {"title": "Sale", "company": New("Acme"), "contact": New("Rosa")}
    )
    assert str(changes.label) == "Opportunity “Sale” added"
    record = saving.added(changes, "opportunity")
    assert Contact.get().company_id == Company.get().id == opportunities.read(office.desk, record)["company"]
    undoing.undo(office.desk)
    assert Company.select().count() == Contact.select().count() == Opportunity.select().count() == 0


def test_a_refused_record_leaves_no_linked_one_behind(office: Office) -> None:
    with pytest.raises(FieldProblems):
        saving.save(office.desk, "opportunity", None, {"title": "x" * 10_000, "company": New("Acme")})
    assert Company.select().count() == 0


def test_a_changed_record_may_link_to_a_new_one(office: Office) -> None:
    record = office.add("contact", name="Rosa")
    changes = saving.save(office.desk, "contact", record, {"company": New("Acme")})
    assert str(changes.label) == "“Rosa” changed"
    assert Contact.get_by_id(record).company.name == "Acme"


def test_different_fields_of_two_people_merge_and_the_same_field_is_refused(office: Office) -> None:
    record = office.add("company", name="Acme", city="Madrid")
    seen = records.read(office.desk, "company", record)
    records.save(office.desk, "company", record, {"city": "León"})
    saving.save(office.desk, "company", record, {"phone": "1"}, seen)
    with pytest.raises(StaleRecordError, match="changed meanwhile"):
        saving.save(office.desk, "company", record, {"city": "Ávila"}, seen)
    assert records.read(office.desk, "company", record)["city"] == "León"


def test_closing_over_several_pipelines_is_one_question_and_one_step(office: Office) -> None:
    stages.add_pipeline(office.desk, "Renewals", [{"name": "Talks", "kind": "open"}, {"name": "Signed", "kind": "won"}])
    talks = Stage.get(Stage.name == "Talks").id
    ids = [office.opportunity("A", amount=100), office.opportunity("B", amount=200, stage=talks)]
    with pytest.raises(ClosingDetailsNeeded) as needed:
        closing.close(office.desk, ids, "won")
    assert needed.value.ids == ids
    changes = closing.close(office.desk, ids, "won", Closing(TODAY))
    assert str(changes.label) == "2 opportunities won"
    assert {row.state for row in Opportunity.select()} == {"won"}
    closing.reopen(office.desk, ids, Closing(why=""))
    assert Opportunity.get_by_id(ids[1]).stage_id == talks
    undoing.undo(office.desk)
    undoing.undo(office.desk)
    assert {row.state for row in Opportunity.select()} == {"open"}
    assert Pipeline.select().count() == 2


def test_tags_of_many_are_added_and_taken_away(office: Office) -> None:
    ids = [office.add("lead", name="A", tags=["Año", "x"]), office.add("lead", name="B")]
    bulk.change_tags(office.desk, "lead", ids, ["vip"], ["ANO"])
    assert sorted(records.read(office.desk, "lead", ids[0])["tags"]) == ["vip", "x"]
    assert records.read(office.desk, "lead", ids[1])["tags"] == ["vip"]
    with pytest.raises(FieldProblems):
        bulk.change_tags(office.desk, "lead", ids, ["x" * 100])


def test_what_belongs_to_a_company(office: Office) -> None:
    acme = office.add("company", name="Acme", phone="91 1")
    below = office.add("company", name="Below", parent=acme)
    rosa = office.add("contact", name="Rosa", company=acme, email="rosa@example.org")
    gone = office.add("contact", name="Gone", company=acme)
    records.trash(office.desk, "contact", [gone])
    first = office.opportunity("A", company=acme, contact=rosa, amount=100)
    won = office.opportunity("B", company=acme, amount=50)
    closing.close(office.desk, [won], "won", Closing(TODAY))
    last = office.opportunity("C", company=acme, amount=5)
    assert related.people_of(office.desk, acme).ids == (rosa,)
    found = related.opportunities_of(office.desk, "company", acme)
    assert (found.ids, found.open, found.amount_minor) == ((last, first, won), 2, 105)
    assert related.opportunities_of(office.desk, "contact", rosa).ids == (first,)
    assert related.companies_below(office.desk, acme).ids == (below,)
    assert related.reach(office.desk, "opportunity", first) == related.Reach(("91 1",), ("rosa@example.org",))
    assert not related.is_here(office.desk, "contact", gone)


@pytest.mark.parametrize(
    ("name", "saved", "shown"),
    [
        (None, {"last_name": "Paz"}, "Ana Paz"),
        (None, {"job_title": "Buyer"}, "Ana Ruiz"),
        (None, {"first_name": "", "last_name": "Paz"}, "Paz"),
        ("Doña Ana", {"last_name": "Paz"}, "Doña Ana"),
        ("Doña Ana", {"name": "", "first_name": "Eva", "last_name": "Paz"}, "Eva Paz"),
    ],
)
def test_a_whole_name_follows_its_parts_unless_it_is_another(
    office: Office, name: str | None, saved: dict[str, str], shown: str
) -> None:
    given = {"first_name": "Ana", "last_name": "Ruiz", **({"name": name} if name else {})}
    changes = records.add(office.desk, "contact", given)
    records.save(office.desk, "contact", saving.added(changes, "contact"), saved)
    assert Contact.get().name == shown

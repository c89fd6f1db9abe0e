"""Links that lead nowhere or round in a circle, and actions on records that are not here any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crmdesk.exchange import importing
from crmdesk.exchange.csv_read import read_table
from crmdesk.models import book, journal
from crmdesk.models.activities import Activity
from crmdesk.models.errors import ConflictError, DomainError, FieldProblems, StaleRecordError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company
from crmdesk.sales import (
    activities,
    bulk,
    closing,
    office,
    opportunities,
    pipeline,
    records,
    saving,
    stages,
    undoing,
)
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.saving import New
from crmdesk.texts import msg
from tests.book_fixture import whole_book
from tests.sales.office import TODAY, Office

GONE = 12345


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def refused(action: Callable[[], Any]) -> dict[str, str]:
    before = whole_book()
    with pytest.raises(FieldProblems) as problem:
        action()
    assert whole_book() == before
    return {name: str(text) for name, text in problem.value.problems.items()}


def test_a_link_to_what_was_deleted_meanwhile_is_said_beside_its_field(small: Office) -> None:
    desk = small.desk
    company = records.add(desk, "company", {"name": "Acme"})
    contact, sale = small.add("contact", name="Rosa"), small.opportunity("Sale")
    undoing.undo(desk, company.step)
    gone = {"company": company.new("company")}
    said = {"company": "Company was deleted meanwhile. Choose another."}
    assert refused(lambda: saving.save(desk, "contact", None, {"name": "Luis", **gone})) == said
    assert refused(lambda: saving.save(desk, "contact", contact, gone)) == said
    assert refused(lambda: records.save_all(desk, "contact", [contact], gone)) == said
    assert refused(lambda: saving.save(desk, "opportunity", None, {"title": "B", **gone})) == said
    assert refused(lambda: saving.save(desk, "opportunity", sale, gone)) == said
    assert refused(lambda: saving.save(desk, "opportunity", sale, {"contact": New("Eva"), **gone})) == said
    assert refused(lambda: opportunities.save_all(desk, [sale], gone)) == said
    assert refused(lambda: activities.plan(desk, {"type": "call", **gone})) == said


@pytest.mark.parametrize("name", ["company", "contact", "stage", "owner", "source", "product", "pipeline"])
def test_every_link_of_an_opportunity_must_lead_somewhere(small: Office, name: str) -> None:
    sale = small.opportunity("Sale")
    assert list(refused(lambda: opportunities.add(small.desk, {"title": "B", name: GONE}))) == [name]
    if name != "pipeline":  # follows the stage
        assert list(refused(lambda: opportunities.save(small.desk, sale, {name: GONE}))) == [name]


def test_nobody_who_left_the_book_becomes_an_owner(small: Office) -> None:
    sale = small.opportunity("Sale")
    assert list(refused(lambda: opportunities.assign(small.desk, [sale], GONE))) == ["owner"]


def test_a_link_to_the_trash_may_stay_but_not_be_made(small: Office) -> None:
    acme = small.add("company", name="Acme")
    rosa, luis = small.add("contact", name="Rosa", company=acme), small.add("contact", name="Luis")
    records.trash(small.desk, "company", [acme])
    records.save(small.desk, "contact", rosa, {"company": acme, "city": "León"})
    assert list(refused(lambda: records.save(small.desk, "contact", luis, {"company": acme}))) == ["company"]


def test_a_stage_needs_its_pipeline(small: Office) -> None:
    with pytest.raises(StaleRecordError):
        stages.add(small.desk, GONE, "Late")


def test_what_slips_through_is_a_sentence_too(small: Office) -> None:
    with pytest.raises(StaleRecordError, match="was deleted meanwhile"), small.desk.step(msg("x")):
        journal.add(Company, name="Acme", owner=GONE)


def test_companies_and_managers_do_not_go_round_in_a_circle(small: Office) -> None:
    desk = small.desk
    one, two, three = (small.add("company", name=name) for name in ("A", "B", "C"))
    said = {"parent": "Parent company cannot be the record itself or one below it. Choose another."}
    assert refused(lambda: records.save(desk, "company", one, {"parent": one})) == said
    records.save(desk, "company", two, {"parent": one})
    records.save(desk, "company", three, {"parent": two})
    assert refused(lambda: records.save(desk, "company", one, {"parent": three})) == said
    assert refused(lambda: records.save_all(desk, "company", [one, two], {"parent": three})) == said
    ana, zoe = small.users["Ana"], small.users["Zoe"]
    office.save_value(desk, "user", zoe, manager=ana)
    assert list(refused(lambda: office.save_value(desk, "user", ana, manager=zoe))) == ["manager"]


def test_an_import_makes_no_circle_of_companies(small: Office, tmp_path: Path) -> None:
    file = tmp_path / "companies.csv"
    file.write_text("name,parent\nA,B\nB,C\nC,A\nD,D\nE,F\nF,\n", "utf-8")
    plan = importing.plan(small.desk, read_table(file), "company", {"name": "name", "parent": "parent"})
    importing.commit(small.desk, plan)
    assert sorted(row.name for row in Company.select()) == ["E", "F"]
    small.add("company", name="A")
    small.add("company", name="B", parent=Company.get(Company.name == "A").id)
    file.write_text("name,parent\nA,B\n", "utf-8")
    options = importing.Options(match=("name",))
    plan = importing.plan(small.desk, read_table(file), "company", {"name": "name", "parent": "parent"}, options)
    importing.commit(small.desk, plan)
    assert Company.get(Company.name == "A").parent_id is None


def test_nothing_is_done_to_what_is_in_the_trash(small: Office) -> None:
    desk = small.desk
    sale, acme = small.opportunity("Sale"), small.add("company", name="Acme")
    call = activities.plan(desk, {"type": "call", "company": acme}).new("activity")
    activities.trash(desk, [call])
    records.trash(desk, "opportunity", [sale])
    records.trash(desk, "company", [acme])
    before = whole_book()
    later = small.desk_on(TODAY.replace(day=25))
    stage = next(iter(small.stages.values()))
    actions: list[Callable[[], Any]] = [
        lambda: records.trash(later, "company", [acme]),
        lambda: records.save(later, "company", acme, {"city": "León"}),
        lambda: records.save_all(later, "company", [acme], {"city": "León"}),
        lambda: bulk.change_tags(later, "company", [acme], ["vip"]),
        lambda: records.trash(later, "opportunity", [sale]),
        lambda: opportunities.save(later, sale, {"amount": 1}),
        lambda: opportunities.save_all(later, [sale], {"priority": 1}),
        lambda: opportunities.assign(later, [sale], None),
        lambda: opportunities.expect(later, [sale], TODAY),
        lambda: pipeline.place(later, [sale], stage),
        lambda: pipeline.move(later, [sale], stage),
        lambda: closing.close(later, [sale], "won", Closing(TODAY, {sale: 1})),
        lambda: closing.reopen(later, [sale], Closing(why="")),
        lambda: activities.change(later, call, {"subject": "x"}),
        lambda: activities.done(later, [call]),
        lambda: activities.open_again(later, [call]),
        lambda: activities.trash(later, [call]),
    ]
    for action in actions:
        with pytest.raises(DomainError, match="was deleted meanwhile"):
            action()
    assert whole_book() == before


def visible_calls() -> set[str]:
    return {row.subject for row in Activity.select().where(Activity.trashed_at.is_null())}


def test_an_activity_stays_while_something_it_belongs_to_stays(small: Office) -> None:
    desk = small.desk
    acme = small.add("company", name="Acme")
    sale = small.opportunity("Sale", company=acme)
    activities.plan(desk, {"type": "call", "subject": "both", "due_on": TODAY, "company": acme, "opportunity": sale})
    activities.plan(desk, {"type": "call", "subject": "own", "company": acme})
    by_hand = activities.plan(desk, {"type": "call", "subject": "by hand", "company": acme}).new("activity")
    activities.trash(small.desk_on(TODAY.replace(day=21)), [by_hand])
    records.trash(small.desk_on(TODAY.replace(day=22)), "company", [acme])
    assert visible_calls() == {"both"}
    assert str(Opportunity.get_by_id(sale).next_type) == "call"
    records.trash(small.desk_on(TODAY.replace(day=23)), "opportunity", [sale])
    assert visible_calls() == set()
    records.restore(desk, "company", [acme])
    assert visible_calls() == {"both", "own"}
    records.restore(desk, "opportunity", [sale])
    assert visible_calls() == {"both", "own"}


def test_undo_in_another_order_closes_no_circle(small: Office) -> None:
    desk = small.desk
    north, south = small.add("company", name="North"), small.add("company", name="South")
    records.save(desk, "company", north, {"parent": south})
    apart = records.save(desk, "company", north, {"parent": None})
    other = records.save(desk, "company", south, {"parent": north})
    with pytest.raises(ConflictError) as refused:
        undoing.undo(desk, apart.step)
    assert (refused.value.record, refused.value.fields) == (north, ("parent",))
    undoing.undo(desk, other.step)
    undoing.undo(desk, apart.step)
    assert (records.read(desk, "company", north) or {})["parent"] == south

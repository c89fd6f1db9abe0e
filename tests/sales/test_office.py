"""The office's lists: ordered, counted, replaced when deleted; and what the book says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.people import Company, User
from crmdesk.sales import founding, history, office, records, undoing, users
from crmdesk.sales.desk import Clock, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "office.crmdesk"
    founding.found(path, name="Miralba", person="Ana", currency="eur", language="en", clock=Clock.system())
    with book.opened(path):
        yield Desk(users.first_user(), Clock.system())


def named(kind: str, name: str) -> office.Value:
    return next(value for value in office.values_of(kind) if value.name == name)


def test_a_new_book_has_its_user_and_nothing_to_undo(desk: Desk) -> None:
    assert office.user_name(desk.user) == "Ana"
    assert desk.currency == "EUR"
    assert undoing.next_undo(desk) is None
    assert history.count(desk) == 0


def test_a_book_that_cannot_be_founded_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(DomainError):
        founding.found(
            tmp_path / "a.crmdesk", name="x" * 1000, person="Ana", currency="EUR", language="en", clock=Clock.system()
        )
    assert not (tmp_path / "a.crmdesk").exists()


def test_values_come_in_the_offices_order_or_by_name(desk: Desk) -> None:
    for name in ("zoe", "Bea"):
        office.add_value(desk, "user", name)
    assert [user.name for user in office.values_of("user")] == ["Ana", "Bea", "zoe"]
    sources = [value.id for value in office.values_of("source")]
    office.reorder(desk, "source", sources[::-1])
    assert [value.id for value in office.values_of("source")] == sources[::-1]
    undoing.undo(desk)
    assert [value.id for value in office.values_of("source")] == sources


@pytest.mark.parametrize("name", ["", "  ", "web", "WEB ", "x" * 1000])
def test_a_name_that_cannot_be_is_refused(desk: Desk, name: str) -> None:
    before = history.count(desk)
    with pytest.raises(FieldProblems):
        office.add_value(desk, "source", name)
    assert history.count(desk) == before


def test_deleting_a_user_moves_everything_and_undo_brings_it_back(desk: Desk) -> None:
    bea = office.add_value(desk, "user", "Bea").new("user")
    zoe = office.add_value(desk, "user", "Zoe").new("user")
    records.save(desk, "user", zoe, {"manager": bea})
    company = records.add(desk, "company", {"name": "Acme", "owner": bea}).new("company")
    assert office.values_of("user", desk)[1].used.count == 2
    with pytest.raises(DomainError, match="takes its place"):
        office.delete_value(desk, "user", bea)
    office.delete_value(desk, "user", bea, zoe)
    assert Company.get_by_id(company).owner_id == zoe
    assert User.get_by_id(zoe).manager_id is None  # nobody is his own manager
    undoing.undo(desk)
    assert Company.get_by_id(company).owner_id == bea
    assert User.get_by_id(zoe).manager_id == bea


def test_who_works_is_not_deleted_and_a_substitute_must_be_another_one(desk: Desk) -> None:
    bea = office.add_value(desk, "user", "Bea").new("user")
    with pytest.raises(DomainError, match="working as"):
        office.delete_value(desk, "user", desk.user or 0, bea)
    for wrong in (bea, 12345):
        with pytest.raises(DomainError, match="another value"):
            office.delete_value(desk, "user", bea, wrong)


def test_the_history_comes_in_pages_and_says_what_stands(desk: Desk) -> None:
    for number in range(5):
        office.add_value(desk, "team", f"Team {number}")
    first = history.steps(desk, most=3)
    rest = history.steps(desk, first[-1].id)
    assert [str(step.label) for step in first + rest] == [f"“Team {number}” added" for number in (4, 3, 2, 1, 0)]
    assert {step.user for step in first} == {"Ana"}
    undoing.undo(desk, first[0].id)
    top, undone = history.steps(desk, most=2)
    assert (top.reverses, undone.standing, history.stands(undone.id)) == (True, False, False)


def test_the_facts_count_without_the_trash(desk: Desk) -> None:
    gone = records.add(desk, "company", {"name": "Acme"}).new("company")
    records.add(desk, "company", {"name": "Lince"})
    records.trash(desk, "company", [gone])
    facts = office.facts(desk)
    assert (facts.counts["company"], facts.trashed) == (1, 1)
    assert facts.size > 0
    assert facts.path.exists()

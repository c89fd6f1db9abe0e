"""Several ways to reach somebody: kept in order with their labels, found, exported and taken in again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.exchange import exporting, importing
from crmdesk.exchange.csv_read import read_table
from crmdesk.models.derived import mismatches
from crmdesk.models.errors import FieldProblems
from crmdesk.sales import lists, records, related, search, undoing, ways
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.sales.ways import Way
from tests.sales.office import Office

HOME, WORK = Way("ana@home.example", "home"), Way("sales@office.example", "work")
PARTS = st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.builds(Way, PARTS, st.text("abcñ |;\\ ", max_size=8), PARTS, PARTS, PARTS), max_size=4))
def test_what_a_cell_holds_is_read_again(given_ways: list[Way]) -> None:
    kept = ways.tidied(given_ways)
    assert ways.from_text(ways.join(kept)) == kept


def test_further_ways_are_kept_found_and_taken_back(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    person = office.add("contact", name="Ana", email="ana@first.example", emails=[HOME, WORK])
    assert related.reach(desk, "contact", person).emails == ("ana@first.example", HOME.value, WORK.value)
    assert related.reach(desk, "contact", person).labels[HOME.value] == "home"
    assert [hit.id for hit in search.find(desk, "sales@office")] == [person]
    records.save(desk, "contact", person, {"email": HOME.value, "emails": [Way("ana@first.example"), WORK]})
    assert related.reach(desk, "contact", person).email == HOME.value
    records.save(desk, "contact", person, {"emails": []})
    assert search.find(desk, "sales@office") == []
    undoing.undo(desk)
    undoing.undo(desk)
    assert records.read(desk, "contact", person)["emails"] == [HOME, WORK]  # type: ignore[index]
    assert mismatches() == []


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    office = Office(tmp_path)
    with pytest.raises(FieldProblems) as refused:
        office.add("lead", name="Ana", emails=[Way("nowhere")])
    assert set(refused.value.problems) == {"emails"}


def test_an_exported_office_can_be_taken_in_again(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    place = Way("Calle 5; piso 2", "billing", "28001", "Madrid", "España")
    values = {"emails": [HOME], "addresses": [place], "websites": [Way("a.example"), Way("b.example")]}
    company = office.add("company", name="Norte", external_id="N-1", **values)
    exporting.export(desk, tmp_path / "out")
    records.save(desk, "company", company, {name: [] for name in values})
    table = read_table(tmp_path / "out" / "company.csv")
    mapping = {name: name for name in ("external_id", "name", *values)}
    report = importing.commit(desk, importing.plan(desk, table, "company", mapping))
    assert (report.refused, report.changed) == ([], 1)
    read = records.read(desk, "company", company) or {}
    assert {name: read[name] for name in values} == values
    again = importing.commit(desk, importing.plan(desk, table, "company", mapping))
    assert (again.changed, again.unchanged) == (0, 1)


def test_lists_are_narrowed_by_further_ways(tmp_path: Path) -> None:
    office = Office(tmp_path)
    one = office.add("lead", name="Ana", emails=[HOME])
    other = office.add("lead", name="Eva")

    def found(operator: str, value: str | None) -> set[int]:
        return set(lists.ids(office.desk, "lead", ListQuestion(conditions=(Condition("emails", operator, value),))))

    assert (found("=", HOME.value), found("!=", HOME.value), found("~", "home")) == ({one}, {other}, {one})
    assert (found("=", None), found("!=", None)) == ({other}, {one})

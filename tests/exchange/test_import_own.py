"""Fields of the office's own in files: made, found, read, exported and taken in again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmdesk.exchange import plain
from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.exporting import export
from crmdesk.exchange.importing import Options, commit, guessed, likely_type, plan, rehearse
from crmdesk.exchange.numbers import Decimals
from crmdesk.models import derived, journal
from crmdesk.models.custom import CUSTOM_TYPES, CustomField
from crmdesk.models.errors import DomainError
from crmdesk.models.people import Lead
from crmdesk.sales import custom_fields, lists, opportunities, records, undoing
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import field_of
from crmdesk.sales.lists import ListQuestion
from crmdesk.texts import msg
from tests.exchange.import_office import counts, imported, office, snapshot, table


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "office.crmdesk") as found:
        yield found


def values(desk: Desk, kind: str, name: str) -> list[Any]:
    """One field of all records, in the order in which they were made."""
    ids = sorted(lists.ids(desk, kind, ListQuestion()))
    return [row[name] for row in lists.rows(desk, kind, ids, [name])]


def types_of(desk: Desk, kind: str) -> dict[str, str]:
    return {one.name: one.type for one in custom_fields.of(desk, kind)}


FILE = (
    "name,external_id,custom:page,custom:Size,custom:Score,custom:Seen,custom:Asked\n"
    "Ana,1,a,Big,1.5,2026-01-25,yes\n"
    "Bea,2,b,small,2,2026-02-03,no\n"
    "Eva,3,,Small,,,\n"
    "Ida,4,d,BIG,-7,,yes\n"
    "Lea,5,e,Big,0.25,,no\n"
    "Noa,6,f,Small,3,,yes\n"
)


def test_a_column_makes_its_field_with_the_type_of_its_values(desk: Desk, tmp_path: Path) -> None:
    before = snapshot()
    report = imported(desk, tmp_path, "lead", FILE)
    assert (counts(report), report.created) == ((6, 0, 0, 0), {"custom_field": 5})
    assert types_of(desk, "lead") == {
        "page": "text", "Size": "choice", "Score": "number", "Seen": "day", "Asked": "bool",
    }  # fmt: skip
    assert values(desk, "lead", "custom:Size") == ["Big", "small", "small", "Big", "Big", "small"]
    assert values(desk, "lead", "custom:Score") == [1.5, 2, None, -7, 0.25, 3]
    assert values(desk, "lead", "custom:Asked") == [True, False, None, True, False, True]
    assert "New field “Score”: Number." in [str(note) for note in report.notes]
    assert derived.mismatches() == []
    assert counts(imported(desk, tmp_path, "lead", FILE)) == (0, 0, 6, 0)
    undoing.undo(desk)
    assert types_of(desk, "lead") == {}
    assert snapshot() == before


def test_a_rehearsal_makes_nothing(desk: Desk, tmp_path: Path) -> None:
    before = snapshot()
    prepared = plan(desk, table(tmp_path, FILE), "lead", {"name": "name", "custom:Size": "custom:Size"})
    assert rehearse(desk, prepared).created == {"custom_field": 1}
    assert (snapshot(), types_of(desk, "lead")) == (before, {})


@pytest.mark.parametrize(
    ("texts", "type_"),
    [
        (["1", "0", "", "1"], "bool"),
        (["sí", "no"], "bool"),
        (["x", "y z"], "text"),
        (["1", "2", "3"], "number"),
        (["1,5", "2", "-3,25"], "number"),
        (["00123", "00124"], "text"),
        (["12345678901234567890", "1"], "text"),
        (["25/12/2026", "1/2/2026"], "day"),
        (["2026-12-25", "soon"], "text"),
        (["A", "b", "a"] * 3, "choice"),
        (["A", "B", "C"], "text"),
        (["", " "], "text"),
        (["x" * 301], "long"),
        (["two\nlines"], "long"),
    ],
)
def test_the_type_of_a_column(texts: list[str], type_: str) -> None:
    assert likely_type(texts) == type_


def test_the_type_can_be_said(desk: Desk, tmp_path: Path) -> None:
    found = table(tmp_path, "name,a,b,c,d\nAna,1,x;y,Acme,5\nBea,2,y,Acme,\n")
    mapping = {"name": "name", "a": "custom:A:text", "b": "custom:B:choices", "c": "custom:C:company",
               "d": "custom:D:money"}  # fmt: skip
    report = commit(desk, plan(desk, found, "lead", mapping))
    assert types_of(desk, "lead") == {"A": "text", "B": "choices", "C": "link", "D": "money"}
    assert report.created == {"company": 1, "custom_field": 4}
    assert values(desk, "lead", "custom:B") == [["x", "y"], ["y"]]
    assert values(desk, "lead", "custom:C") == ["Acme", "Acme"]
    assert values(desk, "lead", "custom:D") == [500, None]
    with pytest.raises(DomainError, match="of another type"):
        plan(desk, found, "lead", {"name": "name", "a": "custom:a:number"})
    plan(desk, found, "lead", {"name": "name", "a": "custom:a:text"})


def test_cells_that_do_not_fit_are_refused_like_others(desk: Desk, tmp_path: Path) -> None:
    custom_fields.add(desk, "lead", "Score", "number")
    custom_fields.add(desk, "lead", "Boss", "link", "opportunity")
    report = imported(desk, tmp_path, "lead", "name,custom:score,custom:Boss\nAna,many,\nBea,2,\nEva,3,Nobody's sale\n")
    assert counts(report) == (1, 0, 0, 2)
    assert [(one.column, str(one.reason)) for one in report.refused] == [
        ("custom:score", "“many” is not a number."),
        ("custom:Boss", "There is no record “Nobody's sale” to link to."),
    ]


def test_new_values_of_a_list_come_with_the_file(desk: Desk, tmp_path: Path) -> None:
    custom_fields.add(desk, "lead", "Colour", "choice", choices=["Red"])
    report = imported(desk, tmp_path, "lead", "name,custom:Colour\nAna,RED\nBea,blue\n")
    assert values(desk, "lead", "custom:Colour") == ["Red", "blue"]
    assert "New in the list “Colour”: blue." in [str(note) for note in report.notes]


def test_a_link_may_lead_to_a_row_of_the_same_file(desk: Desk, tmp_path: Path) -> None:
    text = "name,email,custom:Knows:lead\nAna,a@example.org,Bea\nBea,b@example.org,\nEva,e@example.org,Bad\nBad,no,\n"
    found = table(tmp_path, text)
    mapping = {"name": "name", "email": "email", "custom:Knows:lead": "custom:Knows:lead"}
    report = commit(desk, plan(desk, found, "lead", mapping))
    assert values(desk, "lead", "custom:Knows") == ["Bea", None]
    assert counts(report) == (2, 0, 0, 2)


def test_a_file_changes_only_what_differs(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "lead", FILE)
    report = imported(
        desk, tmp_path, "lead",
        "external_id,custom:Score,custom:Seen,custom:Size\n1,1.5,2026-01-25,Big\n2,5,2026-02-03,Huge\n3,,,\n",
    )  # fmt: skip
    assert counts(report) == (0, 1, 2, 0)
    assert values(desk, "lead", "custom:Score") == [1.5, 5, None, -7, 0.25, 3]
    assert values(desk, "lead", "custom:Size")[1] == "Huge"
    undoing.undo(desk)
    assert values(desk, "lead", "custom:Score")[1] == 2
    assert list(field_of(desk, "lead", "custom:Size").choices or ()) == ["Big", "small"]


def test_columns_named_as_own_fields_are_found(desk: Desk) -> None:
    custom_fields.add(desk, "lead", "Página", "text")
    assert guessed(desk, "lead", ["name", "PAGINA", "custom:Other"]) == {
        "name": "name", "PAGINA": "custom:Página", "custom:Other": "custom:Other",
    }  # fmt: skip
    assert "custom:Other" not in guessed(desk, "product", ["name", "custom:Other"])


def test_own_fields_on_the_command_line(desk: Desk, tmp_path: Path) -> None:
    custom_fields.add(desk, "lead", "Size, in metres", "number")
    custom_fields.add(desk, "lead", "Size", "text")
    records.add(desk, "lead", {"name": "Ana", "custom:Size, in metres": 2.5, "custom:Size": "a > b"})
    asked = ListQuestion(
        conditions=plain.conditions(desk, "lead", ["custom:Size, in metres >= 2", "custom:Size ~ A >"])
    )
    names = plain.split_columns(desk, "lead", "name,custom:Size, in metres,custom:Size")
    assert plain.records(desk, "lead", asked, names) == [
        {"name": "Ana", "custom:Size, in metres": 2.5, "custom:Size": "a > b"}
    ]
    with pytest.raises(DomainError, match="There is no field"):
        plain.condition(desk, "lead", "custom:Other = 2")


TEXTS = st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=["Cs", "Zl", "Zp"]),
                max_size=40).map(str.strip)  # fmt: skip
CHOICES = ("Red", "Verde claro", "Ámbar")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS.map(lambda text: text or None),
    "long": st.lists(TEXTS, max_size=3).map("\n".join).map(str.strip).map(lambda text: text or None),
    "number": st.integers(-(10**12), 10**12).map(lambda number: number / 1000),
    "money": st.integers(0, 10**12),
    "day": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    "choice": st.sampled_from(CHOICES),
    "choices": st.lists(st.sampled_from(CHOICES), unique=True).map(lambda some: sorted(some, key=CHOICES.index)),
    "bool": st.booleans(),
    "link": st.just("link"),
    "user": st.just("user"),
}
ROWS = st.lists(
    st.fixed_dictionaries({type_: st.none() | value for type_, value in VALUES.items()}), min_size=1, max_size=4
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_what_is_exported_and_imported_again_is_the_same(
    rows: list[dict[str, Any]], desk: Desk, tmp_path: Path
) -> None:
    linked = _own_fields(desk)
    wanted = {}
    for row in rows:
        given_ = {f"custom:{type_}": linked.get(type_, value) if value else value for type_, value in row.items()}
        place = f"R{Lead.select().count()}"
        lead = records.add(desk, "lead", {"name": "Ana", "external_id": place, **given_}).new("lead")
        wanted[lead] = records.read(desk, "lead", lead)
    export(desk, tmp_path / "out")
    ids = list(wanted)
    records.save_all(desk, "lead", ids, {f"custom:{type_}": None for type_ in CUSTOM_TYPES})
    found = read_table(tmp_path / "out" / "lead.csv")
    mapping = {name: name for name in found.headers if name.startswith("custom:") or name == "external_id"}
    report = commit(desk, plan(desk, found, "lead", mapping, Options(decimal=Decimals.POINT)))
    assert not report.refused
    for lead in ids:
        assert records.read(desk, "lead", lead) == wanted[lead]


def _own_fields(desk: Desk) -> dict[str, int]:
    """A field of every type, made once; what links lead to."""
    if not custom_fields.of(desk, "lead"):
        for type_ in CUSTOM_TYPES:
            custom_fields.add(desk, "lead", type_, type_, "company", CHOICES)
        records.add(desk, "company", {"name": "Acme"})
        records.add(desk, "user", {"name": "Eva"})
    return {kind: lists.ids(desk, found, ListQuestion())[0] for kind, found in (("link", "company"), ("user", "user"))}


def test_opportunities_bring_values_too(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "opportunity", "title,custom:Region\nRoof,North\nDoor,\n")
    (roof,) = [row for row in opportunities.Opportunity.select() if row.title == "Roof"]
    assert (opportunities.read(desk, roof.id) or {})["custom:Region"] == "North"


def test_a_field_is_not_made_with_the_name_of_one_that_every_book_has(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="Every book has a field “Email”"):
        plan(desk, table(tmp_path, "name,X\nAna,a@b.de\n"), "lead", {"name": "name", "X": "custom:Email"})


def test_a_field_that_was_called_so_before_gives_way_to_the_built_in_one(desk: Desk) -> None:
    with desk.step(msg("Older")):
        journal.add(CustomField, of="lead", name="Email", type="text", place=0)
    desk.settings.forget()
    mapping = guessed(desk, "lead", ["Name", "Email", "custom:Email"])
    assert mapping == {"Name": "name", "Email": "email", "custom:Email": "custom:Email"}

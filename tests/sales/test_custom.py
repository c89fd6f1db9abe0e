"""Fields of the office's own: kept, read, listed, sorted, filtered, found, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book
from crmdesk.models.custom import CUSTOM_TYPES, CustomValue
from crmdesk.models.database import writing
from crmdesk.models.derived import mismatches
from crmdesk.models.errors import ConflictError, DomainError, FieldProblems, StaleRecordError
from crmdesk.sales import (
    custom_fields,
    custom_values,
    leads,
    lists,
    office,
    opportunities,
    records,
    saving,
    search,
    settings,
    undoing,
)
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.fields import FIELDS, field_of, fields_of
from crmdesk.sales.in_use import InUse
from crmdesk.sales.lists import Condition, ListQuestion
from tests.book_fixture import whole_book
from tests.sales.office import Office


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def own(here: Office, kind: str, name: str, type_: str, **options: Any) -> int:
    return custom_fields.add(here.desk, kind, name, type_, **options).new("custom_field")


def own_of_every_type(here: Office, kind: str = "lead") -> dict[str, Any]:
    """A field of each type, by its stable name, with a value it can have."""
    acme = here.add("company", name="Acme")
    values = {
        "text": "Ávila", "long": "One\nTwo", "number": 2.5, "money": 12_345, "day": date(2026, 3, 1),
        "choice": "Red", "choices": ["Red", "Blue"], "bool": False, "link": acme, "user": here.users["Óscar"],
    }  # fmt: skip
    assert set(values) == set(CUSTOM_TYPES)
    for type_ in CUSTOM_TYPES:
        own(here, kind, f"My {type_}", type_, links_to="company", choices=["Red", "Green", "Blue"])
    return {f"custom:My {type_}": value for type_, value in values.items()}


def found(here: Office, name: str, operator: str, value: Any, kind: str = "lead") -> list[str]:
    asked = ListQuestion(conditions=(Condition(name, operator, value),), order="name")
    return [row["name"] for row in lists.rows(here.desk, kind, lists.ids(here.desk, kind, asked))]


@pytest.mark.parametrize("kind", ["lead", "contact", "company", "opportunity"])
def test_values_of_every_type_are_read_as_they_were_saved(here: Office, kind: str) -> None:
    values = own_of_every_type(here, kind)
    record = here.opportunity("Sale") if kind == "opportunity" else here.add(kind, name="Ana")
    saving.save(here.desk, kind, record, values)
    read = records.read(here.desk, kind, record)
    assert read is not None
    assert {name: read[name] for name in values} == values
    added = saving.save(here.desk, kind, None, {"title" if kind == "opportunity" else "name": "Second", **values})
    read = records.read(here.desk, kind, saving.added(added, kind))
    assert read is not None
    assert {name: read[name] for name in values} == values
    assert not mismatches()


def test_a_list_shows_names_where_records_are_linked(here: Office) -> None:
    values = own_of_every_type(here)
    lead = here.add("lead", name="Ana", **values)
    bare = here.add("lead", name="Bea")
    shown, nothing = lists.rows(here.desk, "lead", [lead, bare])
    assert shown["custom:My link"] == "Acme"
    assert shown["custom:My link_id"] == values["custom:My link"]
    assert shown["custom:My user"] == "Óscar"
    assert shown["custom:My choices"] == ["Red", "Blue"]
    assert shown["custom:My bool"] is False
    assert {name: nothing[name] for name in values} == {
        name: [] if name == "custom:My choices" else None for name in values
    }
    records.trash(here.desk, "company", [values["custom:My link"]])
    assert lists.rows(here.desk, "lead", [lead], ["custom:My link"])[0]["custom:My link"] is None


def test_values_are_taken_away_and_given_again(here: Office) -> None:
    values = own_of_every_type(here)
    lead = here.add("lead", name="Ana", **values)
    records.save(here.desk, "lead", lead, dict.fromkeys(values))
    read = records.read(here.desk, "lead", lead)
    assert read is not None
    assert not any(read[name] for name in values)
    records.save(here.desk, "lead", lead, values)
    read = records.read(here.desk, "lead", lead)
    assert read is not None
    assert {name: read[name] for name in values} == values


def test_the_name_is_told_apart_without_accents_and_capitals_within_a_kind(here: Office) -> None:
    own(here, "lead", "Página", "text")
    with pytest.raises(FieldProblems, match="there already"):
        own(here, "lead", "pagina", "number")
    own(here, "contact", "pagina", "number")
    for wrong in ("", " ", "x" * 61, "a=b", "two\nlines\x00"):
        with pytest.raises(FieldProblems):
            own(here, "lead", wrong, "text")
    with pytest.raises(FieldProblems):
        own(here, "lead", "Colour", "choice", choices=["Red", "réd"])
    with pytest.raises(DomainError):
        own(here, "product", "Weight", "number")
    assert [field.name for field in fields_of(here.desk, "lead")] == [
        *(field.name for field in FIELDS["lead"]),
        "custom:Página",
    ]


def test_conditions_on_every_type(here: Office) -> None:
    values = own_of_every_type(here)
    here.add("lead", name="Ana", **values)
    here.add("lead", name="Bea", **{"custom:My number": 10, "custom:My text": "Zamora", "custom:My bool": True,
                                    "custom:My choice": "Green", "custom:My choices": ["Green"]})  # fmt: skip
    here.add("lead", name="Carla")
    assert found(here, "custom:My text", "=", "avila") == ["Ana"]
    assert found(here, "custom:My text", "~", "AMO") == ["Bea"]
    assert found(here, "custom:My text", "!=", "Ávila") == ["Bea", "Carla"]
    assert found(here, "custom:My text", "=", None) == ["Carla"]
    assert found(here, "custom:My text", "!=", None) == ["Ana", "Bea"]
    assert found(here, "custom:My long", "~", "two") == ["Ana"]
    assert found(here, "custom:My number", ">=", 2.5) == ["Ana", "Bea"]
    assert found(here, "custom:My number", "<", 10) == ["Ana"]
    assert found(here, "custom:My money", "=", 12_345) == ["Ana"]
    assert found(here, "custom:My day", "<=", date(2026, 3, 1)) == ["Ana"]
    assert found(here, "custom:My choice", "=", "red") == ["Ana"]
    assert found(here, "custom:My choice", "!=", "Red") == ["Bea", "Carla"]
    assert found(here, "custom:My choices", "=", "Blue") == ["Ana"]
    assert found(here, "custom:My choices", "~", "re") == ["Ana", "Bea"]
    assert found(here, "custom:My bool", "=", False) == ["Ana"]
    assert found(here, "custom:My link", "=", "ACME") == ["Ana"]
    assert found(here, "custom:My user", "~", "osc") == ["Ana"]
    with pytest.raises(DomainError, match="not one of"):
        found(here, "custom:My choice", "=", "Purple")
    with pytest.raises(DomainError, match="does not fit"):
        found(here, "custom:My number", "~", 2)


def test_a_value_that_does_not_fit_is_refused_beside_its_field(here: Office) -> None:
    own_of_every_type(here)
    wrong = {
        "custom:My text": "x" * 301, "custom:My number": float("inf"), "custom:My money": -1,
        "custom:My day": date(1800, 1, 1), "custom:My choice": "Purple", "custom:My choices": ["Red", "Purple"],
        "custom:My link": 7, "custom:Never made": "x",
    }  # fmt: skip
    before = whole_book()
    for name, value in wrong.items():
        with pytest.raises(FieldProblems) as refused:
            here.add("lead", name="Ana", **{name: value})
        assert name in refused.value.problems
    assert whole_book() == before


def test_what_is_chosen_or_written_is_found_by_the_search(here: Office) -> None:
    values = own_of_every_type(here)
    here.add("lead", name="Ana", **values)
    names = [hit.name for hit in search.find(here.desk, "avila green")]
    assert names == []
    assert [hit.name for hit in search.find(here.desk, "ávi blue")] == ["Ana"]
    field = field_of(here.desk, "lead", "custom:My choice").custom
    assert field is not None
    red = next(iter(custom_fields.of(here.desk, "lead")[5].choices))
    custom_fields.rename_choice(here.desk, red, "Crimson")
    assert [hit.name for hit in search.find(here.desk, "crims")] == ["Ana"]
    custom_fields.delete(here.desk, field)
    assert search.find(here.desk, "crims") == []
    undoing.undo(here.desk)
    assert [hit.name for hit in search.find(here.desk, "crims")] == ["Ana"]
    assert not mismatches()


def test_a_deleted_field_comes_back_with_its_values(here: Office) -> None:
    field = own(here, "company", "Sector", "text")
    acme = here.add("company", name="Acme", **{"custom:Sector": "Steel"})
    assert custom_fields.uses(here.desk, "company") == {field: InUse(1)}
    custom_fields.delete(here.desk, field)
    assert "custom:Sector" not in (records.read(here.desk, "company", acme) or {})
    with pytest.raises(FieldProblems, match="was deleted"):
        records.save(here.desk, "company", acme, {"custom:Sector": "Wood"})
    with pytest.raises(StaleRecordError):
        custom_fields.change(here.desk, field, name="Other")
    again = own(here, "company", "sector", "number")
    with pytest.raises(ConflictError, match="same name"):
        undoing.undo(here.desk, _step_of(here, "Sector"))
    custom_fields.change(here.desk, again, name="Another")
    undoing.undo(here.desk, _step_of(here, "Sector"))
    assert (records.read(here.desk, "company", acme) or {})["custom:Sector"] == "Steel"


def _step_of(here: Office, name: str) -> int:
    from crmdesk.sales import history

    return next(step.id for step in history.steps(here.desk) if str(step.label) == f"Field “{name}” deleted")


def test_choices_are_renamed_ordered_and_replaced(here: Office) -> None:
    field = own(here, "lead", "Size", "choices", choices=["Small", "Large"])
    custom_fields.add_choice(here.desk, field, "Huge")
    with pytest.raises(FieldProblems, match="there already"):
        custom_fields.add_choice(here.desk, field, "hüge")
    small, large, huge = custom_fields.of(here.desk, "lead")[0].choices
    both = here.add("lead", name="Ana", **{"custom:Size": ["Large", "Small"]})
    one = here.add("lead", name="Bea", **{"custom:Size": ["Small"]})
    assert custom_fields.choice_uses(here.desk, field) == {small: InUse(2), large: InUse(1)}
    custom_fields.reorder_choices(here.desk, [huge, large, small])
    assert list(field_of(here.desk, "lead", "custom:Size").choices or ()) == ["Huge", "Large", "Small"]
    with pytest.raises(DomainError, match="takes its place"):
        custom_fields.delete_choice(here.desk, small)
    before = whole_book()
    custom_fields.delete_choice(here.desk, small, large)
    read = custom_values.of_many(here.desk, "lead", here.desk.settings.own_fields("lead"), [both, one])
    assert read == {both: {"custom:Size": ["Large"]}, one: {"custom:Size": ["Large"]}}
    undoing.undo(here.desk)
    assert whole_book() == before


def test_sorting_by_a_choice_follows_the_offices_order(here: Office) -> None:
    own(here, "lead", "Size", "choice", choices=["Small", "Large"])
    for name, size in (("Ana", "Large"), ("Bea", None), ("Carla", "Small")):
        here.add("lead", name=name, **{"custom:Size": size})

    def names(descending: bool) -> list[str]:
        asked = ListQuestion(order="custom:Size", descending=descending)
        return [row["name"] for row in lists.rows(here.desk, "lead", lists.ids(here.desk, "lead", asked))]

    assert names(descending=False) == ["Carla", "Ana", "Bea"]
    assert names(descending=True) == ["Ana", "Carla", "Bea"]
    custom_fields.reorder_choices(here.desk, list(reversed(custom_fields.of(here.desk, "lead")[0].choices)))
    assert names(descending=False) == ["Ana", "Carla", "Bea"]


def test_many_records_get_one_value_in_one_step(here: Office) -> None:
    own(here, "opportunity", "Region", "text")
    ids = [here.opportunity(f"Sale {number}", date(2026, 11, 1)) for number in range(3)]
    opportunities.save_all(here.desk, ids, {"custom:Region": "North", "priority": 2})
    assert {row["custom:Region"] for row in lists.rows(here.desk, "opportunity", ids)} == {"North"}
    assert {row.touched_on for row in opportunities.Opportunity.select()} == {date(2026, 11, 20)}
    undoing.undo(here.desk)
    assert {row["custom:Region"] for row in lists.rows(here.desk, "opportunity", ids)} == {None}
    assert {row.touched_on for row in opportunities.Opportunity.select()} == {date(2026, 11, 1)}
    assert not mismatches()


def test_two_people_change_different_fields_and_notice_the_same_one(here: Office) -> None:
    own(here, "lead", "Region", "text")
    lead = here.add("lead", name="Ana", **{"custom:Region": "North"})
    base = records.read(here.desk, "lead", lead)
    other = Desk(here.users["Zoe"], here.desk.clock)
    records.save(other, "lead", lead, {"custom:Region": "South"})
    records.save(here.desk, "lead", lead, {"city": "Lugo", "custom:Region": "North"}, base)
    assert (records.read(here.desk, "lead", lead) or {})["custom:Region"] == "South"
    with pytest.raises(StaleRecordError, match="Region was changed meanwhile"):
        records.save(here.desk, "lead", lead, {"custom:Region": "East"}, base)


def test_a_value_given_since_is_not_doubled_by_doing_again(here: Office) -> None:
    own(here, "lead", "Region", "text")
    lead = here.add("lead", name="Ana")
    first = records.save(here.desk, "lead", lead, {"custom:Region": "North"})
    undoing.undo(here.desk)
    other = Desk(here.users["Zoe"], Clock.at(here.desk.clock.now()))
    records.save(other, "lead", lead, {"custom:Region": "South"})
    with pytest.raises(ConflictError, match="cannot be redone: another value was given since"):
        undoing.turn(here.desk, first.step or 0)


def test_the_values_of_many_records_come_with_one_question(here: Office) -> None:
    values = own_of_every_type(here)
    lead, bare = here.add("lead", name="Ana", **values), here.add("lead", name="Bea")
    found = custom_values.of_many(here.desk, "lead", here.desk.settings.own_fields("lead"), [lead, bare])
    assert found[lead] == values
    assert not any(found[bare].values())


def test_a_user_that_is_deleted_is_replaced_in_own_fields_too(here: Office) -> None:
    own(here, "company", "Technician", "user")
    acme = here.add("company", name="Acme", **{"custom:Technician": here.users["Zoe"]})
    office.delete_value(here.desk, "user", here.users["Zoe"], here.users["Óscar"])
    assert (records.read(here.desk, "company", acme) or {})["custom:Technician"] == here.users["Óscar"]


def test_another_program_adds_a_field(here: Office) -> None:
    assert fields_of(here.desk, "lead") == FIELDS["lead"]
    other = Desk(None, here.desk.clock)
    custom_fields.add(other, "lead", "Region", "text")
    here.desk.settings.forget()
    assert fields_of(here.desk, "lead")[-1].name == "custom:Region"


def test_a_wrong_key_of_a_value_is_found_by_the_check(here: Office) -> None:
    own(here, "lead", "Region", "text")
    lead = here.add("lead", name="Ana", **{"custom:Region": "Ávila"})
    with writing():
        CustomValue.update(text_key="x").where(CustomValue.lead == lead).execute()
    assert {what for what, _record in mismatches()} == {"custom_value.text_key", "lead.search"}


@pytest.mark.parametrize(
    ("type_", "value"),
    [("number", "12"), ("money", "12"), ("day", "soon"), ("text", 12), ("choice", ["a"]), ("choices", "a")],
)
def test_a_value_of_another_sort_is_refused_with_a_sentence(here: Office, type_: str, value: object) -> None:
    choices = ["a"] if type_ in custom_fields.LISTED else []
    custom_fields.add(here.desk, "lead", "Nm", type_, choices=choices)
    with pytest.raises(FieldProblems, match="not a value of Nm"):
        leads.add(here.desk, {"name": "Ana", "custom:Nm": value})


@pytest.mark.parametrize("name", ["Email", "e-mail", "Name", "first name", "look_again_on", "source"])
def test_a_field_is_not_called_as_one_that_every_book_has(here: Office, name: str) -> None:
    with pytest.raises(FieldProblems, match="Every book has a field"):
        custom_fields.add(here.desk, "lead", name, "text")
    other = custom_fields.add(here.desk, "lead", "Other", "text").new("custom_field")
    with pytest.raises(FieldProblems, match="Every book has a field"):
        custom_fields.change(here.desk, other, name=name)


def test_nor_in_the_language_of_the_book(here: Office) -> None:
    custom_fields.add(here.desk, "lead", "Ciudad", "text")
    settings.change(here.desk, language="es")
    with pytest.raises(FieldProblems):
        custom_fields.add(here.desk, "contact", "Ciudad", "text")

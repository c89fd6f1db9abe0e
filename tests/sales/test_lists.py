"""Lists: the same order for the first page as for all ids, whatever they are sorted and filtered by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book
from crmdesk.models.custom import CUSTOM_TYPES
from crmdesk.models.errors import DomainError
from crmdesk.sales import custom_fields, list_order, lists, records
from crmdesk.sales.fields import fields_of
from crmdesk.sales.lists import Condition, ListQuestion
from tests.sales.office import TODAY, Office

KINDS = ("opportunity", "lead", "contact", "company")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A book with a little of everything."""
    made = Office(tmp_path)
    for type_ in CUSTOM_TYPES:
        custom_fields.add(made.desk, "opportunity", f"My {type_}", type_, "company", ["Red", "Blue", "green"])
    acme, zeta = made.add("company", name="Ácme", city="Ávila"), made.add("company", name="zeta", kind="partner")
    people = [made.add("contact", name=name, company=acme) for name in ("Ana", "Álvaro", "zoe")]
    made.add(
        "lead",
        name="Íñigo",
        source=made.sources["Web"],
        status=made.statuses["Working - contacted"],
        owner=made.users["Zoe"],
    )
    made.add("lead", name="Luna", source=made.sources["Fair"], rating=3)
    stages, users = list(made.stages.values())[:4], [*made.users.values(), None]
    for number in range(24):
        made.opportunity(
            f"Sale {number % 7}",
            company=(acme, zeta, None)[number % 3],
            contact=people[number % 3] if number % 2 else None,
            stage=stages[number % 4],
            owner=users[number % 4],
            amount=(number * 7919) % 13 * 100 if number % 5 else None,
            expected_on=date(2026, 12, 1 + number % 9) if number % 4 else None,
            source=made.sources["Web"] if number % 3 == 0 else None,
            priority=number % 4,
            tags=["vip"] if number % 6 == 0 else [],
            **own_values(made, number, [acme, zeta]),
        )
    yield made
    book.close()


def own_values(made: Office, number: int, companies: list[int]) -> dict[str, Any]:
    """Something in every field of the office's own, nothing in some."""
    values = {
        "text": ["Árbol", "zorro", "ámbar"][number % 3],
        "long": f"line\n{number % 3}",
        "number": number % 5 - 1.5,
        "money": number * 7 % 5,
        "day": date(2026, 1, 1 + number % 7),
        "choice": ["Red", "Blue", "green"][number % 3],
        "choices": ["Red", "Blue"][: number % 3],
        "bool": number % 2 == 0,
        "link": companies[number % 2],
        "user": list(made.users.values())[number % 3],
    }
    return {f"custom:My {type_}": values[type_] for place, type_ in enumerate(CUSTOM_TYPES) if (number + place) % 4}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("descending", [False, True])
def test_the_first_page_is_the_beginning_of_all(office: Office, kind: str, descending: bool) -> None:
    for field in fields_of(office.desk, kind):
        if not list_order.can_sort(office.desk, kind, field.name):
            continue
        asked = ListQuestion(order=field.name, descending=descending)
        whole = lists.ids(office.desk, kind, asked)
        assert len(whole) == lists.count(office.desk, kind, asked)
        for limit in (1, 7, 100):
            assert lists.first_ids(office.desk, kind, asked, limit) == whole[:limit], field.name
            some = ListQuestion(order=field.name, descending=descending, text="a", only=tuple(whole))
            found = lists.ids(office.desk, kind, some)
            assert lists.first_ids(office.desk, kind, some, limit) == found[:limit], field.name


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_values_come_last_in_both_directions(office: Office, kind: str) -> None:
    for field in fields_of(office.desk, kind):
        if not list_order.can_sort(office.desk, kind, field.name):
            continue
        for descending in (False, True):
            found = lists.ids(office.desk, kind, ListQuestion(order=field.name, descending=descending))
            rows = lists.rows(office.desk, kind, found)
            client = kind == "opportunity" and field.name == "company"  # sorted by the client, company or person
            known = [row[field.name] is not None or (client and row["contact"] is not None) for row in rows]
            assert known == sorted(known, reverse=True), (field.name, descending)


def test_links_are_sorted_by_what_people_read(office: Office) -> None:
    found = lists.ids(office.desk, "opportunity", ListQuestion(order="owner"))
    owners = [row["owner"] for row in lists.rows(office.desk, "opportunity", found)]
    assert list(dict.fromkeys(owners)) == ["Ana", "Óscar", "Zoe", None], "Ó beside O, nobody last"


def test_stages_are_sorted_by_their_place(office: Office) -> None:
    found = lists.ids(office.desk, "opportunity", ListQuestion(order="stage"))
    stages = [row["stage"] for row in lists.rows(office.desk, "opportunity", found)]
    assert list(dict.fromkeys(stages)) == ["First contact", "Qualified", "Proposal", "Negotiation"]


def test_statuses_are_sorted_by_how_far_they_are(office: Office) -> None:
    found = lists.ids(office.desk, "lead", ListQuestion(order="status"))
    assert [row["status"] for row in lists.rows(office.desk, "lead", found)] == [
        "Open - not contacted", "Working - contacted"
    ]  # fmt: skip


def test_tags_are_not_sorted_by(office: Office) -> None:
    with pytest.raises(DomainError, match="cannot be sorted"):
        lists.ids(office.desk, "opportunity", ListQuestion(order="tags"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("tags", "=", "vip"), 4),
        (Condition("tags", "!=", "vip"), 20),
        (Condition("owner", "=", None), 6),
        (Condition("owner", "=", "Óscar"), 6),
        (Condition("expected_on", ">=", TODAY), 18),
        (Condition("title", "~", "Sale 1"), 4),
        (Condition("amount", "=", None), 5),
    ],
)
def test_conditions(office: Office, condition: Condition, expected: int) -> None:
    asked = ListQuestion(conditions=(condition,))
    assert lists.count(office.desk, "opportunity", asked) == expected
    assert len(lists.ids(office.desk, "opportunity", asked)) == expected


def test_a_link_is_asked_for_by_name_or_id(office: Office) -> None:
    by_name = ListQuestion(conditions=(Condition("owner", "=", "Zoe"),))
    by_id = ListQuestion(conditions=(Condition("owner", "=", office.users["Zoe"]),))
    assert lists.ids(office.desk, "opportunity", by_name) == lists.ids(office.desk, "opportunity", by_id)


def test_an_unknown_operator_is_refused(office: Office) -> None:
    with pytest.raises(DomainError, match="not one of"):
        lists.ids(office.desk, "lead", ListQuestion(conditions=(Condition("name", "like", "x"),)))


def test_the_trash_is_a_list_of_its_own(office: Office) -> None:
    first = lists.ids(office.desk, "lead", ListQuestion())[0]
    records.trash(office.desk, "lead", [first])
    assert lists.ids(office.desk, "lead", ListQuestion(trashed=True)) == [first]
    assert first not in lists.ids(office.desk, "lead", ListQuestion())


def test_many_ids_are_chosen_from(office: Office) -> None:
    whole = lists.ids(office.desk, "opportunity", ListQuestion())
    asked = ListQuestion(only=tuple(whole[:5]) + tuple(range(1, 1000)))
    assert lists.ids(office.desk, "opportunity", asked) == whole[:5]

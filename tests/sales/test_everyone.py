"""Everyone: leads, contacts and companies in one list, asked like any other."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crmdesk.exchange import plain
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.sales import activities, everyone, lists, records, undoing
from crmdesk.sales.lists import Condition, ListQuestion, ListRow
from tests.sales.office import TODAY, Office

KIND = "everyone"


def names(office: Office, **asked: Any) -> list[str]:
    found = lists.ids(office.desk, KIND, ListQuestion(**asked))
    return [row["name"] for row in lists.rows(office.desk, KIND, found)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    norte = made.add("company", name="Norte", city="León", email="norte@office.example")
    made.add("contact", name="Óscar Ruiz", company=norte, city="Cádiz", tags=["vip"])
    lead = made.add("lead", name="Ana Soto", company="Sur", owner=made.users["Zoe"], phone="+34911234567")
    activities.plan(made.desk, {"type": "call", "done_on": TODAY - timedelta(days=3), "lead": lead})
    return made


def test_leads_contacts_and_companies_are_one_list(office: Office) -> None:
    found = lists.ids(office.desk, KIND, ListQuestion(order="name"))
    rows = lists.rows(office.desk, KIND, found)
    assert [(row["kind"], row["name"], row["company"]) for row in rows] == [
        ("lead", "Ana Soto", "Sur"), ("company", "Norte", None), ("contact", "Óscar Ruiz", "Norte"),
    ]  # fmt: skip
    assert rows[0]["last_contact"] == TODAY - timedelta(days=3)
    assert (rows[0]["owner"], rows[2]["tags"], rows[1]["tags"]) == ("Zoe", ["vip"], [])
    assert lists.count(office.desk, KIND, ListQuestion()) == 3
    assert everyone.kinds_of(office.desk, found) == dict(zip(found, ("lead", "company", "contact"), strict=True))


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Condition("kind", "=", "lead"), ["Ana Soto"]),
        (Condition("kind", "!=", "lead"), ["Norte", "Óscar Ruiz"]),
        (Condition("company", "=", "norte"), ["Óscar Ruiz"]),
        (Condition("company", "=", None), ["Norte"]),
        (Condition("owner", "=", "Zoe"), ["Ana Soto"]),
        (Condition("tags", "=", "vip"), ["Óscar Ruiz"]),
        (Condition("city", "~", "diz"), ["Óscar Ruiz"]),
        (Condition("last_contact", "=", None), ["Norte", "Óscar Ruiz"]),
        (Condition("last_contact", "!=", None), ["Ana Soto"]),
        (Condition("last_contact", ">=", TODAY - timedelta(days=3)), ["Ana Soto"]),
        (Condition("last_contact", "<", TODAY - timedelta(days=3)), []),
    ],
)
def test_the_list_is_narrowed(office: Office, condition: Condition, found: list[str]) -> None:
    assert names(office, conditions=(condition,), order="name") == found
    assert lists.count(office.desk, KIND, ListQuestion(conditions=(condition,))) == len(found)


def test_a_search_goes_over_all_of_them(office: Office) -> None:
    assert names(office, text="norte", order="name") == ["Norte", "Óscar Ruiz"]
    assert names(office, text="911 234", order="name") == ["Ana Soto"]
    with pytest.raises(DomainError):
        names(office, conditions=(Condition("kind", "=", "nobody"),))


def _by(name: str) -> Callable[[ListRow], Any]:
    return lambda row: fold(row[name]) if isinstance(row[name], str) else row[name]


@pytest.mark.parametrize("order", ["name", "kind", "company", "email", "phone", "city", "owner", "last_contact"])
@pytest.mark.parametrize("descending", [False, True])
def test_every_column_sorts_and_the_first_page_is_the_same(office: Office, order: str, descending: bool) -> None:
    chance = random.Random(order)
    for number in range(40):
        kind = chance.choice(everyone.KINDS)
        values: dict[str, Any] = {
            "name": chance.choice("ABCÁÉxyz") + str(number),
            "city": chance.choice(["León", None]),
        }
        values |= {
            "email": chance.choice([None, f"a{number}@b.example"]),
            "owner": chance.choice([None, *office.users.values()]),
        }
        record = office.add(kind, **values)
        if chance.random() < 0.5:
            done = TODAY - timedelta(days=chance.randint(0, 9))
            activities.plan(office.desk, {"type": "call", "done_on": done, kind: record})
    asked = ListQuestion(order=order, descending=descending)
    found = lists.ids(office.desk, KIND, asked)
    assert len(found) == len(set(found)) == 43
    assert lists.first_ids(office.desk, KIND, asked, 50) == found
    assert lists.first_ids(office.desk, KIND, asked, 11) == found[:11]
    keys = [_by(order)(row) for row in lists.rows(office.desk, KIND, found)]
    known = [key for key in keys if key is not None]
    assert keys[: len(known)] == known, "unknown ones come last"
    if order != "kind":
        assert known == sorted(known, reverse=descending)


def test_acting_on_several_kinds_is_one_step(office: Office) -> None:
    desk = office.desk
    found = lists.ids(desk, KIND, ListQuestion(order="name"))
    everyone.save_all(desk, found, {"owner": office.users["Ana"]})
    everyone.change_tags(desk, found, ["fair"])
    assert {tuple(row["tags"]) for row in lists.rows(desk, KIND, found)} == {("fair",), ("fair", "vip")}
    everyone.trash(desk, found)
    assert names(office) == []
    assert set(lists.ids(desk, KIND, ListQuestion(trashed=True))) == set(found)
    everyone.restore(desk, found[:1])
    assert names(office) == ["Ana Soto"]
    for _step in range(4):
        undoing.undo(desk)
    assert [row["owner"] for row in lists.rows(desk, KIND, found)] == ["Zoe", "Ana", "Ana"]


def test_the_command_line_has_the_same_list(office: Office) -> None:
    asked = ListQuestion(conditions=plain.conditions(office.desk, KIND, ["kind = contact"]))
    (row,) = plain.records(office.desk, KIND, asked, ["kind", "name", "company", "last_contact"])
    assert row == {"kind": "contact", "name": "Óscar Ruiz", "company": "Norte", "last_contact": None}


def test_one_that_is_gone_is_refused_and_nothing_is_written(office: Office) -> None:
    found = lists.ids(office.desk, KIND, ListQuestion(order="name"))
    records.trash(office.desk, "company", [found[1]])
    with pytest.raises(DomainError):
        everyone.save_all(office.desk, found, {"owner": office.users["Ana"]})
    assert lists.rows(office.desk, KIND, [found[0]])[0]["owner"] == "Zoe"

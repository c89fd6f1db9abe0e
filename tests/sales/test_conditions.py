"""What lists are narrowed to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book
from crmdesk.models.errors import DomainError
from crmdesk.sales import lists
from crmdesk.sales.conditions import Condition
from crmdesk.sales.lists import ListQuestion
from tests.sales.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = Office(tmp_path)
    pro = found.add("product", name="GTX Pró")
    found.opportunity("A", product=pro, tags=["Año"], owner=found.users["Óscar"])
    found.opportunity("B", owner=None)
    yield found
    book.close()


def titles(office: Office, field: str, operator: str, value: Any) -> str:
    wanted = lists.ids(office.desk, "opportunity", ListQuestion(conditions=(Condition(field, operator, value),)))
    return "".join(sorted(str(row["title"]) for row in lists.rows(office.desk, "opportunity", wanted)))


@pytest.mark.parametrize(
    ("field", "operator", "value", "found"),
    [
        ("product", "=", None, "B"),
        ("product", "!=", None, "A"),
        ("tags", "=", None, "B"),
        ("tags", "!=", None, "A"),
        ("product", "=", "gtx pro", "A"),
        ("product", "!=", "GTX PRO", "B"),
        ("product", "~", "pro", "A"),
        ("tags", "=", "ano", "A"),
        ("tags", "~", "AÑ", "A"),
        ("tags", "!=", "año", "B"),
        ("stage", "=", "FIRST CONTACT", "AB"),
        ("stage", "~", "contac", "AB"),
        ("owner", "=", "oscar", "A"),
        ("owner", "!=", "oscar", "B"),
        ("state", "=", "open", "AB"),
    ],
)
def test_conditions_find(office: Office, field: str, operator: str, value: Any, found: str) -> None:
    assert titles(office, field, operator, value) == found


@pytest.mark.parametrize(
    ("field", "operator", "value", "sentence"),
    [
        ("tags", "<", "a", "“<” does not fit Tags. Use one of: =, !=, ~."),
        ("product", ">=", "a", "“>=” does not fit Product. Use one of: =, !=, ~."),
        ("state", "=", "nope", "“nope” is not one of: open, won, lost."),
        ("state", ">", "open", "“>” does not fit State. Use one of: =, !=."),
        ("title", "=", "a\ud800", "Title has characters that cannot be kept. Type it again."),
        ("amount", "<", None, "“<” does not fit Amount. Use one of: =, !=."),
    ],
)
def test_what_fits_no_field_is_a_sentence(office: Office, field: str, operator: str, value: Any, sentence: str) -> None:
    with pytest.raises(DomainError) as refused:
        titles(office, field, operator, value)
    assert str(refused.value) == sentence

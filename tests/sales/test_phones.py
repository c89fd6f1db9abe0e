"""Phone numbers are kept in one form, however they are typed, and shown as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.exchange import importing
from crmdesk.exchange.csv_read import read_table
from crmdesk.sales import lists, phones, records, search, settings
from crmdesk.sales.lists import Condition, ListQuestion
from tests.sales.office import Office


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("55 1234 5678", "MX", "+525512345678"),
        ("+52 (55) 1234-5678", "ES", "+525512345678"),
        ("+52 1 55 1234 5678", "MX", "+525512345678"),
        ("91 123 45 67", "ES", "+34911234567"),
        ("0034 911 23 45 67", "ES", "+34911234567"),
        ("011 15-2345-6789", "AR", "+5491123456789"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("91 123 45 67", "", "91 123 45 67"),
        ("+34 911 234 567 ext. 12", "ES", "+34 911 234 567 ext. 12"),
        ("911234567 (Ana)", "ES", "911234567 (Ana)"),
        ("123", "ES", "123"),
        ("ask at the desk", "ES", "ask at the desk"),
    ],
)
def test_a_number_is_kept_in_one_form_where_it_can_be(typed: str, country: str, kept: str) -> None:
    assert phones.stored(typed, country) == kept
    assert phones.stored(kept, country) == kept


@pytest.mark.parametrize(
    ("kept", "country", "shown"),
    [
        ("+525512345678", "MX", "55 1234 5678"),
        ("+525512345678", "ES", "+52 55 1234 5678"),
        ("+34911234567", "ES", "911 23 45 67"),
        ("+34911234567", "", "+34 911 23 45 67"),
        ("by mail only", "ES", "by mail only"),
        (None, "ES", ""),
    ],
)
def test_a_number_is_shown_as_people_of_the_office_write_it(kept: str | None, country: str, shown: str) -> None:
    assert phones.shown(kept, country) == shown


@given(st.text(max_size=30), st.sampled_from(["", "ES", "MX", "US"]))
def test_whatever_is_typed_is_kept_and_stays_what_it_is(typed: str, country: str) -> None:
    kept = phones.stored(typed, country)
    assert phones.stored(kept, country) == kept
    assert phones.stored(phones.shown(kept, country), country) == kept


@pytest.mark.parametrize(
    ("currency", "language", "country"),
    [("MXN", "es", "MX"), ("EUR", "es", "ES"), ("EUR", "en", ""), ("XOF", "en", "")],
)
def test_the_country_of_an_office_is_guessed(currency: str, language: str, country: str) -> None:
    assert phones.guessed_country(currency, language) == country


def test_form_bulk_and_file_keep_a_number_alike(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    settings.change(desk, country="mx")
    typed = office.add("contact", name="Ana", phone="55 1234 5678")
    other = office.add("contact", name="Eva")
    records.save_all(desk, "contact", [other], {"phone": "(55) 1234-5678"})
    file = tmp_path / "people.csv"
    file.write_text("name,phone,phones\nIvo,55-1234-5678,55 8765 4321 (home)\n", "utf-8")
    mapping = {"name": "name", "phone": "phone", "phones": "phones"}
    importing.commit(desk, importing.plan(desk, read_table(file), "contact", mapping))
    rows = lists.rows(desk, "contact", lists.ids(desk, "contact", ListQuestion()))
    assert {row["phone"] for row in rows} == {"+525512345678"}
    assert [one.value for row in rows for one in row["phones"]] == ["+525587654321"]
    assert {hit.id for hit in search.find(desk, "55 1234 5678")} == {
        hit.id for hit in search.find(desk, "+52 55 12345678")
    }
    assert {typed, other} < {hit.id for hit in search.find(desk, "55 1234 5678")}
    assert [hit.name for hit in search.find(desk, "87654321")] == ["Ivo"]
    found = lists.ids(desk, "contact", ListQuestion(conditions=(Condition("phones", "~", "8765"),)))
    assert [row["name"] for row in lists.rows(desk, "contact", found)] == ["Ivo"]

"""What a text, a year and a setting may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.sales import bulk, office, records, settings, stages
from tests.book_fixture import whole_book
from tests.sales.office import Office

ODD = ["a\x00b", "a\x07b", "a\x7fb", "a\ud800b", "a\nb"]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def refused(action: Callable[[], Any]) -> str:
    before = whole_book()
    with pytest.raises(DomainError) as problem:
        action()
    assert whole_book() == before
    return str(problem.value)


@pytest.mark.parametrize("odd", ODD)
def test_no_name_has_characters_that_cannot_be_kept(small: Office, odd: str) -> None:
    desk, company = small.desk, small.add("company", name="Acme")
    pipeline = stages.pipelines()[0].id
    words = {"en.lead": {"one": odd, "many": "x", "feminine": False}}
    for action in (
        lambda: office.add_value(desk, "source", odd),
        lambda: office.save_value(desk, "reason", next(iter(small.reasons.values())), name=odd),
        lambda: stages.add(desk, pipeline, odd),
        lambda: stages.add_pipeline(desk, odd, []),
        lambda: stages.rename_pipeline(desk, pipeline, odd),
        lambda: records.save(desk, "company", company, {"tags": [odd]}),
        lambda: bulk.change_tags(desk, "company", [company], [odd]),
        lambda: settings.change(desk, name=odd),
        lambda: settings.change(desk, words=words),
    ):
        assert "has characters that cannot be kept" in refused(action)


@pytest.mark.parametrize("odd", ODD[:-1])
def test_no_text_has_them_either(small: Office, odd: str) -> None:
    assert "cannot be kept" in refused(lambda: records.add(small.desk, "company", {"name": odd}))
    assert "cannot be kept" in refused(lambda: records.add(small.desk, "company", {"name": "A", "description": odd}))


def test_a_word_holds_sixty_characters_and_is_not_empty(small: Office) -> None:
    for one, said in (("x" * 61, "Word holds 60 characters"), (" ", "Write the word")):
        words = {"en.lead": {"one": one, "many": "x", "feminine": False}}
        assert said in refused(lambda words=words: settings.change(small.desk, words=words))


def test_a_book_called_by_spaces_has_no_name(small: Office) -> None:
    settings.change(small.desk, name="   ")
    assert small.desk.settings.name == ""
    settings.change(small.desk, name=" Acme ")
    assert small.desk.settings.name == "Acme"


def test_a_book_speaks_a_language_that_there_is(small: Office) -> None:
    assert "“tlh” is not one of" in refused(lambda: settings.change(small.desk, language="tlh"))


@pytest.mark.parametrize("year", [-5, 0, 2200, 10**9])
def test_a_company_was_founded_in_a_year(small: Office, year: int) -> None:
    said = refused(lambda: records.add(small.desk, "company", {"name": "Acme", "founded": year}))
    assert said == "Founded is a year from 1 to 2199."
    small.add("company", name="Kongo Gumi", founded=578)


def test_nobody_switches_himself_off(small: Office) -> None:
    ana = small.users["Ana"]
    with pytest.raises(FieldProblems) as problem:
        office.save_value(small.desk, "user", ana, active=False)
    assert list(problem.value.problems) == ["active"]
    office.save_value(small.desk, "user", small.users["Zoe"], active=False)

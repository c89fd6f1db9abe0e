"""A column's texts become values, each distinct text once."""

from __future__ import annotations

from datetime import date

import pytest

from crmdesk.exchange.formats import DayFormat, Decimals, Problem, amounts, converter, days, parse_yes_no
from crmdesk.models.errors import DomainError


def test_each_text_is_read_once_and_blank_is_unknown():
    asked = []

    def parse(text: str) -> int:
        asked.append(text)
        return len(text)

    assert converter(["a", "bb", "a", "", "  "], parse) == {"a": 1, "bb": 2, "": None, "  ": None}
    assert sorted(asked) == ["a", "bb"]


def test_texts_that_do_not_fit_become_problems():
    found = days(["25/04/2024", "31/02/2024"], DayFormat.DMY)
    assert found["25/04/2024"] == date(2024, 4, 25)
    problem = found["31/02/2024"]
    assert isinstance(problem, Problem)
    assert str(problem.reason) == "“31/02/2024” is not a day."
    assert amounts(["5", "x"], Decimals.POINT, 2)["5"] == 500


@pytest.mark.parametrize("text", ["yes", "Sí", "SI", "true", "1", "x", "Verdadero"])
def test_yes(text):
    assert parse_yes_no(text) is True


@pytest.mark.parametrize("text", ["no", "N", "False", "0", "falso"])
def test_no(text):
    assert parse_yes_no(text) is False


def test_neither():
    with pytest.raises(DomainError, match="neither yes nor no"):
        parse_yes_no("maybe")

"""Numbers are read by what the whole column says, exactly, and nothing is rounded."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.numbers import (
    AmbiguousNumbers,
    Decimals,
    MixedNumbers,
    currency_marks,
    decide_numbers,
    parse_amount_minor,
    parse_integer,
    parse_percent,
)
from crmdesk.models.errors import DomainError

COMMA, POINT = Decimals.COMMA, Decimals.POINT


@pytest.mark.parametrize(
    ("text", "decimal", "exponent", "minor"),
    [
        ("1054", POINT, 2, 105400),
        ("1.054,00", COMMA, 2, 105400),
        ("1.054", COMMA, 2, 105400),
        ("1,054.00", POINT, 2, 105400),
        ("1 054,00", COMMA, 2, 105400),
        ("1\u00a0054,5", COMMA, 2, 105450),
        ("1\u202f234\u202f567,89", COMMA, 2, 123456789),
        ("1'054.00", POINT, 2, 105400),
        ("1’054.00", POINT, 2, 105400),
        ("$1,200", POINT, 2, 120000),
        ("€ 5", COMMA, 2, 500),
        ("5 €", COMMA, 2, 500),
        ("MX$1,200.50", POINT, 2, 120050),
        ("1,200.50 USD", POINT, 2, 120050),
        ("EUR 1.200,50", COMMA, 2, 120050),
        ("-5", POINT, 2, -500),
        ("−5", POINT, 2, -500),
        ("5-", POINT, 2, -500),
        ("(5)", POINT, 2, -500),
        ("-$5.25", POINT, 2, -525),
        ("$-5.25", POINT, 2, -525),
        ("+5", POINT, 2, 500),
        ("0", POINT, 2, 0),
        ("007", POINT, 2, 700),
        (",50", COMMA, 2, 50),
        ("1100.0400", POINT, 2, 110004),
        ("12.345,678", COMMA, 3, 12345678),
        ("12.345", COMMA, 0, 12345),
        ("10000000000000", POINT, 2, 10**15),
    ],
)
def test_an_amount_is_read_exactly(text, decimal, exponent, minor):
    assert parse_amount_minor(text, decimal, exponent) == minor


@pytest.mark.parametrize(
    ("text", "decimal", "part"),
    [
        ("1e9", POINT, "“1e9” is written with an exponent"),
        ("1,5E+06", COMMA, "with an exponent"),
        ("12.345,678", COMMA, "has 3 decimals, and 2 can be kept"),
        ("1.054", POINT, "has 3 decimals"),
        ("10000000000000.01", POINT, "too large"),
        ("9" * 50, POINT, "too large"),
        ("9" * 10_000, POINT, "is not an amount"),
        ("12,34.5", POINT, "is not an amount"),
        ("1.2.3", POINT, "is not an amount"),
        ("1,054.00", COMMA, "is not an amount"),
        ("5.", POINT, "is not an amount"),
        ("--5", POINT, "is not an amount"),
        ("(-5)", POINT, "is not an amount"),
        ("$5 €", POINT, "is not an amount"),
        ("25%", POINT, "is not an amount"),
        ("nan", POINT, "is not an amount"),
        ("inf", POINT, "is not an amount"),
        ("0x10", POINT, "is not an amount"),
        ("1_000", POINT, "is not an amount"),
        ("²", POINT, "is not an amount"),
        ("٥", POINT, "is not an amount"),
        ("five", POINT, "is not an amount"),
    ],
)
def test_what_is_no_amount_is_refused_in_one_sentence(text, decimal, part):
    with pytest.raises(DomainError) as caught:
        parse_amount_minor(text, decimal, 2)
    assert part in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("values", "decision"),
    [
        (["1.054,00", "1.054", "7"], COMMA),
        (["1,054.00", "1,054"], POINT),
        (["1.054.000"], COMMA),
        (["1,5", "1.234"], COMMA),
        (["1100.04", "251.41"], POINT),
        (["12 345,678"], COMMA),
        (["0,123"], COMMA),
        (["1054,000"], COMMA),
        (["1'054.25"], POINT),
        (["5", "1200", "", "n/a", "1.2.3"], POINT),
        ([], POINT),
    ],
)
def test_one_value_decides_the_column(values, decision):
    assert decide_numbers(values) is decision


def test_a_column_that_allows_both_is_asked_for_with_its_own_examples():
    decision = decide_numbers(["12,345", "12,345", "$1.200", "7"])
    assert decision == AmbiguousNumbers((("12,345", "12.345", "12345"), ("$1.200", "1200", "1.2")), differ=3)


def test_a_column_with_evidence_for_both_is_asked_for():
    decision = decide_numbers(["1.054,00", "1,5", "1.25"])
    assert decision == MixedNumbers((COMMA, POINT), (("1.054,00", "1,5"), ("1.25",)), (2, 1))


def _written(minor: int, exponent: int, decimal: Decimals, spacer: str) -> str:
    whole, rest = divmod(abs(minor), 10**exponent)
    text = f"{whole:,}".replace(",", spacer)
    if exponent:
        text += ("," if decimal is COMMA else ".") + f"{rest:0{exponent}d}"
    return "-" + text if minor < 0 else text


@given(
    amounts=st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=30),
    exponent=st.sampled_from([0, 2, 3]),
    decimal=st.sampled_from(Decimals),
    spaced=st.sampled_from(["", " ", "\u00a0", "'", "other"]),
)
def test_a_written_column_is_decided_and_read_back_or_asked_for(amounts, exponent, decimal, spaced):
    other = "." if decimal is COMMA else ","
    column = [_written(minor, exponent, decimal, other if spaced == "other" else spaced) for minor in amounts]
    decision = decide_numbers(column)
    if isinstance(decision, AmbiguousNumbers):
        decision = decimal  # as the person answers
    assert isinstance(decision, Decimals)
    assert [parse_amount_minor(text, decision, exponent) for text in column] == amounts


@given(st.text(max_size=80) | st.text("0123456789.,-+ ()€$'e%", max_size=20), st.sampled_from(Decimals))
def test_any_text_is_an_amount_or_refused(text, decimal):
    decide_numbers([text])
    try:
        found = parse_amount_minor(text, decimal, 2)
    except DomainError:
        return
    assert abs(found) <= 10**15


def test_percentages():
    assert parse_percent("25 %", POINT) == 25
    assert parse_percent("62,5%", COMMA, places=1) == 625
    assert parse_percent("21", POINT, places=2) == 2100
    for text in ("62.5", "a lot", "5 €"):
        with pytest.raises(DomainError):
            parse_percent(text, POINT)


def test_whole_numbers():
    assert parse_integer("1.996", COMMA) == 1996
    assert parse_integer("2822.0", POINT) == 2822
    assert parse_integer("-3", POINT) == -3
    with pytest.raises(DomainError, match="not a whole number"):
        parse_integer("2.5", POINT)
    with pytest.raises(DomainError, match="is not a number"):
        parse_integer("5 %", POINT)


def test_currencies_beside_the_numbers_are_counted():
    assert currency_marks(["5 €", "6 €", "USD 7", "8", "x"]) == {"€": 2, "USD": 1}


def test_the_spanish_spreadsheet_says_the_same_amounts_as_the_original(samples: Path):
    spanish = [row[7] for row in read_table(samples / "maven-es" / "oportunidades.csv").rows]
    original = [row[7] for row in read_table(samples / "maven" / "sales_pipeline.csv").rows]
    assert decide_numbers(spanish) is COMMA
    assert decide_numbers(original) is POINT
    pairs = [(here, there) for here, there in zip(spanish, original, strict=True) if here or there]
    assert all(parse_amount_minor(a, COMMA, 2) == parse_amount_minor(b, POINT, 2) for a, b in pairs)

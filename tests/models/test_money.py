"""Money: whole minor units, decimals only at the edge, rounded once."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.models.money import MOST_MINOR, exponent, round_half_even, share, to_decimal_text

AMOUNTS = st.integers(-MOST_MINOR, MOST_MINOR)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (-1234567, "EUR", "-12345.67"),
        (5, "EUR", "0.05"),
        (-5, "USD", "-0.05"),
        (0, "MXN", "0.00"),
        (1500, "JPY", "1500"),
        (-1500, "CLP", "-1500"),
        (1, "KWD", "0.001"),
        (MOST_MINOR, "EUR", "10000000000000.00"),
    ],
)
def test_decimal_text(minor: int, currency: str, text: str) -> None:
    assert to_decimal_text(minor, currency) == text


@given(AMOUNTS, st.sampled_from(["EUR", "JPY", "KWD"]))
def test_decimal_text_loses_nothing(minor: int, currency: str) -> None:
    assert Decimal(to_decimal_text(minor, currency)).scaleb(exponent(currency)) == minor


@given(AMOUNTS, st.integers(0, 100))
def test_a_share_is_rounded_half_even(minor: int, percent: int) -> None:
    exact = Decimal(minor) * percent / 100
    assert share(minor, percent) == int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))


@pytest.mark.parametrize(("number", "rounded"), [(1, 0), (3, 2), (5, 2), (-1, 0), (-3, -2), (4, 2)])
def test_halves_go_to_the_even_neighbour(number: int, rounded: int) -> None:
    assert round_half_even(number, 2) == rounded

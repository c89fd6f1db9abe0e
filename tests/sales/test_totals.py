"""What lines come to: to the cent, and refused where nobody can be offered it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.models.errors import DomainError
from crmdesk.sales import totals
from crmdesk.sales.lines import LineRow
from crmdesk.sales.totals import Tax


def line(price: int | None, quantity: int = 1000, discount: int = 0, tax: int | None = None) -> LineRow:
    return LineRow(1, None, "Chair", None, None, quantity, price, discount, tax)


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "total"),
    [
        (1000, 1999, 0, 1999),
        (2500, 1999, 0, 4998),  # 4997.5
        (3000, 333, 1000, 899),  # 899.1
        (1000, 5, 5000, 3),  # 2.5
        (1000, -5, 5000, -3),
        (1000, 12345, 10000, 0),
        (1000, None, 0, None),
    ],
)
def test_a_line_is_rounded_half_up(quantity: int, price: int | None, discount: int, total: int | None) -> None:
    assert totals.line_total(quantity, price, discount) == total


def test_the_net_is_the_sum_of_rounded_lines_and_tax_is_by_rate() -> None:
    found = totals.of([line(333, tax=1600), line(333, tax=1600), line(1005, tax=800), line(100), line(None, tax=1600)])
    assert found.net_minor == 333 + 333 + 1005 + 100
    assert found.taxes == (Tax(800, 1005, 80), Tax(1600, 666, 107))  # of 666, not 53 + 53
    assert (found.tax_minor, found.total_minor, found.unpriced) == (187, 1958, 1)


@given(st.integers(0, 10**9), st.integers(-(10**9), 10**9), st.integers(0, 10_000))
def test_a_line_is_what_decimals_say(quantity: int, price: int, discount: int) -> None:
    exact = Decimal(quantity) / 1000 * price * (10_000 - discount) / 10_000
    assert totals.line_total(quantity, price, discount) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([line(100), line(-101)], "below zero"),
        ([line(10**15), line(1)], "too large"),
        ([line(10**15, tax=1)], "too large"),
        ([line(1)] * 10_001, "10000 lines"),
    ],
)
def test_absurd_totals_are_refused(lines: list[LineRow], said: str) -> None:
    with pytest.raises(DomainError, match=said):
        totals.refuse(totals.of(lines))

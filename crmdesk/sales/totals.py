"""What lines come to: each line rounded, then added up, and each rate's tax on what its lines come to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from crmdesk.models.errors import DomainError
from crmdesk.models.money import MOST_MINOR
from crmdesk.texts import msg

MOST_LINES = 10_000
MOST_QUANTITY = 10**12
"""In thousandths: a thousand million units."""
_WHOLE = 1000 * 10_000  # thousandths of a unit, hundredths of a percent


class Priced(Protocol):
    """What a line's total is made of, as `models.opportunities.Line` keeps it."""

    @property
    def quantity(self) -> int: ...
    @property
    def price_minor(self) -> int | None: ...
    @property
    def discount(self) -> int: ...
    @property
    def tax(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax of one rate.

    Attributes:
        rate: hundredths of a percent.
        base_minor: what the lines of this rate come to.
    """

    rate: int
    base_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What lines come to, in minor units.

    Attributes:
        taxes: by rate, the smallest first; lines without a tax are in none.
        unpriced: how many lines have no price yet; they add nothing.
    """

    lines: int = 0
    net_minor: int = 0
    taxes: tuple[Tax, ...] = ()
    unpriced: int = 0

    @property
    def tax_minor(self) -> int:
        return sum(tax.tax_minor for tax in self.taxes)

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor


def line_total(quantity: int, price_minor: int | None, discount: int) -> int | None:
    """Quantity by price less the discount, halves rounded away from nothing; None without a price.

    Args:
        quantity: thousandths of a unit.
        discount: hundredths of a percent.
    """
    return None if price_minor is None else _half_up(quantity * price_minor * (10_000 - discount), _WHOLE)


def of(lines: Iterable[Priced]) -> Totals:
    """Add lines up."""
    count = net = unpriced = 0
    bases: dict[int, int] = {}
    for line in lines:
        count += 1
        total = line_total(line.quantity, line.price_minor, line.discount)
        if total is None:
            unpriced += 1
            continue
        net += total
        if line.tax is not None:
            bases[line.tax] = bases.get(line.tax, 0) + total
    taxes = tuple(Tax(rate, base, _half_up(base * rate, 10_000)) for rate, base in sorted(bases.items()))
    return Totals(count, net, taxes, unpriced)


def refuse(totals: Totals) -> None:
    """Refuse what nobody can be offered.

    Raises:
        DomainError: too many lines, a total below nothing, or one too large to be exact.
    """
    if totals.lines > MOST_LINES:
        raise DomainError(msg("{most} lines at the most; this would make {n}.", most=MOST_LINES, n=totals.lines))
    if totals.net_minor < 0 or totals.total_minor < 0:
        raise DomainError(msg("The total would be below zero. Lower the discounts, or take a negative line out."))
    if max(totals.net_minor, totals.total_minor) > MOST_MINOR:
        raise DomainError(msg("The total is too large. Look at quantities and prices again."))


def _half_up(numerator: int, denominator: int) -> int:
    """The quotient as a whole number, halves away from nothing, without floating point."""
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size

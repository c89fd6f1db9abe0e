"""Where a product was offered and won: the opportunities and quotes that have a line of it, with counts and sums.

What counts of an opportunity are the lines of its accepted quotes (`quotes.accepted`), and its own where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.opportunities import Opportunity, OpportunityLine
from crmdesk.models.pipeline import OPEN, WON
from crmdesk.models.quotes import ACCEPTED, Quote, QuoteLine
from crmdesk.sales import quotes, totals
from crmdesk.sales.access import seen, visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.quotes import DECIDED


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the records with a line of a product.

    Attributes:
        ids: the newest first.
        units: thousandths.
        amount_minor: what those lines come to, without taxes.
    """

    ids: tuple[int, ...] = ()
    units: int = 0
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """Where a product was offered: opportunities by what became of them, and quotes."""

    open: Group
    won: Group
    lost: Group
    quotes: Group
    accepted: Group


def of_product(desk: Desk, product: int) -> Offered:
    """Where a product was offered and won."""
    if not seen(desk, "product", [product]):
        nothing = Group()
        return Offered(nothing, nothing, nothing, nothing, nothing)
    sold = [*_accepted(desk, product), *_own(desk, product)]
    quoted = _quoted(desk, product)
    return Offered(
        _group(row for row in sold if row[1] == OPEN),
        _group(row for row in sold if row[1] == WON),
        _group(row for row in sold if row[1] not in (OPEN, WON)),
        _group(quoted),
        _group(row for row in quoted if row[1] == ACCEPTED),
    )


_Rows = list[tuple[Any, ...]]
"""(record, its state, quantity, price, discount) of each line of the product."""


def _accepted(desk: Desk, product: int) -> _Rows:
    """The lines of the accepted quotes that count, by their opportunities."""
    sold = QuoteLine.select(Quote.opportunity).join(Quote).where(QuoteLine.product == product, Quote.status == ACCEPTED)
    counted = quotes.accepted(desk, {sale for (sale,) in plain_tuples(sold)})
    query = QuoteLine.select(Opportunity.id, Opportunity.state, *_amounts(QuoteLine)).join(Quote).join(Opportunity)
    query = query.where(QuoteLine.product == product, in_ids(Quote.id, counted), visible(desk, Opportunity))
    return list(plain_tuples(query))


def _own(desk: Desk, product: int) -> _Rows:
    """The lines of the opportunities without an accepted quote."""
    query = OpportunityLine.select(Opportunity.id, Opportunity.state, *_amounts(OpportunityLine)).join(Opportunity)
    sold = Quote.select(Quote.opportunity).where(Quote.status == ACCEPTED, visible(desk, Quote))
    others = Opportunity.id.not_in(sold)
    return list(plain_tuples(query.where(OpportunityLine.product == product, others, visible(desk, Opportunity))))


def _quoted(desk: Desk, product: int) -> _Rows:
    """The lines of the quotes that the clients have: no drafts, and of revisions the last."""
    query = QuoteLine.select(Quote.id, Quote.status, *_amounts(QuoteLine)).join(Quote)
    query = query.where(QuoteLine.product == product, Quote.status.in_(DECIDED), visible(desk, Quote))
    return list(plain_tuples(query))


def _amounts(table: Any) -> tuple[Any, ...]:
    return table.quantity, table.price_minor, table.discount


def _group(rows: Iterable[tuple[Any, ...]]) -> Group:
    known = sorted(rows, key=itemgetter(0), reverse=True)
    amount = sum(totals.line_total(quantity, price, off) or 0 for _id, _state, quantity, price, off in known)
    return Group(tuple(dict.fromkeys(row[0] for row in known)), sum(row[2] for row in known), amount)

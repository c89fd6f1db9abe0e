"""Where a product was offered and won: the opportunities and quotes that have a line of it, with counts and sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crmdesk.models.database import plain_tuples
from crmdesk.models.opportunities import Opportunity, OpportunityLine
from crmdesk.models.pipeline import OPEN, WON
from crmdesk.models.quotes import ACCEPTED, Quote, QuoteLine
from crmdesk.sales import totals
from crmdesk.sales.access import seen, visible
from crmdesk.sales.desk import Desk


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
    sold = _lines(OpportunityLine, OpportunityLine.opportunity, Opportunity, Opportunity.state, desk, product)
    quoted = _lines(QuoteLine, QuoteLine.quote, Quote, Quote.status, desk, product)
    return Offered(
        _group(row for row in sold if row[1] == OPEN),
        _group(row for row in sold if row[1] == WON),
        _group(row for row in sold if row[1] not in (OPEN, WON)),
        _group(quoted),
        _group(row for row in quoted if row[1] == ACCEPTED),
    )


def _lines(table: Any, link: Any, holder: Any, state: Any, desk: Desk, product: int) -> list[tuple[Any, ...]]:
    """(record, its state, quantity, price, discount) of each line of the product."""
    query = table.select(holder.id, state, table.quantity, table.price_minor, table.discount)
    query = query.join(holder, on=(link == holder.id)).where(table.product == product, visible(desk, holder))
    return list(plain_tuples(query.order_by(holder.id.desc())))


def _group(rows: Iterable[tuple[Any, ...]]) -> Group:
    known = list(rows)
    amount = sum(totals.line_total(quantity, price, off) or 0 for _id, _state, quantity, price, off in known)
    return Group(tuple(dict.fromkeys(row[0] for row in known)), sum(row[2] for row in known), amount)

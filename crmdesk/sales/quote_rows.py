"""What screens and papers ask about quotes: those of an opportunity, one of them, and two revisions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Case

from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.quotes import EXPIRED, SENT, Quote
from crmdesk.sales import conditions, lines, quotes
from crmdesk.sales.access import seen, visible
from crmdesk.sales.conditions import Condition
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import built_in
from crmdesk.sales.lines import LineRow


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote as lists show it.

    Attributes:
        state: its status on this day.
        replaces: the number of the one it takes the place of.
    """

    id: int
    number: str | None
    title: str
    revision: int
    state: str
    valid_until: date | None
    sent_on: date | None
    net_minor: int
    total_minor: int
    currency: str
    replaces: int | None
    opportunity: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of one revision beside that of another.

    Attributes:
        before, after: None where a line is only in the other.
        differing: the columns that are not the same.
    """

    before: LineRow | None
    after: LineRow | None
    differing: frozenset[str]


def of_opportunity(desk: Desk, opportunity: int) -> list[QuoteRow]:
    """The quotes of an opportunity, the newest first."""
    found = Quote.select(Quote.id).where(Quote.opportunity == opportunity, visible(desk, Quote))
    return rows(desk, [known for (known,) in plain_tuples(found.order_by(Quote.id.desc()))])


def rows(desk: Desk, ids: Sequence[int]) -> list[QuoteRow]:
    """Quotes in this order, those gone left out."""
    found = {row.id: row for row in Quote.select().where(in_ids(Quote.id, ids), visible(desk, Quote))}
    return [_row(desk, found[known]) for known in ids if known in found]


def _row(desk: Desk, row: Any) -> QuoteRow:
    state = quotes.state_of(row.status, row.valid_until, desk.today)
    return QuoteRow(
        row.id, row.number, row.title, row.revision, state, row.valid_until, row.sent_on, row.net_minor,
        row.total_minor, row.currency, row.replaces_id, row.opportunity_id,
    )  # fmt: skip


def revisions(desk: Desk, quote: int) -> list[QuoteRow]:
    """A quote and those it replaces or that replace it, the first one first."""
    links, family, before = _links(desk, quote), {quote}, 0
    while len(family) > before:
        before = len(family)
        family |= {known for known, replaced in links if replaced in family}
        family |= {replaced for known, replaced in links if known in family and replaced is not None}
    found = rows(desk, sorted(family))
    return sorted(found, key=lambda row: row.revision)


def _links(desk: Desk, quote: int) -> list[tuple[int, int | None]]:
    """Each quote of the same opportunity with the one it replaces."""
    of = Quote.select(Quote.opportunity).where(Quote.id == quote, visible(desk, Quote))
    query = Quote.select(Quote.id, Quote.replaces).where(Quote.opportunity.in_(of), visible(desk, Quote))
    return list(plain_tuples(query))


def compare(desk: Desk, before: int, after: int) -> list[Compared]:
    """The lines of two revisions side by side: those of the later in its order, then those only the earlier has."""
    old, new = lines.of(desk, "quote", before), lines.of(desk, "quote", after)
    left = list(old)
    found = []
    for line in new:
        same = next((one for one in left if _alike(one, line)), None)
        if same is not None:
            left.remove(same)
        found.append(Compared(same, line, _differing(same, line)))
    return found + [Compared(line, None, frozenset()) for line in left]


def _alike(one: LineRow, other: LineRow) -> bool:
    if one.product is not None and other.product is not None:
        return one.product == other.product
    return one.name == other.name


def _differing(one: LineRow | None, other: LineRow) -> frozenset[str]:
    if one is None:
        return frozenset()
    names = (*lines.COLUMNS, "total_minor")
    return frozenset(name for name in names if getattr(one, name) != getattr(other, name))


def with_status(desk: Desk, condition: Condition) -> Any:
    """The condition on the status that a quote has on this day.

    Raises:
        DomainError: the operator or the value does not fit.
    """
    conditions.refuse(built_in("quote", "status"), condition)
    over = (Quote.status == SENT) & (Quote.valid_until < desk.today.isoformat())
    today = Case(None, [(over, EXPIRED)], Quote.status)
    return conditions.operate(today, condition.operator, condition.value)


def states(desk: Desk, ids: Sequence[int]) -> dict[int, str]:
    """The status that each of the quotes has on this day."""
    known = seen(desk, "quote", ids)
    query = Quote.select(Quote.id, Quote.status, Quote.valid_until).where(in_ids(Quote.id, known))
    return {
        quote: quotes.state_of(status, date.fromisoformat(until) if until else None, desk.today)
        for quote, status, until in plain_tuples(query)
    }

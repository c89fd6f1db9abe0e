"""Sales notes: what was sold in a won opportunity, written down for the office's own control."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import WON
from crmdesk.models.quotes import ACCEPTED, Quote, QuoteLine, SalesNote
from crmdesk.sales import clients, lines, numbers, papers, quotes, totals
from crmdesk.sales.access import here, require, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.rights import ADD
from crmdesk.texts import msg


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A sales note as lists show it."""

    id: int
    number: str
    title: str
    sold_on: date | None
    net_minor: int
    total_minor: int
    currency: str


def make(desk: Desk, opportunity: int) -> Changes:
    """Write a sales note of a won opportunity: with its accepted quote's lines, else its own, else its amount alone.

    It gets its number at once, and stays as it is.

    Raises:
        DomainError: the opportunity is not won, has a sales note, or nobody knows what was sold.
        StaleRecordError: the opportunity is gone.
    """
    here(desk, "opportunity", [opportunity])
    require(desk, "sales_note", ADD)
    row: Any = Opportunity.get_by_id(opportunity)
    if row.state != WON:
        raise DomainError(msg("A sales note is made of a won opportunity. Win it first."))
    if (there := next(iter(of_opportunity(desk, opportunity)), None)) is not None:
        raise DomainError(
            msg("“{name}” is its sales note. Put that in the trash to make another one.", name=there.number)
        )
    quote = _accepted(desk, opportunity)
    with desk.step(msg("Sales note made")) as writing:
        note = journal.add(SalesNote, **_values(desk, row, quote))
        _fill(row, quote, note)
        totals.refuse(lines.totals_of(desk, "sales_note", note))
        number = numbers.issue(desk, writing.entry, papers.NOTE, note)
        journal.edit(SalesNote, note, number=number)
        writing.entry.rename(msg("Sales note {number} made", number=number))
    return writing.changes


def of_opportunity(desk: Desk, opportunity: int) -> list[NoteRow]:
    """The sales notes of an opportunity, the newest first."""
    query = SalesNote.select().where(SalesNote.opportunity == opportunity, visible(desk, SalesNote))
    return [
        NoteRow(row.id, row.number or "", row.title, row.sold_on, row.net_minor, row.total_minor, row.currency)
        for row in query.order_by(SalesNote.id.desc())
    ]


def _accepted(desk: Desk, opportunity: int) -> Any:
    """The quote that was accepted last."""
    query = Quote.select().where(Quote.opportunity == opportunity, Quote.status == ACCEPTED, visible(desk, Quote))
    return query.order_by(Quote.decided_on.desc(), Quote.id.desc()).first()


def _values(desk: Desk, row: Any, quote: Any) -> dict[str, Any]:
    client = clients.of(desk, row)
    values: dict[str, Any] = {
        "title": row.title, "currency": row.currency, "language": client.language, "client_name": client.name,
        "client_address": client.address, "client_tax_id": client.tax_id, "client_person": client.person,
    }  # fmt: skip
    if quote is not None:
        values = {name: getattr(quote, name) for name in values}
    return {
        **values, "opportunity": row.id, "quote": quote and quote.id, "owner": desk.user, "created_on": desk.today,
        "sold_on": row.closed_on or desk.today,
        "terms": papers.read(desk).note_terms.get(values["language"]) or None,
    }  # fmt: skip


def _fill(row: Any, quote: Any, note: int) -> None:
    if quote is not None:
        quotes.copy_lines("quote", quote.id, "sales_note", note)
    elif next(plain_tuples(_lines_of(row.id).limit(1)), None) is not None:
        quotes.copy_lines("opportunity", row.id, "sales_note", note)
    elif row.amount_minor is None:
        raise DomainError(msg("Nobody knows what was sold. Add a line, or type the final amount, first."))
    else:
        journal.add(QuoteLine, sales_note=note, name=row.title, price_minor=row.amount_minor)


def _lines_of(opportunity: int) -> Any:
    table = lines.TABLE_OF["opportunity"]
    return table.select(table.id).where(table.opportunity == opportunity)

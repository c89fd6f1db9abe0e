"""Sales notes: what was sold in a won opportunity, written down for the office's own control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DetailsNeeded, DomainError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import WON
from crmdesk.models.quotes import Quote, QuoteLine, SalesNote
from crmdesk.sales import clients, lines, numbers, papers, quotes, totals
from crmdesk.sales.access import here, require, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.rights import ADD, CHANGE
from crmdesk.sales.totals import Totals
from crmdesk.texts import Amount, msg

AMOUNT, LINE, AS_IT_IS = "amount", "line", "as_it_is"
"""What is done where a note and its opportunity's amount differ: the amount is corrected, the note gets a line for the
difference, or neither."""
SETTLINGS = (AMOUNT, LINE, AS_IT_IS)

# What is printed is in the client's language, whatever the reader's: these are no texts of the catalogue.
_DIFFERENCE = {"es": "Diferencia acordada al cierre", "en": "Difference agreed at closing"}


class NoteSettlingNeeded(DetailsNeeded):
    """What was sold does not come to the amount that the opportunity was won with.

    Attributes:
        amount_minor: of the opportunity.
        net_minor: what the note's lines come to, without taxes as amounts are.
    """

    def __init__(self, title: str, amount_minor: int, net_minor: int, currency: str) -> None:
        sentence = msg(
            "“{name}” was won with {amount}, but what was sold comes to {net} without taxes.",
            name=title, amount=Amount(amount_minor, currency), net=Amount(net_minor, currency),
        )  # fmt: skip
        super().__init__({"settling": sentence})
        self.amount_minor, self.net_minor, self.currency = amount_minor, net_minor, currency


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


def make(desk: Desk, opportunity: int, settling: str | None = None) -> Changes:
    """Write a sales note of a won opportunity: with the lines of its accepted quotes, else its own, else its amount
    alone.

    It gets its number at once, and stays as it is.

    Args:
        settling: one of `SETTLINGS`; asked for where the lines and the amount differ.

    Raises:
        NoteSettlingNeeded: they differ, and nobody said what to do; nothing was written.
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
    accepted = _accepted(desk, opportunity)
    with desk.step(msg("Sales note made")) as writing:
        values = _values(desk, row, accepted)
        note = journal.add(SalesNote, **values)
        _fill(row, accepted, note)
        _settle(desk, row, note, values["language"], settling)
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


def _accepted(desk: Desk, opportunity: int) -> list[Any]:
    """The accepted quotes that count, in the order of their acceptance."""
    ids = quotes.accepted(desk, [opportunity])
    rows = {row.id: row for row in Quote.select().where(in_ids(Quote.id, ids))}
    return [rows[known] for known in ids]


def _values(desk: Desk, row: Any, accepted: Sequence[Any]) -> dict[str, Any]:
    """What stands above the lines: as on the quote that was accepted last; of several under the opportunity's title."""
    client = clients.of(desk, row)
    values: dict[str, Any] = {
        "title": row.title, "currency": row.currency, "language": client.language, "client_name": client.name,
        "client_address": client.address, "client_tax_id": client.tax_id, "client_person": client.person,
    }  # fmt: skip
    quote = accepted[-1] if accepted else None
    if quote is not None:
        values = {name: getattr(quote, name) for name in values}
    if len(accepted) > 1:
        values["title"] = row.title
    return {
        **values, "opportunity": row.id, "quote": quote and quote.id, "owner": desk.user, "created_on": desk.today,
        "sold_on": row.closed_on or desk.today,
        "terms": papers.read(desk).note_terms.get(values["language"]) or None,
    }  # fmt: skip


def _fill(row: Any, accepted: Sequence[Any], note: int) -> None:
    if accepted:
        place = 0
        for quote in accepted:
            place += quotes.copy_lines("quote", quote.id, "sales_note", note, place)
    elif next(plain_tuples(_lines_of(row.id).limit(1)), None) is not None:
        quotes.copy_lines("opportunity", row.id, "sales_note", note)
    elif row.amount_minor is None:
        raise DomainError(msg("Nobody knows what was sold. Add a line, or type the final amount, first."))
    else:
        journal.add(QuoteLine, sales_note=note, name=row.title, price_minor=row.amount_minor)


def _settle(desk: Desk, row: Any, note: int, language: str, settling: str | None) -> None:
    """Do what was chosen where the lines and the opportunity's amount differ.

    Raises:
        NoteSettlingNeeded: nothing was chosen.
    """
    sums = lines.totals_of(desk, "sales_note", note)
    if row.amount_minor is None or row.amount_minor == sums.net_minor:
        return
    if settling is None:
        raise NoteSettlingNeeded(row.title, row.amount_minor, sums.net_minor, row.currency)
    if settling == AMOUNT:
        here(desk, "opportunity", [row.id], CHANGE)
        journal.edit(Opportunity, row.id, amount_minor=sums.net_minor)
    elif settling == LINE:
        price = row.amount_minor - sums.net_minor
        line = {"name": _DIFFERENCE[language], "price_minor": price, "tax": _one_rate(sums), "place": sums.lines}
        journal.add(QuoteLine, sales_note=note, **line)


def _one_rate(sums: Totals) -> int | None:
    """The rate of the tax on all of the lines; None where they have several, or some none."""
    whole = [tax.rate for tax in sums.taxes if tax.base_minor == sums.net_minor]
    return whole[0] if whole and len(sums.taxes) == 1 else None


def _lines_of(opportunity: int) -> Any:
    table = lines.TABLE_OF["opportunity"]
    return table.select(table.id).where(table.opportunity == opportunity)

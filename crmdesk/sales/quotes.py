"""Quotes: made from an opportunity, sent under a number and then left as they are, revised, accepted or rejected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import OPEN, WON
from crmdesk.models.quotes import ACCEPTED, DRAFT, EXPIRED, REJECTED, SENT, SUPERSEDED, Quote, QuoteLine
from crmdesk.sales import clients, lines, numbers, papers, records, rules, totals
from crmdesk.sales.access import here, require, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.clients import Client
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import built_in
from crmdesk.sales.rights import ADD, CHANGE
from crmdesk.texts import Amount, Message, msg

TYPED = frozenset(
    {"title", "client", "person", "address", "tax_id", "valid_until", "language", "intro", "terms", "owner"}
)
"""The fields that are typed while a quote is a draft; the others follow from what is done with it."""
DECIDED = (SENT, ACCEPTED, REJECTED, EXPIRED)
"""The statuses in which a quote waits for the client's answer, or has another one."""
_COPIED = (
    *("title", "currency", "language", "client_name", "client_address", "client_tax_id", "client_person"),
    *("intro", "terms"),
)


@dataclass(frozen=True, slots=True)
class Winning:
    """The offer to win an opportunity with an accepted quote's amount.

    Attributes:
        amount_minor: without taxes, as amounts of opportunities are.
    """

    opportunity: int
    title: str
    amount_minor: int


# Changing


def make(desk: Desk, opportunity: int) -> Changes:
    """Make a draft for an opportunity's client, with the opportunity's lines.

    Raises:
        StaleRecordError: the opportunity is gone.
        NotAllowedError: the user adds no quotes.
    """
    here(desk, "opportunity", [opportunity])
    require(desk, "quote", ADD)
    row: Any = Opportunity.get_by_id(opportunity)
    client, told = clients.of(desk, row), papers.read(desk)
    values = {
        "opportunity": opportunity, "title": row.title, "currency": row.currency, "language": client.language,
        **_named_client(client), "intro": told.intro.get(client.language) or None,
        "terms": told.terms.get(client.language) or None, "valid_until": _last_day(desk, told.days),
    }  # fmt: skip
    with desk.step(msg("Quote “{name}” made", name=row.title)) as writing:
        quote = journal.add(Quote, owner=desk.user, created_on=desk.today, **values)
        copy_lines("opportunity", opportunity, "quote", quote)
        lines.settle(desk, "quote", quote)
    return writing.changes


def save(desk: Desk, quote: int, values: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> Changes:
    """Change what a draft says; its lines are changed by `lines`.

    Raises:
        FieldProblems: with a sentence beside each field.
        DomainError: it was sent.
        StaleRecordError: it is gone, or was changed meanwhile.
    """
    if fixed := {name: _follows(name) for name in values if name not in TYPED}:
        raise FieldProblems(fixed)
    if not values.get("language", "es"):
        label = built_in("quote", "language").label
        raise FieldProblems({"language": msg("{field} is missing. Fill it in.", field=label)})
    return records.save(desk, "quote", quote, values, base)


def send(desk: Desk, quote: int) -> Changes:
    """Send a draft: it gets the next number, stays as it is from now on, and takes the place of what it revises.

    Raises:
        DomainError: it was sent already, is for nobody, has nothing to offer or a line without a price, or is not
            valid any more.
        StaleRecordError: it is gone.
    """
    row = _row(desk, quote)
    if row.status != DRAFT:
        raise DomainError(msg("“{name}” was sent already.", name=row.number or row.title))
    sums = lines.totals_of(desk, "quote", quote)
    totals.refuse(sums)
    if not sums.lines:
        raise DomainError(msg("This quote offers nothing yet. Add a line first."))
    if sums.unpriced:
        raise DomainError(msg("A line of this quote has no price yet. Give it one first."))
    client = _client_values(desk, row)
    if row.valid_until is not None and row.valid_until < desk.today:
        raise DomainError(
            msg("This quote would be valid until a day that is past. Give it another one."), "valid_until"
        )
    with desk.step(msg("Quote sent")) as writing:
        number = numbers.issue(desk, writing.entry, papers.QUOTE, quote)
        journal.edit(Quote, quote, number=number, status=SENT, sent_on=desk.today, **client)
        replaced: Any = row.replaces_id and Quote.get_or_none(Quote.id == row.replaces_id)
        if replaced and replaced.status in DECIDED:
            journal.edit(Quote, replaced.id, status=SUPERSEDED)
        writing.entry.rename(msg("Quote {number} sent", number=number))
    return writing.changes


def _client_values(desk: Desk, row: Any) -> dict[str, str | None]:
    """What a draft that names nobody takes over of its opportunity's client, who may be known only by now.

    Raises:
        DomainError: nobody is known.
    """
    if row.client_name:
        return {}
    values = _named_client(clients.of(desk, row.opportunity))
    if not values["client_name"]:
        raise DomainError(msg("This quote does not say whom it is for. Type the client first."), "client")
    return values


def _named_client(client: Client) -> dict[str, str | None]:
    return {
        "client_name": client.name,
        "client_address": client.address,
        "client_tax_id": client.tax_id,
        "client_person": client.person,
    }


def revise(desk: Desk, quote: int) -> Changes:
    """Make a draft that takes the place of a quote when it is sent.

    Raises:
        DomainError: it is a draft itself, or such a draft is there already.
        StaleRecordError: it is gone.
    """
    row = _row(desk, quote)
    if row.status == DRAFT:
        raise DomainError(msg("This quote was not sent yet. Change it as it is."))
    require(desk, "quote", ADD)
    waiting = Quote.select().where(Quote.replaces == quote, Quote.status == DRAFT, Quote.trashed_at.is_null())
    if waiting.exists():
        raise DomainError(msg("There is a revision of it already that was not sent yet. Go on with that one."))
    copied = {name: getattr(row, name) for name in _COPIED}
    with desk.step(msg("Revision of {number} made", number=row.number or row.title)) as writing:
        made = journal.add(
            Quote, opportunity=row.opportunity_id, replaces=quote, revision=_next_revision(row), owner=desk.user,
            created_on=desk.today, valid_until=_last_day(desk, papers.read(desk).days), **copied,
        )  # fmt: skip
        copy_lines("quote", quote, "quote", made)
    return writing.changes


def accept(desk: Desk, quote: int, on: date | None = None) -> Changes:
    """Note that the client accepted; winning the opportunity is offered by `to_win` and done by `closing.close`.

    Raises:
        DomainError: it was not sent, or another took its place, or the day comes before that of its sending.
        StaleRecordError: it is gone.
    """
    return _decide(desk, quote, ACCEPTED, msg("Quote {number} accepted"), on)


def reject(desk: Desk, quote: int, on: date | None = None) -> Changes:
    """Note that the client said no.

    Raises:
        DomainError: as `accept`; or it was accepted, and its opportunity won.
        StaleRecordError: as `accept`.
    """
    row = _row(desk, quote)
    if row.status == ACCEPTED and row.opportunity.state == WON:
        raise DomainError(
            msg(
                "“{name}” was won, and this quote accepted. Reopen it or mark it as lost first.",
                name=row.opportunity.title,
            )
        )
    return _decide(desk, quote, REJECTED, msg("Quote {number} rejected"), on)


def _decide(desk: Desk, quote: int, status: str, label: Message, on: date | None) -> Changes:
    row = _row(desk, quote)
    if row.status == DRAFT:
        raise DomainError(msg("This quote was not sent yet. Send it first."))
    if row.status == SUPERSEDED:
        raise DomainError(msg("A revision took the place of this quote. Decide about that one."))
    day = on or desk.today
    if problem := rules.value_problem(built_in("quote", "decided_on"), day):
        raise FieldProblems({"decided_on": problem})
    if row.sent_on is not None and day < row.sent_on:
        raise FieldProblems({"decided_on": msg("It was sent on {day}. Give that day or a later one.", day=row.sent_on)})
    with desk.step(Message(label.text, {"number": row.number or row.title})) as writing:
        journal.edit(Quote, quote, status=status, decided_on=day)
    return writing.changes


def _row(desk: Desk, quote: int) -> Any:
    here(desk, "quote", [quote], CHANGE)
    return Quote.get_by_id(quote)


def _next_revision(row: Any) -> int:
    """One more than the last of those that replace one another."""
    first = row
    while first.replaces_id is not None:
        first = first.replaces
    last, level = int(first.revision), [first.id]
    while level:
        found = list(plain_tuples(Quote.select(Quote.id, Quote.revision).where(Quote.replaces.in_(level))))
        last, level = max([last, *(revision for _id, revision in found)]), [known for known, _revision in found]
    return last + 1


def _last_day(desk: Desk, days: int) -> date | None:
    return desk.today + timedelta(days=days) if days else None


def _follows(name: str) -> Message:
    return msg("{field} cannot be typed: it follows from the rest.", field=built_in("quote", name).label)


def copy_lines(kind: str, record: int, to_kind: str, to: int, first: int = 0) -> int:
    """Copy the lines of a record to another, from this place on, inside a step; how many there are."""
    table = lines.TABLE_OF[kind]
    rows = table.select().where(getattr(table, kind) == record).order_by(table.place, table.id)
    copied = []
    for place, row in enumerate(rows, first):
        values = {name: getattr(row, "product_id" if name == "product" else name) for name in lines.COLUMNS}
        values["name"] = values["name"] or (row.product.name if row.product_id else "")
        copied.append({**values, "place": place, to_kind: to})
    journal.add_rows(QuoteLine, copied)
    return len(copied)


# Asking


def state_of(status: str, valid_until: date | None, today: date) -> str:
    """What a quote is on a day: one that was sent expires with its last day."""
    return EXPIRED if status == SENT and valid_until is not None and valid_until < today else status


def to_win(desk: Desk, quote: int) -> Winning | None:
    """What an accepted quote offers to win; None where its opportunity is won or lost already."""
    query = Quote.select(Opportunity.id, Opportunity.title, Quote.net_minor).join(Opportunity)
    query = query.where(Quote.id == quote, Quote.status == ACCEPTED, Opportunity.state == OPEN)
    row = next(plain_tuples(query.where(visible(desk, Quote), visible(desk, Opportunity))), None)
    return None if row is None else Winning(*row)


def accepted(desk: Desk, opportunities: Iterable[int]) -> list[int]:
    """The quotes by which opportunities were sold, in the order of their acceptance: of several revisions the last."""
    query = Quote.select(Quote.id, Quote.replaces, Quote.status, Quote.decided_on)
    rows = list(plain_tuples(query.where(in_ids(Quote.opportunity, opportunities), visible(desk, Quote))))
    before = {known: replaced for known, replaced, _status, _day in rows}

    def first_of(known: int) -> int:
        while (replaced := before.get(known)) is not None:
            known = replaced
        return known

    taken = sorted((day or "", known) for known, _replaced, status, day in rows if status == ACCEPTED)
    last = {first_of(known): (day, known) for day, known in taken}
    return [known for _day, known in sorted(last.values())]


def over_budget(desk: Desk, quote: int) -> Message | None:
    """The warning that a quote is above what the client can spend."""
    return _over_budget(desk, Quote.id == quote)


def any_over_budget(desk: Desk, opportunity: int) -> Message | None:
    """The warning that a quote of an opportunity, one that still counts, is above what the client can spend."""
    return _over_budget(desk, (Quote.opportunity == opportunity) & Quote.status.in_((DRAFT, SENT, ACCEPTED)))


def _over_budget(desk: Desk, condition: Any) -> Message | None:
    """The warning about the dearest of these quotes."""
    query = Quote.select(Quote.total_minor, Opportunity.budget_minor, Quote.currency).join(Opportunity)
    query = query.where(condition, visible(desk, Quote), visible(desk, Opportunity))
    query = query.where(Quote.total_minor > Opportunity.budget_minor).order_by(Quote.total_minor.desc())
    row = next(plain_tuples(query), None)
    if row is None:
        return None
    total, budget, currency = row
    return msg(
        "{total} with taxes is {more} above the client’s budget of {budget}.",
        total=Amount(total, currency), more=Amount(total - budget, currency), budget=Amount(budget, currency),
    )  # fmt: skip

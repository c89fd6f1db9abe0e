"""Records that stay as they are: leads that became something, and papers that went out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crmdesk.models import journal
from crmdesk.models.activities import Tagging
from crmdesk.models.conversions import Conversion
from crmdesk.models.custom import CustomValue
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.journal import Entry
from crmdesk.models.people import ContactPoint, Lead, Picture
from crmdesk.models.quotes import DRAFT, IssuedNumber, Quote, QuoteLine, SalesNote
from crmdesk.texts import Message, msg

LETS_GO = (SalesNote.kind,)
"""Kinds whose records can be put in the trash although they stay as they are."""


def locked(kind: str, ids: Iterable[int]) -> dict[int, str]:
    """The names of those of the records that cannot be changed."""
    if kind == Lead.kind:
        query = Conversion.select(Conversion.lead, Lead.name).join(Lead, on=(Conversion.lead == Lead.id))
        return dict(plain_tuples(query.where(in_ids(Conversion.lead, ids))))
    if kind == Quote.kind:
        sent = Quote.select(Quote.id, Quote.number, Quote.title).where(Quote.status != DRAFT)
        return {known: number or title for known, number, title in plain_tuples(sent.where(in_ids(Quote.id, ids)))}
    if kind == SalesNote.kind:
        notes = SalesNote.select(SalesNote.id, SalesNote.number, SalesNote.title).where(in_ids(SalesNote.id, ids))
        return {known: number or title for known, number, title in plain_tuples(notes)}
    return {}


def issued(quotes: Iterable[int]) -> dict[int, str]:
    """Those of the quotes that were sent under one of the book's own numbers, with it."""
    query = Quote.select(Quote.id, Quote.number).join(IssuedNumber, on=(IssuedNumber.text == Quote.number))
    own = (IssuedNumber.kind == Quote.kind) & (IssuedNumber.record == Quote.id)
    return dict(plain_tuples(query.where(own, in_ids(Quote.id, quotes))))


def refuse(kind: str, ids: Iterable[int]) -> None:
    """Refuse to change records that stay as they are.

    Raises:
        DomainError: one of them does.
    """
    for name in locked(kind, ids).values():
        raise DomainError(sentence(name, kind))


def refuse_older(entry: Entry) -> None:
    """Refuse to take back, or to do again, what was done to a record before it was to stay as it is.

    What was done to it since (its owner left the office, say) is no change of its own.

    Raises:
        DomainError: one of its values, or what is part of it, would change.
    """
    if entry.takes_back is not None:
        _refuse_converted(entry, entry.takes_back)
        _refuse_sent(entry, entry.takes_back)


def _refuse_converted(entry: Entry, action: int) -> None:
    leads = set(entry.edited.get(Lead, ())).union(*(_holders(entry, part, Lead.kind) for part in _PARTS))
    if not leads:
        return
    query = Conversion.select(Conversion.id, Conversion.lead).where(in_ids(Conversion.lead, leads))
    converted = dict(plain_tuples(query))
    since = journal.added_after(Conversion, action) if converted else set()
    refuse(Lead.kind, [lead for known, lead in converted.items() if known in since])


def _refuse_sent(entry: Entry, action: int) -> None:
    """Refuse to change a quote that was sent after the action that is taken back."""
    quotes = {record for record, names in entry.edited.get(Quote, {}).items() if "number" not in names}
    quotes |= _holders(entry, QuoteLine, Quote.kind)
    if not quotes:
        return
    sent = IssuedNumber.select(IssuedNumber.record).join(
        Quote, on=(IssuedNumber.record == Quote.id) & (IssuedNumber.text == Quote.number)
    )
    since = sent.where(IssuedNumber.kind == Quote.kind, IssuedNumber.step > action, in_ids(IssuedNumber.record, quotes))
    refuse(Quote.kind, [record for (record,) in plain_tuples(since)])


_PARTS = (ContactPoint, CustomValue, Picture, Tagging)


def _holders(entry: Entry, part: Any, kind: str) -> set[int]:
    """The records of a kind of which a step touched a part."""
    place = journal.whose(part).index(kind)
    gone = {of[place] for of in entry.gone.get(part, {}).values()}
    there = plain_tuples(part.select(getattr(part, kind)).where(in_ids(part.id, entry.touched.get(part, ()))))
    return {holder for holder in (*gone, *(row[0] for row in there)) if holder is not None}


def sentence(name: str, kind: str = Lead.kind) -> Message:
    """Why a record cannot be changed, and what to change instead."""
    if kind == Quote.kind:
        return msg("“{name}” was sent and stays as it is. Make a revision of it and change that.", name=name)
    if kind == SalesNote.kind:
        return msg("“{name}” was issued and stays as it is. Put it in the trash and make another one.", name=name)
    return msg(
        "“{name}” was converted and stays as it is. Change what it became, or take the conversion back.", name=name
    )

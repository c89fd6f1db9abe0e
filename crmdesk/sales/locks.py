"""Records that stay as they are: leads that became something."""

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
from crmdesk.texts import Message, msg


def locked(kind: str, ids: Iterable[int]) -> dict[int, str]:
    """The names of those of the records that cannot be changed."""
    if kind != Lead.kind:
        return {}
    query = Conversion.select(Conversion.lead, Lead.name).join(Lead, on=(Conversion.lead == Lead.id))
    return dict(plain_tuples(query.where(in_ids(Conversion.lead, ids))))


def refuse(kind: str, ids: Iterable[int]) -> None:
    """Refuse to change records that stay as they are.

    Raises:
        DomainError: one of them does.
    """
    for name in locked(kind, ids).values():
        raise DomainError(sentence(name))


def refuse_older(entry: Entry) -> None:
    """Refuse to take back, or to do again, what was done to a lead before it was converted.

    What was done to it since (its owner left the office, say) is no change of its own.

    Raises:
        DomainError: one of its values, or what is part of it, would change.
    """
    leads = set(entry.edited.get(Lead, ())).union(*(_leads_of(entry, part) for part in _PARTS))
    if not leads or entry.takes_back is None:
        return
    query = Conversion.select(Conversion.id, Conversion.lead).where(in_ids(Conversion.lead, leads))
    converted = dict(plain_tuples(query))
    since = journal.added_after(Conversion, entry.takes_back) if converted else set()
    refuse(Lead.kind, [lead for known, lead in converted.items() if known in since])


_PARTS = (ContactPoint, CustomValue, Picture, Tagging)


def _leads_of(entry: Entry, part: Any) -> set[int]:
    """The leads of which a step touched a part."""
    place = journal.whose(part).index(Lead.kind)
    gone = {of[place] for of in entry.gone.get(part, {}).values()}
    there = plain_tuples(part.select(part.lead).where(in_ids(part.id, entry.touched.get(part, ()))))
    return {lead for lead in (*gone, *(row[0] for row in there)) if lead is not None}


def sentence(name: str) -> Message:
    """Why a lead cannot be changed, and what to change instead."""
    return msg(
        "“{name}” was converted and stays as it is. Change what it became, or take the conversion back.", name=name
    )

"""Records that stay as they are: leads that became something."""

from __future__ import annotations

from collections.abc import Iterable

from crmdesk.models.conversions import Conversion
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.people import Lead
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


def sentence(name: str) -> Message:
    """Why a lead cannot be changed, and what to change instead."""
    return msg(
        "“{name}” was converted and stays as it is. Change what it became, or take the conversion back.", name=name
    )

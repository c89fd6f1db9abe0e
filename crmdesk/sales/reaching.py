"""How to reach the people of an opportunity."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.models.opportunities import Opportunity
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk


@dataclass(frozen=True, slots=True)
class Ways:
    """Phone numbers and e-mail addresses, the contact's before the company's."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


def of_opportunity(desk: Desk, record: int) -> Ways:
    """How to reach an opportunity's contact and company."""
    row = Opportunity.get_or_none(Opportunity.id == record, visible(desk, Opportunity))
    if row is None:
        return Ways()
    sides = [side for side in (row.contact, row.company) if side is not None]
    return Ways(
        tuple(dict.fromkeys(side.phone for side in sides if side.phone)),
        tuple(dict.fromkeys(side.email for side in sides if side.email)),
    )

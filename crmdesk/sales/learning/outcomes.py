"""When a case is closed, and how it ended: the one place that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmdesk.models.leads import CONVERTED, GOING, LeadStatus
from crmdesk.models.opportunities import IS_CLOSED, IS_OPEN, Opportunity
from crmdesk.models.people import Lead
from crmdesk.models.pipeline import WON

KINDS = ("lead", "opportunity")


@dataclass(frozen=True)
class Outcome:
    """How cases of a kind end.

    Attributes:
        table: where they are kept.
        is_open, is_closed, is_won: conditions; the first two leave the trash out.
    """

    table: Any
    is_open: Any
    is_closed: Any
    is_won: Any


def outcome_of(kind: str) -> Outcome:
    """How leads, or opportunities, end."""
    if kind == "opportunity":
        return Outcome(Opportunity, IS_OPEN, IS_CLOSED, Opportunity.state == WON)
    here = Lead.trashed_at.is_null()
    worked = Lead.status.in_(_statuses(LeadStatus.status_kind.in_(GOING)))
    return Outcome(
        Lead,
        here & (worked | Lead.status.is_null()),
        here & ~worked,
        Lead.status.in_(_statuses(LeadStatus.status_kind == CONVERTED)),
    )


def _statuses(condition: Any) -> Any:
    return LeadStatus.select(LeadStatus.id).where(condition)

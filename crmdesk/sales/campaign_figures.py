"""What campaigns and sources brought: members, leads, conversion, what was won, and what it cost.

Money is in minor units of the book's currency; won opportunities in another one are counted, their amounts are not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from peewee import Case, Expression, fn

from crmdesk.models.campaigns import CampaignMember
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.leads import CONVERTED, LeadStatus
from crmdesk.models.money import round_half_even
from crmdesk.models.opportunities import IS_CLOSED, Opportunity
from crmdesk.models.people import Campaign, Lead, Source
from crmdesk.models.pipeline import WON
from crmdesk.sales import campaigns
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.figures.parts import share
from crmdesk.sales.figures.rows import has_amount


@dataclass(frozen=True, slots=True)
class Reached:
    """What leads and sales came of something.

    Attributes:
        leads: those that came from it, or are among a campaign's members.
        converted: how many of these were converted.
        won: opportunities won.
        amount: what the won ones come to.
    """

    leads: int = 0
    converted: int = 0
    won: int = 0
    amount: int = 0

    @property
    def conversion(self) -> float | None:
        """Converted leads by leads, 0..1 to four decimals; None without leads."""
        return share(self.converted, self.leads)


@dataclass(frozen=True, slots=True)
class CampaignFigures(Reached):
    """A campaign's figures.

    Attributes:
        members: everybody it is for.
        replied: how many of them answered, are interested or refused.
        cost: None when unknown.
    """

    members: int = 0
    replied: int = 0
    cost: int | None = None

    @property
    def response(self) -> float | None:
        """Members who replied by members, 0..1; None without members."""
        return share(self.replied, self.members)

    @property
    def roi(self) -> float | None:
        """(won amount - cost) / cost to four decimals; None where the cost is unknown or nothing."""
        return round_half_even((self.amount - self.cost) * 10_000, self.cost) / 10_000 if self.cost else None


@dataclass(frozen=True, slots=True)
class SourceFigures(Reached):
    """What came from a source; `source` is None and `name` empty for what has none."""

    source: int | None = None
    name: str = ""


def converted() -> Expression:
    """The condition for leads that were converted."""
    known = LeadStatus.select(LeadStatus.id).where(LeadStatus.status_kind == CONVERTED)
    condition: Expression = Lead.status.in_(known)
    return condition


def of_campaigns(desk: Desk, ids: Collection[int]) -> dict[int, CampaignFigures]:
    """The figures of campaigns that may be seen, by id."""
    query = Campaign.select(Campaign.id, Campaign.cost_minor).where(in_ids(Campaign.id, ids), visible(desk, Campaign))
    cost = dict(plain_tuples(query))
    members, leads, won = (
        _members(desk, cost),
        _leads_of_campaigns(desk, cost),
        _won(desk, Opportunity.campaign, cost),
    )
    nothing = (0, 0)
    return {
        known: CampaignFigures(*leads.get(known, nothing), *won.get(known, nothing), *members.get(known, nothing), paid)
        for known, paid in cost.items()
    }


def of_sources(desk: Desk) -> list[SourceFigures]:
    """The figures of every source that brought something, by the won amount, then by leads."""
    leads, won = _leads(desk), _won(desk, Opportunity.source, None)
    names = dict(plain_tuples(Source.select(Source.id, Source.name)))
    nothing = (0, 0)
    found = [
        SourceFigures(*leads.get(known, nothing), *won.get(known, nothing), known, names.get(known, ""))
        for known in leads.keys() | won.keys()
    ]
    return sorted(found, key=lambda one: (-one.amount, -one.leads, one.name))


Counts = dict[int | None, tuple[int, int]]


def _members(desk: Desk, wanted: Collection[int]) -> Counts:
    """Members and those who replied, by campaign."""
    replied = fn.COUNT(Case(None, [(CampaignMember.status.in_(campaigns.REPLIED), 1)]))
    query = campaigns.joined(desk, CampaignMember.campaign, fn.COUNT(CampaignMember.id), replied)
    query = query.where(in_ids(CampaignMember.campaign, wanted), campaigns.may_see())
    return {known: (count, some) for known, count, some in plain_tuples(query.group_by(CampaignMember.campaign))}


def _leads(desk: Desk) -> Counts:
    """Leads and converted ones, by source."""
    query = Lead.select(Lead.source, *_COUNTED).where(visible(desk, Lead))
    return {known: (count, some) for known, count, some in plain_tuples(query.group_by(Lead.source))}


def _leads_of_campaigns(desk: Desk, wanted: Collection[int]) -> Counts:
    """Leads and converted ones that came from a campaign or are among its members."""
    came = Lead.select(Lead.campaign.alias("campaign"), Lead.id.alias("lead")).where(in_ids(Lead.campaign, wanted))
    both = came | CampaignMember.select(CampaignMember.campaign, CampaignMember.lead).where(
        in_ids(CampaignMember.campaign, wanted), CampaignMember.lead.is_null(False)
    )
    query = Lead.select(both.c.campaign, *_COUNTED).join(both, on=(Lead.id == both.c.lead))
    query = query.where(visible(desk, Lead)).group_by(both.c.campaign)
    return {known: (count, some) for known, count, some in plain_tuples(query)}


_COUNTED = (fn.COUNT(Lead.id), fn.COUNT(Case(None, [(converted(), 1)])))


def _won(desk: Desk, link: Any, wanted: Collection[int] | None) -> Counts:
    """Won opportunities and their amount, by campaign or source."""
    amount = fn.SUM(Case(None, [(has_amount(desk), Opportunity.amount_minor)]))
    query = Opportunity.select(link, fn.COUNT(Opportunity.id), amount).where(*_is_won(desk))
    # all closed ones are read from their index, a few campaigns' from that of the campaigns
    query = query.where(IS_CLOSED if wanted is None else in_ids(link, wanted))
    return {known: (count, total or 0) for known, count, total in plain_tuples(query.group_by(link))}


def _is_won(desk: Desk) -> tuple[Expression, Expression]:
    return visible(desk, Opportunity), Opportunity.state == WON


# The rows behind the figures

FIGURES = ("leads", "converted", "won")


def rows_behind(desk: Desk, what: str, link: str, record: int | None) -> tuple[str, list[int]]:
    """The records that a figure counts: their kind, and their ids with the newest first.

    Args:
        what: one of `FIGURES`.
        link: campaign or source.
        record: the campaign or source; None for what has none.
    """
    return _BEHIND[what](desk, link, record)


def _leads_behind(desk: Desk, link: str, record: int | None, *more: Expression) -> tuple[str, list[int]]:
    came = _is(getattr(Lead, link), record)
    if link == "campaign":
        came |= Lead.id.in_(CampaignMember.select(CampaignMember.lead).where(CampaignMember.campaign == record))
    query = Lead.select(Lead.id).where(visible(desk, Lead), came, *more)
    return "lead", [row[0] for row in plain_tuples(query.order_by(Lead.id.desc()))]


def _won_behind(desk: Desk, link: str, record: int | None) -> tuple[str, list[int]]:
    query = Opportunity.select(Opportunity.id).where(*_is_won(desk), _is(getattr(Opportunity, link), record))
    order = (Opportunity.closed_on.desc(nulls="LAST"), Opportunity.id.desc())
    return "opportunity", [row[0] for row in plain_tuples(query.order_by(*order))]


def _is(field: Any, value: int | None) -> Any:
    return field.is_null() if value is None else field == value


_BEHIND: dict[str, Callable[[Desk, str, int | None], tuple[str, list[int]]]] = {
    "leads": _leads_behind,
    "converted": lambda desk, link, record: _leads_behind(desk, link, record, converted()),
    "won": _won_behind,
}

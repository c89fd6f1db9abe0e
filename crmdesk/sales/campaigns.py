"""Whom a campaign is for, how far it came with each of them, and which campaign a lead takes along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Case, Expression, fn

from crmdesk.models import journal
from crmdesk.models.campaigns import MEMBER_KINDS, MEMBER_STATUSES, CampaignMember
from crmdesk.models.conversions import Conversion
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError, StaleRecordError
from crmdesk.models.ids import new_ids
from crmdesk.models.people import Campaign, Company, Contact, Lead
from crmdesk.sales import consent, records, segments
from crmdesk.sales.access import gone, here, seen, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import MEMBER_STATUS_NAMES
from crmdesk.sales.saving import New
from crmdesk.texts import msg, msgn

PLANNED, SENT, ANSWERED, INTERESTED, REFUSED = MEMBER_STATUSES
REPLIED = (ANSWERED, INTERESTED, REFUSED)
"""The statuses of those who said something, whatever it was."""
ORDERS = ("name", "company", "status", "status_on")


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the campaign's page shows it.

    Attributes:
        kind, record: the lead, contact or company.
        company: the company's name, of a person.
    """

    id: int
    kind: str
    record: int
    name: str
    company: str | None
    email: str | None
    phone: str | None
    status: str
    status_on: date | None


# Changing


def add_members(desk: Desk, campaign: int | New, kind: str, ids: Sequence[int], status: str = PLANNED) -> Changes:
    """Make leads, contacts or companies members of a campaign; those who are already stay as they are.

    Args:
        campaign: its id, or a new one by its name.

    Raises:
        StaleRecordError: the campaign or one of them is gone.
        DomainError: this kind has no place in campaigns.
    """
    if kind not in MEMBER_KINDS:
        raise DomainError(msg("Only leads, contacts and companies can be members."))
    here(desk, kind, ids)
    with desk.step(msg("Members added")) as writing:
        if isinstance(campaign, New):
            campaign = records.add(desk, "campaign", {"name": campaign.name}).new("campaign")
        here(desk, "campaign", [campaign])
        known = _records_in(campaign, kind)
        new = [record for record in dict.fromkeys(ids) if record not in known]
        link, day = f"{kind}_id", desk.today.isoformat()
        rows = [(made, 1, campaign, record, status, day) for made, record in zip(new_ids(len(new)), new, strict=True)]
        journal.add_tuples(CampaignMember, ("id", "version", "campaign_id", link, "status", "status_on"), rows)
        name = records.name_of(Campaign.get_by_id(campaign))
        writing.entry.rename(msgn("{n} member added to “{name}”", "{n} members added to “{name}”", len(new), name=name))
    return writing.changes


def add_segment(desk: Desk, campaign: int, segment: int) -> Changes:
    """Make all who are in a segment now members of a campaign.

    Raises:
        StaleRecordError: the campaign or the segment is gone.
        DomainError: nobody is in it.
    """
    kind, ids = segments.ids(desk, segment)
    if not ids:
        raise DomainError(msg("Nobody is in this segment now."))
    return add_members(desk, campaign, kind, ids)


def set_status(desk: Desk, members: Sequence[int], status: str) -> Changes:
    """Say how far the campaign came with members, from today on.

    Raises:
        StaleRecordError: one of them is gone.
        DomainError: there is no such status.
    """
    if status not in MEMBER_STATUSES:
        names = ", ".join(MEMBER_STATUSES)
        raise DomainError(msg("“{value}” is not one of: {names}.", value=status, names=names), "status")
    _refuse_hidden(desk, members)
    label = msgn(
        "{n} member is now “{status}”", "{n} members are now “{status}”", len(members),
        status=MEMBER_STATUS_NAMES[status],
    )  # fmt: skip
    with desk.step(label) as writing:
        query = CampaignMember.select(CampaignMember.id).where(
            in_ids(CampaignMember.id, members), CampaignMember.status != status
        )
        other = [row[0] for row in plain_tuples(query)]
        journal.edit_all(CampaignMember, other, status=status, status_on=desk.today)
    return writing.changes


def remove_members(desk: Desk, members: Sequence[int]) -> Changes:
    """Take members out of their campaign.

    Raises:
        StaleRecordError: one of them is gone.
    """
    _refuse_hidden(desk, members)
    with desk.step(msgn("{n} member removed", "{n} members removed", len(members))) as writing:
        journal.remove(CampaignMember, members)
    return writing.changes


def _records_in(campaign: int, kind: str) -> set[int]:
    link = getattr(CampaignMember, kind)
    query = CampaignMember.select(link).where(CampaignMember.campaign == campaign, link.is_null(False))
    return {row[0] for row in plain_tuples(query)}


def _refuse_hidden(desk: Desk, members: Sequence[int]) -> None:
    """Refuse to go on with members that are gone, or that are somebody the user may not see."""
    here(desk, "campaign_member", members)
    query = joined(desk, CampaignMember.id).where(in_ids(CampaignMember.id, members), may_see())
    if {row[0] for row in plain_tuples(query)} != set(members):
        raise StaleRecordError(gone("campaign_member"))


# Asking


def joined(desk: Desk, *columns: Any) -> Any:
    """A question about members beside those of lead, contact and company that this user may see."""
    question = CampaignMember.select(*columns)
    for link, table in (
        (CampaignMember.lead, Lead),
        (CampaignMember.contact, Contact),
        (CampaignMember.company, Company),
    ):
        question = question.left_outer_join(table, on=(link == table.id) & visible(desk, table)).switch(CampaignMember)
    return question


def may_see() -> Expression:
    """The condition, in a `joined` question, for members of whom this user may see something."""
    return Lead.id.is_null(False) | Contact.id.is_null(False) | Company.id.is_null(False)


def member_ids(
    desk: Desk, campaign: int, status: str | None = None, order: str = "name", *, descending: bool = False
) -> list[int]:
    """The ids of a campaign's members, in order.

    Args:
        status: only those of this status.
        order: one of `ORDERS`.
    """
    query = joined(desk, CampaignMember.id).where(CampaignMember.campaign == campaign, may_see())
    if status is not None:
        query = query.where(CampaignMember.status == status)
    key = _order(desk, order)
    placed = key.desc(nulls="LAST") if descending else key.asc(nulls="LAST")
    return [row[0] for row in plain_tuples(query.order_by(placed, CampaignMember.id))]


def _order(desk: Desk, name: str) -> Any:
    if name == "name":
        return fn.COALESCE(Contact.name_key, Company.name_key, Lead.name_key)
    if name == "company":
        return fn.LOWER(_company_name(desk))
    if name == "status":
        return Case(CampaignMember.status, [(one, place) for place, one in enumerate(MEMBER_STATUSES)])
    return CampaignMember.status_on


def _company_name(desk: Desk) -> Any:
    """The name a lead's company was given, or that of a contact's company."""
    employer: Any = Company.alias()
    named = employer.select(employer.name).where(employer.id == Contact.company, visible(desk, employer))
    return fn.COALESCE(named, Lead.company_name)


def member_rows(desk: Desk, ids: Sequence[int]) -> list[MemberRow]:
    """Members in this order, those gone left out."""
    query = joined(
        desk,
        *(CampaignMember.id, Lead.id, Contact.id, Company.id),
        fn.COALESCE(Contact.name, Company.name, Lead.name),
        _company_name(desk),
        fn.COALESCE(Contact.email, Company.email, Lead.email),
        fn.COALESCE(Contact.phone, Company.phone, Lead.phone),
        *(CampaignMember.status, CampaignMember.status_on),
    ).where(in_ids(CampaignMember.id, ids), may_see())
    found: dict[int, MemberRow] = {}
    for known, lead, contact, company, name, employer, email, phone, status, day in plain_tuples(query):
        kind, record = next(
            (kind, one)
            for kind, one in (("contact", contact), ("company", company), ("lead", lead))
            if one is not None  # a lead that was converted is what it became
        )
        since = date.fromisoformat(day) if day else None
        found[known] = MemberRow(known, kind, record, name, employer, email, phone, status, since)
    return [found[known] for known in ids if known in found]


def unwilling(desk: Desk, members: Sequence[MemberRow], channel: str) -> set[int]:
    """The ids of the members who refused the campaign, or the channel (one of `consent.CHANNELS`).

    Who refused as what a lead became is not reached as that lead, which cannot say so any more.
    """
    refused = {
        kind: consent.refused(desk, kind, {member.record for member in members if member.kind == kind}, channel)
        for kind in consent.KINDS
    }
    leads = [member.record for member in members if member.kind == "lead"]
    became = Conversion.select(Conversion.lead, Conversion.contact, Conversion.company)
    rows = list(plain_tuples(became.where(in_ids(Conversion.lead, leads))))
    for kind, of_lead in (
        ("contact", {lead: contact for lead, contact, _company in rows}),
        ("company", {lead: company for lead, contact, company in rows if contact is None}),
    ):
        no = consent.refused(desk, kind, {record for record in of_lead.values() if record is not None}, channel)
        refused["lead"] |= {lead for lead, record in of_lead.items() if record in no}
    return {
        member.id for member in members if member.status == REFUSED or member.record in refused.get(member.kind, ())
    }


def choices(desk: Desk) -> list[tuple[int, str]]:
    """(id, name) of the campaigns, the latest first."""
    query = Campaign.select(Campaign.id, Campaign.name).where(visible(desk, Campaign))
    return list(plain_tuples(query.order_by(Campaign.starts_on.desc(nulls="LAST"), Campaign.id.desc())))


def latest_of(desk: Desk, lead: int) -> int | None:
    """The campaign a lead takes along: that of its newest membership, or else the one it came from."""
    member = CampaignMember.select(CampaignMember.campaign).join(Campaign)
    member = member.where(CampaignMember.lead == lead, visible(desk, Campaign)).order_by(CampaignMember.id.desc())
    own = Lead.select(Lead.campaign).join(Campaign).where(Lead.id == lead, visible(desk, Lead), visible(desk, Campaign))
    for query in (member, own):
        if (row := next(plain_tuples(query.limit(1)), None)) is not None:
            return int(row[0])
    return None


def of_record(desk: Desk, kind: str, record: int) -> list[tuple[int, str, str]]:
    """The campaigns a lead, contact or company is a member of: (id, name, status), the newest membership first."""
    query = CampaignMember.select(Campaign.id, Campaign.name, CampaignMember.status).join(Campaign)
    query = query.where(in_ids(getattr(CampaignMember, kind), seen(desk, kind, [record])), visible(desk, Campaign))
    return list(plain_tuples(query.order_by(CampaignMember.id.desc())))

"""Whom a campaign reaches, segments of the people and companies the office knows, and the texts it writes to them."""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import SQL, BooleanField, Check, DateField, ForeignKeyField, IntegerField, TextField

from crmdesk.models.base import Record
from crmdesk.models.people import Campaign, Company, Contact, Lead, Named

MEMBER_STATUSES = ("planned", "sent", "answered", "interested", "refused")
MEMBER_KINDS = ("lead", "contact", "company")
"""Kinds that can be members of campaigns and segments."""
TEMPLATE_SORTS = ("letter", "label", "email")
_SOMEBODY = "lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL"


class CampaignMember(Record):
    """Somebody a campaign is for.

    Attributes:
        status_on: the local day since when the status is what it is.
    """

    kind = "campaign_member"

    campaign = ForeignKeyField(Campaign, backref="members")
    lead = ForeignKeyField(Lead, null=True, backref="campaign_members")
    contact = ForeignKeyField(Contact, null=True, backref="campaign_members")
    company = ForeignKeyField(Company, null=True, backref="campaign_members")
    status = TextField(
        default="planned",
        constraints=[Check("status IN ('planned', 'sent', 'answered', 'interested', 'refused')")],
    )
    status_on = DateField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [Check(_SOMEBODY)]


class Segment(Named):
    """Leads, contacts or companies, by a rule, by hand, or both.

    Attributes:
        of: the kind of its members.
        rule: JSON, see `segments.Rule`; null when its members are chosen by hand alone.
    """

    kind = "segment"
    of = TextField(constraints=[Check("\"of\" IN ('lead', 'contact', 'company')")])
    rule = TextField(null=True)
    description = TextField(null=True)


class SegmentMember(Record):
    """Somebody put into a segment, or kept out of it, by hand."""

    kind = "segment_member"

    segment = ForeignKeyField(Segment, backref="members")
    lead = ForeignKeyField(Lead, null=True, backref="segment_members")
    contact = ForeignKeyField(Contact, null=True, backref="segment_members")
    company = ForeignKeyField(Company, null=True, backref="segment_members")
    excluded = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])

    class Meta:
        constraints: ClassVar[list[Any]] = [Check(_SOMEBODY)]


class Template(Record):
    """A text that is merged with the fields of each member.

    Attributes:
        sort: letter, label or email.
        subject: of an e-mail.
        across, down: how many labels a sheet holds.
    """

    kind = "template"
    sort = TextField(constraints=[Check("sort IN ('letter', 'label', 'email')")])
    name = TextField(constraints=[Check("length(name) > 0")])
    subject = TextField(null=True)
    body = TextField()
    across = IntegerField(default=3, constraints=[SQL("DEFAULT 3"), Check("across BETWEEN 1 AND 8")])
    down = IntegerField(default=8, constraints=[SQL("DEFAULT 8"), Check("down BETWEEN 1 AND 20")])

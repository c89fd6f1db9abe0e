"""Activities and tags: what hangs on a lead, contact, company or opportunity."""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import BigIntegerField, Check, DateField, ForeignKeyField, TextField

from crmdesk.models.base import External, Record
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, Lead, User

ACTIVITY_TYPES = ("call", "meeting", "email", "message", "task")
_BELONGS = "lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL"


class Activity(External):
    """A call, meeting, e-mail, message or task: planned while `done_on` is null, done from then on.

    Attributes:
        due_on: the local day it is planned for; null when it has no day.
        due_at: the instant, where it has a time; always on `due_on`.
        done_on, done_at: the day and instant it was done.
    """

    kind = "activity"
    belongs_to = ("lead", "contact", "company", "opportunity")

    type = TextField(constraints=[Check("type IN ('call', 'meeting', 'email', 'message', 'task')")])
    subject = TextField(null=True)
    note = TextField(null=True)
    due_on = DateField(null=True)
    due_at = BigIntegerField(null=True)
    done_on = DateField(null=True)
    done_at = BigIntegerField(null=True)
    owner = ForeignKeyField(User, null=True, backref="activities")
    lead = ForeignKeyField(Lead, null=True, backref="activities", index=False)
    contact = ForeignKeyField(Contact, null=True, backref="activities", index=False)
    company = ForeignKeyField(Company, null=True, backref="activities", index=False)
    opportunity = ForeignKeyField(Opportunity, null=True, backref="activities", index=False)
    trashed_at = BigIntegerField(null=True)

    class Meta:
        # when something was last done with each record comes from these alone
        indexes = tuple(
            ((link, "done_on", "trashed_at"), False) for link in ("lead", "contact", "company", "opportunity")
        )
        constraints: ClassVar[list[Any]] = [Check(_BELONGS)]


class Tag(Record):
    kind = "tag"
    name = TextField(unique=True, constraints=[Check("length(name) > 0")])


class Tagging(Record):
    """A tag on a record."""

    kind = "tagging"
    belongs_to = ("lead", "contact", "company", "opportunity")

    tag = ForeignKeyField(Tag, backref="taggings")
    lead = ForeignKeyField(Lead, null=True, backref="taggings")
    contact = ForeignKeyField(Contact, null=True, backref="taggings")
    company = ForeignKeyField(Company, null=True, backref="taggings")
    opportunity = ForeignKeyField(Opportunity, null=True, backref="taggings")

    class Meta:
        constraints: ClassVar[list[Any]] = [Check(_BELONGS)]

"""Who counts in an opportunity beside its client, and how it ended before it was reopened."""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import SQL, BigIntegerField, BooleanField, Check, DateField, ForeignKeyField, IntegerField, TextField

from crmdesk.models.base import Record
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact
from crmdesk.models.pipeline import Reason

REFERENCE, PARTNER, COMPETITOR = "reference", "partner", "competitor"
INVOLVED = (REFERENCE, PARTNER, COMPETITOR)
ROLES = ("decision_maker", "buyer", "influencer", "evaluator", "user", "sponsor", "other")
"""What a reference is in a negotiation."""


class Involved(Record):
    """A person or company that counts in an opportunity.

    Attributes:
        sort: a reference (somebody on the client's side), a partner who helps to close it, or a competitor.
        role: of a reference, one of `ROLES`; of a partner in words.
        influence: 0 unknown to 3 high.
        is_primary: the one reference to talk to first.
        price_minor: what a competitor asks, in the opportunity's currency.
    """

    kind = "involved"

    opportunity = ForeignKeyField(Opportunity, backref="involved")
    sort = TextField(constraints=[Check("sort IN ('reference', 'partner', 'competitor')")])
    contact = ForeignKeyField(Contact, null=True, backref="involved")
    company = ForeignKeyField(Company, null=True, backref="involved")
    role = TextField(null=True)
    influence = IntegerField(default=0, constraints=[SQL("DEFAULT 0"), Check("influence BETWEEN 0 AND 3")])
    is_primary = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
    strengths = TextField(null=True)
    weaknesses = TextField(null=True)
    price_minor = BigIntegerField(null=True, constraints=[Check("price_minor BETWEEN 0 AND 1000000000000000")])
    note = TextField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [Check("contact_id IS NOT NULL OR company_id IS NOT NULL")]


class PastOutcome(Record):
    """How an opportunity had ended when it was reopened.  Figures count it by its last outcome alone.

    Attributes:
        why: why it was looked at again.
    """

    kind = "past_outcome"

    opportunity = ForeignKeyField(Opportunity, backref="past_outcomes")
    state = TextField(constraints=[Check("state IN ('won', 'lost')")])
    closed_on = DateField(null=True)
    amount_minor = BigIntegerField(null=True)
    reason = ForeignKeyField(Reason, null=True, backref="+", index=False)
    reason_note = TextField(null=True)
    lost_to = ForeignKeyField(Company, null=True, backref="+", index=False)
    reopened_on = DateField()
    why = TextField(null=True)

"""What leads became."""

from __future__ import annotations

from peewee import DateField, ForeignKeyField

from crmdesk.models.base import Record
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, Lead


class Conversion(Record):
    """What a lead became: records made then, or ones that were there already.  A lead that has one is read-only."""

    kind = "conversion"

    lead = ForeignKeyField(Lead, unique=True, backref="conversions")
    contact = ForeignKeyField(Contact, null=True, backref="conversions")
    company = ForeignKeyField(Company, null=True, backref="conversions")
    opportunity = ForeignKeyField(Opportunity, null=True, backref="conversions")
    converted_on = DateField()

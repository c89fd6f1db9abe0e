"""Who works here, and the people and organisations they work with."""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import SQL, BigIntegerField, BooleanField, Check, DateField, ForeignKeyField, IntegerField, TextField

from crmdesk.models.base import External, Record
from crmdesk.models.columns import SeveralField
from crmdesk.models.fold import fold
from crmdesk.models.leads import LeadReason, LeadStatus

COMPANY_KINDS = ("customer", "supplier", "partner", "competitor")
CHANNELS = ("email", "phone", "message", "letter", "event", "web", "other")
CONSENTS = ("granted", "refused")
"""What somebody said about being reached; nothing where nobody knows."""
LANGUAGES = ("es", "en")
"""The languages papers are written in."""
_GIVEN = "IN ('granted', 'refused')"
_SPOKEN = "language IN ('es', 'en')"
_REACHED = "lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL"


class Team(Record):
    kind = "team"
    name = TextField(unique=True, constraints=[Check("length(name) > 0")])


class Role(Record):
    """What those who have it may do (see `sales.rights`).

    Attributes:
        administers: may do everything, and keeps users, teams, roles and passwords; the rest then says nothing.
        sets_up: may change stages, lists, fields and the book's settings.
        grants: JSON: kind of record to action to scope; what is not named is not allowed.
        locked: JSON: the screens that stay closed.
    """

    kind = "role"
    name = TextField(unique=True, constraints=[Check("length(name) > 0")])
    place = IntegerField(default=0)
    administers = BooleanField(default=False)
    sets_up = BooleanField(default=False)
    grants = TextField(default="{}")
    locked = TextField(default="[]")


class User(External):
    """Somebody who works in the office and owns records.  Without a role he is an administrator."""

    kind = "user"
    name = TextField(unique=True, constraints=[Check("length(name) > 0")])
    email = TextField(null=True)
    team = ForeignKeyField(Team, null=True, backref="users")
    manager = ForeignKeyField("self", null=True, backref="reports")
    active = BooleanField(default=True)
    role = ForeignKeyField(Role, null=True, backref="users")


class Source(Record):
    """Where business comes from: web, fair, a recommendation."""

    kind = "source"
    name = TextField(unique=True, constraints=[Check("length(name) > 0")])
    place = IntegerField(default=0)
    active = BooleanField(default=True)


class _Owned(External):
    """A record with an owner that can be put in the trash."""

    owner = ForeignKeyField(User, null=True, backref="+")
    created_on = DateField(null=True)
    trashed_at = BigIntegerField(null=True)


class Named(_Owned):
    """An owned record known by its name; `name_key` sorts it without regard to accents and capitals."""

    derived: ClassVar[frozenset[str]] = frozenset({"name_key"})

    name = TextField(constraints=[Check("length(name) > 0")])
    name_key = TextField(default="")

    @classmethod
    def derive(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {"name_key": fold(values["name"])} if "name" in values else {}


class Campaign(Named):
    """Actions over one or more channels to win leads.  `budget_minor` and `cost_minor` are in the book's currency.

    Attributes:
        channels: some of `CHANNELS`.
    """

    kind = "campaign"
    channels = SeveralField(null=True)
    starts_on = DateField(null=True)
    ends_on = DateField(null=True)
    budget_minor = BigIntegerField(null=True)
    cost_minor = BigIntegerField(null=True)
    description = TextField(null=True)


class _Reached(Named):
    """Somebody who can be reached: the primary address of each way, and what it is (work, home, billing).

    On each channel, what they said about being reached, the day, and where that comes from.
    """

    email = TextField(null=True)
    email_label = TextField(null=True)
    phone = TextField(null=True)
    phone_label = TextField(null=True)
    website = TextField(null=True)
    website_label = TextField(null=True)
    city = TextField(null=True)
    postcode = TextField(null=True)
    country = TextField(null=True)
    address_label = TextField(null=True)
    consent_email = TextField(null=True, constraints=[Check(f"consent_email {_GIVEN}")])
    consent_email_on = DateField(null=True)
    consent_email_note = TextField(null=True)
    consent_phone = TextField(null=True, constraints=[Check(f"consent_phone {_GIVEN}")])
    consent_phone_on = DateField(null=True)
    consent_phone_note = TextField(null=True)
    consent_message = TextField(null=True, constraints=[Check(f"consent_message {_GIVEN}")])
    consent_message_on = DateField(null=True)
    consent_message_note = TextField(null=True)
    consent_letter = TextField(null=True, constraints=[Check(f"consent_letter {_GIVEN}")])
    consent_letter_on = DateField(null=True)
    consent_letter_note = TextField(null=True)


class _Person(_Reached):
    """A person."""

    first_name = TextField(null=True)
    last_name = TextField(null=True)
    job_title = TextField(null=True)
    birthday = DateField(null=True)
    street = TextField(null=True)


class Company(_Reached):
    """An organisation.  `annual_revenue_minor` is in the book's currency.

    Attributes:
        tax_id: how the tax office knows it (RFC, NIF, VAT number).
        language: that of the papers it gets, one of `LANGUAGES`; null for the book's.
    """

    kind = "company"
    company_kind = TextField(
        null=True, constraints=[Check("company_kind IN ('customer', 'supplier', 'partner', 'competitor')")]
    )
    industry = TextField(null=True)
    founded = IntegerField(null=True)
    annual_revenue_minor = BigIntegerField(null=True)
    employees = IntegerField(null=True)
    address = TextField(null=True)
    parent = ForeignKeyField("self", null=True, backref="children")
    tax_id = TextField(null=True)
    language = TextField(null=True, constraints=[Check(_SPOKEN)])
    description = TextField(null=True)

    class Meta:
        indexes = ((("name_key",), False),)


class Contact(_Person):
    """A person.  `name` is the whole name, composed when only its parts are given.

    Attributes:
        language: that of the papers they get, one of `LANGUAGES`; null for their company's.
    """

    kind = "contact"
    company = ForeignKeyField(Company, null=True, backref="contacts")
    source = ForeignKeyField(Source, null=True, backref="contacts")
    language = TextField(null=True, constraints=[Check(_SPOKEN)])
    description = TextField(null=True)

    class Meta:
        indexes = ((("name_key",), False),)


class Lead(_Person):
    """Somebody who may buy; little and unverified data, so the company is only a name.

    Attributes:
        reason, reason_note, closed_on: why and when it was given up, or when it was converted; null while it is worked.
        look_again_on: the day on which one that was given up is worth another look.
        next_on, next_at, next_type: the earliest planned activity.
        touched_on: the day of the last done activity.
        score: its points by the office's rules.
        learned: hundredths of a percent of being converted, foretold from the closed ones (derived); null while closed
            or not yet learnt.
    """

    kind = "lead"
    derived: ClassVar[frozenset[str]] = Named.derived | {
        *("next_on", "next_at", "next_type", "touched_on", "learned", "score"),
    }

    company_name = TextField(null=True)
    source = ForeignKeyField(Source, null=True, backref="leads", index=False)
    campaign = ForeignKeyField(Campaign, null=True, backref="leads")
    status = ForeignKeyField(LeadStatus, null=True, backref="leads")
    rating = IntegerField(default=0, constraints=[SQL("DEFAULT 0"), Check("rating BETWEEN 0 AND 3")])
    learned = IntegerField(null=True, constraints=[Check("learned BETWEEN 1 AND 9999")])
    priority = IntegerField(default=0, constraints=[SQL("DEFAULT 0"), Check("priority BETWEEN 0 AND 3")])
    reason = ForeignKeyField(LeadReason, null=True, backref="leads")
    reason_note = TextField(null=True)
    closed_on = DateField(null=True)
    look_again_on = DateField(null=True)
    notes = TextField(null=True)
    score = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    next_on = DateField(null=True)
    next_at = BigIntegerField(null=True)
    next_type = TextField(null=True)
    touched_on = DateField(null=True)

    class Meta:
        indexes = (
            (("name_key",), False),
            (("status", "name_key"), False),
            (("look_again_on",), False),
            (("closed_on",), False),
            (("score",), False),
            (("source", "status", "trashed_at"), False),
        )


IS_HERE = Lead.trashed_at.is_null()
"""The condition as the partial indexes have it."""

# The board's counts come from these, and its cards in each of its orders.
_BOARD = (
    *(Lead.status, Lead.next_on, Lead.id.desc()),
    *(Lead.touched_on, Lead.score, Lead.priority, Lead.rating, Lead.created_on, Lead.trashed_at),
)
Lead.add_index(Lead.index(*_BOARD, name="lead_board", where=IS_HERE))
Lead.add_index(Lead.index(Lead.owner, *_BOARD, name="lead_board_owner", where=IS_HERE))


class ContactPoint(Record):
    """A further way to reach somebody, beside the primary one that is kept with them.

    Attributes:
        value: the e-mail address, number, site, or the street of an address.
        label: what it is, as typed: work, home, billing.
        place: its place among those of its kind, from 0.
    """

    kind = "contact_point"
    belongs_to = ("lead", "contact", "company")

    type = TextField(constraints=[Check("type IN ('email', 'phone', 'website', 'address')")])
    value = TextField()
    label = TextField(null=True)
    postcode = TextField(null=True)
    city = TextField(null=True)
    country = TextField(null=True)
    place = IntegerField()
    lead = ForeignKeyField(Lead, null=True, backref="contact_points")
    contact = ForeignKeyField(Contact, null=True, backref="contact_points")
    company = ForeignKeyField(Company, null=True, backref="contact_points")

    class Meta:
        constraints: ClassVar[list[Any]] = [Check(_REACHED)]


class Affiliation(Record):
    """A person's work in a company beside, or before, the one they work in now."""

    kind = "affiliation"

    contact = ForeignKeyField(Contact, backref="affiliations")
    company = ForeignKeyField(Company, backref="affiliations")
    role = TextField(null=True)
    from_on = DateField(null=True)
    to_on = DateField(null=True)


class Picture(Record):
    """What a person or a company looks like: a square PNG as base64 text."""

    kind = "picture"
    belongs_to = ("lead", "contact", "company")

    data = TextField()
    lead = ForeignKeyField(Lead, null=True, backref="pictures")
    contact = ForeignKeyField(Contact, null=True, backref="pictures")
    company = ForeignKeyField(Company, null=True, backref="pictures")

    class Meta:
        constraints: ClassVar[list[Any]] = [Check(_REACHED)]

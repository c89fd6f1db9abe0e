"""The fields of every kind of record: one list for forms, tables, import, export and the command line.

Names are stable (they stand in scripts and files); labels are texts for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from crmdesk.models.activities import Activity
from crmdesk.models.base import Record
from crmdesk.models.campaigns import MEMBER_KINDS, MEMBER_STATUSES, CampaignMember, Segment
from crmdesk.models.leads import LeadReason, LeadStatus
from crmdesk.models.messages import Message as WrittenMessage
from crmdesk.models.opportunities import Opportunity, Product
from crmdesk.models.people import (
    CHANNELS,
    COMPANY_KINDS,
    CONSENTS,
    Campaign,
    Company,
    Contact,
    Lead,
    Role,
    Source,
    Team,
    User,
)
from crmdesk.models.pipeline import Pipeline, Reason, Stage
from crmdesk.models.quotes import STATUSES, Quote, QuoteLine, SalesNote
from crmdesk.texts import Message, msg

if TYPE_CHECKING:
    from crmdesk.sales.desk import Desk

CUSTOM = "custom:"
"""How the stable names of the office's own fields begin."""
SHORT, LONG = 300, 100_000
"""How many characters a line and a text hold at the most."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind of record.

    Attributes:
        name: the stable name.
        label: what people read.
        type: text, long, email, phone, url, int, number (with decimals), money, percent (0..100), hundredths (of a
            percent), thousandths (of a unit), day, choice, choices (several of them), currency (its code), link,
            stars, tags, ways (further e-mails, phones, sites, addresses), instant (milliseconds UTC), repeat (see
            `recurrence`) or bool.
        column: the table's column, or None when it is kept elsewhere (tags, product, ways, the office's own fields).
        links_to: for a link: the kind it links to.
        choices: for a choice or several: value to text.
        required: a record cannot be kept without it.
        read_only: shown, never typed.
        years: a whole number that is a year.
        custom: of a field of the office's own: the id of its definition.
        aside: says more about another field (its label, its day), so that lists have no column for it.
        incoming: only files that come in have it; what it says becomes other fields.
    """

    name: str
    label: Message
    type: str = "text"
    column: str | None = ""
    links_to: str | None = None
    choices: Mapping[str, Message] | None = None
    required: bool = False
    read_only: bool = False
    years: bool = False
    custom: int | None = None
    aside: bool = False
    incoming: bool = False

    @property
    def most(self) -> int:
        """How many characters it holds."""
        return LONG if self.type == "long" else SHORT

    @property
    def attribute(self) -> str | None:
        """The name of the table's column."""
        return self.name if self.column == "" else self.column


TABLES: dict[str, type[Record]] = {
    table.kind: table
    for table in (
        *(User, Team, Role, Source, Reason, Pipeline, Stage, LeadStatus, LeadReason),
        *(Company, Contact, Lead, Product, Opportunity, Activity),
        *(Campaign, CampaignMember, Segment, WrittenMessage),
        *(Quote, QuoteLine, SalesNote),
    )
}

COMPANY_KIND_NAMES = {
    "customer": msg("Customer"),
    "supplier": msg("Supplier"),
    "partner": msg("Partner"),
    "competitor": msg("Competitor"),
}
SHIPPED_TYPES = {
    "call": msg("Call"),
    "meeting": msg("Meeting"),
    "email": msg("E-mail"),
    "message": msg("Message"),
    "task": msg("Task"),
}
"""The types of activities that every book starts with; `activity_types` knows those of the office."""
CHANNEL_NAMES = {
    "email": msg("E-mail"),
    "phone": msg("Phone"),
    "message": msg("Message"),
    "letter": msg("Letter"),
    "event": msg("Fair or event"),
    "web": msg("Web"),
    "other": msg("Other"),
}
MEMBER_STATUS_NAMES = {
    "planned": msg("Planned"),
    "sent": msg("Sent"),
    "answered": msg("Answered"),
    "interested": msg("Interested"),
    "refused": msg("Refused"),
}
MEMBER_KIND_NAMES = {"lead": msg("Leads"), "contact": msg("Contacts"), "company": msg("Companies")}
CONSENT_NAMES = {"granted": msg("Granted"), "refused": msg("Refused")}
STATE_NAMES = {"open": msg("Open"), "won": msg("Won"), "lost": msg("Lost")}
LANGUAGE_NAMES = {"es": msg("Spanish"), "en": msg("English")}
QUOTE_STATUS_NAMES = {
    "draft": msg("Draft"),
    "sent": msg("Sent to the client"),
    "accepted": msg("Accepted"),
    "rejected": msg("Rejected"),
    "expired": msg("Expired"),
    "superseded": msg("Superseded"),
}
PLANNED, DONE = "planned", "done"
ACTIVITY_STATUS_NAMES = {PLANNED: msg("Planned"), DONE: msg("Done")}
assert set(QUOTE_STATUS_NAMES) == set(STATUSES)
assert set(COMPANY_KIND_NAMES) == set(COMPANY_KINDS)
assert set(CONSENT_NAMES) == set(CONSENTS)
assert set(CHANNEL_NAMES) == set(CHANNELS)
assert set(MEMBER_STATUS_NAMES) == set(MEMBER_STATUSES)
assert set(MEMBER_KIND_NAMES) == set(MEMBER_KINDS)

_OWNER = Field("owner", msg("Owner"), "link", links_to="user")
_EXTERNAL = Field("external_id", msg("External id"))
_BELONGS_TO = Field("belongs_to", msg("Belongs to"), column=None, incoming=True)
_TAGS = Field("tags", msg("Tags"), "tags", column=None)
_CAMPAIGN = Field("campaign", msg("Campaign"), "link", links_to="campaign")
_LANGUAGE = Field("language", msg("Language of papers"), "choice", choices=LANGUAGE_NAMES)
_CREATED = Field("created_on", msg("Created on"), "day")
_LEARNED = Field("learned", msg("Learned probability"), "hundredths", read_only=True)
_PERSON = (
    Field("name", msg("Name"), required=True),
    Field("first_name", msg("First name")),
    Field("last_name", msg("Last name")),
)
_WAYS = (
    Field("email", msg("E-mail"), "email"),
    Field("email_label", msg("E-mail’s label"), aside=True),
    Field("emails", msg("Further e-mails"), "ways", column=None),
    Field("phone", msg("Phone"), "phone"),
    Field("phone_label", msg("Phone’s label"), aside=True),
    Field("phones", msg("Further phones"), "ways", column=None),
    Field("website", msg("Website"), "url"),
    Field("website_label", msg("Website’s label"), aside=True),
    Field("websites", msg("Further websites"), "ways", column=None),
)
_PLACE = (
    Field("city", msg("City")),
    Field("postcode", msg("Postcode")),
    Field("country", msg("Country")),
    Field("address_label", msg("Address’s label"), aside=True),
    Field("addresses", msg("Further addresses"), "ways", column=None),
)
_CONSENT = (
    Field("consent_email", msg("Consent to e-mail"), "choice", choices=CONSENT_NAMES),
    Field("consent_email_on", msg("Day of the consent to e-mail"), "day", aside=True),
    Field("consent_email_note", msg("Origin of the consent to e-mail"), aside=True),
    Field("consent_phone", msg("Consent to calls"), "choice", choices=CONSENT_NAMES),
    Field("consent_phone_on", msg("Day of the consent to calls"), "day", aside=True),
    Field("consent_phone_note", msg("Origin of the consent to calls"), aside=True),
    Field("consent_message", msg("Consent to messages"), "choice", choices=CONSENT_NAMES),
    Field("consent_message_on", msg("Day of the consent to messages"), "day", aside=True),
    Field("consent_message_note", msg("Origin of the consent to messages"), aside=True),
    Field("consent_letter", msg("Consent to letters"), "choice", choices=CONSENT_NAMES),
    Field("consent_letter_on", msg("Day of the consent to letters"), "day", aside=True),
    Field("consent_letter_note", msg("Origin of the consent to letters"), aside=True),
)
_REACH = (
    Field("job_title", msg("Job title")),
    *_WAYS,
    Field("birthday", msg("Birthday"), "day"),
    Field("street", msg("Street")),
    *_PLACE,
    *_CONSENT,
)

_PAPER = (
    Field("number", msg("Number")),
    Field("title", msg("Title"), required=True),
    Field("opportunity", msg("Opportunity"), "link", links_to="opportunity", required=True),
    Field("client", msg("Client"), column="client_name"),
    Field("person", msg("For the attention of"), column="client_person"),
    Field("address", msg("Address"), "long", column="client_address"),
    Field("tax_id", msg("Tax id"), column="client_tax_id"),
)
_SUMS = (
    Field("net", msg("Net"), "money", column="net_minor", read_only=True),
    Field("tax_amount", msg("Taxes"), "money", column="tax_minor", read_only=True),
    Field("total", msg("Total"), "money", column="total_minor", read_only=True),
)
_WORDING = (
    Field("language", msg("Language"), "choice", choices=LANGUAGE_NAMES),
    Field("intro", msg("Introduction"), "long"),
    Field("terms", msg("Terms"), "long"),
    _OWNER,
    _CREATED,
    _EXTERNAL,
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "user": (
        Field("name", msg("Name"), required=True),
        Field("email", msg("E-mail"), "email"),
        Field("team", msg("Team"), "link", links_to="team"),
        Field("manager", msg("Manager"), "link", links_to="user"),
        Field("role", msg("Role"), "link", links_to="role"),
        Field("active", msg("Active"), "bool"),
        _EXTERNAL,
    ),
    "company": (
        Field("name", msg("Name"), required=True),
        Field("kind", msg("Kind"), "choice", column="company_kind", choices=COMPANY_KIND_NAMES),
        Field("industry", msg("Industry")),
        Field("founded", msg("Founded"), "int", years=True),
        Field("annual_revenue", msg("Annual revenue"), "money", column="annual_revenue_minor"),
        Field("employees", msg("Employees"), "int"),
        *_WAYS,
        Field("address", msg("Address")),
        *_PLACE,
        *_CONSENT,
        Field("parent", msg("Parent company"), "link", links_to="company"),
        Field("tax_id", msg("Tax id")),
        _LANGUAGE,
        _OWNER,
        _TAGS,
        Field("description", msg("Description"), "long"),
        _CREATED,
        _EXTERNAL,
    ),
    "contact": (
        *_PERSON,
        Field("company", msg("Company"), "link", links_to="company"),
        *_REACH,
        Field("source", msg("Source"), "link", links_to="source"),
        _LANGUAGE,
        _OWNER,
        _TAGS,
        Field("description", msg("Description"), "long"),
        _CREATED,
        _EXTERNAL,
    ),
    "lead": (
        *_PERSON,
        Field("company", msg("Company"), column="company_name"),
        *_REACH,
        Field("source", msg("Source"), "link", links_to="source"),
        _CAMPAIGN,
        Field("status", msg("Status"), "link", links_to="lead_status"),
        Field("rating", msg("Rating"), "stars"),
        Field("priority", msg("Priority"), "stars"),
        _LEARNED,
        _OWNER,
        _TAGS,
        Field("score", msg("Score"), "int", read_only=True),
        Field("next_on", msg("Next activity"), "day", read_only=True),
        Field("closed_on", msg("Closed on"), "day"),
        Field("reason", msg("Reason"), "link", links_to="lead_reason"),
        Field("reason_note", msg("Note on the reason"), "long"),
        Field("look_again_on", msg("Look again on"), "day"),
        Field("notes", msg("Notes"), "long"),
        _CREATED,
        _EXTERNAL,
    ),
    "product": (
        Field("name", msg("Name"), required=True),
        Field("code", msg("Code")),
        Field("category", msg("Category")),
        Field("unit", msg("Unit")),
        Field("price", msg("Price"), "money", column="price_minor"),
        Field("currency", msg("Currency"), "currency"),
        Field("tax", msg("Tax"), "hundredths"),
        Field("active", msg("Active"), "bool"),
        _OWNER,
        Field("description", msg("Description"), "long"),
        _EXTERNAL,
    ),
    "opportunity": (
        Field("key", msg("Key"), read_only=True),
        Field("title", msg("Title"), required=True),
        Field("company", msg("Company"), "link", links_to="company"),
        Field("contact", msg("Contact"), "link", links_to="contact"),
        Field("amount", msg("Amount"), "money", column="amount_minor"),
        Field("budget", msg("Client’s budget"), "money", column="budget_minor"),
        Field("pipeline", msg("Pipeline"), "link", links_to="pipeline"),
        Field("stage", msg("Stage"), "link", links_to="stage"),
        Field("state", msg("State"), "choice", choices=STATE_NAMES, read_only=True),
        Field("probability", msg("Probability"), "percent"),
        _LEARNED,
        Field("owner", msg("Owner"), "link", links_to="user"),
        Field("expected_on", msg("Expected on"), "day"),
        Field("closed_on", msg("Closed on"), "day"),
        Field("created_on", msg("Created on"), "day"),
        Field("source", msg("Source"), "link", links_to="source"),
        _CAMPAIGN,
        Field("priority", msg("Priority"), "stars"),
        Field("product", msg("Product"), "link", column=None, links_to="product"),
        Field("reason", msg("Reason"), "link", links_to="reason"),
        Field("reason_note", msg("Note on the reason"), "long"),
        Field("lost_to", msg("Lost to"), "link", links_to="company"),
        Field("hold_until", msg("On hold until"), "day", read_only=True),
        _TAGS,
        Field("description", msg("Description"), "long"),
        _EXTERNAL,
    ),
    "activity": (
        Field("subject", msg("Subject")),
        Field("type", msg("Type"), "choice", choices=SHIPPED_TYPES, required=True),
        Field("due_on", msg("Due on"), "day"),
        Field("due_at", msg("Time"), "instant"),
        Field("minutes", msg("Minutes"), "int"),
        Field("priority", msg("Priority"), "stars"),
        Field("done_on", msg("Done on"), "day"),
        Field("status", msg("Status"), "choice", column=None, choices=ACTIVITY_STATUS_NAMES, incoming=True),
        Field("owner", msg("Owner"), "link", links_to="user"),
        _BELONGS_TO,
        Field("person", msg("Person"), column=None, incoming=True),
        Field("opportunity", msg("Opportunity"), "link", links_to="opportunity"),
        Field("lead", msg("Lead"), "link", links_to="lead"),
        Field("contact", msg("Contact"), "link", links_to="contact"),
        Field("company", msg("Company"), "link", links_to="company"),
        Field("location", msg("Place")),
        Field("repeat", msg("Repetition"), "repeat"),
        Field("note", msg("Note"), "long"),
        Field("outcome", msg("Outcome"), "long"),
        _EXTERNAL,
    ),
    "message": (
        Field("text", msg("Text"), "long", required=True),
        Field("title", msg("Title"), column=None, incoming=True),
        Field("note", msg("Note"), "bool", column="is_note"),
        Field("pinned", msg("Pinned"), "bool"),
        Field("author", msg("Author"), "link", links_to="user"),
        Field("created_on", msg("Created on"), "instant", column="at"),
        _BELONGS_TO,
        Field("opportunity", msg("Opportunity"), "link", links_to="opportunity"),
        Field("lead", msg("Lead"), "link", links_to="lead"),
        Field("contact", msg("Contact"), "link", links_to="contact"),
        Field("company", msg("Company"), "link", links_to="company"),
        _EXTERNAL,
    ),
    "campaign": (
        Field("name", msg("Name"), required=True),
        Field("channels", msg("Channels"), "choices", choices=CHANNEL_NAMES),
        Field("starts_on", msg("Starts on"), "day"),
        Field("ends_on", msg("Ends on"), "day"),
        Field("budget", msg("Budget"), "money", column="budget_minor"),
        Field("cost", msg("Cost"), "money", column="cost_minor"),
        _OWNER,
        Field("description", msg("Description"), "long"),
        _CREATED,
        _EXTERNAL,
    ),
    "segment": (
        Field("name", msg("Name"), required=True),
        Field("of", msg("Members"), "choice", choices=MEMBER_KIND_NAMES, required=True, read_only=True),
        _OWNER,
        Field("description", msg("Description"), "long"),
        _CREATED,
    ),
    "quote": (
        *_PAPER,
        Field("status", msg("Status"), "choice", choices=QUOTE_STATUS_NAMES),
        Field("revision", msg("Revision"), "int", read_only=True),
        Field("valid_until", msg("Valid until"), "day"),
        Field("sent_on", msg("Sent on"), "day"),
        Field("decided_on", msg("Decided on"), "day"),
        *_SUMS,
        *_WORDING,
    ),
    "quote_line": (
        Field("quote", msg("Quote"), "link", links_to="quote", required=True),
        Field("product", msg("Product"), "link", links_to="product"),
        Field("name", msg("Name"), required=True),
        Field("description", msg("Description"), "long"),
        Field("quantity", msg("Quantity"), "thousandths"),
        Field("unit", msg("Unit")),
        Field("price", msg("Price"), "money", column="price_minor"),
        Field("discount", msg("Discount"), "hundredths"),
        Field("tax", msg("Tax"), "hundredths"),
        _EXTERNAL,
    ),
    "sales_note": (
        *_PAPER,
        Field("quote", msg("Quote"), "link", links_to="quote"),
        Field("sold_on", msg("Sold on"), "day"),
        *_SUMS,
        *_WORDING,
    ),
    "source": (Field("name", msg("Name"), required=True), Field("active", msg("Active"), "bool")),
    "reason": (
        Field("name", msg("Name"), required=True),
        Field("needs_note", msg("Asks for a note"), "bool"),
        Field("active", msg("Active"), "bool"),
    ),
    "lead_status": (Field("name", msg("Name"), required=True),),
    "lead_reason": (
        Field("name", msg("Name"), required=True),
        Field("needs_note", msg("Asks for a note"), "bool"),
        Field("active", msg("Active"), "bool"),
    ),
    "team": (Field("name", msg("Name"), required=True),),
    "role": (Field("name", msg("Name"), required=True),),
    "pipeline": (Field("name", msg("Name"), required=True),),
}

KIND_NAMES: dict[str, tuple[Message, Message]] = {
    "user": (msg("User"), msg("Users")),
    "company": (msg("Company"), msg("Companies")),
    "contact": (msg("Contact"), msg("Contacts")),
    "lead": (msg("Lead"), msg("Leads")),
    "product": (msg("Product"), msg("Products")),
    "opportunity": (msg("Opportunity"), msg("Opportunities")),
    "activity": (msg("Activity"), msg("Activities")),
    "campaign": (msg("Campaign"), msg("Campaigns")),
    "segment": (msg("Segment"), msg("Segments")),
    "message": (msg("Message"), msg("Messages")),
    "quote": (msg("Quote"), msg("Quotes")),
    "quote_line": (msg("Line of a quote"), msg("Lines of quotes")),
    "sales_note": (msg("Sales note"), msg("Sales notes")),
    "everyone": (msg("Everyone"), msg("Everyone")),
}


EVERYONE = "everyone"
"""Leads, contacts and companies as one list."""
FIELDS[EVERYONE] = (
    Field(
        "kind", msg("Kind"), "choice", choices={kind: KIND_NAMES[kind][0] for kind in ("lead", "contact", "company")}
    ),
    Field("name", msg("Name")),
    Field("company", msg("Company")),
    Field("email", msg("E-mail"), "email"),
    Field("phone", msg("Phone"), "phone"),
    Field("city", msg("City")),
    Field("country", msg("Country")),
    _OWNER,
    _TAGS,
    Field("last_contact", msg("Last contact"), "day"),
)


def called_by(kind: str) -> str:
    """The field, and the column, by which people call a record of a kind."""
    if kind in ("opportunity", "quote", "sales_note"):
        return "title"
    return {"message": "text", "activity": "subject"}.get(kind, "name")


def fields_of(desk: Desk, kind: str) -> tuple[Field, ...]:
    """The fields of a kind: the built-in ones, and then the office's own."""
    if kind == Activity.kind:
        return tuple(_with_types(desk, field) for field in FIELDS[kind])
    return (*FIELDS[kind], *desk.settings.own_fields(kind))


def field_of(desk: Desk, kind: str, name: str) -> Field:
    """The field of a kind by its name, of the office's own ones too.

    Raises:
        KeyError: the kind has no such field.
    """
    if name.startswith(CUSTOM):
        return _named(desk.settings.own_fields(kind), name)
    field = built_in(kind, name)
    return _with_types(desk, field) if kind == Activity.kind else field


def _with_types(desk: Desk, field: Field) -> Field:
    """The field as it is, but that of the type of activities with the types of the office."""
    if field.choices is not SHIPPED_TYPES:
        return field
    return replace(field, choices={row.code: row.name for row in desk.settings.activity_types.values()})


def built_in(kind: str, name: str) -> Field:
    """A field that every book has.

    Raises:
        KeyError: the kind has no such field.
    """
    return _named(FIELDS[kind], name)


def _named(fields: tuple[Field, ...], name: str) -> Field:
    for found in fields:
        if found.name == name:
            return found
    raise KeyError(name)


def column_of(kind: str, field: Field) -> Any:
    """The table's column of a field that has one."""
    return getattr(TABLES[kind], field.attribute or "")

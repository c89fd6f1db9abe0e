"""What those who work here write to each other on a record, and who was asked to look."""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import SQL, BigIntegerField, BooleanField, Check, CompositeKey, ForeignKeyField, TextField

from crmdesk.models.base import BookTable, External, Record
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, Lead, User

_BELONGS = "lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL"


class Message(External):
    """A message to the others, or a note, on a record.

    Attributes:
        at: the instant it was written; `edited_at` that of its last change.
        is_note: it is kept beside the record, and speaks to nobody.
        reply_to: the message it quotes.
    """

    kind = "message"
    belongs_to = ("lead", "contact", "company", "opportunity")

    author = ForeignKeyField(User, null=True, backref="messages")
    at = BigIntegerField()
    text = TextField(constraints=[Check("length(text) > 0")])
    is_note = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
    reply_to = ForeignKeyField("self", null=True, backref="replies")
    pinned = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
    edited_at = BigIntegerField(null=True)
    lead = ForeignKeyField(Lead, null=True, backref="messages")
    contact = ForeignKeyField(Contact, null=True, backref="messages")
    company = ForeignKeyField(Company, null=True, backref="messages")
    opportunity = ForeignKeyField(Opportunity, null=True, backref="messages")

    class Meta:
        constraints: ClassVar[list[Any]] = [Check(_BELONGS)]


class Mention(Record):
    """Somebody named in a message; it belongs where the message does."""

    kind = "mention"
    belongs_to = ("lead", "contact", "company", "opportunity")

    message = ForeignKeyField(Message, backref="mentions")
    user = ForeignKeyField(User, backref="mentions")
    lead = ForeignKeyField(Lead, null=True, backref="mentions")
    contact = ForeignKeyField(Contact, null=True, backref="mentions")
    company = ForeignKeyField(Company, null=True, backref="mentions")
    opportunity = ForeignKeyField(Opportunity, null=True, backref="mentions")

    class Meta:
        constraints: ClassVar[list[Any]] = [Check(_BELONGS)]


class MessageSeen(BookTable):
    """That a user has read where he was mentioned.  Outside the journal; `record` is the mention's id."""

    user = BigIntegerField()
    record = BigIntegerField()
    at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("user", "record")

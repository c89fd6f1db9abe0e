"""Files kept in the book: what is known of each, and the contents that they share.

A content is kept once, whatever it is called and wherever it hangs, under the SHA-256 of its bytes.  Contents are
outside the journal: they are written before the document that needs them, and swept when nothing needs them any more.
"""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    Check,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from crmdesk.models.base import BookTable, Record
from crmdesk.models.messages import Message
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, Lead, User

_BELONGS = "lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL"


class Document(Record):
    """A file on a record.

    Attributes:
        size: bytes; `sha256` names the content.
        media_type: what it is, by its name ("image/png").
        added_at: the instant.
        replaces: the version before it.
        message: the message it came with.
    """

    kind = "document"
    belongs_to = ("lead", "contact", "company", "opportunity")

    name = TextField(constraints=[Check("length(name) > 0")])
    size = BigIntegerField()
    sha256 = TextField(index=True)
    media_type = TextField()
    added_by = ForeignKeyField(User, null=True, backref="documents")
    added_at = BigIntegerField()
    replaces = ForeignKeyField("self", null=True, backref="replaced_by")
    message = ForeignKeyField(Message, null=True, backref="documents")
    lead = ForeignKeyField(Lead, null=True, backref="documents")
    contact = ForeignKeyField(Contact, null=True, backref="documents")
    company = ForeignKeyField(Company, null=True, backref="documents")
    opportunity = ForeignKeyField(Opportunity, null=True, backref="documents")

    class Meta:
        constraints: ClassVar[list[Any]] = [Check(_BELONGS)]


class Blob(BookTable):
    """A content.

    Attributes:
        size: bytes.
        whole: all of it is here; else somebody is writing it, or gave up.
        wanted_at: the instant somebody last wanted to keep it.
    """

    sha256 = TextField(primary_key=True)
    size = BigIntegerField()
    whole = BooleanField()
    wanted_at = BigIntegerField()


class Chunk(BookTable):
    """A piece of a content, of 1 MiB but for the last one; `place` counts from 0."""

    sha256 = TextField()
    place = IntegerField()
    data = BlobField()

    class Meta:
        primary_key = CompositeKey("sha256", "place")

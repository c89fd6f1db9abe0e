"""Quotes and sales notes, their lines, and the numbers that were given out."""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from crmdesk.models.base import BookTable, External
from crmdesk.models.fold import fold
from crmdesk.models.opportunities import Line, Opportunity
from crmdesk.models.people import User

STATUSES = ("draft", "sent", "accepted", "rejected", "expired", "superseded")
DRAFT, SENT, ACCEPTED, REJECTED, EXPIRED, SUPERSEDED = STATUSES


class _Paper(External):
    """What a quote and a sales note have in common.

    Attributes:
        number: the readable one, such as Q-2026-0001; a quote has none until it is sent.
        language: that of the paper, es or en.
        client_name, client_address, client_tax_id, client_person: as they were when it was made.
        intro, terms: the words above and below the lines.
        net_minor, tax_minor, total_minor: what the lines come to (derived).
    """

    belongs_to = ("opportunity",)
    derived: ClassVar[frozenset[str]] = frozenset({"title_key", "net_minor", "tax_minor", "total_minor"})

    owner = ForeignKeyField(User, null=True, backref="+")
    opportunity = ForeignKeyField(Opportunity, backref="+")
    number = TextField(null=True, index=True)
    title = TextField(constraints=[Check("length(title) > 0")])
    title_key = TextField(default="")
    currency = TextField()
    language = TextField(constraints=[Check("language IN ('es', 'en')")])
    client_name = TextField(null=True)
    client_address = TextField(null=True)
    client_tax_id = TextField(null=True)
    client_person = TextField(null=True)
    intro = TextField(null=True)
    terms = TextField(null=True)
    net_minor = BigIntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    tax_minor = BigIntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    total_minor = BigIntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    created_on = DateField(null=True)
    trashed_at = BigIntegerField(null=True)

    @classmethod
    def derive(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {"title_key": fold(values["title"])} if "title" in values else {}


class Quote(_Paper):
    """An offer to the client of an opportunity; from its sending on it stays as it is.

    Attributes:
        revision: 1 for the first offer, and one more for each that takes another's place.
        replaces: the quote whose place it takes when it is sent.
        status: one of `STATUSES`; that a sent one has expired is a question of the day, and is not written.
        decided_on: the day it was accepted or rejected.
    """

    kind = "quote"
    revision = IntegerField(default=1, constraints=[SQL("DEFAULT 1")])
    replaces = ForeignKeyField("self", null=True, backref="+")
    status = TextField(
        default=DRAFT,
        constraints=[Check("status IN ('draft', 'sent', 'accepted', 'rejected', 'expired', 'superseded')")],
    )
    valid_until = DateField(null=True)
    sent_on = DateField(null=True)
    decided_on = DateField(null=True)

    class Meta:
        indexes = ((("status",), False), (("title_key",), False))


class SalesNote(_Paper):
    """What was sold in a won opportunity, for the office's control; it has no fiscal value.

    Attributes:
        quote: the accepted one it was made from, where there was one.
    """

    kind = "sales_note"
    quote = ForeignKeyField(Quote, null=True, backref="+")
    sold_on = DateField(null=True)

    class Meta:
        indexes = ((("title_key",), False),)


class QuoteLine(Line):
    """A line of a quote or of a sales note.

    Attributes:
        external_id: another program's name for it.
    """

    kind = "quote_line"
    belongs_to = ("quote", "sales_note")

    external_id = TextField(null=True, index=True)
    quote = ForeignKeyField(Quote, null=True, backref="lines")
    sales_note = ForeignKeyField(SalesNote, null=True, backref="lines")

    class Meta:
        constraints: ClassVar[list[Any]] = [Check("(quote_id IS NULL) <> (sales_note_id IS NULL)")]


class IssuedNumber(BookTable):
    """A number that was given to a paper.  Outside the journal: the list only grows, so that none is given twice.

    A number whose paper has another one, or none, or is gone, counts as cancelled.

    Attributes:
        series: what stands before the number, such as Q-2026.
        text: the whole of it.
        kind, record: the paper.
        step: the step that gave it.
    """

    id = AutoField()
    series = TextField()
    number = IntegerField()
    text = TextField()
    kind = TextField()
    record = BigIntegerField()
    step = BigIntegerField()
    user = BigIntegerField(null=True)
    day = DateField()

    class Meta:
        table_name = "issued_number"
        indexes = ((("series", "number"), True), (("kind", "record"), False))

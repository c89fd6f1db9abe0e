"""Fields of the office's own: what they are called and hold, and the values records have in them."""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import BigIntegerField, BooleanField, Check, DateField, FloatField, ForeignKeyField, IntegerField, TextField

from crmdesk.models.base import Record
from crmdesk.models.fold import fold
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, Lead, User

CUSTOM_KINDS = ("lead", "contact", "company", "opportunity")
"""The kinds of record that can have fields of the office's own."""
CUSTOM_TYPES = ("text", "long", "number", "money", "day", "choice", "choices", "bool", "link", "user")
LINKED = ("company", "contact", "lead", "opportunity")
"""What a field of the type link can link to."""
LONGEST_KEY = 300
"""So many folded characters of a text are sorted, compared and searched."""

_BELONGS = "lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL"


def text_key(text: str) -> str:
    """The folded text by which a value is sorted, compared and searched."""
    return fold(text)[:LONGEST_KEY]


class CustomField(Record):
    """A field of the office's own.

    Attributes:
        of: the kind of record that has it.
        type: text, long (several lines), number, money (in the book's currency), day, choice, choices (several of a
            list), bool, link or user.
        links_to: for a link: the kind it links to.
        on_card: its value is shown on the board's cards.
        trashed_at: when it was deleted; its values stay, so that they come back with it.
    """

    kind = "custom_field"
    derived: ClassVar[frozenset[str]] = frozenset({"name_key"})

    of = TextField(constraints=[Check("of IN ('lead', 'contact', 'company', 'opportunity')")])
    name = TextField(constraints=[Check("length(name) > 0")])
    name_key = TextField(default="")
    type = TextField(
        constraints=[
            Check("type IN ('text', 'long', 'number', 'money', 'day', 'choice', 'choices', 'bool', 'link', 'user')")
        ]
    )
    links_to = TextField(null=True, constraints=[Check("links_to IN ('company', 'contact', 'lead', 'opportunity')")])
    place = IntegerField(default=0)
    on_card = BooleanField(default=False)
    trashed_at = BigIntegerField(null=True)

    @classmethod
    def derive(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {"name_key": fold(values["name"])} if "name" in values else {}


CustomField.add_index(
    CustomField.index(
        CustomField.of,
        CustomField.name_key,
        unique=True,
        where=CustomField.trashed_at.is_null(),
        name="custom_field_name",
    )
)


class CustomChoice(Record):
    """A value that a field of the type choice or choices can have."""

    kind = "custom_choice"
    derived: ClassVar[frozenset[str]] = frozenset({"name_key"})

    field = ForeignKeyField(CustomField, backref="choices", index=False)
    field_id: int
    name = TextField(constraints=[Check("length(name) > 0")])
    name_key = TextField(default="")
    place = IntegerField(default=0)

    @classmethod
    def derive(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {"name_key": fold(values["name"])} if "name" in values else {}

    class Meta:
        indexes = ((("field", "name_key"), True),)


class CustomValue(Record):
    """One value of a record in a field of the office's own, in the column of the field's type.

    A record has one row for each field it ever had a value in; one for each value of the type choices.  A row whose
    value was taken away stays and is empty, so that the record's history finds it.

    Attributes:
        slot: the row's number among those of the record and the field, from 0.
        whole: minor units of money, or 1 and 0 for yes and no.
        to_user, to_company...: the record a link leads to.
    """

    kind = "custom_value"
    belongs_to = ("lead", "contact", "company", "opportunity")
    derived: ClassVar[frozenset[str]] = frozenset({"text_key"})

    field = ForeignKeyField(CustomField, backref="values", index=False)
    field_id: int
    slot = IntegerField(default=0)
    lead = ForeignKeyField(Lead, null=True, backref="custom_values", index=False)
    contact = ForeignKeyField(Contact, null=True, backref="custom_values", index=False)
    company = ForeignKeyField(Company, null=True, backref="custom_values", index=False)
    opportunity = ForeignKeyField(Opportunity, null=True, backref="custom_values", index=False)
    text = TextField(null=True)
    text_key = TextField(null=True)
    whole = BigIntegerField(null=True)
    number = FloatField(null=True)
    day = DateField(null=True)
    choice = ForeignKeyField(CustomChoice, null=True, backref="values", index=False)
    to_user = ForeignKeyField(User, null=True, backref="+", index=False)
    to_company = ForeignKeyField(Company, null=True, backref="+", index=False)
    to_contact = ForeignKeyField(Contact, null=True, backref="+", index=False)
    to_lead = ForeignKeyField(Lead, null=True, backref="+", index=False)
    to_opportunity = ForeignKeyField(Opportunity, null=True, backref="+", index=False)

    @classmethod
    def derive(cls, values: dict[str, Any]) -> dict[str, Any]:
        if "text" not in values:
            return {}
        return {"text_key": None if values["text"] is None else text_key(values["text"])}

    class Meta:
        constraints: ClassVar[list[Any]] = [Check(_BELONGS)]


VALUE_LINKS = ("to_user", "to_company", "to_contact", "to_lead", "to_opportunity")

# A row has one owner and one value: with partial indexes it stands in two of them instead of in fifteen.
for _owner in CustomValue.belongs_to:
    _link = getattr(CustomValue, _owner)
    CustomValue.add_index(
        CustomValue.index(
            _link,
            CustomValue.field,
            CustomValue.slot,
            unique=True,
            where=_link.is_null(False),
            name=f"custom_value_{_owner}",
        )
    )
for _name in ("text_key", "whole", "number", "day"):
    _column = getattr(CustomValue, _name)
    CustomValue.add_index(
        CustomValue.index(CustomValue.field, _column, where=_column.is_null(False), name=f"custom_value_{_name}")
    )
for _name in ("choice", *VALUE_LINKS):
    _column = getattr(CustomValue, _name)
    CustomValue.add_index(CustomValue.index(_column, where=_column.is_null(False), name=f"custom_value_{_name}"))

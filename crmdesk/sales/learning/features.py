"""What is known of a case before it is closed, field by field, as the database is asked for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peewee import fn

from crmdesk.models.custom import CustomValue
from crmdesk.models.database import days_between
from crmdesk.models.fold import fold
from crmdesk.models.opportunities import Opportunity, OpportunityLine, OpportunityLog
from crmdesk.models.people import Company, Contact
from crmdesk.sales import custom_values
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, Field, built_in, column_of, fields_of
from crmdesk.texts import Message, msg

Key = str
"""A value as it is counted: a link's id, a folded text, a bin's number."""

Before = OpportunityLog.alias()
"""The last line of a closed opportunity's log while it was open."""

_ENDS = msg("It is the outcome itself, or is told with it.")
_WHO = msg("It says who it is, and nobody comes twice.")
_TEXT = msg("Free text is different each time.")
_MADE = msg("It is made of the other fields.")
_GUESS = msg("It is somebody's own guess at the same thing.")
_CALENDAR = msg("A day of the calendar does not come again.")
_NEVER = {
    **dict.fromkeys(
        ("state", "stage", "status", "closed_on", "reason", "reason_note", "look_again_on", "lost_to"), _ENDS
    ),
    **dict.fromkeys(("key", "name", "first_name", "last_name", "title", "external_id", "birthday", "street"), _WHO),
    **dict.fromkeys(("learned", "by_learning", "score", "next_on"), _MADE),
    "probability": _GUESS,
    "created_on": _CALENDAR,
}
"""Fields that cannot tell how a case ends, whatever is in them."""
_BEFORE = {"amount": Before.amount_minor, "owner": Before.owner, "expected_on": Before.expected_on}
"""What the log knows of an opportunity before it was closed: closing may change it."""

SEVERAL = ("tags", "choices")
"""Types of fields of which a case has several values."""
MISSING, DOUBTFUL, GOOD = "missing", "doubtful", "good"
QUALITIES = {MISSING: msg("missing"), DOUBTFUL: msg("doubtful"), GOOD: msg("good")}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_PHONE_DIGITS = 7


@dataclass(frozen=True)
class Feature:
    """One field to learn from.

    Attributes:
        name: the field's stable name.
        label: what people read.
        type: value, text, number, several (tags, choices) or quality; money is a number (minor units), and so is a day
            (days after the creation).
        open_column, closed_column: what the database is asked for an open case, and for a closed one as it was before.
        field: what it is made of.
    """

    name: str
    label: Message
    type: str
    open_column: Any
    closed_column: Any
    field: Field

    def keys(self, value: Any) -> tuple[Key, ...]:
        """A kept value as it is counted; nothing for an unknown one.  Numbers are put in bins elsewhere."""
        return _KEYS[self.type](value)


def features_of(desk: Desk, kind: str) -> tuple[list[Feature], dict[str, Message]]:
    """The fields of a kind that may be learnt from, the office's own ones too, and the others with the reason."""
    found: list[Feature] = []
    never: dict[str, Message] = {}
    for field in fields_of(desk, kind):
        if reason := _reason(field):
            never[field.name] = reason
        else:
            found.append(_feature(kind, field))
    return [*found, *(_of_the_client() if kind == "opportunity" else ())], never


def _reason(field: Field) -> Message | None:
    if field.name in _NEVER:
        return _NEVER[field.name]
    if field.read_only:
        return _MADE
    if field.type == "ways":
        return _WHO
    return _TEXT if field.type in ("long", "url") or field.name.endswith("_note") else None


def _feature(kind: str, field: Field) -> Feature:
    if field.type in SEVERAL:
        return Feature(field.name, field.label, "several", None, None, field)
    now = _column(kind, field)
    before = _BEFORE.get(field.name, now) if kind == "opportunity" else now
    if field.type == "day":
        begun = TABLES[kind].created_on  # type: ignore[attr-defined]  # every kind of case has one
        now, before = days_between(begun, now), days_between(begun, before)
    return Feature(field.name, field.label, _TYPES.get(field.type, "value"), now, before, field)


def _column(kind: str, field: Field) -> Any:
    if field.custom is not None:
        owner: Any = getattr(CustomValue, kind)
        held = CustomValue.select(custom_values.column(field)).where(
            owner == TABLES[kind].id, CustomValue.field == field.custom
        )
        return held.order_by(CustomValue.slot).limit(1)
    if field.name == "product":
        first = OpportunityLine.select(OpportunityLine.product).where(OpportunityLine.opportunity == Opportunity.id)
        return first.order_by(OpportunityLine.place, OpportunityLine.id).limit(1)
    return column_of(kind, field)


def _of_the_client() -> list[Feature]:
    """Where an opportunity's client is, and what it does."""
    place = {"country": msg("Client's country"), "city": msg("Client's city")}
    found = []
    for name, label in place.items():
        column = fn.COALESCE(getattr(Company, name), getattr(Contact, name))
        found.append(Feature(f"client_{name}", label, "text", column, column, built_in("company", name)))
    industry = Feature(
        "client_industry",
        msg("Client's industry"),
        "text",
        Company.industry,
        Company.industry,
        built_in("company", "industry"),
    )
    return [*found, industry]


_TYPES = {
    "text": "text", "email": "quality", "phone": "quality", "int": "number", "money": "number", "percent": "number",
    "hundredths": "number", "stars": "number", "day": "number", "number": "number",
}  # fmt: skip


def _quality(value: Any) -> tuple[Key, ...]:
    """How far an address or a number can be trusted; a missing one says something too (field guide 3.2)."""
    text = str(value or "").strip()
    if not text:
        return (MISSING,)
    good = _ADDRESS.fullmatch(text) if "@" in text else sum(map(str.isdigit, text)) >= _PHONE_DIGITS
    return (GOOD if good else DOUBTFUL,)


def _one(value: Any) -> tuple[Key, ...]:
    return () if value is None or value == "" else (str(value),)


def _folded(value: Any) -> tuple[Key, ...]:
    return _one(fold(str(value)) if value else None)


_KEYS: dict[str, Callable[[Any], tuple[Key, ...]]] = {
    "value": _one,
    "text": _folded,
    "number": _one,
    "quality": _quality,
    "several": lambda value: tuple(str(one) for one in value or ()),
}

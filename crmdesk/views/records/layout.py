"""Which fields stand where on each kind's form."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.models.leads import CONVERTED, GOING
from crmdesk.models.pipeline import LOST, OPEN
from crmdesk.sales import consent
from crmdesk.texts import Message, msg

WIDE = {
    "description",
    "notes",
    "reason_note",
    "tags",
    "channels",
    "addresses",
    *(f"consent_{name}" for name in consent.CHANNELS),
}
_BESIDE = {
    "email_label": "email",
    "phone_label": "phone",
    "website_label": "website",
    **{f"consent_{name}{part}": f"consent_{name}" for name in consent.CHANNELS for part in ("_on", "_note")},
}
BELOW = {"emails": "email", "phones": "phone", "websites": "website"}
"""Fields that stand under another one."""


def beside(kind: str, name: str) -> str:
    """The field in whose row another one stands; "" for one that has its own."""
    if name == "address_label":
        return "address" if kind == "company" else "street"
    return _BESIDE.get(name, "")


@dataclass(frozen=True)
class Section:
    """A title and the names of the fields below it."""

    title: Message | None
    fields: tuple[str, ...]


def sections(
    kind: str, *, new: bool, state: str | None, composed: bool = False, own: tuple[str, ...] = ()
) -> tuple[Section, ...]:
    """The form's sections, the required fields first.

    Args:
        state: of an opportunity: open, won or lost; of a lead: the kind of its status.
        composed: a person's whole name follows from its parts, so that nothing is typed twice.
        own: the names of the office's own fields.
    """
    whole = _built_in(kind, new=new, state=state, composed=composed)
    return (*whole, Section(msg("Own fields"), own)) if own else whole


def _built_in(kind: str, *, new: bool, state: str | None, composed: bool) -> tuple[Section, ...]:
    if kind == "opportunity":
        return _opportunity(new, state)
    if kind == "segment":
        return (Section(None, ("name", *(("of",) if new else ()), "description", "owner")),)
    fixed = _COMPOSED[kind] if composed and kind in _COMPOSED else _FIXED[kind]
    return (*fixed[:1], *_ended(state), *fixed[1:]) if kind == "lead" else fixed


def _ended(state: str | None) -> tuple[Section, ...]:
    """How a closed lead ended."""
    if state is None or state in GOING:
        return ()
    given_up = () if state == CONVERTED else ("reason", "look_again_on", "reason_note")
    return (Section(msg("How it ended"), ("closed_on", *given_up)),)


def _opportunity(new: bool, state: str | None) -> tuple[Section, ...]:
    closed = () if state in (None, OPEN) else ("closed_on",)
    reason = ("reason", "reason_note") if state == LOST else ()
    return (
        Section(None, ("title", "company", "amount", "stage")),
        Section(
            msg("More about it"),
            (
                *closed, *reason, "contact", "owner", "expected_on", "probability", "budget", "source", "campaign",
                "priority", "product",
                *(() if new else ("created_on",)), "tags", "description",
            ),
        ),
    )  # fmt: skip


_PERSON = ("first_name", "last_name", "birthday")
_EMAIL = ("email", "email_label", "emails")
_PHONE = ("phone", "phone_label", "phones")
_SITE = ("website", "website_label", "websites")
_PLACE = Section(msg("Address"), ("street", "address_label", "postcode", "city", "country", "addresses"))
_CONSENT = Section(
    msg("Consent to being reached"),
    tuple(f"consent_{name}{part}" for name in consent.CHANNELS for part in ("", "_on", "_note")),
)
_FIXED = {
    "lead": (
        Section(None, ("name", "company", "status", "rating", "priority")),
        Section(msg("How to reach them"), (*_EMAIL, *_PHONE, *_SITE, "job_title", "source", "campaign")),
        Section(msg("Person"), _PERSON),
        _PLACE,
        _CONSENT,
        Section(msg("More about it"), ("owner", "created_on", "tags", "notes")),
    ),
    "contact": (
        Section(None, ("name", "company", "job_title", "owner")),
        Section(msg("How to reach them"), (*_EMAIL, *_PHONE, *_SITE)),
        Section(msg("Person"), _PERSON),
        _PLACE,
        _CONSENT,
        Section(msg("More about it"), ("source", "language", "created_on", "tags", "description")),
    ),
    "company": (
        Section(None, ("name", "kind", "industry", "owner")),
        Section(msg("How to reach them"), (*_PHONE, *_EMAIL, *_SITE)),
        Section(msg("Address"), ("address", "address_label", "postcode", "city", "country", "addresses")),
        _CONSENT,
        Section(msg("Size"), ("employees", "annual_revenue", "founded", "parent")),
        Section(msg("Papers"), ("tax_id", "language")),
        Section(msg("More about it"), ("created_on", "tags", "description")),
    ),
    "product": (
        Section(None, ("name", "code", "category", "unit", "price", "currency", "tax", "active")),
        Section(msg("More about it"), ("owner", "description")),
    ),
    "quote": (
        Section(None, ("title", "valid_until", "language", "owner")),
        Section(msg("Client"), ("client", "person", "tax_id", "address")),
        Section(msg("Words"), ("intro", "terms")),
    ),
    "campaign": (
        Section(None, ("name", "channels", "starts_on", "ends_on", "budget", "cost", "owner", "description")),
    ),
}
_COMPOSED = {
    "lead": (
        Section(None, ("first_name", "last_name", "company", "job_title", "status", "rating", "priority")),
        Section(msg("How to reach them"), (*_EMAIL, *_PHONE, *_SITE, "source", "campaign")),
        _PLACE,
        _CONSENT,
        Section(msg("More about it"), ("owner", "created_on", "birthday", "tags", "notes")),
    ),
    "contact": (
        Section(None, ("first_name", "last_name", "company", "job_title")),
        Section(msg("How to reach them"), (*_EMAIL, *_PHONE, *_SITE)),
        _PLACE,
        _CONSENT,
        Section(msg("More about it"), ("owner", "source", "language", "created_on", "birthday", "tags", "description")),
    ),
}
"""The forms of people whose whole name is that of its parts."""

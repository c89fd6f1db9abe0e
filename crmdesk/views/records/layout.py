"""Which fields stand where on each kind's form."""

from __future__ import annotations

from dataclasses import dataclass

from crmdesk.models.leads import CONVERTED, GOING
from crmdesk.models.pipeline import LOST, OPEN
from crmdesk.texts import Message, msg

WIDE = {"description", "notes", "reason_note", "tags", "channels"}


@dataclass(frozen=True)
class Section:
    """A title and the names of the fields below it."""

    title: Message | None
    fields: tuple[str, ...]


def sections(kind: str, *, new: bool, state: str | None, composed: bool = False) -> tuple[Section, ...]:
    """The form's sections, the required fields first.

    Args:
        state: of an opportunity: open, won or lost; of a lead: the kind of its status.
        composed: a person's whole name follows from its parts, so that nothing is typed twice.
    """
    if kind == "opportunity":
        return _opportunity(new, state)
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
                *closed, *reason, "contact", "owner", "expected_on", "probability", "source", "campaign", "priority",
                "product",
                *(() if new else ("created_on",)), "tags", "description",
            ),
        ),
    )  # fmt: skip


_PERSON = ("first_name", "last_name", "birthday")
_PLACE = ("street", "postcode", "city", "country")
_FIXED = {
    "lead": (
        Section(None, ("name", "company", "status", "rating", "priority")),
        Section(msg("How to reach them"), ("job_title", "email", "phone", "source", "campaign")),
        Section(msg("Person"), (*_PERSON, *_PLACE)),
        Section(msg("More about it"), ("owner", "created_on", "tags", "notes")),
    ),
    "contact": (
        Section(None, ("name", "company", "job_title", "owner")),
        Section(msg("How to reach them"), ("email", "phone")),
        Section(msg("Person"), (*_PERSON, *_PLACE)),
        Section(msg("More about it"), ("source", "created_on", "tags", "description")),
    ),
    "company": (
        Section(None, ("name", "kind", "industry", "owner")),
        Section(msg("How to reach them"), ("phone", "email", "website", "address", "city", "country")),
        Section(msg("Size"), ("employees", "annual_revenue", "founded", "parent")),
        Section(msg("More about it"), ("created_on", "tags", "description")),
    ),
    "campaign": (
        Section(None, ("name", "channels", "starts_on", "ends_on", "budget", "cost", "owner", "description")),
    ),
}
_COMPOSED = {
    "lead": (
        Section(None, ("first_name", "last_name", "company", "job_title", "status", "rating", "priority")),
        Section(msg("How to reach them"), ("email", "phone", "source", "campaign")),
        Section(msg("Person"), ("birthday", *_PLACE)),
        Section(msg("More about it"), ("owner", "created_on", "tags", "notes")),
    ),
    "contact": (
        Section(None, ("first_name", "last_name", "company", "job_title")),
        Section(msg("How to reach them"), ("email", "phone")),
        Section(msg("Person"), ("birthday", *_PLACE)),
        Section(msg("More about it"), ("owner", "source", "created_on", "tags", "description")),
    ),
}
"""The forms of people whose whole name is that of its parts."""

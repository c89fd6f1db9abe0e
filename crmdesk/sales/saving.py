"""What a form saves: a record together with the linked ones that were made up on the fly, as one step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crmdesk.sales import leads, opportunities, quotes, records
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, fields_of
from crmdesk.sales.leads import LeadClosing
from crmdesk.sales.pipeline import Closing
from crmdesk.texts import msg


@dataclass(frozen=True, slots=True)
class New:
    """A linked record that does not exist yet, by its name; it is made in the step that links to it."""

    name: str


def save(
    desk: Desk,
    kind: str,
    record: int | None,
    values: Mapping[str, Any],
    base: Mapping[str, Any] | None = None,
    closing: Closing | LeadClosing | None = None,
) -> Changes:
    """Add a record (None) or change one; the values of links may be `New`.

    Args:
        base: what the form showed, see `records.save`.
        closing: what closes an opportunity or a lead, or why one is reopened, where it is told apart from the values.

    Raises:
        FieldProblems, StaleRecordError, ClosingDetailsNeeded, LeadClosingNeeded: nothing was written, the linked
            records neither.
    """
    if not any(isinstance(value, New) for value in values.values()):
        return _save(desk, kind, record, values, base, closing)
    with desk.step(msg("Record saved")) as writing:
        _save(desk, kind, record, {**values, **_make_links(desk, kind, values)}, base, closing)
        saved = max(writing.entry.added[TABLES[kind]]) if record is None else record
        name = records.name_of(TABLES[kind].get_by_id(saved))
        writing.entry.rename(
            msg("“{name}” changed", name=name)
            if record is not None
            else msg("{kind} “{name}” added", kind=records.kind_name(kind), name=name)
        )
    return writing.changes


def added(changes: Changes, kind: str) -> int:
    """The id of the record a form added: the last one made, after those it links to."""
    return max(changes.added[kind])


def _save(
    desk: Desk,
    kind: str,
    record: int | None,
    values: Mapping[str, Any],
    base: Mapping[str, Any] | None,
    closing: Closing | LeadClosing | None,
) -> Changes:
    if kind == "opportunity":
        if record is None:
            return opportunities.add(desk, values, closing if isinstance(closing, Closing) else None)
        return opportunities.save(desk, record, values, base, None if isinstance(closing, LeadClosing) else closing)
    if kind == "lead":
        given_up = closing if isinstance(closing, LeadClosing) else None
        if record is None:
            return leads.add(desk, values, given_up)
        return leads.save(desk, record, values, base, given_up)
    if kind == "quote" and record is not None:
        return quotes.save(desk, record, values, base)
    if record is None:
        return records.add(desk, kind, values)
    return records.save(desk, kind, record, values, base)


def _make_links(desk: Desk, kind: str, values: Mapping[str, Any]) -> dict[str, int]:
    """Make the linked records; a person made beside a company works there."""
    made: dict[str, int] = {}
    for field in fields_of(desk, kind):
        value = values.get(field.name)
        if not isinstance(value, New) or field.links_to is None:
            continue
        first: dict[str, Any] = {"name": value.name}
        if field.links_to == "contact" and (company := made.get("company", values.get("company"))) is not None:
            first["company"] = company
        made[field.name] = records.add_row(desk, field.links_to, first)
    return made

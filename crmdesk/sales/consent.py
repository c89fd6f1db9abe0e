"""What people and companies said about being reached on each channel, the day, and where that comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peewee import fn

from crmdesk.models import journal
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES
from crmdesk.texts import Message, msg

KINDS = ("lead", "contact", "company")
CHANNELS: dict[str, Message] = {
    "email": msg("E-mail"),
    "phone": msg("Calls"),
    "message": msg("Messages"),
    "letter": msg("Letters"),
}
"""Channel to its name; the fields are ``consent_<channel>``, with ``_on`` and ``_note`` for day and origin."""


def refused(desk: Desk, kind: str, ids: Iterable[int], channel: str) -> set[int]:
    """Those of leads, contacts or companies that do not want to be reached on a channel.

    Args:
        channel: email, phone, message or letter.
    """
    table: Any = TABLES[kind]
    said = getattr(table, f"consent_{channel}")
    query = table.select(table.id).where(in_ids(table.id, ids), said == "refused", visible(desk, table))
    return {row[0] for row in plain_tuples(query)}


def date_changes(desk: Desk, kind: str, ids: Sequence[int], values: Mapping[str, Any]) -> None:
    """Give the consents that these values change the day of today; what was said before keeps its day.

    Must be called inside the step, before the values are written.
    """
    table: Any = TABLES[kind]
    for channel in CHANNELS if kind in KINDS else ():
        name = f"consent_{channel}"
        if name in values and f"{name}_on" not in values:
            said = values[name] or None
            unlike = fn.COALESCE(getattr(table, name), "") != (said or "")
            other = [row[0] for row in plain_tuples(table.select(table.id).where(in_ids(table.id, ids), unlike))]
            journal.edit_all(table, other, **{f"{name}_on": desk.today if said else None})


def dated(desk: Desk, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new record, with today for each consent whose day is not among them."""
    found = dict(values)
    for channel in CHANNELS if kind in KINDS else ():
        name = f"consent_{channel}"
        if name in values and f"{name}_on" not in values:
            found[f"{name}_on"] = desk.today if values[name] else None
    return found

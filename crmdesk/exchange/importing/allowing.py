"""What of a file the user may not take in: rows about others' records, and linked records he may not make."""

from __future__ import annotations

from typing import Any

from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.problems import shown
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.people import Role
from crmdesk.sales import access, refusals
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES
from crmdesk.sales.rights import ADD, ALL, CHANGE, IMPORT, OWN
from crmdesk.texts import Message, msg


def refuse_others(desk: Desk, kind: str, sheet: Sheet) -> None:
    """Refuse the rows whose record, or whose new record's owner, is out of the user's reach.

    What belongs to nobody in the file becomes the user's where he adds only his own.
    """
    if desk.rights.everything:
        return
    of_record = sheet.columns["record"]
    known = {record for record in of_record if record is not None}
    reasons: dict[int, Message] = {}
    for action in (CHANGE, IMPORT):
        if others := known - _reached(desk, kind, known, action):
            reasons |= dict.fromkeys(others, refusals.about(desk, kind, action))
    hidden = known - access.seen(desk, kind, known)
    reasons |= dict.fromkeys(hidden, msg("A record like this is there, and you may not see it."))
    refused = {place: Refusal(reasons[record]) for place, record in enumerate(of_record) if record in reasons}
    if "owner" in TABLES[kind]._meta.fields:
        refused |= _foreign(desk, kind, sheet)
    sheet.refuse(refused)


def _reached(desk: Desk, kind: str, ids: set[int], action: str) -> set[int]:
    table: Any = TABLES[kind]
    query = table.select(table.id).where(in_ids(table.id, ids), access.reached(desk, table, action))
    return {row[0] for row in plain_tuples(query)}


def _foreign(desk: Desk, kind: str, sheet: Sheet) -> dict[int, Refusal]:
    """The new rows that would belong to somebody for whom the user adds nothing."""
    found: dict[int, Refusal] = {}
    new = [place for place, record in enumerate(sheet.columns["record"]) if record is None]
    for action in (ADD, IMPORT):
        scope = desk.rights.scope(kind, action)
        owners = desk.rights.owners(scope)
        if owners is None:
            continue
        column = sheet.columns.setdefault("owner", [None] * len(sheet))
        if scope == OWN:
            for place in new:
                column[place] = desk.user if column[place] is None else column[place]
        reason = refusals.about(desk, kind, action)
        found |= {place: Refusal(reason, "owner") for place in new if column[place] not in owners}
    return found


def why_not_made(desk: Desk, kind: str, written: str) -> Message | None:
    """Why a linked record that the book has not is not made; None where it is."""
    if kind == "role":
        names = ", ".join(name for (name,) in plain_tuples(Role.select(Role.name).order_by(Role.place)))
        return msg("There is no role “{value}”. There are: {names}.", value=shown(written), names=names)
    return None if desk.rights.scope(kind, ADD) == ALL else refusals.why_not(desk, kind, ADD)

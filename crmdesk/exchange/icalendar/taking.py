"""Taking the events of a calendar into the book: first what would happen to each, then all of it in one step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from crmdesk.exchange.icalendar.reading import Event, Refused
from crmdesk.models.activities import Activity
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import FieldProblems
from crmdesk.models.people import Contact, Lead
from crmdesk.sales import access, activities, activity_types, activity_values, recurrence
from crmdesk.sales.access import visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.rights import ADD, IMPORT
from crmdesk.texts import Message, msg, msgn

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
_OWN = re.compile(r"activity-(\d{1,19})@crmdesk")
_KEPT = ("subject", "due_on", "due_at", "minutes", "location", "note", "repeat")
"""What a file may change of an activity that came from it before."""


@dataclass(frozen=True, slots=True)
class Row:
    """What would happen to an event.

    Attributes:
        state: `NEW`, `CHANGED`, `SAME` or `REFUSED`.
        activity: the one that it is already.
        values: what is written.
        reason: why it is refused.
    """

    uid: str
    subject: str
    state: str
    day: date | None = None
    at: int | None = None
    activity: int | None = None
    values: Mapping[str, Any] | None = None
    notes: tuple[Message, ...] = ()
    reason: Message | None = None


def rehearse(desk: Desk, events: Sequence[Event | Refused], about: tuple[str, int] | None = None) -> list[Row]:
    """What would happen to each event, without writing anything.

    Args:
        about: the kind and id of what those are about in which nobody known takes part.

    Raises:
        NotAllowedError: the user imports no activities.
    """
    access.require(desk, "activity", IMPORT)
    known = _known(desk, [event.uid for event in events])
    people = _people(desk, {email for event in events if isinstance(event, Event) for email in event.emails})
    return [_row(desk, event, known, people, about) for event in _last_of_each(events)]


def _last_of_each(events: Sequence[Event | Refused]) -> Iterable[Event | Refused]:
    """The same event told several times counts once, as it was told last."""
    return {event.uid or id(event): event for event in events}.values()


def _row(desk: Desk, event: Event | Refused, known: Mapping[str, Any], people: Mapping[str, Any], about: Any) -> Row:
    if isinstance(event, Refused):
        return Row(event.uid, event.subject, REFUSED, reason=event.reason)
    told = _told(event)
    row = known.get(event.uid)
    if row is not None:
        changed = _changed(desk, event, told, row)
        return _checked(desk, event, CHANGED if changed else SAME, changed, row.id)
    link = next((people[email] for email in event.emails if email in people), None) or about
    if link is None:
        reason = msg("Nobody in it is known here. Choose what it is about.")
        return Row(event.uid, event.subject, REFUSED, event.day, event.at, reason=reason)
    done = {"done_on": event.completed or event.day} if event.done else {}
    values = {
        **told,
        **done,
        "priority": event.priority,
        "type": _type(desk, event),
        "external_id": event.uid,
        link[0]: link[1],
    }
    return _checked(desk, event, NEW, values, None)


def _changed(desk: Desk, event: Event, told: Mapping[str, Any], row: Any) -> dict[str, Any]:
    """What the file says otherwise; what is done stays as it is."""
    if row.done_on is not None:
        return {}
    changed = {name: value for name, value in told.items() if getattr(row, name) != value}
    if row.subject is None and event.subject == str(activity_types.name(desk, row.type)):
        changed.pop("subject", None)  # without a subject it goes out under the name of its type
    if event.first == (row.due_on, row.due_at):
        changed.pop("due_on", None)  # it is planned for a day that has passed, and comes again
        changed.pop("due_at", None)
    if event.at is None:
        changed.pop("minutes", None)  # a whole day tells of no minutes
    if _same_rule(row.repeat, event.repeat):
        changed.pop("repeat", None)
    return changed


def _same_rule(here: str | None, there: str) -> bool:
    """Whether two rules say the same; so many days after it was done is nothing a calendar could say."""
    if (here or "").upper().startswith(f"{recurrence.AFTER}="):
        return not there
    return set((here or "").upper().split(";")) == set(there.upper().split(";"))


def _told(event: Event) -> dict[str, Any]:
    return {
        "subject": event.subject or None,
        "due_on": event.day,
        "due_at": event.at,
        "minutes": event.minutes,
        "location": event.location or None,
        "note": event.note or None,
        "repeat": event.repeat or None,
    }


def _checked(desk: Desk, event: Event, state: str, values: Mapping[str, Any], activity: int | None) -> Row:
    """The row, refused where a rule refuses its values."""
    try:
        activity_values.refuse(desk, values, new=activity is None)
    except FieldProblems as problem:
        return Row(event.uid, event.subject, REFUSED, event.day, event.at, activity, reason=problem.message)
    return Row(event.uid, event.subject, state, event.day, event.at, activity, values, event.notes)


def take(desk: Desk, rows: Sequence[Row]) -> Changes:
    """Write what was rehearsed, in one step.

    Raises:
        NotAllowedError: the user imports no activities.
        FieldProblems: something of it cannot be kept any more; nothing was written.
        StaleRecordError: one was deleted meanwhile; nothing was written.
    """
    access.require(desk, "activity", IMPORT)
    access.require(desk, "activity", ADD)
    wanted = [row for row in rows if row.state in (NEW, CHANGED)]
    label = msgn("{n} activity imported from a calendar", "{n} activities imported from a calendar", len(wanted))
    if parted := sum(bool(row.notes) for row in wanted):
        left_out = msgn("of {n} something was left out", "of {n} something was left out", parted)
        label = msg("{what}; {left_out}", what=label, left_out=left_out)
    with desk.step(label) as writing:
        for row in wanted:
            if row.activity is None:
                activities.plan(desk, row.values or {}, remind=())
            else:
                activities.change(desk, row.activity, row.values or {})
    return writing.changes


def _type(desk: Desk, event: Event) -> str:
    """The type the file names, or a meeting for what has a time."""
    known = [row.code for row in activity_types.known(desk).values() if row.active]
    wanted = (event.sort, "meeting" if event.at is not None else "task")
    return next((code for code in wanted if code in known), None) or activity_types.first(desk)


def _known(desk: Desk, uids: Sequence[str]) -> dict[str, Any]:
    """The activities that these events are already."""
    own = {int(match[1]): uid for uid in uids if (match := _OWN.fullmatch(uid))}
    mine = Activity.select().where(in_ids(Activity.id, [one for one in own if one < 1 << 63]), visible(desk, Activity))
    found = {own[row.id]: row for row in mine}
    there = Activity.select(Activity.id, Activity.external_id).where(
        Activity.external_id.is_null(False), visible(desk, Activity)
    )
    wanted = set(uids)
    ids = [known for known, uid in plain_tuples(there) if uid in wanted]
    return found | {str(row.external_id): row for row in Activity.select().where(in_ids(Activity.id, ids))}


def _people(desk: Desk, emails: set[str]) -> dict[str, tuple[str, int]]:
    """The kind and id of whom an address belongs to; a contact before a lead."""
    found: dict[str, tuple[str, int]] = {}
    for table in (Lead, Contact) if emails else ():
        query = table.select(fn.LOWER(table.email), table.id).where(table.email.is_null(False), visible(desk, table))
        found |= {email: (table.kind, known) for email, known in plain_tuples(query) if email in emails}
    return found

"""Activities as a calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from crmdesk.exchange.icalendar import beside, zones
from crmdesk.exchange.icalendar.beside import Beside
from crmdesk.models.activities import Activity
from crmdesk.models.database import in_ids
from crmdesk.models.errors import DomainError
from crmdesk.sales import access, activity_types, audit, calendar, moments, recurrence
from crmdesk.sales.desk import Desk
from crmdesk.sales.rights import EXPORT
from crmdesk.texts import msg, msgn

if TYPE_CHECKING:
    from icalendar import Component

PRODUCT = "-//CRM Desk//CRM Desk//EN"
OWN_UID = "activity-{id}@crmdesk"
_ROOM = timedelta(days=3660)
"""How far the time zone is described for what comes again without an end."""
_TASK, _NOON = "task", time(12)
PRIORITIES = {3: 1, 2: 5, 1: 9}
"""What iCalendar calls each priority: 1 is the highest there, and nothing is said of what has none."""


def uid_of(row: Any) -> str:
    """What tells an activity from all others, in every calendar: that of the file it came from, or its own."""
    return str(row.external_id or OWN_UID.format(id=row.id))


def write(desk: Desk, ids: Sequence[int], zone: str) -> bytes:
    """Activities as a calendar file; what may not be exported is left out.

    Args:
        zone: the name of the computer's time zone; instants are written in UTC when it is unknown.

    Raises:
        NotAllowedError: the user exports no activities.
        DomainError: there is nothing to write.
    """
    from icalendar import Calendar  # late: hardly anybody exports

    access.require(desk, "activity", EXPORT)
    may = access.visible(desk, Activity) & access.reached(desk, Activity, EXPORT)
    rows = list(Activity.select().where(in_ids(Activity.id, ids), may).order_by(Activity.due_on, Activity.id))
    rows = [row for row in rows if row.due_on is not None or row.done_on is not None]
    if not rows:
        raise DomainError(msg("There are no activities with a day to export. Choose other days, or other filters."))
    about = {entry.id: entry.about[2] for entry in calendar.entries(desk, ids) if entry.about}
    around = beside.of(desk, rows)
    here = zones.known(zone)
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    timed = [_utc(at) for row in rows if (at := _when(row)[1]) is not None]
    if here is not None and timed:
        made.add_component(zones.described(here, min(timed), max(timed) + _ROOM))
    for row in rows:
        made.add_component(_event(desk, row, about.get(row.id, ""), around[row.id], here))
    audit.note(desk, audit.EXPORTED, msgn("A calendar of {n} activity", "A calendar of {n} activities", len(rows)))
    return bytes(made.to_ical())


def _event(desk: Desk, row: Any, about: str, around: Beside, zone: ZoneInfo | None) -> Component:
    """An activity as an event; a task without a time as something to do."""
    from icalendar import Event, Todo

    rule = _rule(row) if row.repeat else None
    todo = row.type == _TASK and row.due_at is None and rule is None  # one that comes again would need a beginning
    subject = row.subject or str(activity_types.name(desk, row.type))
    made: Component = Todo() if todo else Event()
    made.add("uid", uid_of(row))
    made.add("dtstamp", desk.clock.now().astimezone(UTC))
    made.add("sequence", row.version - 1)
    if around.changed_at is not None:
        made.add("last-modified", _utc(around.changed_at))
    made.add("summary", subject)
    made.add("categories", [row.type])
    (_add_state if todo else _add_times)(made, row, zone)
    if row.location:
        made.add("location", row.location)
    if description := _description(row):
        made.add("description", description)
    if about:
        made.add("comment", about)
    if row.priority:
        made.add("priority", PRIORITIES[row.priority])
    beside.add_people(made, around)
    if row.done_on is None:
        if rule:
            made.add("rrule", rule)
        beside.add_alarms(made, around, subject, timed=row.due_at is not None)
    return made


def _when(row: Any) -> tuple[date, int | None]:
    """The day and instant at which it stands in the calendar: what was done on the day it was done."""
    day = row.done_on or row.due_on
    return day, row.due_at if day == row.due_on else None


def _add_times(made: Component, row: Any, zone: ZoneInfo | None) -> None:
    day, at = _when(row)
    if row.done_on is not None:
        made.add("status", "CONFIRMED")
    if at is None:
        made.add("dtstart", day)
        made.add("dtend", day + timedelta(days=1))
        return
    begin = _utc(at)
    made.add("dtstart", begin.astimezone(zone or UTC))
    if row.minutes:
        made.add("dtend", (begin + timedelta(minutes=row.minutes)).astimezone(zone or UTC))


def _add_state(made: Component, row: Any, _zone: ZoneInfo | None) -> None:
    """When something is to be done, and whether it was."""
    made.add("due", row.due_on or row.done_on)
    made.add("status", "NEEDS-ACTION" if row.done_on is None else "COMPLETED")
    if row.done_on is not None:
        known = row.done_at is not None and moments.local(row.done_at).date() == row.done_on
        made.add("completed", _utc(row.done_at if known else moments.instant(row.done_on, _NOON)))


def _description(row: Any) -> str:
    """The note, and below it what came of it."""
    outcome = str(msg("Outcome: {text}", text=row.outcome)) if row.done_on is not None and row.outcome else ""
    return "\n\n".join(part for part in (row.note, outcome) if part)


def _rule(row: Any) -> dict[str, Any] | None:
    """The repetition as iCalendar tells it; none for so many days after it was done."""
    from icalendar import vRecur

    if row.repeat.strip().upper().startswith(f"{recurrence.AFTER}="):
        return None
    rule: dict[str, Any] = vRecur.from_ical(row.repeat)
    if row.due_at is not None and (until := rule.get("UNTIL")):
        last = until[0] if isinstance(until, list) else until
        day = last.date() if isinstance(last, datetime) else last
        rule["UNTIL"] = [_utc(moments.end_of(day) - 1000)]
    return rule


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)

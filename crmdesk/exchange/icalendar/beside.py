"""What goes into a calendar file beside an activity's own words: its people, its reminders, and when it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crmdesk.models import journal
from crmdesk.models.activities import Participant, Reminder
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.people import Contact, User
from crmdesk.sales import access, moments
from crmdesk.sales.desk import Desk
from crmdesk.sales.rights import EXPORT

if TYPE_CHECKING:
    from icalendar import Component

Person = tuple[str, str]
"""A name and an e-mail address."""


@dataclass(slots=True)
class Beside:
    """What stands beside one activity.

    Attributes:
        people: who takes part and can be written to.
        owner: whose it is, where he can be written to.
        reminders: so many minutes before it, once each.
        changed_at: the instant at which it was changed last; None where nobody did.
    """

    people: list[Person] = field(default_factory=list)
    owner: Person | None = None
    reminders: list[int] = field(default_factory=list)
    changed_at: int | None = None


def of(desk: Desk, rows: Sequence[Any]) -> dict[int, Beside]:
    """What stands beside each of these activities; addresses of contacts that may not be exported are left out."""
    ids = [row.id for row in rows]
    changed = journal.last_changed(ids)
    users = {known: (name, email) for known, name, email in plain_tuples(User.select(User.id, User.name, User.email))}
    found = {row.id: Beside(changed_at=changed.get(row.id)) for row in rows}
    for row in rows:
        name, email = users.get(row.owner_id, ("", None))
        found[row.id].owner = (name, email) if email else None
    may = access.visible(desk, Contact) & access.reached(desk, Contact, EXPORT)
    query = (
        Participant.select(Participant.activity, Participant.user, Contact.name, Contact.email)
        .left_outer_join(Contact, on=(Participant.contact == Contact.id) & may)
        .where(in_ids(Participant.activity, ids))
    )
    for activity, user, name, email in plain_tuples(query.order_by(Participant.id)):
        name, email = (name, email) if user is None else users[user]
        if email:
            found[activity].people.append((name, email))
    reminders = Reminder.select(Reminder.activity, Reminder.minutes_before).where(in_ids(Reminder.activity, ids))
    for activity, minutes in plain_tuples(reminders.order_by(Reminder.minutes_before).distinct()):
        found[activity].reminders.append(minutes)
    return found


def add_people(made: Component, around: Beside) -> None:
    """Name who takes part, and who planned it with them."""
    for person in around.people:
        made.add("attendee", _address(person))
    if around.people and around.owner:
        made.add("organizer", _address(around.owner))


def add_alarms(made: Component, around: Beside, subject: str, *, timed: bool) -> None:
    """Add the reminders: so long before its time, or before the end of a day without one."""
    from icalendar import Alarm

    for minutes in around.reminders:
        before, related = timedelta(minutes=-minutes), {}
        if not timed:
            related = {"RELATED": "END"}
            if made.name == "VTODO":  # its day is told as that on which it begins
                before += timedelta(minutes=moments.DAY_MINUTES)
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", subject)
        alarm.add("trigger", before, parameters=related)
        made.add_component(alarm)


def _address(person: Person) -> Any:
    from icalendar import vCalAddress

    name, email = person
    made = vCalAddress(f"mailto:{email}")
    made.params["CN"] = " ".join(name.replace('"', "'").split())
    return made

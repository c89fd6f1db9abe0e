"""Reminders: what is due, putting it off and putting it away.

When a reminder rings follows from the day and time of its activity and is worked out whenever it is asked for: it moves
with the activity and with the computer's time zone.  A day without a time counts from its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from crmdesk.models import journal
from crmdesk.models.activities import OWNER, Activity, Participant, Reminder, Seen
from crmdesk.models.database import immediate, in_ids, plain_tuples, writing
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, Lead
from crmdesk.sales import activity_types, moments, preferences
from crmdesk.sales.access import seen, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.texts import Message, msg, msgn

OFFSETS: dict[int, Message] = {
    0: msg("At the time"),
    5: msg("5 minutes before"),
    10: msg("10 minutes before"),
    15: msg("15 minutes before"),
    30: msg("30 minutes before"),
    60: msg("1 hour before"),
    120: msg("2 hours before"),
    1440: msg("1 day before"),
    2880: msg("2 days before"),
    10080: msg("1 week before"),
}
"""What a form offers, in minutes, with its name."""
MOST_MINUTES = 366 * moments.DAY_MINUTES
_PREFERENCE = "reminders"


@dataclass(frozen=True, slots=True)
class Ring:
    """A reminder that rings, or will.

    Attributes:
        id: of the reminder.
        at: the instant.
        about: the kind and id of the record to open for it, and its name.
    """

    id: int
    activity: int
    at: int
    type: str
    subject: str
    due_on: date
    due_at: int | None
    about: tuple[str, int, str] | None


@dataclass(frozen=True, slots=True)
class Quiet:
    """When somebody wants to be reminded.

    Attributes:
        on: at all.
        begins, ends: the local hours between which nothing rings; both None for none.
    """

    on: bool = True
    begins: time | None = None
    ends: time | None = None


def due(desk: Desk, now: int) -> list[Ring]:
    """What rings for the user and was not put away, the earliest first.

    Args:
        now: the instant.
    """
    dismissed = dict(plain_tuples(Seen.select(Seen.record, Seen.at).where(Seen.user == (desk.user or 0))))
    ringing = [ring for ring in _rings(desk) if ring.at <= now and dismissed.get(ring.id, -1) < ring.at]
    return sorted(ringing, key=lambda ring: (ring.at, ring.id))


def next_ring(desk: Desk, now: int) -> int | None:
    """The next instant at which something rings for the user."""
    return min((ring.at for ring in _rings(desk) if ring.at > now), default=None)


def of(desk: Desk, activity: int) -> list[int]:
    """How many minutes before an activity it is reminded of, the earliest first."""
    if not seen(desk, "activity", [activity]):
        return []
    query = Reminder.select(Reminder.minutes_before).where(Reminder.activity == activity)
    return sorted((minutes for (minutes,) in plain_tuples(query)), reverse=True)


def instant(due_on: date, due_at: int | None, minutes: int) -> int:
    """When a reminder rings: so long before the time, or before the end of the day."""
    return moments.before(moments.end_of(due_on) if due_at is None else due_at, minutes)


def offered(desk: Desk, due_on: date | None, due_at: int | None, also: Iterable[int] = ()) -> list[tuple[int, str]]:
    """(minutes, name) of the offsets that ring in the future.

    Args:
        also: those that are kept already, which stay among them.
    """
    now, kept = desk.clock.instant(), set(also)
    every = {**OFFSETS, **{minutes: _minutes_name(minutes) for minutes in sorted(kept - OFFSETS.keys())}}
    return [
        (minutes, str(name))
        for minutes, name in every.items()
        if minutes in kept or (due_on is not None and instant(due_on, due_at, minutes) > now)
    ]


def _minutes_name(minutes: int) -> Message:
    return msgn("{n} minute before", "{n} minutes before", minutes)


def replace(desk: Desk, activity: int, offsets: Sequence[int]) -> None:
    """Make these the reminders of an activity.  Must be called inside a step.

    Raises:
        FieldProblems: one would ring in the past, or too long before; or the activity has no day.
    """
    kept = dict(
        plain_tuples(Reminder.select(Reminder.minutes_before, Reminder.id).where(Reminder.activity == activity))
    )
    wanted = list(dict.fromkeys(offsets))
    new = [minutes for minutes in wanted if minutes not in kept]
    if new:
        _refuse(desk, Activity.get_by_id(activity), new)
    journal.remove(Reminder, [known for minutes, known in kept.items() if minutes not in wanted])
    journal.add_rows(Reminder, [{"activity": activity, "minutes_before": minutes} for minutes in new])


def _refuse(desk: Desk, row: Any, offsets: Sequence[int]) -> None:
    problem = None
    if row.due_on is None:
        problem = msg("A reminder needs a day. Say when it is planned for.")
    elif not all(0 <= minutes <= MOST_MINUTES for minutes in offsets):
        problem = msg("A reminder rings a year before at the most.")
    elif row.done_on is not None:
        problem = msg("It is done: there is nothing left to be reminded of.")
    elif any(instant(row.due_on, row.due_at, minutes) <= desk.clock.instant() for minutes in offsets):
        problem = msg("This reminder would have rung already. Choose a later one, or a later day.")
    if problem is not None:
        raise FieldProblems({"remind": problem})


def follow(activities: Sequence[int]) -> None:
    """Forget what the reminders of activities that were moved were put off to.  Must be called inside a step."""
    put_off = Reminder.select(Reminder.id).where(
        in_ids(Reminder.activity, activities), Reminder.snoozed_until.is_null(False)
    )
    journal.edit_all(Reminder, [known for (known,) in plain_tuples(put_off)], snoozed_until=None)


def snooze(desk: Desk, ids: Sequence[int], until: int) -> Changes:
    """Put reminders off until an instant; their activities stay where they are.

    Raises:
        DomainError: that is not in the future.
        StaleRecordError: one is gone.
    """
    if until <= desk.clock.instant():
        raise DomainError(msg("Choose a moment in the future."), "until")
    of_activities = dict(plain_tuples(Reminder.select(Reminder.id, Reminder.activity).where(in_ids(Reminder.id, ids))))
    shown = seen(desk, "activity", of_activities.values())
    if not ids or any(of_activities.get(known) not in shown for known in ids):
        raise StaleRecordError(msg("This reminder was deleted meanwhile."))
    with desk.step(msgn("{n} reminder put off", "{n} reminders put off", len(ids))) as writing_:
        journal.edit_all(Reminder, ids, snoozed_until=until)
    return writing_.changes


def dismiss(desk: Desk, rings: Sequence[Ring]) -> None:
    """Put away what rang; it rings again only when it is moved.  No step: the others' rings go on."""
    with writing(), immediate():
        for ring in rings:
            Seen.replace(user=desk.user or 0, record=ring.id, at=ring.at).execute()


def quiet(desk: Desk) -> Quiet:
    """When the user wants to be reminded."""
    kept = preferences.get(desk, _PREFERENCE, {})
    begins, ends = (_time(kept.get(name)) for name in ("begins", "ends"))
    return Quiet(bool(kept.get("on", True)), begins, ends) if begins and ends else Quiet(bool(kept.get("on", True)))


def keep_quiet(desk: Desk, wish: Quiet) -> None:
    """Keep when the user wants to be reminded."""
    hours = {name: None if at is None else at.strftime("%H:%M") for name, at in _hours(wish)}
    preferences.put(desk, _PREFERENCE, {"on": wish.on, **hours})


def is_quiet(desk: Desk, at: datetime) -> bool:
    """Whether nothing may ring for the user at a local time: it is switched off, or within the quiet hours."""
    wish = quiet(desk)
    if not wish.on:
        return True
    if wish.begins is None or wish.ends is None or wish.begins == wish.ends:
        return False
    now = at.time()
    if wish.begins < wish.ends:
        return wish.begins <= now < wish.ends
    return now >= wish.begins or now < wish.ends  # over midnight


def _hours(wish: Quiet) -> tuple[tuple[str, time | None], ...]:
    return ("begins", wish.begins), ("ends", wish.ends)


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _rings(desk: Desk) -> Iterator[Ring]:
    """Every reminder of a planned activity that is the user's, or that he takes part in, or that is nobody's."""
    columns = (Activity.id, Activity.type, Activity.subject, Activity.due_on, Activity.due_at)
    query = (
        Reminder.select(Reminder.id, Reminder.minutes_before, Reminder.snoozed_until, *columns, *_ABOUT.values())
        .join(Activity)
        .where(Activity.done_on.is_null(), Activity.due_on.is_null(False), visible(desk, Activity))
    )
    if desk.user is not None:
        taking_part = Participant.select(Participant.activity).where(Participant.user == desk.user)
        mine = OWNER.in_([desk.user]) | Activity.owner.is_null() | Activity.id.in_(taking_part)
        query = query.where(mine)
    found = list(plain_tuples(query))
    names = {
        kind: _names(desk, kind, {row[-len(_ABOUT) + place] for row in found}) for place, kind in enumerate(_ABOUT)
    }
    for known, minutes, put_off, activity, type_, subject, due_on, due_at, *about in found:
        day = date.fromisoformat(due_on)
        at = instant(day, due_at, minutes)
        opens = next(
            ((kind, one, names[kind][one]) for kind, one in zip(_ABOUT, about, strict=True) if one in names[kind]), None
        )
        shown = subject or str(activity_types.name(desk, type_))
        yield Ring(known, activity, max(at, put_off or at), type_, shown, day, due_at, opens)


_ABOUT = {
    "opportunity": Activity.opportunity, "lead": Activity.lead,
    "contact": Activity.contact, "company": Activity.company,
}  # fmt: skip
_TABLES: dict[str, Any] = {"opportunity": Opportunity, "lead": Lead, "contact": Contact, "company": Company}


def _names(desk: Desk, kind: str, ids: set[int | None]) -> dict[int, str]:
    table = _TABLES[kind]
    name = table.title if kind == "opportunity" else table.name
    wanted = [known for known in ids if known is not None]
    query = table.select(table.id, name).where(in_ids(table.id, wanted), visible(desk, table))
    return dict(plain_tuples(query)) if wanted else {}

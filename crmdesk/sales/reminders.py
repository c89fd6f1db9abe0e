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
from crmdesk.models.activities import IS_PLANNED, Activity, Reminder, Seen
from crmdesk.models.database import immediate, in_ids, plain_tuples, writing
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, Lead
from crmdesk.sales import activity_types, moments, preferences, whose
from crmdesk.sales.access import seen, visible
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
"""What a form offers for a time, in minutes, with its name."""
OF_A_DAY: dict[int, Message] = {
    0: msg("When the day ends"),
    15 * 60: msg("In the morning (9:00)"),
    **{minutes: name for minutes, name in OFFSETS.items() if minutes >= moments.DAY_MINUTES},
}
"""What a form offers for a day without a time, which counts from its end."""
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
    """What rings for the user and was not put away, the earliest first; of an activity the reminder that rang last.

    Args:
        now: the instant.
    """
    ringing = sorted((ring for ring in _rings(desk) if ring.at <= now), key=lambda ring: (ring.at, ring.id))
    last = {ring.activity: ring for ring in ringing}
    return [ring for ring in ringing if last[ring.activity] is ring]


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
    usual = OF_A_DAY if due_at is None else OFFSETS
    every = {**usual, **{minutes: _minutes_name(minutes) for minutes in sorted(kept - usual.keys())}}
    return [
        (minutes, str(name))
        for minutes, name in every.items()
        if minutes in kept or (due_on is not None and instant(due_on, due_at, minutes) > now)
    ]


def _minutes_name(minutes: int) -> Message:
    if minutes in OFFSETS:
        return OFFSETS[minutes]
    hours, rest = divmod(minutes, 60)
    if rest == 0:
        return msgn("{n} hour before", "{n} hours before", hours)
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


def snooze(desk: Desk, rings: Sequence[Ring], until: int) -> None:
    """Put what rang off until an instant, for this user; the activities stay where they are.  No step.

    Raises:
        DomainError: that is not in the future.
    """
    if until <= desk.clock.instant():
        raise DomainError(msg("Choose a moment in the future."), "until")
    _look_at(desk, rings, until)


def dismiss(desk: Desk, rings: Sequence[Ring]) -> None:
    """Put away what rang; it rings again only when it is moved.  No step: the others' rings go on."""
    _look_at(desk, rings, None)


def _look_at(desk: Desk, rings: Sequence[Ring], again_at: int | None) -> None:
    """Keep that the user has seen these, and what rang for the same activities before them."""
    latest = {ring.activity: ring.at for ring in rings}
    with writing(), immediate():
        for ring in _rings(desk):
            if ring.at <= latest.get(ring.activity, -1):
                Seen.replace(user=desk.user or 0, record=ring.id, at=ring.at, again_at=again_at).execute()


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
    """What rings, or will, of the user's planned activities.

    What he has put away rings again once its activity is moved, and what he has put off at that instant, or then too.
    """
    columns = (Activity.id, Activity.type, Activity.subject, Activity.due_on, Activity.due_at)
    query = (
        Reminder.select(Reminder.id, Reminder.minutes_before, *columns, *_ABOUT.values())
        .join(Activity)
        .where(IS_PLANNED, Activity.due_on.is_null(False), whose.mine(desk), visible(desk, Activity))
    )
    found = list(plain_tuples(query))
    put_off = Seen.select(Seen.record, Seen.at, Seen.again_at).where(Seen.user == (desk.user or 0))
    seen_ones = {record: (at, again_at) for record, at, again_at in plain_tuples(put_off)}
    names = {
        kind: _names(desk, kind, {row[-len(_ABOUT) + place] for row in found}) for place, kind in enumerate(_ABOUT)
    }
    for known, minutes, activity, type_, subject, due_on, due_at, *about in found:
        day = date.fromisoformat(due_on)
        at = instant(day, due_at, minutes)
        seen_until, again_at = seen_ones.get(known, (-1, None))
        if at <= seen_until:
            if again_at is None:
                continue
            at = max(at, again_at)
        opens = next(
            ((kind, one, names[kind][one]) for kind, one in zip(_ABOUT, about, strict=True) if one in names[kind]), None
        )
        shown = subject or str(activity_types.name(desk, type_))
        yield Ring(known, activity, at, type_, shown, day, due_at, opens)


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

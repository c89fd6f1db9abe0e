"""Planning activities, putting them off and marking them done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from crmdesk.models import journal
from crmdesk.models.activities import Activity
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import User
from crmdesk.sales import links, moments, participants, records, reminders, series, usual_reminder
from crmdesk.sales.access import here, require, seen, visible
from crmdesk.sales.activity_values import links_of, named, refuse, timed
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.participants import Person
from crmdesk.sales.rights import ADD, CHANGE, DELETE
from crmdesk.texts import Message, msg, msgn

LATER, TOMORROW, NEXT_WEEK = "later", "tomorrow", "next_week"
SNOOZES = {LATER: msg("Later today"), TOMORROW: msg("Tomorrow"), NEXT_WEEK: msg("Next week")}
"""What an activity can be put off to beside a day, with its name."""
_LATER_HOURS, _LAST_TIME = 2, time(23, 45)


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity as a page shows it.

    Attributes:
        due_on: the day it is planned for, None for some day.
        due_at: the instant, where it has a time.
        done_on: the day it was done, None while it is planned.
        owner: the name of whose it is.
        about: the title of the opportunity it is about, where that is not the record asked about itself.
        repeat: how it comes again, see `recurrence`; empty when it does not.
    """

    id: int
    type: str
    subject: str
    note: str
    due_on: date | None
    done_on: date | None
    owner: str
    about: str = ""
    due_at: int | None = None
    minutes: int | None = None
    priority: int = 0
    outcome: str = ""
    location: str = ""
    repeat: str = ""


def of(desk: Desk, kind: str, record: int) -> list[ActivityRow]:
    """A record's activities, a client's opportunities' among them: planned ones first, the earliest on top and those
    without a day last, then the done ones, the latest on top."""
    query = (
        Activity.select(
            Activity.id,
            Activity.type,
            Activity.subject,
            Activity.note,
            Activity.due_on,
            Activity.done_on,
            User.name,
            Opportunity.title,
            Activity.due_at,
            Activity.minutes,
            Activity.priority,
            Activity.outcome,
            Activity.location,
            Activity.repeat,
        )
        .left_outer_join(User)
        .switch(Activity)
        .left_outer_join(Opportunity, on=(Activity.opportunity == Opportunity.id) & visible(desk, Opportunity))
        .where(around(desk, kind, record), visible(desk, Activity))
        .order_by(Activity.id)
    )
    rows = [_row(kind, *row) for row in plain_tuples(query)]
    planned = sorted((row for row in rows if row.done_on is None), key=_when)
    done_ones = [row for row in rows if row.done_on is not None]
    return planned + sorted(done_ones, key=lambda row: (row.done_on or date.min, row.id), reverse=True)


def _row(
    kind: str, known: int, type_: str, subject: str | None, note: str | None, due: str | None, done: str | None,
    owner: str | None, title: str | None, at: int | None, minutes: int | None, priority: int, *words: str | None,
) -> ActivityRow:  # fmt: skip
    outcome, location, repeat = (word or "" for word in words)
    about = (title or "") if kind != "opportunity" else ""
    return ActivityRow(
        known, type_, subject or "", note or "", _day(due), _day(done), owner or "", about, at, minutes, priority,
        outcome, location, repeat,
    )  # fmt: skip


def _when(row: ActivityRow) -> tuple[date, bool, int]:
    """The order of planned ones: by day, those with a time first."""
    return row.due_on or date.max, row.due_at is None, row.due_at or 0


def around(desk: Desk, kind: str, record: int) -> Any:
    """The condition for activities with a record; for a company or contact also for those about its opportunities."""
    known = seen(desk, kind, [record])
    condition = getattr(Activity, kind).in_(known)
    if kind in ("company", "contact"):
        sales = Opportunity.select(Opportunity.id).where(
            getattr(Opportunity, kind).in_(known), visible(desk, Opportunity)
        )
        condition |= Activity.opportunity.in_(sales)
    return condition


def plan(
    desk: Desk, values: Mapping[str, Any], people: Sequence[Person] = (), remind: Sequence[int] | None = None
) -> Changes:
    """Add an activity to a lead, contact, company or opportunity; with `done_on` it is one that was done.

    Args:
        values: field name to value; `type` and at least one of `LINKS` must be there.  Of `due_on` and `due_at` the
            instant decides.
        people: who takes part.
        remind: how many minutes before it to remind of it; None for what the user prefers, see `usual_reminder`.

    Raises:
        FieldProblems: with a sentence beside each field; nothing was written.
    """
    require(desk, "activity", ADD)
    clean = timed(records.tidy("activity", values))
    refuse(desk, clean, new=True)
    called = named(desk, clean)
    label = msg("“{activity}” planned", activity=called) if not clean.get("done_on") else _done_label(called)
    with desk.step(label) as writing:
        columns = {"owner": desk.user, **records.columns(desk, "activity", clean)}
        known = journal.add(Activity, **columns)
        participants.replace(desk, known, people)
        reminders.replace(desk, known, usual_reminder.of(desk, columns, people) if remind is None else remind)
    return writing.changes


def change(
    desk: Desk,
    activity: int,
    values: Mapping[str, Any],
    base: Mapping[str, Any] | None = None,
    people: Sequence[Person] | None = None,
    remind: Sequence[int] | None = None,
) -> Changes:
    """Change an activity; another day alone keeps the time of day.

    Args:
        people, remind: as with `plan`; None leaves them as they are.

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: it is gone, or a field was changed meanwhile.
    """
    here(desk, "activity", [activity], CHANGE)
    row = Activity.get_by_id(activity)
    clean = timed(records.tidy("activity", values), row)
    with desk.step(msg("“{name}” changed", name=named(desk, {"subject": row.subject, "type": row.type}))) as writing:
        records.save(desk, "activity", activity, clean, base)
        if people is not None:
            participants.replace(desk, activity, people)
        if remind is not None:
            reminders.replace(desk, activity, remind)
    return writing.changes


def done(
    desk: Desk,
    ids: Sequence[int],
    day: date | None = None,
    outcome: str | None = None,
    following: Mapping[str, Any] | None = None,
) -> Changes:
    """Mark planned activities as done, today unless said otherwise; those that repeat are planned again.

    Args:
        outcome: what came of it; kept only when something is written.
        following: what is planned next in the same breath, for the same records unless it says others.

    Raises:
        FieldProblems: the day, the outcome or what follows cannot be kept.
        StaleRecordError: one was deleted meanwhile.
    """
    values: dict[str, Any] = {"done_on": day or desk.today}
    if outcome is not None and outcome.strip():
        values["outcome"] = outcome.strip()
    refuse(desk, values, new=False)
    here(desk, "activity", ids, CHANGE)
    label = (
        _done_label(named(desk, records.read(desk, "activity", ids[0]) or {}))
        if len(ids) == 1
        else msgn("{n} activity done", "{n} activities done", len(ids))
    )
    at = desk.clock.instant() if values["done_on"] == desk.today else None
    with desk.step(label) as writing:
        journal.edit_all(Activity, ids, **values, done_at=at)
        series.go_on(ids, values["done_on"])
        for known in ids if following is not None else ():
            plan(desk, {**links_of(known), **(following or {})})
    return writing.changes


def snoozes(desk: Desk, ids: Sequence[int]) -> list[tuple[str, str]]:
    """What activities can be put off to beside a day, with its name; until later today only what is due by then."""
    rows = plain_tuples(Activity.select(Activity.due_on).where(in_ids(Activity.id, ids), visible(desk, Activity)))
    due = all(_is_due(desk, _day(day)) for (day,) in rows)
    return [(to, str(name)) for to, name in SNOOZES.items() if due or to != LATER]


def snooze(desk: Desk, ids: Sequence[int], to: str | date) -> Changes:
    """Put planned activities off; on another day they keep their time of day.

    Args:
        to: one of `SNOOZES`, or a day.

    Raises:
        FieldProblems: the day cannot be kept.
        DomainError: one is done already, or the day is nearly over, or it was to wait until later today and is planned
            for a later day.
        StaleRecordError: one was deleted meanwhile.
    """
    rows = _planned(desk, ids)
    if to == LATER and not all(_is_due(desk, row.due_on) for row in rows):
        raise DomainError(msg("It is planned for a later day. Move it to today if you want to do it earlier."))
    moved = {row.id: timed(_put_off(desk, to), row) for row in rows}
    return _put(desk, _snooze_label(desk, rows, next(iter(moved.values()), {})), moved)


def move(desk: Desk, ids: Sequence[int], day: date | None) -> Changes:
    """Put planned activities on a day, or on none; they keep their time of day.

    Raises:
        FieldProblems: the day cannot be kept.
        DomainError: one is done already.
        StaleRecordError: one was deleted meanwhile.
    """
    rows = _planned(desk, ids)
    if day is None:
        one = msg("“{activity}” has no day now")
        counted = msgn("{n} activity has no day now", "{n} activities have no day now", len(ids))
    else:
        one = msg("“{activity}” moved to {day}", day=day)
        counted = msgn("{n} activity moved to {day}", "{n} activities moved to {day}", len(ids), day=day)
    return _put(desk, _label(desk, rows, one, counted), {row.id: timed({"due_on": day}, row) for row in rows})


def assign(desk: Desk, ids: Sequence[int], owner: int | None) -> Changes:
    """Hand activities over to an owner, or to nobody.

    Raises:
        FieldProblems: there is no such user any more.
        StaleRecordError: one was deleted meanwhile.
    """
    links.refuse(desk, "activity", {"owner": owner})
    here(desk, "activity", ids, CHANGE)
    rows = [Activity.get_by_id(known) for known in ids]
    if owner is None:
        one = msg("“{activity}” belongs to nobody now")
        counted = msgn("{n} activity belongs to nobody now", "{n} activities belong to nobody now", len(ids))
    else:
        name = User.get_by_id(owner).name
        one = msg("“{activity}” given to {owner}", owner=name)
        counted = msgn("{n} activity given to {owner}", "{n} activities given to {owner}", len(ids), owner=name)
    with desk.step(_label(desk, rows, one, counted)) as writing:
        journal.edit_all(Activity, ids, owner=owner)
    return writing.changes


def _planned(desk: Desk, ids: Sequence[int]) -> list[Any]:
    """The activities, as long as none of them is done."""
    here(desk, "activity", ids, CHANGE)
    rows = [Activity.get_by_id(known) for known in ids]
    if any(row.done_on is not None for row in rows):
        raise DomainError(msg("It is done already. Plan another one instead."))
    return rows


def _put(desk: Desk, label: Message, moved: dict[int, dict[str, Any]]) -> Changes:
    """Write other days and times, by id."""
    for values in moved.values():
        refuse(desk, values, new=False)
    with desk.step(label) as writing:
        journal.edit_rows(Activity, moved)
    return writing.changes


def _label(desk: Desk, rows: Sequence[Any], one: Message, counted: Message) -> Message:
    """What is done with one activity by its name, or with so many."""
    if len(rows) != 1:
        return counted
    called = named(desk, {"subject": rows[0].subject, "type": rows[0].type})
    return replace(one, values={**one.values, "activity": called})


def _put_off(desk: Desk, to: str | date) -> dict[str, Any]:
    today = desk.today
    if to == LATER:
        return {"due_at": _later_today(desk)}
    if to == TOMORROW:
        return {"due_on": today + timedelta(days=1)}
    if to == NEXT_WEEK:
        return {"due_on": today + timedelta(days=7 - today.weekday())}
    if isinstance(to, date):
        return {"due_on": to}
    raise KeyError(to)


def _is_due(desk: Desk, due_on: date | None) -> bool:
    return due_on is not None and due_on <= desk.today


def _later_today(desk: Desk) -> int:
    """Two hours from now at a quarter of an hour, or else late in the evening.

    Raises:
        DomainError: it is later than that.
    """
    now = desk.clock.now()
    quarter = 15 * moments.MINUTE
    later = -(-(desk.clock.instant() + _LATER_HOURS * 60 * moments.MINUTE) // quarter) * quarter
    latest = moments.instant(now.date(), _LAST_TIME)
    if latest <= desk.clock.instant():
        raise DomainError(msg("The day is nearly over. Put it off until tomorrow."))
    return min(later, latest)


def _snooze_label(desk: Desk, rows: Sequence[Any], to: Mapping[str, Any]) -> Message:
    counted = msgn("{n} activity put off", "{n} activities put off", len(rows))
    return _label(desk, rows, msg("“{activity}” put off until {day}", day=to.get("due_on")), counted)


def open_again(desk: Desk, ids: Sequence[int]) -> Changes:
    """Take done activities for planned ones again.

    Raises:
        StaleRecordError: one was deleted meanwhile.
    """
    here(desk, "activity", ids, CHANGE)
    with desk.step(msgn("{n} activity planned again", "{n} activities planned again", len(ids))) as writing:
        journal.edit_all(Activity, ids, done_on=None, done_at=None)
    return writing.changes


def trash(desk: Desk, ids: Sequence[int]) -> Changes:
    """Put activities in the trash.

    Raises:
        StaleRecordError: one is gone.
    """
    here(desk, "activity", ids, DELETE)
    with desk.step(msgn("{n} activity moved to the trash", "{n} activities moved to the trash", len(ids))) as writing:
        journal.edit_all(Activity, ids, trashed_at=desk.clock.instant())
    return writing.changes


def _done_label(called: Message | str) -> Message:
    return msg("“{activity}” done", activity=called)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

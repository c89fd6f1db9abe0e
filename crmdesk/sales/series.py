"""Activities that come again: when one is done, the next one of its series is planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crmdesk.models import journal
from crmdesk.models.activities import Activity, Participant, Reminder
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.sales import moments, recurrence

_KEPT = ("type", "subject", "note", "minutes", "priority", "location")
_LINKS = ("owner", *Activity.belongs_to)


def go_on(ids: Sequence[int], done: date) -> None:
    """Plan what follows those that repeat, unless it is planned already.  Must be called inside a step.

    Args:
        done: the day they were done.
    """
    going = Activity.select().where(in_ids(Activity.id, ids), Activity.repeat.is_null(False)).order_by(Activity.id)
    for row in list(going):
        if not _has_follower(row.id):
            _plan_next(row, done)


def _has_follower(activity: int) -> bool:
    """Whether the one after it was planned before: it may have been opened and done again."""
    return bool(Activity.select().where(Activity.follows == activity, Activity.trashed_at.is_null()).exists())


def _plan_next(row: Any, done: date) -> None:
    found = recurrence.following(row.repeat, row.due_on, done)
    if found is None:
        return
    day, repeat = found
    values = {name: getattr(row, name) for name in _KEPT} | {name: getattr(row, f"{name}_id") for name in _LINKS}
    at = None if row.due_at is None else moments.moved(row.due_at, day)
    following = journal.add(Activity, **values, due_on=day, due_at=at, repeat=repeat, follows=row.id)
    people = plain_tuples(
        Participant.select(Participant.contact, Participant.user).where(Participant.activity == row.id)
    )
    journal.add_rows(
        Participant, [{"activity": following, "contact": contact, "user": user} for contact, user in people]
    )
    offsets = plain_tuples(Reminder.select(Reminder.minutes_before).where(Reminder.activity == row.id))
    journal.add_rows(Reminder, [{"activity": following, "minutes_before": minutes} for (minutes,) in offsets])

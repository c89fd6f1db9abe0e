"""Planning activities and marking them done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.models import journal
from crmdesk.models.activities import Activity
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import FieldProblems
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import User
from crmdesk.sales import links, records, rules
from crmdesk.sales.access import here, require, seen, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import ACTIVITY_TYPE_NAMES
from crmdesk.sales.rights import ADD, CHANGE, DELETE
from crmdesk.texts import Message, msg, msgn

LINKS = ("opportunity", "lead", "contact", "company")


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity as a page shows it.

    Attributes:
        due_on: the day it is planned for, None for some day.
        done_on: the day it was done, None while it is planned.
        owner: the name of whose it is.
        about: the title of the opportunity it is about, where that is not the record asked about itself.
    """

    id: int
    type: str
    subject: str
    note: str
    due_on: date | None
    done_on: date | None
    owner: str
    about: str = ""


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
        )
        .left_outer_join(User)
        .switch(Activity)
        .left_outer_join(Opportunity, on=(Activity.opportunity == Opportunity.id) & visible(desk, Opportunity))
        .where(around(desk, kind, record), visible(desk, Activity))
        .order_by(Activity.id)
    )
    rows = [
        ActivityRow(
            known, type_, subject or "", note or "", _day(due), _day(done), owner or "",
            (title or "") if kind != "opportunity" else "",
        )
        for known, type_, subject, note, due, done, owner, title in plain_tuples(query)
    ]  # fmt: skip
    planned = sorted((row for row in rows if row.done_on is None), key=lambda row: row.due_on or date.max)
    done_ones = [row for row in rows if row.done_on is not None]
    return planned + sorted(done_ones, key=lambda row: (row.done_on or date.min, row.id), reverse=True)


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


def plan(desk: Desk, values: Mapping[str, Any]) -> Changes:
    """Add an activity to a lead, contact, company or opportunity; with `done_on` it is one that was done.

    Args:
        values: field name to value; `type` and at least one of `LINKS` must be there.

    Raises:
        FieldProblems: with a sentence beside each field; nothing was written.
    """
    require(desk, "activity", ADD)
    clean = records.tidy("activity", values)
    _refuse(desk, clean, new=True)
    label = msg("{activity} planned", activity=_named(clean)) if not clean.get("done_on") else _done_label(clean)
    with desk.step(label) as writing:
        journal.add(Activity, **{"owner": desk.user, **records.columns(desk, "activity", clean)})
    return writing.changes


def change(desk: Desk, activity: int, values: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> Changes:
    """Change an activity; another day is how it is put off.

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: it is gone, or a field was changed meanwhile.
    """
    clean = records.tidy("activity", values)
    return records.save(desk, "activity", activity, clean, base)


def done(desk: Desk, ids: Sequence[int], day: date | None = None, note: str | None = None) -> Changes:
    """Mark planned activities as done, today unless said otherwise.

    Args:
        note: what came of it; kept only when something is written.

    Raises:
        FieldProblems: the day or the note cannot be kept.
        StaleRecordError: one was deleted meanwhile.
    """
    values: dict[str, Any] = {"done_on": day or desk.today}
    if note is not None and note.strip():
        values["note"] = note.strip()
    _refuse(desk, values, new=False)
    here(desk, "activity", ids, CHANGE)
    label = (
        _done_label(records.read(desk, "activity", ids[0]) or {})
        if len(ids) == 1
        else msgn("{n} activity done", "{n} activities done", len(ids))
    )
    at = desk.clock.instant() if values["done_on"] == desk.today else None
    with desk.step(label) as writing:
        journal.edit_all(Activity, ids, **values, done_at=at)
    return writing.changes


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


def _refuse(desk: Desk, values: Mapping[str, Any], *, new: bool) -> None:
    found = links.problems(desk, "activity", values) | rules.problems(desk, "activity", values, new=new)
    if new and not any(values.get(link) for link in LINKS):
        found["opportunity"] = msg("Say what the activity belongs to.")
    if found:
        raise FieldProblems(found)


def _named(values: Mapping[str, Any]) -> Message | str:
    """What people call it: its subject, or else its type."""
    return values.get("subject") or ACTIVITY_TYPE_NAMES[values["type"]]


def _done_label(values: Mapping[str, Any]) -> Message:
    return msg("{activity} done", activity=_named(values))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

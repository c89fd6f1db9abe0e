"""What happened around a record, newest first: what was done about it, and what was changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from peewee import Value, fn

from crmdesk.models.activities import Activity
from crmdesk.models.database import plain_tuples
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import User
from crmdesk.sales import activities, activity_types, record_history
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.record_history import FieldChange
from crmdesk.texts import Message, msg

ACTIVITIES, CHANGES = "activities", "changes"
SORTS = {ACTIVITIES: msg("Activities"), CHANGES: msg("Changes")}
"""What a timeline can be narrowed to, with its name."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened.

    Attributes:
        icon: that of the type of what was done, or "edit" for a change.
        what: what was done, or what the step did.
        note: what came of it; of an opportunity's activity its title.
        when: local time; only the day counts where `timed` is false.
        user: who did it; empty where nobody is known.
        fields: what changed, of a change.
        sort: one of `SORTS`.
        opens: the kind and id of the record it is about, where that is not the one asked about.
    """

    icon: str
    what: str | Message
    note: str
    when: datetime
    timed: bool
    user: str
    fields: tuple[FieldChange, ...] = ()
    sort: str = ACTIVITIES
    opens: tuple[str, int] | None = None


def of(desk: Desk, kind: str, record: int, most: int = 20, sort: str | None = None) -> list[Moment]:
    """The newest moments of a record, with what was done about a client's opportunities.

    Args:
        sort: only these, one of `SORTS`.
    """
    asked = (sort,) if sort else SORTS
    found = [moment for one in asked for moment in _SOURCES[one](desk, kind, record, most)]
    return sorted(found, key=lambda moment: moment.when, reverse=True)[:most]


def last_contact(desk: Desk, kind: str, record: int) -> date | None:
    """The day something was last done with somebody, or about an opportunity of theirs."""
    return next((moment.when.date() for moment in _done(desk, kind, record, 1)), None)


def _done(desk: Desk, kind: str, record: int, most: int) -> list[Moment]:
    query = (
        Activity.select(
            Activity.type,
            Activity.subject,
            fn.COALESCE(Activity.outcome, Activity.note),
            Activity.done_on,
            Activity.done_at,
            User.name,
            Value(None) if kind == Opportunity.kind else Opportunity.title,  # its own tells nothing there
        )
        .left_outer_join(User)
        .switch(Activity)
        .left_outer_join(Opportunity, on=(Activity.opportunity == Opportunity.id) & visible(desk, Opportunity))
        .where(activities.around(desk, kind, record), Activity.done_on.is_null(False), visible(desk, Activity))
        .order_by(Activity.done_on.desc(), Activity.id.desc())
        .limit(most)
    )
    return [_moment(desk, *row) for row in plain_tuples(query)]


def _changed(desk: Desk, kind: str, record: int, most: int) -> list[Moment]:
    return [
        Moment("edit", change.label, "", change.when, True, change.user, change.fields, CHANGES)
        for change in record_history.of(desk, kind, record, most)
    ]


_SOURCES = {ACTIVITIES: _done, CHANGES: _changed}


def _moment(
    desk: Desk,
    type_: str,
    subject: str | None,
    note: str | None,
    day: str,
    at: int | None,
    user: str | None,
    sale: str | None,
) -> Moment:
    when = datetime.fromtimestamp(at / 1000) if at else datetime.combine(date.fromisoformat(day), time.max)
    told = " · ".join(part for part in (sale, note) if part)
    what = subject or activity_types.name(desk, type_)
    return Moment(activity_types.icon(desk, type_), what, told, when.astimezone(), at is not None, user or "")

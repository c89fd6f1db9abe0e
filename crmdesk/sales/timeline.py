"""What happened around a record, newest first: what was done about it, written on it, added to it and changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from peewee import Value, fn

from crmdesk.models.activities import Activity
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.documents import Document
from crmdesk.models.messages import Message as Written
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import User
from crmdesk.sales import activities, activity_types, hanging, messages, record_history
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.record_history import FieldChange
from crmdesk.texts import Message, msg

ACTIVITIES, MESSAGES, DOCUMENTS, CHANGES = "activities", "messages", "documents", "changes"
SORTS = {
    ACTIVITIES: msg("Activities"),
    MESSAGES: msg("Messages"),
    DOCUMENTS: msg("Documents"),
    CHANGES: msg("Changes"),
}
"""What a timeline can be narrowed to, with its name."""
_LONGEST = 300  # characters of a message


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened.

    Attributes:
        icon: that of the type of what was done, "message", "note", "document", or "edit" for a change.
        what: what was done or written, what a document is called, or what the step did.
        note: what came of it; of what belongs to a client's opportunity its title.
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


def _written(desk: Desk, kind: str, record: int, most: int) -> list[Moment]:
    query = (
        _with_title(desk, Written, kind, Written.is_note, Written.text, Written.at)
        .left_outer_join(User, on=(Written.author == User.id))
        .where(in_ids(Written.id, messages.newest(desk, hanging.around(desk, Written, kind, record), most)))
        .order_by(Written.at.desc(), Written.id.desc())
    )
    return [
        Moment("note" if note else "message", _line(text), title or "", _at(at), True, who or "", sort=MESSAGES)
        for who, title, note, text, at in plain_tuples(query)
    ]


def _added(desk: Desk, kind: str, record: int, most: int) -> list[Moment]:
    query = (
        _with_title(desk, Document, kind, Document.name, Document.added_at)
        .left_outer_join(User, on=(Document.added_by == User.id))
        .where(hanging.around(desk, Document, kind, record), visible(desk, Document))
        .order_by(Document.added_at.desc(), Document.id.desc())
        .limit(most)
    )
    return [
        Moment("document", name, title or "", _at(at), True, who or "", sort=DOCUMENTS)
        for who, title, name, at in plain_tuples(query)
    ]


def _with_title(desk: Desk, table: Any, kind: str, *columns: Any) -> Any:
    """A question for rows with the user's name and the title of their opportunity, to which the user is still to be
    joined."""
    title = Value(None) if kind == Opportunity.kind else Opportunity.title
    return (
        table.select(User.name, title, *columns)
        .left_outer_join(Opportunity, on=(table.opportunity == Opportunity.id) & visible(desk, Opportunity))
        .switch(table)
    )


_SOURCES = {ACTIVITIES: _done, MESSAGES: _written, DOCUMENTS: _added, CHANGES: _changed}


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


def _at(instant: int) -> datetime:
    return datetime.fromtimestamp(instant / 1000).astimezone()


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

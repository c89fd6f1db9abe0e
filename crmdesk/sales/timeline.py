"""What happened around a record, newest first: what was done about it, written on it, offered, added to it and changed.

Its order is asked for first (`keys`), and what is told only of those that are looked at (`read`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from operator import itemgetter
from typing import Any

from peewee import Value, fn

from crmdesk.models.activities import Activity
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.documents import Document
from crmdesk.models.messages import Message as Written
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import User
from crmdesk.sales import activities, activity_types, hanging, moments, paper_history, record_history, users
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.paper_history import PaperEvent
from crmdesk.sales.record_history import FieldChange, Part
from crmdesk.texts import Message, msg

ACTIVITIES, MESSAGES, QUOTES, DOCUMENTS, CHANGES = "activities", "messages", "quotes", "documents", "changes"
SORTS = {
    ACTIVITIES: msg("Activities"),
    MESSAGES: msg("Messages"),
    QUOTES: msg("Quotes"),
    DOCUMENTS: msg("Documents"),
    CHANGES: msg("Changes"),
}
"""What a timeline can be narrowed to, with its name."""
_LONGEST = 300  # characters of a message


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened.

    Attributes:
        icon: that of the type of what was done, "message", "note", "file-text" for a quote, "document", or "edit" for a
            change.
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


@dataclass(frozen=True, slots=True)
class Key:
    """The place of a moment.

    Attributes:
        at: its instant; the last one of its day where only that is known.
        sort: one of `SORTS`.
        of: what its sort finds it by.
    """

    at: int
    sort: str
    of: Any


def of(desk: Desk, kind: str, record: int, most: int = 20, sort: str | None = None) -> list[Moment]:
    """The newest moments of a record, with what was done about a client's opportunities.

    Args:
        sort: only these, one of `SORTS`.
    """
    return read(desk, kind, keys(desk, kind, record, sort, most))


def keys(desk: Desk, kind: str, record: int, sort: str | None = None, most: int | None = None) -> list[Key]:
    """The places of all moments of a record, or of the newest, newest first."""
    asked = (sort,) if sort else SORTS
    found = [Key(at, one, known) for one in asked for at, known in _PLACES[one](desk, kind, record, most)]
    return sorted(found, key=lambda key: key.at, reverse=True)[:most]


def read(desk: Desk, kind: str, found: Sequence[Key]) -> list[Moment]:
    """What happened at these places of the timeline of a record of this kind, in their order; without what is gone."""
    by_sort: dict[str, list[Any]] = {}
    for key in found:
        by_sort.setdefault(key.sort, []).append(key.of)
    told = {sort: iter(_TOLD[sort](desk, kind, known)) for sort, known in by_sort.items()}
    return [moment for key in found if (moment := next(told[key.sort])) is not None]


def last_contact(desk: Desk, kind: str, record: int) -> date | None:
    """The day something was last done with somebody, or about an opportunity of theirs."""
    return next((moment.when.date() for moment in of(desk, kind, record, 1, ACTIVITIES)), None)


# The places of each sort of moment, newest first: its instant, and what it is found by

_Places = Iterable[tuple[int, Any]]


def _done(desk: Desk, kind: str, record: int, most: int | None) -> _Places:
    query = Activity.select(Activity.done_on, Activity.done_at, Activity.id).where(
        activities.around(desk, kind, record), Activity.done_on.is_null(False), visible(desk, Activity)
    )
    for day, at, known in plain_tuples(query.order_by(Activity.done_on.desc(), Activity.id.desc()).limit(most)):
        yield at or _end_of(date.fromisoformat(day)), known


def _written(desk: Desk, kind: str, record: int, most: int | None) -> _Places:
    return _hanging(desk, Written, Written.at, kind, record, most)


def _added(desk: Desk, kind: str, record: int, most: int | None) -> _Places:
    return _hanging(desk, Document, Document.added_at, kind, record, most)


def _hanging(desk: Desk, table: Any, at: Any, kind: str, record: int, most: int | None) -> _Places:
    query = table.select(at, table.id).where(hanging.around(desk, table, kind, record), visible(desk, table))
    return plain_tuples(query.order_by(at.desc(), table.id.desc()).limit(most))


def _offered(desk: Desk, kind: str, record: int, _most: int | None) -> _Places:
    found = [(event.at or _end_of(event.day), event) for event in paper_history.of(desk, kind, record)]
    return sorted(found, key=itemgetter(0), reverse=True)


def _changed(desk: Desk, kind: str, record: int, most: int | None) -> _Places:
    return ((part.at, part) for part in islice(record_history.parts(desk, kind, record), most))


_PLACES: dict[str, Callable[[Desk, str, int, int | None], _Places]] = {
    ACTIVITIES: _done,
    MESSAGES: _written,
    QUOTES: _offered,
    DOCUMENTS: _added,
    CHANGES: _changed,
}


def _end_of(day: date) -> int:
    return moments.end_of(day) - 1


# What is told at such places, in the same order; None where it is gone

_Moments = Iterable[Moment | None]


def _activities(desk: Desk, kind: str, ids: Sequence[int]) -> _Moments:
    columns = (Activity.type, Activity.subject, fn.COALESCE(Activity.outcome, Activity.note))
    days = (Activity.done_on, Activity.done_at)

    def told(
        who: str | None, title: str | None, type_: str, subject: str | None, note: str | None, day: str, at: int | None
    ) -> Moment:
        what = subject or activity_types.name(desk, type_)
        when = moments.local(at or _end_of(date.fromisoformat(day)))
        icon = activity_types.icon(desk, type_)
        return Moment(icon, what, " · ".join(filter(None, (title, note))), when, at is not None, who or "")

    return _in_order(_rows(desk, kind, Activity, Activity.owner, ids, *columns, *days), ids, told)


def _messages(desk: Desk, kind: str, ids: Sequence[int]) -> _Moments:
    def told(who: str | None, title: str | None, is_note: int, text: str, at: int) -> Moment:
        icon = "note" if is_note else "message"
        return Moment(icon, _line(text), title or "", moments.local(at), True, who or "", sort=MESSAGES)

    columns = (Written.is_note, Written.text, Written.at)
    return _in_order(_rows(desk, kind, Written, Written.author, ids, *columns), ids, told)


def _documents(desk: Desk, kind: str, ids: Sequence[int]) -> _Moments:
    def told(who: str | None, title: str | None, name: str, at: int) -> Moment:
        return Moment("document", name, title or "", moments.local(at), True, who or "", sort=DOCUMENTS)

    columns = (Document.name, Document.added_at)
    return _in_order(_rows(desk, kind, Document, Document.added_by, ids, *columns), ids, told)


def _papers(desk: Desk, kind: str, events: Sequence[PaperEvent]) -> _Moments:
    names = users.names_of({event.user for event in events if event.user})
    for event in events:
        when = moments.local(event.at or _end_of(event.day))
        sale = "" if kind == Opportunity.kind else event.sale
        opens = ("quote", event.quote) if event.quote is not None else None
        who = names.get(event.user or 0, "")
        yield Moment("file-text", event.what, sale, when, event.at is not None, who, sort=QUOTES, opens=opens)


def _changes(desk: Desk, kind: str, parts: Sequence[Part]) -> _Moments:
    for change in record_history.read(desk, kind, parts):
        yield Moment("edit", change.label, "", change.when, True, change.user, change.fields, CHANGES)


_TOLD: dict[str, Callable[[Desk, str, Any], _Moments]] = {
    ACTIVITIES: _activities,
    MESSAGES: _messages,
    QUOTES: _papers,
    DOCUMENTS: _documents,
    CHANGES: _changes,
}


def _rows(desk: Desk, kind: str, table: Any, who: Any, ids: Sequence[int], *columns: Any) -> dict[int, tuple[Any, ...]]:
    """Rows by their ids: the user's name, the title of their opportunity, and these columns."""
    title = Value(None) if kind == Opportunity.kind else Opportunity.title  # its own tells nothing there
    query = (
        table.select(table.id, User.name, title, *columns)
        .left_outer_join(User, on=(who == User.id))
        .switch(table)
        .left_outer_join(Opportunity, on=(table.opportunity == Opportunity.id) & visible(desk, Opportunity))
        .where(in_ids(table.id, ids), visible(desk, table))
    )
    return {row[0]: row[1:] for row in plain_tuples(query)}


def _in_order(rows: dict[int, tuple[Any, ...]], ids: Sequence[int], told: Callable[..., Moment]) -> _Moments:
    return (told(*rows[known]) if known in rows else None for known in ids)


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]

"""What the calendar asks: what is planned and was done in a range of days, what will come again, what should close.

Moving is not asked here: `activities.change` and `opportunities.save` are the functions for these facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from peewee import Expression

from crmdesk.models.activities import IS_DONE, IS_PLANNED, IS_REPEATED, Activity
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.opportunities import IS_OPEN, Opportunity
from crmdesk.models.people import Company, Contact, Lead, User
from crmdesk.sales import activity_types, moments, recurrence, whose
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk


@dataclass(frozen=True)
class CalendarFilter:
    """What of the calendar is shown.

    Attributes:
        owners: ids of users, whose activities and those they take part in (see `whose.chosen`); empty for everybody's.
        types: codes of types; empty for all.
        closes: the days on which opportunities should close.
    """

    owners: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    closes: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """An activity on a day.

    Attributes:
        id: of the activity; of a ghost that of the one it will come after.
        day: it is planned for, or was done on.
        at: the instant, where it has a time on this day.
        about: kind, id and name of what it is about; None where none of it can be seen.
        ghost: it is not planned yet, but comes again on this day.
    """

    id: int
    day: date
    at: int | None
    minutes: int | None
    type: str
    subject: str
    owner: str
    about: tuple[str, int, str] | None
    done: bool
    repeats: bool = False
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the calendar.

    Attributes:
        entries: what is planned first, then what comes again, then what was done; without a time first.
        more: how many further ones there are.
        closing: (id, title) of the opportunities that should close on it.
    """

    day: date
    entries: tuple[Entry, ...] = ()
    more: int = 0
    closing: tuple[tuple[int, str], ...] = ()


@dataclass
class _Found:
    """What stands on a day before it is read whole: sort keys with the id, and ghosts as they are."""

    keys: list[tuple[bool, int, int]] = field(default_factory=list)
    ghosts: list[Entry] = field(default_factory=list)
    closing: list[tuple[int, str]] = field(default_factory=list)


def days(desk: Desk, first: date, last: date, shown: CalendarFilter, most: int | None = None) -> list[CalendarDay]:
    """The days from first to last on which there is something.

    Args:
        most: so many entries of a day are read, the others counted.
    """
    found: dict[date, _Found] = {}
    _find_activities(desk, first, last, shown, found)
    _find_ghosts(desk, first, last, shown, found)
    if shown.closes:
        _find_closing(desk, first, last, shown, found)
    for one in found.values():
        one.keys.sort()
    wanted = [key[-1] for one in found.values() for key in one.keys[:most]]
    read = {entry.id: entry for entry in entries(desk, wanted)}
    return [_day(day, found[day], read, most) for day in sorted(found)]


def _day(day: date, one: _Found, read: dict[int, Entry], most: int | None) -> CalendarDay:
    known = [read[key[-1]] for key in one.keys[:most] if key[-1] in read]
    planned = [entry for entry in known if not entry.done]
    shown = (planned + one.ghosts + [entry for entry in known if entry.done])[:most]
    return CalendarDay(day, tuple(shown), len(one.keys) + len(one.ghosts) - len(shown), tuple(one.closing))


def entries(desk: Desk, ids: Sequence[int]) -> list[Entry]:
    """These activities as the calendar shows them, in no order."""
    links = [getattr(Activity, kind) for kind in _ABOUT]
    columns = (Activity.id, Activity.due_on, Activity.done_on, Activity.due_at, Activity.minutes, Activity.type)
    query = (
        Activity.select(*columns, Activity.subject, Activity.repeat, User.name, *links)
        .left_outer_join(User)
        .where(in_ids(Activity.id, ids), visible(desk, Activity))
    )
    rows = list(plain_tuples(query))
    names = {kind: _names(desk, kind, {row[9 + place] for row in rows}) for place, kind in enumerate(_ABOUT)}
    return [entry for row in rows if (entry := _entry(desk, row, names)) is not None]


def mine(desk: Desk) -> list[int]:
    """All activities of the user, planned and done; everybody's in a book without users."""
    query = Activity.select(Activity.id).where(visible(desk, Activity), whose.mine(desk))
    return [known for (known,) in plain_tuples(query.order_by(Activity.id))]


def _entry(desk: Desk, row: tuple[Any, ...], names: dict[str, dict[int, str]]) -> Entry | None:
    known, due, done, at, minutes, type_, subject, repeat, owner, *about = row
    day = done or due
    if day is None:
        return None
    opens = next(
        ((kind, one, names[kind][one]) for kind, one in zip(_ABOUT, about, strict=True) if one in names[kind]), None
    )
    called = subject or str(activity_types.name(desk, type_))
    timed = at if due == day else None  # done on another day, its time tells nothing
    is_done = done is not None
    return Entry(
        known, date.fromisoformat(day), timed, minutes, type_, called, owner or "", opens, is_done, bool(repeat)
    )


_ABOUT: dict[str, Any] = {"opportunity": Opportunity, "lead": Lead, "contact": Contact, "company": Company}


def _names(desk: Desk, kind: str, ids: Iterable[int | None]) -> dict[int, str]:
    table = _ABOUT[kind]
    wanted = [known for known in ids if known is not None]
    name = table.title if kind == "opportunity" else table.name
    query = table.select(table.id, name).where(in_ids(table.id, wanted), visible(desk, table))
    return dict(plain_tuples(query)) if wanted else {}


def _find_activities(desk: Desk, first: date, last: date, shown: CalendarFilter, found: dict[date, _Found]) -> None:
    for done, column, state in ((False, Activity.due_on, IS_PLANNED), (True, Activity.done_on, IS_DONE)):
        columns = (Activity.id, column, Activity.due_on, Activity.due_at)
        query = Activity.select(*columns).where(state, column.between(first, last), *_wanted(desk, shown))
        keys: dict[str, list[tuple[bool, int, int]]] = {}
        for known, day, due, at in plain_tuples(query):
            keys.setdefault(day, []).append((done, (at or 0) if due == day else 0, known))
        for day, those in keys.items():
            found.setdefault(date.fromisoformat(day), _Found()).keys.extend(those)


def _wanted(desk: Desk, shown: CalendarFilter) -> list[Expression]:
    """The conditions for the activities that pass the filters and may be seen."""
    found = [visible(desk, Activity)]
    if shown.types:
        found.append(Activity.type.in_(shown.types))
    return [*found, whose.chosen(desk, shown.owners)] if shown.owners else found


def _find_ghosts(desk: Desk, first: date, last: date, shown: CalendarFilter, found: dict[date, _Found]) -> None:
    """What comes again: from today on, because what was missed is not planned after the fact."""
    begin = max(first, desk.today)
    query = Activity.select(Activity.id, Activity.due_on, Activity.repeat).where(
        IS_REPEATED, Activity.due_on <= last, *_wanted(desk, shown)
    )
    coming = {
        known: recurrence.coming(repeat, date.fromisoformat(due_on), begin, last)
        for known, due_on, repeat in plain_tuples(query)
    }
    for entry in entries(desk, [known for known, days_ in coming.items() if days_]):
        for day in coming[entry.id]:
            at = None if entry.at is None else moments.moved(entry.at, day)
            found.setdefault(day, _Found()).ghosts.append(replace(entry, day=day, at=at, ghost=True))
    for one in found.values():
        one.ghosts.sort(key=lambda ghost: (ghost.at or 0, ghost.id))


def _find_closing(desk: Desk, first: date, last: date, shown: CalendarFilter, found: dict[date, _Found]) -> None:
    query = Opportunity.select(Opportunity.id, Opportunity.expected_on, Opportunity.title, Opportunity.owner).where(
        IS_OPEN, Opportunity.expected_on.between(first, last), visible(desk, Opportunity)
    )
    for known, day, title, owner in plain_tuples(query.order_by(Opportunity.expected_on, Opportunity.id)):
        if not shown.owners or owner in shown.owners:
            found.setdefault(date.fromisoformat(day), _Found()).closing.append((known, title))

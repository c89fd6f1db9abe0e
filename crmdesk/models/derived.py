"""Derived values, brought up to date at the end of the step that changed what they come from.

They are never journalled: undo changes what they come from, and they follow.  `mismatches` computes all of them again
and compares, for `crmdesk check`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from peewee import JOIN, Case, fn

from crmdesk.models import zones
from crmdesk.models.activities import Activity
from crmdesk.models.base import Record
from crmdesk.models.custom import CustomValue
from crmdesk.models.database import (
    IdRange,
    compact,
    immediate,
    in_ids,
    insert_rows,
    plain_tuples,
    rows_of,
    update_rows,
    writing,
)
from crmdesk.models.journal.entry import FOLLOWERS, Entry
from crmdesk.models.journal.history import Step
from crmdesk.models.opportunities import Opportunity, OpportunityLog
from crmdesk.models.people import Company, Contact, Lead
from crmdesk.models.pipeline import OPEN
from crmdesk.models.searchable import contacts_of, owners_of_values, refresh_search, search_mismatches, told_otherwise

Ids = Collection[int] | IdRange
Values = Iterable[tuple[int, tuple[Any, ...]]]
"""Ids with the plain values of some columns."""
Touches = dict[int, tuple[str | None, str | None]]
"""Opportunities with the day of the last touch as it is kept and as this step makes it."""

_NOT_A_TOUCH = {"rank"}
_CLIENT = {"company", "contact"}
_CHANCE = {"probability", "by_learning"}
_NEXT = ("next_on", "next_at", "next_type")
_COUNTED = ("counted",)
_LEAD = (*_NEXT, "touched_on")


def settle(entry: Entry) -> None:
    """Bring everything derived from the step's rows up to date."""
    _settle_days(entry)
    removed = entry.removed.get(Opportunity, set())
    added = entry.added.get(Opportunity, set()) - removed
    touched = {record: names - _NOT_A_TOUCH for record, names in entry.edited.get(Opportunity, {}).items()}
    valued = owners_of_values(entry)
    for record in valued.get(Opportunity.kind, ()):
        touched.setdefault(record, set()).add(CustomValue.kind)
    edited = {record: names for record, names in touched.items() if names and record not in added | removed}
    companies, contacts = _renamed(entry, Company), _renamed(entry, Contact)

    logged = _write_log(entry, added, edited)
    _log_removed(entry, removed)
    active = _owners_of_activities(entry, Opportunity) - removed
    clients = {record for record, names in edited.items() if names & _CLIENT}
    clients |= added | _opportunities_of(companies, contacts)
    renamed = _update(Opportunity, ("client_key",), other_client_keys(compact(Opportunity, clients)))
    weighed = added | {record for record, names in edited.items() if names & _CHANCE}
    _update(Opportunity, _COUNTED, other_chances(compact(Opportunity, weighed)))
    changed = renamed | _update(Opportunity, _NEXT, next_activities(Opportunity, active))
    changed |= _touch(entry, added, edited, active, logged)
    _tell(entry, Opportunity, changed)
    worked = _owners_of_activities(entry, Lead) - entry.removed.get(Lead, set())
    _tell(entry, Lead, _update(Lead, _LEAD, lead_activities(worked)))
    other: dict[type[Record], set[int]] = {
        Opportunity: renamed,
        Contact: contacts_of(companies) if companies else set(),
    }
    told = told_otherwise(entry)
    for table in (Lead, Contact, Company, Opportunity):
        mine = valued.get(table.kind, set())
        _tell(entry, table, mine)
        other[table] = other.get(table, set()) | mine | told.get(table.kind, set())
    refresh_search(entry, other)


def _tell(entry: Entry, table: type[Record], changed: set[int]) -> None:
    """Screens show what changed here like anything else the step touched."""
    if changed:
        entry.touched.setdefault(table, set()).update(changed)


def _renamed(entry: Entry, table: type[Record]) -> set[int]:
    return {record for record, names in entry.edited.get(table, {}).items() if "name" in names}


def _opportunities_of(companies: set[int], contacts: set[int]) -> set[int]:
    found: set[int] = set()
    for link, ids in ((Opportunity.company, companies), (Opportunity.contact, contacts)):
        if ids:
            found |= {row[0] for row in plain_tuples(Opportunity.select(Opportunity.id).where(in_ids(link, ids)))}
    return found


def _owners_of_activities(entry: Entry, table: type[Record]) -> set[int]:
    """The records of a table that the step's activities belong to, or belonged to before."""
    found = set(entry.left.get(table.kind, ()))
    touched = entry.touched.get(Activity, set()) - entry.removed.get(Activity, set())
    if touched:
        links = rows_of(Activity, (f"{table.kind}_id",), compact(Activity, touched))
        found |= {owner for _record, owner in links if owner is not None}
    return found


# The days of activities that have a time


def follow_zone() -> None:
    """Derive the days of planned activities anew where the book's are of another time zone than this computer's.

    Their instants are what was said; `done_on` is the day on which somebody did it, wherever he was.
    """
    if zones.is_same():
        return
    with immediate(), writing():
        _derive_days(None)
        zones.keep()


def _settle_days(entry: Entry) -> None:
    """The days of the step's activities; of all, if the computer is in another time zone by now."""
    touched = entry.touched.get(Activity, set()) - entry.removed.get(Activity, set())
    if not touched:
        return
    if zones.is_same():
        _derive_days(touched)
    else:
        _tell(entry, Activity, _derive_days(None, entry))
        zones.keep()


def _derive_days(ids: Collection[int] | None, entry: Entry | None = None) -> set[int]:
    """Write the days of these planned activities, or of all, that are not those of their instants; the ids of those.

    Args:
        entry: of the step that is told which opportunities and leads have another next day.
    """
    wrong = other_days(None if ids is None else compact(Activity, ids))
    if not wrong:
        return set()
    update_rows(Activity, ("due_on",), [(day, activity) for activity, day in wrong.items()])
    if ids is None:
        for table in (Opportunity, Lead):
            link = getattr(Activity, table.kind)
            query = Activity.select(link).where(in_ids(Activity.id, wrong), link.is_null(False)).distinct()
            owners = [owner for (owner,) in plain_tuples(query)]
            changed = _update(table, _NEXT, next_activities(table, owners))
            if entry is not None:
                _tell(entry, table, changed)
    return set(wrong)


def other_days(ids: Ids | None) -> dict[int, str]:
    """The days of planned activities with a time, where another one is kept."""
    timed = Activity.select(Activity.id, Activity.due_on, Activity.due_at).where(
        Activity.done_on.is_null(), Activity.due_at.is_null(False)
    )
    rows = plain_tuples(timed if ids is None else timed.where(in_ids(Activity.id, ids)))
    days = ((activity, kept, zones.day_of(at).isoformat()) for activity, kept, at in rows)
    return {activity: day for activity, kept, day in days if kept != day}


# The log

_LOGGED = ("pipeline_id", "stage_id", "state", "amount_minor", "currency", "probability", "owner_id", "expected_on")
_LOG_COLUMNS = (
    *("opportunity", "day", "recorded_at", "user", "step"),
    *("pipeline", "stage", "state", "amount_minor", "currency", "probability", "owner", "expected_on", "gone"),
)


def _write_log(entry: Entry, added: set[int], edited: dict[int, set[str]]) -> Touches:
    """Append what the opportunities are now."""
    today, written = entry.day.isoformat(), (entry.at, entry.user, entry.id)
    touches: Touches = {}
    lines: list[tuple[Any, ...]] = []
    columns = (*_LOGGED, "trashed_at", "created_on", "closed_on", "touched_on")
    new = compact(Opportunity, added - entry.log_given)
    for record, *now, trashed_at, created_on, closed_on, touched_on in rows_of(Opportunity, columns, new):
        gone = trashed_at is not None
        last = created_on
        if now[2] == OPEN:
            lines.append((record, created_on, *written, *now, gone))
        else:  # what it was before it was closed is not known
            pipeline, _stage, _state, _amount, currency, _probability, owner, _expected = now
            lines.append((record, created_on, *written, pipeline, None, OPEN, None, currency, None, owner, None, gone))
            lines.append((record, closed_on, *written, *now, gone))
            last = max(created_on or "", closed_on or "") or None
        touches[record] = touched_on, last
    old = compact(Opportunity, edited)
    for record, *now, trashed_at, _created_on, closed_on, touched_on in rows_of(Opportunity, columns, old):
        day = closed_on or today if "closed_on" in edited[record] else today
        lines.append((record, day, *written, *now, trashed_at is not None))
        touches[record] = touched_on, max(day, touched_on or "")
    if lines:
        insert_rows(OpportunityLog, _LOG_COLUMNS, lines)
    return touches


def _log_removed(entry: Entry, removed: set[int]) -> None:
    if removed:
        day = entry.day.isoformat()
        insert_rows(
            OpportunityLog,
            ("opportunity", "day", "recorded_at", "user", "step", "state", "gone"),
            [(record, day, entry.at, entry.user, entry.id, OPEN, 1) for record in sorted(removed)],
        )


# Values of opportunities: id to the columns' plain values


def other_client_keys(ids: Ids) -> Values:
    """The folded name of the company, or else of the contact, where it is not the one kept."""
    if not ids:
        return []
    key = fn.COALESCE(Company.name_key, Contact.name_key, "")
    query = (
        Opportunity.select(Opportunity.id, key)
        .left_outer_join(Company, on=(Opportunity.company == Company.id))
        .left_outer_join(Contact, on=(Opportunity.contact == Contact.id))
        .where(in_ids(Opportunity.id, ids), Opportunity.client_key != key)
    )
    return [(record, (name,)) for record, name in plain_tuples(query)]


def other_chances(ids: Ids) -> Values:
    """The probability that counts, where another one is kept: the owner's, or else the learned one if it is wanted."""
    if not ids:
        return []
    own, learned = Opportunity.probability, (Opportunity.by_learning == 1) & Opportunity.learned.is_null(False)
    counts = Case(None, [(own.is_null(False), own * 100), (learned, Opportunity.learned)], None)
    unlike = fn.COALESCE(Opportunity.counted, -1) != fn.COALESCE(counts, -1)
    query = Opportunity.select(Opportunity.id, counts).where(in_ids(Opportunity.id, ids), unlike)
    return [(record, (chance,)) for record, chance in plain_tuples(query)]


def next_activities(table: type[Record], ids: Collection[int]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Day, instant and type of the earliest planned activity of each; that day, those with a time come first."""
    if not ids:
        return
    link = getattr(Activity, table.kind)
    planned = (
        Activity.select(link, Activity.due_on, Activity.due_at, Activity.type)
        .where(
            in_ids(link, ids),
            Activity.done_on.is_null(),
            Activity.due_on.is_null(False),
            Activity.trashed_at.is_null(),
        )
        .order_by(Activity.due_on, Activity.due_at.is_null(), Activity.due_at, Activity.id)
    )
    first: dict[int, tuple[Any, ...]] = {}
    for owner, due_on, due_at, type_ in plain_tuples(planned):
        first.setdefault(owner, (due_on, due_at, type_))
    for record in ids:
        yield record, first.get(record, (None, None, None))


def lead_activities(ids: Collection[int]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """A lead's next activity, and the day of the last done one."""
    last = _last_done(Lead, ids)
    for record, following in next_activities(Lead, ids):
        yield record, (*following, last.get(record))


def _last_done(table: type[Record], ids: Collection[int]) -> dict[int, str]:
    """The day of the last done activity of the records that have one."""
    if not ids:
        return {}
    link = getattr(Activity, table.kind)
    done = Activity.select(link, fn.MAX(Activity.done_on)).where(
        in_ids(link, ids), Activity.done_on.is_null(False), Activity.trashed_at.is_null()
    )
    return dict(plain_tuples(done.group_by(link)))


def last_touches(ids: Collection[int]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The day of the last change by a person or the last done activity, whichever is later.

    What was taken back, and the taking back, do not count: undo brings the day back with the rest.
    """
    if not ids:
        return
    log = OpportunityLog
    counted = Step.id.is_null() | (Step.root.is_null() & Step.done)
    changes = (
        log.select(log.opportunity, fn.MAX(log.day))
        .join(Step, JOIN.LEFT_OUTER, on=(log.step == Step.id))
        .where(in_ids(log.opportunity, ids), counted)
        .group_by(log.opportunity)
    )
    last = dict(plain_tuples(changes))
    for opportunity, day in _last_done(Opportunity, ids).items():
        last[opportunity] = max(day, last.get(opportunity) or day)
    for record in ids:
        yield record, (last.get(record),)


def _touch(entry: Entry, added: set[int], edited: dict[int, set[str]], active: set[int], logged: Touches) -> set[int]:
    """Keep the day of the last touch; the opportunities in which it changed.

    An action of its own only moves the day on, which needs no look at the log.
    """
    columns = ("touched_on",)
    if entry.root is not None:
        return _update(Opportunity, columns, last_touches(added | edited.keys() | active))
    changed = _update(Opportunity, columns, last_touches(active | (added & entry.log_given)))
    moved = [(last, record) for record, (kept, last) in logged.items() if kept != last and record not in active]
    if moved:
        update_rows(Opportunity, columns, moved)
    return changed.union(record for _last, record in moved)


def _update(table: type[Record], names: tuple[str, ...], wanted: Values) -> set[int]:
    """Write the values that differ; the ids of their rows."""
    new = dict(wanted)
    if not new:
        return set()
    current = rows_of(table, names, compact(table, new))
    differing = [(*new[row[0]], row[0]) for row in current if new[row[0]] != row[1:]]
    if differing:
        update_rows(table, names, differing)
    return {row[-1] for row in differing}


# Checking


def mismatches() -> list[tuple[str, int]]:
    """Every derived value that is not what it should be: (table and column, id)."""
    from crmdesk.models.tables import RECORDS

    found: list[tuple[str, int]] = []
    ids, leads = ([row[0] for row in plain_tuples(table.select(table.id))] for table in (Opportunity, Lead))
    every = IdRange(0, (1 << 63) - 1)
    found += [("opportunity.client_key", record) for record, _values in other_client_keys(every)]
    found += [("opportunity.counted", record) for record, _values in other_chances(every)]
    found += [("activity.due_on", activity) for activity in other_days(None)]
    found += _wrong(Opportunity, _NEXT, ids, next_activities(Opportunity, ids))
    found += _wrong(Opportunity, ("touched_on",), ids, last_touches(ids))
    found += _wrong(Lead, _LEAD, leads, lead_activities(leads))
    for table in RECORDS:
        found += _wrong_keys(table)
    for follower in FOLLOWERS:
        found += follower.mismatches()
    return found + search_mismatches()


def _wrong(table: type[Record], names: tuple[str, ...], ids: Ids, wanted: Values) -> list[tuple[str, int]]:
    stored = {row[0]: row[1:] for row in rows_of(table, names, ids)}
    return [(f"{table.kind}.{names[0]}", record) for record, values in wanted if stored[record] != values]


def _wrong_keys(table: type[Record]) -> Iterator[tuple[str, int]]:
    """Rows whose folded name, title or text is not that of the one they have."""
    for source in ("name", "title", "text"):
        if f"{source}_key" in table.derived:
            every = IdRange(0, (1 << 63) - 1)
            for record, value, key in rows_of(table, (source, f"{source}_key"), every):
                if table.derive({source: value})[f"{source}_key"] != key:
                    yield f"{table._meta.table_name}.{source}_key", record

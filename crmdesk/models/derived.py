"""Derived values, brought up to date at the end of the step that changed what they come from.

They are never journalled: undo changes what they come from, and they follow.  `mismatches` computes all of them again
and compares, for `crmdesk check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from peewee import Value, fn

from crmdesk.models.activities import Activity, Tag, Tagging
from crmdesk.models.base import Record
from crmdesk.models.database import (
    in_ids,
    insert_rows,
    plain_tuples,
    search_index_add,
    search_index_remove,
    search_index_settle,
    update_rows,
)
from crmdesk.models.fold import digits, fold_company, words
from crmdesk.models.journal import Entry
from crmdesk.models.opportunities import Opportunity, OpportunityLog, Product
from crmdesk.models.people import Company, Contact, Lead
from crmdesk.models.pipeline import OPEN
from crmdesk.models.settings import SearchEntry

_NOT_A_TOUCH = {"rank"}
_MANY = 5_000


def settle(entry: Entry) -> None:
    """Bring everything derived from the step's rows up to date."""
    added = entry.added.get(Opportunity, set())
    touched = _touched_opportunities(entry)
    renamed = _opportunities_of_renamed_clients(entry)
    _write_log(entry, added, touched - added)
    stale = (touched | added | renamed) - entry.removed.get(Opportunity, set())
    active = _opportunities_of_activities(entry)
    changed = _update(Opportunity, ("client_key",), client_keys(stale))
    changed |= _update(Opportunity, ("next_on", "next_at", "next_type"), next_activities(active))
    changed |= _update(Opportunity, ("touched_on",), last_touches(stale | active))
    if changed:
        entry.touched.setdefault(Opportunity, set()).update(changed)
    _refresh_search(entry, renamed)


def _touched_opportunities(entry: Entry) -> set[int]:
    edited = entry.edited.get(Opportunity, {})
    return {record for record, names in edited.items() if names - _NOT_A_TOUCH}


def _opportunities_of_renamed_clients(entry: Entry) -> set[int]:
    found: set[int] = set()
    for table, link in ((Company, Opportunity.company), (Contact, Opportunity.contact)):
        renamed = [record for record, names in entry.edited.get(table, {}).items() if "name" in names]
        if renamed:
            found |= {row[0] for row in plain_tuples(Opportunity.select(Opportunity.id).where(in_ids(link, renamed)))}
    return found


def _opportunities_of_activities(entry: Entry) -> set[int]:
    found = set(entry.left.get("opportunity", ()))
    touched = entry.touched.get(Activity, set()) - entry.removed.get(Activity, set())
    if touched:
        query = Activity.select(Activity.opportunity).where(
            in_ids(Activity.id, touched), Activity.opportunity.is_null(False)
        )
        found |= {row[0] for row in plain_tuples(query)}
    return found - entry.removed.get(Opportunity, set())


# The log


def _write_log(entry: Entry, added: set[int], edited: set[int]) -> None:
    removed = entry.removed.get(Opportunity, set())
    new = added - entry.log_given - removed
    if new:
        here = in_ids(Opportunity.id, new)
        _log_from(entry, here & (Opportunity.state == OPEN), Opportunity.created_on)
        closed = here & (Opportunity.state != OPEN)
        unknown = dict.fromkeys(("stage", "amount_minor", "probability", "expected_on"), Value(None))
        _log_from(entry, closed, Opportunity.created_on, state=Value(OPEN), **unknown)
        _log_from(entry, closed, Opportunity.closed_on)
    moved = edited - removed
    if moved:
        closing = {record for record in moved if "closed_on" in entry.edited[Opportunity].get(record, ())}
        _log_from(entry, in_ids(Opportunity.id, moved - closing), Value(entry.day.isoformat()))
        day = fn.COALESCE(Opportunity.closed_on, entry.day.isoformat())
        _log_from(entry, in_ids(Opportunity.id, closing), day)
    if removed:
        insert_rows(
            OpportunityLog,
            ("opportunity", "day", "recorded_at", "user", "step", "state", "gone"),
            [(record, entry.day.isoformat(), entry.at, entry.user, entry.id, OPEN, 1) for record in sorted(removed)],
        )


def _log_from(entry: Entry, where: Any, day: Any, **instead: Any) -> None:
    """Append what the opportunities are now."""
    kept = ("pipeline", "stage", "state", "amount_minor", "currency", "probability", "owner", "expected_on")
    values = [instead.get(name, getattr(Opportunity, name)) for name in kept]
    gone = Opportunity.trashed_at.is_null(False)
    source = Opportunity.select(
        Opportunity.id, day, Value(entry.at), Value(entry.user), Value(entry.id), *values, gone
    ).where(where)
    log = OpportunityLog
    target = [
        log.opportunity,
        log.day,
        log.recorded_at,
        log.user,
        log.step,
        *(getattr(log, name) for name in kept),
        log.gone,
    ]
    log.insert_from(source, target).execute()


# Values of opportunities: id to the columns' plain values


def client_keys(ids: Iterable[int]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The folded name of the company, or else of the contact."""
    query = (
        Opportunity.select(Opportunity.id, fn.COALESCE(Company.name_key, Contact.name_key, ""))
        .left_outer_join(Company, on=(Opportunity.company == Company.id))
        .left_outer_join(Contact, on=(Opportunity.contact == Contact.id))
        .where(in_ids(Opportunity.id, ids))
    )
    return ((record, (key,)) for record, key in plain_tuples(query))


def next_activities(ids: Iterable[int]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Day, instant and type of the earliest planned activity; that day, those with a time come first."""
    known = set(ids)
    if not known:
        return
    planned = (
        Activity.select(Activity.opportunity, Activity.due_on, Activity.due_at, Activity.type)
        .where(
            in_ids(Activity.opportunity, known),
            Activity.done_on.is_null(),
            Activity.due_on.is_null(False),
            Activity.trashed_at.is_null(),
        )
        .order_by(Activity.due_on, Activity.due_at.is_null(), Activity.due_at, Activity.id)
    )
    first: dict[int, tuple[Any, ...]] = {}
    for opportunity, due_on, due_at, type_ in plain_tuples(planned):
        first.setdefault(opportunity, (due_on, due_at, type_))
    for record in known:
        yield record, first.get(record, (None, None, None))


def last_touches(ids: Iterable[int]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The day of the last change by a person or the last done activity, whichever is later."""
    known = set(ids)
    if not known:
        return
    changes = OpportunityLog.select(OpportunityLog.opportunity, fn.MAX(OpportunityLog.day))
    last = dict(
        plain_tuples(changes.where(in_ids(OpportunityLog.opportunity, known)).group_by(OpportunityLog.opportunity))
    )
    done = Activity.select(Activity.opportunity, fn.MAX(Activity.done_on)).where(
        in_ids(Activity.opportunity, known), Activity.done_on.is_null(False), Activity.trashed_at.is_null()
    )
    for opportunity, day in plain_tuples(done.group_by(Activity.opportunity)):
        last[opportunity] = max(day, last.get(opportunity) or day)
    for record in known:
        yield record, (last.get(record),)


def _update(table: type[Record], names: tuple[str, ...], wanted: Iterable[tuple[int, tuple[Any, ...]]]) -> set[int]:
    """Write the values that differ; the ids of their rows."""
    new = dict(wanted)
    if not new:
        return set()
    columns = [getattr(table, name) for name in names]
    current = plain_tuples(table.select(table.id, *columns).where(in_ids(table.id, new)))
    differing = [(*new[row[0]], row[0]) for row in current if new[row[0]] != row[1:]]
    if differing:
        update_rows(table, [column.column_name for column in columns], differing)
    return {row[-1] for row in differing}


# Search


def _refresh_search(entry: Entry, renamed: set[int]) -> None:
    for table, texts in _SEARCHED.items():
        stale = set(entry.touched.get(table, ())) | (renamed if table is Opportunity else set())
        stale |= _tagged(entry, table)
        if not stale:
            continue
        new = entry.added.get(table, set())
        known = _entries_of(stale - new)
        wanted = dict(texts(stale - entry.removed.get(table, set())))
        _replace_entries(table, known, wanted)


def _tagged(entry: Entry, table: type[Record]) -> set[int]:
    """Records whose tags changed."""
    if table is Product:
        return set()
    link = getattr(Tagging, table.kind)
    found = set(entry.left.get(table.kind, ()))
    touched = entry.touched.get(Tagging, set())
    if touched:
        query = Tagging.select(link).where(in_ids(Tagging.id, touched), link.is_null(False))
        found |= {row[0] for row in plain_tuples(query)}
    return found


def _entries_of(records: set[int]) -> dict[int, tuple[int, str]]:
    if not records:
        return {}
    query = SearchEntry.select(SearchEntry.record, SearchEntry.id, SearchEntry.text)
    return {
        record: (rowid, text) for record, rowid, text in plain_tuples(query.where(in_ids(SearchEntry.record, records)))
    }


def _replace_entries(table: type[Record], known: dict[int, tuple[int, str]], wanted: dict[int, str]) -> None:
    stale = {record: found for record, found in known.items() if wanted.get(record) != found[1]}
    if stale:
        search_index_remove(stale.values())
        SearchEntry.delete().where(in_ids(SearchEntry.id, [rowid for rowid, _text in stale.values()])).execute()
    fresh = [(record, table.kind, text) for record, text in wanted.items() if record not in known or record in stale]
    if fresh:
        before = SearchEntry.select(fn.MAX(SearchEntry.id)).scalar() or 0
        insert_rows(SearchEntry, ("record", "kind", "text"), fresh)
        search_index_add(before + 1, before + len(fresh))
        if len(fresh) >= _MANY:
            search_index_settle()


def _text(*parts: str | None) -> str:
    return f" {words(' '.join(part for part in parts if part))} "


def _opportunity_texts(ids: set[int]) -> Iterator[tuple[int, str]]:
    tags = _tags_of(Tagging.opportunity, ids)
    query = Opportunity.select(Opportunity.id, Opportunity.key, Opportunity.title_key, Opportunity.client_key)
    for record, key, title, client in plain_tuples(query.where(in_ids(Opportunity.id, ids))):
        yield record, _text(key, title, client, tags.get(record))


def _company_texts(ids: set[int]) -> Iterator[tuple[int, str]]:
    tags = _tags_of(Tagging.company, ids)
    columns = (Company.name_key, Company.city, Company.email, Company.website, Company.phone)
    query = Company.select(Company.id, *columns).where(in_ids(Company.id, ids))
    for record, name, city, email, website, phone in plain_tuples(query):
        yield record, _text(fold_company(name), city, email, website, digits(phone or ""), tags.get(record))


def _contact_texts(ids: set[int]) -> Iterator[tuple[int, str]]:
    tags = _tags_of(Tagging.contact, ids)
    columns = (Contact.name_key, Company.name_key, Contact.job_title, Contact.email, Contact.phone, Contact.city)
    query = Contact.select(Contact.id, *columns).left_outer_join(Company, on=(Contact.company == Company.id))
    for record, name, company, job, email, phone, city in plain_tuples(query.where(in_ids(Contact.id, ids))):
        yield record, _text(name, company, job, email, digits(phone or ""), city, tags.get(record))


def _lead_texts(ids: set[int]) -> Iterator[tuple[int, str]]:
    tags = _tags_of(Tagging.lead, ids)
    columns = (Lead.name_key, Lead.company_name, Lead.job_title, Lead.email, Lead.phone, Lead.city)
    query = Lead.select(Lead.id, *columns).where(in_ids(Lead.id, ids))
    for record, name, company, job, email, phone, city in plain_tuples(query):
        yield record, _text(name, company, job, email, digits(phone or ""), city, tags.get(record))


def _product_texts(ids: set[int]) -> Iterator[tuple[int, str]]:
    query = Product.select(Product.id, Product.name_key, Product.code, Product.category).where(in_ids(Product.id, ids))
    for record, name, code, category in plain_tuples(query):
        yield record, _text(name, code, category)


def _tags_of(link: Any, ids: set[int]) -> dict[int, str]:
    query = Tagging.select(link, fn.GROUP_CONCAT(Tag.name, " ")).join(Tag).where(in_ids(link, ids)).group_by(link)
    return dict(plain_tuples(query))


_SEARCHED: dict[type[Record], Callable[[set[int]], Iterator[tuple[int, str]]]] = {
    Opportunity: _opportunity_texts,
    Company: _company_texts,
    Contact: _contact_texts,
    Lead: _lead_texts,
    Product: _product_texts,
}


# Checking


def mismatches() -> list[tuple[str, int]]:
    """Every derived value that is not what it should be: (table and column, id)."""
    found: list[tuple[str, int]] = []
    ids = [row[0] for row in plain_tuples(Opportunity.select(Opportunity.id))]
    for names, wanted in (
        (("client_key",), client_keys(ids)),
        (("next_on", "next_at", "next_type"), next_activities(ids)),
        (("touched_on",), last_touches(ids)),
    ):
        columns = [getattr(Opportunity, name) for name in names]
        stored = {row[0]: row[1:] for row in plain_tuples(Opportunity.select(Opportunity.id, *columns))}
        found += [(f"opportunity.{names[0]}", record) for record, values in wanted if stored[record] != values]
    for table, texts in _SEARCHED.items():
        records = {row[0] for row in plain_tuples(table.select(table.id))}
        entries = _entries_of(records)
        found += [
            (f"{table.kind}.search", record)
            for record, text in texts(records)
            if entries.get(record, (0, ""))[1] != text
        ]
    return found

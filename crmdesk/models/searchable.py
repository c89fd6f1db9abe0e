"""The folded text by which each record is found, kept up with what it is made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from peewee import fn

from crmdesk.models.activities import Tag, Tagging
from crmdesk.models.base import Record
from crmdesk.models.campaigns import Segment
from crmdesk.models.custom import CustomChoice, CustomField, CustomValue
from crmdesk.models.database import (
    BESIDE,
    IdRange,
    compact,
    delete_rows,
    in_ids,
    insert_rows,
    plain_tuples,
    rows_of,
    search_index_add,
    search_index_is_sound,
    search_index_remove,
    search_index_settle,
)
from crmdesk.models.documents import Document
from crmdesk.models.fold import digits, fold_company, only_words, words
from crmdesk.models.journal.entry import Entry
from crmdesk.models.messages import Message
from crmdesk.models.opportunities import Opportunity, Product
from crmdesk.models.people import Campaign, Company, Contact, ContactPoint, Lead
from crmdesk.models.quotes import Quote, SalesNote
from crmdesk.models.settings import SearchEntry

_MANY = 5_000
"""From so many new texts on, merging the index at once is cheaper than with each of the next writes."""

BESIDE_RECORDS = (Message.kind, Document.kind)
"""What is found on records, apart from these."""
BEGINNING = 2_000
"""How much of a message is searched, in characters: one may be a whole pasted file."""

Ids = Collection[int] | IdRange
Texts = Callable[[Ids], Iterator[tuple[int, str]]]


def refresh_search(entry: Entry, other: dict[type[Record], set[int]]) -> None:
    """Bring the search texts up to date with the step.

    Args:
        other: further records whose texts changed with something derived.
    """
    tagged, reached = _tagged(entry), _reached(entry)
    for table, (feeds, texts) in _SEARCHED.items():
        added = entry.added.get(table, set())
        removed = entry.removed.get(table, set())
        fed = {record for record, names in entry.edited.get(table, {}).items() if not feeds.isdisjoint(names)}
        stale = (fed | removed | other.get(table, set()) | tagged.get(table.kind, set())) - added
        stale |= reached.get(table.kind, set()) - added
        if stale:
            _replace(table, stale, dict(texts(compact(table, stale - removed))))
        if fresh := added - removed:
            _add(table, texts(compact(table, fresh)))


def contacts_of(companies: Collection[int]) -> set[int]:
    """The contacts that are found by their company's name."""
    query = Contact.select(Contact.id).where(in_ids(Contact.company, companies))
    return {row[0] for row in plain_tuples(query)}


def _tagged(entry: Entry) -> dict[str, set[int]]:
    """Records whose tags changed, by kind."""
    found = {kind: set(entry.left.get(kind, ())) for kind in Tagging.belongs_to if kind in entry.left}
    taggings = entry.touched.get(Tagging, set()) - entry.removed.get(Tagging, set())
    renamed = entry.edited.get(Tag, {})
    if taggings or renamed:
        links = [getattr(Tagging, kind) for kind in Tagging.belongs_to]
        query = Tagging.select(*links).where(in_ids(Tagging.id, taggings) | in_ids(Tagging.tag, renamed))
        for row in plain_tuples(query):
            for kind, record in zip(Tagging.belongs_to, row, strict=True):
                if record is not None:
                    found.setdefault(kind, set()).add(record)
    return found


def owners_of_values(entry: Entry) -> dict[str, set[int]]:
    """Records whose values in the office's own fields changed and are still there, by kind."""
    changed = entry.touched.get(CustomValue, set()) - entry.removed.get(CustomValue, set())
    return _owners(in_ids(CustomValue.id, compact(CustomValue, changed))) if changed else {}


def told_otherwise(entry: Entry) -> dict[str, set[int]]:
    """Records with a value whose field was deleted or came back, or whose choice was renamed, by kind."""
    found: dict[str, set[int]] = {}
    gone = {field for field, names in entry.edited.get(CustomField, {}).items() if "trashed_at" in names}
    renamed = {choice for choice, names in entry.edited.get(CustomChoice, {}).items() if "name" in names}
    for link, ids in ((CustomValue.field, gone), (CustomValue.choice, renamed)):
        for kind, records in (_owners(in_ids(link, ids)) if ids else {}).items():
            found.setdefault(kind, set()).update(records)
    return found


def _owners(which: Any) -> dict[str, set[int]]:
    """The records that values belong to, by kind."""
    found: dict[str, set[int]] = {kind: set() for kind in CustomValue.belongs_to}
    links = [getattr(CustomValue, kind) for kind in CustomValue.belongs_to]
    for row in plain_tuples(CustomValue.select(*links).where(which)):
        for kind, record in zip(CustomValue.belongs_to, row, strict=True):
            if record is not None:
                found[kind].add(record)
    return found


def _reached(entry: Entry) -> dict[str, set[int]]:
    """Records whose further ways to be reached changed, by kind; what was taken from them is among what was left."""
    points = entry.touched.get(ContactPoint, set()) - entry.removed.get(ContactPoint, set())
    found: dict[str, set[int]] = {}
    links = [f"{kind}_id" for kind in ContactPoint.belongs_to]
    for row in rows_of(ContactPoint, links, compact(ContactPoint, points)):
        for kind, record in zip(ContactPoint.belongs_to, row[1:], strict=True):
            if record is not None:
                found.setdefault(kind, set()).add(record)
    return found


def _replace(table: type[Record], records: set[int], wanted: dict[int, str]) -> None:
    known = _entries_of(records)
    stale = {record: found for record, found in known.items() if wanted.get(record) != found[1]}
    if stale:
        search_index_remove(stale.values())
        delete_rows(SearchEntry, [rowid for rowid, _text in stale.values()])
    _add(table, ((record, text) for record, text in wanted.items() if record not in known or record in stale))


def _add(table: type[Record], texts: Iterable[tuple[int, str]]) -> None:
    rows = [(record, table.kind, text) for record, text in texts]
    if not rows:
        return
    first = _next_id(beside=table.kind in BESIDE_RECORDS)
    insert_rows(SearchEntry, ("id", "record", "kind", "text"), ((first + n, *row) for n, row in enumerate(rows)))
    search_index_add(first, first + len(rows) - 1)
    if len(rows) >= _MANY:
        search_index_settle()


def _next_id(*, beside: bool) -> int:
    """The number of the next entry, on its side of `BESIDE`."""
    low, high = (BESIDE, (1 << 63) - 1) if beside else (1, BESIDE - 1)
    last = SearchEntry.select(fn.MAX(SearchEntry.id)).where(SearchEntry.id.between(low, high)).scalar()
    return low if last is None else int(last) + 1


def _entries_of(records: Collection[int]) -> dict[int, tuple[int, str]]:
    query = SearchEntry.select(SearchEntry.record, SearchEntry.id, SearchEntry.text)
    found = plain_tuples(query.where(in_ids(SearchEntry.record, records)))
    return {record: (rowid, text) for record, rowid, text in found}


# The texts


def _text(*parts: str | None) -> str:
    """`` word word `` of anything."""
    return f" {words(' '.join(part for part in parts if part))} "


def _opportunity_texts(ids: Ids) -> Iterator[tuple[int, str]]:
    tags, own = _tags_of(Tagging.opportunity, ids), _own_of(CustomValue.opportunity, ids)
    for record, key, title, client in rows_of(Opportunity, ("key", "title_key", "client_key"), ids):
        # what it is made of is folded already (but for the letters of the key), and there may be 100,000 of them
        further = f"{tags.get(record, '')} {own.get(record, '')}"
        yield record, f" {only_words(f'{key.lower()} {title} {client} {further}')} "


def _company_texts(ids: Ids) -> Iterator[tuple[int, str]]:
    tags, further = _tags_of(Tagging.company, ids), _further_of(ContactPoint.company, ids)
    own = _own_of(CustomValue.company, ids)
    for record, name, city, email, website, phone in rows_of(
        Company, ("name_key", "city", "email", "website", "phone"), ids
    ):
        known = (fold_company(name), city, email, website, digits(phone or ""))
        yield record, _text(*known, further.get(record), tags.get(record), own.get(record))


def _contact_texts(ids: Ids) -> Iterator[tuple[int, str]]:
    tags, further = _tags_of(Tagging.contact, ids), _further_of(ContactPoint.contact, ids)
    own = _own_of(CustomValue.contact, ids)
    columns = (Contact.name_key, Company.name_key, Contact.job_title, Contact.email, Contact.phone, Contact.city)
    query = Contact.select(Contact.id, *columns).left_outer_join(Company, on=(Contact.company == Company.id))
    for record, name, company, job, email, phone, city in plain_tuples(query.where(in_ids(Contact.id, ids))):
        known = (name, company, job, email, digits(phone or ""), city)
        yield record, _text(*known, further.get(record), tags.get(record), own.get(record))


def _lead_texts(ids: Ids) -> Iterator[tuple[int, str]]:
    tags, further = _tags_of(Tagging.lead, ids), _further_of(ContactPoint.lead, ids)
    own = _own_of(CustomValue.lead, ids)
    columns = ("name_key", "company_name", "job_title", "email", "phone", "city")
    for record, name, company, job, email, phone, city in rows_of(Lead, columns, ids):
        known = (name, company, job, email, digits(phone or ""), city)
        yield record, _text(*known, further.get(record), tags.get(record), own.get(record))


def _product_texts(ids: Ids) -> Iterator[tuple[int, str]]:
    for record, name, code, category in rows_of(Product, ("name_key", "code", "category"), ids):
        yield record, _text(name, code, category)


def _paper_texts(table: type[Record]) -> Texts:
    def texts(ids: Ids) -> Iterator[tuple[int, str]]:
        for record, *told in rows_of(table, ("number", "title_key", "client_name"), ids):
            yield record, _text(*told)

    return texts


def _names(table: type[Record]) -> Texts:
    def texts(ids: Ids) -> Iterator[tuple[int, str]]:
        for record, name in rows_of(table, ("name_key",), ids):
            yield record, _text(name)

    return texts


def said(text: str) -> str:
    """What a message is found by: its beginning."""
    return _text(text[:BEGINNING])


def called(name: str) -> str:
    """What a document is found by: the words of its name."""
    return _text(name.replace("_", " "))


def _folded_by(table: type[Record], column: str, folded: Callable[[str], str]) -> Texts:
    def texts(ids: Ids) -> Iterator[tuple[int, str]]:
        for record, text in rows_of(table, (column,), ids):
            yield record, folded(text)

    return texts


def _tags_of(link: Any, ids: Ids) -> dict[int, str]:
    """Record to its folded tags, in the order of the alphabet."""
    query = Tagging.select(link, Tag.name).join(Tag).where(in_ids(link, ids)).order_by(link, Tag.name)
    found: dict[int, str] = {}
    for record, name in plain_tuples(query):
        found[record] = f"{found.get(record, '')} {words(name)}"
    return found


def _own_of(link: Any, ids: Ids) -> dict[int, str]:
    """Record to its folded texts and choices in the office's own fields."""
    key = fn.COALESCE(CustomValue.text_key, CustomChoice.name_key)
    query = CustomValue.select(link, key).join(CustomField)
    query = query.left_outer_join(CustomChoice, on=(CustomValue.choice == CustomChoice.id))
    query = query.where(in_ids(link, ids), CustomField.trashed_at.is_null(), key.is_null(False))
    found: dict[int, str] = {}
    for record, text in plain_tuples(query.order_by(link, CustomValue.field, CustomValue.slot)):
        found[record] = f"{found.get(record, '')} {text}"
    return found


def _further_of(link: Any, ids: Ids) -> dict[int, str]:
    """Record to its further e-mails, numbers, sites and towns, in their order."""
    query = ContactPoint.select(link, ContactPoint.type, ContactPoint.value, ContactPoint.city).where(in_ids(link, ids))
    found: dict[int, str] = {}
    order = (link, ContactPoint.type, ContactPoint.place, ContactPoint.id)
    for record, type_, value, city in plain_tuples(query.order_by(*order)):
        text = digits(value) if type_ == "phone" else value if type_ != "address" else city or ""
        found[record] = f"{found.get(record, '')} {text}"
    return found


# Each searched table with the columns that feed its text.  The opportunity's client comes with its derived name.
_SEARCHED: dict[type[Record], tuple[frozenset[str], Texts]] = {
    Opportunity: (frozenset({"key", "title"}), _opportunity_texts),
    Company: (frozenset({"name", "city", "email", "website", "phone"}), _company_texts),
    Contact: (frozenset({"name", "company", "job_title", "email", "phone", "city"}), _contact_texts),
    Lead: (frozenset({"name", "company_name", "job_title", "email", "phone", "city"}), _lead_texts),
    Product: (frozenset({"name", "code", "category"}), _product_texts),
    Campaign: (frozenset({"name"}), _names(Campaign)),
    Segment: (frozenset({"name"}), _names(Segment)),
    Quote: (frozenset({"number", "title", "client_name"}), _paper_texts(Quote)),
    SalesNote: (frozenset({"number", "title", "client_name"}), _paper_texts(SalesNote)),
    Message: (frozenset({"text"}), _folded_by(Message, "text", said)),
    Document: (frozenset({"name"}), _folded_by(Document, "name", called)),
}


def search_mismatches() -> list[tuple[str, int]]:
    """Search texts that are not what they should be, of no record, or not in the index: (table and column, id)."""
    found: list[tuple[str, int]] = []
    for table, (_feeds, texts) in _SEARCHED.items():
        query = SearchEntry.select(SearchEntry.record, SearchEntry.text).where(SearchEntry.kind == table.kind)
        stored = dict(plain_tuples(query))
        wanted = dict(texts([row[0] for row in plain_tuples(table.select(table.id))]))
        wrong = {record for record in stored.keys() | wanted.keys() if stored.get(record) != wanted.get(record)}
        found += [(f"{table.kind}.search", record) for record in sorted(wrong)]
    return found if search_index_is_sound() else [*found, ("search_index", 0)]

"""Finding records by what people type: words in any order, their beginnings, without accents, phones by digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import SQL, fn

from crmdesk.models.database import in_ids, plain_tuples, search_condition, search_ids, search_rows, searched_for
from crmdesk.models.documents import Document
from crmdesk.models.fold import PHONE_DIGITS, digits, words
from crmdesk.models.messages import Message
from crmdesk.models.opportunities import Opportunity, Product
from crmdesk.models.people import Company, Contact, Lead, User
from crmdesk.models.quotes import Quote, SalesNote
from crmdesk.models.searchable import BEGINNING, BESIDE_RECORDS
from crmdesk.models.settings import SearchEntry
from crmdesk.sales import choices, hanging
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, called_by

SEARCHED = ("opportunity", "company", "contact", "lead", "product", "campaign", "segment", "quote", "sales_note")
FOUND = 50
FOUND_BESIDE = 8
_LOOKED_THROUGH = 500
"""How many are looked through for a user who may see a few of them alone."""
_BEFORE, _AROUND = 3, 20  # words of a message
_MANY = 5_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found.

    Attributes:
        detail: what tells it from others of the same name.
    """

    kind: str
    id: int
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A message or document found.

    Attributes:
        name: of a document; of a message the words around the first one looked for.
        detail: what it is on, and who wrote it.
        on, record: the kind and id of the record it is on.
    """

    kind: str
    id: int
    name: str
    detail: str
    on: str
    record: int


def matching(kind: str, text: str, column: Any, *, few: bool = False) -> Any:
    """The condition that a record's search text holds every word of `text`, the last one perhaps only begun.

    Args:
        few: only the first ones are wanted.  What many records hold is then looked for in each record on the way
            instead of being collected beforehand.
    """
    wanted = terms(text)
    if not few:
        return search_condition(column, kind, wanted)
    found = search_ids(kind, wanted, _MANY)
    if len(found) < _MANY:
        return in_ids(column, found)
    held = SearchEntry.select(SQL("1")).where(SearchEntry.record == column)
    return fn.EXISTS(held.where(*(fn.INSTR(SearchEntry.text, searched_for(term)) > 0 for term in wanted)))


def terms(text: str) -> list[str]:
    """The words to look for, folded; what looks like a phone number becomes its digits.

    Zeros in front of a number lead out of a town or country and are no part of what is kept.
    """
    number = digits(text).lstrip("0")
    if len(number) >= PHONE_DIGITS and not any(letter.isalpha() for letter in text):
        return [number]
    return words(text).split()


def find(desk: Desk, text: str, kinds: Sequence[str] = SEARCHED, limit: int = FOUND) -> list[Hit]:
    """Records of several kinds that hold every word, the newest first, those whose name begins with the text before.

    Nothing is found for nothing.
    """
    wanted = terms(text)
    if not wanted:
        return []
    by_kind: dict[str, list[int]] = {}
    for kind, record in search_rows(kinds, wanted, limit):
        by_kind.setdefault(kind, []).append(record)
    hits = [hit for kind in kinds if kind in by_kind for hit in _hits(desk, kind, by_kind[kind])]
    begun = " ".join(wanted)
    return sorted(hits, key=lambda hit: not words(hit.name).startswith(begun))


def find_beside(desk: Desk, text: str, limit: int = FOUND_BESIDE) -> list[Beside]:
    """The newest messages whose beginning holds every word, and documents whose names do, by the records they are on.

    A document is found in its newest version.  Nothing is found for nothing.
    """
    wanted = terms(text)
    if not wanted:
        return []
    most = FOUND if desk.rights.everything else _LOOKED_THROUGH
    found = search_rows(BESIDE_RECORDS, wanted, most, beside=True)
    messages, papers = ([known for kind, known in found if kind == one] for one in BESIDE_RECORDS)
    holders = {**hanging.holders(desk, Message, messages), **hanging.holders(desk, Document, _newest(papers))}
    hits = [(kind, known) for kind, known in found if known in holders][:limit]
    ids = [known for _kind, known in hits]
    told = {**_messages(ids, wanted), **_documents(ids)}
    return [_beside(desk, kind, known, *told[known], *holders[known]) for kind, known in hits]


def _beside(desk: Desk, kind: str, known: int, name: str, who: str | None, on: str, record: int) -> Beside:
    detail = " · ".join(filter(None, (choices.link_name(desk, on, record), who)))
    return Beside(kind, known, name, detail, on, record)


def _messages(ids: list[int], wanted: Sequence[str]) -> dict[int, tuple[str, str | None]]:
    """The words around what is looked for, and the author of each."""
    query = Message.select(Message.id, fn.SUBSTR(Message.text, 1, BEGINNING), User.name)
    query = query.left_outer_join(User, on=(Message.author == User.id)).where(in_ids(Message.id, ids))
    return {known: (_around(text, wanted), author) for known, text, author in plain_tuples(query)}


def _documents(ids: list[int]) -> dict[int, tuple[str, str | None]]:
    """The name of each, and who added it."""
    query = Document.select(Document.id, Document.name, User.name).left_outer_join(User)
    return {known: (name, who) for known, name, who in plain_tuples(query.where(in_ids(Document.id, ids)))}


def _newest(ids: list[int]) -> list[int]:
    """Those of the documents that no other one replaces."""
    query = Document.select(Document.replaces).where(in_ids(Document.replaces, ids))
    replaced = {row[0] for row in plain_tuples(query)}
    return [known for known in ids if known not in replaced]


def _around(text: str, wanted: Sequence[str]) -> str:
    """A few words from a little before the first one that is looked for."""
    told = text.split()
    held = (
        place for place, word in enumerate(told) if any(one.startswith(tuple(wanted)) for one in words(word).split())
    )
    first = max(next(held, 0) - _BEFORE, 0)
    return ("… " if first else "") + " ".join(told[first : first + _AROUND])


def _hits(desk: Desk, kind: str, ids: list[int]) -> list[Hit]:
    table: Any = TABLES[kind]
    name = getattr(table, called_by(kind))
    query = table.select(table.id, name, *_DETAILS[kind]).where(table.id.in_(ids), visible(desk, table))
    for link, linked in _LINKS.get(kind, ()):
        query = query.left_outer_join(linked, on=(link == linked.id) & visible(desk, linked))
    found = {record: (name, " · ".join(filter(None, details))) for record, name, *details in plain_tuples(query)}
    return [Hit(kind, known, *found[known]) for known in ids if known in found]


# What tells records of one name apart, and the tables it is in.
_DETAILS: dict[str, tuple[Any, ...]] = {
    "opportunity": (Opportunity.key, fn.COALESCE(Company.name, Contact.name)),
    "contact": (Contact.job_title, Company.name),
    "lead": (fn.COALESCE(Lead.company_name, Lead.email),),
    "company": (Company.city,),
    "product": (Product.code,),
    "campaign": (),
    "segment": (),
    "quote": (Quote.number, Quote.client_name),
    "sales_note": (SalesNote.number, SalesNote.client_name),
}
_LINKS: dict[str, tuple[tuple[Any, Any], ...]] = {
    "opportunity": ((Opportunity.company, Company), (Opportunity.contact, Contact)),
    "contact": ((Contact.company, Company),),
}

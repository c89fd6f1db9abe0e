"""Finding records by what people type: words in any order, their beginnings, without accents, phones by digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Expression

from crmdesk.models.database import search_condition, search_rows
from crmdesk.models.fold import digits, words
from crmdesk.models.opportunities import Opportunity
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES

SEARCHED = ("opportunity", "company", "contact", "lead", "product")
FOUND = 50


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


def matching(kind: str, text: str, column: Any) -> Expression:
    """The condition that a record's search text holds every word of `text`, the last one perhaps only begun."""
    return search_condition(column, kind, terms(text))


def terms(text: str) -> list[str]:
    """The words to look for, folded; what looks like a phone number becomes its digits."""
    number = digits(text)
    if len(number) >= 6 and not any(letter.isalpha() for letter in text):
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


def _hits(desk: Desk, kind: str, ids: list[int]) -> list[Hit]:
    table: Any = TABLES[kind]
    rows = {row.id: row for row in table.select().where(table.id.in_(ids), visible(desk, table))}
    return [Hit(kind, known, _name(rows[known]), _detail(kind, rows[known])) for known in ids if known in rows]


def _name(row: Any) -> str:
    return row.title if isinstance(row, Opportunity) else row.name


def _detail(kind: str, row: Any) -> str:
    if kind == "opportunity":
        client = row.company or row.contact
        return " · ".join(part for part in (row.key, client.name if client else "") if part)
    if kind == "contact":
        return " · ".join(part for part in (row.job_title, row.company.name if row.company else "") if part)
    if kind == "lead":
        return row.company_name or row.email or ""
    return (row.city if kind == "company" else row.code) or ""

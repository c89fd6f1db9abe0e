"""The numbers of papers: given without gaps, never given twice, and cancelled rather than freed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import fn

from crmdesk.models import journal
from crmdesk.models.database import in_ids, plain_tuples, writing
from crmdesk.models.quotes import IssuedNumber, Quote, SalesNote
from crmdesk.sales import papers
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.texts import Message, msg

_TABLES: dict[str, Any] = {papers.QUOTE: Quote, papers.NOTE: SalesNote}
STATES: dict[str, Message] = {
    "in_use": msg("In use"),
    "cancelled": msg("Cancelled"),
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was given.

    Attributes:
        kind, record: the paper it was given to; None where nobody has it any more, or not this user to see.
        title: what the paper is called.
        state: one of `STATES`: cancelled when its paper has another one by now, or none, or is gone.
    """

    text: str
    day: date
    kind: str
    record: int | None
    title: str
    state: str


def issue(desk: Desk, entry: journal.Entry, kind: str, record: int) -> str:
    """Give a paper the next number of its series, of this year; inside a step."""
    series = f"{papers.read(desk).series[kind]}-{desk.today.year}"
    last = IssuedNumber.select(fn.MAX(IssuedNumber.number)).where(IssuedNumber.series == series).scalar() or 0
    number = last + 1
    while _is_taken(text := f"{series}-{number:04d}"):  # by a paper that came with it from another program
        number += 1
    with writing():
        IssuedNumber.create(
            series=series, number=number, text=text, kind=kind, record=record, step=entry.id, user=desk.user,
            day=desk.today,
        )  # fmt: skip
    return text


def _is_taken(text: str) -> bool:
    return any(table.select().where(table.number == text).exists() for table in _TABLES.values())


def given(desk: Desk, kind: str, before: str | None = None, most: int = 100) -> list[Number]:
    """The numbers given to papers of a kind, the newest first, cancelled ones among them.

    Args:
        before: only those given before this one.
    """
    query = IssuedNumber.select(IssuedNumber.text, IssuedNumber.day, IssuedNumber.record)
    query = query.where(IssuedNumber.kind == kind).order_by(IssuedNumber.id.desc()).limit(most)
    if before is not None:
        first = IssuedNumber.select(IssuedNumber.id).where(IssuedNumber.text == before)
        query = query.where(IssuedNumber.id < first)
    rows = list(plain_tuples(query))
    bearing = _bearing(kind, [row[2] for row in rows])
    seen = _seen(desk, kind, [row[2] for row in rows])
    return [
        Number(
            text, date.fromisoformat(day), kind, record if record in seen else None, seen.get(record, ""),
            "in_use" if bearing.get(record) == text else "cancelled",
        )
        for text, day, record in rows
    ]  # fmt: skip


def _bearing(kind: str, records: Sequence[int]) -> dict[int, str | None]:
    """The number each paper bears that is not in the trash, whoever may see it."""
    table = _TABLES[kind]
    query = table.select(table.id, table.number).where(in_ids(table.id, records), table.trashed_at.is_null())
    return dict(plain_tuples(query))


def _seen(desk: Desk, kind: str, records: Sequence[int]) -> dict[int, str]:
    table = _TABLES[kind]
    return dict(
        plain_tuples(table.select(table.id, table.title).where(in_ids(table.id, records), visible(desk, table)))
    )

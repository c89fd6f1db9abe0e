"""Tags on records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crmdesk.models import journal
from crmdesk.models.activities import Tag, Tagging
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.fold import fold


def of(kind: str, record: int) -> list[str]:
    """The record's tags, by name."""
    return of_many(kind, [record]).get(record, [])


def of_many(kind: str, records: Iterable[int]) -> dict[int, list[str]]:
    """The tags of records that have any."""
    link = getattr(Tagging, kind)
    query = Tagging.select(link, Tag.name).join(Tag).where(in_ids(link, records)).order_by(Tag.name)
    found: dict[int, list[str]] = {}
    for record, name in plain_tuples(query):
        found.setdefault(record, []).append(name)
    return found


def replace(kind: str, record: int, names: Sequence[str]) -> None:
    """Make these the record's tags; new ones are made.  Must be called inside a step."""
    link = getattr(Tagging, kind)
    wanted = {ids[0] for ids in (_tag_ids([name]) for name in names if name.strip())}
    current = {row.tag_id: row.id for row in Tagging.select().where(link == record)}
    gone = [tagging for tag, tagging in current.items() if tag not in wanted]
    if gone:
        journal.remove(Tagging, gone)
    journal.add_rows(Tagging, [{"tag": tag, kind: record} for tag in sorted(wanted - set(current))])


def records_with(kind: str, wanted: Iterable[int]) -> Any:
    """The question for the ids of records of a kind with any of these tags (ids)."""
    link = getattr(Tagging, kind)
    return Tagging.select(link).where(Tagging.tag.in_(list(wanted)), link.is_null(False))


def everything() -> list[tuple[int, str]]:
    """All tags of the book: (id, name)."""
    return [(row.id, row.name) for row in Tag.select().order_by(Tag.name)]


def _tag_ids(names: Sequence[str]) -> list[int]:
    known = {fold(row.name): row.id for row in Tag.select()}
    found = []
    for name in names:
        key = fold(name)
        if key not in known:
            known[key] = journal.add(Tag, name=name.strip())
        found.append(known[key])
    return found

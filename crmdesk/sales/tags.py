"""Tags on records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from crmdesk.models import journal
from crmdesk.models.activities import Tag, Tagging
from crmdesk.models.database import SOME_IDS, KeptQuestion, in_ids, plain_tuples
from crmdesk.models.fold import fold
from crmdesk.models.ids import new_ids


def _tags_of(kind: str) -> Any:
    link = getattr(Tagging, kind)
    return Tagging.select(link, Tag.name).join(Tag).where(link.in_(SOME_IDS)).order_by(Tag.name)


_TAGS = KeptQuestion(_tags_of)


def of(kind: str, record: int) -> list[str]:
    """The record's tags, by name."""
    return of_many(kind, [record]).get(record, [])


def of_many(kind: str, records: Iterable[int]) -> dict[int, list[str]]:
    """The tags of records that have any."""
    found: dict[int, list[str]] = {}
    for record, name in _TAGS.ask(records, kind, kind):
        found.setdefault(record, []).append(name)
    return found


def replace(kind: str, record: int, names: Sequence[str]) -> None:
    """Make these the record's tags; new ones are made.  Must be called inside a step."""
    replace_all(kind, {record: names})


def replace_all(kind: str, names_of: Mapping[int, Sequence[str]]) -> None:
    """Make these the tags of each record; new ones are made.  Must be called inside a step."""
    link = getattr(Tagging, kind)
    tag_of = _tag_ids(name for names in names_of.values() for name in names)
    current: dict[int, dict[int, int]] = {}
    query = Tagging.select(link, Tagging.tag, Tagging.id).where(in_ids(link, names_of))
    for record, tag, tagging in plain_tuples(query):
        current.setdefault(record, {})[tag] = tagging
    gone: list[int] = []
    added: list[tuple[int, int]] = []
    for record, names in names_of.items():
        wanted = {tag_of[fold(name)] for name in names if name.strip()}
        there = current.get(record, {})
        gone += [tagging for tag, tagging in there.items() if tag not in wanted]
        added += [(tag, record) for tag in sorted(wanted.difference(there))]
    if gone:
        journal.remove(Tagging, gone)
    if added:
        rows = [(made, 1, *pair) for made, pair in zip(new_ids(len(added)), added, strict=True)]
        journal.add_tuples(Tagging, ("id", "version", "tag_id", link.column_name), rows)


def everything() -> list[tuple[int, str]]:
    """All tags of the book: (id, name)."""
    return [(row.id, row.name) for row in Tag.select().order_by(Tag.name)]


def _tag_ids(names: Iterable[str]) -> dict[str, int]:
    """The ids of tags by folded name; those that do not exist are made."""
    known = {fold(row.name): row.id for row in Tag.select()}
    for name in names:
        key = fold(name)
        if name.strip() and key not in known:
            known[key] = journal.add(Tag, name=name.strip())
    return known

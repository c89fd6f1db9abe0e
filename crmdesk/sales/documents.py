"""The documents of a record: which there are, and adding, renaming, replacing and removing them.

Their contents are stored before (see `document_files`); here they are only named.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from crmdesk.models import contents, journal
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.documents import Document
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import User
from crmdesk.sales import hanging, locks, rules
from crmdesk.sales.access import here, reached, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.rights import EXPORT
from crmdesk.texts import Message, msg, msgn

LONGEST_NAME = 255
_TYPES = mimetypes.MimeTypes()  # its own list: what a computer knows beside it must not decide what the book says
_GONE = msg("This document was deleted meanwhile.")


@dataclass(frozen=True, slots=True)
class Stored:
    """A content that is in the book, with the name of the file it came from."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as a list shows it.

    Attributes:
        added_by: a user's name; empty for nobody.
        added_at: local time.
        message: the message it came with.
        older: how many versions it replaces, one after another.
        about: the title of the opportunity it belongs to, where that is not the record asked about.
    """

    id: int
    name: str
    size: int
    sha256: str
    media_type: str
    added_by: str
    added_at: datetime
    message: int | None = None
    older: int = 0
    about: str = ""


# Questions


def of(desk: Desk, kind: str, record: int) -> list[DocumentRow]:
    """The documents of a record, a client's opportunities' among them, the last added first; the newest version of
    each."""
    found = _read(desk, hanging.around(desk, Document, kind, record), with_title=kind != Opportunity.kind)
    chains = _chains(found)
    return [replace(chain[0][0], older=len(chain) - 1) for chain in chains]


def versions(desk: Desk, document: int) -> list[DocumentRow]:
    """A document and what it replaced, the newest first; nothing of one the user may not see."""
    known = _versions_of(document)
    if document not in hanging.holders(desk, Document, [document]):
        return []
    found = {row.id: row for row, _replaces in _read(desk, in_ids(Document.id, known), with_title=False)}
    return [found[one] for one in known if one in found]


def of_messages(desk: Desk, messages: Collection[int]) -> dict[int, list[DocumentRow]]:
    """The documents that came with messages, by message, in the order they came."""
    found: dict[int, list[DocumentRow]] = {}
    for row, _replaces in reversed(_read(desk, in_ids(Document.message, messages), with_title=False)):
        if row.message is not None:
            found.setdefault(row.message, []).append(row)
    return found


def exported(desk: Desk) -> list[tuple[DocumentRow, int | None, tuple[str, int]]]:
    """Every document the user exports, the first added first: with what it replaces, and the record it hangs on."""
    found = _read(desk, reached(desk, Document, EXPORT), with_title=False)
    holders = hanging.holders(desk, Document, [row.id for row, _replaces in found])
    return [(row, replaces, holders[row.id]) for row, replaces in reversed(found) if row.id in holders]


def read(desk: Desk, document: int) -> DocumentRow:
    """One document.

    Raises:
        StaleRecordError: it is gone, or hidden from the user.
    """
    hanging.here(desk, Document, [document], _GONE)
    return _read(desk, Document.id == document, with_title=False)[0][0]


_Read = list[tuple[DocumentRow, int | None]]
"""Documents, each with the one it replaces."""


def _read(desk: Desk, which: Any, *, with_title: bool) -> _Read:
    """Documents, the last added first."""
    query = (
        Document.select(
            Document.id, Document.name, Document.size, Document.sha256, Document.media_type, User.name,
            Document.added_at, Document.message, Document.replaces, Opportunity.title,
        )
        .left_outer_join(User)
        .switch(Document)
        .left_outer_join(Opportunity, on=(Document.opportunity == Opportunity.id) & visible(desk, Opportunity))
        .where(which, visible(desk, Document))
        .order_by(Document.added_at.desc(), Document.id.desc())
    )  # fmt: skip
    return [
        (
            DocumentRow(
                known, name, size, sha256, type_, who or "", datetime.fromtimestamp(at / 1000).astimezone(), message,
                about=(title or "") if with_title else "",
            ),
            replaces,
        )
        for known, name, size, sha256, type_, who, at, message, replaces, title in plain_tuples(query)
    ]  # fmt: skip


def _chains(found: _Read) -> list[_Read]:
    """Each document with the versions it replaces, the newest first."""
    by_id = {row.id: (row, replaces) for row, replaces in found}
    replaced = {replaces for _row, replaces in found if replaces is not None}
    chains = []
    for row, replaces in found:
        if row.id in replaced:
            continue
        chain = [(row, replaces)]
        while (before := by_id.get(chain[-1][1] or 0)) is not None:
            chain.append(before)
        chains.append(chain)
    return chains


# Actions


def add(desk: Desk, kind: str, record: int, stored: Sequence[Stored]) -> Changes:
    """Add files, whose contents are stored already, to a lead, contact, company or opportunity.

    Raises:
        StaleRecordError: the record is gone.
        DomainError: it stays as it is, a name cannot be kept, or a content is not in the book.
    """
    here(desk, kind, [record])
    locks.refuse(kind, [record])
    counted = msgn("{n} document added", "{n} documents added", len(stored))
    label = msg("Document “{name}” added", name=stored[0].name) if len(stored) == 1 else counted
    with desk.step(label) as writing:
        add_rows(desk, stored, {kind: record})
    return writing.changes


def add_rows(desk: Desk, stored: Sequence[Stored], values: Mapping[str, Any]) -> list[int]:
    """Add documents in a step that is open.

    Args:
        values: what they hang on, and what else they have in common.

    Raises:
        DomainError: a name cannot be kept, or a content is not in the book.
    """
    rows = []
    for one in stored:
        name = tidy_name(one.name)
        if not contents.is_kept(one.sha256):
            raise DomainError(msg("“{name}” is not in the book any more. Add it again.", name=name))
        about = {"name": name, "size": one.size, "sha256": one.sha256, "media_type": media_type(name)}
        rows.append({**about, "added_by": desk.user, "added_at": desk.clock.instant(), **values})
    return journal.add_rows(Document, rows)


def add_version(desk: Desk, document: int, stored: Stored) -> Changes:
    """Keep a changed copy as the newest version of a document; nothing where it is what the newest one is already.

    Raises:
        StaleRecordError: the document is gone.
        DomainError: the content is not in the book.
    """
    hanging.here(desk, Document, [document], _GONE)
    newest = Document.get_by_id(_newest_of(document))
    with desk.step(msg("New version of “{name}”", name=newest.name)) as writing:
        if stored.sha256 != newest.sha256:
            common = {**hanging.links_of(newest), "replaces": newest.id}
            add_rows(desk, [replace(stored, name=newest.name)], common)
    return writing.changes


def rename(desk: Desk, document: int, name: str) -> Changes:
    """Give a document another name.

    Raises:
        StaleRecordError: it is gone.
        FieldProblems: the name cannot be kept.
    """
    hanging.here(desk, Document, [document], _GONE)
    clean = tidy_name(name)
    label = msg("Document “{old}” renamed to “{name}”", old=Document.get_by_id(document).name, name=clean)
    with desk.step(label) as writing:
        journal.edit(Document, document, name=clean, media_type=media_type(clean))
    return writing.changes


def remove(desk: Desk, ids: Sequence[int]) -> Changes:
    """Take documents out, the newest version of one with all it replaced; an older version goes alone.

    Raises:
        StaleRecordError: one is gone.
    """
    hanging.here(desk, Document, ids, _GONE)
    counted = msgn("{n} document removed", "{n} documents removed", len(ids))
    label = msg("Document “{name}” removed", name=Document.get_by_id(ids[0]).name) if len(ids) == 1 else counted
    with desk.step(label) as writing:
        remove_rows(ids)
    return writing.changes


def remove_rows(ids: Iterable[int]) -> None:
    """Take documents out in a step that is open, as `remove` does."""
    wanted = set(ids)
    newer: dict[int, int] = dict(plain_tuples(Document.select(Document.replaces, Document.id).where(
        in_ids(Document.replaces, wanted)
    )))  # fmt: skip
    for document in sorted(wanted):
        if newer.get(document) in (None, *wanted):
            wanted.update(_versions_of(document))
    for document, after in newer.items():
        if after not in wanted:  # it goes alone, and what comes after it takes its place
            journal.edit(Document, after, replaces=_before(document, wanted))
    journal.remove(Document, sorted(wanted))


def _before(document: int, going: set[int]) -> int | None:
    """What a document that is going replaced, and is not going itself."""
    return next((one for one in _versions_of(document)[1:] if one not in going), None)


def _versions_of(document: int) -> list[int]:
    """The document and what it replaced, one after another."""
    found = [document]
    while (before := Document.select(Document.replaces).where(Document.id == found[-1]).scalar()) is not None:
        found.append(before)
    return found


def _newest_of(document: int) -> int:
    """The last of the versions that came after a document."""
    while (after := Document.select(Document.id).where(Document.replaces == document).scalar()) is not None:
        document = after
    return document


def media_type(name: str) -> str:
    """What a file is, by its name."""
    return _TYPES.guess_type(name)[0] or "application/octet-stream"


def tidy_name(name: str) -> str:
    """A document's name as it is kept.

    Raises:
        FieldProblems: it is no name for a file.
    """
    clean = " ".join(name.split())
    if problem := name_problem(clean):
        raise FieldProblems({"name": problem})
    return clean


def name_problem(name: str) -> Message | None:
    """What is wrong with a document's name."""
    if not name or name in (".", ".."):
        return msg("Give it a name.")
    if "/" in name or "\\" in name:
        return msg("The name of a document has no “/” and no “\\”. Leave it out.")
    return rules.text_problem(msg("Name"), name, LONGEST_NAME, lines=False)

"""The contents of documents: written in pieces before a document needs them, and swept when nothing needs them.

Each piece is a transaction of its own, so that nobody waits for a large file, and memory holds one piece.  A content
counts as kept from the moment all of it is here; what somebody began and gave up is nobody's.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from peewee import fn

from crmdesk.models.database import immediate, insert_rows, plain_tuples, writing
from crmdesk.models.documents import Blob, Chunk, Document
from crmdesk.models.errors import DomainError, StorageError
from crmdesk.models.journal import REMOVE, Change
from crmdesk.texts import Message, msg

PIECE = 1 << 20  # bytes
GRACE_MS = 24 * 60 * 60 * 1000
"""How long a content that nothing needs stays: somebody may be about to need it."""
_AT_ONCE = 32  # pieces let go in one transaction


@dataclass(frozen=True, slots=True)
class Content:
    """What tells a content: the SHA-256 of its bytes, and how many they are."""

    sha256: str
    size: int


class ChangedMeanwhileError(DomainError):
    """The file was written to between its two readings."""


# Keeping


def measured(pieces: Iterable[bytes]) -> Content:
    """What tells the content of these pieces."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
    return Content(digest.hexdigest(), size)


def keep(content: Content, pieces: Iterable[bytes], at: int) -> None:
    """Write a content, unless it is here already; outside any step, on the thread's own connection.

    Args:
        pieces: all of it, in pieces of `PIECE` bytes but for the last; an exception they raise leaves nothing behind.
        at: the instant.

    Raises:
        ChangedMeanwhileError: the pieces are another content.
        StorageError: the disk does not allow it, or another program is writing all the time.
    """
    if _claimed(content, at):
        return
    try:
        digest, count = hashlib.sha256(), 0
        for count, piece in enumerate(pieces, 1):
            digest.update(piece)
            _write(content.sha256, count - 1, piece)
        if digest.hexdigest() != content.sha256:
            raise ChangedMeanwhileError(msg("It was changed while it was copied. Add it again."))
        _finish(content, count, at)
    except BaseException:
        with contextlib.suppress(StorageError):  # a full disk: it is swept later
            _let_go(content.sha256, at)
        raise


def is_kept(sha256: str) -> bool:
    """Whether all of a content is here."""
    return bool(Blob.select(Blob.whole).where(Blob.sha256 == sha256).scalar())


def _claimed(content: Content, at: int) -> bool:
    """Say that a content is wanted; whether it is here already."""
    with writing(), immediate():
        found = next(plain_tuples(Blob.select(Blob.whole).where(Blob.sha256 == content.sha256)), None)
        if found is None:
            insert_rows(Blob, ("sha256", "size", "whole", "wanted_at"), [(content.sha256, content.size, 0, at)])
            return False
        Blob.update(wanted_at=at).where(Blob.sha256 == content.sha256).execute()
        return bool(found[0])


def _write(sha256: str, place: int, piece: bytes) -> None:
    with writing(), immediate():
        Chunk.delete().where(Chunk.sha256 == sha256, Chunk.place == place).execute()  # of somebody who gave up
        insert_rows(Chunk, ("sha256", "place", "data"), [(sha256, place, piece)])


def _finish(content: Content, count: int, at: int) -> None:
    mine = Chunk.sha256 == content.sha256
    with writing(), immediate():
        Chunk.delete().where(mine, Chunk.place >= count).execute()
        held = Chunk.select(fn.SUM(fn.LENGTH(Chunk.data))).where(mine).scalar() or 0
        if held != content.size:
            raise StorageError(msg("The file could not be stored. Add it again."))
        Blob.update(whole=True, wanted_at=at).where(Blob.sha256 == content.sha256).execute()


# Reading


def pieces_of(sha256: str) -> Iterator[bytes]:
    """A content, piece by piece.

    Raises:
        StorageError: it is not here, or not all of it.
    """
    size = Blob.select(Blob.size).where(Blob.sha256 == sha256, Blob.whole).scalar()
    given = place = 0
    while piece := _piece(sha256, place):
        given, place = given + len(piece), place + 1
        yield piece
    if given != size:
        raise StorageError(msg("The content of this document is missing from the book. Look for it in a backup copy."))


def _piece(sha256: str, place: int) -> bytes:
    query = Chunk.select(Chunk.data).where(Chunk.sha256 == sha256, Chunk.place == place)
    found = next(plain_tuples(query), None)
    return bytes(found[0]) if found else b""


def beginning_of(sha256: str, most: int) -> bytes:
    """The first bytes of a content, so many at the most.

    Raises:
        StorageError: it is not here.
    """
    parts, held = [], 0
    for piece in pieces_of(sha256):
        parts.append(piece)
        held += len(piece)
        if held >= most:
            break
    return b"".join(parts)[:most]


# Sweeping


def sweep(at: int) -> int:
    """Let go of contents that nothing has needed for a day; how many."""
    query = Blob.select(Blob.sha256, Blob.wanted_at).where(Blob.wanted_at < at - GRACE_MS)
    old = dict(plain_tuples(query))
    unneeded = old.keys() - _needed() if old else set()
    return sum(_let_go(sha256, old[sha256]) for sha256 in sorted(unneeded))


def _needed() -> set[str]:
    """The contents of all documents, and of those that an undo could bring back."""
    there = {row[0] for row in plain_tuples(Document.select(Document.sha256).distinct())}
    removed = Change.select(Change.payload).where(Change.table == Document._meta.table_name, Change.kind == REMOVE)
    return there | {json.loads(payload)["sha256"] for (payload,) in plain_tuples(removed)}


def _let_go(sha256: str, wanted_at: int) -> bool:
    """Delete a content that nobody has wanted since an instant, a few pieces at a time; whether it is gone."""
    unwanted = (Blob.sha256 == sha256) & (Blob.wanted_at == wanted_at)
    places = Chunk.select(Chunk.place).where(Chunk.sha256 == sha256).order_by(Chunk.place.desc()).limit(_AT_ONCE)
    while True:
        with writing(), immediate():
            if not Blob.update(whole=False).where(unwanted).execute():
                return False
            some = [place for (place,) in plain_tuples(places)]
            if not some:
                Blob.delete().where(unwanted).execute()
                return True
            Chunk.delete().where(Chunk.sha256 == sha256, Chunk.place >= some[-1]).execute()


def problems() -> list[Message]:
    """Documents whose content is not here, or is not what it was."""
    found: list[Message] = []
    query = Document.select(Document.sha256, fn.MIN(Document.name)).group_by(Document.sha256)
    for sha256, name in list(plain_tuples(query.order_by(Document.sha256))):
        try:
            sound = measured(pieces_of(sha256)).sha256 == sha256
        except StorageError:
            found.append(msg("The content of the document “{name}” is missing.", name=name))
        else:
            if not sound:
                found.append(msg("The content of the document “{name}” is not what was stored.", name=name))
    return found

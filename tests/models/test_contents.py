"""Contents of documents are stored once, whole or not at all, and swept only when nothing can need them any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.models import checking, contents, journal
from crmdesk.models.contents import GRACE_MS, PIECE, ChangedMeanwhileError
from crmdesk.models.database import writing
from crmdesk.models.documents import Blob, Chunk, Document
from crmdesk.models.errors import StorageError
from crmdesk.models.people import Company
from tests.book_fixture import count_of
from tests.models.office import AT, step, undo_last

LATER = AT + 2 * GRACE_MS


def pieces(data: bytes) -> Iterator[bytes]:
    return (data[at : at + PIECE] for at in range(0, len(data), PIECE))


def keep(data: bytes, at: int = AT) -> str:
    content = contents.measured(pieces(data))
    contents.keep(content, pieces(data), at)
    return content.sha256


def add(sha256: str) -> int:
    with step():
        company = journal.add(Company, name="North")
        about = {"name": "plan.txt", "size": 1, "sha256": sha256, "media_type": "text/plain", "added_at": AT}
        return journal.add(Document, company=company, **about)


def test_the_same_content_is_kept_once_and_read_back_in_pieces(new_book: Path) -> None:
    data = bytes(range(256)) * (PIECE // 256) * 2 + b"end"
    assert keep(data) == keep(data)
    assert (count_of("blob"), count_of("chunk")) == (1, 3)
    read = list(contents.pieces_of(contents.measured([data]).sha256))
    assert [len(piece) for piece in read] == [PIECE, PIECE, 3]
    assert b"".join(read) == data
    assert contents.beginning_of(keep(data), 10) == data[:10]


def test_a_file_that_changes_between_its_readings_leaves_nothing(new_book: Path) -> None:
    content = contents.measured([b"before"])
    with pytest.raises(ChangedMeanwhileError):
        contents.keep(content, iter([b"after"]), AT)
    assert (count_of("blob"), count_of("chunk")) == (0, 0)


def test_what_breaks_off_in_the_middle_leaves_nothing(new_book: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"x" * PIECE
        raise OSError("the stick was pulled out")

    with pytest.raises(OSError, match="stick"):
        contents.keep(contents.measured([b"x" * 2 * PIECE]), breaking(), AT)
    assert (count_of("blob"), count_of("chunk")) == (0, 0)


def test_what_a_program_left_half_written_is_written_anew(new_book: Path) -> None:
    content = contents.measured([b"whole"])
    with writing():
        Blob.create(sha256=content.sha256, size=5, whole=False, wanted_at=AT)
        for place in range(3):
            Chunk.create(sha256=content.sha256, place=place, data=b"rubbish")
    assert not contents.is_kept(content.sha256)
    assert keep(b"whole") == content.sha256
    assert b"".join(contents.pieces_of(content.sha256)) == b"whole"


def test_only_what_nothing_needs_for_a_day_is_swept(new_book: Path) -> None:
    needed, undoable, unneeded = (keep(data) for data in (b"needed", b"undoable", b"x" * PIECE * 40))
    fresh = keep(b"fresh", LATER)
    add(needed)
    gone = add(undoable)
    with step():
        journal.remove(Document, [gone])
    assert contents.sweep(LATER) == 1
    assert [contents.is_kept(one) for one in (needed, undoable, unneeded, fresh)] == [True, True, False, True]
    assert count_of("chunk") == 3
    undo_last()
    assert checking.problems() == []


def test_check_says_what_is_missing_and_what_differs(new_book: Path) -> None:
    missing, other = keep(b"missing"), keep(b"what it was")
    add(missing)
    add(other)
    assert checking.problems() == []
    with writing():
        Blob.delete().where(Blob.sha256 == missing).execute()
        Chunk.update(data=b"what it is.").where(Chunk.sha256 == other).execute()
    said = sorted(str(problem) for problem in checking.problems())
    assert said == [
        "The content of the document “plan.txt” is missing.",
        "The content of the document “plan.txt” is not what was stored.",
    ]
    with pytest.raises(StorageError):
        list(contents.pieces_of(missing))

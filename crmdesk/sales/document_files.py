"""Files into the book, and documents out of it as files again; a piece at a time, on a worker's connection."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crmdesk.models import contents
from crmdesk.models.contents import PIECE, ChangedMeanwhileError, Content
from crmdesk.models.errors import DomainError
from crmdesk.sales import documents
from crmdesk.sales.desk import Desk
from crmdesk.sales.documents import Stored
from crmdesk.texts import Message, msg

MOST_BYTES = 2 << 30
"""How large a document may be."""

Asked = Callable[[], bool]
Progress = Callable[[int, int], None]


class StoringCancelled(Exception):  # noqa: N818 - not an error
    """Somebody stopped it; everything begun was put back."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """Bytes that come from no file, with the name they are to have."""

    name: str
    data: bytes


Given = Path | Pasted


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of some files: those whose content is in the book now, and why others are not."""

    stored: tuple[Stored, ...]
    problems: tuple[DomainError, ...] = ()


def store(
    desk: Desk, given: Sequence[Given], cancelled: Asked | None = None, progress: Progress | None = None
) -> Outcome:
    """Put the contents of files into the book, where documents may name them from now on.

    Args:
        progress: called with bytes done and to be done; each file is read twice.

    Raises:
        StoringCancelled: nothing of the file at hand is left in the book; what went before is swept later.
        StorageError: the disk is full or the book is being written all the time.
    """
    contents.sweep(desk.clock.instant())
    stored, problems = [], []
    told = _Told(2 * sum(_size_of(one) for one in given), cancelled, progress)
    for one in given:
        try:
            stored.append(_store(desk, one, told))
        except _ProblemError as problem:
            problems.append(DomainError(problem.sentence))
    return Outcome(tuple(stored), tuple(problems))


class _ProblemError(Exception):
    """One file cannot be taken; the others can."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class _Told:
    """Tells how far the work is, and notices that it is to stop."""

    def __init__(self, whole: int, cancelled: Asked | None, progress: Progress | None) -> None:
        self._whole, self._cancelled, self._progress = whole, cancelled, progress
        self._done = 0

    def pieces(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            if self._cancelled is not None and self._cancelled():
                raise StoringCancelled
            yield piece
            self._done += len(piece)
            if self._progress is not None:
                self._progress(self._done, max(self._whole, self._done))


def _store(desk: Desk, given: Given, told: _Told) -> Stored:
    name = given.name
    if problem := documents.name_problem(" ".join(name.split())):
        raise _ProblemError(problem)
    with _file_sentences(name):
        content = contents.measured(told.pieces(_pieces(given)))
        if not content.size:
            raise _ProblemError(msg("“{name}” is empty, so there is nothing to keep.", name=name))
        try:
            contents.keep(content, told.pieces(_pieces(given)), desk.clock.instant())
        except ChangedMeanwhileError:
            raise _ProblemError(msg("“{name}” was changed while it was copied. Add it again.", name=name)) from None
    return Stored(name, content.size, content.sha256)


def _size_of(given: Given) -> int:
    if isinstance(given, Pasted):
        return len(given.data)
    with contextlib.suppress(OSError):
        return given.stat().st_size
    return 0


def _pieces(given: Given) -> Iterator[bytes]:
    """The bytes of a file; it has to be one, and not too large."""
    if isinstance(given, Pasted):
        yield from (given.data[at : at + PIECE] for at in range(0, len(given.data), PIECE))
        return
    if given.is_dir():
        raise _ProblemError(msg("“{name}” is a folder. Add the files inside it.", name=given.name))
    if given.exists() and not given.is_file():
        raise _ProblemError(msg("“{name}” is not a file that can be kept.", name=given.name))
    read = 0
    with given.open("rb", buffering=0) as file:
        while piece := _filled(file):
            read += len(piece)
            if read > MOST_BYTES:
                raise _ProblemError(msg("“{name}” is larger than 2 GB. Keep it elsewhere.", name=given.name))
            yield piece


def _filled(file: object) -> bytes:
    """The next piece of a file, shorter than `PIECE` only at its end."""
    parts, missing = [], PIECE
    while missing and (part := file.read(missing)):  # type: ignore[attr-defined]
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


@contextlib.contextmanager
def _file_sentences(name: str) -> Iterator[None]:
    """Turn what the system says about a file into a sentence."""
    try:
        yield
    except FileNotFoundError as problem:
        raise _ProblemError(msg("“{name}” is not there any more.", name=name)) from problem
    except PermissionError as problem:
        raise _ProblemError(msg("You may not read “{name}”. Ask for permission, or copy it.", name=name)) from problem
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise _ProblemError(msg("“{name}” cannot be read ({reason}).", name=name, reason=reason)) from problem


# Out again


def read_out(
    desk: Desk, document: int, to: Path, cancelled: Asked | None = None, progress: Progress | None = None
) -> None:
    """Write a document to a file, which is there whole or not at all.

    Raises:
        StaleRecordError: the document is gone.
        StorageError: its content is missing.
        DomainError: the file cannot be written.
        StoringCancelled: there is no file.
    """
    row = documents.read(desk, document)
    told = _Told(row.size, cancelled, progress)
    part = to.with_name(f".{to.name[:80]}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            for piece in told.pieces(contents.pieces_of(row.sha256)):
                file.write(piece)
        os.replace(part, to)
    except OSError as problem:
        raise DomainError(_not_written(to, problem)) from problem
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _not_written(to: Path, problem: OSError) -> Message:
    if problem.errno == errno.ENOSPC:
        return msg("The disk is full, so “{name}” was not written. Free some space.", name=to.name)
    reason = problem.strerror or str(problem)
    return msg("“{name}” cannot be written there ({reason}). Choose another folder.", name=to.name, reason=reason)


def content(desk: Desk, document: int, most: int) -> bytes:
    """The first bytes of a document, so many at the most.

    Raises:
        StaleRecordError: it is gone.
        StorageError: its content is missing.
    """
    return contents.beginning_of(documents.read(desk, document).sha256, most)


def measured(path: Path) -> Content:
    """What tells the content of a file.

    Raises:
        DomainError: it cannot be read.
    """
    try:
        with _file_sentences(path.name):
            return contents.measured(_pieces(path))
    except _ProblemError as problem:
        raise DomainError(problem.sentence) from problem

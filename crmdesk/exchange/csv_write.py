"""Tables as CSV files that spreadsheets open with the right letters and that `csv_read` gives back unchanged."""

from __future__ import annotations

import csv
import errno
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from crmdesk.exchange.problems import shown
from crmdesk.models.errors import DomainError
from crmdesk.texts import msg


def write_table(
    path: str | os.PathLike[str], headers: Sequence[str], rows: Iterable[Sequence[object]], separator: str = ","
) -> None:
    """Write a CSV file: UTF-8 with a byte order mark, RFC 4180.  An older file stays whole until the new one is done.

    Args:
        rows: cells as they are to be read; None is an empty cell.
    Raises:
        DomainError: the file cannot be written; says what to do.  No half-written file is left.
    """
    target = Path(path)
    unfinished = _unfinished(target)
    try:
        _refuse_folder(target)
        with unfinished.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=separator, lineterminator="\r\n")
            writer.writerow(headers)
            writer.writerows(rows)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(target)
    except OSError as problem:
        raise _refusal(problem, target) from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def check_target(path: str | os.PathLike[str]) -> None:
    """See whether `write_table` could write this file now; leaves nothing behind.

    Raises:
        DomainError: it could not; says what to do.
    """
    target = Path(path)
    try:
        _refuse_folder(target)
        with suppress(FileNotFoundError):
            target.lstat()  # fails on a name that no file can have
            with target.open("r+b"):  # fails on what may not be written; writes nothing
                pass
        with _unfinished(target).open("wb"):
            pass
    except OSError as problem:
        raise _refusal(problem, target) from None
    except ValueError as problem:  # a name with a zero in it
        raise _refusal(OSError(str(problem)), target) from None
    finally:
        with suppress(OSError, ValueError):
            _unfinished(target).unlink()


def _refuse_folder(target: Path) -> None:
    if target.is_dir():
        raise DomainError(msg("“{name}” is a folder. Choose a file name.", name=shown(target.name or str(target))))
    if target.exists() and not target.is_file():  # a device, which must not become a file
        raise DomainError(msg("“{name}” is not a file. Choose another name.", name=shown(target.name)))


def _unfinished(target: Path) -> Path:
    # beside the target, because a rename is only whole within one disk
    return target.parent / f".crmdesk-{os.getpid()}.part"


def _refusal(problem: OSError, target: Path) -> DomainError:
    name = shown(target.name)
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return DomainError(
            msg("The disk is full, so “{name}” was not written. Free some space and try again.", name=name)
        )
    if isinstance(problem, FileNotFoundError | NotADirectoryError):
        return DomainError(msg("There is no folder “{name}”. Choose another one.", name=shown(str(target.parent))))
    if isinstance(problem, PermissionError) or problem.errno == errno.EROFS:
        return DomainError(
            msg("You may not write “{name}”. Close it in other programs, or choose another folder.", name=name)
        )
    return DomainError(msg("“{name}” cannot be written: {reason}.", name=name, reason=problem.strerror or str(problem)))

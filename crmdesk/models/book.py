"""The book: one file with everything the office keeps.  Making, opening, migrating and refusing it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path

from crmdesk.models import database
from crmdesk.models.disks import network_kind
from crmdesk.models.errors import StorageError
from crmdesk.texts import msg

SUFFIX = ".crmdesk"
APPLICATION_ID = 0x43524D44  # "CRMD" in the file's header
_MIGRATIONS = Path(__file__).parent / "migrations" / "sqlite"
FORMAT = len(list(_MIGRATIONS.glob("[0-9]*.py")))
"""How many migrations this program knows; kept in the header as ``user_version``."""


def create(path: Path) -> None:
    """Make an empty book and open it for this thread.

    Raises:
        StorageError: something is in the way, or the folder does not allow it.
    """
    with _file_errors(path):
        if path.exists():
            raise StorageError(msg("There is already something at {path}. Choose another name.", path=str(path)))
        if not path.parent.is_dir():
            raise StorageError(msg("The folder {path} does not exist. Make it first.", path=str(path.parent)))
        _refuse_network(path)
        close()
        fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
        try:
            with database.storage_errors():
                _build(fresh)
            os.replace(fresh, path)  # a book is there whole or not at all
        finally:
            for left in ("", "-wal", "-shm", "-journal"):
                fresh.with_name(fresh.name + left).unlink(missing_ok=True)
    with database.storage_errors():
        database.connect(path)
        _follow_zone()


@contextlib.contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    """Turn what the system says about a file's name or place into a sentence."""
    try:
        yield
    except (OSError, ValueError) as problem:  # a name with a zero in it is a ValueError
        raise StorageError(
            msg(
                "{path} cannot be used here ({reason}). Choose another name or folder.",
                path=str(path),
                reason=getattr(problem, "strerror", None) or str(problem),
            )
        ) from problem


def open_book(path: Path) -> None:
    """Open an existing book for this thread, after bringing an older one up to date.

    Raises:
        StorageError: it is missing, not a book, damaged, newer than this program, read-only, on a network folder, or
            being brought up to date by another program.
    """
    with _file_errors(path):
        version = _check(path)
        _refuse_network(path)
    close()
    if version < FORMAT:
        _migrate(path)
    with database.storage_errors():
        database.connect(path)
        try:
            _refuse_newer(path)
            _follow_zone()
        except BaseException:
            close()
            raise


def _follow_zone() -> None:
    from crmdesk.models import zones  # late: not before the book is known to be one

    if zones.is_same():
        return
    from crmdesk.models.derived import follow_zone  # late: it knows every table, and hardly any computer moves

    database.wait_for_others(database.WORKER_PATIENCE_MS)
    follow_zone()
    database.wait_for_others(0)


def _refuse_newer(path: Path) -> None:
    """Look again inside the open book: the header in the file may be older than what is still in the log."""
    known = {file.stem for file in _MIGRATIONS.glob("[0-9]*.py")}
    if database.format_version() > FORMAT or not database.applied_migrations() <= known:
        raise _newer(path)


def _newer(path: Path) -> StorageError:
    return StorageError(msg("{path} was made by a newer CRM Desk. Install the new version to open it.", path=str(path)))


def close() -> None:
    """Close this thread's connection."""
    if database.db.obj is not None and not database.db.is_closed():
        database.db.close()


@contextlib.contextmanager
def opened(path: Path) -> Iterator[None]:
    """The book open for a while (a command of the command line)."""
    open_book(path)
    try:
        yield
    finally:
        close()


def _check(path: Path) -> int:
    """The format of the book in the file."""
    if path.is_dir():
        raise StorageError(msg("{path} is a folder. Choose the book's file inside it.", path=str(path)))
    if not path.exists():
        raise StorageError(msg("There is no book at {path}. Check the name, or make a new one.", path=str(path)))
    if not path.is_file():
        raise StorageError(msg("{path} is not a CRM Desk book.", path=str(path)))
    if not os.access(path, os.R_OK):
        raise StorageError(msg("You may not read {path}. Ask for permission, or open a copy.", path=str(path)))
    with path.open("rb") as file:
        header = file.read(100)
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise StorageError(msg("{path} is not a CRM Desk book.", path=str(path)))
    version, application = struct.unpack(">I4xI", header[60:72])
    if application != APPLICATION_ID:
        raise StorageError(msg("{path} is not a CRM Desk book.", path=str(path)))
    _refuse_damaged(path, header)
    if version > FORMAT:
        raise _newer(path)
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise StorageError(
            msg(
                "{path} can only be read here. Copy it to a folder where you may write, and open the copy.",
                path=str(path),
            )
        )
    return int(version)


def _refuse_damaged(path: Path, header: bytes) -> None:
    """Refuse a file that was cut off (a broken copy); what is wrong inside a page is noticed when it is read."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size > 0:
        return  # a program that died while it moved the log into the file is no damage: SQLite takes up the log
    if header[24:28] != header[92:96]:
        return  # the number of pages is not kept up by whoever wrote this
    page_size = struct.unpack(">H", header[16:18])[0]
    page_size = 65536 if page_size == 1 else page_size
    pages = struct.unpack(">I", header[28:32])[0]
    if path.stat().st_size < page_size * pages:
        raise StorageError(
            msg(
                "{path} is damaged: its end is missing. Open a backup copy, and keep this file for a repair.",
                path=str(path),
            )
        )


def _refuse_network(path: Path) -> None:
    kind = network_kind(path)
    if kind:
        raise StorageError(
            msg(
                "{path} is on a network folder ({kind}), where a book would be damaged. "
                "Copy it to this computer's disk.",
                path=str(path),
                kind=kind,
            )
        )


def _build(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as plain:
        plain.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        plain.execute("PRAGMA journal_mode = wal")
    _run_migrations(path)


def _migrate(path: Path) -> None:
    with _only_migrator(path):
        if _check(path) == FORMAT:
            return  # another program was quicker
        copy = path.with_name(f"{path.stem}.before-format-{FORMAT}{path.suffix}")
        with (
            database.storage_errors(),
            contextlib.closing(sqlite3.connect(path)) as old,
            contextlib.closing(sqlite3.connect(copy)) as kept,
        ):
            old.backup(kept)
        with database.storage_errors():
            _run_migrations(path)


def _run_migrations(path: Path) -> None:
    from playhouse.migrations import Runner  # late: it reads whole schemas, and is needed once in a book's life

    with database.writing():
        made = database.connect(path)
        try:
            runner = Runner(made, str(_MIGRATIONS), table_name="schema_migration")
            unknown = [migration.name for migration in runner.status() if migration.path is None]
            if unknown:
                raise _newer(path)
            runner.up()
            made.execute_sql(f"PRAGMA user_version = {FORMAT}")
            made.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            made.close()


@contextlib.contextmanager
def _only_migrator(path: Path) -> Iterator[None]:
    """Hold the lock of the one program that may migrate; the system frees it if the program dies."""
    lock = path.with_name(f".{path.name}.migrating")
    try:
        held = sqlite3.connect(lock, timeout=0, isolation_level=None)
    except sqlite3.OperationalError as problem:
        raise StorageError(
            msg("The folder of {path} cannot be written to. Copy the book to another folder.", path=str(path))
        ) from problem
    try:
        held.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as problem:
        held.close()
        raise StorageError(
            msg("Another program is bringing {path} up to date. Wait a moment and open it again.", path=str(path))
        ) from problem
    try:
        yield
    finally:
        held.close()
        lock.unlink(missing_ok=True)

"""The connection, and everything that differs between databases: locks, bulk writing, full text.

This is the only module with SQL of its own.  The tables are bound to `db`, which stands for the one open book.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from string import ascii_lowercase, digits
from typing import Any, NamedTuple

from peewee import (
    SQL,
    ColumnBase,
    DatabaseError,
    DatabaseProxy,
    Expression,
    Field,
    IntegrityError,
    Model,
    SqliteDatabase,
    fn,
)

from crmdesk.models.errors import BookBusyError, DomainError, MissingLinkError, StorageError
from crmdesk.models.fold import PHONE_DIGITS
from crmdesk.texts import Message, msg

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_MANY_IDS = 400
WORKER_PATIENCE_MS = 5000


class OutsideStepError(RuntimeError):
    """A defect: something tried to write without a step."""


_may_write: ContextVar[bool] = ContextVar("may_write", default=False)


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Allow writing.  Only the journal, the derived values and what the design keeps outside the journal use it."""
    token = _may_write.set(True)
    try:
        yield
    finally:
        _may_write.reset(token)


class BookDatabase(SqliteDatabase):
    """SQLite that refuses to write outside a step."""

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        if not _may_write.get() and sql.startswith(_WRITES):
            raise OutsideStepError(f"written outside a step: {sql[:60]}")
        try:
            return super().execute_sql(sql, params)  # type: ignore[no-untyped-call]  # the stub leaves it bare
        except DatabaseError as problem:
            raise (_sentence(problem) or problem) from problem.__context__

    def rollback(self) -> None:
        if self.connection().in_transaction:  # a full disk makes SQLite roll back by itself
            super().rollback()


db = DatabaseProxy()


def connect(path: Path, *, read_only: bool = False) -> BookDatabase:
    """Open the file for this thread and bind the tables to it.  The caller has checked that it is a book."""
    database = BookDatabase(
        f"{path.absolute().as_uri()}?mode=ro" if read_only else str(path),
        autoconnect=False,
        uri=read_only,
        timeout=WORKER_PATIENCE_MS / 1000,  # of workers, and of everybody while opening beside a program that closes
        pragmas=_pragmas(read_only),
    )
    db.initialize(database)
    db.connect()
    wait_for_others(0)  # the window never waits on its own thread
    return database


def _pragmas(read_only: bool) -> dict[str, object]:
    # the cache is 16 MiB: enough for the board's indexes of 100,000 opportunities
    common: dict[str, object] = {"foreign_keys": 1, "cache_size": -16384, "temp_store": "memory"}
    return common if read_only else {"journal_mode": "wal", "synchronous": "full", **common}


@contextlib.contextmanager
def worker_connection() -> Iterator[None]:
    """This thread's own connection, with patience for other writers; never entered by the window's thread."""
    with db.connection_context():
        wait_for_others(WORKER_PATIENCE_MS)
        yield


def wait_for_others(patience_ms: int) -> None:
    """How long this thread's connection waits for another writer (a command line waits, a window does not)."""
    db.execute_sql(f"PRAGMA busy_timeout = {int(patience_ms)}")


@contextlib.contextmanager
def immediate() -> Iterator[None]:
    """A transaction that takes the write lock at once.

    Raises:
        BookBusyError: another program is writing.
        StorageError: the disk is full, read-only or broken.
    """
    with storage_errors(), db.transaction("IMMEDIATE"):
        yield


def in_transaction() -> bool:
    """Whether this thread's transaction is still there."""
    return bool(db.connection().in_transaction)


@contextlib.contextmanager
def storage_errors() -> Iterator[None]:
    """Turn what the file or disk does not allow into sentences; defects pass through."""
    try:
        yield
    except (DatabaseError, sqlite3.Error) as problem:
        raise (_sentence(problem) or problem) from problem


def error_code(problem: BaseException) -> int | None:
    """SQLite's extended number of an error, also of one that Peewee raised in its own name."""
    code: int | None = getattr(getattr(problem, "orig", None) or problem, "sqlite_errorcode", None)
    return code


def _sentence(problem: BaseException) -> DomainError | None:
    code = error_code(problem)
    if code is None:
        return None
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return MissingLinkError(
            msg("Something this belongs to was deleted meanwhile. Look at it again and repeat your change.")
        )
    kinds: dict[int, tuple[type[StorageError], Message]] = {
        sqlite3.SQLITE_BUSY: (
            BookBusyError,
            msg("The book is being written by another program. Try again in a moment."),
        ),
        sqlite3.SQLITE_LOCKED: (
            BookBusyError,
            msg("The book is being written by another program. Try again in a moment."),
        ),
        sqlite3.SQLITE_FULL: (
            StorageError,
            msg("The disk is full. Free some space and do it again; nothing was written."),
        ),
        sqlite3.SQLITE_READONLY: (
            StorageError,
            msg("The book can only be read here. Copy it to a folder where you may write, and open the copy."),
        ),
        sqlite3.SQLITE_IOERR: (
            StorageError,
            msg("The disk did not answer properly. Check the drive and do it again; nothing was written."),
        ),
        sqlite3.SQLITE_CORRUPT: (
            StorageError,
            msg("The book's file is damaged. Open a backup copy, and keep this file for a repair."),
        ),
        sqlite3.SQLITE_NOTADB: (StorageError, msg("This file is not a CRM Desk book.")),
        sqlite3.SQLITE_CANTOPEN: (
            StorageError,
            msg("The book's file cannot be opened. Check that the folder is still there."),
        ),
    }
    kind = kinds.get(code & 0xFF)
    return kind[0](kind[1]) if kind else None


def format_version() -> int:
    """The number of the last migration the open book has seen."""
    return int(db.execute_sql("PRAGMA user_version").fetchone()[0])


def applied_migrations() -> set[str]:
    """The names of the migrations the open book has seen."""
    return {row[0] for row in db.execute_sql("SELECT name FROM schema_migration")}


def run_statements(database: Any, statements: str) -> None:
    """Run the statements of a migration, which a semicolon at a line's end divides."""
    for statement in statements.split(";\n"):
        if statement.strip():
            database.execute_sql(statement)


def data_version() -> int:
    """A number that changes when another connection commits."""
    return int(db.execute_sql("PRAGMA data_version").fetchone()[0])


def in_ids(field: ColumnBase, ids: Iterable[int] | IdRange) -> Expression:
    """The condition that the field is one of the ids, however many there are."""
    if isinstance(ids, IdRange):
        return field.between(ids.low, ids.high)
    known = list(ids)
    if len(known) <= _MANY_IDS:
        return field.in_(known)
    return field.in_(SQL("(SELECT value FROM json_each(?))", [json.dumps(known)]))


def plain_tuples(query: Any) -> Iterator[tuple[Any, ...]]:
    """The query's rows as the database holds them: no days, no models, and so no conversion to wait for."""
    sql, params = query.sql()
    return iter(db.execute_sql(sql, params))


class KeptQuestion:
    """A question whose SQL is made once: making it takes Peewee longer than SQLite to answer it.

    Args:
        build: gives the query, which names the ids it is about, if any, by `SOME_IDS`.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self._made: dict[Hashable, tuple[str, list[Any]]] = {}

    def ask(self, ids: Iterable[int], which: Hashable, *given: Any) -> Iterator[tuple[Any, ...]]:
        """The rows for these ids, as `plain_tuples`.

        Args:
            which: tells questions of different SQL or values apart, such as of users who may see different things.
            given: what the query is built from, once for each `which`.
        """
        if which not in self._made:
            self._made[which] = self.build(*given).sql()
        sql, params = self._made[which]
        known = json.dumps(list(ids))
        return iter(db.execute_sql(sql, [known if value is _IDS else value for value in params]))


_IDS = object()
SOME_IDS = SQL("(SELECT value FROM json_each(?))", [_IDS])
"""Stands in a `KeptQuestion` for the ids that are asked about: ``field.in_(SOME_IDS)``."""


def days_between(begun: Any, ended: Any) -> Any:
    """Whole days from one column's day to another's, unknown where one of them is."""
    return fn.JULIANDAY(ended) - fn.JULIANDAY(begun)


def check_links_at_commit() -> None:
    """Let rows of this transaction come in any order; foreign keys are checked when it ends."""
    db.execute_sql("PRAGMA defer_foreign_keys = ON")


class IdRange(NamedTuple):
    """All ids of a table's rows between two, both included."""

    low: int
    high: int


def compact(table: type[Model], ids: Collection[int]) -> Collection[int] | IdRange:
    """The ids as a range, when there are many and the table has no other rows between the first and the last.

    A bulk load's ids are such a range, and a range costs a statement nothing.
    """
    if len(ids) <= _MANY_IDS:
        return ids
    low, high = min(ids), max(ids)
    sql = f'SELECT count(*) FROM "{table._meta.table_name}" WHERE id BETWEEN ? AND ?'
    return IdRange(low, high) if db.execute_sql(sql, (low, high)).fetchone()[0] == len(ids) else ids


def largest_id(table: type[Model]) -> int | None:
    """The id of the table's last row."""
    found: int | None = db.execute_sql(f'SELECT max(id) FROM "{table._meta.table_name}"').fetchone()[0]
    return found


def rows_of(table: type[Model], columns: Sequence[str], ids: Collection[int] | IdRange) -> Iterator[tuple[Any, ...]]:
    """(id, values of the columns) of the rows with these ids, as plain values.  Columns by their database names."""
    if not ids:
        return iter(())
    names = ", ".join(f'"{name}"' for name in ("id", *columns))
    where, params = _with_ids(ids)
    return iter(db.execute_sql(f'SELECT {names} FROM "{table._meta.table_name}" WHERE {where}', params))


def delete_rows(table: type[Model], ids: Collection[int] | IdRange) -> None:
    """Delete the rows with these ids."""
    where, params = _with_ids(ids)
    db.execute_sql(f'DELETE FROM "{table._meta.table_name}" WHERE {where}', params)


def _with_ids(ids: Collection[int] | IdRange) -> tuple[str, Sequence[Any]]:
    if isinstance(ids, IdRange):
        return "id BETWEEN ? AND ?", ids
    if len(ids) <= _MANY_IDS:
        return f"id IN ({', '.join('?' * len(ids))})", list(ids)
    return "id IN (SELECT value FROM json_each(?))", [json.dumps(list(ids))]


def update_rows(
    table: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, counted: bool = False
) -> None:
    """Set columns of many rows, each given as its plain values followed by its id.

    Args:
        counted: the rows' `version` grows, as with every edit by a person.
    """
    assigned = ", ".join([*(f'"{name}" = ?' for name in columns), *(['"version" = "version" + 1'] if counted else [])])
    _write_many(table, f'UPDATE "{table._meta.table_name}" SET {assigned} WHERE id = ?', rows)


def insert_rows(table: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert many rows of plain values as fast as the database takes them.  Column names are those of the database."""
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join("?" * len(columns))
    _write_many(table, f'INSERT INTO "{table._meta.table_name}" ({names}) VALUES ({places})', rows)


def _write_many(table: type[Model], sql: str, rows: Iterable[Sequence[Any]]) -> None:
    if not _may_write.get():
        raise OutsideStepError(f"written outside a step: {table.__name__}")
    cursor = db.connection().cursor()
    try:
        cursor.executemany(sql, rows)
    except sqlite3.IntegrityError as problem:
        # as Peewee's own statements raise it
        raise (_sentence(problem) or IntegrityError(problem, *problem.args)) from problem
    except sqlite3.Error as problem:
        raise (_sentence(problem) or problem) from problem


@contextlib.contextmanager
def indexes_later(tables: Sequence[type[Model]]) -> Iterator[None]:
    """Build the tables' plain indexes after a bulk load into empty tables instead of row by row.

    Must run inside a transaction: a failed load takes the indexes' removal back with everything else.
    """
    cursor = db.connection().cursor()
    names = [table._meta.table_name for table in tables]
    found = cursor.execute(
        "SELECT name, sql FROM sqlite_master "
        "WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%' "
        f"AND tbl_name IN ({', '.join('?' * len(names))})",
        names,
    ).fetchall()
    for name, _sql in found:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _name, sql in found:
        cursor.execute(sql)


# Full text: one external-content trigram table over `search_entry`, whose rowids are dense; the migrations make it.
# What people wrote on records is numbered from `BESIDE` on: there may be many times as much of it, and who looks for a
# record must not have to pass it.

BESIDE = 1 << 32


def search_index_add(low: int, high: int) -> None:
    """Index the search entries whose ids lie between two numbers, both included."""
    db.execute_sql(
        "INSERT INTO search_index(rowid, text) SELECT id, text FROM search_entry WHERE id BETWEEN ? AND ?", (low, high)
    )


def search_index_remove(rows: Iterable[tuple[int, str]]) -> None:
    """Take (rowid, text) pairs out of the index; the text must be the one that was indexed."""
    db.connection().cursor().executemany(
        "INSERT INTO search_index(search_index, rowid, text) VALUES ('delete', ?, ?)", list(rows)
    )


def search_index_settle() -> None:
    """Merge what a bulk load left in pieces, so that the next single writes stay quick."""
    db.execute_sql("INSERT INTO search_index(search_index) VALUES ('optimize')")


def search_index_is_sound() -> bool:
    """Whether the index holds exactly the search entries' texts."""
    with writing():  # the check is written like a row, and writes nothing
        try:
            db.execute_sql("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)")
        except StorageError:
            return False
    return True


def search_rows(
    kinds: Sequence[str], terms: Sequence[str], limit: int, *, beside: bool = False
) -> list[tuple[str, int]]:
    """(kind, record) of the newest search entries that hold every term as the beginning of a word.

    Args:
        beside: the kinds are those of what was written on records.
    """
    match, held, values = _search_parts(terms)
    places = ", ".join("?" * len(kinds))
    if match:
        source = "search_index JOIN search_entry entry ON entry.id = search_index.rowid"
        condition, order, values = f"search_index MATCH ? AND {held}", "search_index.rowid", [match, *values]
    else:
        source, condition, order = "search_entry entry", held, "entry.id"
    side = ">=" if beside else "<"
    sql = (
        f"SELECT entry.kind, entry.record FROM {source}"
        f" WHERE {condition} AND {order} {side} {BESIDE} AND entry.kind IN ({places})"
        f" ORDER BY {order} DESC LIMIT ?"
    )
    return list(db.execute_sql(sql, [*values, *kinds, limit]))


def search_condition(column: Field, kind: str, terms: Sequence[str]) -> Expression:
    """The condition that a record's search entry holds every term as the beginning of a word."""
    match, held, values = _search_parts(terms)
    where = f"entry.kind = ? AND {held}"
    if match:
        inner = (
            "SELECT entry.record FROM search_index JOIN search_entry entry ON entry.id = search_index.rowid"
            f" WHERE search_index MATCH ? AND search_index.rowid < {BESIDE} AND {where}"
        )
        return column.in_(SQL(f"({inner})", [match, kind, *values]))
    return column.in_(SQL(f"(SELECT entry.record FROM search_entry entry WHERE {where})", [kind, *values]))


def search_ids(kind: str, terms: Sequence[str], most: int) -> list[int]:
    """The records of a kind that hold every term, in no order; so many at the most."""
    match, held, values = _search_parts(terms)
    source, condition = "search_entry entry", f"entry.kind = ? AND {held}"
    values = [kind, *values]
    if match:
        source = "search_index JOIN search_entry entry ON entry.id = search_index.rowid"
        condition, values = f"search_index MATCH ? AND search_index.rowid < {BESIDE} AND {condition}", [match, *values]
    found = db.execute_sql(f"SELECT entry.record FROM {source} WHERE {condition} LIMIT ?", [*values, most])
    return [row[0] for row in found]


def _search_parts(terms: Sequence[str]) -> tuple[str, str, list[Any]]:
    """The index's question, the check on the text, and the check's values (see `searched_for`).

    The index holds trigrams: the beginning of a word is looked up as a space and two letters, the rest by all trigrams,
    and then checked in the text.  A single letter is followed by each one that may come next; of other alphabets it is
    too short for the index.
    """
    begun = [searched_for(term) for term in terms]
    grams = sorted({text[place : place + 3] for text in begun for place in range(len(text) - 2)})
    wanted = [f'"{gram}"' for gram in grams]
    wanted += [f"({_any_next(text)})" for text in begun if len(text) == 2 and text.isascii()]
    match = " AND ".join(wanted)
    return match, " AND ".join(["instr(entry.text, ?) > 0"] * len(begun)) or "1", list(begun)


def searched_for(term: str) -> str:
    """What a search text must hold for a term: the beginning of a word, or a phone number inside a longer one.

    Few people type the country's code.
    """
    return term if len(term) >= PHONE_DIGITS and term.isdecimal() else f" {term}"


def _any_next(begun: str) -> str:
    return " OR ".join(f'"{begun}{letter}"' for letter in f"{ascii_lowercase}{digits}_ ")

"""The floors: the same questions in plain `sqlite3`, asked of the same book, and as little of Qt as there can be."""

from __future__ import annotations

import csv
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

PAGE = 32
_OPEN = "o.trashed_at IS NULL AND o.state = 'open'"


def connect(book: Path) -> sqlite3.Connection:
    """A connection with the program's own settings."""
    plain = sqlite3.connect(book, isolation_level=None)
    for setting in ("journal_mode = wal", "synchronous = full", "foreign_keys = 1", "cache_size = -16384"):
        plain.execute(f"PRAGMA {setting}")
    return plain


def board(plain: sqlite3.Connection, today: date) -> int:
    """Every column's count, sum, weighted sum and activity states, and its first cards."""
    day = today.isoformat()
    plain.execute(
        "SELECT o.stage_id, o.next_on, count(*), sum(o.amount_minor), sum(CASE WHEN o.counted IS NULL THEN "
        "o.amount_minor END), sum(o.amount_minor / 100 * o.counted) FROM opportunity o "
        f"WHERE {_OPEN} GROUP BY o.stage_id, o.next_on"  # the state follows from the day, which the index is ordered by
    ).fetchall()
    read = 0
    for (stage,) in plain.execute("SELECT id FROM stage WHERE stage_kind = 'open' ORDER BY place").fetchall():
        for condition in (f"< '{day}'", f"= '{day}'", "IS NULL", f"> '{day}'"):
            read += len(
                plain.execute(
                    "SELECT o.id, o.title, c.name, o.amount_minor, o.expected_on, u.name, o.priority, o.next_on, "
                    "o.next_at, o.next_type, o.touched_on, (SELECT group_concat(t.name) FROM tagging g JOIN tag t "
                    "ON t.id = g.tag_id WHERE g.opportunity_id = o.id) FROM opportunity o "
                    "LEFT JOIN company c ON c.id = o.company_id LEFT JOIN user u ON u.id = o.owner_id "
                    f"WHERE o.stage_id = ? AND o.next_on {condition} AND {_OPEN} ORDER BY o.next_on LIMIT {PAGE}",
                    (stage,),
                ).fetchall()
            )
    return read


def move(plain: sqlite3.Connection, record: int, stage: int, rank: int) -> None:
    """A card in another stage, committed."""
    plain.execute(
        'UPDATE opportunity SET stage_id = ?, "rank" = ?, version = version + 1 WHERE id = ?', (stage, rank, record)
    )


def first_page(plain: sqlite3.Connection, kind: str, order: str, join: str, descending: bool) -> int:
    """The first rows of a list in the order of an expression."""
    direction = "DESC" if descending else "ASC"
    links = {
        "opportunity": "LEFT JOIN company c ON c.id = o.company_id LEFT JOIN user u ON u.id = o.owner_id",
        "contact": "LEFT JOIN company c ON c.id = o.company_id LEFT JOIN user u ON u.id = o.owner_id",
    }.get(kind, "LEFT JOIN user u ON u.id = o.owner_id")
    return len(
        plain.execute(
            f"SELECT o.*, u.name FROM {kind} o {links} {join} WHERE o.trashed_at IS NULL "
            f"ORDER BY {order} {direction} NULLS LAST, o.id {direction} LIMIT 50"
        ).fetchall()
    )


def search(plain: sqlite3.Connection, terms: Sequence[str], limit: int = 30) -> int:
    """The newest records that hold each term as the beginning of a word, with their names."""
    begun = [f" {term}" for term in terms]
    match = " AND ".join(
        f'"{gram}"' for gram in sorted({text[at : at + 3] for text in begun for at in range(len(text) - 2)})
    )
    held = " AND ".join(["instr(e.text, ?) > 0"] * len(begun))
    if match:
        found = plain.execute(
            "SELECT e.kind, e.record FROM search_index i JOIN search_entry e ON e.id = i.rowid "
            f"WHERE search_index MATCH ? AND {held} ORDER BY i.rowid DESC LIMIT ?",
            (match, *begun, limit),
        ).fetchall()
    else:
        found = plain.execute(
            f"SELECT e.kind, e.record FROM search_entry e WHERE {held} ORDER BY e.id DESC LIMIT ?", (*begun, limit)
        ).fetchall()
    for kind, record in found:
        plain.execute(f"SELECT * FROM {kind} WHERE id = ?", (record,)).fetchone()
    return len(found)


def page(plain: sqlite3.Connection, record: int) -> int:
    """An opportunity with the newest of what hangs on it."""
    read = len(plain.execute("SELECT * FROM opportunity WHERE id = ?", (record,)).fetchall())
    for table, order in (("activity", "due_on"), ("message", "at"), ("document", "added_at"), ("quote", "id")):
        question = f"SELECT * FROM {table} WHERE opportunity_id = ? ORDER BY {order} DESC LIMIT 100"
        read += len(plain.execute(question, (record,)).fetchall())
    changes = (
        "SELECT * FROM change JOIN step ON step.id = change.step_id WHERE record = ? ORDER BY change.id DESC LIMIT 100"
    )
    return read + len(plain.execute(changes, (record,)).fetchall())


def figures(plain: sqlite3.Connection, today: date) -> list[list[tuple[Any, ...]]]:
    """The dashboard's seven blocks for the last 365 days and the days before them."""
    first, last = (today - timedelta(days=364)).isoformat(), today.isoformat()
    before = (today - timedelta(days=729)).isoformat()
    questions: Iterable[tuple[str, tuple[str, ...]]] = (
        (
            "SELECT count(*), count(CASE WHEN created_on BETWEEN ? AND ? THEN 1 END), count(CASE WHEN created_on "
            "BETWEEN ? AND ? AND state = 'won' THEN 1 END), count(CASE WHEN currency != (SELECT json_extract(value, "
            "'$') FROM setting WHERE name = 'currency') THEN 1 END), count(CASE WHEN state != 'open' AND closed_on IS "
            "NULL THEN 1 END) FROM opportunity o WHERE trashed_at IS NULL",
            (first, last, first, last),
        ),
        (
            "SELECT owner_id, stage_id, count(*), sum(amount_minor), sum(CASE WHEN counted IS NULL THEN "
            "amount_minor END), sum(amount_minor * counted) "
            f"FROM opportunity o WHERE {_OPEN} GROUP BY owner_id, stage_id",
            (),
        ),
        (
            "SELECT closed_on, count(*), sum(amount_minor), count(amount_minor) FROM opportunity WHERE trashed_at IS "
            "NULL AND state != 'open' AND state = 'won' AND closed_on BETWEEN ? AND ? GROUP BY closed_on",
            (before, last),
        ),
        (
            "SELECT reason_id, count(*) FROM opportunity WHERE trashed_at IS NULL AND state != 'open' AND "
            "state = 'lost' AND closed_on BETWEEN ? AND ? GROUP BY reason_id",
            (first, last),
        ),
        ("SELECT id, name, colour, stage_kind, probability FROM stage ORDER BY place", ()),
        ("SELECT id, name FROM user", ()),
        ("SELECT id, name FROM reason", ()),
    )
    return [plain.execute(sql, values).fetchall() for sql, values in questions]


_TABLES = """
CREATE TABLE company (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE opportunity (id INTEGER PRIMARY KEY, title TEXT NOT NULL, company_id INTEGER REFERENCES company,
  owner_id INTEGER REFERENCES user, stage TEXT, amount_minor INTEGER, created_on TEXT, expected_on TEXT, closed_on TEXT,
  reason TEXT, priority INTEGER);
CREATE INDEX opportunity_company ON opportunity (company_id);
CREATE INDEX opportunity_owner ON opportunity (owner_id);
CREATE INDEX opportunity_stage ON opportunity (stage, amount_minor);
CREATE INDEX opportunity_closed ON opportunity (closed_on);
"""


def load(source: Path, target: Path) -> int:
    """Read the CSV file of `books.write_csv` into tables of a new database; how many rows."""
    companies: dict[str, int] = {}
    users: dict[str, int] = {}
    rows = []
    with source.open(newline="", encoding="utf-8") as stream:
        lines = csv.reader(stream)
        next(lines)
        for title, company, owner, stage, amount, created, expected, closed, reason, priority in lines:
            rows.append(
                (
                    *(title, companies.setdefault(company, len(companies) + 1) if company else None),
                    *(users.setdefault(owner, len(users) + 1), stage, round(float(amount) * 100) if amount else None),
                    *(created, expected or None, closed or None, reason or None, int(priority)),
                )
            )
    plain = connect(target)
    plain.executescript(_TABLES)
    plain.execute("BEGIN IMMEDIATE")
    plain.executemany("INSERT INTO company (name, id) VALUES (?, ?)", companies.items())
    plain.executemany("INSERT INTO user (name, id) VALUES (?, ?)", users.items())
    plain.executemany(
        "INSERT INTO opportunity (title, company_id, owner_id, stage, amount_minor, created_on, expected_on, "
        "closed_on, reason, priority) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    plain.execute("COMMIT")
    plain.close()
    return len(rows)


def empty_window(done: Callable[[], object]) -> int:
    """An empty window of the usual size; calls `done` when it has been painted, and ends then."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Empty(QMainWindow):
        was_painted = False

        def paintEvent(self, event: QPaintEvent) -> None:
            if not self.was_painted:
                self.was_painted = True
                QTimer.singleShot(0, self.finish)

        def finish(self) -> None:
            done()
            self.close()

    app = QApplication(sys.argv[:1])
    window = Empty()
    window.resize(1440, 900)
    window.show()
    return app.exec()


if __name__ == "__main__":
    load(Path(sys.argv[1]), Path(sys.argv[2]))

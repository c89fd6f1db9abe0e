"""The migrations make exactly the tables that the models describe, and the board's questions use their indexes."""

from __future__ import annotations

import contextlib
import gzip
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from peewee import SqliteDatabase, fn
from playhouse.migrations import Runner
from playhouse.schema_diff import diff_models

from crmdesk.models import book, database
from crmdesk.models.derived import mismatches
from crmdesk.models.opportunities import IS_CLOSED, IS_OPEN, Opportunity
from crmdesk.models.tables import TABLES


def test_models_and_migrated_book_do_not_differ(new_book: Path) -> None:
    assert not diff_models(database.db.obj, TABLES)


def test_checks_defaults_and_conditions_of_indexes_are_the_models_too(new_book: Path) -> None:
    fresh = SqliteDatabase(":memory:")
    with fresh.bind_ctx(TABLES):
        fresh.create_tables(TABLES)
        wanted = definitions(fresh)
    fresh.close()
    kept = definitions(database.db.obj)
    assert kept == wanted


def definitions(of: Any) -> dict[str, Any]:
    """What each table and index is made of.  A table's columns come in no order: a migration adds them at the end."""
    rows = of.execute_sql("SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {
        name: parts_of_table(sql) if kind == "table" else re.sub(r"\s+", "", sql).replace("IFNOTEXISTS", "")
        for name, kind, sql in rows
        if not name.startswith(("search_index", "schema_migration", "sqlite"))
    }


REFERENCE = re.compile(r'^"(\w+)"(.*?)(REFERENCES"\w+"\("\w+"\).*)$')


def parts_of_table(sql: str) -> list[str]:
    """Columns and constraints, a link of a column's own written as the table's."""
    body = re.sub(r"\s+", "", sql[sql.index("(") + 1 : sql.rindex(")")])
    parts, depth, begun = [], 0, 0
    for place, sign in enumerate(f"{body},"):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append(body[begun:place])
            begun = place + 1
    whole = []
    for part in parts:
        linked = REFERENCE.match(part)
        whole += [f'"{linked[1]}"{linked[2]}', f'FOREIGNKEY("{linked[1]}"){linked[3]}'] if linked else [part]
    return sorted(whole)


BOOKS = Path(__file__).parent / "books"
"""Books as earlier programs made them, each with a few records of every kind."""


@pytest.mark.parametrize("packed", sorted(BOOKS.glob("*.gz")), ids=lambda packed: packed.stem)
def test_an_older_book_becomes_what_a_new_one_is(new_book: Path, packed: Path, tmp_path: Path) -> None:
    wanted = definitions(database.db.obj)
    old = tmp_path / packed.stem
    old.write_bytes(gzip.decompress(packed.read_bytes()))
    before = rows_in(old)
    book.open_book(old)
    assert definitions(database.db.obj) == wanted
    assert not diff_models(database.db.obj, TABLES)
    assert not database.db.execute_sql("PRAGMA foreign_key_check").fetchall()
    assert not mismatches()
    assert before.items() <= rows_in(old).items()


def test_a_reminder_that_was_put_off_for_all_is_put_off_for_each(tmp_path: Path) -> None:
    """Before, it was a step; the steps that did something else stay, and can be taken back."""
    path = tmp_path / "old.crmdesk"
    with contextlib.closing(sqlite3.connect(path)) as plain:
        plain.execute(f"PRAGMA application_id = {book.APPLICATION_ID}")
        plain.execute("PRAGMA journal_mode = wal")
    made = SqliteDatabase(path)
    Runner(made, str(Path(book.__file__).parent / "migrations" / "sqlite"), table_name="schema_migration").up(
        "0017_beside"
    )
    for statement in (
        "INSERT INTO user (id, version, name, active) VALUES (1, 1, 'Ana', 1)",
        "INSERT INTO lead (id, version, name, name_key) VALUES (2, 1, 'Rosa', 'rosa')",
        "INSERT INTO activity (id, version, type, lead_id) SELECT 3, 1, MIN(code), 2 FROM activity_type",
        "INSERT INTO reminder (id, version, activity_id, minutes_before, snoozed_until) VALUES (4, 2, 3, 0, 500)",
        "INSERT INTO reminder (id, version, activity_id, minutes_before) VALUES (5, 1, 3, 30)",
        "INSERT INTO step (id, label, at, day, done) VALUES (6, '', 1, '2026-11-20', 1), (7, '', 1, '2026-11-20', 1)",
        """INSERT INTO change (step_id, kind, "table", record, payload) VALUES
           (6, 'edit', 'reminder', 4, '{"snoozed_until":[null,500]}'),
           (7, 'edit', 'reminder', 4, '{"snoozed_until":[500,null]}'),
           (7, 'edit', 'lead', 2, '{"name":["R","Rosa"]}')""",
    ):
        made.execute_sql(statement)
    made.execute_sql("PRAGMA user_version = 17")
    made.close()
    book.open_book(path)
    seen = database.db.execute_sql('SELECT "user", record, at, again_at FROM seen ORDER BY "user"').fetchall()
    assert seen == [(0, 4, 500, 500), (1, 4, 500, 500)]
    assert database.db.execute_sql("SELECT id FROM step").fetchall() == [(7,)]
    assert database.db.execute_sql('SELECT "table" FROM change').fetchall() == [("lead",)]
    book.close()


def rows_in(path: Path) -> dict[str, int]:
    """How many leads, contacts, companies, opportunities, activities and steps a book holds."""
    tables = ("lead", "contact", "company", "opportunity", "activity", "step")
    with contextlib.closing(sqlite3.connect(path)) as plain:
        return {table: plain.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}


HEADERS = (
    Opportunity.stage,
    fn.COUNT(Opportunity.next_on),
    fn.SUM(Opportunity.amount_minor),
    fn.SUM(Opportunity.amount_minor * Opportunity.counted),
)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (Opportunity.select(*HEADERS).where(IS_OPEN).group_by(Opportunity.stage), "opportunity_board"),
        (
            Opportunity.select(*HEADERS).where(IS_OPEN, Opportunity.owner == 7).group_by(Opportunity.stage),
            "opportunity_board_owner",
        ),
        (
            Opportunity.select(Opportunity.closed_on, fn.SUM(Opportunity.amount_minor))
            .where(IS_CLOSED, Opportunity.state == "won", Opportunity.closed_on.between("2026-01-01", "2026-12-31"))
            .group_by(Opportunity.closed_on),
            "opportunity_closed",
        ),
        (
            Opportunity.select(Opportunity.reason, fn.COUNT(Opportunity.id))
            .where(IS_CLOSED, Opportunity.state == "lost")
            .group_by(Opportunity.reason),
            "opportunity_closed",
        ),
    ],
)
def test_figures_come_from_a_covering_index(new_book: Path, query: Any, index: str) -> None:
    assert f"USING COVERING INDEX {index}" in plan(query)


def test_cards_by_hand_come_sorted_from_an_index(new_book: Path) -> None:
    cards = Opportunity.select(Opportunity.id).where(IS_OPEN, Opportunity.stage == 7).order_by(Opportunity.rank)
    assert "USING COVERING INDEX opportunity_by_hand" in plan(cards)
    assert "TEMP B-TREE" not in plan(cards)


def plan(query: Any) -> str:
    sql, params = query.sql()
    rows = database.db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
    return "\n".join(f"{row[3]} " for row in rows)

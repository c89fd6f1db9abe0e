"""The migrations make exactly the tables that the models describe, and the board's questions use their indexes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from peewee import SqliteDatabase, fn
from playhouse.schema_diff import diff_models

from crmdesk.models import database
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


def definitions(of: Any) -> dict[str, str]:
    rows = of.execute_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    own = {name: re.sub(r"\s+", "", sql).replace("IFNOTEXISTS", "") for name, sql in rows}
    return {
        name: sql for name, sql in own.items() if not name.startswith(("search_index", "schema_migration", "sqlite"))
    }


HEADERS = (
    Opportunity.stage,
    fn.COUNT(Opportunity.next_on),
    fn.SUM(Opportunity.amount_minor),
    fn.SUM(Opportunity.amount_minor * Opportunity.probability),
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

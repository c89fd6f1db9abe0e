"""The book knows in which time zone its days were derived."""

from typing import Any

from crmdesk.models.database import run_statements

_TABLE = """
CREATE TABLE "upkeep" ("name" TEXT NOT NULL PRIMARY KEY, "value" TEXT NOT NULL)
"""


def up(migrator: Any, db: Any) -> None:
    run_statements(db, _TABLE)

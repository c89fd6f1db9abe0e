"""Leads get points by rules of the office's."""

from typing import Any

from crmdesk.models.database import run_statements

STATEMENTS = """
CREATE TABLE "score_rule" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "about" TEXT NOT NULL CHECK (length(about) > 0),
  "field" TEXT,
  "operator" TEXT,
  "value" TEXT,
  "days" INTEGER CHECK (days > 0),
  "points" INTEGER NOT NULL CHECK (points BETWEEN -1000 AND 1000),
  "place" INTEGER NOT NULL);
CREATE TABLE "scored_on" ("id" INTEGER NOT NULL PRIMARY KEY,
  "day" DATE NOT NULL);
ALTER TABLE "lead" ADD COLUMN "score" INTEGER NOT NULL DEFAULT 0;
CREATE INDEX "lead_score" ON "lead" ("score")
"""


def up(migrator: Any, db: Any) -> None:
    run_statements(db, STATEMENTS)

"""Roles, passwords and the audit list.  A book in use gets the shipped roles; its users stay administrators."""

import json
import os
import time
from typing import Any

from crmdesk.models.database import run_statements

STATEMENTS = """
CREATE TABLE "role" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "place" INTEGER NOT NULL,
  "administers" INTEGER NOT NULL,
  "sets_up" INTEGER NOT NULL,
  "grants" TEXT NOT NULL,
  "locked" TEXT NOT NULL);
CREATE UNIQUE INDEX "role_name" ON "role" ("name");
ALTER TABLE "user" ADD COLUMN "role_id" INTEGER REFERENCES "role" ("id");
CREATE INDEX "user_role_id" ON "user" ("role_id");
CREATE TABLE "password" ("user" INTEGER NOT NULL PRIMARY KEY,
  "hash" TEXT NOT NULL);
CREATE TABLE "audit" ("id" INTEGER NOT NULL PRIMARY KEY,
  "at" INTEGER NOT NULL,
  "user" INTEGER,
  "name" TEXT NOT NULL,
  "what" TEXT NOT NULL,
  "label" TEXT NOT NULL);
CREATE INDEX "audit_user_what" ON "audit" ("user", "what");
"""
ACTIONS = ("see", "add", "change", "delete", "export", "import")
WORK = ("lead", "contact", "company", "opportunity", "activity")
OFFICE = ("campaign", "segment", "product")
NAMES = {
    "en": ("Administrator", "Manager", "Seller", "Reader"),
    "es": ("Administrador", "Gerente", "Vendedor", "Lector"),
}
EPOCH_MS = 1_704_067_200_000


def up(migrator: Any, db: Any) -> None:
    run_statements(db, STATEMENTS)
    kept = db.execute_sql("SELECT value FROM setting WHERE name = 'language'").fetchone()
    if kept is None:
        return  # a book being made: it gets its roles with everything else it starts with
    administrator, manager, seller, reader = NAMES.get(json.loads(kept[0]), NAMES["en"])
    team = {kind: dict.fromkeys(ACTIONS, "team") for kind in WORK}
    own = {kind: dict.fromkeys(ACTIONS[:4], "own") for kind in WORK}
    look = {kind: {"see": "all"} for kind in OFFICE}
    roles: tuple[tuple[str, int, int, dict[str, Any], list[str]], ...] = (
        (administrator, 1, 1, {}, []),
        (manager, 0, 1, team | {kind: dict.fromkeys(ACTIONS, "all") for kind in OFFICE}, []),
        (seller, 0, 0, own | look, ["dashboard"]),
        (reader, 0, 0, {kind: {"see": "all"} for kind in WORK} | look, []),
    )
    first = (time.time_ns() // 1_000_000 - EPOCH_MS) << 22 | (int.from_bytes(os.urandom(2)) >> 2) << 8
    for place, (name, administers, sets_up, grants, locked) in enumerate(roles):
        db.execute_sql(
            'INSERT INTO "role" VALUES (?, 1, ?, ?, ?, ?, ?, ?)',
            (first + place, name, place, administers, sets_up, json.dumps(grants), json.dumps(locked)),
        )

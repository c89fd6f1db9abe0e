"""Lead statuses become a list of the office; a lead has a priority, why and when it was closed, and what is next."""

import json
import os
import time
from typing import Any

from crmdesk.models.database import run_statements

STATEMENTS = """
CREATE TABLE "lead_status" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "place" INTEGER NOT NULL,
  "colour" INTEGER NOT NULL,
  "status_kind" TEXT NOT NULL
    CHECK (status_kind IN ('open', 'qualified', 'disqualified', 'converted', 'not_converted')));
CREATE UNIQUE INDEX "lead_status_name" ON "lead_status" ("name");
CREATE TABLE "lead_reason" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "needs_note" INTEGER NOT NULL,
  "place" INTEGER NOT NULL,
  "active" INTEGER NOT NULL);
CREATE UNIQUE INDEX "lead_reason_name" ON "lead_reason" ("name");
DROP INDEX "lead_status_name_key";
ALTER TABLE "lead" ADD COLUMN "status_id" INTEGER REFERENCES "lead_status" ("id");
ALTER TABLE "lead" ADD COLUMN "priority" INTEGER NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 3);
ALTER TABLE "lead" ADD COLUMN "reason_id" INTEGER REFERENCES "lead_reason" ("id");
ALTER TABLE "lead" ADD COLUMN "reason_note" TEXT;
ALTER TABLE "lead" ADD COLUMN "closed_on" DATE;
ALTER TABLE "lead" ADD COLUMN "look_again_on" DATE;
ALTER TABLE "lead" ADD COLUMN "next_on" DATE;
ALTER TABLE "lead" ADD COLUMN "next_at" INTEGER;
ALTER TABLE "lead" ADD COLUMN "next_type" TEXT;
ALTER TABLE "lead" ADD COLUMN "touched_on" DATE
"""
AFTER = """
ALTER TABLE "lead" DROP COLUMN "status";
CREATE INDEX "lead_status_id" ON "lead" ("status_id");
CREATE INDEX "lead_reason_id" ON "lead" ("reason_id");
CREATE INDEX "lead_status_id_name_key" ON "lead" ("status_id", "name_key");
CREATE INDEX "lead_look_again_on" ON "lead" ("look_again_on");
CREATE INDEX "lead_board" ON "lead" ("status_id", "next_on", "touched_on", "trashed_at")
  WHERE ("trashed_at" IS NULL);
CREATE INDEX "lead_board_owner" ON "lead" ("owner_id", "status_id", "next_on", "touched_on", "trashed_at")
  WHERE ("trashed_at" IS NULL);
UPDATE "lead" SET "touched_on" =
  (SELECT max(done_on) FROM activity WHERE lead_id = lead.id AND done_on IS NOT NULL AND trashed_at IS NULL);
UPDATE "lead" SET ("next_on", "next_at", "next_type") =
  (SELECT due_on, due_at, type FROM activity
    WHERE lead_id = lead.id AND done_on IS NULL AND due_on IS NOT NULL AND trashed_at IS NULL
    ORDER BY due_on, due_at IS NULL, due_at, id LIMIT 1)
"""
# the old value, English, Spanish, kind, colour
STATUSES = (
    ("open", "Open - not contacted", "Abierta - no contactada", "open", 0),
    ("working", "Working - contacted", "En curso - contactada", "open", 1),
    ("", "Qualified", "Calificada", "qualified", 2),
    ("converted", "Closed - converted", "Cerrada - convertida", "converted", 2),
    ("not_converted", "Closed - not converted", "Cerrada - no convertida", "not_converted", 6),
    ("", "Disqualified", "Descalificada", "disqualified", 4),
)
REASONS = (
    ("Does not need it", "No lo necesita", 0),
    ("Insufficient budget", "Presupuesto insuficiente", 0),
    ("No answer", "Sin respuesta", 0),
    ("Wrong data", "Datos equivocados", 0),
    ("Postponed", "Pospuesto", 0),
    ("Other", "Otro", 1),
)


def up(migrator: Any, db: Any) -> None:
    run_statements(db, STATEMENTS)
    if _holds_an_office(db):
        status_of = _ship(db)
        for old, status in status_of.items():
            db.execute_sql('UPDATE "lead" SET "status_id" = ? WHERE "status" = ?', (status, old))
        _rewrite_history(db, status_of)
        _rewrite_typed(db, status_of)
    run_statements(db, AFTER)


def _holds_an_office(db: Any) -> bool:
    """A book that is being made gets its lists in its own language later."""
    return any(db.execute_sql(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() for table in ("setting", "lead", "step"))


def _ship(db: Any) -> dict[str, int]:
    """Add the shipped statuses and reasons in the book's language; the old values to the new ids."""
    kept = db.execute_sql("SELECT value FROM setting WHERE name = 'language'").fetchone()
    named = 2 if kept and json.loads(kept[0]) == "es" else 1
    first = (time.time_ns() // 1_000_000 - 1_704_067_200_000) << 22 | (int.from_bytes(os.urandom(2)) >> 2) << 8
    for place, status in enumerate(STATUSES):
        db.execute_sql(
            "INSERT INTO lead_status (id, version, name, place, colour, status_kind) VALUES (?, 1, ?, ?, ?, ?)",
            (first + place, status[named], place, status[4], status[3]),
        )
    for place, reason in enumerate(REASONS):
        db.execute_sql(
            "INSERT INTO lead_reason (id, version, name, needs_note, place, active) VALUES (?, 1, ?, ?, ?, 1)",
            (first + len(STATUSES) + place, reason[named - 1], reason[2], place),
        )
    return {status[0]: first + place for place, status in enumerate(STATUSES) if status[0]}


def _rewrite_history(db: Any, status_of: dict[str, int]) -> None:
    """Let old steps tell of the link, so that they can still be taken back."""
    changes = db.execute_sql(
        "SELECT id, kind, payload FROM change WHERE \"table\" = 'lead' AND kind IN ('edit', 'remove')"
    ).fetchall()
    for change, kind, payload in changes:
        values = json.loads(payload)
        if "status" not in values:
            continue
        old = values["status"]
        values["status"] = [status_of.get(one, one) for one in old] if kind == "edit" else status_of.get(old, old)
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
        db.execute_sql("UPDATE change SET payload = ? WHERE id = ?", (text, change))


def _rewrite_typed(db: Any, status_of: dict[str, int]) -> None:
    """Drafts of leads, and the filter on the status."""
    for table, key in (("draft", "form"), ("preference", "name")):
        rows = db.execute_sql(
            f'SELECT "user", "{key}", value FROM "{table}" WHERE "{key}" LIKE \'lead:%\' OR "{key}" = \'list.lead\''
        ).fetchall()
        for user, name, value in rows:
            known = json.loads(value)
            for part in known.values() if isinstance(known, dict) else ():
                if isinstance(part, dict) and part.get("status") in status_of:
                    part["status"] = status_of[part["status"]]
            db.execute_sql(
                f'UPDATE "{table}" SET value = ? WHERE "user" = ? AND "{key}" = ?', (json.dumps(known), user, name)
            )

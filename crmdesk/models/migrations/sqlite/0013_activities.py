"""Types of activities become a list of the office; activities tell more, repeat and remind; stages have playbooks."""

import os
import time
from typing import Any

BEFORE = """
CREATE TABLE "activity_type" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "code" TEXT NOT NULL CHECK (length(code) > 0),
  "name" TEXT,
  "icon" TEXT NOT NULL,
  "colour" INTEGER NOT NULL,
  "place" INTEGER NOT NULL,
  "active" INTEGER NOT NULL);
CREATE UNIQUE INDEX "activity_type_code" ON "activity_type" ("code");
CREATE TABLE "playbook" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "place" INTEGER NOT NULL);
CREATE UNIQUE INDEX "playbook_name" ON "playbook" ("name");
CREATE TABLE "playbook_step" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "playbook_id" INTEGER NOT NULL,
  "type" TEXT NOT NULL REFERENCES "activity_type" ("code"),
  "subject" TEXT NOT NULL,
  "note" TEXT,
  "days" INTEGER NOT NULL CHECK (days BETWEEN 0 AND 999),
  "counted_from" TEXT NOT NULL CHECK (counted_from IN ('entering', 'expected')),
  "place" INTEGER NOT NULL,
  FOREIGN KEY ("playbook_id") REFERENCES "playbook" ("id"));
CREATE INDEX "playbook_step_playbook_id" ON "playbook_step" ("playbook_id");
ALTER TABLE "stage" ADD COLUMN "purpose" TEXT;
ALTER TABLE "stage" ADD COLUMN "needs" TEXT;
ALTER TABLE "stage" ADD COLUMN "playbook_id" INTEGER REFERENCES "playbook" ("id");
CREATE INDEX "stage_playbook_id" ON "stage" ("playbook_id")
"""
ACTIVITY = """
CREATE TABLE "activity_new" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "type" TEXT NOT NULL REFERENCES "activity_type" ("code"),
  "subject" TEXT,
  "note" TEXT,
  "due_on" DATE,
  "due_at" INTEGER,
  "minutes" INTEGER CHECK (minutes > 0),
  "done_on" DATE,
  "done_at" INTEGER,
  "outcome" TEXT,
  "priority" INTEGER NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 3),
  "location" TEXT,
  "repeat" TEXT,
  "follows_id" INTEGER,
  "playbook_id" INTEGER,
  "owner_id" INTEGER,
  "lead_id" INTEGER,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  "opportunity_id" INTEGER,
  "trashed_at" INTEGER,
  FOREIGN KEY ("follows_id") REFERENCES "activity" ("id"),
  FOREIGN KEY ("playbook_id") REFERENCES "playbook" ("id"),
  FOREIGN KEY ("owner_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  CHECK (lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL));
INSERT INTO "activity_new" ("id", "version", "external_id", "type", "subject", "note", "due_on", "due_at", "done_on",
  "done_at", "owner_id", "lead_id", "contact_id", "company_id", "opportunity_id", "trashed_at")
  SELECT "id", "version", "external_id", "type", "subject", "note", "due_on", "due_at", "done_on",
  "done_at", "owner_id", "lead_id", "contact_id", "company_id", "opportunity_id", "trashed_at" FROM "activity";
DROP TABLE "activity";
ALTER TABLE "activity_new" RENAME TO "activity";
CREATE INDEX "activity_external_id" ON "activity" ("external_id");
CREATE INDEX "activity_follows_id" ON "activity" ("follows_id");
CREATE INDEX "activity_playbook_id" ON "activity" ("playbook_id");
CREATE INDEX "activity_owner_id" ON "activity" ("owner_id");
CREATE INDEX "activity_lead_id_done_on_trashed_at" ON "activity" ("lead_id", "done_on", "trashed_at");
CREATE INDEX "activity_contact_id_done_on_trashed_at" ON "activity" ("contact_id", "done_on", "trashed_at");
CREATE INDEX "activity_company_id_done_on_trashed_at" ON "activity" ("company_id", "done_on", "trashed_at");
CREATE INDEX "activity_opportunity_id_done_on_trashed_at" ON "activity" ("opportunity_id", "done_on", "trashed_at");
CREATE TABLE "participant" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "activity_id" INTEGER NOT NULL,
  "contact_id" INTEGER,
  "user_id" INTEGER,
  FOREIGN KEY ("activity_id") REFERENCES "activity" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("user_id") REFERENCES "user" ("id"),
  CHECK (contact_id IS NOT NULL OR user_id IS NOT NULL));
CREATE INDEX "participant_activity_id" ON "participant" ("activity_id");
CREATE INDEX "participant_contact_id" ON "participant" ("contact_id");
CREATE INDEX "participant_user_id" ON "participant" ("user_id");
CREATE TABLE "reminder" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "activity_id" INTEGER NOT NULL,
  "minutes_before" INTEGER NOT NULL CHECK (minutes_before >= 0),
  "snoozed_until" INTEGER,
  FOREIGN KEY ("activity_id") REFERENCES "activity" ("id"));
CREATE INDEX "reminder_activity_id" ON "reminder" ("activity_id");
CREATE TABLE "seen" ("user" INTEGER NOT NULL,
  "record" INTEGER NOT NULL,
  "at" INTEGER NOT NULL,
  PRIMARY KEY ("user", "record"))
"""
# code, icon, colour; the names of these follow the reader's language until the office renames them
TYPES = (
    ("call", "phone", 0),
    ("meeting", "users", 3),
    ("email", "mail", 1),
    ("message", "message-square", 2),
    ("task", "square-check", 6),
)
EPOCH_MS = 1_704_067_200_000


def up(migrator: Any, db: Any) -> None:
    _run(db, BEFORE)
    first = (time.time_ns() // 1_000_000 - EPOCH_MS) << 22 | (int.from_bytes(os.urandom(2)) >> 2) << 8
    for place, (code, icon, colour) in enumerate(TYPES):
        db.execute_sql(
            "INSERT INTO activity_type (id, version, code, name, icon, colour, place, active) "
            "VALUES (?, 1, ?, NULL, ?, ?, ?, 1)",
            (first + place, code, icon, colour, place),
        )
    _run(db, ACTIVITY)


def _run(db: Any, statements: str) -> None:
    for statement in statements.split(";\n"):
        db.execute_sql(statement)

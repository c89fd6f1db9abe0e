"""The book knows in which time zone its days were derived, and each user puts reminders off alone."""

from typing import Any

from crmdesk.models.database import run_statements

_STATEMENTS = """
CREATE TABLE "upkeep" ("name" TEXT NOT NULL PRIMARY KEY, "value" TEXT NOT NULL);
ALTER TABLE "seen" ADD COLUMN "again_at" INTEGER;
INSERT OR REPLACE INTO "seen" ("user", "record", "at", "again_at")
  SELECT "person"."id", "reminder"."id", "snoozed_until", "snoozed_until"
  FROM "reminder" CROSS JOIN (SELECT "id" FROM "user" UNION SELECT 0) AS "person"
  WHERE "snoozed_until" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "seen"
    WHERE "user" = "person"."id" AND "record" = "reminder"."id" AND "at" >= "snoozed_until");
ALTER TABLE "reminder" DROP COLUMN "snoozed_until";
DELETE FROM "step" WHERE "id" IN (
  SELECT "step_id" FROM "change" GROUP BY "step_id"
  HAVING COUNT(*) = SUM("table" = 'reminder' AND "kind" = 'edit'));
DELETE FROM "change" WHERE "table" = 'reminder' AND "kind" = 'edit'
"""


def up(migrator: Any, db: Any) -> None:
    """A step that only put reminders off is taken out of the history: there is nothing left that it could put back."""
    run_statements(db, _STATEMENTS)

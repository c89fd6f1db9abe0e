"""What the closed cases teach, the number each open case gets from it, and the probability that counts."""

from typing import Any

from crmdesk.models.database import run_statements

STATEMENTS = """
CREATE TABLE "learned" ("kind" TEXT NOT NULL PRIMARY KEY,
  "learned_on" DATE NOT NULL,
  "closed" TEXT NOT NULL,
  "model" TEXT NOT NULL,
  "report" TEXT NOT NULL);
ALTER TABLE "lead" ADD COLUMN "learned" INTEGER CHECK (learned BETWEEN 1 AND 9999);
ALTER TABLE "opportunity" ADD COLUMN "learned" INTEGER CHECK (learned BETWEEN 1 AND 9999);
ALTER TABLE "opportunity" ADD COLUMN "by_learning" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "opportunity" ADD COLUMN "counted" INTEGER;
UPDATE "opportunity" SET "counted" = "probability" * 100 WHERE "probability" IS NOT NULL;
DROP INDEX "opportunity_board";
CREATE INDEX "opportunity_board" ON "opportunity"
  ("stage_id", "next_on", "amount_minor", "counted", "pipeline_id", "state", "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("state" = 'open'));
DROP INDEX "opportunity_board_owner";
CREATE INDEX "opportunity_board_owner" ON "opportunity"
  ("owner_id", "stage_id", "next_on", "amount_minor", "counted", "pipeline_id", "state", "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("state" = 'open'));
"""


def up(migrator: Any, db: Any) -> None:
    run_statements(db, STATEMENTS)

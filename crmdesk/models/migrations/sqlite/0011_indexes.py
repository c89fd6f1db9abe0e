"""Boards, last contacts and the figures of sources come from their indexes alone."""

from typing import Any

from crmdesk.models.database import run_statements

STATEMENTS = """
DROP INDEX "lead_board";
DROP INDEX "lead_board_owner";
DROP INDEX "lead_source_id";
DROP INDEX "opportunity_board";
DROP INDEX "opportunity_board_owner";
DROP INDEX "opportunity_closed";
DROP INDEX "opportunity_company_id";
DROP INDEX "opportunity_contact_id";
DROP INDEX "activity_lead_id";
DROP INDEX "activity_contact_id";
DROP INDEX "activity_company_id";
DROP INDEX "activity_opportunity_id";
CREATE INDEX "lead_board" ON "lead"
  ("status_id", "next_on", "id" DESC, "touched_on", "score", "priority", "rating", "created_on", "trashed_at")
  WHERE ("trashed_at" IS NULL);
CREATE INDEX "lead_board_owner" ON "lead"
  ("owner_id", "status_id", "next_on", "id" DESC, "touched_on", "score", "priority", "rating", "created_on",
    "trashed_at")
  WHERE ("trashed_at" IS NULL);
CREATE INDEX "lead_closed_on" ON "lead" ("closed_on");
CREATE INDEX "lead_source_id_status_id_trashed_at" ON "lead" ("source_id", "status_id", "trashed_at");
CREATE INDEX "opportunity_board" ON "opportunity"
  ("stage_id", "next_on", "id" DESC, "amount_minor", "counted", "pipeline_id", "state", "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("state" = 'open'));
CREATE INDEX "opportunity_board_owner" ON "opportunity"
  ("owner_id", "stage_id", "next_on", "id" DESC, "amount_minor", "counted", "pipeline_id", "state", "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("state" = 'open'));
CREATE INDEX "opportunity_closed" ON "opportunity"
  ("state", "closed_on", "amount_minor", "pipeline_id", "owner_id", "reason_id", "source_id", "currency", "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("state" != 'open'));
CREATE INDEX "opportunity_company" ON "opportunity" ("company_id", "trashed_at");
CREATE INDEX "opportunity_contact" ON "opportunity" ("contact_id", "trashed_at");
CREATE INDEX "activity_lead_id_done_on_trashed_at" ON "activity" ("lead_id", "done_on", "trashed_at");
CREATE INDEX "activity_contact_id_done_on_trashed_at" ON "activity" ("contact_id", "done_on", "trashed_at");
CREATE INDEX "activity_company_id_done_on_trashed_at" ON "activity" ("company_id", "done_on", "trashed_at");
CREATE INDEX "activity_opportunity_id_done_on_trashed_at" ON "activity" ("opportunity_id", "done_on", "trashed_at")
"""


def up(migrator: Any, db: Any) -> None:
    run_statements(db, STATEMENTS)

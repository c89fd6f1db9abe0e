"""Who counts in an opportunity, the competitor it was lost to, setting it aside, and how it ended before."""

from typing import Any

from crmdesk.models.database import run_statements

STATEMENTS = """
ALTER TABLE "opportunity" ADD COLUMN "lost_to_id" INTEGER REFERENCES "company" ("id");
ALTER TABLE "opportunity" ADD COLUMN "hold_until" DATE;
CREATE TABLE "involved" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "opportunity_id" INTEGER NOT NULL,
  "sort" TEXT NOT NULL CHECK (sort IN ('reference', 'partner', 'competitor')),
  "contact_id" INTEGER,
  "company_id" INTEGER,
  "role" TEXT,
  "influence" INTEGER NOT NULL DEFAULT 0 CHECK (influence BETWEEN 0 AND 3),
  "is_primary" INTEGER NOT NULL DEFAULT 0,
  "strengths" TEXT,
  "weaknesses" TEXT,
  "price_minor" INTEGER CHECK (price_minor BETWEEN 0 AND 1000000000000000),
  "note" TEXT,
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  CHECK (contact_id IS NOT NULL OR company_id IS NOT NULL));
CREATE INDEX "involved_opportunity_id" ON "involved" ("opportunity_id");
CREATE INDEX "involved_contact_id" ON "involved" ("contact_id");
CREATE INDEX "involved_company_id" ON "involved" ("company_id");
CREATE TABLE "past_outcome" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "opportunity_id" INTEGER NOT NULL,
  "state" TEXT NOT NULL CHECK (state IN ('won', 'lost')),
  "closed_on" DATE,
  "amount_minor" INTEGER,
  "reason_id" INTEGER,
  "reason_note" TEXT,
  "lost_to_id" INTEGER,
  "reopened_on" DATE NOT NULL,
  "why" TEXT,
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  FOREIGN KEY ("reason_id") REFERENCES "reason" ("id"),
  FOREIGN KEY ("lost_to_id") REFERENCES "company" ("id"));
CREATE INDEX "past_outcome_opportunity_id" ON "past_outcome" ("opportunity_id")
"""


def up(migrator: Any, db: Any) -> None:
    run_statements(db, STATEMENTS)

"""What leads became, and where contacts come from."""

from typing import Any

from crmdesk.models.database import run_statements

STATEMENTS = """
CREATE TABLE "conversion" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "lead_id" INTEGER NOT NULL,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  "opportunity_id" INTEGER,
  "converted_on" DATE NOT NULL,
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"));
CREATE UNIQUE INDEX "conversion_lead_id" ON "conversion" ("lead_id");
CREATE INDEX "conversion_contact_id" ON "conversion" ("contact_id");
CREATE INDEX "conversion_company_id" ON "conversion" ("company_id");
CREATE INDEX "conversion_opportunity_id" ON "conversion" ("opportunity_id");
ALTER TABLE "contact" ADD COLUMN "source_id" INTEGER REFERENCES "source" ("id");
CREATE INDEX "contact_source_id" ON "contact" ("source_id");
"""


def up(migrator: Any, db: Any) -> None:
    run_statements(db, STATEMENTS)

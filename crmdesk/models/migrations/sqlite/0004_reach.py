"""Several ways to reach somebody, consent on each channel, work in several companies, and pictures."""

from typing import Any

from crmdesk.models.database import run_statements

_PERSONS = ("lead", "contact")
_LABELS = ("email_label", "phone_label", "website_label", "address_label")
_CHANNELS = ("email", "phone", "message", "letter")

TABLES = """
CREATE TABLE "contact_point" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "type" TEXT NOT NULL CHECK (type IN ('email', 'phone', 'website', 'address')),
  "value" TEXT NOT NULL,
  "label" TEXT,
  "postcode" TEXT,
  "city" TEXT,
  "country" TEXT,
  "place" INTEGER NOT NULL,
  "lead_id" INTEGER,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  CHECK (lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL));
CREATE INDEX "contact_point_lead_id" ON "contact_point" ("lead_id");
CREATE INDEX "contact_point_contact_id" ON "contact_point" ("contact_id");
CREATE INDEX "contact_point_company_id" ON "contact_point" ("company_id");
CREATE TABLE "affiliation" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "contact_id" INTEGER NOT NULL,
  "company_id" INTEGER NOT NULL,
  "role" TEXT,
  "from_on" DATE,
  "to_on" DATE,
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"));
CREATE INDEX "affiliation_contact_id" ON "affiliation" ("contact_id");
CREATE INDEX "affiliation_company_id" ON "affiliation" ("company_id");
CREATE TABLE "picture" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "data" TEXT NOT NULL,
  "lead_id" INTEGER,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  CHECK (lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL));
CREATE INDEX "picture_lead_id" ON "picture" ("lead_id");
CREATE INDEX "picture_contact_id" ON "picture" ("contact_id");
CREATE INDEX "picture_company_id" ON "picture" ("company_id")
"""


def up(migrator: Any, db: Any) -> None:
    for table in (*_PERSONS, "company"):
        for name in _LABELS:
            db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{name}" TEXT')
    db.execute_sql('ALTER TABLE "company" ADD COLUMN "postcode" TEXT')
    for table in _PERSONS:
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "website" TEXT')
        for channel in _CHANNELS:
            name = f"consent_{channel}"
            db.execute_sql(
                f"ALTER TABLE \"{table}\" ADD COLUMN \"{name}\" TEXT CHECK ({name} IN ('granted', 'refused'))"
            )
            db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{name}_on" DATE')
            db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{name}_note" TEXT')
    run_statements(db, TABLES)

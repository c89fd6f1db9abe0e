"""Campaigns, their members, segments and templates; leads and opportunities say which campaign they came from."""

from typing import Any

from crmdesk.models.database import run_statements

STATEMENTS = """
CREATE TABLE "campaign" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "owner_id" INTEGER,
  "created_on" DATE,
  "trashed_at" INTEGER,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "name_key" TEXT NOT NULL,
  "channels" TEXT,
  "starts_on" DATE,
  "ends_on" DATE,
  "budget_minor" INTEGER,
  "cost_minor" INTEGER,
  "description" TEXT,
  FOREIGN KEY ("owner_id") REFERENCES "user" ("id"));
CREATE INDEX "campaign_external_id" ON "campaign" ("external_id");
CREATE INDEX "campaign_owner_id" ON "campaign" ("owner_id");
CREATE TABLE "campaign_member" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "campaign_id" INTEGER NOT NULL,
  "lead_id" INTEGER,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  "status" TEXT NOT NULL CHECK (status IN ('planned', 'sent', 'answered', 'interested', 'refused')),
  "status_on" DATE,
  FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"),
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  CHECK (lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL));
CREATE INDEX "campaign_member_campaign_id" ON "campaign_member" ("campaign_id");
CREATE INDEX "campaign_member_lead_id" ON "campaign_member" ("lead_id");
CREATE INDEX "campaign_member_contact_id" ON "campaign_member" ("contact_id");
CREATE INDEX "campaign_member_company_id" ON "campaign_member" ("company_id");
CREATE TABLE "segment" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "owner_id" INTEGER,
  "created_on" DATE,
  "trashed_at" INTEGER,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "name_key" TEXT NOT NULL,
  "of" TEXT NOT NULL CHECK ("of" IN ('lead', 'contact', 'company')),
  "rule" TEXT,
  "description" TEXT,
  FOREIGN KEY ("owner_id") REFERENCES "user" ("id"));
CREATE INDEX "segment_external_id" ON "segment" ("external_id");
CREATE INDEX "segment_owner_id" ON "segment" ("owner_id");
CREATE TABLE "segment_member" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "segment_id" INTEGER NOT NULL,
  "lead_id" INTEGER,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  "excluded" INTEGER NOT NULL DEFAULT 0,
  FOREIGN KEY ("segment_id") REFERENCES "segment" ("id"),
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  CHECK (lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL));
CREATE INDEX "segment_member_segment_id" ON "segment_member" ("segment_id");
CREATE INDEX "segment_member_lead_id" ON "segment_member" ("lead_id");
CREATE INDEX "segment_member_contact_id" ON "segment_member" ("contact_id");
CREATE INDEX "segment_member_company_id" ON "segment_member" ("company_id");
CREATE TABLE "template" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "sort" TEXT NOT NULL CHECK (sort IN ('letter', 'label', 'email')),
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "subject" TEXT,
  "body" TEXT NOT NULL,
  "across" INTEGER NOT NULL DEFAULT 3 CHECK (across BETWEEN 1 AND 8),
  "down" INTEGER NOT NULL DEFAULT 8 CHECK (down BETWEEN 1 AND 20));
ALTER TABLE "lead" ADD COLUMN "campaign_id" INTEGER REFERENCES "campaign" ("id");
CREATE INDEX "lead_campaign_id" ON "lead" ("campaign_id");
ALTER TABLE "opportunity" ADD COLUMN "campaign_id" INTEGER REFERENCES "campaign" ("id");
CREATE INDEX "opportunity_campaign_id" ON "opportunity" ("campaign_id");
"""


def up(migrator: Any, db: Any) -> None:
    run_statements(db, STATEMENTS)

"""Fields of the office's own, their choices and the values records have in them."""

from typing import Any

from crmdesk.models.database import run_statements

STATEMENTS = """
CREATE TABLE "custom_field" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "of" TEXT NOT NULL CHECK (of IN ('lead', 'contact', 'company', 'opportunity')),
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "name_key" TEXT NOT NULL,
  "type" TEXT NOT NULL CHECK (type IN ('text', 'long', 'number', 'money', 'day', 'choice', 'choices',
    'bool', 'link', 'user')),
  "links_to" TEXT CHECK (links_to IN ('company', 'contact', 'lead', 'opportunity')),
  "place" INTEGER NOT NULL,
  "on_card" INTEGER NOT NULL,
  "trashed_at" INTEGER);
CREATE UNIQUE INDEX "custom_field_name" ON "custom_field" ("of", "name_key") WHERE ("trashed_at" IS NULL);
CREATE TABLE "custom_choice" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "field_id" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "name_key" TEXT NOT NULL,
  "place" INTEGER NOT NULL,
  FOREIGN KEY ("field_id") REFERENCES "custom_field" ("id"));
CREATE UNIQUE INDEX "custom_choice_field_id_name_key" ON "custom_choice" ("field_id", "name_key");
CREATE TABLE "custom_value" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "field_id" INTEGER NOT NULL,
  "slot" INTEGER NOT NULL,
  "lead_id" INTEGER,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  "opportunity_id" INTEGER,
  "text" TEXT,
  "text_key" TEXT,
  "whole" INTEGER,
  "number" REAL,
  "day" DATE,
  "choice_id" INTEGER,
  "to_user_id" INTEGER,
  "to_company_id" INTEGER,
  "to_contact_id" INTEGER,
  "to_lead_id" INTEGER,
  "to_opportunity_id" INTEGER,
  FOREIGN KEY ("field_id") REFERENCES "custom_field" ("id"),
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  FOREIGN KEY ("choice_id") REFERENCES "custom_choice" ("id"),
  FOREIGN KEY ("to_user_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("to_company_id") REFERENCES "company" ("id"),
  FOREIGN KEY ("to_contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("to_lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("to_opportunity_id") REFERENCES "opportunity" ("id"),
  CHECK (lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL));
CREATE UNIQUE INDEX "custom_value_lead" ON "custom_value" ("lead_id", "field_id", "slot")
  WHERE ("lead_id" IS NOT NULL);
CREATE UNIQUE INDEX "custom_value_contact" ON "custom_value" ("contact_id", "field_id", "slot")
  WHERE ("contact_id" IS NOT NULL);
CREATE UNIQUE INDEX "custom_value_company" ON "custom_value" ("company_id", "field_id", "slot")
  WHERE ("company_id" IS NOT NULL);
CREATE UNIQUE INDEX "custom_value_opportunity" ON "custom_value" ("opportunity_id", "field_id", "slot")
  WHERE ("opportunity_id" IS NOT NULL);
CREATE INDEX "custom_value_text_key" ON "custom_value" ("field_id", "text_key") WHERE ("text_key" IS NOT NULL);
CREATE INDEX "custom_value_whole" ON "custom_value" ("field_id", "whole") WHERE ("whole" IS NOT NULL);
CREATE INDEX "custom_value_number" ON "custom_value" ("field_id", "number") WHERE ("number" IS NOT NULL);
CREATE INDEX "custom_value_day" ON "custom_value" ("field_id", "day") WHERE ("day" IS NOT NULL);
CREATE INDEX "custom_value_choice" ON "custom_value" ("choice_id") WHERE ("choice_id" IS NOT NULL);
CREATE INDEX "custom_value_to_user" ON "custom_value" ("to_user_id") WHERE ("to_user_id" IS NOT NULL);
CREATE INDEX "custom_value_to_company" ON "custom_value" ("to_company_id") WHERE ("to_company_id" IS NOT NULL);
CREATE INDEX "custom_value_to_contact" ON "custom_value" ("to_contact_id") WHERE ("to_contact_id" IS NOT NULL);
CREATE INDEX "custom_value_to_lead" ON "custom_value" ("to_lead_id") WHERE ("to_lead_id" IS NOT NULL);
CREATE INDEX "custom_value_to_opportunity" ON "custom_value" ("to_opportunity_id")
  WHERE ("to_opportunity_id" IS NOT NULL);
"""


def up(migrator: Any, db: Any) -> None:
    run_statements(db, STATEMENTS)

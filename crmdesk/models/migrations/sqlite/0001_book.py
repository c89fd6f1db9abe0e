"""The first book: users, companies, contacts, leads, pipelines, opportunities, activities, journal and search."""

from typing import Any

from crmdesk.models.database import run_statements

STATEMENTS = """
CREATE TABLE "setting" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "value" TEXT NOT NULL);
CREATE UNIQUE INDEX "setting_name" ON "setting" ("name");
CREATE TABLE "team" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0));
CREATE UNIQUE INDEX "team_name" ON "team" ("name");
CREATE TABLE "user" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "email" TEXT,
  "team_id" INTEGER,
  "manager_id" INTEGER,
  "active" INTEGER NOT NULL,
  FOREIGN KEY ("team_id") REFERENCES "team" ("id"),
  FOREIGN KEY ("manager_id") REFERENCES "user" ("id"));
CREATE INDEX "user_external_id" ON "user" ("external_id");
CREATE UNIQUE INDEX "user_name" ON "user" ("name");
CREATE INDEX "user_team_id" ON "user" ("team_id");
CREATE INDEX "user_manager_id" ON "user" ("manager_id");
CREATE TABLE "source" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "place" INTEGER NOT NULL,
  "active" INTEGER NOT NULL);
CREATE UNIQUE INDEX "source_name" ON "source" ("name");
CREATE TABLE "reason" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "needs_note" INTEGER NOT NULL,
  "place" INTEGER NOT NULL,
  "active" INTEGER NOT NULL);
CREATE UNIQUE INDEX "reason_name" ON "reason" ("name");
CREATE TABLE "pipeline" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "place" INTEGER NOT NULL);
CREATE UNIQUE INDEX "pipeline_name" ON "pipeline" ("name");
CREATE TABLE "stage" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "pipeline_id" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "place" INTEGER NOT NULL,
  "colour" INTEGER NOT NULL,
  "probability" INTEGER NOT NULL CHECK (probability BETWEEN 0 AND 100),
  "stage_kind" TEXT NOT NULL CHECK (stage_kind IN ('open', 'won', 'lost')),
  "idle_days" INTEGER NOT NULL CHECK (idle_days >= 0),
  FOREIGN KEY ("pipeline_id") REFERENCES "pipeline" ("id"));
CREATE INDEX "stage_pipeline_id" ON "stage" ("pipeline_id");
CREATE UNIQUE INDEX "stage_pipeline_id_name" ON "stage" ("pipeline_id", "name");
CREATE TABLE "company" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "owner_id" INTEGER,
  "created_on" DATE,
  "trashed_at" INTEGER,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "name_key" TEXT NOT NULL,
  "company_kind" TEXT CHECK (company_kind IN ('customer', 'supplier', 'partner', 'competitor')),
  "industry" TEXT,
  "founded" INTEGER,
  "annual_revenue_minor" INTEGER,
  "employees" INTEGER,
  "country" TEXT,
  "city" TEXT,
  "address" TEXT,
  "parent_id" INTEGER,
  "website" TEXT,
  "email" TEXT,
  "phone" TEXT,
  "description" TEXT,
  FOREIGN KEY ("owner_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("parent_id") REFERENCES "company" ("id"));
CREATE INDEX "company_external_id" ON "company" ("external_id");
CREATE INDEX "company_owner_id" ON "company" ("owner_id");
CREATE INDEX "company_parent_id" ON "company" ("parent_id");
CREATE INDEX "company_name_key" ON "company" ("name_key");
CREATE TABLE "contact" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "owner_id" INTEGER,
  "created_on" DATE,
  "trashed_at" INTEGER,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "name_key" TEXT NOT NULL,
  "first_name" TEXT,
  "last_name" TEXT,
  "company_id" INTEGER,
  "job_title" TEXT,
  "email" TEXT,
  "phone" TEXT,
  "birthday" DATE,
  "street" TEXT,
  "city" TEXT,
  "postcode" TEXT,
  "country" TEXT,
  "description" TEXT,
  FOREIGN KEY ("owner_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"));
CREATE INDEX "contact_external_id" ON "contact" ("external_id");
CREATE INDEX "contact_owner_id" ON "contact" ("owner_id");
CREATE INDEX "contact_company_id" ON "contact" ("company_id");
CREATE INDEX "contact_name_key" ON "contact" ("name_key");
CREATE TABLE "lead" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "owner_id" INTEGER,
  "created_on" DATE,
  "trashed_at" INTEGER,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "name_key" TEXT NOT NULL,
  "first_name" TEXT,
  "last_name" TEXT,
  "company_name" TEXT,
  "job_title" TEXT,
  "email" TEXT,
  "phone" TEXT,
  "birthday" DATE,
  "street" TEXT,
  "city" TEXT,
  "postcode" TEXT,
  "country" TEXT,
  "source_id" INTEGER,
  "status" TEXT NOT NULL CHECK (status IN ('open', 'working', 'converted', 'not_converted')),
  "rating" INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 3),
  "notes" TEXT,
  FOREIGN KEY ("owner_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("source_id") REFERENCES "source" ("id"));
CREATE INDEX "lead_external_id" ON "lead" ("external_id");
CREATE INDEX "lead_owner_id" ON "lead" ("owner_id");
CREATE INDEX "lead_source_id" ON "lead" ("source_id");
CREATE INDEX "lead_name_key" ON "lead" ("name_key");
CREATE INDEX "lead_status_name_key" ON "lead" ("status", "name_key");
CREATE TABLE "product" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "name_key" TEXT NOT NULL,
  "code" TEXT,
  "category" TEXT,
  "unit" TEXT,
  "price_minor" INTEGER CHECK (price_minor BETWEEN 0 AND 1000000000000000),
  "currency" TEXT NOT NULL,
  "tax" INTEGER,
  "active" INTEGER NOT NULL DEFAULT 1,
  "description" TEXT,
  "owner_id" INTEGER,
  "trashed_at" INTEGER,
  FOREIGN KEY ("owner_id") REFERENCES "user" ("id"));
CREATE INDEX "product_external_id" ON "product" ("external_id");
CREATE INDEX "product_name_key" ON "product" ("name_key");
CREATE INDEX "product_owner_id" ON "product" ("owner_id");
CREATE TABLE "opportunity" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "number" INTEGER NOT NULL,
  "key" TEXT NOT NULL,
  "title" TEXT NOT NULL CHECK (length(title) > 0),
  "title_key" TEXT NOT NULL,
  "company_id" INTEGER,
  "contact_id" INTEGER,
  "client_key" TEXT NOT NULL,
  "pipeline_id" INTEGER NOT NULL,
  "stage_id" INTEGER,
  "state" TEXT NOT NULL CHECK (state IN ('open', 'won', 'lost')),
  "rank" INTEGER NOT NULL,
  "amount_minor" INTEGER CHECK (amount_minor BETWEEN 0 AND 1000000000000000),
  "currency" TEXT NOT NULL,
  "rate" TEXT,
  "probability" INTEGER CHECK (probability BETWEEN 0 AND 100),
  "owner_id" INTEGER,
  "created_on" DATE,
  "expected_on" DATE,
  "closed_on" DATE,
  "reason_id" INTEGER,
  "reason_note" TEXT,
  "source_id" INTEGER,
  "priority" INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
  "description" TEXT,
  "next_on" DATE,
  "next_at" INTEGER,
  "next_type" TEXT,
  "touched_on" DATE,
  "trashed_at" INTEGER,
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("pipeline_id") REFERENCES "pipeline" ("id"),
  FOREIGN KEY ("stage_id") REFERENCES "stage" ("id"),
  FOREIGN KEY ("owner_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("reason_id") REFERENCES "reason" ("id"),
  FOREIGN KEY ("source_id") REFERENCES "source" ("id"));
CREATE INDEX "opportunity_external_id" ON "opportunity" ("external_id");
CREATE UNIQUE INDEX "opportunity_number" ON "opportunity" ("number");
CREATE INDEX "opportunity_company_id" ON "opportunity" ("company_id");
CREATE INDEX "opportunity_contact_id" ON "opportunity" ("contact_id");
CREATE INDEX "opportunity_owner_id" ON "opportunity" ("owner_id");
CREATE INDEX "opportunity_board"
  ON "opportunity" ("stage_id", "next_on", "amount_minor", "probability", "pipeline_id", "state", "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("state" = 'open'));
CREATE INDEX "opportunity_board_owner"
  ON "opportunity" ("owner_id", "stage_id", "next_on", "amount_minor", "probability", "pipeline_id",
    "state", "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("state" = 'open'));
CREATE INDEX "opportunity_closed"
  ON "opportunity" ("state", "closed_on", "amount_minor", "pipeline_id", "owner_id", "reason_id",
    "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("state" != 'open'));
CREATE INDEX "opportunity_by_hand"
  ON "opportunity" ("stage_id", "rank", "state", "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("state" = 'open'));
CREATE INDEX "opportunity_title_key" ON "opportunity" ("title_key");
CREATE INDEX "opportunity_client_key" ON "opportunity" ("client_key");
CREATE INDEX "opportunity_created" ON "opportunity" ("created_on", "state");
CREATE TABLE "opportunity_line" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "opportunity_id" INTEGER NOT NULL,
  "product_id" INTEGER NOT NULL,
  "place" INTEGER NOT NULL,
  "quantity" INTEGER NOT NULL,
  "price_minor" INTEGER,
  "discount" INTEGER NOT NULL CHECK (discount BETWEEN 0 AND 10000),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  FOREIGN KEY ("product_id") REFERENCES "product" ("id"));
CREATE INDEX "opportunity_line_opportunity_id" ON "opportunity_line" ("opportunity_id");
CREATE INDEX "opportunity_line_product_id" ON "opportunity_line" ("product_id");
CREATE TABLE "activity" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "type" TEXT NOT NULL CHECK (type IN ('call', 'meeting', 'email', 'message', 'task')),
  "subject" TEXT,
  "note" TEXT,
  "due_on" DATE,
  "due_at" INTEGER,
  "done_on" DATE,
  "done_at" INTEGER,
  "owner_id" INTEGER,
  "lead_id" INTEGER,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  "opportunity_id" INTEGER,
  "trashed_at" INTEGER,
  FOREIGN KEY ("owner_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  CHECK (lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL));
CREATE INDEX "activity_external_id" ON "activity" ("external_id");
CREATE INDEX "activity_owner_id" ON "activity" ("owner_id");
CREATE INDEX "activity_lead_id" ON "activity" ("lead_id");
CREATE INDEX "activity_contact_id" ON "activity" ("contact_id");
CREATE INDEX "activity_company_id" ON "activity" ("company_id");
CREATE INDEX "activity_opportunity_id" ON "activity" ("opportunity_id");
CREATE TABLE "tag" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0));
CREATE UNIQUE INDEX "tag_name" ON "tag" ("name");
CREATE TABLE "tagging" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "tag_id" INTEGER NOT NULL,
  "lead_id" INTEGER,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  "opportunity_id" INTEGER,
  FOREIGN KEY ("tag_id") REFERENCES "tag" ("id"),
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  CHECK (lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL));
CREATE INDEX "tagging_tag_id" ON "tagging" ("tag_id");
CREATE INDEX "tagging_lead_id" ON "tagging" ("lead_id");
CREATE INDEX "tagging_contact_id" ON "tagging" ("contact_id");
CREATE INDEX "tagging_company_id" ON "tagging" ("company_id");
CREATE INDEX "tagging_opportunity_id" ON "tagging" ("opportunity_id");
CREATE TABLE "opportunity_log" ("id" INTEGER NOT NULL PRIMARY KEY,
  "opportunity" INTEGER NOT NULL,
  "day" DATE,
  "recorded_at" INTEGER NOT NULL,
  "user" INTEGER,
  "step" INTEGER NOT NULL,
  "pipeline" INTEGER,
  "stage" INTEGER,
  "state" TEXT NOT NULL,
  "amount_minor" INTEGER,
  "currency" TEXT,
  "probability" INTEGER,
  "owner" INTEGER,
  "expected_on" DATE,
  "gone" INTEGER NOT NULL);
CREATE INDEX "opportunity_log_opportunity" ON "opportunity_log" ("opportunity");
CREATE TABLE "step" ("id" INTEGER NOT NULL PRIMARY KEY,
  "label" TEXT NOT NULL,
  "at" INTEGER NOT NULL,
  "day" DATE NOT NULL,
  "user" INTEGER,
  "root" INTEGER,
  "reverts" INTEGER,
  "done" INTEGER NOT NULL);
CREATE INDEX "step_root" ON "step" ("root");
CREATE TABLE "change" ("id" INTEGER NOT NULL PRIMARY KEY,
  "step_id" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "table" TEXT NOT NULL,
  "record" INTEGER,
  "payload" TEXT NOT NULL,
  FOREIGN KEY ("step_id") REFERENCES "step" ("id") ON DELETE CASCADE);
CREATE INDEX "change_step_id" ON "change" ("step_id");
CREATE INDEX "change_record" ON "change" ("record");
CREATE TABLE "preference" ("user" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  PRIMARY KEY ("user", "name"));
CREATE TABLE "draft" ("user" INTEGER NOT NULL,
  "form" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "typed_at" INTEGER NOT NULL,
  PRIMARY KEY ("user", "form"));
CREATE TABLE "search_entry" ("id" INTEGER NOT NULL PRIMARY KEY,
  "record" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "text" TEXT NOT NULL);
CREATE UNIQUE INDEX "search_entry_record" ON "search_entry" ("record");
CREATE VIRTUAL TABLE search_index USING fts5(text,
  content='search_entry', content_rowid='id', tokenize='trigram', detail='none');
"""


def up(migrator: Any, db: Any) -> None:
    run_statements(db, STATEMENTS)

"""Documents with their contents, and the conversation on a record."""

from typing import Any

STATEMENTS = """
CREATE TABLE "message" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "author_id" INTEGER,
  "at" INTEGER NOT NULL,
  "text" TEXT NOT NULL CHECK (length(text) > 0),
  "is_note" INTEGER NOT NULL DEFAULT 0,
  "reply_to_id" INTEGER,
  "pinned" INTEGER NOT NULL DEFAULT 0,
  "edited_at" INTEGER,
  "lead_id" INTEGER,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  "opportunity_id" INTEGER,
  FOREIGN KEY ("author_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("reply_to_id") REFERENCES "message" ("id"),
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  CHECK (lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL));
CREATE INDEX "message_external_id" ON "message" ("external_id");
CREATE INDEX "message_author_id" ON "message" ("author_id");
CREATE INDEX "message_reply_to_id" ON "message" ("reply_to_id");
CREATE INDEX "message_lead_id" ON "message" ("lead_id");
CREATE INDEX "message_contact_id" ON "message" ("contact_id");
CREATE INDEX "message_company_id" ON "message" ("company_id");
CREATE INDEX "message_opportunity_id" ON "message" ("opportunity_id");
CREATE TABLE "mention" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "message_id" INTEGER NOT NULL,
  "user_id" INTEGER NOT NULL,
  "lead_id" INTEGER,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  "opportunity_id" INTEGER,
  FOREIGN KEY ("message_id") REFERENCES "message" ("id"),
  FOREIGN KEY ("user_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  CHECK (lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL));
CREATE INDEX "mention_message_id" ON "mention" ("message_id");
CREATE INDEX "mention_user_id" ON "mention" ("user_id");
CREATE INDEX "mention_lead_id" ON "mention" ("lead_id");
CREATE INDEX "mention_contact_id" ON "mention" ("contact_id");
CREATE INDEX "mention_company_id" ON "mention" ("company_id");
CREATE INDEX "mention_opportunity_id" ON "mention" ("opportunity_id");
CREATE TABLE "message_seen" ("user" INTEGER NOT NULL,
  "record" INTEGER NOT NULL,
  "at" INTEGER NOT NULL,
  PRIMARY KEY ("user", "record"));
CREATE TABLE "document" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "name" TEXT NOT NULL CHECK (length(name) > 0),
  "size" INTEGER NOT NULL,
  "sha256" TEXT NOT NULL,
  "media_type" TEXT NOT NULL,
  "added_by_id" INTEGER,
  "added_at" INTEGER NOT NULL,
  "replaces_id" INTEGER,
  "message_id" INTEGER,
  "lead_id" INTEGER,
  "contact_id" INTEGER,
  "company_id" INTEGER,
  "opportunity_id" INTEGER,
  FOREIGN KEY ("added_by_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("replaces_id") REFERENCES "document" ("id"),
  FOREIGN KEY ("message_id") REFERENCES "message" ("id"),
  FOREIGN KEY ("lead_id") REFERENCES "lead" ("id"),
  FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
  FOREIGN KEY ("company_id") REFERENCES "company" ("id"),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  CHECK (lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL));
CREATE INDEX "document_sha256" ON "document" ("sha256");
CREATE INDEX "document_added_by_id" ON "document" ("added_by_id");
CREATE INDEX "document_replaces_id" ON "document" ("replaces_id");
CREATE INDEX "document_message_id" ON "document" ("message_id");
CREATE INDEX "document_lead_id" ON "document" ("lead_id");
CREATE INDEX "document_contact_id" ON "document" ("contact_id");
CREATE INDEX "document_company_id" ON "document" ("company_id");
CREATE INDEX "document_opportunity_id" ON "document" ("opportunity_id");
CREATE TABLE "blob" ("sha256" TEXT NOT NULL PRIMARY KEY,
  "size" INTEGER NOT NULL,
  "whole" INTEGER NOT NULL,
  "wanted_at" INTEGER NOT NULL);
CREATE TABLE "chunk" ("sha256" TEXT NOT NULL,
  "place" INTEGER NOT NULL,
  "data" BLOB NOT NULL,
  PRIMARY KEY ("sha256", "place"));
"""


def up(migrator: Any, db: Any) -> None:
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)

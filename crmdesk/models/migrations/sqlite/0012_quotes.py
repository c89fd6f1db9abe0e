"""Quotes, sales notes and the numbers given to them; lines that say more than their product.

Roles may do with quotes and sales notes what they may do with opportunities.
"""

import json
from typing import Any

STATEMENTS = """
ALTER TABLE "opportunity" ADD COLUMN "by_lines" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "opportunity" ADD COLUMN "budget_minor" INTEGER CHECK (budget_minor BETWEEN 0 AND 1000000000000000);
ALTER TABLE "company" ADD COLUMN "tax_id" TEXT;
ALTER TABLE "company" ADD COLUMN "language" TEXT CHECK (language IN ('es', 'en'));
ALTER TABLE "contact" ADD COLUMN "language" TEXT CHECK (language IN ('es', 'en'));
CREATE TABLE "line_new" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "product_id" INTEGER,
  "place" INTEGER NOT NULL,
  "name" TEXT NOT NULL DEFAULT '',
  "description" TEXT,
  "unit" TEXT,
  "quantity" INTEGER NOT NULL,
  "price_minor" INTEGER,
  "discount" INTEGER NOT NULL CHECK (discount BETWEEN 0 AND 10000),
  "tax" INTEGER CHECK (tax BETWEEN 0 AND 10000),
  "opportunity_id" INTEGER NOT NULL,
  FOREIGN KEY ("product_id") REFERENCES "product" ("id"),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"));
INSERT INTO "line_new" ("id", "version", "product_id", "place", "name", "unit", "quantity", "price_minor",
    "discount", "tax", "opportunity_id")
  SELECT line."id", line."version", line."product_id", line."place", product."name", product."unit", line."quantity",
    line."price_minor", line."discount", CASE WHEN product."tax" BETWEEN 0 AND 10000 THEN product."tax" END,
    line."opportunity_id"
  FROM "opportunity_line" line JOIN "product" product ON product."id" = line."product_id";
DROP TABLE "opportunity_line";
ALTER TABLE "line_new" RENAME TO "opportunity_line";
CREATE INDEX "opportunity_line_product_id" ON "opportunity_line" ("product_id");
CREATE INDEX "opportunity_line_opportunity_id" ON "opportunity_line" ("opportunity_id");
CREATE TABLE "quote" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "owner_id" INTEGER,
  "opportunity_id" INTEGER NOT NULL,
  "number" TEXT,
  "title" TEXT NOT NULL CHECK (length(title) > 0),
  "title_key" TEXT NOT NULL,
  "currency" TEXT NOT NULL,
  "language" TEXT NOT NULL CHECK (language IN ('es', 'en')),
  "client_name" TEXT,
  "client_address" TEXT,
  "client_tax_id" TEXT,
  "client_person" TEXT,
  "intro" TEXT,
  "terms" TEXT,
  "net_minor" INTEGER NOT NULL DEFAULT 0,
  "tax_minor" INTEGER NOT NULL DEFAULT 0,
  "total_minor" INTEGER NOT NULL DEFAULT 0,
  "created_on" DATE,
  "trashed_at" INTEGER,
  "revision" INTEGER NOT NULL DEFAULT 1,
  "replaces_id" INTEGER,
  "status" TEXT NOT NULL CHECK (status IN ('draft', 'sent', 'accepted', 'rejected', 'expired', 'superseded')),
  "valid_until" DATE,
  "sent_on" DATE,
  "decided_on" DATE,
  FOREIGN KEY ("owner_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  FOREIGN KEY ("replaces_id") REFERENCES "quote" ("id"));
CREATE INDEX "quote_external_id" ON "quote" ("external_id");
CREATE INDEX "quote_owner_id" ON "quote" ("owner_id");
CREATE INDEX "quote_opportunity_id" ON "quote" ("opportunity_id");
CREATE INDEX "quote_number" ON "quote" ("number");
CREATE INDEX "quote_replaces_id" ON "quote" ("replaces_id");
CREATE INDEX "quote_status" ON "quote" ("status");
CREATE INDEX "quote_title_key" ON "quote" ("title_key");
CREATE TABLE "sales_note" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "external_id" TEXT,
  "owner_id" INTEGER,
  "opportunity_id" INTEGER NOT NULL,
  "number" TEXT,
  "title" TEXT NOT NULL CHECK (length(title) > 0),
  "title_key" TEXT NOT NULL,
  "currency" TEXT NOT NULL,
  "language" TEXT NOT NULL CHECK (language IN ('es', 'en')),
  "client_name" TEXT,
  "client_address" TEXT,
  "client_tax_id" TEXT,
  "client_person" TEXT,
  "intro" TEXT,
  "terms" TEXT,
  "net_minor" INTEGER NOT NULL DEFAULT 0,
  "tax_minor" INTEGER NOT NULL DEFAULT 0,
  "total_minor" INTEGER NOT NULL DEFAULT 0,
  "created_on" DATE,
  "trashed_at" INTEGER,
  "quote_id" INTEGER,
  "sold_on" DATE,
  FOREIGN KEY ("owner_id") REFERENCES "user" ("id"),
  FOREIGN KEY ("opportunity_id") REFERENCES "opportunity" ("id"),
  FOREIGN KEY ("quote_id") REFERENCES "quote" ("id"));
CREATE INDEX "sales_note_external_id" ON "sales_note" ("external_id");
CREATE INDEX "sales_note_owner_id" ON "sales_note" ("owner_id");
CREATE INDEX "sales_note_opportunity_id" ON "sales_note" ("opportunity_id");
CREATE INDEX "sales_note_number" ON "sales_note" ("number");
CREATE INDEX "sales_note_quote_id" ON "sales_note" ("quote_id");
CREATE INDEX "sales_note_title_key" ON "sales_note" ("title_key");
CREATE TABLE "quote_line" ("id" INTEGER NOT NULL PRIMARY KEY,
  "version" INTEGER NOT NULL,
  "product_id" INTEGER,
  "place" INTEGER NOT NULL,
  "name" TEXT NOT NULL DEFAULT '',
  "description" TEXT,
  "unit" TEXT,
  "quantity" INTEGER NOT NULL,
  "price_minor" INTEGER,
  "discount" INTEGER NOT NULL CHECK (discount BETWEEN 0 AND 10000),
  "tax" INTEGER CHECK (tax BETWEEN 0 AND 10000),
  "external_id" TEXT,
  "quote_id" INTEGER,
  "sales_note_id" INTEGER,
  FOREIGN KEY ("product_id") REFERENCES "product" ("id"),
  FOREIGN KEY ("quote_id") REFERENCES "quote" ("id"),
  FOREIGN KEY ("sales_note_id") REFERENCES "sales_note" ("id"),
  CHECK ((quote_id IS NULL) <> (sales_note_id IS NULL)));
CREATE INDEX "quote_line_product_id" ON "quote_line" ("product_id");
CREATE INDEX "quote_line_external_id" ON "quote_line" ("external_id");
CREATE INDEX "quote_line_quote_id" ON "quote_line" ("quote_id");
CREATE INDEX "quote_line_sales_note_id" ON "quote_line" ("sales_note_id");
CREATE TABLE "issued_number" ("id" INTEGER NOT NULL PRIMARY KEY,
  "series" TEXT NOT NULL,
  "number" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "record" INTEGER NOT NULL,
  "step" INTEGER NOT NULL,
  "user" INTEGER,
  "day" DATE NOT NULL);
CREATE UNIQUE INDEX "issued_number_series_number" ON "issued_number" ("series", "number");
CREATE INDEX "issued_number_kind_record" ON "issued_number" ("kind", "record");
"""
LIKE = "opportunity"
NEW = ("quote", "sales_note")


def up(migrator: Any, db: Any) -> None:
    for statement in STATEMENTS.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
    for role, kept in db.execute_sql('SELECT id, grants FROM "role"').fetchall():
        grants = json.loads(kept)
        if LIKE in grants:
            text = json.dumps({**dict.fromkeys(NEW, grants[LIKE]), **grants})
            db.execute_sql('UPDATE "role" SET grants = ? WHERE id = ?', (text, role))

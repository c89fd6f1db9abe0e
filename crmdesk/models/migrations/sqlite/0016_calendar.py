"""The calendar finds activities and expected close days by their day."""

from typing import Any

_INDEXES = """
CREATE INDEX "activity_planned" ON "activity" ("due_on", "due_at", "owner_id", "type", "done_on", "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("done_on" IS NULL));
CREATE INDEX "activity_repeated" ON "activity" ("due_on")
  WHERE ((("trashed_at" IS NULL) AND ("done_on" IS NULL)) AND ("repeat" IS NOT NULL));
CREATE INDEX "activity_done" ON "activity" ("done_on", "due_on", "due_at", "owner_id", "type", "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("done_on" IS NOT NULL));
CREATE INDEX "opportunity_expected" ON "opportunity" ("expected_on", "state", "trashed_at")
  WHERE (("trashed_at" IS NULL) AND ("state" = 'open'))
"""


def up(migrator: Any, db: Any) -> None:
    for statement in _INDEXES.split(";\n"):
        db.execute_sql(statement)

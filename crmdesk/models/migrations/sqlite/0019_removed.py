"""What was taken off a record is found among what was removed."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("""CREATE INDEX "change_removed" ON "change" ("table", "step_id") WHERE ("kind" = 'remove')""")

"""Companies say on each channel whether they may be reached, as people do."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    for channel in ("email", "phone", "message", "letter"):
        name = f"consent_{channel}"
        db.execute_sql(f"ALTER TABLE \"company\" ADD COLUMN \"{name}\" TEXT CHECK ({name} IN ('granted', 'refused'))")
        db.execute_sql(f'ALTER TABLE "company" ADD COLUMN "{name}_on" DATE')
        db.execute_sql(f'ALTER TABLE "company" ADD COLUMN "{name}_note" TEXT')

"""Books for the tests of figures, written straight through the journal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crmdesk.models import book, journal
from crmdesk.models.ids import new_ids
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import User
from crmdesk.models.pipeline import Pipeline, Reason, Stage
from crmdesk.models.settings import Setting
from crmdesk.sales.desk import Clock, Desk
from crmdesk.texts import msg

TODAY = date(2026, 11, 20)
KINDS = (("Talks", 20, "open"), ("Offer", 60, "open"), ("Won", 100, "won"), ("Lost", 0, "lost"))
_COLUMNS = (
    "id", "version", "number", "key", "title", "title_key", "client_key", "pipeline_id", "stage_id", "state", "rank",
    "amount_minor", "currency", "probability", "owner_id", "created_on", "closed_on", "reason_id", "priority",
    "trashed_at",
)  # fmt: skip


class Office:
    """An empty book with users, reasons and pipelines.

    Attributes:
        stages: (pipeline's name, stage's name) to its id.
    """

    def __init__(
        self,
        folder: Path,
        users: Sequence[str] = ("Ana", "Óscar", "Zoe"),
        reasons: Sequence[str] = ("Price", "No answer"),
        pipelines: Sequence[str] = ("Sales", "Renewals"),
        stages: Sequence[tuple[str, int, str]] = KINDS,
        currency: str = "USD",
    ) -> None:
        book.create(folder / "office.crmdesk")
        self.desk = Desk(None, Clock.at(datetime(2026, 11, 20, 10, 0)))
        with self.desk.step(msg("Begin")):
            journal.add(Setting, name="currency", value=json.dumps(currency))
            self.users = {name: journal.add(User, name=name) for name in users}
            self.reasons = {name: journal.add(Reason, name=name) for name in reasons}
            self.pipelines = {
                name: journal.add(Pipeline, name=name, place=place) for place, name in enumerate(pipelines)
            }
            self.stages = {
                (pipeline, name): journal.add(
                    Stage, pipeline=id_, name=name, place=place, colour=place, probability=chance, stage_kind=kind
                )
                for pipeline, id_ in self.pipelines.items()
                for place, (name, chance, kind) in enumerate(stages)
            }
        self._number = 0

    def add(self, rows: Sequence[dict[str, Any]]) -> list[int]:
        """Add opportunities; keys are those of the table, days are dates, `owner`, `reason`, `stage` are names."""
        if not rows:
            return []
        ids = new_ids(len(rows))
        with self.desk.step(msg("Load")):
            journal.add_tuples(
                Opportunity, _COLUMNS, [self._tuple(id_, row) for id_, row in zip(ids, rows, strict=True)]
            )
        return ids

    def clear(self) -> None:
        """Take every opportunity out again."""
        with self.desk.step(msg("Clear")):
            journal.remove(Opportunity, [row.id for row in Opportunity.select(Opportunity.id)])

    def _tuple(self, id_: int, row: dict[str, Any]) -> tuple[Any, ...]:
        self._number += 1
        pipeline = row.get("pipeline", "Sales")
        stage = row.get("stage")
        created, closed = row.get("created_on"), row.get("closed_on")
        return (
            id_, 1, self._number, f"OP-{self._number}", row.get("title", "A sale"), "", "", self.pipelines[pipeline],
            self.stages[pipeline, stage] if stage else None, row.get("state", "open"), self._number,
            row.get("amount_minor"), row.get("currency", self.desk.currency), row.get("probability"),
            self.users.get(row.get("owner")), created.isoformat() if created else None,
            closed.isoformat() if closed else None, self.reasons.get(row.get("reason")), 0,
            1 if row.get("trashed") else None,
        )  # fmt: skip

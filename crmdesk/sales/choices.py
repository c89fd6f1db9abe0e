"""What a field can be given: the office's own lists, and the names of linked records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmdesk.models.activities import Tag
from crmdesk.models.database import plain_tuples
from crmdesk.models.fold import fold
from crmdesk.models.leads import LeadReason
from crmdesk.models.pipeline import OPEN, Pipeline, Reason, Stage
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, called_by


@dataclass(frozen=True, slots=True)
class StageChoice:
    """A stage as people choose it; `name` says the pipeline too where there are several."""

    id: int
    name: str
    pipeline: int
    kind: str
    colour: int


def choices(kind: str) -> list[tuple[int, str]]:
    """(id, name) of one of the office's lists (user, source, lead_status...): those in use, in its order."""
    if kind == "stage":
        return [(stage.id, stage.name) for stage in all_stages()]
    table: Any = TABLES[kind]
    query = table.select(table.id, table.name)
    if "active" in table._meta.fields:
        query = query.where(table.active)
    order = (table.place, table.name) if "place" in table._meta.fields else (table.name,)
    rows = list(plain_tuples(query.order_by(*order)))
    return rows if len(order) > 1 else sorted(rows, key=lambda row: fold(row[1]))


def reasons(table: type[Reason] | type[LeadReason] = Reason) -> list[Any]:
    """The reasons for losing, or for giving up a lead, that can be chosen, in order: id, name, needs_note."""
    return list(table.select().where(table.active).order_by(table.place, table.id))


def all_stages() -> list[StageChoice]:
    """The stages of all pipelines, in order."""
    query = Stage.select(Stage.id, Stage.name, Stage.pipeline, Stage.stage_kind, Stage.colour, Pipeline.name)
    rows = list(plain_tuples(query.join(Pipeline).order_by(Pipeline.place, Pipeline.id, Stage.place, Stage.id)))
    several = len({row[2] for row in rows}) > 1
    return [
        StageChoice(known, f"{pipeline} · {name}" if several else name, pipeline_id, kind, colour)
        for known, name, pipeline_id, kind, colour, pipeline in rows
    ]


def open_stages() -> list[tuple[int, str]]:
    """The stages an opportunity can simply be put in: the others ask questions."""
    return [(stage.id, stage.name) for stage in all_stages() if stage.kind == OPEN]


def stages_of(pipeline: int) -> list[StageChoice]:
    """A pipeline's stages in order, by their own names."""
    query = Stage.select(Stage.id, Stage.name, Stage.pipeline, Stage.stage_kind, Stage.colour)
    rows = plain_tuples(query.where(Stage.pipeline == pipeline).order_by(Stage.place, Stage.id))
    return [StageChoice(*row) for row in rows]


def link_name(desk: Desk, kind: str, record: int) -> str | None:
    """The name of a linked record; None when it is gone or in the trash."""
    table: Any = TABLES[kind]
    name = getattr(table, called_by(kind))
    row = next(plain_tuples(table.select(name).where(table.id == record, visible(desk, table))), None)
    return row[0] if row else None


def tags_like(typed: str) -> list[str]:
    """The book's tags that hold what is typed, accents ignored."""
    wanted = fold(typed)
    return [name for (name,) in plain_tuples(Tag.select(Tag.name).order_by(Tag.name)) if wanted in fold(name)]

"""The set-up of pipelines and their stages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.fold import fold
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import LOST, OPEN, WON, Pipeline, Stage
from crmdesk.sales import entering, in_use, naming
from crmdesk.sales.access import gone, here, set_up
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.in_use import InUse
from crmdesk.texts import Message, msg

KINDS = (OPEN, WON, LOST)
COLOURS = 7
_CLOSED_COLOURS = {WON: 2, LOST: 4}  # green and red of the set
_WON_NAMES = frozenset(map(fold, ("Won", "Ganado", "Ganada", "Closed Won", "Cerrado ganado", "Cerrada ganada")))
_LOST_NAMES = frozenset(
    map(
        fold,
        ("Lost", "Perdido", "Perdida", "No ganado", "No ganada", "Closed Lost", "Cerrado perdido", "Cerrada perdida"),
    )
)


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage as its set-up shows it.

    Attributes:
        used: by those in the trash too; said where it was asked for.
        purpose: what it is for.
        needs: the fields that must be known to enter it.
        playbook: what entering it starts.
    """

    id: int
    pipeline: int
    name: str
    place: int
    colour: int
    probability: int
    kind: str
    idle_days: int
    used: InUse
    purpose: str = ""
    needs: tuple[str, ...] = ()
    playbook: int | None = None


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """A pipeline as its set-up shows it; `used`, by those in the trash too, is said where it was asked for."""

    id: int
    name: str
    used: InUse


def pipelines(counted_for: Desk | None = None) -> list[PipelineRow]:
    """The book's pipelines in order.

    Args:
        counted_for: say to this user how much each is used.
    """
    used = _uses(counted_for, Opportunity.pipeline)
    query = Pipeline.select(Pipeline.id, Pipeline.name).order_by(Pipeline.place, Pipeline.id)
    return [PipelineRow(row.id, row.name, used.get(row.id, in_use.NOT)) for row in query]


def first_stages() -> list[dict[str, Any]]:
    """What a pipeline added by hand begins with, in the language in use."""
    return [
        {"name": str(msg("First contact")), "kind": OPEN, "probability": 10, "idle_days": 14},
        {"name": str(msg("Won")), "kind": WON, "probability": 100},
        {"name": str(msg("Lost")), "kind": LOST, "probability": 0},
    ]


def kind_named(name: str) -> str | None:
    """Won or lost for the names that mean a closed stage in any language the program speaks, else None."""
    folded = fold(name)
    return WON if folded in _WON_NAMES else LOST if folded in _LOST_NAMES else None


def of_pipeline(pipeline: int, counted_for: Desk | None = None) -> list[StageRow]:
    """The stages of a pipeline in order.

    Args:
        counted_for: say to this user how much each is used.
    """
    used = _uses(counted_for, Opportunity.stage)
    query = Stage.select().where(Stage.pipeline == pipeline).order_by(Stage.place, Stage.id)
    return [
        StageRow(
            row.id, pipeline, row.name, row.place, row.colour, row.probability, row.stage_kind, row.idle_days,
            used.get(row.id, in_use.NOT), row.purpose or "", tuple(json.loads(row.needs or "[]")), row.playbook_id,
        )
        for row in query
    ]  # fmt: skip


def _uses(desk: Desk | None, link: Any) -> dict[int, InUse]:
    if desk is None:
        return {}
    return in_use.told(desk, dict(plain_tuples(Opportunity.select(link, fn.COUNT(1)).group_by(link))), [Opportunity])


def add_pipeline(desk: Desk, name: str, stages: Sequence[Mapping[str, Any]]) -> Changes:
    """Add a pipeline.

    Args:
        stages: name, kind (open, won, lost), probability 0..100 and perhaps idle_days and colour of each, in order.

    Raises:
        FieldProblems: a name is empty or taken.
    """
    set_up(desk)
    _check_name(name, Pipeline.select(Pipeline.name))
    last = Pipeline.select(fn.MAX(Pipeline.place)).scalar()
    with desk.step(msg("Pipeline “{name}” added", name=name.strip())) as writing:
        pipeline = journal.add(Pipeline, name=name.strip(), place=0 if last is None else last + 1)
        for stage in stages:
            add(desk, pipeline, **stage)
    return writing.changes


def add(
    desk: Desk,
    pipeline: int,
    name: str,
    kind: str = OPEN,
    probability: int = 0,
    idle_days: int = 0,
    colour: int | None = None,
) -> Changes:
    """Add a stage: an open one after the last open one, a closed one at the end.

    Raises:
        FieldProblems: the name is empty or taken, or a number is out of bounds.
    """
    set_up(desk)
    here(desk, "pipeline", [pipeline])
    _check(pipeline, None, {"name": name, "kind": kind, "probability": probability, "idle_days": idle_days})
    known = of_pipeline(pipeline)
    place = next((i for i, row in enumerate(known) if kind == OPEN and row.kind != OPEN), len(known))
    with desk.step(msg("Stage “{name}” added", name=name.strip())) as writing:
        record = journal.add(
            Stage, pipeline=pipeline, name=name.strip(), stage_kind=kind, probability=probability, idle_days=idle_days,
            place=place, colour=_free_colour(known, kind) if colour is None else colour,
        )  # fmt: skip
        _put_in_order([*(row.id for row in known[:place]), record, *(row.id for row in known[place:])])
    return writing.changes


def change(desk: Desk, stage: int, **values: Any) -> Changes:
    """Change name, kind, probability, idle_days, colour, purpose, needs (names of fields) or playbook of a stage.

    Raises:
        FieldProblems: a value cannot be kept.
        DomainError: the kind of a used stage, or of the last open one.
    """
    set_up(desk)
    row = _stage(stage)
    _check(row.pipeline_id, stage, values)
    entering.refuse(desk, values)
    if values.get("kind", row.stage_kind) != row.stage_kind:
        _refuse_kind(row)
    columns = {("stage_kind" if name == "kind" else name): value for name, value in values.items()}
    if "name" in columns:
        columns["name"] = columns["name"].strip()
    if "purpose" in columns:
        columns["purpose"] = (columns["purpose"] or "").strip() or None
    if "needs" in columns:
        columns["needs"] = json.dumps(list(columns["needs"])) if columns["needs"] else None
    with desk.step(msg("Stage “{name}” changed", name=row.name)) as writing:
        journal.edit(Stage, stage, **columns)
    return writing.changes


def reorder(desk: Desk, stages: Sequence[int]) -> Changes:
    """Put the stages of a pipeline in this order."""
    set_up(desk)
    with desk.step(msg("Stages put in order")) as writing:
        _put_in_order(stages)
    return writing.changes


def delete(desk: Desk, stage: int, substitute: int | None = None) -> Changes:
    """Delete a stage, its opportunities moved to a substitute of the same kind.

    Raises:
        DomainError: it is used and no substitute was given, or it is the last open one.
    """
    set_up(desk)
    row = _stage(stage)
    if (
        row.stage_kind == OPEN
        and Stage.select().where(Stage.pipeline == row.pipeline_id, Stage.stage_kind == OPEN).count() == 1
    ):
        raise DomainError(msg("A pipeline needs an open stage. Add another one first."))
    using = [found.id for found in Opportunity.select(Opportunity.id).where(Opportunity.stage == stage)]
    if using:
        _check_substitute(row, substitute)
    with desk.step(msg("Stage “{name}” deleted", name=row.name)) as writing:
        journal.edit_all(Opportunity, using, stage=substitute)
        journal.remove(Stage, [stage])
    return writing.changes


def rename_pipeline(desk: Desk, pipeline: int, name: str) -> Changes:
    """Give a pipeline another name.

    Raises:
        FieldProblems: the name is empty or taken.
    """
    set_up(desk)
    here(desk, "pipeline", [pipeline])
    _check_name(name, Pipeline.select(Pipeline.name).where(Pipeline.id != pipeline))
    with desk.step(msg("Pipeline “{name}” renamed", name=name.strip())) as writing:
        journal.edit(Pipeline, pipeline, name=name.strip())
    return writing.changes


def delete_pipeline(desk: Desk, pipeline: int) -> Changes:
    """Delete a pipeline that no opportunity uses.

    Raises:
        DomainError: it is used, or it is the only one.
    """
    set_up(desk)
    here(desk, "pipeline", [pipeline])
    row = Pipeline.get_by_id(pipeline)
    if used := _uses(desk, Opportunity.pipeline).get(pipeline, in_use.NOT):
        counted = msg(
            "“{name}” has {n} opportunities. Move them to another pipeline first.", name=row.name, n=used.count
        )
        untold = msg("“{name}” has opportunities. Move them to another pipeline first.", name=row.name)
        raise DomainError(untold if used.count is None else counted)
    if Pipeline.select().count() == 1:
        raise DomainError(msg("A book needs a pipeline. Add another one first."))
    with desk.step(msg("Pipeline “{name}” deleted", name=row.name)) as writing:
        journal.remove(Stage, [stage.id for stage in of_pipeline(pipeline)])
        journal.remove(Pipeline, [pipeline])
    return writing.changes


def from_json(text: str) -> list[dict[str, Any]]:
    """The stages of a pipeline's file: a JSON list of ``{"name", "kind": "open|won|lost", "probability": 0..100}``.

    Raises:
        DomainError: it is something else.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if not (isinstance(given, list) and all(isinstance(stage, dict) for stage in given)):
        raise DomainError(msg("The pipeline's file is not a JSON list of stages with name, kind and probability."))
    stages: list[dict[str, Any]] = []
    for number, stage in enumerate(given, 1):
        read = {
            "name": stage.get("name"),
            "kind": stage.get("kind", OPEN),
            "probability": stage.get("probability", 0),
        }
        problem = _problem_in_file(read, [str(before["name"]) for before in stages])
        if problem is not None:
            raise DomainError(msg("Stage {number} of the file: {problem}", number=number, problem=problem))
        stages.append({**read, "name": read["name"].strip()})
    if not any(stage["kind"] == OPEN for stage in stages):
        raise DomainError(msg("A pipeline needs an open stage. Add another one first."))
    return stages


def _problem_in_file(stage: Mapping[str, Any], before: Sequence[str]) -> Message | None:
    """What is wrong with a stage as a file has it; no value of another type is taken for what it may mean."""
    name, kind, probability = stage["name"], stage["kind"], stage["probability"]
    if not isinstance(name, str):
        return msg("Give it a name, which is a text.")
    if problem := naming.problem_among(name, before):
        return problem
    if kind not in KINDS:
        return msg("“{value}” is not one of: {names}.", value=str(kind)[: naming.LONGEST], names=", ".join(KINDS))
    if isinstance(probability, bool) or not isinstance(probability, int) or not 0 <= probability <= 100:
        return msg("{field} is a whole number from 0 to 100.", field=msg("Probability"))
    return None


def _stage(stage: int) -> Any:
    row = Stage.get_or_none(Stage.id == stage)
    if row is None:
        raise StaleRecordError(gone("stage"))
    return row


def _check(pipeline: int, stage: int | None, values: Mapping[str, Any]) -> None:
    problems: dict[str, Message] = {}
    if "name" in values:
        others = Stage.select(Stage.name).where(Stage.pipeline == pipeline)
        others = others if stage is None else others.where(Stage.id != stage)
        if problem := naming.problem_with(str(values["name"]), others):
            problems["name"] = problem
    if values.get("kind", OPEN) not in KINDS:
        problems["kind"] = msg("“{value}” is not one of: {names}.", value=str(values["kind"]), names=", ".join(KINDS))
    if not 0 <= values.get("probability", 0) <= 100:
        problems["probability"] = msg("{field} is a number from 0 to 100.", field=msg("Probability"))
    if not 0 <= values.get("idle_days", 0) <= 999:
        problems["idle_days"] = msg("{field} is a number from 0 to 999.", field=msg("Idle days"))
    if problems:
        raise FieldProblems(problems)


def _check_name(name: str, others: Any) -> None:
    if problem := naming.problem_with(name, others):
        raise FieldProblems({"name": problem})


def _refuse_kind(row: Any) -> None:
    if Opportunity.select().where(Opportunity.stage == row.id).exists():
        raise DomainError(
            msg("“{name}” is in use. Move its opportunities first, then change its kind.", name=row.name), "kind"
        )
    others = Stage.select().where(Stage.pipeline == row.pipeline_id, Stage.stage_kind == OPEN, Stage.id != row.id)
    if row.stage_kind == OPEN and not others.exists():
        raise DomainError(msg("A pipeline needs an open stage. Add another one first."), "kind")


def _check_substitute(row: Any, substitute: int | None) -> None:
    other = Stage.get_or_none(Stage.id == substitute) if substitute else None
    if other is None or other.id == row.id:
        raise DomainError(msg("“{name}” is in use. Choose what takes its place.", name=row.name))
    if other.stage_kind != row.stage_kind or other.pipeline_id != row.pipeline_id:
        raise DomainError(msg("Choose a stage of the same kind and pipeline."))


def _put_in_order(stages: Sequence[int]) -> None:
    journal.edit_rows(Stage, {stage: {"place": place} for place, stage in enumerate(stages)})


def _free_colour(known: Sequence[StageRow], kind: str) -> int:
    if kind != OPEN:
        return _CLOSED_COLOURS[kind]
    used = [row.colour for row in known if row.kind == OPEN]
    return next((colour for colour in range(COLOURS) if colour not in used), len(known) % COLOURS)

"""What was learnt, kept in the book outside its journal, and the number of each open case renewed from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from peewee import fn

from crmdesk.models.database import immediate, in_ids, plain_tuples, update_rows, writing
from crmdesk.models.derived import other_chances
from crmdesk.models.learning import Learned
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import OPEN, Stage
from crmdesk.sales.desk import Desk
from crmdesk.sales.learning import model as models
from crmdesk.sales.learning.cases import open_cases
from crmdesk.sales.learning.features import features_of
from crmdesk.sales.learning.model import Model, Report
from crmdesk.sales.learning.outcomes import outcome_of
from crmdesk.sales.learning.study import TooFewCases, study

_AT_ONCE = 5_000
"""So many numbers are written before other writers get their turn."""
_MARK = 1_000_003


def renew(desk: Desk, kind: str, ids: Collection[int] | None = None, alive: Callable[[], None] = lambda: None) -> bool:
    """Bring what was learnt up to date, and then the numbers of the open cases; whether any of it changed.

    It learns anew when a case was closed or reopened since, or on another day.  Everybody's cases count, whoever works:
    no number tells of a single one.  It prepares without the lock and writes in short bursts.

    Args:
        ids: of the cases that were changed; None for all.  Those without a number get one in any case.
        alive: called now and then; it raises when nobody waits any more.
    """
    kept, mark = Learned.get_or_none(Learned.kind == kind), _mark(kind)
    if kept is not None and kept.closed == mark and kept.learned_on == desk.today:
        known = models.model_from_json(kept.model) if kept.model else None
        return _write(kind, _numbers(desk, kind, known, ids, alive))
    model, report = _learn(desk, kind, alive)
    if model is None and kept is None:
        return False  # a new office is left in peace
    _keep(desk, kind, mark, model, report)
    _write(kind, _numbers(desk, kind, model, None, alive))
    return True


def kept_report(kind: str) -> tuple[Model, Report] | None:
    """What was learnt of a kind last, and how good it is; None before, and where the history is too short."""
    kept = Learned.get_or_none(Learned.kind == kind)
    if kept is None or not kept.model:
        return None
    return models.model_from_json(kept.model), models.report_from_json(kept.report)


def learned_on(kind: str) -> date | None:
    """The local day on which was learnt what `kept_report` tells."""
    kept = Learned.get_or_none(Learned.kind == kind)
    return kept.learned_on if kept is not None else None


def open_stages() -> list[list[int]]:
    """The open stages of each pipeline, in order."""
    query = Stage.select(Stage.pipeline, Stage.id).where(Stage.stage_kind == OPEN).order_by(Stage.place, Stage.id)
    orders: dict[int, list[int]] = {}
    for pipeline, stage in plain_tuples(query):
        orders.setdefault(pipeline, []).append(stage)
    return list(orders.values())


def _mark(kind: str) -> str:
    """Tells this set of closed cases from any other: how many there are, and which."""
    outcome = outcome_of(kind)
    won = fn.IFNULL(outcome.is_won, 0)
    query = outcome.table.select(won, fn.COUNT(1), fn.SUM(outcome.table.id % _MARK)).where(outcome.is_closed)
    return " ".join(f"{won}:{count}:{rests}" for won, count, rests in plain_tuples(query.group_by(won)))


def _learn(desk: Desk, kind: str, alive: Callable[[], None]) -> tuple[Model | None, Report | None]:
    table = outcome_of(kind).table
    try:
        return study(desk, kind, table.trashed_at.is_null(), alive=alive)
    except TooFewCases:
        return None, None


def _keep(desk: Desk, kind: str, mark: str, model: Model | None, report: Report | None) -> None:
    with writing(), immediate():
        Learned.replace(
            kind=kind,
            learned_on=desk.today,
            closed=mark,
            model=models.model_to_json(model) if model else "",
            report=models.report_to_json(report) if report else "",
        ).execute()


def _numbers(
    desk: Desk, kind: str, model: Model | None, ids: Collection[int] | None, alive: Callable[[], None]
) -> list[tuple[int | None, int]]:
    """The numbers that are not what they should be: the right one and the case's id."""
    table = outcome_of(kind).table
    asked = None if ids is None else _with_new_ones(kind, ids)
    known = table.select(table.id, table.learned).where(table.learned.is_null(False))
    present = dict(plain_tuples(known if asked is None else known.where(in_ids(table.id, asked))))
    wanted: dict[int, int] = {}
    if model is not None:
        features = [feature for feature in features_of(desk, kind)[0] if feature.name in model.fields]
        cases = open_cases(kind, features, asked, model.edges, alive)
        wanted = dict(zip(cases.ids, models.foretold(model, cases, open_stages()), strict=True))
    every = present.keys() | wanted.keys()
    return [(wanted.get(known), known) for known in every if present.get(known) != wanted.get(known)]


def _with_new_ones(kind: str, ids: Collection[int]) -> list[int]:
    outcome = outcome_of(kind)
    new = outcome.table.select(outcome.table.id).where(outcome.is_open, outcome.table.learned.is_null())
    return list({*ids, *(row[0] for row in plain_tuples(new))})


def _write(kind: str, numbers: Sequence[tuple[int | None, int]]) -> bool:
    """Write them a burst at a time; a case closed meanwhile gets none."""
    outcome = outcome_of(kind)
    for start in range(0, len(numbers), _AT_ONCE):
        burst = numbers[start : start + _AT_ONCE]
        ids = [known for _number, known in burst]
        with writing(), immediate():
            going: Any = outcome.table.select(outcome.table.id).where(outcome.is_open, in_ids(outcome.table.id, ids))
            still = {row[0] for row in plain_tuples(going)}
            update_rows(
                outcome.table, ("learned",), [(number if known in still else None, known) for number, known in burst]
            )
            if kind == "opportunity":
                update_rows(Opportunity, ("counted",), [(chance, known) for known, (chance,) in other_chances(ids)])
    return bool(numbers)

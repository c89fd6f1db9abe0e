"""How long an opportunity was in each stage, from its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from crmdesk.models.database import plain_tuples
from crmdesk.models.journal import Step
from crmdesk.models.opportunities import OpportunityLog
from crmdesk.models.pipeline import OPEN
from crmdesk.sales.access import seen
from crmdesk.sales.desk import Desk


@dataclass(frozen=True, slots=True)
class StageTime:
    """What is known of one stage.

    Attributes:
        days: whole days in it, all visits together; None when the day of a visit's beginning or end is unknown.
    """

    stage: int
    days: int | None


@dataclass(frozen=True, slots=True)
class _Moment:
    day: date | None
    stage: int | None
    state: str
    gone: bool


def stage_times(desk: Desk, opportunity: int) -> dict[int, StageTime]:
    """The stages an open opportunity has been in; the present one is counted until today.

    What was undone does not count, neither the step nor the taking back.
    """
    if not seen(desk, "opportunity", [opportunity]):
        return {}
    moments = _moments(opportunity)
    known: dict[int, int | None] = {}
    for here, after in pairwise([*moments, _Moment(desk.today, None, OPEN, True)]):
        if here.stage is None or here.state != OPEN or here.gone:
            continue
        spent = _days(here.day, after.day)
        before = known.get(here.stage, 0)
        known[here.stage] = None if before is None or spent is None else before + spent
    return {stage: StageTime(stage, days) for stage, days in known.items()}


def _moments(opportunity: int) -> Sequence[_Moment]:
    """The log's rows whose effect stands, in the order they were written."""
    query = (
        OpportunityLog.select(
            OpportunityLog.day, OpportunityLog.stage, OpportunityLog.state, OpportunityLog.gone, Step.root, Step.done
        )
        .left_outer_join(Step, on=(OpportunityLog.step == Step.id))
        .where(OpportunityLog.opportunity == opportunity)
        .order_by(OpportunityLog.id)
    )
    return [
        _Moment(date.fromisoformat(day) if day else None, stage, state, bool(gone))
        for day, stage, state, gone, root, stands in plain_tuples(query)
        if root is None and stands in (None, 1)  # None: the history was shortened, the log is whole
    ]


def _days(begun: date | None, ended: date | None) -> int | None:
    if begun is None or ended is None:
        return None
    return max((ended - begun).days, 0)

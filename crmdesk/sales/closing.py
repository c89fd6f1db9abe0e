"""Closing and reopening opportunities, of several pipelines at once too."""

from __future__ import annotations

from collections.abc import Sequence

from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.opportunities import OpportunityLog
from crmdesk.models.pipeline import OPEN, WON, Stage
from crmdesk.sales import pipeline, records
from crmdesk.sales.access import here
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.pipeline import Closing, ClosingDetailsNeeded, ReopeningDetailsNeeded
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import msg, msgn


def close(desk: Desk, ids: Sequence[int], state: str, closing: Closing | None = None) -> Changes:
    """Win or lose opportunities, each in the closing stage of its own pipeline, as one step.

    Raises:
        StaleRecordError: one was deleted meanwhile.
        ClosingDetailsNeeded: for all of them; nothing was written.
        EntryDetailsNeeded: a stage needs to know more of them.
        DomainError: a pipeline has no such stage.
    """
    by_pipeline = _by_pipeline(desk, ids)
    label = (
        msgn("{n} opportunity won", "{n} opportunities won", len(ids))
        if state == WON
        else msgn("{n} opportunity lost", "{n} opportunities lost", len(ids))
    )
    if len(by_pipeline) == 1:
        return pipeline.move(desk, ids, pipeline.closing_stage(next(iter(by_pipeline)), state), closing)
    try:
        with desk.step(label) as writing:
            for known, members in by_pipeline.items():
                pipeline.move(desk, members, pipeline.closing_stage(known, state), closing)
    except ClosingDetailsNeeded as needed:
        raise ClosingDetailsNeeded(ids, needed.stage, needed.state, needed.problems) from needed
    return writing.changes


def reopen(desk: Desk, ids: Sequence[int], told: Closing | None = None) -> Changes:
    """Bring closed opportunities back to the open stage each was in last; what that needs is not asked again.

    Raises:
        StaleRecordError: one was deleted meanwhile.
        ReopeningDetailsNeeded: nothing was said on why; nothing was written.
        DomainError: a pipeline has no open stage.
    """
    by_stage: dict[int, list[int]] = {}
    for known, members in _by_pipeline(desk, ids).items():
        for record in members:
            by_stage.setdefault(_last_open_stage(record, known), []).append(record)
    try:
        with desk.step(msgn("{n} opportunity reopened", "{n} opportunities reopened", len(ids))) as writing:
            for stage, members in by_stage.items():
                pipeline.move(desk, members, stage, told, asked=False)
    except ReopeningDetailsNeeded as needed:
        raise ReopeningDetailsNeeded(ids, needed.problems) from needed
    return writing.changes


def _by_pipeline(desk: Desk, ids: Sequence[int]) -> dict[int, list[int]]:
    here(desk, "opportunity", ids, CHANGE)
    found = records.values_of("opportunity", "pipeline", ids)
    members: dict[int, list[int]] = {}
    for record in ids:
        members.setdefault(found[record], []).append(record)
    return members


def _last_open_stage(record: int, known: int) -> int:
    open_ones = [
        row[0]
        for row in plain_tuples(
            Stage.select(Stage.id).where(Stage.pipeline == known, Stage.stage_kind == OPEN).order_by(Stage.place)
        )
    ]
    if not open_ones:
        raise DomainError(msg("This pipeline has no open stage. Add one in Settings."))
    past = OpportunityLog.select(OpportunityLog.stage).where(
        OpportunityLog.opportunity == record, OpportunityLog.stage.in_(open_ones)
    )
    last = next(plain_tuples(past.order_by(OpportunityLog.id.desc()).limit(1)), None)
    return int(last[0] if last else open_ones[-1])

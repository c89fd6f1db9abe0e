"""Moving opportunities: the one function for a drop, a key, a form, a bulk edit and an import alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DetailsNeeded, DomainError, StaleRecordError
from crmdesk.models.negotiation import PastOutcome
from crmdesk.models.opportunities import IS_OPEN, Opportunity
from crmdesk.models.people import Company
from crmdesk.models.pipeline import LOST, OPEN, WON, Reason, Stage
from crmdesk.sales import entering, ranks, rules
from crmdesk.sales.access import gone, here, seen, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.entering import Known
from crmdesk.sales.fields import LONG, built_in
from crmdesk.sales.records import named_or_counted
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import Message, msg, msgn


@dataclass(frozen=True)
class Closing:
    """What is told when opportunities are moved: how they ended, and what else must be known.

    Attributes:
        day: the day they were won or lost.
        amounts: final amounts in minor units by id, for those that were won; the others keep theirs.
        reason: id of why they were lost.
        note: words beside the reason.
        known: what a stage needs to be entered, by id (`entering.NEW` for one that is being added) and field name.
        lost_to: id of the competitor they were lost to.
        why: why closed ones are looked at again, perhaps in no words; None while nobody said.
    """

    day: date | None = None
    amounts: Mapping[int, int | None] = field(default_factory=dict)
    reason: int | None = None
    note: str = ""
    known: Known = field(default_factory=dict)
    lost_to: int | None = None
    why: str | None = None


class ClosingDetailsNeeded(DetailsNeeded):
    """What closes opportunities is missing or wrong: closed_on, amount, reason or reason_note.

    Attributes:
        ids: the opportunities being closed.
        stage: the stage they go to.
        state: won or lost.
    """

    def __init__(self, ids: Sequence[int], stage: int, state: str, problems: Mapping[str, Message]) -> None:
        super().__init__(problems)
        self.ids = list(ids)
        self.stage = stage
        self.state = state


@dataclass(frozen=True, slots=True)
class Reopened:
    """How an opportunity had ended, and why it was looked at again."""

    state: str
    closed_on: date | None
    amount_minor: int | None
    reason: str
    note: str
    lost_to: str
    reopened_on: date
    why: str


class ReopeningDetailsNeeded(DetailsNeeded):
    """Closed opportunities are to be looked at again, and nobody has said why.

    Attributes:
        ids: the closed ones among those that are moved.
    """

    def __init__(self, ids: Sequence[int], problems: Mapping[str, Message]) -> None:
        super().__init__(problems)
        self.ids = list(ids)


def place(
    desk: Desk,
    ids: Sequence[int],
    stage: int,
    above: int | None = None,
    closing: Closing | None = None,
    *,
    asked: bool = True,
    new: bool = False,
) -> Changes:
    """Move opportunities to a stage, under the card `above` (None: to the top).

    A won or lost stage closes them; from one to an open stage, or to the other end, they are looked at again, and how
    they had ended is kept.
    Entering a stage starts its playbook.

    Args:
        asked: what the stage needs must be known; not so where it is entered again.
        new: the opportunities are being added in this step.

    Raises:
        StaleRecordError: an opportunity or the stage was deleted meanwhile.
        ClosingDetailsNeeded: the stage closes them and details are missing or wrong; nothing was written.
        ReopeningDetailsNeeded: some had ended otherwise, and nobody said why; nothing was written.
        EntryDetailsNeeded: the stage needs to know more of them; nothing was written.
    """
    target = Stage.get_or_none(Stage.id == stage)
    if target is None:
        raise StaleRecordError(gone("stage"))
    rows = _rows(desk, ids)
    told = closing or Closing()
    coming = [record for record in ids if rows[record].stage_id != target.id]
    reopened = [row.id for row in rows.values() if row.state not in (OPEN, target.stage_kind)]
    _refuse_without_why(reopened, told)
    if target.stage_kind == OPEN:
        values = dict.fromkeys(ids, outcome(target.id, target.pipeline_id, OPEN, None, None, None))
    else:
        values = _closed_values(rows, target, told)
    with desk.step(_label(ids, rows, target)) as writing:
        keep_outcomes(desk, dict.fromkeys(ids, target.stage_kind), told.why)
        for record, rank in zip(ids, ranks.below(stage, above, len(ids), set(ids)), strict=True):
            values[record] = {**values[record], "rank": rank}
        journal.edit_rows(Opportunity, values)
        if asked:
            entering.tell(desk, target, coming, told.known, new=new)
        entering.begin(desk, target, coming)
    return writing.changes


def move(desk: Desk, ids: Sequence[int], stage: int, closing: Closing | None = None, *, asked: bool = True) -> Changes:
    """Change only the stage of opportunities: at the end of the stage's order by hand.

    Raises:
        StaleRecordError, ClosingDetailsNeeded, ReopeningDetailsNeeded, EntryDetailsNeeded: as `place`.
    """
    others = Opportunity.select(Opportunity.id).where(
        Opportunity.stage == stage,
        IS_OPEN,
        Opportunity.id.not_in(list(ids)[:400]),  # IS_OPEN has the index
    )
    last = next(plain_tuples(others.order_by(Opportunity.rank.desc()).limit(1)), None)
    return place(desk, ids, stage, last[0] if last else None, closing, asked=asked)


def closing_stage(pipeline: int, state: str) -> int:
    """The stage of a pipeline that means won, or lost.

    Raises:
        DomainError: the pipeline has none.
    """
    found = Stage.select().where(Stage.pipeline == pipeline, Stage.stage_kind == state).order_by(Stage.place).first()
    if found is None:
        raise DomainError(
            msg("This pipeline has no stage for won ones. Add one in Settings.")
            if state == WON
            else msg("This pipeline has no stage for lost ones. Add one in Settings.")
        )
    return int(found.id)


def _rows(desk: Desk, ids: Sequence[int]) -> dict[int, Any]:
    here(desk, "opportunity", ids, CHANGE)
    query = Opportunity.select(Opportunity.id, Opportunity.stage, Opportunity.state, Opportunity.amount_minor)
    return {row.id: row for row in query.where(in_ids(Opportunity.id, ids))}


def outcome(
    stage: int | None,
    pipeline: int,
    state: str,
    day: date | str | None,
    reason: int | None,
    note: str | None,
    lost_to: int | None = None,
) -> dict[str, Any]:
    """What an opportunity is in a stage of this kind: an open one has no close day, reason or frozen rate."""
    values: dict[str, Any] = {"stage": stage, "pipeline": pipeline, "state": state}
    if state == OPEN:
        return {**values, "closed_on": None, "reason": None, "reason_note": None, "lost_to": None, "rate": None}
    lost = state == LOST
    return {
        **values, "closed_on": day, "rate": "1", "hold_until": None,
        "reason": reason if lost else None, "reason_note": note if lost else None, "lost_to": lost_to if lost else None,
    }  # fmt: skip


def _closed_values(rows: Mapping[int, Any], stage: Stage, told: Closing) -> dict[int, dict[str, Any]]:
    missing = _lost_problems(told) if stage.stage_kind == LOST else _won_problems(rows, told)
    if missing:
        raise ClosingDetailsNeeded(list(rows), stage.id, stage.stage_kind, missing)
    note = told.note.strip() or None
    common = outcome(stage.id, stage.pipeline_id, stage.stage_kind, told.day, told.reason, note, told.lost_to)
    if stage.stage_kind == LOST:
        return dict.fromkeys(rows, common)
    return {
        record: {**common, "amount_minor": told.amounts.get(record, row.amount_minor)} for record, row in rows.items()
    }


def _refuse_without_why(reopened: Sequence[int], told: Closing) -> None:
    if not reopened:
        return
    if told.why is None:
        raise ReopeningDetailsNeeded(reopened, {"why": msg("Say why it is looked at again.")})
    if problem := rules.text_problem(msg("Why"), told.why, LONG):
        raise ReopeningDetailsNeeded(reopened, {"why": problem})


def keep_outcomes(desk: Desk, states: Mapping[int, str], why: str | None = None) -> None:
    """Keep how opportunities had ended that are about to be in another state; inside a step.

    Args:
        states: what each will be: open, won or lost.
    """
    columns = ("state", "closed_on", "amount_minor", "reason_note", "reason_id", "lost_to_id")
    query = Opportunity.select().where(in_ids(Opportunity.id, states), Opportunity.state != OPEN)
    journal.add_rows(
        PastOutcome,
        [
            {
                **{name.removesuffix("_id"): getattr(row, name) for name in columns},
                "opportunity": row.id, "reopened_on": desk.today, "why": (why or "").strip() or None,
            }
            for row in query
            if row.state != states[row.id]
        ],
    )  # fmt: skip


def _won_problems(rows: Mapping[int, Any], told: Closing) -> dict[str, Message]:
    found = _day_problem(told)
    for record, row in rows.items():
        amount = told.amounts.get(record, row.amount_minor)
        if amount is None:
            found["amount"] = msg("Type the final amount.")
        elif problem := rules.value_problem(built_in("opportunity", "amount"), amount):
            found["amount"] = problem
    return found


def _lost_problems(told: Closing) -> dict[str, Message]:
    found = _day_problem(told)
    reason = Reason.get_or_none(Reason.id == told.reason) if told.reason else None
    if reason is None:
        found["reason"] = msg("Choose why it was lost.")
    elif reason.needs_note and not told.note.strip():
        found["reason_note"] = msg("Write a few words on the reason.")
    if problem := rules.value_problem(built_in("opportunity", "reason_note"), told.note):
        found["reason_note"] = problem
    return found


def reopened(desk: Desk, opportunity: int) -> list[Reopened]:
    """How an opportunity had ended before, the latest first."""
    query = (
        PastOutcome.select(
            PastOutcome.state, PastOutcome.closed_on, PastOutcome.amount_minor, Reason.name, PastOutcome.reason_note,
            Company.name, PastOutcome.reopened_on, PastOutcome.why,
        )
        .left_outer_join(Reason)
        .switch(PastOutcome)
        .left_outer_join(Company, on=(PastOutcome.lost_to == Company.id) & visible(desk, Company))
        .where(PastOutcome.opportunity.in_(seen(desk, "opportunity", [opportunity])))
        .order_by(PastOutcome.id.desc())
    )  # fmt: skip
    return [
        Reopened(
            state, date.fromisoformat(closed) if closed else None, amount, reason or "", note or "", company or "",
            date.fromisoformat(day), why or "",
        )
        for state, closed, amount, reason, note, company, day, why in plain_tuples(query)
    ]  # fmt: skip


def correction_problems(row: Any, told: Mapping[str, Any]) -> dict[str, Message]:
    """What is wrong with other details of a closed opportunity; only what is told now is looked at."""
    note = told.get("reason_note", row.reason_note) or ""
    whole = Closing(told.get("closed_on", row.closed_on), {}, told.get("reason", row.reason_id), note)
    if row.state == WON:
        told_when_lost = [name for name in ("reason", "reason_note", "lost_to") if told.get(name) is not None]
        found = {name: _told_when_lost(name) for name in told_when_lost} | _day_problem(whole)
    else:
        found = _lost_problems(whole)
    looked_at = {*told, *(("reason_note",) if "reason" in told else ())}
    return {name: problem for name, problem in found.items() if name in looked_at}


def _told_when_lost(name: str) -> Message:
    return msg("{field} is told when it is lost.", field=built_in("opportunity", name).label)


def _day_problem(told: Closing) -> dict[str, Message]:
    if told.day is None:
        return {"closed_on": msg("Choose the day it was closed.")}
    problem = rules.value_problem(built_in("opportunity", "closed_on"), told.day)
    return {"closed_on": problem} if problem else {}


def _label(ids: Sequence[int], rows: Mapping[int, Any], stage: Stage) -> Message:
    if stage.stage_kind == WON:
        named, counted = msg("“{name}” won"), msgn("{n} opportunity won", "{n} opportunities won", len(ids))
    elif stage.stage_kind == LOST:
        named, counted = msg("“{name}” lost"), msgn("{n} opportunity lost", "{n} opportunities lost", len(ids))
    elif all(row.stage_id == stage.id for row in rows.values()):
        named = msg("“{name}” moved in {stage}", stage=stage.name)
        counted = msgn(
            "{n} opportunity moved in {stage}", "{n} opportunities moved in {stage}", len(ids), stage=stage.name
        )
    else:
        named = msg("“{name}” moved to {stage}", stage=stage.name)
        counted = msgn(
            "{n} opportunity moved to {stage}", "{n} opportunities moved to {stage}", len(ids), stage=stage.name
        )
    return named_or_counted(Opportunity, ids, named, counted)

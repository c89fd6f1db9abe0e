"""Adding, saving and moving leads: where each stands, and why and when it was given up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.models import journal
from crmdesk.models.errors import DetailsNeeded, DomainError, FieldProblems, StaleRecordError
from crmdesk.models.leads import CONVERTED, GOING, LeadReason, LeadStatus
from crmdesk.models.people import Lead
from crmdesk.sales import lead_statuses, links, locks, records, rules
from crmdesk.sales.access import gone, here
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import built_in
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import Message, msg, msgn

OUTCOME = ("closed_on", "reason", "reason_note", "look_again_on")
"""How a lead ended: told when it is closed, and corrected while it stays closed."""

_COUNTED = ("score", "next_on")


@dataclass(frozen=True)
class LeadClosing:
    """What is told when leads are given up.

    Attributes:
        reason: id of why.
        note: words beside the reason.
        look_again_on: the day to look at them again, if ever.
        day: the day they were given up; None for today.
    """

    reason: int | None = None
    note: str = ""
    look_again_on: date | None = None
    day: date | None = None


class LeadClosingNeeded(DetailsNeeded):
    """What closes leads is missing or wrong: reason, reason_note, look_again_on or closed_on.

    Attributes:
        ids: the leads being closed.
        status: the status they go to.
        kind: its kind.
    """

    def __init__(self, ids: Sequence[int], status: int, kind: str, problems: Mapping[str, Message]) -> None:
        super().__init__(problems)
        self.ids = list(ids)
        self.status = status
        self.kind = kind


def add(desk: Desk, values: Mapping[str, Any], closing: LeadClosing | None = None) -> Changes:
    """Add a lead; the name of a person or of an organisation is enough.

    Args:
        values: field name to value; without a status it starts in the first open one.
        closing: details where the status closes it; made of the values where it is not given.

    Raises:
        FieldProblems: with a sentence beside each field; nothing was written.
        LeadClosingNeeded: the status closes it and details are missing.
    """
    clean = records.tidy("lead", values, new=True)
    rules.refuse(desk, "lead", clean, new=True)
    links.refuse(desk, "lead", clean)
    _refuse_counted(clean)
    told = {name: clean.pop(name, None) for name in OUTCOME}
    to = _status(clean["status"]) if clean.get("status") is not None else None
    if to is None or to.status_kind in GOING:
        _refuse_outcome(told, None)
        return records.add(desk, "lead", clean)
    del clean["status"]
    with desk.step(msg("{kind} “{name}” added", kind=records.kind_name("lead"), name=clean["name"])) as writing:
        record = records.add(desk, "lead", clean).new("lead")
        move(desk, [record], to.id, closing or _closing_of(told))
    return writing.changes


def save(
    desk: Desk,
    record: int,
    values: Mapping[str, Any],
    base: Mapping[str, Any] | None = None,
    closing: LeadClosing | None = None,
) -> Changes:
    """Change fields of a lead; a change of status goes the same way as a drop on the board.

    How a closed one ended (`OUTCOME`) may be corrected; an open one is closed by its status.

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: it is gone, or a field was changed meanwhile.
        LeadClosingNeeded: the status closes it and details are missing.
    """
    here(desk, "lead", [record], CHANGE)
    clean = records.tidy("lead", values)
    rules.refuse(desk, "lead", clean, new=False)
    row: Any = Lead.get_or_none(Lead.id == record)
    clean = records.changed_since(desk, "lead", row, clean, base)
    changed = records.differing(desk, "lead", row, clean)
    _refuse_counted(changed)
    if "status" in changed and changed["status"] is None:
        raise FieldProblems({"status": _missing("status")})
    to = _status(changed["status"]) if "status" in changed else None
    told = {name: changed[name] for name in OUTCOME if name in changed}
    if to is None or to.status_kind in GOING:
        _refuse_outcome(told, row if to is None else None)
    else:
        closing = closing or _closing_of({name: clean.get(name, getattr(row, name)) for name in OUTCOME})
    apart = {"status", *(OUTCOME if to is not None else ())}
    with desk.step(msg("“{name}” changed", name=clean.get("name") or row.name)) as writing:
        records.save(desk, "lead", record, {name: values[name] for name in values if name not in apart}, base)
        if to is not None:
            move(desk, [record], to.id, closing)
    return writing.changes


def save_all(desk: Desk, ids: Sequence[int], values: Mapping[str, Any]) -> Changes:
    """Give the same plain values (owner, rating, tags...) to many leads, as one step.

    Raises:
        FieldProblems: with a sentence beside each field; `move` changes the status.
        StaleRecordError: one was deleted meanwhile.
    """
    apart = [name for name in values if name in ("status", *OUTCOME, *_COUNTED)]
    if apart:
        raise FieldProblems(
            {
                name: msg("{field} cannot be given to several at once.", field=built_in("lead", name).label)
                for name in apart
            }
        )
    return records.save_all(desk, "lead", ids, values)


def move(desk: Desk, ids: Sequence[int], status: int, closing: LeadClosing | None = None) -> Changes:
    """Put leads in a status.  One that closes them asks why; from one back to an open status reopens them.

    Raises:
        StaleRecordError: a lead or the status was deleted meanwhile.
        LeadClosingNeeded: the status closes them and details are missing or wrong; nothing was written.
        DomainError: it is the status of converted leads, which converting gives, or one was converted.
    """
    to = _status(status)
    here(desk, "lead", ids)
    locks.refuse("lead", ids)
    told = closing or LeadClosing()
    if to.status_kind == CONVERTED:
        raise DomainError(msg("“{status}” comes from converting a lead, not by hand.", status=to.name), "status")
    if to.status_kind not in GOING and (missing := _closing_problems(told)):
        raise LeadClosingNeeded(ids, status, to.status_kind, missing)
    note = told.note.strip() or None
    values = outcome(status, to.status_kind, told.day or desk.today, told.reason, note, told.look_again_on)
    with desk.step(_label(ids, to)) as writing:
        journal.edit_all(Lead, ids, **values)
    return writing.changes


def reopen(desk: Desk, ids: Sequence[int]) -> Changes:
    """Work leads again that were given up: in the status each had before, where that is known.

    Raises:
        StaleRecordError: one was deleted meanwhile.
        DomainError: the office has no open status.
    """
    here(desk, "lead", ids)
    by_status: dict[int, list[int]] = {}
    going = {row.id for row in lead_statuses.rows() if row.kind in GOING}
    first = lead_statuses.of_kind(GOING[0])
    for record in ids:
        before = (old for old in _statuses_before(record) if old in going)
        by_status.setdefault(next(before, first), []).append(record)
    with desk.step(msgn("{n} lead reopened", "{n} leads reopened", len(ids))) as writing:
        for status, members in by_status.items():
            move(desk, members, status)
    return writing.changes


def _statuses_before(record: int) -> Iterator[int]:
    """The statuses a lead left, the last one first."""
    for one in journal.history_of(record):
        if one.how == journal.EDIT and one.payload.get("status", (None,))[0] is not None:
            yield one.payload["status"][0]


def outcome(
    status: int | None,
    kind: str,
    day: date | str | None = None,
    reason: int | None = None,
    note: str | None = None,
    look_again_on: date | str | None = None,
) -> dict[str, Any]:
    """What a lead is in a status of this kind: only one that was given up has a reason and a day to look again."""
    values: dict[str, Any] = {"status": status, "closed_on": None, "reason": None, "reason_note": None}
    if kind in GOING:
        return {**values, "look_again_on": None}
    values["closed_on"] = day
    if kind == CONVERTED:
        return {**values, "look_again_on": None}
    return {**values, "reason": reason, "reason_note": note, "look_again_on": look_again_on}


def add_columns(columns: Mapping[str, Sequence[Any]]) -> list[int]:
    """Add many leads at once; their ids.  Must be called inside a step, with values that passed the rules.

    Args:
        columns: attribute name to plain database values, all of one length.  Without a status they start in the first
            open one; what only a closed lead has is left out of the others.
    """
    count = len(next(iter(columns.values())))
    first, kinds = lead_statuses.first_open(), {row.id: row.kind for row in lead_statuses.rows()}
    statuses = [first if status is None else status for status in columns.get("status") or [None] * count]
    given = [columns.get(name) or [None] * count for name in OUTCOME]
    ends = [outcome(status, kinds.get(status, GOING[0]), *told) for status, *told in zip(statuses, *given, strict=True)]
    ended = {name: [end[name] for end in ends] for name in ("status", *OUTCOME)}
    return records.add_columns("lead", {**columns, **ended})


def _status(status: int) -> Any:
    row = LeadStatus.get_or_none(LeadStatus.id == status)
    if row is None:
        raise StaleRecordError(gone("lead_status"))
    return row


def _closing_of(told: Mapping[str, Any]) -> LeadClosing | None:
    """What a form's own fields tell of the outcome."""
    if not any(told.values()):
        return None
    reason = told["reason"]
    return LeadClosing(
        getattr(reason, "id", reason), told["reason_note"] or "", told["look_again_on"], told["closed_on"]
    )


def _refuse_counted(values: Mapping[str, Any]) -> None:
    """Refuse to type what is counted by the book."""
    found = {
        name: msg("{field} cannot be typed: it follows from the rest.", field=built_in("lead", name).label)
        for name in _COUNTED
        if values.get(name) is not None
    }
    if found:
        raise FieldProblems(found)


def _refuse_outcome(told: Mapping[str, Any], row: Any) -> None:
    """Refuse an outcome of a lead that is worked, and a wrong one of a closed one.

    Args:
        row: the lead, which stays where it is; None for one that is worked from now on.
    """
    kind = row.status.status_kind if row is not None and row.status is not None else GOING[0]
    if kind in GOING or kind == CONVERTED:
        allowed = ("closed_on",) if kind == CONVERTED else ()
        found = {
            name: msg("{field} is told when a lead is given up.", field=built_in("lead", name).label)
            for name, value in told.items()
            if value is not None and name not in allowed
        }
    else:
        whole = {name: told.get(name, getattr(row, name)) for name in OUTCOME}
        looked_at = {*told, *(("reason_note",) if "reason" in told else ())}
        problems = _closing_problems(_closing_of(whole) or LeadClosing())
        found = {name: problem for name, problem in problems.items() if name in looked_at}
    if found:
        raise FieldProblems(found)


def _closing_problems(told: LeadClosing) -> dict[str, Message]:
    found: dict[str, Message] = {}
    reason = LeadReason.get_or_none(LeadReason.id == told.reason) if told.reason else None
    if reason is None:
        found["reason"] = msg("Choose why it is given up.")
    elif reason.needs_note and not told.note.strip():
        found["reason_note"] = msg("Write a few words on the reason.")
    given = (("reason_note", told.note), ("look_again_on", told.look_again_on), ("closed_on", told.day))
    for name, value in given:
        if problem := rules.value_problem(built_in("lead", name), value):
            found[name] = problem
    return found


def _missing(name: str) -> Message:
    return msg("{field} is missing. Fill it in.", field=built_in("lead", name).label)


def _label(ids: Sequence[int], to: Any) -> Message:
    counted = msgn("{n} lead moved to {stage}", "{n} leads moved to {stage}", len(ids), stage=to.name)
    return records.named_or_counted(Lead, ids, msg("“{name}” moved to {stage}", stage=to.name), counted)

"""Playbooks: activities that are planned together, when a stage is entered or by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import fn

from crmdesk.models import journal
from crmdesk.models.activities import Activity
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact
from crmdesk.models.pipeline import Stage
from crmdesk.models.playbooks import COUNTED_FROM, ENTERING, EXPECTED, Playbook, PlaybookStep
from crmdesk.sales import activity_types, naming, rules
from crmdesk.sales.access import gone, here, set_up
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import SHORT
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import Message, msg

COUNTED_NAMES = {ENTERING: msg("days after entering"), EXPECTED: msg("days before the expected day")}
PLACEHOLDERS = ("title", "client")
"""What a subject can hold in braces: the opportunity's title, and the name of its client."""
MOST_DAYS, MOST_STEPS = 999, 50


@dataclass(frozen=True, slots=True)
class StepRow:
    """An activity of a playbook.

    Attributes:
        type: the code of its type.
        days: after the day it is started, or before the day the opportunity is expected to close.
        counted_from: one of `COUNTED_FROM`.
    """

    id: int
    type: str
    subject: str
    note: str
    days: int
    counted_from: str


@dataclass(frozen=True, slots=True)
class PlaybookRow:
    """A playbook; `stages` are the names of the stages that start it."""

    id: int
    name: str
    steps: tuple[StepRow, ...]
    stages: tuple[str, ...]


def read() -> list[PlaybookRow]:
    """The playbooks in the office's order, with their steps."""
    steps: dict[int, list[StepRow]] = {}
    one = PlaybookStep
    columns = (one.playbook, one.id, one.type, one.subject, one.note, one.days, one.counted_from)
    for playbook, *rest in plain_tuples(one.select(*columns).order_by(one.place, one.id)):
        known, type_, subject, note, days, counted = rest
        steps.setdefault(playbook, []).append(StepRow(known, type_, subject, note or "", days, counted))
    stages: dict[int, list[str]] = {}
    used = Stage.select(Stage.playbook, Stage.name).where(Stage.playbook.is_null(False)).order_by(Stage.place)
    for playbook, name in plain_tuples(used):
        stages.setdefault(playbook, []).append(name)
    return [
        PlaybookRow(known, name, tuple(steps.get(known, ())), tuple(stages.get(known, ()))) for known, name in choices()
    ]


def choices() -> list[tuple[int, str]]:
    """(id, name) of the playbooks in the office's order."""
    return list(plain_tuples(Playbook.select(Playbook.id, Playbook.name).order_by(Playbook.place, Playbook.id)))


# Starting


def start(desk: Desk, playbook: int, opportunities: Sequence[int]) -> Changes:
    """Plan the activities of a playbook for opportunities, as one step.

    Raises:
        DomainError: it has no activities.
        StaleRecordError: an opportunity or the playbook was deleted meanwhile.
    """
    row = _playbook(playbook)
    here(desk, "opportunity", opportunities, CHANGE)
    if not PlaybookStep.select().where(PlaybookStep.playbook == playbook).exists():
        raise DomainError(msg("“{name}” has no activities yet. Add some in Settings.", name=row.name))
    with desk.step(msg("“{name}” started", name=row.name)) as writing:
        plan(desk, playbook, opportunities)
    return writing.changes


def begin(desk: Desk, playbook: int, opportunities: Sequence[int]) -> None:
    """Start the playbook of a stage that opportunities enter, but for those where it is still going on.

    Must be called inside a step.
    """
    open_ones = Activity.select(Activity.opportunity).where(
        in_ids(Activity.opportunity, opportunities),
        Activity.playbook == playbook,
        Activity.done_on.is_null(),
        Activity.trashed_at.is_null(),
    )
    going = {known for (known,) in plain_tuples(open_ones)}
    plan(desk, playbook, [known for known in opportunities if known not in going])


def plan(desk: Desk, playbook: int, opportunities: Sequence[int]) -> None:
    """Plan a playbook's activities for opportunities.  Must be called inside a step."""
    steps = list(
        PlaybookStep.select().where(PlaybookStep.playbook == playbook).order_by(PlaybookStep.place, PlaybookStep.id)
    )
    columns = (Opportunity.id, Opportunity.title, Opportunity.owner, Opportunity.expected_on)
    query = (
        Opportunity.select(*columns, fn.COALESCE(Company.name, Contact.name, ""))
        .left_outer_join(Company, on=(Opportunity.company == Company.id))
        .left_outer_join(Contact, on=(Opportunity.contact == Contact.id))
        .where(in_ids(Opportunity.id, opportunities))
        .order_by(Opportunity.id)
    )
    rows = [
        {
            "type": step.type,
            "subject": _filled(step.subject, title, client),
            "note": step.note,
            "due_on": _day(desk, step, expected),
            "owner": owner if owner is not None else desk.user,
            "opportunity": known,
            "playbook": playbook,
        }
        for known, title, owner, expected, client in plain_tuples(query)
        for step in steps
    ]
    journal.add_rows(Activity, rows)


def _day(desk: Desk, step: Any, expected: str | None) -> date | None:
    """The day of a step; today where it would be past, and none where nobody knows what it is counted from."""
    if step.counted_from == ENTERING:
        return _kept(desk.today + timedelta(days=step.days))
    if expected is None:
        return None
    return _kept(max(desk.today, date.fromisoformat(expected) - timedelta(days=step.days)))


def _kept(day: date) -> date | None:
    return day if day <= rules.LAST_DAY else None


def _filled(subject: str, title: str, client: str) -> str:
    text = subject.replace("{client}", client).replace("{title}", title)
    return text[:SHORT].strip()


# The set-up


def add(desk: Desk, name: str) -> Changes:
    """Add a playbook without activities at the end of the list.

    Raises:
        FieldProblems: the name is empty, too long or taken.
    """
    set_up(desk)
    _refuse_name(name)
    with desk.step(msg("“{name}” added", name=name.strip())) as writing:
        last = Playbook.select(fn.MAX(Playbook.place)).scalar()
        journal.add(Playbook, name=name.strip(), place=0 if last is None else last + 1)
    return writing.changes


def rename(desk: Desk, playbook: int, name: str) -> Changes:
    """Give a playbook another name.

    Raises:
        FieldProblems: the name is empty, too long or taken.
        StaleRecordError: it is gone.
    """
    set_up(desk)
    row = _playbook(playbook)
    _refuse_name(name, playbook)
    with desk.step(msg("“{name}” changed", name=row.name)) as writing:
        journal.edit(Playbook, playbook, name=name.strip())
    return writing.changes


def reorder(desk: Desk, ids: Sequence[int]) -> Changes:
    """Put the playbooks in this order."""
    set_up(desk)
    with desk.step(msg("List put in order")) as writing:
        journal.edit_rows(Playbook, {playbook: {"place": place} for place, playbook in enumerate(ids)})
    return writing.changes


def delete(desk: Desk, playbook: int) -> Changes:
    """Delete a playbook; what it planned stays, and stages start nothing in its place.

    Raises:
        StaleRecordError: it is gone.
    """
    set_up(desk)
    row = _playbook(playbook)
    with desk.step(msg("“{name}” deleted", name=row.name)) as writing:
        for table in (Activity, Stage):
            journal.edit_all(table, _ids(table, playbook), playbook=None)
        journal.remove(PlaybookStep, _ids(PlaybookStep, playbook))
        journal.remove(Playbook, [playbook])
    return writing.changes


def add_step(desk: Desk, playbook: int, subject: str, type_: str | None = None) -> Changes:
    """Add an activity at the end of a playbook, for the day it is started.

    Args:
        type_: the code of its type; the first one that is offered, where nobody says.

    Raises:
        FieldProblems: with a sentence for each value.
        StaleRecordError: the playbook is gone.
    """
    set_up(desk)
    row = _playbook(playbook)
    values = {"subject": subject.strip(), "type": type_ or activity_types.first(desk)}
    _refuse_step(desk, values)
    known = _ids(PlaybookStep, playbook)
    if len(known) >= MOST_STEPS:
        raise DomainError(msg("A playbook holds {most} activities at the most.", most=MOST_STEPS))
    with desk.step(msg("“{name}” changed", name=row.name)) as writing:
        last = PlaybookStep.select(fn.MAX(PlaybookStep.place)).where(PlaybookStep.playbook == playbook).scalar()
        journal.add(PlaybookStep, playbook=playbook, place=0 if last is None else last + 1, **values)
    return writing.changes


def change_step(desk: Desk, step: int, **values: Any) -> Changes:
    """Change type, subject, note, days or counted_from of an activity of a playbook.

    Raises:
        FieldProblems: with a sentence for each value.
        StaleRecordError: it is gone.
    """
    set_up(desk)
    row = _step(step)
    clean = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    _refuse_step(desk, clean)
    with desk.step(msg("“{name}” changed", name=row.playbook.name)) as writing:
        journal.edit(PlaybookStep, step, **clean)
    return writing.changes


def delete_step(desk: Desk, step: int) -> Changes:
    """Take an activity out of a playbook; what it planned stays.

    Raises:
        StaleRecordError: it is gone.
    """
    set_up(desk)
    row = _step(step)
    with desk.step(msg("“{name}” changed", name=row.playbook.name)) as writing:
        journal.remove(PlaybookStep, [step])
    return writing.changes


def reorder_steps(desk: Desk, steps: Sequence[int]) -> Changes:
    """Put the activities of a playbook in this order."""
    set_up(desk)
    with desk.step(msg("List put in order")) as writing:
        journal.edit_rows(PlaybookStep, {step: {"place": place} for place, step in enumerate(steps)})
    return writing.changes


def _playbook(playbook: int) -> Any:
    row = Playbook.get_or_none(Playbook.id == playbook)
    if row is None:
        raise StaleRecordError(gone("playbook"))
    return row


def _step(step: int) -> Any:
    row = PlaybookStep.get_or_none(PlaybookStep.id == step)
    if row is None:
        raise StaleRecordError(gone("playbook_step"))
    return row


def _ids(table: Any, playbook: int) -> list[int]:
    return [known for (known,) in plain_tuples(table.select(table.id).where(table.playbook == playbook))]


def _refuse_name(name: str, playbook: int | None = None) -> None:
    others = Playbook.select(Playbook.name)
    others = others if playbook is None else others.where(Playbook.id != playbook)
    if problem := naming.problem_with(name, others):
        raise FieldProblems({"name": problem})


def _refuse_step(desk: Desk, values: Mapping[str, Any]) -> None:
    told = {name: values[name] for name in ("type", "subject", "note") if name in values}
    found: dict[str, Message] = rules.problems(desk, "activity", told, new=False)
    if "subject" in values and not values["subject"]:
        found["subject"] = msg("Say what is to be done.")
    days = values.get("days", 0)
    if not isinstance(days, int) or not 0 <= days <= MOST_DAYS:
        found["days"] = msg("{field} is a number from 0 to 999.", field=msg("Days"))
    if values.get("counted_from", ENTERING) not in COUNTED_FROM:
        names = ", ".join(COUNTED_FROM)
        found["counted_from"] = msg("“{value}” is not one of: {names}.", value=str(values["counted_from"]), names=names)
    if found:
        raise FieldProblems(found)

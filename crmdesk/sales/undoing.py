"""Taking back and doing again, for the window's keys and the command line alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any

from crmdesk.models import journal
from crmdesk.models.base import Record
from crmdesk.models.custom import VALUE_LINKS
from crmdesk.models.database import rows_of
from crmdesk.models.errors import ConflictError, DomainError
from crmdesk.models.journal import Entry
from crmdesk.sales import audit, guard
from crmdesk.sales.access import reached
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import FIELDS, TABLES
from crmdesk.sales.rights import SEE
from crmdesk.texts import Message, msg

_SOMETHING = msg("something else")
_HIDDEN = msg("something you may not see")
_OTHERS = {
    "trashed_at": msg("Trash"),
    "place": msg("Order"),
    "name": msg("Name"),
    "colour": msg("Colour"),
    "probability": msg("Probability"),
    "stage_kind": msg("Kind"),
    "idle_days": msg("Idle days"),
    "value": msg("Settings"),
    "on_card": msg("Show on the card"),
    **dict.fromkeys(
        ("text", "whole", "number", "day", "choice", *VALUE_LINKS),
        msg("Value"),  # of a field of the office's own, by which the row is called
    ),
}
"""Columns that are no field of their table."""
_REDO = {
    undone.text: redone.text
    for undone, redone in (
        (
            msg("This cannot be undone: something else has the same name by now. Give that another name first."),
            msg("This cannot be redone: something else has the same name by now. Give that another name first."),
        ),
        (
            msg("This cannot be undone: another value was given since. Undo that first."),
            msg("This cannot be redone: another value was given since. Undo that first."),
        ),
        (
            msg("This cannot be undone: a record it needs is gone. Undo the later steps first."),
            msg("This cannot be redone: a record it needs is gone. Undo the later steps first."),
        ),
        (
            msg("This cannot be undone: “{other}” was linked to “{name}” since. Undo that first."),
            msg("This cannot be redone: “{other}” was linked to “{name}” since. Undo that first."),
        ),
        (
            msg("This cannot be undone: “{name}”, which it needs, was deleted since. Undo that first."),
            msg("This cannot be redone: “{name}”, which it needs, was deleted since. Undo that first."),
        ),
        (
            msg("This cannot be undone: “{name}” was changed since ({fields}). Undo that first."),
            msg("This cannot be redone: “{name}” was changed since ({fields}). Undo that first."),
        ),
        (
            msg("This cannot be undone: “{name}” would stand above itself. Undo the later steps first."),
            msg("This cannot be redone: “{name}” would stand above itself. Undo the later steps first."),
        ),
        (
            msg("This cannot be undone: “{name}” was deleted since. Undo that first."),
            msg("This cannot be redone: “{name}” was deleted since. Undo that first."),
        ),
    )
}


def undo(desk: Desk, step: int | None = None) -> Changes:
    """Take back the user's last action whose effect stands, or the given one.

    Raises:
        DomainError: there is nothing to undo, or the step was taken back already.
        ConflictError: something was built on it since.
    """
    if step is None:
        last = journal.last_to_undo(desk.user)
        if last is None:
            raise DomainError(msg("There is nothing to undo."))
        return turn(desk, last.id)
    action = journal.Step.get_or_none(journal.Step.id == step)
    if action is not None and not action.done:
        raise DomainError(msg("This was undone already."))
    return turn(desk, step)


def redo(desk: Desk) -> Changes:
    """Do again what the user's last undo took back.

    Raises:
        DomainError: there is nothing to do again.
        ConflictError: something changed since.
    """
    last = journal.last_to_redo(desk.user)
    if last is None:
        raise DomainError(msg("There is nothing to redo."))
    return turn(desk, last.id)


def undo_last_of_anybody(desk: Desk) -> Changes:
    """Take back the last action that stands, whoever did it (the command line's undo); the user's own, unless he is an
    administrator.

    Raises:
        DomainError: there is nothing to undo.
        ConflictError: something was built on it since.
    """
    last = journal.last_to_undo(_whose(desk))
    if last is None:
        raise DomainError(msg("There is nothing to undo."))
    return turn(desk, last.id)


def redo_of_anybody(desk: Desk, step: int | None = None) -> Changes:
    """Do again what was taken back last, whoever did (the command line's redo), or the given action.

    Raises:
        DomainError: there is nothing to do again.
        ConflictError: something changed since.
    """
    if step is None:
        last = journal.last_to_redo(_whose(desk))
        if last is None:
            raise DomainError(msg("There is nothing to redo."))
        return turn(desk, last.id)
    if journal.Step.get_or_none((journal.Step.id == step) & journal.Step.root.is_null() & journal.Step.done):
        raise DomainError(msg("This was not undone, so there is nothing to do again."))
    return turn(desk, step)


def _whose(desk: Desk) -> int | None:
    return None if desk.rights.everything else desk.user


def next_undo(desk: Desk) -> Message | None:
    """What undo would take back, in words."""
    last = journal.last_to_undo(desk.user)
    return last.message() if last else None


def next_redo(desk: Desk) -> Message | None:
    """What redo would do again, in words."""
    last = journal.last_to_redo(desk.user)
    return last.message() if last else None


def turn(desk: Desk, step: int) -> Changes:
    """Take an action back when its effect stands, or else do it again.

    Raises:
        StaleRecordError: there is no such action.
        NotAllowedError: it touched something that is not the user's to change.
        ConflictError: something was built on it since.
        DomainError: a lead it changed was converted since.
    """
    from crmdesk.sales import touched  # late: a start only asks what could be undone

    action = journal.Step.get_or_none(journal.Step.id == step)
    if action is not None:
        touched.refuse_others(desk, action)
    try:
        entry = journal.undo(step, user=desk.user, at=desk.clock.instant(), day=desk.today, check=_look_over)
    except ConflictError as problem:
        raise _in_words(desk, problem, again=action is not None and not action.done) from problem
    desk.forget()
    stands = journal.Step.get_by_id(step).done
    return replace(Changes.of_entry(entry), undone=not stands)


def _look_over(entry: Entry) -> None:
    from crmdesk.sales import locks  # late: a start only asks what could be undone

    guard.keep_an_administrator(entry)
    locks.refuse_older(entry)
    _refuse_order(entry)


def _refuse_order(entry: Entry) -> None:
    """Refuse to leave a day before the one that it must not come before.

    Raises:
        DomainError: the sentence names the record.
    """
    from crmdesk.sales import rules  # late, as above

    for table, edited in entry.edited.items():
        names = rules.DAYS_IN_ORDER.get(table.kind, ())
        for row in rows_of(table, ("name", *names), edited) if names else ():
            if rules.order_problems(table.kind, dict(zip(names, row[2:], strict=True))):
                raise DomainError(msg("“{name}” would end before it starts. Change its days first.", name=row[1]))


def _look_over_part(desk: Desk, entry: Entry) -> None:
    guard.look_over(desk, entry, back=True)
    guard.keep_an_administrator(entry)
    audit.deletions(desk, entry)


def undo_part(desk: Desk, step: int, rows: Mapping[type[Record], Collection[int]], label: Message) -> Changes:
    """Take back what an action did to some rows, as an action of its own.

    Raises:
        StaleRecordError: there is no such action, or it was taken back already.
        NotAllowedError: one of the rows is not the user's to change.
        ConflictError: something was built on the rows since.
    """
    try:
        entry = journal.undo_part(
            step, rows, label, user=desk.user, at=desk.clock.instant(), day=desk.today,
            check=lambda entry: _look_over_part(desk, entry),
        )  # fmt: skip
    except ConflictError as problem:
        raise _in_words(desk, problem, again=False) from problem
    return Changes.of_entry(entry)


def _in_words(desk: Desk, problem: ConflictError, *, again: bool) -> ConflictError:
    """The refusal with the fields as people call them; one of doing again says so."""
    values = dict(problem.message.values)
    if _is_hidden(desk, problem):
        values["other" if "other" in values else "name"] = _HIDDEN
    if "fields" in values:
        labels = {field.attribute: field.label for field in FIELDS.get(problem.kind or "", ())}
        names = list(dict.fromkeys(labels.get(name, _OTHERS.get(name, _SOMETHING)) for name in problem.fields))
        values["fields"] = reduce(lambda one, other: msg("{one}, {other}", one=one, other=other), names)
    text = _REDO.get(problem.message.text, problem.message.text) if again else problem.message.text
    return ConflictError(
        replace(problem.message, text=text, values=values), problem.kind, problem.record, problem.fields
    )


def _is_hidden(desk: Desk, problem: ConflictError) -> bool:
    """Whether what stands in the way is there, and not the user's to see."""
    if problem.kind not in TABLES or desk.rights.sight is None:
        return False
    table: Any = TABLES[problem.kind]
    row = table.select().where(table.id == problem.record)
    return bool(row.exists()) and not row.where(reached(desk, table, SEE)).exists()

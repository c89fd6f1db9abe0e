"""Taking back and doing again, for the window's keys and the command line alike."""

from __future__ import annotations

from crmdesk.models import journal
from crmdesk.models.errors import DomainError
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.texts import Message, msg


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
        return _turn(desk, last.id)
    action = journal.Step.get_or_none(journal.Step.id == step)
    if action is not None and not action.done:
        raise DomainError(msg("This was undone already."))
    return _turn(desk, step)


def redo(desk: Desk) -> Changes:
    """Do again what the user's last undo took back.

    Raises:
        DomainError: there is nothing to do again.
        ConflictError: something changed since.
    """
    last = journal.last_to_redo(desk.user)
    if last is None:
        raise DomainError(msg("There is nothing to redo."))
    return _turn(desk, last.id)


def next_undo(desk: Desk) -> Message | None:
    """What undo would take back, in words."""
    last = journal.last_to_undo(desk.user)
    return last.message() if last else None


def next_redo(desk: Desk) -> Message | None:
    """What redo would do again, in words."""
    last = journal.last_to_redo(desk.user)
    return last.message() if last else None


def _turn(desk: Desk, step: int) -> Changes:
    entry = journal.undo(step, user=desk.user, at=desk.clock.instant(), day=desk.today)
    desk.settings.forget()
    return Changes.of_entry(entry)

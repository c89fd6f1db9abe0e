"""What was done in the book, newest first, for those who look back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crmdesk.models.journal import Step
from crmdesk.sales import touched, users
from crmdesk.sales.desk import Desk
from crmdesk.texts import Message, msg, msgn

PAGE = 50


@dataclass(frozen=True, slots=True)
class Done:
    """One step of the book.

    Attributes:
        when: local time.
        user: who did it; empty when nobody worked yet.
        standing: an action of its own whose effect stands, so that it can be undone.
        reverses: an undo or a redo of another step.
    """

    id: int
    label: Message
    when: datetime
    user: str
    standing: bool
    reverses: bool


def steps(desk: Desk, before: int | None = None, most: int = PAGE, *, actions_only: bool = False) -> list[Done]:
    """The newest steps, or those older than one of them, of what the user may see.

    What else such a step touched is only counted, and told without its names.

    Args:
        actions_only: what was taken back is marked, its taking back not listed.
    """
    query = Step.select().order_by(Step.id.desc()).limit(most)
    if actions_only:
        query = query.where(Step.root.is_null())
    found: list[Done] = []
    while len(found) < most:
        rows = list(query if before is None else query.where(Step.id < before))
        found += _seen(desk, rows)
        if len(rows) < most:
            break
        before = rows[-1].id
    return found[:most]


def _seen(desk: Desk, rows: list[Step]) -> list[Done]:
    """The steps that touched something the user may see."""
    hidden = touched.hidden(desk, [row.id for row in rows])
    names = users.names_of({row.user for row in rows if row.user})
    return [
        Done(
            row.id,
            label(desk, row, hidden[row.id]),
            datetime.fromtimestamp(row.at / 1000).astimezone(),
            names.get(row.user or 0, ""),
            row.root is None and bool(row.done),
            row.root is not None,
        )
        for row in rows
        if row.id in hidden
    ]


def label(desk: Desk, step: Step, hidden: int) -> Message:
    """What a step did, in words; without its names where it touched what is hidden from the user."""
    what = step.message()
    if not hidden:
        return what
    if step.user != desk.user and what.plural is None:
        what = msg("Records changed")  # it may be named after one that is hidden
    return msgn("{what}, and {n} more you may not see", "{what}, and {n} more you may not see", hidden, what=what)


def count(desk: Desk) -> int | None:
    """How many steps the book's journal holds; None for a user who does not see them all."""
    return int(Step.select().count()) if desk.rights.sight is None else None


def stands(step: int | None) -> bool:
    """Whether the effect of an action stands: it was not undone, or done again since."""
    return bool(Step.select(Step.done).where(Step.id == step).scalar()) if step is not None else False

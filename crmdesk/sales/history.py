"""What was done in the book, newest first, for those who look back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crmdesk.models.journal import Step
from crmdesk.models.people import User
from crmdesk.sales.desk import Desk
from crmdesk.texts import Message

PAGE = 50


@dataclass(frozen=True, slots=True)
class Done:
    """One step of the book.

    Attributes:
        when: local time.
        user: who did it; empty when nobody worked yet, or the user is gone.
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
    """The newest steps, or those older than one of them.

    Args:
        actions_only: what was taken back is marked, its taking back not listed.
    """
    query = Step.select().order_by(Step.id.desc()).limit(most)
    if actions_only:
        query = query.where(Step.root.is_null())
    if before is not None:
        query = query.where(Step.id < before)
    users: Any = User.select(User.id, User.name).tuples()
    names: dict[int, str] = dict(users)
    return [
        Done(
            row.id,
            row.message(),
            datetime.fromtimestamp(row.at / 1000).astimezone(),
            names.get(row.user or 0, ""),
            row.root is None and bool(row.done),
            row.root is not None,
        )
        for row in query
    ]


def count() -> int:
    """How many steps the book's journal holds."""
    return int(Step.select().count())


def stands(step: int | None) -> bool:
    """Whether the effect of an action stands: it was not undone, or done again since."""
    return bool(Step.select(Step.done).where(Step.id == step).scalar()) if step is not None else False

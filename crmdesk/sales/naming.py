"""Names that tell the values of one list apart: stages, pipelines, reasons, sources, users, teams."""

from __future__ import annotations

from typing import Any

from crmdesk.models.database import plain_tuples
from crmdesk.texts import Message, msg

LONGEST = 60


def problem_with(name: str, others: Any) -> Message | None:
    """What is wrong with a name: empty, too long, or that of another value, however it is capitalised.

    Args:
        others: a question for the names that are taken.
    """
    wanted = name.strip()
    if not wanted:
        return msg("Give it a name.")
    if len(wanted) > LONGEST:
        return msg("A name holds {most} characters at the most.", most=LONGEST)
    # compared here, because the database lowers no accented letter
    taken = any(known.casefold() == wanted.casefold() for (known,) in plain_tuples(others))
    return msg("“{name}” is there already. Choose another name.", name=wanted) if taken else None

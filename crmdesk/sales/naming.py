"""Names that tell the values of one list apart: stages, pipelines, reasons, sources, users, teams."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crmdesk.models.database import plain_tuples
from crmdesk.sales import rules
from crmdesk.texts import Message, msg

LONGEST = 60


def problem_with(name: str, others: Any) -> Message | None:
    """What is wrong with a name: empty, too long, or that of another value, however it is capitalised.

    Args:
        others: a question for the names that are taken.
    """
    return problem_among(name, (known for (known,) in plain_tuples(others)))


def problem_among(name: str, taken: Iterable[str]) -> Message | None:
    """The same beside names that are known already."""
    wanted = name.strip()
    if not wanted:
        return msg("Give it a name.")
    if len(wanted) > LONGEST:
        return msg("A name holds {most} characters at the most.", most=LONGEST)
    if problem := rules.characters_problem(msg("Name"), wanted, lines=False):
        return problem
    # compared here, because the database lowers no accented letter
    if any(known.casefold() == wanted.casefold() for known in taken):
        return msg("“{name}” is there already. Choose another name.", name=wanted)
    return None

"""What could not be taken from a file, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmdesk.texts import Message

_SHOWN_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one cell's text cannot be taken; stands where the cell's value would stand."""

    reason: Message


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row of the file that cannot be taken.

    Attributes:
        row: its number as a spreadsheet counts, the header being row 1.
        cells: what it holds, so that it can be given back as a file.
        reason: one sentence.
        column: the header of the cell at fault, or None when the whole row is.
    """

    row: int
    cells: Sequence[str]
    reason: Message
    column: str | None = None


def shown(text: str) -> str:
    """The text as a sentence may quote it: one line, cut when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_LETTERS else line[: _SHOWN_LETTERS - 1] + "…"

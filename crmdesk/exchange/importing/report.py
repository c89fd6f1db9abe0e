"""What an import does or did: the same for a rehearsal and for the import itself."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmdesk.exchange.csv_write import write_table
from crmdesk.exchange.importing.links import Near
from crmdesk.exchange.problems import RowProblem
from crmdesk.sales.changes import Changes
from crmdesk.texts import Message, _, _n


@dataclass(frozen=True)
class Report:
    """The outcome in numbers.

    Attributes:
        kind: of the records in the file.
        new, changed, unchanged: how many of its rows are, or were, added, changed and left as they are.
        refused: the rows that cannot be taken, in the file's order.
        created: how many records of other kinds (or of people and companies named in links) come with them.
        near: names that were linked to ones spelt a little differently.
        notes: what else a person should know.
        headers: of the file, for the refused rows.
        changes: what was written; None in a rehearsal.
    """

    kind: str
    new: int
    changed: int
    unchanged: int
    refused: Sequence[RowProblem] = ()
    created: Mapping[str, int] = field(default_factory=dict)
    near: Sequence[Near] = ()
    notes: Sequence[Message] = ()
    headers: Sequence[str] = ()
    changes: Changes | None = None

    @property
    def step(self) -> int | None:
        """The step by which the import is undone; None when nothing was written."""
        return self.changes.step if self.changes else None

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values for `--json`; sentences in the reader's language, ids as text."""
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [{"row": one.row, "column": one.column, "reason": str(one.reason)} for one in self.refused],
            "created": dict(self.created),
            "near": [
                {"field": one.field, "written": one.written, "linked": one.linked, "rows": one.rows}
                for one in self.near
            ],
            "notes": [str(note) for note in self.notes],
            "step": str(self.step) if self.step is not None else None,
        }

    def sentences(self) -> list[str]:
        """The same for people to read."""
        told = [
            _("{new} new, {changed} changed, {unchanged} unchanged, {refused} refused.",
              new=self.new, changed=self.changed, unchanged=self.unchanged, refused=len(self.refused)),
            *map(_told_near, self.near),
            *map(str, self.notes),
        ]  # fmt: skip
        for one in self.refused:
            told.append(_("Row {row}, {column}: {reason}", row=one.row, column=one.column or "-", reason=one.reason))
        return told

    def write_refused(self, path: str | os.PathLike[str]) -> None:
        """Write the refused rows as a CSV file to be corrected and imported again: row, column and reason come first.

        Raises:
            DomainError: the file cannot be written.
        """
        headers = [_("Row"), _("Column"), _("Reason"), *self.headers]
        write_table(path, headers, ([one.row, one.column, str(one.reason), *one.cells] for one in self.refused))


def _told_near(near: Near) -> str:
    return _n(
        "“{written}” was taken for “{linked}” in {n} row.",
        "“{written}” was taken for “{linked}” in {n} rows.",
        near.rows,
        written=near.written,
        linked=near.linked,
    )

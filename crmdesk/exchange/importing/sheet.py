"""The file's rows as columns of values, getting fewer as rows are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crmdesk.exchange.problems import RowProblem
from crmdesk.sales.fields import Field, built_in
from crmdesk.texts import Message


@dataclass(slots=True)
class Refusal:
    """Why a row cannot be taken, and the field at fault, or None when the whole row is."""

    reason: Message
    field: str | None = None


@dataclass
class Sheet:
    """The rows that are still good.

    Attributes:
        cells: the rows as the file has them.
        numbers: their numbers as a spreadsheet shows them.
        headers: field name to the header of its column.
        own: the office's own fields among those filled, by name; some are made by the import.
        columns: field name to plain database values, None where the cell is blank; all as long as `cells`.
        written: link field to what the file calls the linked record, None where blank.
        refused: the rows that cannot be taken.
    """

    cells: list[list[str]]
    numbers: Sequence[int]
    headers: dict[str, str]
    own: dict[str, Field] = field(default_factory=dict)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    written: dict[str, list[str | None]] = field(default_factory=dict)
    refused: list[RowProblem] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.cells)

    def refuse(self, found: Mapping[int, Refusal]) -> None:
        """Take rows out, given by their place."""
        if not found:
            return
        for place, refusal in found.items():
            header = self.headers.get(refusal.field or "")
            self.refused.append(RowProblem(self.numbers[place], self.cells[place], refusal.reason, header))
        kept = [place for place in range(len(self.cells)) if place not in found]
        self.cells = [self.cells[place] for place in kept]
        self.numbers = [self.numbers[place] for place in kept]
        for columns in (self.columns, self.written):
            for name, values in columns.items():
                columns[name] = [values[place] for place in kept]

    def take(self, places: Sequence[int]) -> Sheet:
        """Some of the rows as a sheet of their own, which refuses into the same list."""
        if len(places) == len(self.cells):
            return self
        return Sheet(
            [self.cells[place] for place in places],
            [self.numbers[place] for place in places],
            self.headers,
            self.own,
            {name: [values[place] for place in places] for name, values in self.columns.items()},
            {name: [values[place] for place in places] for name, values in self.written.items()},
            self.refused,
        )

    def field_of(self, kind: str, name: str) -> Field:
        """The field of this name, also one that the import makes."""
        return self.own.get(name) or built_in(kind, name)

    def column(self, name: str) -> list[Any]:
        """The field's values; nothing throughout when no column is mapped to it."""
        found = self.columns.get(name)
        return [None] * len(self.cells) if found is None else found

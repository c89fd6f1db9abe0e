"""What a committed step touched, for the screens to decide whether they care."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crmdesk.models.journal import Entry
from crmdesk.texts import Message


@dataclass(frozen=True, slots=True)
class Changes:
    """What a step touched.

    Attributes:
        step: the step's id, by which it is undone; None when nothing was written.
        label: what was done, in words.
        touched: kind of record to the ids added, edited or removed, or with a derived value that followed.
        added: kind of record to the ids added.
        undone: it took an action back.
        everything: another program wrote, and nobody knows what: all of it may have changed.
    """

    step: int | None = None
    label: Message | None = None
    touched: Mapping[str, frozenset[int]] = field(default_factory=dict)
    added: Mapping[str, frozenset[int]] = field(default_factory=dict)
    undone: bool = False
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.touched) or self.everything

    def touches(self, *kinds: str) -> bool:
        """Whether records of one of these kinds may have changed."""
        return self.everything or any(kind in self.touched for kind in kinds)

    def of(self, kind: str) -> frozenset[int]:
        """The touched ids of one kind."""
        return self.touched.get(kind, frozenset())

    def new(self, kind: str) -> int:
        """The id of the one record of this kind that was added."""
        (only,) = self.added[kind]
        return only

    @classmethod
    def of_entry(cls, entry: Entry) -> Changes:
        if entry.is_empty:
            return cls()
        touched = {table.kind: frozenset(ids) for table, ids in entry.touched.items()}
        added = {table.kind: frozenset(ids) for table, ids in entry.added.items()}
        return cls(entry.root or entry.id, entry.label, touched, added)

"""Linking a written name to a record.

“GTXPro” in a file is the catalogue's “GTX Pro” when nothing else could be meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from crmdesk.models.fold import fold


class Likeness(StrEnum):
    """How a written name was found among the known ones."""

    EXACT = "exact"
    NEAR = "near"  # the only one, and it differs just in spaces, upper case or accents
    SEVERAL = "several"  # more than one would fit: nothing is linked
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """What a written name stands for, as an import links and reports it.

    Attributes:
        written: the name as the file has it, without spaces around it.
        likeness: whether and how it was found.
        record_id: the record to link, or None when there is none or more than one.
        name: the record's own name; differs from `written` in a near match.
        others: with `Likeness.SEVERAL` the names that fit, otherwise empty.
    """

    written: str
    likeness: Likeness
    record_id: int | None = None
    name: str | None = None
    others: tuple[str, ...] = ()


@dataclass(slots=True)
class Names:
    """Known names of one kind of record, each with its id, to be asked for many written ones.

    Adding a record made during an import keeps later rows from making it again.
    """

    _exact: dict[str, list[int]] = field(default_factory=dict)
    _folded: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, known: Iterable[tuple[int, str]]) -> Names:
        """Know these records: pairs of id and name."""
        names = cls()
        for record_id, name in known:
            names.add(record_id, name)
        return names

    def add(self, record_id: int, name: str) -> None:
        """Know one more record."""
        name = name.strip()
        self._exact.setdefault(name, []).append(record_id)
        self._folded.setdefault(_key(name), []).append((record_id, name))

    def find(self, written: str) -> Match:
        """The record this name stands for: the one with exactly this name, else the only one that nearly has it."""
        written = written.strip()
        if ids := self._exact.get(written):
            if len(ids) == 1:
                return Match(written, Likeness.EXACT, ids[0], written)
            return Match(written, Likeness.SEVERAL, others=(written,) * len(ids))
        key = _key(written)
        alike = self._folded.get(key, []) if key else []
        if len(alike) == 1:
            record_id, name = alike[0]
            return Match(written, Likeness.NEAR, record_id, name)
        if alike:
            return Match(written, Likeness.SEVERAL, others=tuple(name for _id, name in alike))
        return Match(written, Likeness.NONE)

    def alike(self, written: str) -> list[int]:
        """The records of this name, and of names that differ from it just in spaces, upper case or accents."""
        key = _key(written.strip())
        return [record_id for record_id, _name in self._folded.get(key, [])] if key else []


def near(candidates: Iterable[tuple[int, str]], name: str) -> Match:
    """`Names.find` for one name; `candidates` are pairs of id and name."""
    return Names.of(candidates).find(name)


def _key(name: str) -> str:
    return fold(name).replace(" ", "")

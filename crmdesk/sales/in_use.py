"""Whether the office's own lists and fields are used, and how much: a number tells of records that may be hidden."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from crmdesk.sales import access
from crmdesk.sales.desk import Desk


@dataclass(frozen=True, slots=True)
class InUse:
    """Whether something is used, as which it is true or false.

    Attributes:
        count: by how many records, those in the trash included; None where that is not for the user to know.
    """

    count: int | None = 0

    def __bool__(self) -> bool:
        return self.count != 0


NOT = InUse()


def told(desk: Desk, counts: Mapping[int, int], tables: Collection[Any]) -> dict[int, InUse]:
    """What is used, by its id: how much only for who sees all records there are.

    Args:
        counts: id to by how many records it is used.
        tables: what was counted.
    """
    may_know = all(access.sees_all(desk, table) for table in tables)
    return {known: InUse(count if may_know else None) for known, count in counts.items() if count}

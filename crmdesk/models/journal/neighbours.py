"""Where a card goes back to: beside its old neighbour, although its stage's cards were numbered anew since."""

from __future__ import annotations

import json
from bisect import bisect_right
from typing import Any

from crmdesk.models.base import Record
from crmdesk.models.database import plain_tuples
from crmdesk.models.journal.entry import Entry
from crmdesk.models.journal.history import EDIT, Change

RANK = "rank"
_GAP = 1 << 20


class Neighbours:
    """Finds ranks for rows that a step being taken back had moved.

    Args:
        moving: the rows that go back together and are nobody's neighbours.
    """

    def __init__(self, entry: Entry, table: type[Record], moving: set[int]) -> None:
        self._table: Any = table
        self._moving = moving
        self._then = _first_ranks_since(entry, table) if RANK in table._meta.fields else {}
        self._stages: dict[int | None, list[tuple[int, int]]] = {}

    def rank_of(self, stage: int | None, rank: int) -> int:
        """The rank that puts a row under the one above it when its rank was `rank`: that same rank if it can."""
        if not self._then:
            return rank
        cards = self._cards(stage)
        place = bisect_right(cards, rank, key=lambda card: card[0])
        ranks_now = sorted(now for _then, now in cards)
        if place == 0:
            return rank if not ranks_now or rank < ranks_now[0] else ranks_now[0] - _GAP
        above = cards[place - 1][1]
        below = bisect_right(ranks_now, above)
        if below == len(ranks_now):
            return rank if rank > above else above + _GAP
        return rank if above < rank < ranks_now[below] else (above + ranks_now[below]) // 2

    def _cards(self, stage: int | None) -> list[tuple[int, int]]:
        """The stage's other rows as (rank then, rank now), in the order of then; none when all are the same."""
        if stage not in self._stages:
            table = self._table
            here = table.stage.is_null() if stage is None else table.stage == stage
            rows = plain_tuples(table.select(table.id, table.rank).where(here))
            cards = [(self._then.get(record, now), now) for record, now in rows if record not in self._moving]
            unchanged = all(then == now for then, now in cards)
            self._stages[stage] = [] if unchanged else sorted(cards)
        return self._stages[stage]


def _first_ranks_since(entry: Entry, table: type[Record]) -> dict[int, int]:
    """What the ranks were that have changed after the step being taken back."""
    later = Change.select(Change.record, Change.payload).where(
        Change.step > entry.reverts,
        Change.step != entry.id,
        Change.table == table._meta.table_name,
        Change.kind == EDIT,
        Change.payload.contains(f'"{RANK}"'),
    )
    found: dict[int, int] = {}
    for record, payload in plain_tuples(later.order_by(Change.id)):
        found.setdefault(record, json.loads(payload).get(RANK, (None,))[0])
    return {record: rank for record, rank in found.items() if rank is not None}

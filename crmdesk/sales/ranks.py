"""The order of cards inside a stage: sparse numbers, so that a move writes one row."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import fn

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.opportunities import IS_OPEN, RANK_GAP, Opportunity


def below(stage: int | None, above: int | None, count: int, moving: set[int]) -> list[int]:
    """Ranks for cards put under the card `above` (None: at the top) of a stage, in order.

    Where no room is left between two neighbours, the stage's cards are spread again first.

    Args:
        moving: the cards being moved, which do not count as neighbours.
    """
    for _attempt in range(2):
        upper = _rank_of(above, stage)
        lower = _next_rank(stage, upper, moving)
        ranks = _between(upper, lower, count)
        if ranks is not None:
            return ranks
        _spread(stage)
    raise AssertionError("a stage that was just spread has room")


def at_end(stage: int | None) -> int:
    """A rank under all cards of a stage."""
    last = Opportunity.select(fn.MAX(Opportunity.rank)).where(_in(stage), IS_OPEN).scalar()
    return 0 if last is None else int(last) + RANK_GAP


def at_ends(stages: Sequence[int | None]) -> list[int]:
    """A rank for each of many new cards, given by their stages: under all cards there, in the order given."""
    free: dict[int | None, int] = {}
    found = []
    for stage in stages:
        rank = free[stage] if stage in free else at_end(stage)
        found.append(rank)
        free[stage] = rank + RANK_GAP
    return found


def _rank_of(card: int | None, stage: int | None) -> int | None:
    """The rank of a card, or None for the top, also when the card has left the stage meanwhile."""
    if card is None:
        return None
    query = Opportunity.select(Opportunity.rank).where(Opportunity.id == card, _in(stage))
    return next((int(rank) for (rank,) in plain_tuples(query)), None)


def _next_rank(stage: int | None, upper: int | None, moving: set[int]) -> int | None:
    cards = Opportunity.select(Opportunity.id, Opportunity.rank).where(_in(stage), IS_OPEN)
    if upper is not None:
        cards = cards.where(Opportunity.rank > upper)
    ordered = plain_tuples(cards.order_by(Opportunity.rank).limit(len(moving) + 1))
    return next((rank for card, rank in ordered if card not in moving), None)


def _between(upper: int | None, lower: int | None, count: int) -> list[int] | None:
    if upper is None and lower is None:
        return [place * RANK_GAP for place in range(count)]
    if lower is None:
        return [(upper or 0) + (place + 1) * RANK_GAP for place in range(count)]
    if upper is None:
        return [lower - (count - place) * RANK_GAP for place in range(count)]
    room = (lower - upper) // (count + 1)
    return [upper + (place + 1) * room for place in range(count)] if room else None


def _spread(stage: int | None) -> None:
    cards = Opportunity.select(Opportunity.id).where(_in(stage), IS_OPEN).order_by(Opportunity.rank, Opportunity.id)
    journal.edit_rows(
        Opportunity, {row[0]: {"rank": place * RANK_GAP} for place, row in enumerate(plain_tuples(cards))}
    )


def _in(stage: int | None) -> object:
    return Opportunity.stage.is_null() if stage is None else Opportunity.stage == stage

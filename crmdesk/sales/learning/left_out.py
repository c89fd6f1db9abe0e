"""Which fields must not be learnt from, found in the data itself: who they name, and what is told only at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crmdesk.sales.learning.bayes import Tally
from crmdesk.sales.learning.cases import Cases, Column
from crmdesk.sales.learning.features import Key
from crmdesk.texts import Message, msg

LEAST_KNOWN = 30
"""Closed cases in which a field must be known."""
LEAST_COMMON = 50
"""Closed cases that a tag, or one of several choices, must have (field guide 3.2)."""
_REPEATS = 5
"""A value of fewer cases names a case rather than a sort of cases."""
_FEW = 0.1
"""A share under a tenth of another one is next to nothing beside it."""
_LEAST_OPEN = 20
_LEAST_EXPECTED = 5
"""Where so many cases of a value would end a way if it told nothing, next to none that do are no chance."""

_AFTER = msg("It is filled in only when it ends.")
_SAME = msg("It is the same in every closed case.")
_ONE_WAY = msg("It is known almost only where it ended one way: it is filled in then.")
_NAMES = msg("Nearly every case has a value of its own.")


@dataclass(frozen=True)
class Known:
    """In how many cases a field is known today.

    Attributes:
        open, closed: of so many cases of either sort...
        open_known, closed_known: ...so many.
    """

    open: int
    closed: int
    open_known: int
    closed_known: int


def tallies(cases: Cases, column: Column) -> dict[Key, Tally]:
    """How many cases of each value were won and lost."""
    found: Counter[tuple[Key, int]] = Counter()
    for (code, won), count in Counter(zip(column.codes, cases.won, strict=True)).items():
        for key in column.keys[code]:
            found[key, won] += count
    return {key: (found[key, 1], found[key, 0]) for key, _won in found}


def reason(cases: Cases, column: Column, known: Known | None) -> Message | None:
    """Why this field is left out; None when it may be learnt from.

    Args:
        known: where the field is kept with the case.
    """
    counted = tallies(cases, column)
    if column.feature.type == "several":
        if not _common(counted):
            return msg("No value of it has {least} closed cases.", least=LEAST_COMMON)
        return None if _fit(cases, counted) else _ONE_WAY
    told = _told_at_the_end(cases, column, counted, known)
    if told is not None:
        return told
    if len(counted) == 1:
        return _SAME
    return _NAMES if _is_a_name(column, counted) else None


def keep_fit(cases: Cases, column: Column) -> None:
    """Let only tags and choices count that have enough closed cases, and are not put on when it ends one way."""
    column.keep(_fit(cases, tallies(cases, column)))


def _fit(cases: Cases, counted: dict[Key, Tally]) -> set[Key]:
    return {key for key in _common(counted) if not _is_put_on_at_the_end(cases, counted[key])}


def _is_put_on_at_the_end(cases: Cases, tally: Tally) -> bool:
    """Whether cases with a tag or choice ended nearly all one way, and too many did for it to be chance."""
    wins, losses = cases.wins, len(cases) - cases.wins
    of_won, of_lost = tally[0] / wins, tally[1] / losses
    expected = sum(tally) * (wins if of_won < of_lost else losses) / len(cases)
    return expected >= _LEAST_EXPECTED and (_is_one_way(of_won, of_lost) or _tells(of_won, of_lost))


def _common(counted: dict[Key, Tally]) -> set[Key]:
    return {key for key, tally in counted.items() if sum(tally) >= LEAST_COMMON}


def _told_at_the_end(cases: Cases, column: Column, counted: dict[Key, Tally], known: Known | None) -> Message | None:
    """Whether the outcome comes first and the value then, or too little is known to say so."""
    codes = Counter(zip((bool(column.keys[code]) for code in column.codes), cases.won, strict=True))
    won, lost = codes[True, 1], codes[True, 0]
    if known is not None and known.closed_known >= LEAST_KNOWN and _is_filled_late(known, won + lost):
        return _AFTER
    if won + lost < LEAST_KNOWN:
        return msg("It is known in {n} closed cases; {least} are needed.", n=won + lost, least=LEAST_KNOWN)
    wins, losses = cases.wins, len(cases) - cases.wins
    if _is_one_way(won / wins, lost / losses):
        return _ONE_WAY
    if any(_tells(tally[0] / wins, tally[1] / losses) for tally in counted.values()):
        return msg("One of its values is that of nearly all that ended one way: it is filled in then.")
    return None


def _is_filled_late(known: Known, before: int) -> bool:
    """Whether open cases hardly ever have what closed ones have, or closed ones had not before they were closed."""
    share = known.closed_known / known.closed
    rare = known.open >= _LEAST_OPEN and known.open_known / known.open < _FEW * share
    return rare or before < _FEW * known.closed_known


def _is_one_way(of_won: float, of_lost: float) -> bool:
    return of_won < _FEW * of_lost or of_lost < _FEW * of_won


def _tells(of_won: float, of_lost: float) -> bool:
    return max(of_won, of_lost) > 1 - _FEW and min(of_won, of_lost) < _FEW


def _is_a_name(column: Column, counted: dict[Key, Tally]) -> bool:
    if column.feature.type not in ("value", "text"):
        return False
    sizes = [sum(tally) for tally in counted.values()]
    return sum(size for size in sizes if size >= _REPEATS) * 2 < sum(sizes)

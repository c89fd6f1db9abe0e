"""The computer's time zone: which day an instant falls on, and whether the book's days are of another zone."""

from __future__ import annotations

import time
from datetime import date, datetime
from functools import cache
from hashlib import sha256

from crmdesk.models.database import writing
from crmdesk.models.settings import Upkeep

_KEPT = "zone"
_FIRST, _LAST, _STEP = 946_684_800, 2_524_608_000, 14 * 86_400
"""From 2000 to 2050, every two weeks: seconds."""
_HALVES = (1_767_225_600, 1_782_864_000)
"""January and July of 2026, which notice at once that the computer moved."""


def day_of(at: int) -> date:
    """The local day of an instant."""
    return datetime.fromtimestamp(at / 1000).date()


def is_same() -> bool:
    """Whether the book's days were derived in the zone of this computer."""
    kept = Upkeep.get_or_none(Upkeep.name == _KEPT)
    return kept is not None and kept.value == _zone()


def keep() -> None:
    """Note that the book's days are of the zone of this computer."""
    with writing():
        Upkeep.replace(name=_KEPT, value=_zone()).execute()


def _zone() -> str:
    winter, summer = (time.localtime(second).tm_gmtoff for second in _HALVES)
    return _fingerprint(time.tzname, winter, summer)


@cache
def _fingerprint(names: tuple[str, str], *_offsets: int) -> str:
    """What tells this zone from others: its names and its offsets, with the summer time of many years.

    Not its name alone: on Windows there is none, and the rules of a zone change.
    """
    offsets = [time.localtime(second).tm_gmtoff for second in range(_FIRST, _LAST, _STEP)]
    return sha256(repr((names, offsets)).encode()).hexdigest()

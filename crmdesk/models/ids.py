"""Ids of records: 64-bit, ordered by time, never reused, and unique across tables, programs and machines.

An id is 41 bits of milliseconds since `EPOCH_MS`, 14 bits drawn at random by each running program, and 8 bits that
count inside a millisecond.  The random part is never stored, so two laptops working on copies of one book do not meet.
"""

from __future__ import annotations

import os
import threading
import time

EPOCH_MS = 1_704_067_200_000  # 2024-01-01 UTC
_COUNT_BITS, _PROGRAM_BITS = 8, 14
_SHIFT = _COUNT_BITS + _PROGRAM_BITS
_PER_MS = 1 << _COUNT_BITS


class _Source:
    def __init__(self) -> None:
        self._program = (int.from_bytes(os.urandom(2)) >> 16 - _PROGRAM_BITS) << _COUNT_BITS
        self._lock = threading.Lock()
        self._tick = 0  # the next free place: milliseconds and count together

    def take(self, count: int) -> list[int]:
        with self._lock:
            now = (time.time_ns() // 1_000_000 - EPOCH_MS) * _PER_MS
            # a burst borrows from the milliseconds to come; a clock set back does not matter
            first = max(now, self._tick)
            self._tick = first + count
        return [self._id(tick) for tick in range(first, first + count)]

    def move_past(self, known: int) -> None:
        """From now on give ids larger than a known one."""
        with self._lock:
            after = ((known >> _SHIFT) + 1) * _PER_MS
            self._tick = max(self._tick, after)

    def _id(self, tick: int) -> int:
        ms, place = divmod(tick, _PER_MS)
        return ms << _SHIFT | self._program | place


_source = _Source()


def new_id() -> int:
    """An id no other record has."""
    return _source.take(1)[0]


def new_ids(count: int) -> list[int]:
    """That many ids, ascending."""
    return _source.take(count)


def new_id_after(known: int | None) -> int:
    """An id no other record has, larger than a known one even when that came from a faster clock."""
    taken = _source.take(1)[0]
    if known is not None and taken <= known:
        _source.move_past(known)
        taken = _source.take(1)[0]
    return taken

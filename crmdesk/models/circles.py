"""Records above one another: no way up may come back to where it began."""

from __future__ import annotations

from collections.abc import Mapping


def comes_back(record: int, above: Mapping[int, int | None]) -> bool:
    """Whether the way up from a record leads back to it.

    Args:
        above: each record to the one above it.
    """
    passed: set[int] = set()
    place = above.get(record)
    while place is not None and place not in passed:
        if place == record:
            return True
        passed.add(place)
        place = above.get(place)
    return False

"""The reminder that what has a time is given by itself: how long before it is each user's preference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmdesk.sales import preferences, reminders
from crmdesk.sales.desk import Desk
from crmdesk.texts import Message, msg

NEVER = None
OFFERED: dict[int | None, Message] = {
    NEVER: msg("Never"),
    **{minutes: reminders.OFFSETS[minutes] for minutes in (0, 5, 10, 15, 30, 60, 1440)},
}
"""What somebody can prefer, in minutes before the time, with its name."""
_PREFERENCE, _AT_FIRST = "usual_reminder", 10


def get(desk: Desk) -> int | None:
    """How many minutes before its time the user is reminded of what has one; None for never."""
    minutes: int | None = preferences.get(desk, _PREFERENCE, _AT_FIRST)
    return minutes


def put(desk: Desk, minutes: int | None) -> None:
    """Keep how long before it the user is reminded of what has a time."""
    preferences.put(desk, _PREFERENCE, minutes)


def of(desk: Desk, values: Mapping[str, Any], people: Sequence[tuple[str, int | None]]) -> list[int]:
    """The minutes of the reminders of an activity about which nobody says anything.

    There is one where it has a time, is the user's own or names him, and the reminder is still ahead.

    Args:
        values: `due_on`, `due_at` and `owner`; of an activity that is done also `done_on`.
    """
    minutes, at = get(desk), values.get("due_at")
    if minutes is None or at is None or values.get("done_on") is not None:
        return []
    if values.get("owner") != desk.user and ("user", desk.user) not in people:
        return []
    return [minutes] if reminders.instant(values["due_on"], at, minutes) > desk.clock.instant() else []

"""The reminders that are due, for the command line and a system's scheduler."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from crmdesk.sales import moments, reminders
from crmdesk.sales.desk import Desk

_LOOKED_BACK = timedelta(days=1)
"""At most: quiet hours are of one day."""


def due(desk: Desk, since: int | None = None) -> list[dict[str, Any]]:
    """What rings for the user now and was not put away, as JSON holds it, the earliest first.

    In his quiet hours nothing does.

    Args:
        since: only what came due in the last so many minutes, or in the quiet hours that have just passed.
    """
    now = desk.clock.now()
    if reminders.is_quiet(desk, now):
        return []
    after = 0 if since is None else int(_asked_last(desk, now, timedelta(minutes=since)).timestamp() * 1000)
    return [
        {
            "id": str(ring.id),
            "activity": str(ring.activity),
            "when": moments.local(ring.at).replace(tzinfo=None).isoformat(" ", "minutes"),
            "type": ring.type,
            "subject": ring.subject,
            "due_on": ring.due_on.isoformat(),
            "due_at": None if ring.due_at is None else moments.local(ring.due_at).isoformat(timespec="minutes"),
            "about": ring.about[2] if ring.about else "",
        }
        for ring in reminders.due(desk, desk.clock.instant())
        if ring.at > after
    ]


def _asked_last(desk: Desk, now: datetime, often: timedelta) -> datetime:
    """When somebody who asks so often was last told something."""
    asked = now - often
    while reminders.is_quiet(desk, asked) and now - asked < _LOOKED_BACK:
        asked -= often
    return asked

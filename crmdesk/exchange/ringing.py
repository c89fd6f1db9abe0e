"""The reminders that are due, for the command line and a system's scheduler."""

from __future__ import annotations

from typing import Any

from crmdesk.sales import moments, reminders
from crmdesk.sales.desk import Desk


def due(desk: Desk) -> list[dict[str, Any]]:
    """What rings for the user now and was not put away, as JSON holds it, the earliest first."""
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
    ]

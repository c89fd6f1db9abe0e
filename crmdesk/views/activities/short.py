"""The short form of an activity: what is planned and when; whatever else there is to say is said in the whole form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QPushButton, QWidget

from crmdesk.sales import activity_types, moments
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui.buttons import button
from crmdesk.ui.clock_time import ClockTime
from crmdesk.ui.day import Day
from crmdesk.ui.fields import Choice, Text
from crmdesk.ui.forms import Form


def due(desk: Desk, typed: Mapping[str, Any]) -> tuple[date | None, int | None]:
    """The day and the instant that the fields `due_on` and `time` say; a time alone means today."""
    day, at = typed["due_on"], typed["time"]
    if at is None:
        return day, None
    day = day or desk.today
    return day, moments.instant(day, at)


class ShortForm(Form):
    """Type, subject, day and time of a new activity."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("activity", parent)
        self._desk = desk
        self.add("type", _("Type"), Choice(activity_types.offered(desk)))
        self.add("due_on", _("Day"), Day(desk.clock.today))
        self.add("time", _("Time"), ClockTime(), beside="due_on", share=1)
        self.add("subject", _("Subject"), Text(limit=300))

    def begin(self, type_: str, day: date) -> None:
        """Begin another one."""
        self.field("type").set_choices(activity_types.offered(self._desk))
        self.set_values({"type": type_, "due_on": day, "time": None, "subject": ""})

    def told(self) -> dict[str, Any]:
        """The values as `sales` takes them; `values` are those that the whole form goes on with."""
        typed = self.values()
        day, at = due(self._desk, typed)
        return {"type": typed["type"], "subject": typed["subject"], "due_on": day, "due_at": at}


def more_button() -> QPushButton:
    """The way from a short form to the whole one."""
    made = button(_("More…"), "link", name="activity.more")
    made.setAccessibleDescription(_("Opens the whole form with what was typed so far."))
    return made

"""The question when something is planned from an empty place of the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from PySide6.QtWidgets import QWidget

from crmdesk.sales import activities, activity_types, choices, search
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.texts import _, _c
from crmdesk.ui.clock_time import ClockTime
from crmdesk.ui.day import Day
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice, Integer, Text
from crmdesk.ui.forms import Form
from crmdesk.ui.picker import Picker
from crmdesk.views.activities.dialogs import problems_of
from crmdesk.views.activities.short import due
from crmdesk.views.screen import Workspace

ABOUT = ("opportunity", "lead", "contact", "company")
_FOUND, _MOST_MINUTES, _WIDE = 12, 10_000, 640


def ask_plan(parent: QWidget, workspace: Workspace, day: date | None, minute: int | None = None, **first: Any) -> None:
    """Ask what is planned on a day, or some day, about whom, and plan it.

    Args:
        first: what else it begins with.
    """
    dialog = PlanDialog(parent, workspace, day, minute, first)
    dialog.exec()
    dialog.deleteLater()


def about_field(desk: Desk) -> Picker:
    """A field that finds an opportunity, lead, contact or company; its value is the pair of kind and id."""

    def find(text: str) -> Sequence[tuple[Any, str, str]]:
        hits = search.find(desk, text, ABOUT, _FOUND)
        return [((hit.kind, hit.id), hit.name, hit.detail) for hit in hits[:_FOUND]]

    return Picker(find, icon="search", placeholder=_("Opportunity, lead, contact or company…"))


class PlanDialog(Dialog):
    """What it is about, what it is and when."""

    def __init__(
        self, parent: QWidget, workspace: Workspace, day: date | None, minute: int | None, first: dict[str, Any]
    ) -> None:
        super().__init__(parent, _("Plan an activity"), primary=_("Plan"), name="dialog.activity", width=_WIDE)
        self._work = workspace
        desk = workspace.desk
        self.form = Form("activity", self, columns=2)
        self.form.add("about", _c("activity", "About"), about_field(desk), required=True, wide=True)
        self.form.add("type", _("Type"), Choice(activity_types.offered(desk)), required=True)
        self.form.add("subject", _("Subject"), Text(limit=300))
        self.form.add("due_on", _("Day"), Day(desk.clock.today), required=day is not None)
        self.form.add("time", _("Time"), ClockTime())
        self.form.add("minutes", _("Minutes"), Integer(least=1, most=_MOST_MINUTES))
        self.form.add("owner", _("Owner"), Choice(choices.choices("user"), none="—"))
        at = None if minute is None else time(minute // 60, minute % 60)
        begun = {"type": activity_types.first(desk), "due_on": day, "time": at, "owner": desk.user}
        self.form.set_values({**begun, **first})
        self.hold(self.form, lambda _values: problems_of(workspace, self._save))
        self.form.field("about").setFocus()

    def _save(self) -> Changes:
        told = self.form.values()
        kind, record = told["about"]
        day, at = due(self._work.desk, told)
        values = {name: told[name] for name in ("type", "subject", "minutes", "owner")}
        return activities.plan(self._work.desk, {**values, kind: record, "due_on": day, "due_at": at})

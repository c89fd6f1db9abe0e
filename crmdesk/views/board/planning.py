"""The question when an activity is planned from a card's menu."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.sales import activities, activity_types
from crmdesk.texts import _
from crmdesk.ui.day import Day
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice, Text
from crmdesk.ui.forms import Form
from crmdesk.views.screen import Workspace


def plan_activity(parent: QWidget, workspace: Workspace, kind: str, record: int, type_: str, day: date) -> None:
    """Ask what is planned for a record of a kind and when, and plan it."""
    dialog = Dialog(parent, _("Plan an activity"), primary=_("Plan"), name="dialog.activity")
    form = Form("activity", dialog)
    form.add("type", _("Type"), Choice(activity_types.offered(workspace.desk)), required=True)
    form.add("subject", _("Subject"), Text())
    form.add("due_on", _("Due on"), Day(workspace.desk.clock.today), required=True)
    form.set_values({"type": type_, "due_on": day})

    def submit(values: dict[str, Any]) -> dict[str, str] | None:
        try:
            workspace.editor.attempt(lambda: activities.plan(workspace.desk, {**values, kind: record}))
        except FieldProblems as problem:
            return {name: str(text) for name, text in problem.problems.items()}
        except DomainError as problem:
            return {"": str(problem)}
        return None

    dialog.hold(form, submit)
    form.field("subject").setFocus()
    dialog.exec()
    dialog.deleteLater()

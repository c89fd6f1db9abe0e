"""The question when an activity is planned from a card's menu."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from crmdesk.sales import activities
from crmdesk.texts import _
from crmdesk.ui.dialogs import Dialog
from crmdesk.views.activities.dialogs import ask_activity, problems_of
from crmdesk.views.activities.short import ShortForm, more_button
from crmdesk.views.screen import Workspace

_MORE = 2  # beside what a dialog answers by itself


def plan_activity(parent: QWidget, workspace: Workspace, kind: str, record: int, type_: str, day: date) -> None:
    """Ask what is planned for a record of a kind and when, and plan it."""
    dialog = Dialog(parent, _("Plan an activity"), primary=_("Plan"), name="dialog.activity")
    form = ShortForm(workspace.desk, dialog)
    form.begin(type_, day)
    more = more_button()
    more.clicked.connect(lambda: dialog.done(_MORE))
    dialog.buttons.insertWidget(0, more)

    def plan() -> object:
        return activities.plan(workspace.desk, {**form.told(), kind: record})

    dialog.hold(form, lambda _values: problems_of(workspace, plan))
    form.field("subject").setFocus()
    if dialog.exec() == _MORE:
        ask_activity(parent, workspace, kind, record, **form.values())
    dialog.deleteLater()

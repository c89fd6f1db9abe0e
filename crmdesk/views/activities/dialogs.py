"""The questions about an activity: what is planned, how it went and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.sales import activities, activity_types, records, recurrence
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.texts import _, _n
from crmdesk.ui.clock_time import ClockTime
from crmdesk.ui.day import Day
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Check, Choice, LongText, Text
from crmdesk.ui.forms import Form
from crmdesk.views.activities.form import ActivityForm
from crmdesk.views.activities.short import due
from crmdesk.views.screen import Workspace

_WIDE = 640


def ask_activity(
    parent: QWidget, workspace: Workspace, kind: str, record: int, activity: int | None = None, **first: Any
) -> bool:
    """Ask for all of an activity: a new one of a record, or one that is there; gives whether it was saved.

    Args:
        first: what a new one begins with.
    """
    dialog = ActivityDialog(parent, workspace, kind, record, activity, first)
    saved = dialog.exec() == Dialog.DialogCode.Accepted
    dialog.deleteLater()
    return saved


class ActivityDialog(Dialog):
    """All fields of an activity."""

    def __init__(
        self, parent: QWidget, workspace: Workspace, kind: str, record: int, activity: int | None, first: dict[str, Any]
    ) -> None:
        title = _("Plan an activity") if activity is None else _("Change the activity")
        primary = _("Plan") if activity is None else _("Save")
        super().__init__(parent, title, primary=primary, name="dialog.activity", width=_WIDE)
        self._work, self._kind, self._record, self._activity = workspace, kind, record, activity
        self.form = ActivityForm(workspace.desk, kind, record, self)
        if activity is None:
            self.form.begin({"due_on": workspace.desk.today + timedelta(days=1), **first})
        else:
            self.form.show_activity(activity)
        self.hold(self.form, lambda _values: problems_of(workspace, self._save))
        self.form.field("subject").setFocus()

    def _save(self) -> Changes:
        desk, form = self._work.desk, self.form
        if self._activity is None:
            return activities.plan(desk, {**form.told(), self._kind: self._record}, form.people(), form.remind())
        return activities.change(desk, self._activity, form.told(), people=form.people(), remind=form.remind())


def ask_done(parent: QWidget, workspace: Workspace, *wanted: int) -> None:
    """Ask how activities went and what comes next, and mark them as done."""
    dialog = DoneDialog(parent, workspace, wanted)
    dialog.exec()
    dialog.deleteLater()


class DoneDialog(Dialog):
    """What came of one or several, and the next one of each in the same breath."""

    def __init__(self, parent: QWidget, workspace: Workspace, wanted: Sequence[int]) -> None:
        desk = workspace.desk
        super().__init__(parent, *_told(desk, wanted), primary=_("Done"), name="dialog.done", width=_WIDE)
        self._work, self._wanted = workspace, wanted
        self.form = Form("done", self, columns=2)
        outcome = LongText()
        outcome.setFixedHeight(72)
        self.form.add("outcome", _("What came of it"), outcome, wide=True)
        self.form.add("done_on", _("Done on"), Day(desk.clock.today), required=True)
        self.form.add("next", _("What next"), Check(_("Plan the next activity")))
        self.form.add("type", _("Type"), Choice(activity_types.offered(desk)))
        self.form.add("subject", _("Subject"), Text())
        self.form.add("due_on", _("Day"), Day(desk.clock.today))
        self.form.add("time", _("Time"), ClockTime())
        first = {"type": activity_types.first(desk), "due_on": desk.today + timedelta(days=7)}
        self.form.set_values({"done_on": desk.today, "next": False, **first})
        self.form.edited.connect(lambda name: self._show_next() if name == "next" else None)
        self._show_next()
        self.hold(self.form, lambda _values: problems_of(workspace, self._save))
        outcome.setFocus()

    def _show_next(self) -> None:
        for name in ("type", "subject", "due_on", "time"):
            self.form.show_field(name, bool(self.form.field("next").value()))
        self.adjustSize()

    def _save(self) -> Changes:
        told = self.form.values()
        following = None
        if told["next"]:
            day, at = due(self._work.desk, told)
            following = {"type": told["type"], "subject": told["subject"], "due_on": day, "due_at": at}
        return activities.done(self._work.desk, self._wanted, told["done_on"], told["outcome"], following)


def _told(desk: Desk, wanted: Sequence[int]) -> tuple[str, str]:
    """What is said of activities that are done: a title, and what follows by itself."""
    if len(wanted) != 1:
        return _n("{n} activity is done", "{n} activities are done", len(wanted)), ""
    values = records.read(desk, "activity", wanted[0]) or {}
    called = values.get("subject") or str(activity_types.name(desk, values.get("type", "")))
    return _("“{name}” is done", name=called), _going_on(desk.today, values)


def _going_on(today: date, values: Mapping[str, Any]) -> str:
    """Whether an activity that is done now comes again; nothing of one that never did."""
    if not values.get("repeat"):
        return ""
    if recurrence.following(values["repeat"], values.get("due_on"), today) is None:
        return _("It was the last of its repetitions.")
    return _("It comes again: the next one is planned by itself.")


def problems_of(workspace: Workspace, save: Any) -> dict[str, str] | None:
    """Run what saves a form; what is wrong, by field, or None."""
    try:
        workspace.editor.attempt(save)
    except FieldProblems as refused:
        named = {"due_at": "time"}
        return {named.get(name, name): str(text) for name, text in refused.problems.items()}
    except DomainError as refused:
        return {"": str(refused)}
    return None


def ask_day(parent: QWidget, workspace: Workspace, title: str, save: Any, first: Any = None) -> None:
    """Ask for a day and give it to an action of `sales`."""
    dialog = Dialog(parent, title, primary=_("Save"), name="dialog.day")
    form = Form("day", dialog)
    form.add("day", _("Day"), Day(workspace.desk.clock.today), required=True)
    form.set_values({"day": first})

    def submit(values: dict[str, Any]) -> dict[str, str] | None:
        found = problems_of(workspace, lambda: save(values["day"]))
        return found and {"day": next(iter(found.values()))}

    dialog.hold(form, submit)
    dialog.exec()
    dialog.deleteLater()

"""The dialog about where somebody works: a further company, or a past one, with role and days."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.sales import affiliations, lists, words
from crmdesk.sales.affiliations import Work
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui import formats
from crmdesk.ui.buttons import button
from crmdesk.ui.day import Day
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Text
from crmdesk.ui.forms import Form
from crmdesk.ui.picker import Picker
from crmdesk.views.records.editors import PICKED
from crmdesk.views.screen import Workspace


def ask_work(asker: QWidget, workspace: Workspace, kind: str, record: int, work: Work | None = None) -> None:
    """Ask where a person works, or who works in a company, and write it.

    Args:
        kind, record: whose page it is: a contact's or a company's.
        work: what is changed; None to add one.
    """
    other = "contact" if kind == "company" else "company"
    word = words.word(workspace.desk, other).one
    told = (work.person if other == "contact" else work.organisation) if work else _("now, as well or in the past")
    dialog = Dialog(asker, word, told, primary=_("Save"), name="dialog.work")
    form = _form(dialog, workspace.desk, other, word, work)
    dialog.hold(form, lambda values: _tried(workspace, partial(_write, workspace.desk, kind, record, work, values)))
    if work is not None and work.id is not None:
        gone = button(_("Take it away"), "danger", name="dialog.work:remove")
        gone.clicked.connect(lambda: _remove(dialog, workspace, work.id or 0))
        form.body.addWidget(gone)
    dialog.exec()
    dialog.deleteLater()


def _tried(workspace: Workspace, action: Callable[[], Changes]) -> dict[str, str]:
    """What was refused, by field."""
    try:
        workspace.editor.attempt(action)
    except FieldProblems as refused:
        return {name: str(text) for name, text in refused.problems.items()}
    except DomainError as refused:
        return {"": str(refused)}
    return {}


def work_days(desk: Desk, work: Work) -> str:
    """From when to when somebody works somewhere, as people say it; "" where no day is known."""
    begin, end = (formats.day(day, desk.today) if day else "" for day in (work.from_on, work.to_on))
    if begin and end:
        return f"{begin} – {end}"
    if end:
        return _("until {day}", day=end)
    return _("since {day}", day=begin) if begin else ""


def _form(dialog: QWidget, desk: Desk, other: str, word: str, work: Work | None) -> Form:
    form = Form("work", dialog)
    if work is None:
        picker = Picker(lambda text: lists.pick(desk, other, text), icon=PICKED[other])
        form.add(other, word, picker, required=True)
    form.add("role", _("Role"), Text(limit=300))
    form.add("from_on", _("From"), Day(desk.clock.today))
    form.add("to_on", _("To"), Day(desk.clock.today))
    if work is not None:
        form.set_values({"role": work.role, "from_on": work.from_on, "to_on": work.to_on})
    form.set_check(lambda values: {name: str(text) for name, text in affiliations.problems(values).items()})
    return form


def _write(desk: Desk, kind: str, record: int, work: Work | None, values: dict[str, Any]) -> Changes:
    told = {name: values[name] for name in ("role", "from_on", "to_on")}
    if work is not None and work.id is not None:
        return affiliations.change(desk, work.id, told)
    if kind == "company":
        return affiliations.add(desk, values["contact"], record, told)
    return affiliations.add(desk, record, values["company"], told)


def _remove(dialog: QDialog, workspace: Workspace, affiliation: int) -> None:
    if workspace.editor.run(lambda: affiliations.remove(workspace.desk, affiliation)):
        dialog.reject()

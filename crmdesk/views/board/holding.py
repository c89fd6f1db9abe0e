"""The question until when opportunities are set aside, and taking them up again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.sales import holding
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui.day import Day
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.forms import Form
from crmdesk.views.editor import Editor

_FIRST_OFFERED = timedelta(days=30)


def ask_hold(parent: QWidget, desk: Desk, editor: Editor, ids: Sequence[int]) -> None:
    """Ask until when, and set them aside."""
    told = _("Its idle days stop, it is dimmed on the board, and on that day it is back by itself.")
    dialog = Dialog(parent, _("Set aside"), told, primary=_("Set aside"), name="dialog.hold")
    form = Form("hold", dialog)
    form.add("hold_until", _("Until"), Day(desk.clock.today), required=True)
    form.set_values({"hold_until": desk.today + _FIRST_OFFERED})

    def submit(values: dict[str, Any]) -> dict[str, str] | None:
        try:
            editor.attempt(lambda: holding.hold(desk, ids, values["hold_until"]))
        except FieldProblems as refused:
            return {name: str(text) for name, text in refused.problems.items()}
        except DomainError as refused:
            return {"": str(refused)}
        return None

    dialog.hold(form, submit)
    dialog.exec()
    dialog.deleteLater()


def release(desk: Desk, editor: Editor, ids: Sequence[int]) -> None:
    """Take them up again."""
    editor.run(lambda: holding.release(desk, ids))

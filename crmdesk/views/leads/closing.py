"""The question when leads are given up."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from crmdesk.models.leads import DISQUALIFIED, LeadReason
from crmdesk.sales import choices, lists
from crmdesk.sales.desk import Desk
from crmdesk.sales.leads import LeadClosing, LeadClosingNeeded
from crmdesk.texts import _, _n
from crmdesk.ui.day import Day
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice, LongText
from crmdesk.ui.forms import Form


def ask_lead_closing(
    parent: QWidget, desk: Desk, needed: LeadClosingNeeded, told: LeadClosing | None = None
) -> LeadClosing | None:
    """Ask why these leads are given up; None when it was cancelled.

    Args:
        told: what was answered before, which was not enough.
    """
    dialog = GivingUpDialog(parent, desk, needed)
    if told is not None:
        dialog.form.set_problems({name: str(text) for name, text in needed.problems.items()})
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    answer = dialog.closing() if answered else None
    dialog.deleteLater()
    return answer


class GivingUpDialog(Dialog):
    """The reason from the office's list, and perhaps a day to look again; “other” needs a note."""

    def __init__(self, parent: QWidget, desk: Desk, needed: LeadClosingNeeded) -> None:
        rows = lists.rows(desk, "lead", needed.ids[:1], ["name", "company"])
        name = str(rows[0]["name"]) if rows else ""
        company = str(rows[0]["company"] or "") if rows else ""
        alone = len(needed.ids) == 1
        super().__init__(
            parent,
            _title(needed, name),
            company if alone and company != name else "",
            primary=_("Disqualify") if needed.kind == DISQUALIFIED else _("Close without converting"),
            name=f"dialog.{needed.kind}",
            danger=True,
        )
        self._reasons = {reason.id: reason for reason in choices.reasons(LeadReason)}
        offered = [(reason.id, reason.name) for reason in self._reasons.values()]
        self.form = Form(needed.kind, self)
        self.reason = self.form.add("reason", _("Reason"), Choice(offered, none=_("Choose…")), required=True)
        self.again = self.form.add(
            "look_again_on", _("Look again on"), Day(desk.clock.today), hint=_("It comes back in “To look at again”.")
        )
        self.note = self.form.add("reason_note", _("Note"), LongText())
        self.note.setFixedHeight(72)
        self.form.set_check(self._check)
        self.form.save_requested.connect(self.accept)
        self.form.cancel_requested.connect(self.reject)
        self.body.addWidget(self.form)
        self.reason.setFocus()

    def accept(self) -> None:
        """Close only when nothing is missing."""
        if self.form.show_problems(everything=True):
            super().accept()
        else:
            self.form.focus_first_problem()

    def closing(self) -> LeadClosing:
        """What was told."""
        return LeadClosing(self.reason.value(), self.note.value(), self.again.value())

    def _check(self, values: dict[str, Any]) -> dict[str, str]:
        reason = self._reasons.get(values["reason"])
        if reason is not None and reason.needs_note and not values["reason_note"].strip():
            return {"reason_note": _("Write a few words on the reason.")}
        return {}


def _title(needed: LeadClosingNeeded, name: str) -> str:
    n = len(needed.ids)
    if needed.kind == DISQUALIFIED:
        one, counted = _("Disqualify “{name}”", name=name), _n("Disqualify {n} lead", "Disqualify {n} leads", n)
    else:
        one = _("Close “{name}” without converting", name=name)
        counted = _n("Close {n} lead without converting", "Close {n} leads without converting", n)
    return one if n == 1 else counted

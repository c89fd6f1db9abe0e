"""The question where a sales note and its opportunity's amount differ."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from crmdesk.sales import access
from crmdesk.sales.desk import Desk
from crmdesk.sales.sales_notes import AMOUNT, AS_IT_IS, LINE, NoteSettlingNeeded
from crmdesk.texts import _
from crmdesk.ui import formats
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice
from crmdesk.ui.forms import Form

_WIDE = 520


def ask_settling(asker: QWidget, desk: Desk, opportunity: int, needed: NoteSettlingNeeded) -> str | None:
    """Ask what to do about the difference; None when it was cancelled."""
    net = formats.money(needed.net_minor, needed.currency, decimals=True)
    apart = formats.money(needed.amount_minor - needed.net_minor, needed.currency, decimals=True)
    offered = [
        (LINE, _("Add a line for the difference of {amount}", amount=apart)),
        (AMOUNT, _("Correct the opportunity’s amount to {amount}", amount=net)),
        (AS_IT_IS, _("Leave both as they are")),
    ]
    if not access.may_change(desk, "opportunity", opportunity):
        offered = [choice for choice in offered if choice[0] != AMOUNT]
    title, primary = _("The sales note says another amount"), _("Make the sales note")
    dialog = Dialog(asker, title, str(needed), primary=primary, name="dialog.note", width=_WIDE)
    form = Form("note", dialog)
    settling = form.add("settling", _("What to do"), Choice(offered))
    dialog.hold(form)
    answer = str(settling.value()) if dialog.exec() == QDialog.DialogCode.Accepted else None
    dialog.deleteLater()
    return answer

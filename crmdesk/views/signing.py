"""The question for a password while the window is open: another user is to work in it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from crmdesk.models.errors import DomainError
from crmdesk.sales import office, passwords
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.forms import Form
from crmdesk.ui.secret import Secret


def signed_in(parent: QWidget, desk: Desk) -> bool:
    """Whether the user of a desk may work now: he has no password, or somebody types it."""
    if not passwords.is_set(desk.user):
        return True
    title = _("Work as “{name}”", name=office.user_name(desk.user))
    dialog = Dialog(parent, title, "", primary=_("Sign in"), name="dialog.sign_in")
    form = Form("sign_in")
    form.add("password", _("Password"), Secret(), required=True)

    def try_it(_values: dict[str, Any]) -> dict[str, str] | None:
        try:
            passwords.sign_in(desk, form.field("password").value())
        except DomainError as problem:
            return {"password": str(problem)}
        return None

    dialog.hold(form, try_it)
    done = bool(dialog.exec())
    dialog.deleteLater()
    return done

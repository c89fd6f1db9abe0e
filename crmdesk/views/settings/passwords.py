"""The users' passwords, as administrators set and remove them."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from crmdesk.models.errors import DomainError
from crmdesk.sales import office, passwords
from crmdesk.texts import _, _n
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.forms import Form
from crmdesk.ui.panel import Panel
from crmdesk.ui.secret import Secret
from crmdesk.views.settings.adder import across_of
from crmdesk.views.settings.page import Page


class PasswordsPanel(Panel):
    """Who has a password; set and removed without knowing the one before."""

    def __init__(self, page: Page) -> None:
        super().__init__(_("Passwords"))
        self._page = page
        self.about = label(tone="muted", wrap=True)
        self.body.addWidget(self.about)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.GAP)
        self.body.addLayout(self._rows)

    def load(self) -> None:
        people = [user for user in office.values_of("user") if user.values["active"]]
        having = passwords.users_with_one()
        without = sum(user.id not in having for user in people)
        self.about.setText(
            _("Optional. Who has a password is asked for it when the book is opened.")
            if not having
            else _n(
                "{n} user has no password: anybody who opens the book can work as them.",
                "{n} users have no password: anybody who opens the book can work as them.",
                without,
            )
            if without
            else _("Everybody signs in with a password.")
        )
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.layout()) is not None:
                while (inner := row.takeAt(0)) is not None:
                    if (gone := inner.widget()) is not None:
                        gone.hide()
                        gone.deleteLater()
                row.deleteLater()
        for user in people:
            self._add_row(user.id, user.name, user.id in having)

    def _add_row(self, user: int, name: str, known: bool) -> None:
        across = across_of()
        across.addWidget(label(name), 1)
        across.addWidget(label(_("has a password") if known else _("no password"), tone="" if known else "muted"))
        change = button(_("Change…") if known else _("Set…"), small=True, name=f"settings.user.{name}:password")
        change.setAccessibleName(_("Password of “{name}”", name=name))
        change.clicked.connect(lambda: self._ask(user, name))
        across.addWidget(change)
        if known:
            remove = button(_("Remove"), "quiet-icon", "trash-2", small=True, name=f"settings.user.{name}:no_password")
            remove.clicked.connect(lambda: self._reset(user, None))
            across.addWidget(remove)
        self._rows.addLayout(across)

    def _ask(self, user: int, name: str) -> None:
        title = _("Password of “{name}”", name=name)
        dialog = Dialog(self.window(), title, "", primary=_("Set password"), name="dialog.password")
        form = Form("password")
        form.add("new", _("New password"), Secret(), required=True)

        def keep(_values: dict[str, Any]) -> dict[str, str] | None:
            return self._reset(user, form.field("new").value())

        dialog.hold(form, keep)
        dialog.exec()
        dialog.deleteLater()

    def _reset(self, user: int, new: str | None) -> dict[str, str] | None:
        try:
            passwords.reset(self._page.desk, user, new)
        except DomainError as problem:
            return {problem.field or "": str(problem)}
        self.load()
        return None

"""What users may do and how they come in: role, manager and password, as administrators keep them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.models.errors import DomainError
from crmdesk.sales import office, passwords
from crmdesk.sales.office import Value
from crmdesk.texts import _, _n
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, clear, label
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice
from crmdesk.ui.forms import Form
from crmdesk.ui.panel import Panel
from crmdesk.ui.secret import Secret
from crmdesk.views.settings.adder import across_of
from crmdesk.views.settings.page import Page

CHOICE = 180  # px


class SigningInPanel(Panel):
    """A row for each active user: role, manager, and whether there is a password."""

    def __init__(self, page: Page) -> None:
        super().__init__(_("Roles and passwords"))
        self._page = page
        self.about = label(tone="muted", wrap=True)
        self.body.addWidget(self.about)
        self.rows = QWidget()
        self._grid = QGridLayout(self.rows)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(theme.GAP_2)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self.body.addWidget(self.rows)

    def load(self) -> None:
        people = [user for user in office.values_of("user") if user.values["active"]]
        having = passwords.users_with_one()
        self.about.setText(_about(len(people), sum(user.id in having for user in people)))
        clear(self.rows)
        for column, title in enumerate((_("Name"), _("Role"), _("Manager"), _("Password"))):
            self._grid.addWidget(label(title, tone="muted", size=12), 0, column)
        roles = [(role.id, role.name) for role in office.values_of("role")]
        for row, user in enumerate(people, 1):
            managers = [(other.id, other.name) for other in people if other is not user]
            self._grid.addWidget(label(user.name), row, 0)
            self._grid.addWidget(self._choice(user, "role", _("Role"), roles, _("Everything")), row, 1)
            self._grid.addWidget(self._choice(user, "manager", _("Manager"), managers, "–"), row, 2)
            self._grid.addWidget(self._password(user, user.id in having), row, 3, Qt.AlignmentFlag.AlignLeft)

    def _choice(self, user: Value, field: str, title: str, choices: list[tuple[int, str]], none: str) -> Choice:
        made = Choice(choices, none=none)
        made.setFixedWidth(CHOICE)
        made.setObjectName(f"settings.user.{user.name}.{field}")
        made.setAccessibleName(f"{title}, {user.name}")
        made.set_value(user.values[field])
        made.changed.connect(lambda: self._save(user.id, field, made.value()))
        return made

    def _password(self, user: Value, known: bool) -> QWidget:
        place = QWidget()
        across = across_of(place)
        change = button(_("Change…") if known else _("Set…"), small=True, name=f"settings.user.{user.name}:password")
        change.setAccessibleName(_("Password of “{name}”", name=user.name))
        change.clicked.connect(lambda: self._ask(user.id, user.name))
        across.addWidget(change)
        if known:
            name = f"settings.user.{user.name}:no_password"
            remove = button(_("Remove password"), "quiet-icon", "trash-2", small=True, name=name)
            remove.clicked.connect(lambda: self._reset(user.id, None))
            across.addWidget(remove)
        return place

    def _save(self, user: int, field: str, value: Any) -> None:
        desk = self._page.desk
        if self._page.workspace.editor.run(lambda: office.save_value(desk, "user", user, **{field: value})) is None:
            self.load()  # refused: show what is kept

    def _ask(self, user: int, name: str) -> None:
        title = _("Password of “{name}”", name=name)
        dialog = Dialog(self.window(), title, "", primary=_("Set password"), name="dialog.password")
        form = Form("password")
        form.add("new", _("New password"), Secret(), required=True)
        dialog.hold(form, lambda _values: self._reset(user, form.field("new").value()))
        dialog.exec()
        dialog.deleteLater()

    def _reset(self, user: int, new: str | None) -> dict[str, str] | None:
        try:
            passwords.reset(self._page.desk, user, new)
        except DomainError as problem:
            return {problem.field or "": str(problem)}
        self.load()
        return None


def _about(people: int, having: int) -> str:
    if not having:
        return _("Passwords are optional: who has one is asked for it when the book is opened.")
    if having == people:
        return _("Everybody signs in with a password.")
    return _n(
        "{n} user has no password: anybody who opens the book can work as them.",
        "{n} users have no password: anybody who opens the book can work as them.",
        people - having,
    )

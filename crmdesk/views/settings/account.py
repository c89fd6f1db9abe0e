"""The user's own password, and who else may work here in his place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout

from crmdesk.models.errors import DomainError
from crmdesk.sales import office, passwords
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.panel import Panel
from crmdesk.ui.secret import Secret
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.page import Lines, Page


class AccountPage(Page):
    """One's own password: set, changed or taken away."""

    KINDS = ("user",)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, _("My password"), "")
        self.panel = Panel(" ")
        self.about = label(tone="muted", wrap=True)
        self.panel.body.addWidget(self.about)
        self.lines = Lines()
        self.current, self.new, self.again = Secret(), Secret(), Secret()
        self.lines.add("current", _("Current password"), self.current, object_name="settings.password.current")
        hint = _("{n} characters or more; a few words are easier to remember than signs.", n=passwords.SHORTEST)
        self.lines.add("new", _("New password"), self.new, hint, object_name="settings.password.new")
        self.lines.add("again", _("The same again"), self.again, object_name="settings.password.again")
        self.panel.body.addLayout(self.lines)
        self.save = button(_("Set password"), "primary", name="settings.password.save")
        self.save.clicked.connect(self._save)
        self.remove = button(_("Remove password"), name="settings.password.remove")
        self.remove.clicked.connect(self._remove)
        across = QHBoxLayout()
        across.setSpacing(theme.GAP)
        across.addWidget(self.save)
        across.addWidget(self.remove)
        across.addStretch(1)
        self.panel.body.addLayout(across)
        self.body.addWidget(self.panel)
        honest = label(courtesy(), tone="muted", size=12, wrap=True)
        self.body.addWidget(honest)

    def load(self) -> None:
        known = passwords.is_set(self.desk.user)
        self.panel.title.setText(office.user_name(self.desk.user) or _("Nobody"))
        self.about.setText(
            _("You are asked for your password when this book is opened, and commands need it too.")
            if known
            else _("You have no password: whoever opens this book can work as you.")
        )
        self.lines.set_shown("current", known)
        self.remove.setVisible(known)
        self.save.setText(_("Change password") if known else _("Set password"))
        self.save.setEnabled(self.desk.user is not None)

    def _save(self) -> None:
        if self.new.value() != self.again.value():
            self.lines.show_problems({"again": _("This is not the same. Type it again.")})
            return
        self._run(lambda: passwords.set_own(self.desk, self.new.value(), self.current.value()), _("Password set"))

    def _remove(self) -> None:
        self._run(lambda: passwords.remove_own(self.desk, self.current.value()), _("Password removed"))

    def _run(self, action: Callable[[], None], done: str) -> None:
        try:
            action()
        except DomainError as problem:
            self.lines.show_problems({problem.field or "new": str(problem)})
            return
        for line in (self.current, self.new, self.again):
            line.clear()
        self.lines.show_problems({})
        self.load()
        self.workspace.navigator.say(done)


def courtesy() -> str:
    """What roles and passwords are worth while the book has no key."""
    return _(
        "Roles and passwords keep an office in order; they are a courtesy, not a safe. This file is not encrypted: "
        "whoever has it can read it with other programs. Keep it where only your office gets to it."
    )

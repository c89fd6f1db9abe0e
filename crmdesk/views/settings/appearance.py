"""How the window looks to this user: language and theme; and who works."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QPushButton, QWidget

from crmdesk import texts
from crmdesk.models.errors import StorageError
from crmdesk.sales import office, preferences
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.fields import Choice
from crmdesk.ui.panel import Panel
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.page import Lines, Page, window_of
from crmdesk.views.signing import signed_in

LANGUAGE_NAMES = {"es": "Español", "en": "English"}  # each in its own language, for who cannot read the other


class AppearancePage(Page):
    """Language, theme, who works."""

    KINDS = ("user",)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, _("Appearance"), _("How the window looks to you. Others keep their own."))
        panel = Panel()
        lines = Lines()
        self.language = Segments([(code, LANGUAGE_NAMES[code]) for code in texts.LANGUAGES], "settings.language")
        self.theme = Segments(
            [("light", _("Light")), ("dark", _("Dark")), ("system", _("As the system"))], "settings.theme"
        )
        lines.add("language", _("Language"), self.language)
        lines.add("theme", _("Theme"), self.theme)
        panel.body.addLayout(lines)
        self.body.addWidget(panel)
        who = Panel(_("Who works here"))
        self._who_lines = Lines()
        self.user = Choice()
        self._who_lines.add("user", _("User"), self.user, object_name="settings.user")
        who.body.addLayout(self._who_lines)
        self._nobody = label(_("This book has no users yet. Add one under “Users and teams”."), tone="muted", wrap=True)
        who.body.addWidget(self._nobody)
        who.body.addWidget(
            label(_("Users have no passwords: whoever opens the book may choose."), tone="muted", size=12)
        )
        self.body.addWidget(who)
        self._quiet = False
        for segments, act in ((self.language, self._set_language), (self.theme, self._set_theme)):
            segments.group.idClicked.connect(act)
        self.user.changed.connect(self._set_user)

    def load(self) -> None:
        self._quiet = True
        self.language.set_value(texts.language())
        self.theme.set_value(preferences.get(self.desk, "theme", "system"))
        users = [
            (user.id, user.name)
            for user in office.values_of("user")
            if user.values["active"] or user.id == self.desk.user
        ]
        self.user.set_choices(users)
        self.user.set_value(self.desk.user)
        self.user.setVisible(bool(users))
        self._nobody.setVisible(not users)
        self._quiet = False

    def _set_language(self, place: int) -> None:
        code = texts.LANGUAGES[place]
        if code != texts.language() and self._keep("language", code):
            window_of(self.workspace).rebuild()

    def _set_theme(self) -> None:
        chosen = self.theme.value()
        app = QApplication.instance()
        if self._keep("theme", chosen) and isinstance(app, QApplication):
            theme.apply(app, chosen)

    def _set_user(self) -> None:
        user = self.user.value()
        if self._quiet or user is None or user == self.desk.user:
            return
        if signed_in(self.window(), Desk(user, self.desk.clock)):
            window_of(self.workspace).work_as(user)
        else:
            self.load()

    def _keep(self, name: str, value: str) -> bool:
        try:
            preferences.put(self.desk, name, value)
        except StorageError as problem:
            self.workspace.events.failed.emit(str(problem))
            self.load()
            return False
        return True


class Segments(QWidget):
    """A few values side by side, one of them chosen."""

    def __init__(self, choices: list[tuple[str, str]], name: str) -> None:
        super().__init__()
        self.group = QButtonGroup(self)
        self._values = [value for value, _text in choices]
        self.setObjectName(name)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 4, 0, 4)
        across.setSpacing(theme.GAP)
        for place, (value, text) in enumerate(choices):
            one = button(text, "chip", name=f"{name}.{value}")
            one.setCheckable(True)
            self.group.addButton(one, place)
            across.addWidget(one)
        across.addStretch(1)

    def value(self) -> str:
        return self._values[self.group.checkedId()]

    def set_value(self, value: str) -> None:
        self.group.button(self._values.index(value)).setChecked(True)

    def button(self, value: str) -> QPushButton:
        found = self.group.button(self._values.index(value))
        assert isinstance(found, QPushButton)
        return found

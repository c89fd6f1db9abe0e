"""Roles: what those who have one see and do, how far, and which screens are open to them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from crmdesk.sales import rights, roles, words
from crmdesk.sales.fields import KIND_NAMES
from crmdesk.sales.rights import ACTIONS, ALL, NONE, OWN, TEAM
from crmdesk.sales.roles import RoleRow
from crmdesk.texts import _, _c
from crmdesk.ui import theme
from crmdesk.ui.buttons import label
from crmdesk.ui.fields import Check, Choice, Text
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.account import courtesy
from crmdesk.views.settings.lists import ListPanel
from crmdesk.views.settings.page import Page
from crmdesk.views.settings.rows import Column

KIND_WIDTH, SCOPE_WIDTH = 128, 104  # px


class RolesPage(Page):
    """The list of roles, and one of them in full."""

    KINDS = ("role", "user", "setting")

    def __init__(self, workspace: Workspace) -> None:
        sentence = _("A role says what a user sees and does. Who has no role may do everything.")
        super().__init__(workspace, _("Roles"), sentence)
        name = Column("name", _("Name"), Text, empty=_("Give it a name."))
        self.list = ListPanel(self, "role", _("Roles"), "", _("Name of a new role"), [name])
        self.body.addWidget(self.list)
        self.panel = RolePanel(self)
        self.body.addWidget(self.panel)
        self.body.addWidget(label(courtesy(), tone="muted", size=12, wrap=True))

    def load(self) -> None:
        self.list.load()
        self.panel.load(roles.all_roles(self.desk))


class RolePanel(Panel):
    """What one role may do: a table of kinds and actions, its screens, and whether it sets up."""

    def __init__(self, page: RolesPage) -> None:
        super().__init__()
        self.page, self._quiet = page, False
        self._roles: dict[int, RoleRow] = {}
        across = QHBoxLayout()
        across.setSpacing(theme.GAP_2)
        across.addWidget(label(_("What this role may do"), semibold=True))
        self.role = Choice()
        self.role.setObjectName("settings.roles.role")
        self.role.setAccessibleName(_("Role"))
        self.role.setMinimumWidth(200)
        self.role.changed.connect(self._show)
        across.addWidget(self.role)
        across.addStretch(1)
        self.body.addLayout(across)
        self.everything = label(
            _("Administrators may do everything, and keep users, teams, roles and passwords."), tone="muted", wrap=True
        )
        self.body.addWidget(self.everything)
        self.body.addSpacing(4)
        self.cells: dict[tuple[str, str], Choice] = {}
        self.body.addLayout(self._table())
        self.body.addSpacing(theme.GAP)
        scopes = _("Own: what the user owns. Team: also what his team owns, those he manages, or nobody.")
        self.body.addWidget(label(scopes, tone="muted", size=12, wrap=True))
        self.body.addWidget(Hairline())
        self.body.addWidget(label(_("Screens that are open"), semibold=True))
        self.screens: dict[str, Check] = {}
        self.body.addLayout(self._screens())
        self.body.addWidget(Hairline())
        self.sets_up = Check(_("Changes stages, lists, fields and the book's settings"))
        self.sets_up.setObjectName("settings.roles.sets_up")
        self.sets_up.changed.connect(self._let_set_up)
        self.body.addWidget(self.sets_up)

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, KIND_WIDTH)
        for place, action in enumerate(ACTIONS, 1):
            grid.addWidget(label(_action_names()[action], tone="muted", size=12), 0, place)
        for row, kind in enumerate(rights.kinds(), 1):
            named = self._name(kind)
            grid.addWidget(label(named), row, 0)
            for place, action in enumerate(ACTIONS, 1):
                cell = Choice(_scopes())
                cell.setFixedWidth(SCOPE_WIDTH)
                cell.setObjectName(f"settings.roles.{kind}.{action}")
                cell.setAccessibleName(f"{named}, {_action_names()[action]}")
                cell.changed.connect(lambda kind=kind, action=action: self._allow(kind, action))
                self.cells[kind, action] = cell
                grid.addWidget(cell, row, place, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(len(ACTIONS) + 1, 1)
        return grid

    def _screens(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GAP_3)
        grid.setVerticalSpacing(4)
        names = {
            "today": _("Today"),
            "board": _("Board"),
            "opportunities": self._name("opportunity"),
            "leads": self._name("lead"),
            "contacts": self._name("contact"),
            "companies": self._name("company"),
            "products": _("Products"),
            "quotes": _("Quotes"),
            "calendar": _("Calendar"),
            "campaigns": _("Campaigns"),
            "dashboard": _("Dashboard"),
        }
        for place, screen in enumerate(roles.SCREENS):
            check = Check(names[screen])
            check.setObjectName(f"settings.roles.screen.{screen}")
            check.changed.connect(self._lock)
            self.screens[screen] = check
            grid.addWidget(check, place // 4, place % 4)
        return grid

    def _name(self, kind: str) -> str:
        desk = self.page.desk
        return words.word(desk, kind).many if kind in words.KINDS else str(KIND_NAMES[kind][1])

    def load(self, found: list[RoleRow]) -> None:
        self._roles = {role.id: role for role in found}
        chosen = self.role.value()
        self._quiet = True
        self.role.set_choices([(role.id, role.name) for role in found])
        other = next((role.id for role in found if not role.administers), None)
        self.role.set_value(chosen if chosen in self._roles else other)
        self._quiet = False
        self._show()

    def _show(self) -> None:
        role = self._roles.get(self.role.value())
        if self._quiet or role is None:
            return
        self._quiet = True
        for (kind, action), cell in self.cells.items():
            cell.set_value(role.grants[kind][action])
            cell.setEnabled(not role.administers)
        for screen, check in self.screens.items():
            check.set_value(screen not in role.locked)
            check.setEnabled(not role.administers)
        self.sets_up.set_value(role.sets_up)
        self.sets_up.setEnabled(not role.administers)
        self.everything.setVisible(role.administers)
        self._quiet = False

    def _allow(self, kind: str, action: str) -> None:
        scope = self.cells[kind, action].value()
        self._run(lambda desk, role: roles.allow(desk, role, {kind: {action: scope}}))

    def _lock(self) -> None:
        locked = [screen for screen, check in self.screens.items() if not check.value()]
        self._run(lambda desk, role: roles.lock(desk, role, locked))

    def _let_set_up(self) -> None:
        self._run(lambda desk, role: roles.let_set_up(desk, role, bool(self.sets_up.value())))

    def _run(self, action: Any) -> None:
        role = self.role.value()
        if not self._quiet and role is not None:
            self.page.workspace.editor.run(lambda: action(self.page.desk, role))
            self.page.load()


def _action_names() -> dict[str, str]:
    return {
        rights.SEE: _("See"),
        rights.ADD: _("Add"),
        rights.CHANGE: _("Change"),
        rights.DELETE: _("Delete"),
        rights.EXPORT: _c("action", "Export"),
        rights.IMPORT: _c("action", "Import"),
    }


def _scopes() -> list[tuple[Any, str]]:
    return [(NONE, "–"), (OWN, _("Own")), (TEAM, _("Team")), (ALL, _("All"))]

"""The dashboard as a screen of the window: what is chosen is kept, and every figure opens its rows as a list."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from crmdesk.models.errors import DomainError
from crmdesk.sales import preferences, words
from crmdesk.sales.changes import Changes
from crmdesk.texts import _
from crmdesk.views.dashboard.screen import DashboardScreen
from crmdesk.views.screen import Screen, Workspace

_NAME = "dashboard.view"


class DashboardPage(Screen):
    """Holds the figures' widget."""

    KINDS = ("opportunity", "stage", "pipeline", "user", "reason", "setting")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.figures = DashboardScreen(workspace.desk, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.figures)
        self.figures.restore(preferences.get(workspace.desk, _NAME) or {})
        navigator = workspace.navigator
        self.figures.open_rows.connect(lambda title, ids: navigator.open_rows(title, "opportunity", ids))
        self.figures.add_requested.connect(lambda: navigator.new_record("opportunity"))
        self.figures.import_requested.connect(lambda: navigator.go("import"))
        self.figures.chosen_changed.connect(self._keep)
        self.figures.said.connect(navigator.say)
        self.figures.failed.connect(workspace.events.failed)
        self.setFocusProxy(self.figures)

    def title(self) -> str:
        return _("Dashboard")

    def primary(self) -> str:
        return words.word(self.workspace.desk, "opportunity").new()

    def run_primary(self) -> None:
        self.workspace.navigator.new_record("opportunity")

    def load(self) -> None:
        self.figures.refresh()

    def update_for(self, changes: Changes) -> None:
        self.figures.refresh()

    def place(self) -> dict[str, Any]:
        return {}

    def _keep(self) -> None:
        try:
            preferences.put(self.workspace.desk, _NAME, self.figures.state())
        except DomainError:
            return  # another program is writing; the choice holds until the window closes

"""An opportunity's page: everything about one negotiation behind the tabs of one place."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.sales import tallies, words
from crmdesk.ui import theme
from crmdesk.ui.keys import Keys
from crmdesk.ui.panel import Panel
from crmdesk.ui.tabs import Tabs
from crmdesk.views.records import describe
from crmdesk.views.records.page import RecordPage
from crmdesk.views.records.parts import MAIN, TABS, Part
from crmdesk.views.screen import Workspace


class OpportunityPage(RecordPage):
    """One opportunity; a new one is its form alone until it is saved."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "opportunity")

    def place(self) -> dict[str, Any]:
        return {**super().place(), "tab": self.tabs.current}

    def show_place(self, place: dict[str, Any]) -> None:
        self.tabs.show_part(place.get("tab") or MAIN)
        super().show_place(place)

    def _seek(self, tab: str, one: int) -> None:
        part = self.tabs.part(tab)
        assert isinstance(part, Part)
        part.seek(one)

    def _arrange(self, column: QVBoxLayout, form: Panel, side: QWidget) -> None:
        form.set_edge("surface")
        self.tabs = Tabs("opportunity")
        self.tabs.add(MAIN, words.word(self.workspace.desk, self.kind).one, lambda: form)
        for tab in TABS:
            self.tabs.add(tab.name, str(tab.title), partial(tab.make, self.workspace, self.kind))
        self.tabs.shown.connect(self._tab_shown)
        self._behind: set[str] = set()
        holder = Panel(padding=1)
        holder.body.addWidget(self.tabs)
        rows = QHBoxLayout()
        rows.setSpacing(theme.GAP_3)
        rows.addWidget(holder, 1)
        rows.addWidget(side)
        column.addLayout(rows, 1)

    def _show_rest(self, values: dict[str, Any]) -> None:
        super()._show_rest(values)
        self.tabs.set_alone(self.record is None)
        self._behind = {tab.name for tab in TABS}
        if self.record is not None:
            self._head.show_signs(describe.signs(self.workspace.desk, self.record, values))
            self._count(self.record)
        self._tab_shown(self.tabs.current)

    def _show_changes(self, record: int) -> None:
        """The timeline tells them; its panel stays hidden and empty."""

    def _count(self, record: int) -> None:
        """Say how much the tabs hold, where they hold rows."""
        counts = tallies.of_opportunity(self.workspace.desk, record)
        for tab in TABS:
            if tab.holds:
                self.tabs.set_count(tab.name, counts.get(tab.holds, 0))

    def _tab_shown(self, name: str) -> None:
        """Bring a tab up to date when it is looked at."""
        if self.record is None or name not in self._behind:
            return
        self._behind.discard(name)
        part = self.tabs.part(name)
        assert isinstance(part, Part)
        part.show_record(self.record)

    def _build_side(self) -> QWidget:
        side = super()._build_side()
        self._changes.hide()
        self._next.advice.tab_requested.connect(lambda name: self.tabs.show_part(name))
        return side

    def _add_keys(self) -> None:
        super()._add_keys()
        keys = getattr(self.workspace.navigator, "keys", None)
        if isinstance(keys, Keys):
            keys.bind(("Ctrl+PgDown", "Ctrl+Tab"), lambda: self.tabs.step(1), within=self)
            keys.bind(("Ctrl+PgUp", "Ctrl+Shift+Tab"), lambda: self.tabs.step(-1), within=self)

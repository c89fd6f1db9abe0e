"""The list of everyone: leads, contacts and companies together, each opened, shown and changed as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from crmdesk.sales import everyone, words
from crmdesk.sales.changes import Changes
from crmdesk.sales.fields import EVERYONE
from crmdesk.texts import _
from crmdesk.views.lists.screen import ListScreen
from crmdesk.views.lists.side import SidePanel
from crmdesk.views.records.actions import Actions
from crmdesk.views.screen import Workspace


class EveryoneScreen(ListScreen):
    """The list over three kinds."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, EVERYONE, parent)

    def make_actions(self) -> Actions:
        return EveryoneActions(self.workspace, EVERYONE, self)

    def make_side(self) -> Any:
        return EveryoneSide(self.workspace)

    def touched(self, changes: Changes) -> frozenset[int]:
        return frozenset().union(*(changes.of(kind) for kind in everyone.KINDS))

    def title(self) -> str:
        return _("Everyone")

    def primary(self) -> str:
        return words.word(self.workspace.desk, "contact").new()

    def run_primary(self) -> None:
        self.workspace.navigator.new_record("contact")

    def nothing_yet(self) -> str:
        return _("Nobody is here yet")

    def imported(self) -> str:
        return "contact"


class EveryoneActions(Actions):
    """Acts on records of several kinds: as one step on all of them, or on one as what it is."""

    @cached_property
    def _each(self) -> dict[str, Actions]:
        return {kind: Actions(self._work, kind, self._asker) for kind in everyone.KINDS}

    def _of(self, record: int) -> Actions | None:
        kind = everyone.kinds_of(self._work.desk, [record]).get(record)
        return self._each[kind] if kind else None

    def open(self, record: int) -> None:
        if (theirs := self._of(record)) is not None:
            theirs.open(record)

    def ways_menu(self, menu: QMenu, record: int, *, phone: bool = True, email: bool = True) -> None:
        if (theirs := self._of(record)) is not None:
            theirs.ways_menu(menu, record, phone=phone, email=email)

    def trash(self, ids: Sequence[int]) -> Changes | None:
        return self._work.editor.run(lambda: everyone.trash(self._work.desk, ids))

    def restore(self, ids: Sequence[int]) -> Changes | None:
        return self._work.editor.run(lambda: everyone.restore(self._work.desk, ids))

    def give(self, ids: Sequence[int], name: str, value: Any) -> Changes | None:
        return self._work.editor.run(lambda: everyone.save_all(self._work.desk, ids, {name: value}))

    def retag(self, ids: Sequence[int], wanted: Sequence[str], unwanted: Sequence[str]) -> Changes | None:
        return self._work.editor.run(lambda: everyone.change_tags(self._work.desk, ids, wanted, unwanted))


class EveryoneSide(QStackedWidget):
    """The panel of whatever kind is selected; several together are counted by the first one.

    Signals:
        menu_requested: see `SidePanel`.
    """

    menu_requested = Signal(object, object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._desk = workspace.desk
        self._panels = {kind: SidePanel(workspace, kind, Actions(workspace, kind, self)) for kind in everyone.KINDS}
        for panel in self._panels.values():
            panel.menu_requested.connect(self.menu_requested)
            self.addWidget(panel)
        self.setFixedWidth(next(iter(self._panels.values())).width())

    @property
    def record(self) -> int | None:
        """The record shown alone."""
        return self._shown().record

    def show_records(self, ids: Sequence[int], trashed: bool) -> None:
        """Show these; what was typed for another is saved before."""
        kinds = everyone.kinds_of(self._desk, ids, trashed=trashed) if len(ids) == 1 else {}
        panel = self._panels[next(iter(kinds.values()), everyone.KINDS[0])]
        if panel is not self._shown():
            self._shown().show_records([], trashed)
            self.setCurrentWidget(panel)
        panel.show_records(ids, trashed)

    def set_any(self, there_are: bool) -> None:
        """Whether there are rows to select."""
        for panel in self._panels.values():
            panel.set_any(there_are)

    def refresh(self) -> None:
        """Read again what is shown."""
        self._shown().refresh()

    def settle(self) -> None:
        """Save what was typed before something else is shown."""
        self._shown().settle()

    def _shown(self) -> SidePanel:
        panel = self.currentWidget()
        assert isinstance(panel, SidePanel)
        return panel

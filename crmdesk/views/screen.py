"""What every screen is, and what it is handed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from crmdesk.sales import refusals
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.rights import ADD
from crmdesk.views.editor import AppEvents, Editor


class Navigator(Protocol):
    """Where a screen can lead; the window."""

    def go(self, screen: str, **place: Any) -> None:
        """Show a screen by its key, perhaps at a place it knows."""

    def open_record(self, kind: str, record: int) -> None:
        """Show a record's page, with the way back."""

    def new_record(self, kind: str, **values: Any) -> None:
        """Show an empty form for a kind, perhaps with first values."""

    def open_rows(self, title: str, kind: str, ids: Sequence[int]) -> None:
        """Show these records as a list, with the way back."""

    def back(self) -> None:
        """Show the place before."""

    def say(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Show a short line, perhaps with something to do about it."""


@dataclass(frozen=True)
class Workspace:
    """What a screen is handed: who works, the door for changes, the announcements, and where it can lead."""

    desk: Desk
    editor: Editor
    events: AppEvents
    navigator: Navigator


class Screen(QWidget):
    """One screen of the window.

    A hidden screen only notes that it is stale, and loads again when it is shown.
    """

    KINDS: tuple[str, ...] = ()
    """The kinds of records whose changes it shows; empty for all."""
    adds = ""
    """The kind of record that the primary button adds, which not everybody may."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self._stale: Changes | None = Changes(everything=True)
        workspace.events.committed.connect(self._committed)

    # What a screen says of itself

    def title(self) -> str:
        """What stands in the bar above."""
        raise NotImplementedError

    def primary(self) -> str:
        """The text of the one primary button; empty for none."""
        return ""

    def why_not_primary(self) -> str:
        """Why the primary button cannot be pressed; empty when it can."""
        reason = refusals.why_not(self.workspace.desk, self.adds, ADD) if self.adds else None
        return "" if reason is None else str(reason)

    def run_primary(self) -> None:
        """The primary button was pressed."""

    def place(self) -> dict[str, Any]:
        """Where the user is in it, as JSON values: for Back and for the next start."""
        return {}

    def show_place(self, place: dict[str, Any]) -> None:
        """Go to a place that `place` gave, or that somebody asks for by name."""

    def may_leave(self) -> bool:
        """Called before another screen is shown; a form keeps what was typed."""
        return True

    # What it does when data changed

    def load(self) -> None:
        """Load everything that is shown."""
        raise NotImplementedError

    def update_for(self, changes: Changes) -> None:
        """Bring what is shown up to date; the whole of it unless the screen knows better."""
        self.load()

    def _committed(self, changes: Changes) -> None:
        if self.KINDS and not changes.touches(*self.KINDS):
            return
        if self.isVisible():
            self.update_for(changes)
        else:
            self._stale = Changes(everything=True)

    def showEvent(self, event: QShowEvent) -> None:
        if self._stale is not None:
            self._stale = None
            self.load()
        super().showEvent(event)

"""What stands in the place of a screen, or of a page of the settings, that the user's role does not open."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.texts import Message, _
from crmdesk.ui.empty import Empty
from crmdesk.views.screen import Screen, Workspace


class Locked(Empty):
    """A lock, what is locked, and why: what is missing and who can give it; perhaps the way on."""

    def __init__(self, title: str, reason: Message, action: str = "", parent: QWidget | None = None) -> None:
        super().__init__("lock", _("“{title}” is locked", title=title), action, str(reason), parent)
        self.setObjectName("locked")


class LockedScreen(Screen):
    """The place of a screen that is closed for the user.

    Args:
        way_on: the key and the name of a screen that is open for him.
    """

    def __init__(self, workspace: Workspace, title: str, reason: Message, way_on: tuple[str, str]) -> None:
        super().__init__(workspace)
        screen, name = way_on
        self._title = title
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.locked = Locked(title, reason, _("Go to “{screen}”", screen=name))
        self.locked.requested.connect(lambda: workspace.navigator.go(screen))
        column.addWidget(self.locked)

    def title(self) -> str:
        return self._title

    def load(self) -> None:
        """There is nothing to load."""

"""Today, the first screen: it is filled a moment after it is shown, so that a window opens before it asks anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.sales.changes import Changes
from crmdesk.texts import _
from crmdesk.ui import formats
from crmdesk.views.screen import Screen, Workspace

if TYPE_CHECKING:
    from crmdesk.views.today.page import TodayPage


class TodayScreen(Screen):
    """The place of the page.

    Attributes:
        page: made when the screen is seen for the first time.
    """

    adds = "activity"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.page: TodayPage | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fill)

    def title(self) -> str:
        return formats.sentence_start(formats.long_day(self.workspace.desk.today))

    def primary(self) -> str:
        return _("Plan an activity")

    def run_primary(self) -> None:
        if self.page is not None:
            self.page.plan()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again whenever it is shown: what was read meanwhile is no change of the book."""
        self._stale = Changes(everything=True)
        super().showEvent(event)

    def load(self) -> None:
        self._later.start()

    def _fill(self) -> None:
        if not self.isVisible():
            self._stale = Changes(everything=True)
            return
        if self.page is None:
            from crmdesk.views.today.page import TodayPage  # late: who opens the board needs nothing of it

            self.page = TodayPage(self.workspace)
            self._column.addWidget(self.page)
            self.setFocusProxy(self.page)
            if self.window().focusWidget() is self:
                self.page.setFocus()
        self.page.fill()

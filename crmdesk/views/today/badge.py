"""How much waits for the user, beside Today in the rail."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from crmdesk.models.errors import StorageError
from crmdesk.sales import refusals, today
from crmdesk.sales.changes import Changes
from crmdesk.sales.today import Waiting
from crmdesk.texts import _n
from crmdesk.ui import formats
from crmdesk.ui.frame import Rail
from crmdesk.views.screen import Workspace

_COUNTS_AFTER_MS = 100
"""What somebody did is on the screen by then."""


class TodayBadge(QTimer):
    """Counts what is overdue or due today after each change, once what was changed is on the screen."""

    def __init__(self, workspace: Workspace, rail: Rail) -> None:
        super().__init__(rail, singleShot=True, interval=_COUNTS_AFTER_MS)
        self._work, self._rail = workspace, rail
        self.timeout.connect(self.count)
        workspace.events.committed.connect(self._committed)
        self.count()

    def end(self) -> None:
        """End counting: the window closes."""
        self._work.events.committed.disconnect(self._committed)
        self.stop()

    def count(self) -> None:
        """Show what there is now; nothing where nothing waits."""
        try:
            waiting = today.waiting(self._work.desk) if self._open() else Waiting()
        except StorageError:
            return  # the book cannot be read just now; the next change counts again
        text = formats.number(waiting.due) if waiting.due else ""
        self._rail.set_badge("today", text, "danger" if waiting.overdue else "positive", told(waiting))

    def _open(self) -> bool:
        return refusals.why_locked(self._work.desk, "today") is None

    def _committed(self, changes: Changes) -> None:
        self.start()


def told(waiting: Waiting) -> str:
    """“7 activities to do, 3 of them overdue”; nothing where nothing waits."""
    if not waiting.due:
        return ""
    due = _n("{n} activity to do", "{n} activities to do", waiting.due)
    late = _n("{n} of them overdue", "{n} of them overdue", waiting.overdue)
    return f"{due}, {late}" if waiting.overdue else due

"""The one door through which a screen changes data, and the one announcement after it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal

from crmdesk.models.database import worker_connection
from crmdesk.models.errors import BookBusyError, DetailsNeeded, DomainError
from crmdesk.sales import undoing
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk

if TYPE_CHECKING:
    from crmdesk.ui.jobs import Job

log = logging.getLogger(__name__)


class AppEvents(QObject):
    """What happened, for whoever cares.  Made once in `app.py` and handed down.

    Signals:
        committed: `Changes`, after COMMIT, by this window or by another program.
        failed: a sentence for the user.
    """

    committed = Signal(object)
    failed = Signal(str)


class Editor(QObject):
    """Runs actions of `sales` for the window.

    The window's connection never waits: when another program is writing, the action is tried again by a worker with
    patience, and the answer comes later by the same announcements.
    """

    def __init__(self, desk: Desk, events: AppEvents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._events = desk, events
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)  # SQLite has one writer

    def run(self, action: Callable[[], Changes]) -> Changes | None:
        """Run an action; announce what it touched, or tell the user why it could not be done.

        Gives:
            what it touched; None when it was refused or goes on with a worker.

        Raises:
            DetailsNeeded: the screen asks, and runs the action again with the answers.
            FieldProblems: only from `attempt`; here they are told like any refusal.
        """
        try:
            return self.attempt(action)
        except DetailsNeeded:
            raise
        except DomainError as problem:
            self._events.failed.emit(str(problem))
            return None

    def attempt(self, action: Callable[[], Changes]) -> Changes | None:
        """Run an action; a refusal is raised for the form that shows it beside its fields.

        Raises:
            DomainError: with a sentence; nothing was written.
        """
        try:
            changes = action()
        except BookBusyError:
            self._run_with_patience(action)
            return None
        self.announce(changes)
        return changes

    def announce(self, changes: Changes) -> None:
        """Tell everybody what a step touched, unless it touched nothing."""
        if changes:
            self._events.committed.emit(changes)

    def undo(self, step: int | None = None) -> Changes | None:
        return self.run(lambda: undoing.undo(self._desk, step))

    def redo(self) -> Changes | None:
        return self.run(lambda: undoing.redo(self._desk))

    def turn(self, step: int | None) -> Changes | None:
        """Take one action back, or do it again (the answer line's button)."""
        return None if step is None else self.run(lambda: undoing.turn(self._desk, step))

    def run_on_worker(self, action: Callable[[], Changes]) -> Job:
        """Run an action that takes long beside the window; it is announced, or refused, as any other."""
        from crmdesk.ui.jobs import Job  # late: hardly anything takes long

        job = Job(lambda _cancelled, _progress: action(), worker_connection)
        job.finished.connect(self.announce)
        job.failed.connect(self._tell)
        return job.start(self._pool)

    def _run_with_patience(self, action: Callable[[], Changes]) -> None:
        log.info("the book is busy; a worker goes on")
        self.run_on_worker(action)

    def is_waiting(self) -> bool:
        """Whether an action is waiting for another program to end its writing."""
        return self._pool.activeThreadCount() > 0

    def _tell(self, problem: Exception) -> None:
        if not isinstance(problem, DomainError):
            raise problem
        self._events.failed.emit(str(problem))

    def wait(self, milliseconds: int = 5000) -> bool:
        """Let what is under way end (when the window closes)."""
        return self._pool.waitForDone(milliseconds)

"""Keeps what is learnt up to date while the window is open: by a worker, a moment after each change."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from crmdesk.models.database import worker_connection
from crmdesk.models.errors import DomainError
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.views.editor import AppEvents

if TYPE_CHECKING:
    from crmdesk.ui.jobs import Job

log = logging.getLogger(__name__)
FIRST_MS, REST_MS = 3000, 1500
_KINDS = ("lead", "opportunity")
_BEHIND = (
    "user",
    "team",
    "stage",
    "pipeline",
    "company",
    "contact",
    "tagging",
    "opportunity_line",
    "custom_value",
    "custom_field",
    "custom_choice",
)
"""Kinds of records that stand behind the cases: a change of theirs may change any case's number."""

Due = dict[str, set[int] | None]
"""Kind to the cases whose numbers may be others now; None for all of them."""


class Learner(QObject):
    """Learns again after closings, and gives new and changed cases their numbers.

    Screens hear of it as of any other program's writing.

    Signals:
        rested: there was nothing left to do.
    """

    rested = Signal()

    def __init__(self, desk: Desk, events: AppEvents, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._due: Due = {kind: set() for kind in _KINDS}
        self._job: Job | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        self._timer.start(FIRST_MS)
        events.committed.connect(self._note)

    def look(self) -> None:
        """Bring everything up to date now."""
        if self._job is not None:
            return  # its end looks again
        from crmdesk.ui.jobs import Job  # late: nothing is learnt before the first screen is there

        self._timer.stop()
        due, self._due = self._due, {}
        job = Job(lambda cancelled, _progress: _renew(self._desk, due, cancelled), worker_connection)
        self._job = job
        job.finished.connect(self._ended)
        job.failed.connect(self._failed)
        job.stopped.connect(self._ended)
        job.start()

    def stop(self) -> None:
        """Look no more: the window closes, or wants to be left alone."""
        self._timer.stop()
        self._timer.blockSignals(True)
        if self._job is not None:
            self._job.cancel()

    def _note(self, changes: Changes) -> None:
        for kind in _KINDS:
            if not changes.everything and changes.touches(*_BEHIND):
                self._due[kind] = None
            elif changes.touches(kind) and (known := self._due.setdefault(kind, set())) is not None:
                known.update(changes.of(kind))
        if self._due:
            self._timer.start(REST_MS)

    def _ended(self, _result: object = None) -> None:
        self._job = None
        if self._due:
            self._timer.start(REST_MS)
        else:
            self.rested.emit()

    def _failed(self, problem: Exception) -> None:
        self._job = None
        if not isinstance(problem, DomainError):
            raise problem
        log.info("learning is left for later: %s", problem)  # the next change looks again


def _renew(desk: Desk, due: Mapping[str, set[int] | None], cancelled: threading.Event) -> None:
    from crmdesk.sales.learning import keeping
    from crmdesk.ui.jobs import Cancelled

    def alive() -> None:
        if cancelled.is_set():
            raise Cancelled

    own = Desk(desk.user, desk.clock)  # this thread reads the settings by itself
    for kind, ids in due.items():
        alive()
        keeping.renew(own, kind, ids, alive)

"""Work off the GUI thread, with its progress and a way to stop it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, QRunnable, Qt, QThreadPool, QTimer, Signal, SignalInstance, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.toast import announce

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
Work = Callable[[threading.Event, Progress], Any]

SHOWN_AFTER_MS = 300
TELL_EVERY_S = 0.05


class Cancelled(Exception):  # noqa: N818 - not an error
    """Raised by work that saw it was cancelled and has put everything back."""


class _Runnable(QRunnable):
    def __init__(self, work: Work, around: Callable[[], AbstractContextManager[Any]], job: Job) -> None:
        super().__init__()
        self._work, self._around = work, around
        self._cancelled = job.cancelled
        # bound signals: who owns them outlives this runnable
        self._ended: SignalInstance = job._ended
        self._stepped: SignalInstance = job._stepped
        self._told_at = 0.0

    def run(self) -> None:
        try:
            with self._around():
                result = self._work(self._cancelled, self._progress)
        except Cancelled:
            self._ended.emit("stopped", None)
        except Exception as problem:
            log.info("background job failed", exc_info=True)
            self._ended.emit("failed", problem)
        else:
            self._ended.emit("finished", result)

    def _progress(self, done: int, whole: int) -> None:
        now = time.monotonic()
        if now - self._told_at >= TELL_EVERY_S or done >= whole:
            self._told_at = now
            self._stepped.emit(done, whole)


class Job(QObject):
    """One piece of work for another thread.

    Args:
        work: called as ``work(cancelled, progress)``; must not touch widgets.  It looks at the event `cancelled`
            now and then and raises `Cancelled`, and may call ``progress(done, whole)`` as often as it likes.
        around: entered on the worker's thread around the work: the caller's own database connection.
    Signals:
        All on the GUI thread; exactly one of the first three, once.
        finished: what the work returned.
        failed: the exception.
        stopped: it was cancelled, and obeyed.
        progressed: done and whole, at most twenty times a second.
    """

    finished = Signal(object)
    failed = Signal(object)
    stopped = Signal()
    progressed = Signal(object, object)
    _ended = Signal(str, object)
    _stepped = Signal(object, object)
    _alive: set[Job] = set()  # noqa: RUF012 - shared on purpose: a job lives until its runnable has ended

    def __init__(self, work: Work, around: Callable[[], AbstractContextManager[Any]] | None = None) -> None:
        super().__init__()
        self._work, self._around = work, around or nullcontext
        self.pool = QThreadPool.globalInstance()
        self.cancelled = threading.Event()
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._stepped.connect(self._step, Qt.ConnectionType.QueuedConnection)

    def start(self, pool: QThreadPool | None = None) -> Job:
        Job._alive.add(self)
        self.pool = pool or QThreadPool.globalInstance()
        self.pool.start(_Runnable(self._work, self._around, self))
        return self

    def cancel(self) -> None:
        """Ask the work to stop; it says so by `stopped` when it has."""
        self.cancelled.set()

    @Slot(str, object)
    def _deliver(self, how: str, what: Any) -> None:
        Job._alive.discard(self)
        if how == "finished":
            self.finished.emit(what)
        elif how == "failed":
            self.failed.emit(what)
        else:
            self.stopped.emit()

    @Slot(object, object)
    def _step(self, done: int, whole: int) -> None:
        self.progressed.emit(done, whole)


def stop_all(wait_ms: int = 5000) -> bool:
    """Cancel every job and wait until none runs, when a window closes or a book is left; gives whether all ended."""
    alive = list(Job._alive)
    for job in alive:
        job.cancel()
    pools = {job.pool for job in alive if isValid(job.pool)}  # one that is gone has waited for its own
    ended = [pool.waitForDone(wait_ms) for pool in pools]
    return all(ended)


class JobBar(QWidget):
    """Floats at the bottom of its parent while a job goes on: what is done, how far, and Cancel.

    It comes after 300 ms, so that what is quick shows nothing.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("job")
        self._floor = parent
        self._job: Job | None = None
        self._shown: Callable[[int], str] = self.locale().toString
        self.text = label(semibold=True)
        self.count = label(tone="muted", size=12)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel_button = button(_("Cancel"), small=True, name="job.cancel")
        self.cancel_button.clicked.connect(self._cancel)
        words = QHBoxLayout()
        words.addWidget(self.text, 1)
        words.addWidget(self.count)
        column = QVBoxLayout()
        column.setSpacing(theme.GAP)
        column.addLayout(words)
        column.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(theme.GAP_3)
        row.addLayout(column, 1)
        row.addWidget(self.cancel_button)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._appear)
        parent.installEventFilter(self)
        self.hide()

    def watch(self, job: Job, text: str, *, cancellable: bool = True, shown: Callable[[int], str] | None = None) -> Job:
        """Show this job's progress until it ends; start it before or after.

        Args:
            shown: how its numbers are written; as numbers where nothing is said.
        """
        self._job = job
        self._shown = shown or self.locale().toString
        self.text.setText(text)
        self.count.setText("")
        self.bar.setRange(0, 0)
        self.cancel_button.setVisible(cancellable)
        self.cancel_button.setEnabled(True)
        job.progressed.connect(self._progressed)
        for ended in (job.finished, job.failed, job.stopped):
            ended.connect(self._ended)
        self._late.start(SHOWN_AFTER_MS)
        return job

    def _appear(self) -> None:
        self._place()
        self.show()
        self.raise_()
        announce(self, self.text.text())

    @Slot(object, object)
    def _progressed(self, done: int, whole: int) -> None:
        if self.sender() is self._job and whole > 0:
            self.bar.setRange(0, 1000)
            self.bar.setValue(done * 1000 // whole)
            self.count.setText(_("{done} of {whole}", done=self._shown(done), whole=self._shown(whole)))

    @Slot()
    def _ended(self) -> None:
        if self.sender() is self._job:
            self._late.stop()
            self._job = None
            self.hide()

    def _cancel(self) -> None:
        if self._job is not None:
            self.cancel_button.setEnabled(False)
            self.count.setText(_("Stopping…"))
            self._job.cancel()

    def _place(self) -> None:
        room = self._floor.size()
        self.resize(min(440, room.width() - 40), self.sizeHint().height())
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - 20)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.color("line"))
            painter.setBrush(theme.color("raised"))
            place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(place, theme.RADIUS_PANEL, theme.RADIUS_PANEL)

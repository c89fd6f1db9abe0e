"""Files that are dropped, pasted or chosen, and storing them beside the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from crmdesk.models.database import worker_connection
from crmdesk.models.errors import DomainError
from crmdesk.sales import document_files
from crmdesk.sales.desk import Desk
from crmdesk.sales.document_files import Given, Outcome, Pasted, StoringCancelled
from crmdesk.sales.documents import Stored
from crmdesk.texts import _, _n
from crmdesk.ui import formats
from crmdesk.ui.jobs import Cancelled, Job, JobBar, Progress
from crmdesk.views.screen import Workspace

Then = Callable[[Sequence[Stored]], object]


def holds_files(data: QMimeData) -> bool:
    """Whether something dropped or pasted can become documents."""
    return data.hasImage() or any(url.isLocalFile() for url in data.urls())


def files_in(desk: Desk, data: QMimeData) -> list[Given]:
    """The files, or the picture, in something dropped or pasted."""
    files: list[Given] = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files or not data.hasImage():
        return files
    image = QImage(data.imageData())
    name = _("Picture {when}.png", when=desk.clock.now().strftime("%Y-%m-%d %H-%M-%S"))
    return [Pasted(name, _png(image))] if not image.isNull() else []


def _png(image: QImage) -> bytes:
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes
    return bytes(kept.data())


def ask_files(parent: QWidget) -> list[Given]:
    """Let somebody choose files."""
    paths, _filter = QFileDialog.getOpenFileNames(parent, _("Add documents"))
    return [Path(path) for path in paths]


class Taker(QObject):
    """Puts files into the book on a worker, with progress and a way to stop it."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._work = workspace

    def take(self, given: Sequence[Given], then: Then, otherwise: Callable[[], object] | None = None) -> None:
        """Store files, and do something with those that are in the book then; what could not be taken is told.

        Args:
            then: adds the documents, in a step of its own.
            otherwise: called instead where one of the files could not be taken; else the others are.
        """
        if not given:
            return
        desk = self._work.desk
        self.run(
            lambda cancelled, progress: document_files.store(desk, given, cancelled.is_set, progress),
            partial(self._stored, then, otherwise),
            _n("Storing {n} file", "Storing {n} files", len(given)),
            otherwise,
        )

    def run(
        self,
        work: Callable[[threading.Event, Progress], Any],
        then: Callable[[Any], object],
        text: str,
        otherwise: Callable[[], object] | None = None,
    ) -> None:
        """Do something long with files beside the window.

        Args:
            text: what is going on.
            otherwise: called where it failed or was stopped.
        """
        job = Job(partial(_stopping, work), worker_connection)
        job.finished.connect(then)
        job.failed.connect(self._tell)
        if otherwise is not None:
            job.failed.connect(lambda _problem: otherwise())
            job.stopped.connect(lambda: otherwise())
        bar = getattr(self._work.navigator, "jobs", None)
        if isinstance(bar, JobBar):
            bar.watch(job, text, shown=formats.size)
        job.start()

    def _stored(self, then: Then, otherwise: Callable[[], object] | None, found: Outcome) -> None:
        if found.problems and otherwise is not None:
            otherwise()
        elif found.stored:
            then(found.stored)
        if found.problems:
            self._work.events.failed.emit(" ".join(str(problem) for problem in found.problems))

    def _tell(self, problem: Exception) -> None:
        if not isinstance(problem, DomainError):
            raise problem
        self._work.events.failed.emit(str(problem))


def _stopping(work: Callable[[threading.Event, Progress], Any], cancelled: threading.Event, progress: Progress) -> Any:
    try:
        return work(cancelled, progress)
    except StoringCancelled:
        raise Cancelled from None

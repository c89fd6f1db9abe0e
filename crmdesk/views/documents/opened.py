"""Documents that are open in other programs: when one of them comes back changed, it is offered as a new version."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from crmdesk.models.errors import DomainError
from crmdesk.sales import documents
from crmdesk.sales.document_copies import Copies, Copy
from crmdesk.texts import _
from crmdesk.ui.jobs import Job
from crmdesk.views.documents.taking import Taker
from crmdesk.views.screen import Workspace


class Opened(QObject):
    """The copies a window handed out; looked at whenever the program comes to the front.

    Attributes:
        changed: the changed ones nobody has decided about, by document.
    Signals:
        changed_told: `changed` holds others.
    """

    changed_told = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.events)
        self._work = workspace
        self._copies = Copies()
        self._taker = Taker(workspace, self)
        self._looking = False
        self.changed: dict[int, Copy] = {}
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._state_changed)
        workspace.events.destroyed.connect(self._copies.close)
        app.aboutToQuit.connect(self._copies.close)

    @classmethod
    def of(cls, workspace: Workspace) -> Opened:
        """The window's own."""
        found = workspace.events.findChild(cls)
        return found if found is not None else cls(workspace)

    def path(self, document: int) -> Path | None:
        """A document as a file, written now if need be; None, and a sentence, where that cannot be done."""
        try:
            return self._copies.made(self._work.desk, document)
        except DomainError as problem:
            self._work.events.failed.emit(str(problem))
            return None

    def open(self, document: int) -> None:
        """Open a document with the system's program for it; a large one is written beside the window."""
        desk = self._work.desk
        self._taker.run(
            lambda _cancelled, _progress: self._copies.made(desk, document),
            self._hand_over,
            _("Opening the document"),
        )

    def _hand_over(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._work.events.failed.emit(
                _("No program opens “{name}” here. Save a copy of it instead.", name=path.name)
            )

    def look(self) -> None:
        """See whether a copy was changed, and offer it."""
        if self._looking or not self._copies.touched():
            return
        self._looking = True
        job = Job(lambda _cancelled, _progress: self._copies.changed())
        job.finished.connect(self._offer)
        job.start()

    def keep(self, document: int) -> None:
        """Keep a changed copy as the document's newest version."""
        copy = self.changed.get(document)
        if copy is not None:
            self._taker.take([copy.path], lambda stored: self._keep(document, stored[0]))

    def forget(self, document: int) -> None:
        """Leave a changed copy as it is, until it is changed again."""
        if self.changed.pop(document, None) is not None:
            self.changed_told.emit()

    def _keep(self, document: int, stored: documents.Stored) -> None:
        desk = self._work.desk
        if self._work.editor.run(lambda: documents.add_version(desk, document, stored)) is not None:
            self._copies.given_back(document)
            self.forget(document)

    def _offer(self, found: list[Copy]) -> None:
        self._looking = False
        for copy in found:
            self.changed[copy.document] = copy
            self._work.navigator.say(
                _("“{name}” was changed in another program.", name=copy.name),
                _("Keep as a new version"),
                partial(self.keep, copy.document),
            )
        if found:
            self.changed_told.emit()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

"""What can be done with documents that are there: save a copy, rename, remove, look at older versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from crmdesk.sales import document_files, documents
from crmdesk.sales.document_copies import file_name
from crmdesk.sales.documents import DocumentRow
from crmdesk.texts import _
from crmdesk.ui import icons
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.files import FileList
from crmdesk.views.documents.lines import file_line
from crmdesk.views.documents.opened import Opened
from crmdesk.views.documents.taking import Taker
from crmdesk.views.screen import Workspace

_VERSIONS_HIGH = 320  # px


class Acts(QObject):
    """Acts on documents; each is a step that can be taken back, so nothing is asked first."""

    def __init__(self, workspace: Workspace, over: QWidget, taker: Taker) -> None:
        super().__init__(over)
        self._work, self._over, self._taker = workspace, over, taker

    def menu(self, rows: Sequence[DocumentRow], rename: Callable[[int], object]) -> QMenu:
        """What can be done with these documents.

        Args:
            rename: lets somebody type another name for one.
        """
        made = QMenu(self._over)
        made.setObjectName("documents.menu")
        made.aboutToHide.connect(made.deleteLater)
        if len(rows) == 1:
            row = rows[0]
            self._add(made, _("Open"), "external-link", partial(Opened.of(self._work).open, row.id))
            self._add(made, _("Save a copy…"), "download", partial(self.save_copy, row.id, row.name))
            self._add(made, _("Rename"), "pencil", partial(rename, row.id))
            if row.older:
                self._add(made, _("Versions…"), "history", partial(self.show_versions, row))
            made.addSeparator()
        self._add(made, _("Remove"), "trash", partial(self.remove, [row.id for row in rows]))
        return made

    def rename(self, document: int, name: str) -> None:
        desk = self._work.desk
        self._work.editor.run(lambda: documents.rename(desk, document, name))

    def remove(self, ids: Sequence[int]) -> None:
        desk = self._work.desk
        self._work.editor.run(lambda: documents.remove(desk, ids))

    def save_copy(self, document: int, name: str) -> None:
        """Ask where, and write a document there beside the window."""
        path, _filter = QFileDialog.getSaveFileName(self._over, _("Save a copy"), str(Path.home() / file_name(name)))
        if path:
            self.write_to(document, Path(path))

    def write_to(self, document: int, path: Path) -> None:
        """Write a document to a file beside the window."""
        desk = self._work.desk
        self._taker.run(
            lambda cancelled, progress: document_files.read_out(desk, document, path, cancelled.is_set, progress),
            lambda _done: self._work.navigator.say(_("Saved as {path}", path=str(path))),
            _("Saving “{name}”", name=path.name),
        )

    def show_versions(self, row: DocumentRow) -> None:
        """A sheet with the versions of a document; each can be opened, saved and removed."""
        sheet = Dialog(
            self._over, _("Versions of “{name}”", name=row.name), primary=_("Close"), cancel=None,
            name="dialog.versions", width=560,
        )  # fmt: skip
        listed = FileList("versions.list", _("Versions"))
        listed.setMinimumHeight(_VERSIONS_HIGH)
        found: dict[int, DocumentRow] = {}

        def show() -> None:
            found.clear()
            found.update((one.id, one) for one in documents.versions(self._work.desk, row.id))
            listed.show_lines([file_line(self._work.desk, one) for one in found.values()])

        def menu(ids: list[int], at: QPoint) -> None:
            self.menu([found[one] for one in ids if one in found], listed.rename).popup(at)

        listed.opened.connect(Opened.of(self._work).open)
        listed.removal_requested.connect(self.remove)
        listed.renamed.connect(self.rename)
        listed.menu_requested.connect(menu)
        self._work.events.committed.connect(show)
        show()
        sheet.body.addWidget(listed)
        sheet.exec()
        self._work.events.committed.disconnect(show)
        sheet.deleteLater()

    def _add(self, menu: QMenu, text: str, icon: str, act: Callable[[], object]) -> None:
        action = menu.addAction(text)
        icons.put(action, icon, "muted", 16)
        action.triggered.connect(lambda _checked=False: act())

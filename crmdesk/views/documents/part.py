"""The documents of a record as a tab: the list, a preview beside it, and every way in and out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRectF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.models.database import worker_connection
from crmdesk.models.errors import DomainError
from crmdesk.sales import documents, refusals
from crmdesk.sales.document_files import Given
from crmdesk.sales.documents import DocumentRow
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import _, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.empty import Empty
from crmdesk.ui.files import FileList
from crmdesk.ui.jobs import Job
from crmdesk.ui.panel import Hairline
from crmdesk.ui.preview import Prepared, Preview
from crmdesk.views.documents.acts import Acts
from crmdesk.views.documents.lines import file_line
from crmdesk.views.documents.opened import Opened
from crmdesk.views.documents.previewing import prepare
from crmdesk.views.documents.taking import Taker, ask_files, files_in, holds_files
from crmdesk.views.records.head import Banner
from crmdesk.views.records.parts import Part
from crmdesk.views.screen import Workspace

DRAGGED_BYTES = 256 << 20
"""As much is written at once when documents are dragged out, because the drag waits for it."""
_PREVIEW_FROM = 640  # px of width


class _DropHint(QWidget):
    """Lies over the place while files are held above it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ground = theme.color("soft")
            ground.setAlphaF(0.9)
            painter.setBrush(ground)
            painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
            place = QRectF(self.rect()).adjusted(12, 12, -12, -12)
            painter.drawRoundedRect(place, theme.RADIUS_PANEL, theme.RADIUS_PANEL)
            painter.setFont(theme.font(theme.TITLE, semibold=True))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, _("Drop the files to keep them here"))


class DocumentsPart(Part):
    """Drop, paste or choose files; open, drag out, rename, remove; versions by the menu."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, kind, parent)
        self.setObjectName("documents")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._rows: dict[int, DocumentRow] = {}
        self._offer_place = QWidget()
        self._previewed = ""  # the content that is shown
        self._asked = 0  # for which preview: late answers are dropped
        self._taker = Taker(workspace, self)
        self.opened = Opened.of(workspace)
        self.acts = Acts(workspace, self, self._taker)
        self.opened.changed_told.connect(self._tell_changed)
        self._build()
        theme.events.changed.connect(self.update)

    # what is shown

    def load(self, record: int, *, anew: bool) -> None:
        desk = self.workspace.desk
        rows = documents.of(desk, self.kind, record)
        self._rows = {row.id: row for row in rows}
        if anew:
            self.list.show_lines([])
        self.list.show_lines([file_line(desk, row) for row in rows])
        reason = refusals.why_not(desk, self.kind, CHANGE)
        self.add.setEnabled(reason is None)
        self.add.setToolTip("" if reason is None else str(reason))
        self.count.setText(_n("{n} document", "{n} documents", len(rows)) if rows else "")
        self._above.setVisible(bool(rows))
        self._either.setCurrentWidget(self._both if rows else self._empty)
        if rows and self.list.current() not in self._rows:
            self.list.select([rows[0].id], rows[0].id)
        if self._current_content() != self._previewed:
            self._show_current()
        self._tell_changed()

    def seek(self, one: int) -> None:
        """Choose a document, which shows it."""
        self.list.clearSelection()
        self.list.select([one], one)
        self.list.scrollTo(self.list.currentIndex())

    def _show_current(self, page: int = 0) -> None:
        """Prepare the preview of the current document beside the window."""
        current = self.list.current()
        self._previewed = self._current_content()
        self._asked += 1
        if current is None or current not in self._rows or self.preview.isHidden():
            self.preview.clear()
            return
        number, desk, name = self._asked, self.workspace.desk, self._rows[current].name
        job = Job(lambda _cancelled, _progress: (number, name, prepare(desk, current, page)), worker_connection)
        job.finished.connect(self._prepared)
        job.failed.connect(partial(self._not_prepared, number))
        job.start()

    def _current_content(self) -> str:
        """What tells the content of the current document; empty where there is none."""
        current = self._rows.get(self.list.current() or 0)
        return current.sha256 if current is not None else ""

    def _prepared(self, answer: tuple[int, str, Prepared]) -> None:
        number, name, found = answer
        if number == self._asked:
            self.preview.show_prepared(found, name)

    def _not_prepared(self, number: int, problem: Exception) -> None:
        if not isinstance(problem, DomainError):
            raise problem
        if number == self._asked:
            self.preview.clear(str(problem))

    def _tell_changed(self) -> None:
        """Say which of these documents came back changed."""
        mine = [one for one in self.opened.changed.values() if one.document in self._known()]
        self._offer_place.setVisible(bool(mine))
        if mine:
            self._offered = mine[0].document
            self._banner.say(
                _("“{name}” was changed in another program.", name=mine[0].name), _("Keep as a new version")
            )

    def _known(self) -> set[int]:
        """The documents shown, and the versions they replaced."""
        desk = self.workspace.desk
        older = [row for row in self._rows.values() if row.older and self.opened.changed]
        return {*self._rows, *(one.id for row in older for one in documents.versions(desk, row.id))}

    # files in

    def take(self, given: list[Given]) -> None:
        """Keep files on the record."""
        if self.record is None:
            return
        desk, kind, record, editor = self.workspace.desk, self.kind, self.record, self.workspace.editor
        self._taker.take(given, lambda stored: editor.run(lambda: documents.add(desk, kind, record, stored)))

    def paste(self, data: QMimeData | None = None) -> None:
        """Keep what is in the clipboard."""
        data = data or QGuiApplication.clipboard().mimeData()
        found = files_in(self.workspace.desk, data)
        if not found:
            self.workspace.navigator.say(_("There is no file and no picture in the clipboard."))
        self.take(found)

    def choose(self) -> None:
        """Ask for files."""
        self.take(ask_files(self))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_files(event.mimeData()) and event.source() is not self.list and self.add.isEnabled():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._hint.setGeometry(self.rect())
            self._hint.show()
            self._hint.raise_()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._hint.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take(files_in(self.workspace.desk, event.mimeData()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self.add.isEnabled():
            self.paste()
        else:
            super().keyPressEvent(event)

    # files out

    def _paths_of(self, ids: list[int]) -> list[Path]:
        """The documents as files, for somebody who drags them out."""
        size = sum(self._rows[one].size for one in ids if one in self._rows)
        if size > DRAGGED_BYTES:
            self.workspace.events.failed.emit(
                _("{size} are too much to be dragged. Save a copy instead.", size=formats.size(size))
            )
            return []
        paths = [self.opened.path(one) for one in ids]
        return [path for path in paths if path is not None]

    def _open_menu(self, ids: list[int], at: QPoint) -> None:
        self.acts.menu([self._rows[one] for one in ids if one in self._rows], self.list.rename).popup(at)

    # building

    def _build(self) -> None:
        self.count = label(tone="muted")
        self.add = button(_("Add files"), icon="plus", small=True, name="documents.add")
        self.add.clicked.connect(self.choose)
        hint = label(_("Drop files here, or paste them with Ctrl+V."), tone="muted", size=12)
        self._above = QWidget()
        above = QHBoxLayout(self._above)
        above.setContentsMargins(20, theme.GAP_2, 20, theme.GAP)
        above.setSpacing(theme.GAP_2)
        above.addWidget(self.count)
        above.addStretch(1)
        above.addWidget(hint)
        above.addWidget(self.add)
        self._banner = Banner()
        self._offered = 0
        self._banner.acted.connect(lambda: self.opened.keep(self._offered))
        not_now = button(_("Not now"), "quiet", small=True, name="documents.not_now")
        not_now.clicked.connect(lambda: self.opened.forget(self._offered))
        self._build_list()
        self.preview = Preview("documents.preview")
        self.preview.page_requested.connect(self._show_current)
        self._both = QWidget()
        across = QHBoxLayout(self._both)
        across.setContentsMargins(theme.GAP_2, 0, theme.GAP_2, theme.GAP_2)
        across.setSpacing(theme.GAP_2)
        across.addWidget(self.list, 1)
        self._line = Hairline(upright=True)
        across.addWidget(self._line)
        across.addWidget(self.preview, 1)
        self._empty = Empty(
            "document",
            _("No document is kept here yet."),
            _("Add files"),
            _("Drop files here, or paste a picture. They stay in the book, whatever becomes of the originals."),
            plus=True,
        )
        self._empty.requested.connect(self.choose)
        self._empty.action.setObjectName("documents.first")
        self._either = QStackedWidget()
        for widget in (self._both, self._empty):
            self._either.addWidget(widget)
        banners = QHBoxLayout(self._offer_place)
        banners.setContentsMargins(20, 0, 20, theme.GAP)
        banners.addWidget(self._banner, 1)
        banners.addWidget(not_now)
        self._offer_place.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._above)
        column.addWidget(self._offer_place)
        column.addWidget(self._either, 1)
        self._hint = _DropHint(self)

    def _build_list(self) -> None:
        self.list = FileList("documents.list", _("Documents"))
        self.list.paths_of = self._paths_of
        self.list.chosen.connect(lambda _now: self._show_current())
        self.list.opened.connect(self.opened.open)
        self.list.renamed.connect(self.acts.rename)
        self.list.removal_requested.connect(self.acts.remove)
        self.list.pasted.connect(self.paste)
        self.list.menu_requested.connect(self._open_menu)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _PREVIEW_FROM
        self._line.setVisible(wide)
        if wide == self.preview.isHidden():
            self.preview.setVisible(wide)
            self._show_current()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened.look()

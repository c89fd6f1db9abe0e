"""On the page of a person or a company: their documents and the conversation about them, each with the way to all."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.sales import documents, messages, refusals
from crmdesk.sales.document_files import Given
from crmdesk.sales.messages import MessageRow
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.dialogs import Dialog
from crmdesk.views.documents.lines import told
from crmdesk.views.documents.opened import Opened
from crmdesk.views.documents.taking import Taker, ask_files, files_in, holds_files
from crmdesk.views.records import parts
from crmdesk.views.records.around import Part, line
from crmdesk.views.records.facts import shortened
from crmdesk.views.screen import Workspace

_SHOWN = 3
_WIDE, _HIGH = 900, 520  # px of a sheet


class _Documents(Part):
    """The documents; files can be dropped on it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "document", _("Add files"))
        self.setAcceptDrops(True)
        self._taker = Taker(workspace, self)
        self.kind, self.record = "", 0

    def take(self, given: list[Given]) -> None:
        desk, kind, record, editor = self._work.desk, self.kind, self.record, self._work.editor
        self._taker.take(given, lambda stored: editor.run(lambda: documents.add(desk, kind, record, stored)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_files(event.mimeData()) and self.add.isEnabled():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.set_edge("accent")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.set_edge("line")

    def dropEvent(self, event: QDropEvent) -> None:
        self.set_edge("line")
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take(files_in(self._work.desk, event.mimeData()))


class Papers(QWidget):
    """Both, the newest few of each; all of them open on a sheet."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work, self._kind = workspace, kind
        self._record, self._name = 0, ""
        self.documents = _Documents(workspace)
        self.documents.kind = kind
        self.documents.add.clicked.connect(lambda: self.documents.take(ask_files(self)))
        self.messages = Part(workspace, "message", _("Write"))
        self.messages.add.clicked.connect(self.show_messages)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_3)
        for part in (self.messages, self.documents):
            column.addWidget(part)

    def show_record(self, record: int, name: str) -> None:
        """Show what there is of a record of the page's kind."""
        self._record, self._name = record, name
        self.documents.record = record
        reason = refusals.why_not(self._work.desk, self._kind, CHANGE)
        for part in (self.documents, self.messages):
            part.add.setEnabled(reason is None)
        self._show_documents()
        self._show_messages()

    def _show_documents(self) -> None:
        desk, opened = self._work.desk, Opened.of(self._work)
        found = documents.of(desk, self._kind, self._record)
        rows = [line(one.name, partial(opened.open, one.id), told(desk, one)) for one in found[:_SHOWN]]
        everything = self.show_documents if found else None
        self.documents.fill(_("Documents"), len(found), rows, _("Drop files here to keep them."), everything)

    def _show_messages(self) -> None:
        desk = self._work.desk
        count = messages.count(desk, self._kind, self._record)
        rows = [self._message_line(one) for one in messages.of(desk, self._kind, self._record, _SHOWN)]
        everything = self.show_messages if count else None
        nothing = _("Nobody has written anything here yet.")
        self.messages.fill(_("Messages and notes"), count, rows, nothing, everything)

    def _message_line(self, row: MessageRow) -> QWidget:
        detail = " · ".join(part for part in (row.author, formats.moment(row.at, self._work.desk.today)) if part)
        return line(shortened(" ".join(row.text.split()), 90), self.show_messages, detail)

    def show_documents(self) -> None:
        """All documents on a sheet."""
        self._open_documents()

    def show_messages(self) -> None:
        """The whole conversation on a sheet."""
        self._open_messages()

    def seek(self, tab: str, one: int) -> None:
        """A sheet with one of the messages or documents in sight."""
        (self._open_messages if tab == "messages" else self._open_documents)(one)

    def _open_documents(self, sought: int | None = None) -> None:
        from crmdesk.views.documents.part import DocumentsPart  # late: a page opens without it

        self._open(DocumentsPart(self._work, self._kind), _("Documents"), "dialog.documents", sought)

    def _open_messages(self, sought: int | None = None) -> None:
        from crmdesk.views.conversation.part import ConversationPart  # late: a page opens without it

        self._open(ConversationPart(self._work, self._kind), _("Messages and notes"), "dialog.messages", sought)

    def _open(self, part: parts.Part, title: str, name: str, sought: int | None) -> None:
        record = self._record
        about = shortened(self._name, 80)
        sheet = Dialog(self, title, about, primary=_("Close"), cancel=None, name=name, width=_WIDE)
        part.setMinimumHeight(_HIGH)
        sheet.body.addWidget(part)

        def follow() -> None:
            part.show_record(record)

        self._work.events.committed.connect(follow)
        follow()
        if sought is not None:
            part.seek(sought)
        part.setFocus()
        sheet.exec()
        self._work.events.committed.disconnect(follow)
        sheet.deleteLater()

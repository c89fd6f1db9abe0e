"""Messages and notes of a record as a tab: pins, the stream, and the place to write."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crmdesk.models.errors import StorageError
from crmdesk.sales import messages, preferences, refusals, unread
from crmdesk.sales.changes import Changes
from crmdesk.sales.documents import Stored
from crmdesk.sales.messages import PAGE, MessageRow
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.empty import Empty
from crmdesk.views.conversation.composer import Composer
from crmdesk.views.conversation.history import show_history
from crmdesk.views.conversation.pins import Pins
from crmdesk.views.conversation.stream import Stream
from crmdesk.views.documents.opened import Opened
from crmdesk.views.documents.taking import Taker, files_in, holds_files
from crmdesk.views.records.parts import Part
from crmdesk.views.screen import Workspace

_FARTHEST = 10 * PAGE
"""How many messages back one is brought into sight."""


class ConversationPart(Part):
    """The conversation; what is typed and not sent is kept as a draft of the record's own."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, kind, parent)
        self.setObjectName("conversation")
        self.setAcceptDrops(True)
        self._shown = PAGE
        self._taker = Taker(workspace, self)
        self.pins = Pins()
        self.pins.unpin_requested.connect(lambda message: self._pin(message, on=False))
        self.stream = Stream(workspace.desk)
        self.stream.asked.connect(self._asked)
        self.stream.document_opened.connect(Opened.of(workspace).open)
        self.stream.older_requested.connect(self.show_older)
        self._empty = Empty(
            "message",
            _("Nobody has written anything here yet."),
            detail=_("Write to the others, with @ and a name for whoever should see it today, or leave a note."),
        )
        self._either = QStackedWidget()
        for widget in (self.stream, self._empty):
            self._either.addWidget(widget)
        self.composer = Composer(workspace)
        self.setFocusProxy(self.composer.edit)
        self.composer.send_requested.connect(self.send)
        self.composer.recalled.connect(self._change_last)
        self.composer.typed.connect(self._keep_draft)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.GAP_2, theme.GAP, theme.GAP_2, theme.GAP_2)
        column.setSpacing(theme.GAP)
        column.addWidget(self.pins)
        column.addWidget(self._either, 1)
        column.addWidget(self.composer)

    # what is shown

    def load(self, record: int, *, anew: bool) -> None:
        desk = self.workspace.desk
        if anew:
            self._shown = PAGE
            self.composer.reset()
            self._restore_draft()
        rows = messages.of(desk, self.kind, record, self._shown + 1)
        self.stream.show_rows(rows[: self._shown], more=len(rows) > self._shown, anew=anew)
        self._either.setCurrentWidget(self.stream if rows else self._empty)
        self.pins.show_rows(messages.pinned(desk, self.kind, record))
        self.composer.seat(self.kind, record)
        reason = refusals.why_not(desk, self.kind, CHANGE)
        self.composer.setEnabled(reason is None)
        self.composer.setToolTip("" if reason is None else str(reason))
        with contextlib.suppress(StorageError):  # another program is writing: the next time
            unread.mark_read(desk, self.kind, record)

    def show_older(self) -> None:
        """Show one page more."""
        if self.record is not None:
            self._shown += PAGE
            self.load(self.record, anew=False)

    def seek(self, one: int) -> None:
        """Bring a message into sight, unless it is too long ago for that."""
        desk = self.workspace.desk
        if self.record is None or not messages.of_record(desk, self.kind, self.record, one):
            return
        wanted = messages.newer(desk, self.kind, self.record, one) + 1
        if wanted > self._shown and wanted <= _FARTHEST:
            self._shown = -(-wanted // PAGE) * PAGE
            self.load(self.record, anew=False)
        self.stream.go_to(one)

    # what is written

    def send(self) -> None:
        """Send what is written; files that go with it are stored first, beside the window."""
        writing = self.composer
        if self.record is None or not writing.send.isEnabled():
            return
        if writing.editing is not None:
            self._change(writing.editing, writing.words())
        elif writing.files:
            said = self._said()
            writing.hold(True)  # not twice
            self._taker.take(list(writing.files), lambda stored: self._write(said, stored), lambda: writing.hold(False))
        else:
            self._write(self._said(), ())

    def _said(self) -> dict[str, Any]:
        """What is written, as it is when it is sent."""
        writing = self.composer
        answers = writing.answers.id if writing.answers is not None else None
        return {"record": self.record, "text": writing.words(), "note": writing.is_note, "reply_to": answers}

    def _write(self, said: dict[str, Any], stored: Sequence[Stored]) -> None:
        desk, kind, record = self.workspace.desk, self.kind, said["record"]
        how = {name: said[name] for name in ("note", "reply_to")}
        self._sent(
            self.workspace.editor.run(lambda: messages.write(desk, kind, record, said["text"], stored=stored, **how)),
            record,
        )

    def _change(self, row: MessageRow, text: str) -> None:
        desk = self.workspace.desk
        self._sent(self.workspace.editor.run(lambda: messages.edit(desk, row.id, text, base=row.text)), self.record)

    def _sent(self, changes: Changes | None, record: int | None) -> None:
        """Begin the next message, unless this one was refused: then it stays."""
        self.composer.hold(False)
        waits = changes is None and self.workspace.editor.is_waiting()  # a worker goes on with it
        if record is None or (changes is None and not waits):
            return
        self._drop_draft(record)
        if record != self.record:
            return
        self.composer.reset()
        self.load(record, anew=False)
        if changes is not None and changes.added:
            self.stream.go_to_end()
        self.composer.edit.setFocus()

    # files dropped beside the text

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_files(event.mimeData()) and self.composer.isEnabled():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.composer.add_files(files_in(self.workspace.desk, event.mimeData()))
        self.composer.edit.setFocus()

    # what is asked of a message

    def _asked(self, what: str, row: MessageRow) -> None:
        desk, editor = self.workspace.desk, self.workspace.editor
        if what == "reply":
            self.composer.answer(row)
        elif what == "edit":
            self.composer.change(row)
        elif what == "pin":
            self._pin(row.id, on=not row.pinned)
        elif what == "history":
            show_history(self, desk, row)
        else:
            editor.run(lambda: messages.remove(desk, row.id))

    def _pin(self, message: int, *, on: bool) -> None:
        desk = self.workspace.desk
        self.workspace.editor.run(lambda: messages.pin(desk, message, on=on))

    def _change_last(self) -> None:
        """Change the last message of the user's own."""
        name = self.workspace.desk.user
        mine = [card.row for card in self.stream.cards() if card.row.author_id == name and card.row.mine]
        if mine:
            self.composer.change(mine[-1])

    # drafts

    def _draft_name(self, record: int | None) -> str:
        return f"message.{self.kind}.{record}"

    def _keep_draft(self) -> None:
        if self.record is None or self.composer.editing is not None:
            return
        words = self.composer.words()
        if not words.strip():
            self._drop_draft(self.record)
            return
        typed = {"text": words, "note": self.composer.is_note}
        with contextlib.suppress(StorageError):
            preferences.keep_draft(self.workspace.desk, self._draft_name(self.record), typed)

    def _restore_draft(self) -> None:
        kept = preferences.draft(self.workspace.desk, self._draft_name(self.record))
        if kept is not None:
            self.composer.set_note(bool(kept["note"]))
            self.composer.edit.show_words(kept["text"])

    def _drop_draft(self, record: int) -> None:
        desk, name = self.workspace.desk, self._draft_name(record)
        with contextlib.suppress(StorageError):
            if preferences.draft(desk, name) is not None:
                preferences.drop_draft(desk, name)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.composer.rest()
        self._keep_draft()

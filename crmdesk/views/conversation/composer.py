"""Where a message is written: text with names, message or note, what it answers, and the files that go with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crmdesk.models.fold import fold
from crmdesk.sales import mentions
from crmdesk.sales.desk import Desk
from crmdesk.sales.document_files import Given
from crmdesk.sales.messages import LONGEST, MessageRow
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, clear, label, set_tone
from crmdesk.ui.chips import Pill
from crmdesk.ui.flow import FlowLayout
from crmdesk.ui.keys import native
from crmdesk.ui.naming_edit import NamingEdit
from crmdesk.ui.panel import Panel
from crmdesk.views.conversation.card import QuoteLine
from crmdesk.views.documents.taking import ask_files, files_in, holds_files
from crmdesk.views.screen import Workspace

_NAMES = 8
_NEAR_THE_END = 0.9
_KEPT_AFTER_MS = 1000


class Composer(Panel):
    """What is being written; whoever holds it sends it.

    Attributes:
        answers: the message that is answered.
        editing: the message that is being changed.
        files: what is to go with it.
    Signals:
        send_requested: Ctrl+Enter, or the button.
        recalled: the arrow up in an empty text: the last own message is to be changed.
        typed: something was typed a moment ago, to be kept as a draft.
    """

    send_requested = Signal()
    recalled = Signal()
    typed = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(ground="surface", padding=12, parent=parent)
        self.setObjectName("composer")
        self._desk: Desk = workspace.desk
        self.answers: MessageRow | None = None
        self.editing: MessageRow | None = None
        self.files: list[Given] = []
        self._on = ("", 0)
        self._people: list[str] | None = None
        self._later = QTimer(self, singleShot=True, interval=_KEPT_AFTER_MS)
        self._later.timeout.connect(self.typed)
        self._build()
        self.reset()

    # what is written

    @property
    def is_note(self) -> bool:
        return self.note.is_on()

    def words(self) -> str:
        return self.edit.words()

    def reset(self) -> None:
        """Begin a new message."""
        self.answers = self.editing = None
        self.files = []
        self.edit.show_words("")
        self._later.stop()
        self._refresh()

    def hold(self, on: bool) -> None:
        """Let nothing be changed or sent while its files are stored."""
        for one in (self.edit, self.send, self._attach, self._chips):
            one.setEnabled(not on)
        if not on:
            self._edited()

    def rest(self) -> None:
        """Tell of no draft any more until something is typed."""
        self._later.stop()

    def answer(self, row: MessageRow) -> None:
        """Let the message answer another one."""
        self.answers, self.editing = row, None
        self._refresh()
        self.edit.setFocus()

    def change(self, row: MessageRow) -> None:
        """Change a message instead of writing one."""
        self.answers, self.editing = None, row
        self.edit.show_words(row.text)
        self._refresh()
        self.edit.setFocus()

    def add_files(self, files: Sequence[Given]) -> None:
        """Let files go with the message."""
        if self.editing is None:
            self.files += files
            self._refresh()

    def set_note(self, on: bool) -> None:
        """Write a note, or a message."""
        self.note.set_on(on)
        self.message.set_on(not on)
        self._refresh()

    def seat(self, kind: str, record: int) -> None:
        """Write on a record; who can be named there is asked again when somebody types an @."""
        self._on, self._people = (kind, record), None

    # inside

    def _build(self) -> None:
        self.above = QWidget()
        self._above = QHBoxLayout(self.above)
        self._above.setContentsMargins(0, 0, 0, 0)
        self.edit = NamingEdit("composer.text", mentions.begun_at, self._matching, holds_files)
        self.edit.setAccessibleName(_("Message"))
        self.edit.sent.connect(self.send_requested)
        self.edit.recalled.connect(self.recalled)
        self.edit.given.connect(self._given)
        self.edit.textChanged.connect(self._edited)
        self._chips = QWidget()
        FlowLayout(self._chips, gap=theme.GAP)
        self.message = Pill(_("Message"), on=True, name="composer.message")
        self.note = Pill(_("Note"), name="composer.note")
        self.message.clicked.connect(lambda: self.set_note(False))
        self.note.clicked.connect(lambda: self.set_note(True))
        attach = button(_("Add files"), "quiet-icon", "paperclip", small=True, name="composer.attach")
        attach.clicked.connect(lambda: self.add_files(ask_files(self)))
        self._attach = attach
        self.count = label(tone="muted", size=12)
        self.send = button(_("Send"), "primary", small=True, name="composer.send", tip=native("Ctrl+Return"))
        self.send.clicked.connect(self.send_requested)
        below = QHBoxLayout()
        below.setSpacing(theme.GAP)
        for one in (self.message, self.note, attach):
            below.addWidget(one)
        below.addStretch(1)
        below.addWidget(self.count)
        below.addWidget(self.send)
        for part in (self.above, self.edit, self._chips):
            self.body.addWidget(part)
        self.body.addLayout(below)

    def _refresh(self) -> None:
        editing = self.editing is not None
        for one in (self.message, self.note, self._attach):
            one.setVisible(not editing)
        self.send.setText(_("Save") if editing else _("Send"))
        self.edit.setPlaceholderText(
            _("A note for this page…") if self.is_note else _("Write to the others; @ names somebody…")
        )
        self._show_above()
        clear(self._chips)
        for place, file in enumerate(self.files):
            chip = Pill(file.name, on=True, removable=True, icon="paperclip", name="composer.file")
            chip.removed.connect(partial(self._drop_file, place))
            layout = self._chips.layout()
            assert layout is not None
            layout.addWidget(chip)
        self._chips.setVisible(bool(self.files))
        self._edited()

    def _show_above(self) -> None:
        """What is answered or changed, with a way out of it."""
        clear(self.above)
        row = self.editing or self.answers
        self.above.setVisible(row is not None)
        if row is None:
            return
        told = _("Changing your message") if self.editing is not None else _("In reply to {name}", name=row.author)
        self._above.addWidget(QuoteLine(told, " ".join(row.text.split())[:200]), 1)
        leave = button(_("Not after all"), "quiet-icon", "x", small=True, name="composer.leave")
        leave.clicked.connect(self._leave)
        self._above.addWidget(leave, 0, Qt.AlignmentFlag.AlignTop)

    def _leave(self) -> None:
        if self.editing is not None:
            self.edit.show_words("")
        self.answers = self.editing = None
        self._refresh()
        self.edit.setFocus()

    def _drop_file(self, place: int) -> None:
        del self.files[place]
        self._refresh()

    def _edited(self) -> None:
        words = self.words()
        self.send.setEnabled(bool(words.strip() or self.files) and len(words) <= LONGEST)
        self.count.setText(_length_told(len(words)))
        set_tone(self.count, "danger" if len(words) > LONGEST else "muted")
        self._later.start()

    def _matching(self, begun: str) -> list[str]:
        """Who may be meant: names of which a word begins so."""
        if self._people is None:
            self._people = [name for _user, name in mentions.who_see(self._desk, *self._on)]
        wanted = fold(begun)
        found = [name for name in self._people if fold(name).startswith(wanted) or f" {wanted}" in f" {fold(name)}"]
        exact = [name for name in found if fold(name) == wanted]
        return [] if exact and len(found) == 1 else found[:_NAMES]

    def _given(self, data: QMimeData) -> None:
        self.add_files(files_in(self._desk, data))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and (self.editing or self.answers):
            self._leave()
        else:
            super().keyPressEvent(event)


def _length_told(length: int) -> str:
    """How much of the room is used, near its end; beyond it a sentence."""
    if length > LONGEST:
        most, n = formats.number(LONGEST), formats.number(length)
        return _("{field} holds {most} characters at the most; this has {n}.", field=_("Text"), most=most, n=n)
    near = length > LONGEST * _NEAR_THE_END
    return f"{formats.number(length)} / {formats.number(LONGEST)}" if near else ""

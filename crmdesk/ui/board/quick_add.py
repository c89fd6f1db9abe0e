"""The row under a column's cards that adds one without leaving the board."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.board.cards import QuickField
from crmdesk.ui.buttons import button, label
from crmdesk.ui.style import repolish


class QuickAdd(QWidget):
    """A button that opens into a few fields; without fields it only tells that something is to be added.

    Enter adds and keeps the fields open for the next one, unless a problem was reported meanwhile; Esc closes.

    Signals:
        added: what was typed, by field.
        resized: opened, closed, or showing other problems.
        left: closed by Esc; the column takes the focus.
    """

    added = Signal(dict)
    resized = Signal()
    left = Signal()

    def __init__(self, fields: Sequence[QuickField], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = tuple(fields)
        self._edits: dict[str, QLineEdit] = {}
        self._notes: dict[str, QLabel] = {}
        self._form: QWidget | None = None
        self._button = button(_("Add"), "quiet", "plus", small=True)
        self._button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._button.clicked.connect(self.open)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(10, 2, 10, 8)
        self._rows.addWidget(self._button)

    @property
    def is_open(self) -> bool:
        return self._form is not None and not self._form.isHidden()

    def open(self) -> None:
        if not self._fields:
            self.added.emit({})
            return
        if self._form is None:
            self._form = self._make_form()
            self._rows.addWidget(self._form)
        self._button.hide()
        self._form.show()
        self.resized.emit()
        next(iter(self._edits.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def close_form(self) -> None:
        """Close and forget what was typed."""
        if self._form is not None:
            self._form.hide()
            self._clear()
        self._button.show()
        self.resized.emit()

    def set_problem(self, field: str, text: str) -> None:
        """Say what is wrong beside a field; an empty text takes it back."""
        if field not in self._notes:
            return
        note, edit = self._notes[field], self._edits[field]
        note.setText(text)
        note.setVisible(bool(text))
        edit.setProperty("problem", bool(text))
        edit.setAccessibleDescription(text)
        repolish(edit)
        self.resized.emit()

    def texts(self) -> dict[str, str]:
        return {name: edit.text() for name, edit in self._edits.items()}

    def height_for(self, width: int) -> int:
        """The height this needs now; a problem's text may take several lines."""
        rows = self._rows
        rows.activate()
        return rows.totalHeightForWidth(width) if rows.hasHeightForWidth() else rows.sizeHint().height()

    def eventFilter(self, edit: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.close_form()
            self.left.emit()
            return True
        return False

    def _make_form(self) -> QWidget:
        form = _Form(self)
        rows = QVBoxLayout(form)
        rows.setContentsMargins(9, 9, 9, 9)
        rows.setSpacing(6)
        for quick in self._fields:
            edit = QLineEdit()
            edit.setPlaceholderText(quick.placeholder)
            edit.setAccessibleName(quick.placeholder)
            edit.setObjectName(f"quick.{quick.name}")
            edit.setMaxLength(10_000)
            edit.returnPressed.connect(self._add)
            edit.textEdited.connect(lambda _text, name=quick.name: self._typed(name))
            edit.installEventFilter(self)
            if quick.complete is not None:
                _Suggestions(edit, quick)
            note = label("", "danger", theme.TAG, wrap=True)
            note.hide()
            self._edits[quick.name], self._notes[quick.name] = edit, note
            rows.addWidget(edit)
            rows.addWidget(note)
        return form

    def _typed(self, name: str) -> None:
        if self._notes[name].text():
            self.set_problem(name, "")

    def _add(self) -> None:
        for name in self._notes:
            self.set_problem(name, "")
        self.added.emit(self.texts())
        bad = [name for name, note in self._notes.items() if note.text()]
        if not self.is_open:
            return
        if not bad:
            self._clear()
        self._edits[bad[0] if bad else next(iter(self._edits))].setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        for name, edit in self._edits.items():
            edit.clear()
            if self._notes[name].text():
                self.set_problem(name, "")


class _Form(QWidget):
    """The ground of the fields, drawn as the card they will become."""

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.color("accent"))
            painter.setBrush(theme.color("surface"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class _Suggestions(QObject):
    """Offers what the screen knows for the text typed so far."""

    def __init__(self, edit: QLineEdit, quick: QuickField) -> None:
        from PySide6.QtCore import QStringListModel  # late: a board opens without its fields
        from PySide6.QtWidgets import QCompleter

        super().__init__(edit)
        self._complete = quick.complete
        self._known = QStringListModel(self)
        self._completer = QCompleter(self._known, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        edit.setCompleter(self._completer)
        edit.textEdited.connect(self._ask)
        self._edit = edit
        popup = self._completer.popup()
        assert popup is not None
        self._popup = popup
        popup.installEventFilter(self)

    def eventFilter(self, popup: QObject, event: QEvent) -> bool:
        """Let Enter take the chosen suggestion; Qt would hand it on to the field, which adds at once."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        chosen = self._popup.currentIndex()
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not chosen.isValid():
            return False
        self._edit.setText(chosen.data())
        self._popup.hide()
        return True

    def _ask(self, text: str) -> None:
        assert self._complete is not None
        self._known.setStringList(list(self._complete(text)) if text.strip() else [])
        if self._known.rowCount():
            self._completer.complete()  # the line edit asked before these suggestions were there

"""A text of several lines in which people are named: an @ drops down who there is, Ctrl+Enter sends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QStandardItemModel, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from crmdesk.ui import theme
from crmdesk.ui.picker import TYPED, completer_over, row

_LEAST, _MOST = 2, 9  # lines
_WIDE, _INSET, _BELOW = 240, 20, 6  # px: the list of names
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEFT_TO_THE_LIST = (*_ENTER, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class NamingEdit(QPlainTextEdit):
    """The text; it grows with what is typed.

    Args:
        begun_at: where the name that is being typed begins, given the text and the cursor; None while none is.
        matching: the names that fit what was typed of one.
    Signals:
        sent: Ctrl+Enter.
        recalled: the arrow up in an empty text.
        given: something was pasted or dropped that is not text.
    """

    sent = Signal()
    recalled = Signal()
    given = Signal(QMimeData)

    def __init__(
        self,
        name: str,
        begun_at: Callable[[str, int], int | None],
        matching: Callable[[str], Sequence[str]],
        takes: Callable[[QMimeData], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTabChangesFocus(True)
        self._begun_at, self._matching, self._takes = begun_at, matching, takes
        self._names = QStandardItemModel(self)
        self.completer, self.popup = completer_over(self._names, self)
        self.completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self.popup.setObjectName(f"{name}.names")
        self.textChanged.connect(self._grow)
        self.textChanged.connect(self._offer)
        self._grow()

    def words(self) -> str:
        """What is typed."""
        return self.toPlainText()

    def show_words(self, text: str) -> None:
        """Show a text, with the cursor behind it."""
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.popup.hide()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _sends(event):
            event.accept()  # or the page would take it for its own Save
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.popup.isVisible() and event.key() in _LEFT_TO_THE_LIST:
            event.ignore()
        elif _sends(event):
            self.sent.emit()
        elif event.key() == Qt.Key.Key_Up and not self.words():
            self.recalled.emit()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return self._takes(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self._takes(source):
            self.given.emit(source)
        else:
            self.insertPlainText(source.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.completer.setWidget(self)
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        lines = max(_LEAST, min(_MOST, round(self.document().size().height())))
        edges = self.contentsMargins().top() + self.contentsMargins().bottom()
        self.setFixedHeight(lines * theme.line_height() + edges + 2 * round(self.document().documentMargin()) + 12)

    def _offer(self) -> None:
        """Drop down who may be meant."""
        cursor, popup = self.textCursor(), self.popup
        begun = self._begun_at(self.words(), cursor.position()) if self.hasFocus() else None
        names = list(self._matching(self.words()[begun + 1 : cursor.position()])) if begun is not None else []
        if not names:
            popup.hide()
            return
        self._names.clear()
        for name in names:
            self._names.appendRow(row(name, name, name, icon="user"))
        place = self.cursorRect().adjusted(-_INSET, _BELOW, 0, _BELOW)
        place.setWidth(_WIDE)
        self.completer.complete(place)
        popup.setCurrentIndex(self.completer.completionModel().index(0, 0))

    def _take(self, index: QModelIndex) -> None:
        """Write a name in place of what was typed of it."""
        cursor = self.textCursor()
        begun = self._begun_at(self.words(), cursor.position())
        if begun is None:
            return
        cursor.setPosition(begun, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(f"@{index.data(TYPED)} ")
        self.popup.hide()


def _sends(event: QKeyEvent) -> bool:
    return event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier != (
        Qt.KeyboardModifier.NoModifier
    )

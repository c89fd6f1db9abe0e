"""Every key of the window in one place: to be pressed, and to be read on the sheet that `?` opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QKeyCombination, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QTextEdit,
    QWidget,
)

from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import label
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.frame import paint_keys

_TYPED_IN = (QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox)


@dataclass(frozen=True)
class Key:
    """One line of the sheet.

    Attributes:
        keys: in Qt's portable writing ("Ctrl+K", "?"); several are alternatives.
    """

    section: str
    text: str
    keys: tuple[str, ...]


def is_typing() -> bool:
    """Whether the keyboard is in a field, where letters are letters."""
    return isinstance(QApplication.focusWidget(), _TYPED_IN)


class Keys(QObject):
    """The keys of a window.  Those without Ctrl or Alt that write something sleep while somebody types in a field."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._known: list[Key] = []
        self._letters: list[QShortcut] = []
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def add(
        self,
        section: str,
        text: str,
        keys: str | Sequence[str],
        run: Callable[[], object],
        *,
        within: QWidget | None = None,
    ) -> list[QShortcut]:
        """Let keys do something, and list them.

        Args:
            within: only while the keyboard is in this part of the window.
        """
        written = self.describe(section, text, keys)
        made = []
        for sequence in written.keys:
            shortcut = QShortcut(QKeySequence(sequence), within or self._window)
            if within is not None:
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda: run())
            if _writes(sequence):
                self._letters.append(shortcut)
                shortcut.setEnabled(not is_typing())
                shortcut.destroyed.connect(lambda _gone=None, dead=shortcut: self._forget(dead))
            made.append(shortcut)
        return made

    def describe(self, section: str, text: str, keys: str | Sequence[str]) -> Key:
        """List keys that a widget takes by itself."""
        key = Key(section, text, (keys,) if isinstance(keys, str) else tuple(keys))
        self._known.append(key)
        return key

    def known(self) -> list[Key]:
        return list(self._known)

    def show_sheet(self) -> KeySheet:
        """Open the sheet of all keys; gives it."""
        sheet = KeySheet(self._window, self._known)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()
        return sheet

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        typing = isinstance(now, _TYPED_IN)
        for shortcut in self._letters:
            shortcut.setEnabled(not typing)

    def _forget(self, dead: QShortcut) -> None:
        self._letters = [shortcut for shortcut in self._letters if shortcut is not dead]


def _writes(sequence: str) -> bool:
    """Whether the key would write a character in a field."""
    first: QKeyCombination = QKeySequence(sequence)[0]  # type: ignore[index]
    held = first.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
    return held == Qt.KeyboardModifier.NoModifier and first.key().value < Qt.Key.Key_Escape.value


def native(sequence: str) -> str:
    """A key as this computer's keyboard names it."""
    return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)


class _Line(QWidget):
    """What keys do, and their caps at the right."""

    def __init__(self, key: Key) -> None:
        super().__init__()
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{key.text}: {', '.join(native(keys) for keys in key.keys)}")

    def sizeHint(self) -> QSize:
        return QSize(260, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            right = self.width()
            for keys in reversed(self._key.keys):
                right = paint_keys(painter, native(keys), right, self.height()) - 4
            painter.setPen(theme.color("text"))
            painter.setFont(theme.font())
            room = QRect(0, 0, right - 8, self.height())
            shown = painter.fontMetrics().elidedText(self._key.text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class KeySheet(Dialog):
    """All keys by section, in two columns."""

    def __init__(self, window: QWidget, keys: Sequence[Key]) -> None:
        super().__init__(window, _("Keys"), primary=_("Close"), cancel=None, name="dialog.keys", width=680)
        sections: dict[str, list[Key]] = {}
        for key in keys:
            sections.setdefault(key.section, []).append(key)
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(0)
        heights = [0, 0]
        for title, lines in sections.items():
            column = 0 if heights[0] <= heights[1] else 1
            heading = label(title, tone="muted", size=12, semibold=True)
            heading.setContentsMargins(0, theme.GAP if heights[column] else 0, 0, 4)
            grid.addWidget(heading, heights[column], column)
            for place, key in enumerate(lines, start=1):
                grid.addWidget(_Line(key), heights[column] + place, column)
            heights[column] += len(lines) + 1
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)

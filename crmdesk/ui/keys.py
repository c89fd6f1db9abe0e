"""Every key of the window in one place: to be pressed, and to be read on the sheet that `?` opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from crmdesk.ui.key_sheet import KeySheet

# Qt's Spanish names and what stands on the keys.
_ON_THE_KEY = {
    "Control": "Ctrl", "Mayúsculas": "Mayús", "Suprimir": "Supr", "Retorno": "Intro", "Escape": "Esc",
}  # fmt: skip
_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
# by name, because PySide makes a class of Qt with its first import, and a start shows few of these
_TYPED_IN = ("QLineEdit", "QPlainTextEdit", "QTextEdit", "QComboBox", "QAbstractSpinBox")


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
    return _is_field(QApplication.focusWidget())


def _is_field(widget: QWidget | None) -> bool:
    return widget is not None and any(widget.inherits(name) for name in _TYPED_IN)


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
    ) -> list[QShortcut]:
        """Let keys do something everywhere in the window, and list them."""
        return self.bind(self.describe(section, text, keys).keys, run)

    def bind(self, keys: Sequence[str], run: Callable[[], object], *, within: QWidget | None = None) -> list[QShortcut]:
        """Let keys do something.

        Args:
            within: only while the keyboard is in this part of the window.
        """
        made = []
        for sequence in keys:
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
        from crmdesk.ui.key_sheet import KeySheet  # late: a program starts without it

        sheet = KeySheet(self._window, self._known)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()
        return sheet

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        typing = _is_field(now)
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
    """A key as this computer's keyboard names it, arrows as they are drawn on it."""
    held, _plus, last = sequence.rpartition("+")
    if last in _ARROWS:
        arrow = _ARROWS[last]
        return f"{native(held + '+A')[:-1]}{arrow}" if held else arrow
    name = QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
    for long, short in _ON_THE_KEY.items():
        name = name.replace(long, short)
    return name

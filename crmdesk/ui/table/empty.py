"""What an empty table says, with the next step as a button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label


class EmptyNote(QWidget):
    """A title, a hint and perhaps a button in the middle of an empty area.

    Signals:
        pressed: the button.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title, self._hint = label(semibold=True, wrap=True), label(tone="muted", wrap=True)
        self._button = button(kind="plain")
        self._button.clicked.connect(lambda: self.pressed.emit())
        lines = QVBoxLayout(self)
        lines.setSpacing(theme.GAP)
        lines.addStretch(2)
        for text in (self._title, self._hint):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            text.setTextFormat(Qt.TextFormat.PlainText)
            lines.addWidget(text)
        lines.addWidget(self._button, 0, Qt.AlignmentFlag.AlignCenter)
        lines.addStretch(3)

    def set_texts(self, title: str, hint: str, action: str) -> None:
        self._title.setText(title)
        self._hint.setText(hint)
        self._button.setText(action.replace("&", "&&"))
        self._button.setAccessibleName(action)
        self._hint.setVisible(bool(hint))
        self._button.setVisible(bool(action))

    def says_something(self) -> bool:
        return bool(self._title.text())

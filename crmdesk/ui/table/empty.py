"""What an empty table says, with the next step as a button."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from crmdesk.ui import theme


class EmptyNote(QWidget):
    """A title, a hint and perhaps a button in the middle of an empty area.

    Signals:
        pressed: the button.
    """

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title, self._hint = QLabel(), QLabel()
        self._button = QPushButton()
        self._button.clicked.connect(lambda: self.pressed.emit())
        lines = QVBoxLayout(self)
        lines.setSpacing(theme.GAP)
        lines.addStretch(2)
        for label in (self._title, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            lines.addWidget(label)
        lines.addWidget(self._button, 0, Qt.AlignmentFlag.AlignCenter)
        lines.addStretch(3)
        self._tint()

    def set_texts(self, title: str, hint: str, action: str) -> None:
        self._title.setText(title)
        self._hint.setText(hint)
        self._button.setText(action)
        self._hint.setVisible(bool(hint))
        self._button.setVisible(bool(action))

    def says_something(self) -> bool:
        return bool(self._title.text())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tint()

    def _tint(self) -> None:
        for label, role, strong in ((self._title, "text", True), (self._hint, "muted", False)):
            palette = label.palette()
            if palette.color(label.foregroundRole()) != theme.color(role):
                palette.setColor(label.foregroundRole(), theme.color(role))
                label.setPalette(palette)
                label.setFont(theme.font(semibold=strong))

"""A line by which something is added to a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.fields import Text


class Adder(QWidget):
    """A line that adds a row by its name: Enter, and the next one can be typed.

    Args:
        add: adds it; gives what was refused, by field.
        beside: what is said of it besides its name.
    """

    def __init__(
        self, add: Callable[[str], Mapping[str, str]], prompt: str, name: str, beside: QWidget | None = None
    ) -> None:
        super().__init__()
        self._add = add
        self.line = Text(placeholder=prompt)
        self.line.setObjectName(name)
        self.line.setAccessibleName(prompt)
        self.line.returnPressed.connect(self._run)
        self.line.textEdited.connect(lambda: self._say(""))
        self.go = button(_("Add"), icon="plus", name=f"{name}:add")
        self.go.clicked.connect(self._run)
        self.note = label(tone="danger", size=12, wrap=True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.GAP, 0, 0)
        column.setSpacing(4)
        across = across_of()
        across.addWidget(self.line, 1)
        if beside is not None:
            across.addWidget(beside)
        across.addWidget(self.go)
        column.addLayout(across)
        column.addWidget(self.note)

    def _run(self) -> None:
        name = self.line.value()
        problem = self.line.own_problem() or ("" if name else _("Give it a name."))
        problem = problem or " ".join(self._add(name).values())
        self._say(problem)
        if not problem:
            self.line.clear()
        self.line.setFocus()

    def _say(self, problem: str) -> None:
        self.line.set_problem(problem)
        self.note.setText(problem)
        self.note.setVisible(bool(problem))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.line.text():
            self.line.clear()
            self._say("")
        else:
            super().keyPressEvent(event)


def across_of(widget: QWidget | None = None) -> QHBoxLayout:
    """A row without margins."""
    row = QHBoxLayout(widget) if widget is not None else QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.GAP)
    return row

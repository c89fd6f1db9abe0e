"""What every page of the settings is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.sales.changes import Changes
from crmdesk.ui import theme
from crmdesk.ui.buttons import label, set_tone
from crmdesk.ui.fields import Field
from crmdesk.views.screen import Workspace

if TYPE_CHECKING:
    from crmdesk.views.window import MainWindow

WIDEST = 880  # px; lines longer than this are hard to follow across
LABELS = 200


def window_of(workspace: Workspace) -> MainWindow:
    """The window itself, for what no other screen asks of it: being built anew, another user."""
    return cast("MainWindow", workspace.navigator)


class Page(QWidget):
    """One section of the settings: a heading, a sentence, and what can be changed, saved at once.

    Attributes:
        KINDS: the kinds of records whose changes it shows; empty for all.
    """

    KINDS: tuple[str, ...] = ()

    def __init__(self, workspace: Workspace, title: str, sentence: str) -> None:
        super().__init__()
        self.workspace = workspace
        self.desk = workspace.desk
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, theme.MARGIN, theme.MARGIN)
        inner = QWidget(self)
        inner.setMaximumWidth(WIDEST)
        across.addWidget(inner, 1)
        across.addStretch(0)
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.GAP_3)
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addWidget(label(title, size=theme.TITLE, semibold=True))
        if sentence:
            head.addWidget(label(sentence, tone="muted", wrap=True))
        self.body.addLayout(head)

    def load(self) -> None:
        """Show what is kept."""
        raise NotImplementedError

    def run(self, action: Callable[[], Changes]) -> dict[str, str]:
        """Save at once; gives what was refused, by field ("" about the whole)."""
        try:
            self.workspace.editor.attempt(action)
        except FieldProblems as problem:
            return {name: str(text) for name, text in problem.problems.items()}
        except DomainError as problem:
            return {problem.field or "": str(problem)}
        return {}


class Lines(QGridLayout):
    """Captions at the left, editors at the right, problems or hints below the editor."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(theme.GAP_3)
        self.setVerticalSpacing(theme.GAP_2)
        self.setColumnMinimumWidth(0, LABELS)
        self.setColumnStretch(1, 1)
        self._notes: dict[str, tuple[QLabel, str, QWidget]] = {}
        self._captions: dict[str, QLabel] = {}

    def add(self, name: str, caption: str, editor: QWidget, hint: str = "", *, object_name: str = "") -> None:
        """Add a line; `name` is its key in `show_problems`."""
        row = self.rowCount()
        said = label(caption)
        said.setBuddy(editor)
        said.setFixedHeight(theme.CONTROL)
        editor.setAccessibleName(caption)
        if object_name:
            editor.setObjectName(object_name)
        note = label(hint, tone="muted", size=12, wrap=True)
        note.setHidden(not hint)
        place = QVBoxLayout()
        place.setSpacing(4)
        place.addWidget(editor)
        place.addWidget(note)
        self.addWidget(said, row, 0, Qt.AlignmentFlag.AlignTop)
        self.addLayout(place, row, 1)
        self._notes[name] = (note, hint, editor)
        self._captions[name] = said

    def set_shown(self, name: str, shown: bool) -> None:
        """Show a line, or leave it out."""
        note, hint, editor = self._notes[name]
        self._captions[name].setVisible(shown)
        editor.setVisible(shown)
        note.setVisible(shown and bool(hint))

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say what is wrong beside the fields, and the hints again where nothing is."""
        for name, (note, hint, editor) in self._notes.items():
            text = problems.get(name, "")
            note.setText(text or hint)
            note.setHidden(not (text or hint))
            set_tone(note, "danger" if text else "muted")
            if isinstance(editor, Field):
                editor.set_problem(text)

"""Several short entries of a few parts each, under the field they go on from: further e-mails, numbers, addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.texts import _
from crmdesk.ui.buttons import button
from crmdesk.ui.fields import Field, Text, too_long
from crmdesk.ui.picker import TYPED, completer_over, drop_down, row

LABEL_WIDE = 96  # px
_BY_HAND = (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.TabFocusReason)


class Label(Text):
    """What something is, in a word of one's own or one of the usual ones, which drop down under it."""

    def __init__(self, usual: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(limit=60, placeholder=_("label"), parent=parent)
        self._usual = usual
        self.setFixedWidth(LABEL_WIDE)
        self._model = QStandardItemModel(self)
        self._completer, self._list = completer_over(self._model, self)
        self._completer.activated[QModelIndex].connect(self._taken)  # type: ignore[index]
        self.textEdited.connect(self._offer)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.text() and event.reason() in _BY_HAND:
            self._offer("")

    def _offer(self, typed: str) -> None:
        self._model.clear()
        for word in self._usual:
            if word.casefold().startswith(typed.strip().casefold()) and word != typed.strip():
                self._model.appendRow(row(word, word, word))
        if self._model.rowCount():
            drop_down(self._completer, self, light_first=False)
        else:
            self._list.hide()

    def _taken(self, index: QModelIndex) -> None:
        self.setText(index.data(TYPED))


@dataclass(frozen=True)
class Part:
    """One part of an entry.

    Attributes:
        title: in the empty field, and spoken.
        share: of the room there is, beside the other parts.
    """

    title: str
    share: int = 1


class Lines(Field, QWidget):
    """The entries, each with a way out and one to the top; a button below adds another.

    Args:
        parts: what an entry is made of, before its label.
        usual: labels that are offered.
        another: the text of the button that adds one.

    Signals:
        promoted: the place of the entry that shall be the first from now on, from 0.
    """

    changed = Signal()
    promoted = Signal(int)

    def __init__(
        self, parts: Sequence[Part], usual: Sequence[str], another: str, limit: int = 300, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parts, self._usual, self._limit = tuple(parts), tuple(usual), limit
        self._lines: list[_Line] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.add = button(another, "link", "plus", small=True)
        self.add.clicked.connect(self._add_by_hand)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.add)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self.setFocusProxy(self.add)

    def value(self) -> list[tuple[str, ...]]:
        """The entries that hold something, each its parts and then its label."""
        typed = (tuple(part.value() for part in line.fields) for line in self._lines)
        return [entry for entry in typed if any(entry[:-1])]

    def set_value(self, value: Sequence[Sequence[str]] | None) -> None:
        self.set_raw([list(entry) for entry in value or ()])

    def raw(self) -> Any:
        typed = [[part.text() for part in line.fields] for line in self._lines]
        return [entry for entry in typed if any(text.strip() for text in entry)]

    def set_raw(self, raw: Any) -> None:
        for line in list(self._lines):
            self._drop(line)
        for entry in raw or ():
            self._put(entry)
        self.changed.emit()

    def own_problem(self) -> str:
        values = (part.value() for line in self._lines for part in line.fields)
        return next((told for text in values if (told := too_long(text, self._limit))), "")

    def swap(self, place: int, entry: Sequence[str]) -> tuple[str, ...]:
        """Put another entry in the place of one, which is given back; an empty one takes its line away."""
        line = self._lines[place]
        taken = tuple(part.value() for part in line.fields)
        if any(entry[:-1]):
            for part, text in zip(line.fields, entry, strict=True):
                part.set_value(text)
        else:
            self._drop(line)
        self.changed.emit()
        return taken

    def setObjectName(self, name: object) -> None:
        super().setObjectName(str(name))
        self.add.setObjectName(f"{name}:add")

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for line in self._lines:
            line.speak(name)

    def _add_by_hand(self) -> None:
        self._put([]).fields[0].setFocus()
        self.changed.emit()

    def _put(self, entry: Sequence[str]) -> _Line:
        line = _Line(self._parts, self._usual, self)
        for part, text in zip(line.fields, entry, strict=False):
            part.setText(text)
            part.setCursorPosition(0)
        for part in line.fields:
            part.changed.connect(self.changed)
        line.first.clicked.connect(lambda: self.promoted.emit(self._lines.index(line)))
        line.gone.clicked.connect(lambda: self._drop_by_hand(line))
        line.speak(self.accessibleName())
        self._column.insertWidget(len(self._lines), line)
        self._lines.append(line)
        line.show()
        return line

    def _drop(self, line: _Line) -> None:
        self._lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _drop_by_hand(self, line: _Line) -> None:
        self._drop(line)
        self.add.setFocus()
        self.changed.emit()


class _Line(QWidget):
    """One entry."""

    def __init__(self, parts: Sequence[Part], usual: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(4)
        self._titles = [*(part.title for part in parts), _("Label")]
        self.fields: list[Text] = []
        for part in parts:
            self.fields.append(Text(placeholder=part.title))
            self.fields[-1].setMinimumWidth(56)
            across.addWidget(self.fields[-1], part.share)
        self.fields.append(Label(usual))
        across.addWidget(self.fields[-1])
        self.first = button(_("Make it the first one"), "quiet-icon", "star", small=True)
        self.gone = button(_("Take it away"), "quiet-icon", "x", small=True)
        across.addWidget(self.first)
        across.addWidget(self.gone)

    def speak(self, name: str) -> None:
        """Say what the entry is one of."""
        for field, title in zip(self.fields, self._titles, strict=True):
            field.setAccessibleName(f"{name}: {title}")
        for one in (self.first, self.gone):
            one.setAccessibleName(f"{one.toolTip()} ({name})")

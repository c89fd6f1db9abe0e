"""Rows that are edited in place, put in order, and deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crmdesk.sales.in_use import InUse
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.fields import Field, Text
from crmdesk.ui.toast import announce
from crmdesk.views.settings.adder import across_of
from crmdesk.views.settings.ordering import GRIP, Grip, OrderedList

USED, DELETE = 56, 28  # px
Save = Callable[[int, str, Any], Mapping[str, str]]


@dataclass(frozen=True)
class Column:
    """What every row shows in one place.

    Attributes:
        width: px; 0 takes what is left.
        share: how much of what is left, beside other columns that take it.
        empty: the sentence for a value that may not be empty.
    """

    key: str
    title: str
    make: Callable[[], Field]
    width: int = 0
    empty: str = ""
    share: int = 1

    def room(self) -> int:
        """px: the width, or more where the title needs it."""
        return max(self.width, QFontMetrics(theme.font(12)).horizontalAdvance(self.title) + 2) if self.width else 0


@dataclass(frozen=True)
class RowData:
    """One row.

    Attributes:
        values: by column key.
        keep: why it cannot be deleted; empty when it can.
        locked: column key to why it cannot be changed.
    """

    id: int
    name: str
    values: Mapping[str, Any]
    used: InUse
    keep: str = ""
    locked: Mapping[str, str] = field(default_factory=dict)


class RowList(OrderedList):
    """The rows of a list below the names of their columns.

    Args:
        save: keeps one value of one row; gives what was refused, by column ("" about the row).
        name: objectNames are ``<name>.<row's name>``.

    Signals:
        delete_requested: the id of a row.
    """

    delete_requested = Signal(object)

    def __init__(self, columns: Sequence[Column], save: Save, name: str, *, ordered: bool) -> None:
        super().__init__()
        self.setObjectName(name)
        self.columns, self.save, self.ordered = columns, save, ordered
        self._rows: list[Row] = []
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(0)
        self._place.addWidget(self._head())
        if ordered:
            self.take_keys(self)

    def set_rows(self, rows: Sequence[RowData]) -> None:
        """Show these rows; widgets, focus and half-typed texts of those that stay are kept."""
        known = {row.id: row for row in self._rows}
        self._rows = [known.pop(data.id) if data.id in known else Row(self, data.id) for data in rows]
        for gone in known.values():
            self._place.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, (row, data) in enumerate(zip(self._rows, rows, strict=True), 1):
            if self._place.indexOf(row) != place:
                self._place.insertWidget(place, row)
            row.show_data(data)
            row.show()

    def row(self, record: int) -> Row:
        """The row of a record."""
        return next(row for row in self._rows if row.id == record)

    def items(self) -> Sequence[Row]:
        return self._rows

    def _head(self) -> QWidget:
        head = QWidget()
        across = across_of(head)
        across.setContentsMargins(0, 0, 0, 6)
        if self.ordered:
            across.addSpacing(GRIP + theme.GAP)
        for column in self.columns:
            title = label(column.title, tone="muted", size=12)
            if column.width:
                title.setFixedWidth(column.room())
            across.addWidget(title, 0 if column.width else column.share)
        used = label(_("In use"), tone="muted", size=12)
        used.setFixedWidth(USED)
        used.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        across.addWidget(used)
        across.addSpacing(DELETE + theme.GAP)
        return head


class Row(QWidget):
    """One row: its grip, its editors, how much it is used, its bin, and what is wrong with it."""

    def __init__(self, rows: RowList, record: int) -> None:
        super().__init__(rows)
        self.id, self.name = record, ""
        self._list, self._lifted, self._quiet = rows, False, False
        self._kept: dict[str, Any] = {}
        self.fields: dict[str, Field] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 5, 0, 6)
        column.setSpacing(2)
        across = across_of()
        if rows.ordered:
            self.grip = Grip(self, rows)
            across.addWidget(self.grip)
        for what in rows.columns:
            across.addWidget(self._editor(what), 0 if what.width else what.share)
        self.used = label(tone="muted")
        self.used.setFixedWidth(USED)
        self.used.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.bin = button(_("Delete"), "quiet-icon", "trash-2", small=True)
        self.bin.clicked.connect(lambda: rows.delete_requested.emit(self.id))
        across.addWidget(self.used)
        across.addWidget(self.bin)
        column.addLayout(across)
        self.note = label(tone="danger", size=12, wrap=True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setContentsMargins(GRIP + theme.GAP if rows.ordered else 0, 0, 0, 2)
        self.note.hide()
        column.addWidget(self.note)

    def _editor(self, what: Column) -> Field:
        editor = what.make()
        if what.width:
            editor.setFixedWidth(what.room())
        self.fields[what.key] = editor
        if isinstance(editor, QLineEdit):
            editor.editingFinished.connect(lambda: self._commit(what))
        else:
            editor.changed.connect(lambda: self._commit(what))
        return editor

    def show_data(self, data: RowData) -> None:
        """Show what is kept, but not over what somebody is typing."""
        name = f"{self._list.objectName()}.{data.name}"
        self.name = data.name
        self.setObjectName(name)
        self.bin.setObjectName(f"{name}:delete")
        self.bin.setEnabled(not data.keep)
        self.bin.setToolTip(data.keep or _("Delete"))
        self.bin.setAccessibleName(_("Delete “{name}”", name=data.name))
        self.used.setText(_used(data.used))
        if self._list.ordered:
            self.grip.setAccessibleName(_("Move “{name}”", name=data.name))
        for what in self._list.columns:
            editor = self.fields[what.key]
            editor.setObjectName(f"{name}.{what.key}")
            editor.setAccessibleName(f"{what.title}, {data.name}" if what.title else data.name)
            why = data.locked.get(what.key, "")
            editor.setEnabled(not why)
            editor.setToolTip(why)
            value = data.values.get(what.key)
            if what.key not in self._kept or not self._is_typing(editor, what.key):
                self._set(editor, value)
            self._kept[what.key] = value

    def _is_typing(self, editor: Field, key: str) -> bool:
        return isinstance(editor, Text) and (editor.value() or None) != (self._kept[key] or None)

    def _set(self, editor: Field, value: Any) -> None:
        self._quiet = True
        at = editor.cursorPosition() if isinstance(editor, QLineEdit) else 0
        editor.set_value(value)
        if isinstance(editor, QLineEdit) and editor.hasFocus():
            editor.setCursorPosition(at)
        self._quiet = False

    def _commit(self, what: Column) -> None:
        editor = self.fields[what.key]
        value = editor.value()
        if self._quiet:
            return
        problem = editor.own_problem() or (what.empty if what.empty and value in ("", None) else "")
        if problem:
            self.show_problems({what.key: problem})
        elif (value or None) == (self._kept.get(what.key) or None):
            self.show_problems({})
        else:
            kept, self._kept[what.key] = self._kept[what.key], value  # for the refresh that follows
            problems = self._list.save(self.id, what.key, value)
            if problems:
                self._kept[what.key] = kept
                if not isinstance(editor, QLineEdit):
                    self._set(editor, kept)
            self.show_problems(problems)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say what is wrong below the row, and mark the editors it is about."""
        for key, editor in self.fields.items():
            editor.set_problem(problems.get(key, ""))
        text = " ".join(problems.values())
        self.note.setText(text)
        self.note.setVisible(bool(text))
        if text:
            announce(self, text, urgent=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        for key, editor in self.fields.items():
            self._set(editor, self._kept[key])
        self.show_problems({})

    def set_lifted(self, lifted: bool) -> None:
        if lifted != self._lifted:
            self._lifted = lifted
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self._lifted:
                painter.fillRect(self.rect(), theme.color("soft"))
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))


def _used(used: InUse) -> str:
    if used.count is None:
        return _("Yes")
    return formats.number(used.count) if used else "–"

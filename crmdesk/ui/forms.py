"""A form: labels above editors, problems beside them while typing, Enter saves, Esc goes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label, set_tone
from crmdesk.ui.fields import Check, Field
from crmdesk.ui.toast import announce

F = TypeVar("F", bound=Field)
TWO_COLUMNS_FROM = 520  # px; a narrower form stands in one column


@dataclass
class _Cell:
    name: str
    field: Field
    place: QWidget
    note: QLabel
    hint: str
    label: str
    required: bool
    wide: bool
    row: QHBoxLayout


class _Section:
    """The grid under one title."""

    def __init__(self, form_layout: QVBoxLayout, title: str) -> None:
        self.cells: list[_Cell] = []
        if title:
            heading = label(semibold=True)
            heading.setTextFormat(Qt.TextFormat.PlainText)
            heading.setText(title)
            heading.setContentsMargins(0, theme.GAP, 0, 0)
            form_layout.addWidget(heading)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(theme.GAP_2)
        form_layout.addLayout(self.grid)

    def lay_out(self, columns: int) -> None:
        """Place the cells from left to right, a wide one in a row of its own."""
        row = column = 0
        for cell in self.cells:
            self.grid.removeWidget(cell.place)
        for cell in self.cells:
            if cell.wide and column:
                row, column = row + 1, 0
            span = columns if cell.wide else 1
            self.grid.addWidget(cell.place, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
            if column >= columns:
                row, column = row + 1, 0
        for place in range(2):
            self.grid.setColumnStretch(place, 1 if place < columns else 0)


class Form(QWidget):
    """The editors of one record.

    A check given by the caller is asked at every edit, and its answer shown beside the fields that were edited; on Save
    beside all of them.  What it saves is up to who hears `save_requested`.

    Signals:
        save_requested: Enter or Save, and nothing known is wrong.
        cancel_requested: Esc or Cancel.
        edited: the name of the field somebody changed.
    """

    save_requested = Signal()
    cancel_requested = Signal()
    edited = Signal(str)

    def __init__(self, kind: str, parent: QWidget | None = None, *, columns: int = 1) -> None:
        super().__init__(parent)
        self.kind, self._columns, self._shown_columns = kind, columns, 0
        self.setObjectName(f"form.{kind}")
        self._cells: dict[str, _Cell] = {}
        self._edited: set[str] = set()
        self._start: dict[str, Any] = {}
        self._told: dict[str, str] = {}  # problems told by the caller after a refused save, until the field is edited
        self._check: Callable[[dict[str, Any]], Mapping[str, str]] | None = None
        self._quiet = False
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(theme.GAP_2)
        self._sections: list[_Section] = []
        self.note = label(tone="danger", wrap=True)
        self.note.hide()

    # building

    def section(self, title: str = "") -> None:
        """Begin a group of fields."""
        self._sections.append(_Section(self.body, title))

    def add(
        self,
        name: str,
        title: str,
        field: F,
        *,
        required: bool = False,
        hint: str = "",
        wide: bool = False,
        beside: str = "",
        below: str = "",
        share: int = 0,
    ) -> F:
        """Add an editor under its label.

        Args:
            name: the key in `values`; the editor's objectName is ``form.<kind>.<name>``.
            hint: a muted line below, where a problem would be shown.
            wide: over both columns.
            beside, below: the name of a field that this one belongs to: it stands in its row, or under it, and has no
                label of its own to be seen.
            share: of the room in another one's row; 0: what it needs.
        """
        if not self._sections:
            self.section()
        field.setObjectName(f"form.{self.kind}.{name}")
        field.setAccessibleName(_("{field}, required", field=title) if required else title)
        field.hint_text = hint
        field.setAccessibleDescription(hint)
        host = self._cells.get(beside or below)
        place, row, note = self._dressed("" if host else title, field, required, hint)
        cell = _Cell(name, field, place, note, hint, title, required, wide, row)
        self._cells[name] = cell
        if host is None:
            self._sections[-1].cells.append(cell)
        elif beside:
            host.row.addWidget(place, share, Qt.AlignmentFlag.AlignTop)
        else:
            host.place.layout().addWidget(place)  # type: ignore[union-attr]  # every cell has one
        self._start[name] = field.raw()
        field.changed.connect(lambda: self._field_changed(name))
        self._shown_columns = 0
        self._lay_out(self.width())
        return field

    def add_buttons(self, save: str = "", cancel: str = "", more: QWidget | None = None) -> QPushButton:
        """Add Cancel and Save at the end; gives the Save button.

        Args:
            more: what stands at their left.
        """
        row = QHBoxLayout()
        row.setContentsMargins(0, theme.GAP, 0, 0)
        row.setSpacing(theme.GAP)
        if more is not None:
            row.addWidget(more)
        row.addWidget(self.note, 1)
        row.addStretch(1)
        back = button(cancel or _("Cancel"), name=f"form.{self.kind}:cancel")
        done = button(save or _("Save"), "primary", name=f"form.{self.kind}:save")
        back.clicked.connect(self.cancel_requested)
        done.clicked.connect(self.save)
        row.addWidget(back)
        row.addWidget(done)
        self.body.addLayout(row)
        return done

    def set_check(self, check: Callable[[dict[str, Any]], Mapping[str, str]] | None) -> None:
        """Ask this about the values at every edit: field name -> sentence ("" as name: about the whole)."""
        self._check = check

    def _dressed(self, title: str, field: Field, required: bool, hint: str) -> tuple[QWidget, QHBoxLayout, QLabel]:
        place = QWidget(self)
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if title and not (isinstance(field, Check) and field.text()):
            caption = label(tone="muted", size=12)
            caption.setTextFormat(Qt.TextFormat.PlainText)
            caption.setText(f"{title} *" if required else title)
            caption.setBuddy(field)
            column.addWidget(caption)
        elif title and self._columns > 1:
            column.addSpacing(theme.line_height(12) + 4 + 4)  # beside an editor, not beside its label
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(field, 1)
        column.addLayout(row)
        note = label(hint, tone="muted", size=12, wrap=True)
        note.setTextFormat(Qt.TextFormat.PlainText)
        note.setHidden(not hint)
        column.addWidget(note)
        return place, row, note

    # asking

    def show_field(self, name: str, shown: bool) -> None:
        """Show a field, or leave it out for now."""
        self._cells[name].place.setVisible(shown)

    def set_hint(self, name: str, hint: str) -> None:
        """Say something else below a field."""
        cell = self._cells[name]
        if cell.hint != hint:
            cell.hint = cell.field.hint_text = hint
            self.show_problems()

    def field(self, name: str) -> Any:
        return self._cells[name].field

    def names(self) -> list[str]:
        return list(self._cells)

    def values(self) -> dict[str, Any]:
        return {name: cell.field.value() for name, cell in self._cells.items()}

    def changed_values(self) -> dict[str, Any]:
        """The values of the fields that differ from what `set_values` put there."""
        return {name: cell.field.value() for name, cell in self._cells.items() if self._differs(name)}

    def dirty(self) -> bool:
        return any(self._differs(name) for name in self._cells)

    def edited_fields(self) -> frozenset[str]:
        """The fields somebody has typed in since the last `set_values`."""
        return frozenset(self._edited)

    def _differs(self, name: str) -> bool:
        return bool(self._cells[name].field.raw() != self._start[name])

    # filling

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show a record: nothing is edited, nothing wrong yet.  Names the form has not are left out."""
        self._quiet = True
        for name, value in values.items():
            if name in self._cells:
                self._cells[name].field.set_value(value)
        self._quiet = False
        self.mark_clean()

    def mark_clean(self) -> None:
        """Take what is typed for what is saved."""
        self._edited.clear()
        self._told.clear()
        self._start = {name: cell.field.raw() for name, cell in self._cells.items()}
        self._show({})

    def draft(self) -> dict[str, Any]:
        """What was typed and is not saved, as plain JSON values by field; empty when nothing is."""
        return {name: cell.field.raw() for name, cell in self._cells.items() if self._differs(name)}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Type a draft again, over what `set_values` put there."""
        for name, raw in draft.items():
            if name in self._cells:
                self._cells[name].field.set_raw(raw)

    # problems

    def problems(self) -> dict[str, str]:
        """Everything known to be wrong now, by field: editors first, then the caller's check."""
        found = {}
        for name, cell in self._cells.items():
            if own := cell.field.own_problem():
                found[name] = own
            elif cell.required and cell.field.is_empty():
                found[name] = _("Please fill this in.")
        if self._check is not None:
            for name, text in self._check(self.values()).items():
                # a required field left empty is better explained by the caller's own sentence
                if text and (name not in found or self._is_empty(name)):
                    found[name] = str(text)
        return {**self._told, **found}

    def _is_empty(self, name: str) -> bool:
        return name in self._cells and self._cells[name].field.is_empty()

    def set_problems(self, problems: Mapping[str, str]) -> None:
        """Show what a refused save said, until those fields are edited, and go to the first of them."""
        self._told = {name: str(text) for name, text in problems.items() if text}
        self._show(self._told)
        self.focus_first_problem()

    def show_problems(self, *, everything: bool = False) -> bool:
        """Show what is wrong with the edited fields, or with all; gives whether nothing at all is wrong."""
        found = self.problems()
        self._show({name: text for name, text in found.items() if everything or name in self._edited})
        return not found

    def focus_first_problem(self) -> None:
        for cell in self._cells.values():
            if cell.field.property("problem"):
                cell.field.setFocus(Qt.FocusReason.OtherFocusReason)
                _bring_into_sight(cell.place)
                announce(cell.field, f"{cell.label}: {cell.note.text()}", urgent=True)
                return

    def save(self) -> None:
        """Ask to be saved, unless something is wrong: then say what, and go there."""
        if self.show_problems(everything=True):
            self.save_requested.emit()
        else:
            self.focus_first_problem()

    def focus_first(self) -> None:
        for cell in self._cells.values():
            if cell.field.isEnabled():
                cell.field.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _show(self, problems: Mapping[str, str]) -> None:
        for name, cell in self._cells.items():
            text = problems.get(name, "")
            cell.field.set_problem(text)
            if _say(cell.note, text, cell.hint):
                cell.place.updateGeometry()
                self.body.invalidate()
        rest = [text for name, text in problems.items() if name not in self._cells]
        self.note.setText("\n".join(rest))
        self.note.setVisible(bool(rest))

    def _field_changed(self, name: str) -> None:
        if self._quiet:
            return
        self._edited.add(name)
        self._told.pop(name, None)
        self._told.pop("", None)
        self.show_problems()
        self.edited.emit(name)

    # keys and size

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QAbstractButton) and not isinstance(focused, QCheckBox):
                focused.click()
            else:
                self.save()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancel_requested.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out(event.size().width())

    def _lay_out(self, width: int) -> None:
        columns = self._columns if width >= TWO_COLUMNS_FROM else 1
        if columns != self._shown_columns:
            self._shown_columns = columns
            for section in self._sections:
                section.lay_out(columns)


def _bring_into_sight(place: QWidget) -> None:
    """Scroll to a field, where its form scrolls."""
    area = place.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None:
        area.ensureWidgetVisible(place, 0, theme.GAP_4)  # with the sentence below, which is not laid out yet


def _say(note: QLabel, problem: str, hint: str) -> bool:
    """Write a problem, or else the hint; gives whether the line came or went."""
    tone = "danger" if problem else "muted"
    if note.property("tone") != tone:
        set_tone(note, tone)
    if note.text() != (problem or hint):
        note.setText(problem or hint)
    was = not note.isHidden()
    note.setVisible(bool(problem or hint))
    return was != bool(problem or hint)

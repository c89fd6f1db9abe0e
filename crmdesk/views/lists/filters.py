"""The row above a list: search, filters in force, what they leave, and the way to be rid of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from crmdesk.models.campaigns import MEMBER_KINDS
from crmdesk.sales import campaigns, segments, tags, words
from crmdesk.sales import choices as known
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM, EVERYONE, Field, field_of
from crmdesk.sales.lists import Condition
from crmdesk.texts import _
from crmdesk.ui import formats, icons, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.chips import ChipRow, MenuPill, Pill

OFFERED = {
    "opportunity": ("owner", "pipeline", "stage", "state", "campaign", "tags"),
    "lead": ("owner", "status", "source", "segment", "campaign", "tags"),
    "contact": ("owner", "segment", "tags"),
    "company": ("owner", "kind", "segment", "tags"),
    "campaign": ("owner", "channels"),
    "segment": ("owner", "of"),
    "product": ("active", "owner"),
    "quote": ("status", "owner"),
    "everyone": ("kind", "owner", "tags"),
}
NOBODY = 0
"""Chosen as an owner: nobody."""
YES, NO = "custom:yes", "custom:no"
_WANTED: dict[Any, Any] = {NOBODY: None, YES: True, NO: False}
SEARCH_AFTER_MS = 60
_IN_SIGHT = 3
"""So many filters stand in the row, those that are on beside them; the others are in a menu."""
_COUNT_FROM = 860  # px; a narrower row has no room to say how many there are


class FilterPill(MenuPill):
    """A filter that is only named while it is off."""

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        if value is None:
            self.set_text(self._title)
        self.set_on(value is not None)


class Filters(QWidget):
    """Search field, pills and count.

    Signals:
        changed: another text (a moment after the last letter) or filter.
        rows_cleared: the rows behind a figure are to be left.
        leave_requested: Enter or Down in the search: on to the rows.
        keep_requested: the filters are to be kept as a segment.
        columns_requested, side_requested: the buttons at the right.
    """

    changed = Signal()
    rows_cleared = Signal()
    leave_requested = Signal()
    keep_requested = Signal()
    columns_requested = Signal()
    side_requested = Signal()

    def __init__(self, desk: Desk, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._kind = desk, kind
        self._later = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._later.timeout.connect(self.changed)
        self.pills: dict[str, FilterPill] = {}
        self._usable: list[str] = []
        self._folded: list[str] = []
        self.row = ChipRow()
        self.whole = label(tone="muted")
        self.rows_pill: Pill | None = None
        self._build()
        self.refresh()

    # what is asked

    def text(self) -> str:
        return self.search.text()

    def trashed(self) -> bool:
        return self.trash.isChecked()

    def conditions(self) -> tuple[Condition, ...]:
        """The filters in force, as the question has them."""
        chosen = {name: pill.value() for name, pill in self.pills.items() if pill.value() is not None}
        return tuple(Condition(name, "=", _WANTED.get(value, value)) for name, value in chosen.items())

    def problems(self) -> list[str]:
        """Why the segment that is chosen cannot be followed any more."""
        pill = self.pills.get("segment")
        chosen = pill.value() if pill else None
        return [] if chosen is None else [str(problem) for problem in segments.problems(self._desk, chosen)]

    def any_on(self) -> bool:
        return bool(self.text().strip() or self.conditions() or self.trashed())

    def state(self) -> dict[str, Any]:
        """The pills as JSON values."""
        return {name: pill.value() for name, pill in self.pills.items() if pill.value() is not None}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Put the pills as they were; values that are gone are left out."""
        for name, pill in self.pills.items():
            wanted = state.get(name)
            pill.set_value(wanted if wanted in dict(self._choices(name)) else None)
        self._fold()

    def set_text(self, text: str) -> None:
        """Look for this, at the caller's own pace."""
        self.search.setText(text)
        self._later.stop()

    def stop(self) -> bool:
        """Do not ask for what is being typed; whether that was to come."""
        pending = self._later.isActive()
        self._later.stop()
        return pending

    def clear(self) -> None:
        """All filters off, quietly."""
        self.set_text("")
        self.restore({})
        self.trash.setChecked(False)

    def refresh(self) -> None:
        """Offer what the book has now."""
        self._follow_own_fields()
        self._usable = []
        for name, pill in self.pills.items():
            choices = self._choices(name)
            value = pill.value() if pill.value() in dict(choices) else None
            pill.set_choices(choices, value)
            if len(choices) > (2 if name == "pipeline" else 1) or value is not None:
                self._usable.append(name)
        self._fold()

    def _fold(self) -> None:
        """Keep the first filters and those that are on in sight; the others are in the menu."""
        first = self._usable if len(self._usable) <= _IN_SIGHT + 1 else self._usable[:_IN_SIGHT]
        self._folded = self._usable[len(first) :]
        on = [name for name in self._folded if self.pills[name].value() is not None]
        for name, pill in self.pills.items():
            pill.setVisible(name in first or name in on)
        self.more.setVisible(bool(self._folded))
        self.more.set_text(_("More filters ({n})", n=len(on)) if on else _("More filters"))
        self.more.set_on(bool(on))

    def more_menu(self) -> QMenu:
        """The filters that are not in sight, each with its choices."""
        menu = QMenu(self)
        for name in self._folded:
            pill = self.pills[name]
            one = menu.addMenu(pill.text().replace("&", "&&"))
            pill.fill(one)
        return menu

    def _open_more(self) -> None:
        menu = self.more_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 4)))

    # what is said

    def set_count(self, shown: int, whole: int) -> None:
        """How many are left of how many, or how many there are."""
        self.row.set_count(shown, whole)
        self._any = shown == whole and whole > 0
        self._fit()
        self.keep.setVisible(self._kind in MEMBER_KINDS and self.any_on() and not self.trashed())
        self.whole.setText(_counted(self._desk, self._kind, whole))

    def set_rows_title(self, title: str | None) -> None:
        """Say that only the rows behind something are shown, or no longer."""
        if self.rows_pill is not None:
            self.row.remove(self.rows_pill)
            self.rows_pill = None
        if title is not None:
            self.rows_pill = Pill(title, on=True, removable=True, name="filters.rows")
            self.rows_pill.removed.connect(self.rows_cleared)
            self.rows_pill.toggled.connect(self._keep_rows_pill_lit)
            self.row.add(self.rows_pill)

    def _keep_rows_pill_lit(self, on: bool) -> None:
        if not on and self.rows_pill is not None:
            self.rows_pill.set_on(True)  # only its x takes it away

    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _fit(self) -> None:
        self.whole.setVisible(self._any and self.width() >= _COUNT_FROM)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # building

    def _build(self) -> None:
        self._any = False
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.GAP_2)
        self.search = SearchLine(self._kind)
        self.search.textChanged.connect(lambda _text: self._later.start())
        self.search.left.connect(self.leave_requested)
        self.row.clear_requested.connect(self._clear_by_hand)
        self.trash = Pill(_("Trash"), icon="trash", name="filters.trash")
        self.trash.toggled.connect(lambda _on: self.changed.emit())
        self.row.add(self.trash)
        self.more = Pill(_("More filters"), arrow=True, name="filters.more")
        self.more.clicked.connect(self._open_more)
        self.row.add(self.more, before=self.trash)
        for name in OFFERED[self._kind]:
            self._add_pill(name)
        self.whole.hide()
        self.row.add(self.whole, right=True)
        self.keep = button(_("Keep as a segment…"), "quiet-icon", "layers", name="list.segment")
        self.keep.clicked.connect(self.keep_requested)
        self.keep.hide()
        self.row.add(self.keep, right=True)
        self.columns = button(_("Columns"), "quiet-icon", "columns", name="list.columns")
        self.columns.clicked.connect(self.columns_requested)
        self.side = button(_("Show or hide the details"), "quiet-icon", "panel-right", name="list.side")
        self.side.clicked.connect(self.side_requested)
        self.row.add(self.columns, right=True)
        self.row.add(self.side, right=True)
        across.addWidget(self.search, 0, Qt.AlignmentFlag.AlignTop)
        self.row.setContentsMargins(0, 4, 0, 0)  # its pills in the middle of the search field
        across.addWidget(self.row, 1)

    def _add_pill(self, name: str) -> None:
        pill = FilterPill(self._title(name), name=f"filters.{name}")
        pill.chosen.connect(self._chosen)
        self.pills[name] = pill
        self.row.add(pill, before=self.more)

    def _chosen(self, _value: object) -> None:
        self._fold()
        self.changed.emit()

    def _follow_own_fields(self) -> None:
        """A pill for each of the office's own fields that has few values."""
        own = {field.name: field for field in self._desk.settings.own_fields(self._kind) if _has_few(field)}
        for name in [name for name in self.pills if name.startswith(CUSTOM) and name not in own]:
            self.row.remove(self.pills.pop(name))
        for name in own:
            if name not in self.pills:
                self._add_pill(name)

    def _clear_by_hand(self) -> None:
        blocked = self.blockSignals(True)
        self.clear()
        self.blockSignals(blocked)
        self.rows_cleared.emit()

    def _title(self, name: str) -> str:
        if name.startswith(CUSTOM):
            return name.removeprefix(CUSTOM)
        if name in ("owner", "pipeline", "stage", "campaign", "segment"):
            return words.word(self._desk, name).one
        return {
            "state": _("State"),
            "status": _("Status"),
            "source": _("Source"),
            "tags": _("Tag"),
            "channels": _("Channel"),
            "of": _("Members"),
            "active": _("Active"),
        }.get(name, _("Kind"))

    def _choices(self, name: str) -> list[tuple[Any, str]]:
        everything = [(None, _("All"))]
        if name.startswith(CUSTOM):
            return everything + _own_choices(field_of(self._desk, self._kind, name))
        if name == "active":
            return everything + _own_choices(field_of(self._desk, self._kind, name))
        if name == "tags":
            return everything + [(tag, tag) for _id, tag in tags.everything()]
        if name == "owner":
            return [*everything, *known.choices("user"), (NOBODY, _("Nobody"))]
        if name == "campaign":
            return [*everything, *campaigns.choices(self._desk)]
        if name == "status" and self._kind == "lead":
            return [*everything, *known.choices("lead_status")]
        if name == "segment":
            return [*everything, *segments.choices(self._desk, self._kind)]
        if name in ("pipeline", "stage", "source"):
            return [*everything, *known.choices(name)]
        return everything + [
            (value, str(text)) for value, text in (field_of(self._desk, self._kind, name).choices or {}).items()
        ]


def _counted(desk: Desk, kind: str, n: int) -> str:
    """How many records of a kind there are, in the office's word."""
    if kind == EVERYONE:
        return _("{n} in all", n=formats.number(n))
    word = words.word(desk, kind)
    return f"{formats.number(n)} {(word.one if n == 1 else word.many).lower()}"


def _has_few(field: Field) -> bool:
    return field.type in ("choice", "choices", "bool") or field.links_to == "user"


def _own_choices(field: Field) -> list[tuple[Any, str]]:
    if field.type == "bool":
        return [(YES, _("Yes")), (NO, _("No"))]
    if field.links_to == "user":
        return [*known.choices("user"), (NOBODY, _("Nobody"))]
    return [(name, name) for name in field.choices or ()]


class SearchLine(QLineEdit):
    """The list's own search: Esc empties it and goes back to the rows, Enter and Down go to the rows.

    Signals:
        left: on to the rows.
    """

    left = Signal()

    def __init__(self, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"list.{kind}.search")
        self.setPlaceholderText(_("Search in this list"))
        self.setAccessibleName(_("Search in this list"))
        self.setClearButtonEnabled(True)
        self.setFixedWidth(230)
        glass = QAction(self)
        icons.put(glass, "search", "muted", 16)
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)

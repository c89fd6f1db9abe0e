"""Those put into a segment, or kept out of it, by hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.sales import lists
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, clear, label
from crmdesk.ui.panel import Panel
from crmdesk.ui.picker import Picker
from crmdesk.views.records.facts import link_line

SHOWN = 12


class ByHandPanel(Panel):
    """Names with a way to take each off, and a field that adds one.

    Signals:
        added: the id of somebody to be put here.
        removed: the id of somebody to be left to the rule again.
        opened: the id of somebody to be looked at.
        all_requested: all of them are wanted as a list.
    """

    added = Signal(object)
    removed = Signal(object)
    opened = Signal(object)
    all_requested = Signal()

    def __init__(self, desk: Desk, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self._desk, self._kind = desk, ""
        self.count = label(tone="muted")
        self.head.addWidget(self.count)
        self._rows = QWidget()
        self._column = QVBoxLayout(self._rows)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.picker = Picker(lambda text: lists.pick(desk, self._kind, text) if self._kind else [], icon="user-plus")
        self.picker.setObjectName(f"segment.{name}")
        self.picker.changed.connect(self._picked)
        self.body.addWidget(self.picker)
        self.body.addWidget(self._rows)

    def show_records(self, kind: str, ids: tuple[int, ...]) -> None:
        """Show these."""
        self._kind = kind
        self.count.setText(formats.number(len(ids)))
        clear(self._rows)
        for row in lists.rows(self._desk, kind, ids[:SHOWN], ["name"]):
            self._column.addWidget(self._line(row.id, str(row["name"])))
        if len(ids) > SHOWN:
            self._column.addWidget(link_line(_("Show all {n}", n=len(ids)), self.all_requested.emit))

    def _line(self, record: int, name: str) -> QWidget:
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.GAP)
        across.addWidget(link_line(name, self._opener(record)), 1)
        away = button(_("Take off"), "quiet-icon", "x", small=True, name="segment.remove")
        away.clicked.connect(lambda: self.removed.emit(record))
        across.addWidget(away)
        return made

    def _opener(self, record: int) -> Callable[[], object]:
        return lambda: self.opened.emit(record)

    def _picked(self) -> None:
        chosen = self.picker.value()
        if chosen is not None:
            self.picker.set_value(None)
            self.added.emit(chosen)

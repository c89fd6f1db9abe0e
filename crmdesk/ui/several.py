"""Several of a few values, each a pill that is on or off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from crmdesk.texts import _
from crmdesk.ui.buttons import label
from crmdesk.ui.chips import Pill
from crmdesk.ui.fields import Field
from crmdesk.ui.flow import FlowLayout


class Several(Field, QWidget):
    """Pills for (value, text) pairs; `value()` is the list of those that are on, in the order offered."""

    changed = Signal()

    def __init__(self, choices: Sequence[tuple[Any, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = FlowLayout(gap=6)
        self._row.setContentsMargins(0, 4, 0, 4)
        self.setLayout(self._row)
        self._nothing = label(_("Its list is empty."), tone="muted", size=12)
        self._row.addWidget(self._nothing)
        self.pills: dict[Any, Pill] = {}
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these; those of them that are on stay so."""
        kept = self.value()
        for pill in self.pills.values():
            self._row.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
        self.pills = {}
        for value, text in choices:
            pill = self.pills[value] = Pill(text, name=f"several.{value}")
            pill.set_on(value in kept)
            pill.toggled.connect(lambda on, pill=pill: self._toggled(pill, on))
            self._row.addWidget(pill)
            pill.show()
        self._nothing.setVisible(not choices)

    def value(self) -> list[Any]:
        return [value for value, pill in self.pills.items() if pill.isChecked()]

    def set_value(self, value: Sequence[Any] | None) -> None:
        for known, pill in self.pills.items():
            pill.set_on(known in (value or ()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if first := next(iter(self.pills.values()), None):
            first.setFocus(event.reason())

    def _toggled(self, pill: Pill, on: bool) -> None:
        pill.set_on(on)
        self.changed.emit()

"""What is pinned above a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.sales.messages import MessageRow
from crmdesk.texts import _
from crmdesk.ui import icons, theme
from crmdesk.ui.buttons import button, clear
from crmdesk.ui.elided import ElidedLabel
from crmdesk.ui.panel import Panel

MOST = 4
"""More pins than these would push the conversation out of sight; the others are in it."""


class Pins(Panel):
    """A line for each pinned message, the last one first.

    Signals:
        unpin_requested: a message's id.
    """

    unpin_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(ground="soft", edge="soft", padding=8, parent=parent)
        self.setObjectName("conversation.pins")
        self.setAccessibleName(_("Pinned"))
        self.body.setSpacing(0)
        self._rows: Sequence[MessageRow] = ()
        self._place = QWidget()
        column = QVBoxLayout(self._place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body.addWidget(self._place)

    def show_rows(self, rows: Sequence[MessageRow]) -> None:
        self.setVisible(bool(rows))
        if rows == self._rows:
            return
        self._rows = rows
        clear(self._place)
        column = self._place.layout()
        assert column is not None
        for row in rows[:MOST]:
            column.addWidget(self._line(row))

    def _line(self, row: MessageRow) -> QWidget:
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(4, 0, 0, 0)
        across.setSpacing(theme.GAP)
        pin = QLabel()
        pin.setPixmap(icons.pixmap("pin", "accent", 14))
        across.addWidget(pin)
        across.addWidget(ElidedLabel(f"{row.author}: {row.text}"), 1)
        off = button(_("Take the pin off"), "quiet-icon", "x", small=True, name="pins.off")
        off.clicked.connect(partial(self.unpin_requested.emit, row.id))
        across.addWidget(off)
        return made

"""A tile of the dashboard: its figure and the line under it each open their rows, and it saves itself like a chart."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu

from crmdesk.ui.charts import Sheet, Tile
from crmdesk.ui.charts.base import Chart
from crmdesk.ui.charts.menu import fill_menu

NOTE_FROM = 78  # px from the top: below is the line under the figure


class FigureTile(Tile):
    """A figure over a line.

    Attributes:
        note_key: what a click on the line (or Shift+Enter) gives, where it counts other rows than the figure.
        sheet: the tile's numbers, for copying and CSV.

    Signals:
        saved: the path of a file that was written by the menu.
        failed: a sentence: a file could not be written.
    """

    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, title: str, definition: str, key: Any, note_key: Any = None) -> None:
        super().__init__(title, definition, key)
        self.note_key = note_key
        self.sheet = Sheet()

    def title(self) -> str:
        """The name in file names."""
        return self.text()

    def menu(self) -> QMenu:
        """Copy and save, as the right click shows it."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_menu(menu, cast(Chart, self))  # it asks for no more than what is here
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        on_note = event.position().y() >= NOTE_FROM and self.rect().contains(event.position().toPoint())
        if self.note_key is not None and on_note and self.isDown() and event.button() == Qt.MouseButton.LeftButton:
            self.setDown(False)
            self.activated.emit(self.note_key)
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.note_key is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.activated.emit(self.note_key)
        elif enter:
            self.click()
        else:
            super().keyPressEvent(event)

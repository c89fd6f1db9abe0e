"""The sheet of all keys (``?``)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import label
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.frame import paint_keys
from crmdesk.ui.keys import Key, native
from crmdesk.ui.panel import scrolled

_COLUMNS, _WIDE = 3, 1100
_AROUND, _LEAST = 220, 240
"""px of the window that the rest of the sheet takes; the keys have so many at least."""


class _Line(QWidget):
    """What keys do, and their caps at the right."""

    def __init__(self, key: Key) -> None:
        super().__init__()
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{key.text}: {', '.join(native(keys) for keys in key.keys)}")

    def sizeHint(self) -> QSize:
        return QSize(260, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            right = self.width()
            for keys in reversed(self._key.keys):
                right = paint_keys(painter, native(keys), right, self.height()) - 4
            painter.setPen(theme.color("text"))
            painter.setFont(theme.font())
            room = QRect(0, 0, right - 8, self.height())
            shown = painter.fontMetrics().elidedText(self._key.text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class KeySheet(Dialog):
    """All keys by section, in three columns, which scroll where the window is too low for them."""

    def __init__(self, window: QWidget, keys: Sequence[Key]) -> None:
        super().__init__(window, _("Keys"), primary=_("Close"), cancel=None, name="dialog.keys", width=_WIDE)
        sections: dict[str, list[Key]] = {}
        for key in keys:
            sections.setdefault(key.section, []).append(key)
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(0, 0, theme.GAP_2, 0)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(0)
        heights = [0] * _COLUMNS
        for title, lines in sections.items():
            column = heights.index(min(heights))
            heading = label(title, tone="muted", size=12, semibold=True)
            heading.setContentsMargins(0, theme.GAP if heights[column] else 0, 0, 4)
            grid.addWidget(heading, heights[column], column)
            for place, key in enumerate(lines, start=1):
                grid.addWidget(_Line(key), heights[column] + place, column)
            heights[column] += len(lines) + 1
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
            grid.setRowStretch(heights[column], 1)
        area = scrolled(content)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the arrows scroll it
        area.setMinimumHeight(min(content.sizeHint().height(), max(_LEAST, window.height() - _AROUND)))
        self.body.addWidget(area)
        area.setFocus()

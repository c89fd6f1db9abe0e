"""A month of any year, picked below a title."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crmdesk.texts import _
from crmdesk.ui.buttons import button, label, set_kind
from crmdesk.ui.day import FIRST_YEAR, LAST_YEAR, PickPopup


class YearPopup(PickPopup):
    """The months of a year, with the ways to other years and to today.

    Signals:
        picked: the first day of a month, or today.
    """

    def __init__(self, at: date, today: date, parent: QWidget) -> None:
        super().__init__("yearPopup", parent)
        self._at, self._year = at, at.year
        self._title = label(semibold=True)
        before = button(_("Previous year"), "quiet-icon", "chevron-left", small=True, name="year.before")
        after = button(_("Next year"), "quiet-icon", "chevron-right", small=True, name="year.after")
        before.clicked.connect(lambda: self.step(-1))
        after.clicked.connect(lambda: self.step(1))
        head = QHBoxLayout()
        head.addWidget(before)
        head.addWidget(self._title, 1, Qt.AlignmentFlag.AlignCenter)
        head.addWidget(after)
        grid = QGridLayout()
        grid.setSpacing(4)
        self.months: list[QPushButton] = []
        for month in range(1, 13):
            name = self.locale().standaloneMonthName(month, QLocale.FormatType.LongFormat)
            made = button(name[:1].upper() + name[1:], "quiet", small=True, name=f"year.month.{month}")
            made.setMinimumWidth(96)
            made.clicked.connect(partial(self._pick_month, month))
            grid.addWidget(made, (month - 1) // 3, (month - 1) % 3)
            self.months.append(made)
        now = button(_("Today"), "link", name="year.today")
        now.clicked.connect(lambda: self._pick(today))
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(grid)
        column.addWidget(now, 0, Qt.AlignmentFlag.AlignLeft)
        self._retitle()

    def step(self, years: int) -> None:
        """Show another year."""
        self._year = max(FIRST_YEAR, min(LAST_YEAR, self._year + years))
        self._retitle()

    def show_below(self, field: QWidget) -> None:
        super().show_below(field)
        self.months[self._at.month - 1].setFocus()

    def _retitle(self) -> None:
        self._title.setText(str(self._year))
        for month, one in enumerate(self.months, 1):
            chosen = (self._year, month) == (self._at.year, self._at.month)
            set_kind(one, "primary" if chosen else "quiet")

    def _pick_month(self, month: int, _on: bool = False) -> None:
        self._pick(date(self._year, month, 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() in steps:
            self.step(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

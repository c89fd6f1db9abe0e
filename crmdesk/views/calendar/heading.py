"""What stands above the days: which ones they are, and the ways to others."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui import formats, icons, theme
from crmdesk.ui.buttons import button
from crmdesk.ui.calendar.picking import YearPopup
from crmdesk.ui.day import MonthPopup
from crmdesk.views.calendar.choices import DAY, MONTH


class Heading(QWidget):
    """The days that are shown in words, and before, today and after.

    Args:
        switch: the way to the board of activities.

    Signals:
        stepped: -1 for before, 1 for after.
        picked: a day to go to.
        more_requested: what else can be done is asked for.
    """

    stepped = Signal(int)
    picked = Signal(object)
    more_requested = Signal()

    def __init__(self, desk: Desk, switch: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view, self._at = MONTH, desk.today
        self.before = button(_("Before"), "icon", "chevron-left", small=True, name="calendar.before")
        self.after = button(_("After"), "icon", "chevron-right", small=True, name="calendar.after")
        self.today = button(_("Today"), small=True, name="calendar.today")
        self.title = button(" ", "quiet", "chevron-down", name="calendar.title", tip=_("Choose another day"))
        self.title.setFont(theme.font(theme.TITLE, semibold=True))
        self.title.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.title.setIconSize(QSize(icons.SIZE, icons.SIZE))
        self.more = button(_("More"), "icon", "ellipsis", small=True, name="calendar.more")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        for widget in (self.before, self.today, self.after, self.title):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(switch)
        row.addWidget(self.more)
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.today.clicked.connect(lambda: self.picked.emit(self._desk.today))
        self.title.clicked.connect(self._open)
        self.more.clicked.connect(self.more_requested)

    def show_days(self, view: str, at: date, first: date) -> None:
        """Say which days are shown.

        Args:
            first: the first of a week.
        """
        self._view, self._at = view, at
        told = _title(view, at, first)
        self.title.setText(told[:1].upper() + told[1:])
        self.title.setAccessibleName(told)
        self.title.updateGeometry()

    def _open(self) -> None:
        if self._view == MONTH:
            years = YearPopup(self._at, self._desk.today, self)
            years.picked.connect(self.picked)
            years.show_below(self.title)
            return
        month = MonthPopup(self._at, self._at, self._desk.today, self)
        if (none := month.findChild(QWidget, "month.none")) is not None:
            none.hide()  # a calendar is always at some day
        month.picked.connect(self.picked)
        month.show_below(self.title)


def _title(view: str, at: date, first: date) -> str:
    if view == MONTH:
        return formats.month(at.year, at.month, long=True)
    if view == DAY:
        return formats.full_day(at)
    return f"{formats.day(first, at)} – {formats.day(first + timedelta(days=6))}"

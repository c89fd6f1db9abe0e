"""The calendar: the office's days, worked by drag and by keys."""

from __future__ import annotations

import calendar as months
import contextlib
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from crmdesk.models.errors import DomainError
from crmdesk.sales import calendar
from crmdesk.sales.bounds import FIRST_DAY, LAST_DAY
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.calendar import CalendarView, HoursView, MonthView, Place
from crmdesk.ui.panel import Panel
from crmdesk.views.calendar import choices, showing
from crmdesk.views.calendar.choices import DAY, MONTH, VIEWS, WEEK, Choices
from crmdesk.views.calendar.filters import CalendarFilters
from crmdesk.views.calendar.heading import Heading
from crmdesk.views.calendar.switch import BOARD_KEY, calendar_or_board
from crmdesk.views.screen import Screen, Workspace

if TYPE_CHECKING:
    from crmdesk.views.calendar.actions import CalendarActions

_ROOM = timedelta(days=50)
"""How far from the ends of what can be kept one can look."""


class CalendarScreen(Screen):
    """A month, a week or a day."""

    adds = "activity"
    KINDS = ("activity", "opportunity", "lead", "contact", "company", "user", "activity_type", "participant")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.desk = workspace.desk
        self.choices: Choices = choices.kept(self.desk)
        self._at = self.desk.today
        self.heading = Heading(self.desk, calendar_or_board(workspace.navigator, "calendar"))
        self.filters = CalendarFilters(self.desk, self.choices)
        now = self.desk.clock.now
        self.views: dict[str, CalendarView] = {
            MONTH: MonthView(now, _("Calendar of the month")),
            WEEK: HoursView(now, _("Calendar of the week"), 7),
            DAY: HoursView(now, _("Calendar of the day"), 1),
        }
        self._build()
        self._connect()

    @cached_property
    def acts(self) -> CalendarActions:
        from crmdesk.views.calendar.actions import CalendarActions

        return CalendarActions(self)

    def _build(self) -> None:
        self._stack = QStackedWidget()
        for name, view in self.views.items():
            view.setObjectName(f"calendar.view.{name}")
            self._stack.addWidget(view)
        frame = Panel(padding=theme.GAP // 2)
        frame.body.addWidget(self._stack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MARGIN, theme.GAP_2, theme.MARGIN, theme.MARGIN)
        layout.setSpacing(theme.GAP_2)
        layout.addWidget(self.heading)
        layout.addWidget(self.filters)
        layout.addWidget(frame, 1)

    def _connect(self) -> None:
        for view in self.views.values():
            # after the mouse has been let go: what follows may open a dialog
            view.opened.connect(lambda key: self.acts.open(key), Qt.ConnectionType.QueuedConnection)
            view.moved.connect(lambda key, place: self.acts.move(key, place), Qt.ConnectionType.QueuedConnection)
            view.stretched.connect(lambda *told: self.acts.stretch(*told), Qt.ConnectionType.QueuedConnection)
            view.wanted.connect(self._plan, Qt.ConnectionType.QueuedConnection)
            view.day_wanted.connect(self.show_day)
            view.went.connect(self._went)
            view.menu_wanted.connect(lambda key, place, where: self.acts.open_menu(key, place, where))
            view.delete_wanted.connect(lambda key: self.acts.trash(key))
        self.filters.changed.connect(self.choose)
        self.heading.stepped.connect(self.step)
        self.heading.picked.connect(self.go_to)
        self.heading.more_requested.connect(self._open_more)
        for place, name in enumerate(VIEWS, 1):
            self._bind(str(place), partial(self.show_view, name))
        self._bind(BOARD_KEY, partial(self.workspace.navigator.go, "activity-board"))
        self._bind("PgUp", partial(self.step, -1))
        self._bind("PgDown", partial(self.step, 1))

    def _bind(self, keys: str, run: Any) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(lambda: run())

    # What a screen says of itself

    def title(self) -> str:
        return _("Calendar")

    def primary(self) -> str:
        return _("Plan an activity")

    def run_primary(self) -> None:
        self._plan(Place(self._at))

    def place(self) -> dict[str, Any]:
        return {"at": self._at.isoformat(), "view": self.choices.view}

    def show_place(self, place: dict[str, Any]) -> None:
        if (view := place.get("view")) in VIEWS:
            self.choices = replace(self.choices, view=str(view))
        if "at" in place:
            self._at = _within(date.fromisoformat(place["at"]))
        if self._stale is None:
            self.load()

    # Loading

    def view(self) -> CalendarView:
        """The month, week or day that is shown."""
        return self.views[self.choices.view]

    def load(self) -> None:
        view, shown = self.view(), self.choices.shown(self.desk)
        view.at = self._at
        days = view.shown_days()
        ask = showing.month if self.choices.view == MONTH else showing.hours
        view.show_days(self._at, ask(self.desk, days[0], days[-1], shown))
        self.filters.show_choices(self.choices)
        self.heading.show_days(self.choices.view, self._at, days[0])
        self._stack.setCurrentWidget(view)
        self.setFocusProxy(view)

    def closing_on(self, day: date) -> list[int]:
        """The opportunities that should close on a day, as the filters show them."""
        found = calendar.days(self.desk, day, day, self.choices.shown(self.desk), 0)
        return [known for one in found for known, _title in one.closing]

    def shown_activities(self) -> list[int]:
        """The activities of the days in sight."""
        days = self.view().shown_days()
        found = calendar.days(self.desk, days[0], days[-1], self.choices.shown(self.desk))
        return list(dict.fromkeys(entry.id for one in found for entry in one.entries if not entry.ghost))

    # What is chosen

    def choose(self, chosen: Choices) -> None:
        """Look at the calendar in another way from now on."""
        focused = self.isAncestorOf(self.window().focusWidget() or self.window())
        self.choices = chosen
        with contextlib.suppress(DomainError):  # another program is writing; the choice holds until the window closes
            choices.keep(self.desk, chosen)
        self.load()
        if focused:
            self.view().setFocus()

    def show_view(self, name: str) -> None:
        """Show a month, a week or a day."""
        self.choose(replace(self.choices, view=name))

    def show_day(self, day: date) -> None:
        """Show one day whole."""
        self._at = _within(day)
        self.show_view(DAY)

    def go_to(self, day: date) -> None:
        """Show the days around one."""
        self._at = _within(day)
        self.load()
        self.view().setFocus()

    def step(self, by: int) -> None:
        """Show the month, week or day before or after."""
        if self.choices.view == MONTH:
            year, month = divmod(self._at.year * 12 + self._at.month - 1 + by, 12)
            last = months.monthrange(year, month + 1)[1]
            self.go_to(date(year, month + 1, min(self._at.day, last)))
        else:
            self.go_to(self._at + timedelta(days=by * (7 if self.choices.view == WEEK else 1)))

    def _went(self, day: date) -> None:
        """The keyboard went to another day, perhaps one that is not loaded."""
        before, view = self._at, self.view()
        self._at = _within(day)
        view.at = before
        shown = view.shown_days()
        view.at = self._at
        if self._at not in shown or shown != view.shown_days():
            self.load()
        else:
            self.heading.show_days(self.choices.view, self._at, shown[0])

    def _plan(self, place: Place) -> None:
        if not self.why_not_primary():
            self.acts.plan(place)

    def _open_more(self) -> None:
        self.acts.open_more(self.heading.more.mapToGlobal(QPoint(0, self.heading.more.height() + 4)))


def _within(day: date) -> date:
    """The day, or the nearest one around which all days can be kept."""
    return max(FIRST_DAY + _ROOM, min(LAST_DAY - _ROOM, day))

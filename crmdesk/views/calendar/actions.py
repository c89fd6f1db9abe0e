"""What is done in the calendar: opening, planning, moving, changing the length."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from crmdesk.models.errors import DetailsNeeded
from crmdesk.sales import activities, calendar, moments, opportunities, records
from crmdesk.sales.changes import Changes
from crmdesk.texts import _, _c, _n
from crmdesk.ui import formats, icons
from crmdesk.ui.calendar import Place
from crmdesk.ui.calendar.items import DAY_MINUTES
from crmdesk.views.activities.dialogs import ask_activity, ask_done
from crmdesk.views.calendar.planning import ask_plan
from crmdesk.views.calendar.showing import ACTIVITY, CLOSE, CLOSES

if TYPE_CHECKING:
    from crmdesk.views.calendar.screen import CalendarScreen

Key = tuple[Any, ...]
_LEAST = 15


class CalendarActions:
    """The actions of one calendar."""

    def __init__(self, screen: CalendarScreen) -> None:
        self._screen = screen
        self._work = screen.workspace

    def open(self, key: Key) -> None:
        """Open what an item is about."""
        sort, what = key[0], key[1]
        if sort == CLOSE:
            self._work.navigator.open_record("opportunity", what)
        elif sort == CLOSES:
            ids = self._screen.closing_on(what)
            title = _n("{n} should close on {day}", "{n} should close on {day}", len(ids), day=formats.day(what))
            self._work.navigator.open_rows(title, "opportunity", ids)
        elif (about := self._about(what)) is not None:
            self._work.navigator.open_record(*about)

    def plan(self, place: Place) -> None:
        """Plan something on a day, or at an hour of it."""
        ask_plan(self._screen, self._work, place.day, place.minute)

    def move(self, key: Key, place: Place) -> None:
        """Put an activity, or the day an opportunity should close on, at another place."""
        desk, what = self._work.desk, key[1]
        if key[0] == CLOSE:
            self._run(lambda: opportunities.save(desk, what, {"expected_on": place.day}))
        elif key[0] == ACTIVITY:
            self._run(lambda: activities.change(desk, what, _moved(place)))

    def stretch(self, key: Key, day: date, minute: int) -> None:
        """Let an activity end at a minute of a day, after a quarter of an hour at the least."""
        values = records.read(self._work.desk, "activity", key[1]) or {}
        if key[0] == ACTIVITY and values.get("due_at") is not None:
            minutes = max(_LEAST, round((instant_of(day, minute) - values["due_at"]) / moments.MINUTE))
            self._run(lambda: activities.change(self._work.desk, key[1], {"minutes": minutes}))

    def trash(self, key: Key) -> None:
        if key[0] == ACTIVITY:
            self._run(lambda: activities.trash(self._work.desk, [key[1]]))

    def open_menu(self, key: Key | None, place: Place, where: QPoint) -> None:
        """What can be done with an item, or at an empty place."""
        menu = QMenu(self._screen)
        if key is not None:
            _add(menu, _c("verb", "Open"), "external-link", partial(self.open, key))
        if key is not None and key[0] == ACTIVITY:
            self._add_doing(menu, key)
            menu.addSeparator()
        _add(menu, _("Plan an activity"), "plus", partial(self.plan, place))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _add_doing(self, menu: QMenu, key: Key) -> None:
        activity = key[1]
        about = self._about(activity)
        values = records.read(self._work.desk, "activity", activity) or {}
        if values.get("done_on") is None:
            _add(menu, _("Done…"), "check", lambda: ask_done(self._screen, self._work, activity))
        if about is not None:
            ask = partial(ask_activity, self._screen, self._work, *about, activity)
            _add(menu, _("Change…"), "pencil", ask)
        _add(menu, _("Move to the trash"), "trash-2", partial(self.trash, key))

    def open_more(self, where: QPoint) -> None:
        """What can be done with the whole calendar."""
        from crmdesk.views.calendar import exchanging

        menu = QMenu(self._screen)
        _add(menu, _("Export what is shown…"), "download", lambda: exchanging.export_shown(self._screen))
        _add(menu, _("Export all of mine…"), "download", lambda: exchanging.export_mine(self._screen))
        _add(menu, _("Import a calendar…"), "import", lambda: exchanging.ask_import(self._screen))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def _about(self, activity: int) -> tuple[str, int] | None:
        found = calendar.entries(self._work.desk, [activity])
        return found[0].about[:2] if found and found[0].about else None

    def _run(self, action: Callable[[], Changes]) -> None:
        try:
            self._work.editor.run(action)
        except DetailsNeeded as needed:  # a day alone asks for no details; if it ever does, say so
            self._work.events.failed.emit(str(needed))


def _moved(place: Place) -> dict[str, Any]:
    """The values of an activity that was put at a place."""
    if place.keeps_time:
        return {"due_on": place.day}
    at = None if place.minute is None else instant_of(place.day, place.minute)
    return {"due_on": place.day, "due_at": at} if at is None else {"due_at": at}


def instant_of(day: date, minute: int) -> int:
    """The instant of a minute on the clock of a day; those past midnight are of the next."""
    if minute >= DAY_MINUTES:
        return moments.end_of(day) + (minute - DAY_MINUTES) * moments.MINUTE
    return moments.instant(day, time(max(0, minute) // 60, max(0, minute) % 60))


def _add(menu: QMenu, text: str, icon: str, act: Callable[[], object]) -> None:
    action = menu.addAction(icons.icon(icon), text.replace("&", "&&"))
    action.triggered.connect(lambda _checked=False: act())

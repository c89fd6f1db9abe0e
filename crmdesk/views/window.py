"""The main window: rail, bar above, one screen at a time, the way back, and the answer line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crmdesk.models import database
from crmdesk.models.errors import StorageError
from crmdesk.sales import preferences, refusals, undoing, users
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.texts import Message, _
from crmdesk.ui import avatar
from crmdesk.ui.frame import Rail, TopBar
from crmdesk.ui.keys import Keys
from crmdesk.ui.toast import Toast
from crmdesk.views import key_list
from crmdesk.views.dropping import dropped_table
from crmdesk.views.editor import AppEvents, Editor
from crmdesk.views.learner import Learner
from crmdesk.views.locked import LockedScreen
from crmdesk.views.screen import Screen, Workspace

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from crmdesk.ui.jobs import JobBar
    from crmdesk.views.activities.ringing import Ringer
    from crmdesk.views.today.badge import TodayBadge

POLL_MS = 1000
_LATE_MS = 200
"""So long after the window is made come what no start waits for: reminders, and the figure beside Today."""
MOST_BACK = 50


@dataclass(frozen=True)
class ScreenKind:
    """A screen the window can show.

    Attributes:
        key: its name in ``nav.<key>`` and `go`.
        icon: for the rail.
        label: asked when the rail is drawn, because words can be changed.
        make: builds it the first time it is shown.
        foot: at the rail's foot.
        hidden: not in the rail (record pages); `rail` names the item marked instead.
    """

    key: str
    icon: str
    label: Callable[[], str]
    make: Callable[[Workspace], Screen]
    foot: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Place:
    """A screen and where the user was in it."""

    screen: str
    at: Mapping[str, Any] = field(default_factory=dict)


class MainWindow(QMainWindow):
    """The office's window on one book.

    Attributes:
        successor: the window built in its place when the language or words changed.
    Signals:
        rebuild_requested: texts changed everywhere; the window must be built anew, with the same place.
        user_chosen: another user works from now on (its id).
        succeeded: the window built in this one's place is there.
        book_requested: another book is to be opened (its path; empty for the welcome page).
    """

    rebuild_requested = Signal()
    user_chosen = Signal(object)
    succeeded = Signal(object)
    book_requested = Signal(str)

    def __init__(self, desk: Desk, kinds: Sequence[ScreenKind], user_name: str) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.desk = desk
        self.successor: MainWindow | None = None
        self.events = AppEvents(self)
        self.editor = Editor(desk, self.events, self)
        self.events.committed.connect(self._seat_people)  # before any screen shows them
        self.workspace = Workspace(desk, self.editor, self.events, self)
        self._seat_people()
        self._kinds = {kind.key: kind for kind in kinds}
        self._screens: dict[str, Screen] = {}
        self._past: list[Place] = []
        self._build(user_name)
        self._add_keys()
        self.events.committed.connect(self._committed)
        self.events.failed.connect(self.toast.fail)
        self._spoken = self._texts_of_book()
        self._rights = desk.rights
        self._last_done: Changes | None = None
        self._seen_version = database.data_version()
        self._renewed_on: date | None = None
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._look_for_other_writers)
        self._poll.start()
        self.learner = Learner(desk, self.events, self)
        self._ringer: Ringer | None = None
        self._badge: TodayBadge | None = None
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._late.timeout.connect(lambda: self.ringer)
        self._late.timeout.connect(self._count_today)
        self._late.start()
        self._restore_geometry()
        self._refresh_undo()

    @property
    def ringer(self) -> Ringer:
        """What tells of reminders, made a moment after the window: no start waits for it."""
        if self._ringer is None:
            from crmdesk.views.activities.ringing import Ringer

            self._ringer = Ringer(self.workspace, self._body)
        return self._ringer

    def _count_today(self) -> None:
        from crmdesk.views.today.badge import TodayBadge

        self._badge = TodayBadge(self.workspace, self.rail)

    # Navigation (see `screen.Navigator`)

    def go(self, screen: str, **place: Any) -> None:
        """Show a screen by its key."""
        if self._show(Place(screen, place), remember=True):
            self._past = self._past[-MOST_BACK:]

    def open_record(self, kind: str, record: int) -> None:
        self.go(f"{kind}-page", record=record)

    def new_record(self, kind: str, **values: Any) -> None:
        self.go(f"{kind}-page", record=None, values=values)

    def open_rows(self, title: str, kind: str, ids: Sequence[int]) -> None:
        self.go(
            {"opportunity": "opportunities", "company": "companies"}.get(kind, f"{kind}s"), title=title, only=list(ids)
        )

    def back(self) -> None:
        if self._past:
            self._show(self._past.pop(), remember=False)

    def say(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        self.toast.say(text, action, act)

    @property
    def screen_key(self) -> str | None:
        """The key of the screen that is shown."""
        return next((key for key, screen in self._screens.items() if screen is self._stack.currentWidget()), None)

    def screen_named(self, key: str) -> Screen:
        """A screen, built if nobody has seen it yet."""
        if key not in self._screens:
            reason = refusals.why_locked(self.desk, key)
            kind = self._kinds[key]
            made = kind.make(self.workspace) if reason is None else self._locked(kind, reason)
            self._screens[key] = made
            self._stack.addWidget(made)
        return self._screens[key]

    def _locked(self, kind: ScreenKind, reason: Message) -> LockedScreen:
        """What stands in a closed screen's place, with the way to the first one of the rail that is open."""
        open_ones = (one for one in self.screen_kinds() if refusals.why_locked(self.desk, one.key) is None)
        way_on = next(open_ones)  # the settings are open for everybody
        return LockedScreen(self.workspace, kind.label(), reason, (way_on.key, way_on.label()))

    def place(self) -> Place | None:
        """Where the user is."""
        key = self.screen_key
        return Place(key, self._screens[key].place()) if key else None

    def _show(self, place: Place, *, remember: bool) -> bool:
        here = self.place()
        if here is not None and not self._screens[here.screen].may_leave():
            return False
        screen = self.screen_named(place.screen)
        if place.at:
            screen.show_place(dict(place.at))
        if remember and here is not None and (here.screen != place.screen or place.at):
            self._past.append(here)
        self._stack.setCurrentWidget(screen)
        self._refresh_frame()
        if not self.isVisible() or _typed_in() is None:
            screen.setFocus()
        return True

    # Building

    def _build(self, user_name: str) -> None:
        self.rail = Rail(parent=self)
        for kind in self._kinds.values():
            if not kind.hidden:
                self.rail.add(kind.key, kind.icon, kind.label(), f"nav.{kind.key}", foot=kind.foot)
        self.rail.chosen.connect(self.go)
        self.rail.set_collapsed(bool(preferences.get(self.desk, "rail.collapsed", False)))
        self.bar = TopBar()
        self.bar.set_user(user_name)
        self.bar.back_requested.connect(self.back)
        self.bar.undo_requested.connect(lambda: self.editor.undo())
        self.bar.redo_requested.connect(lambda: self.editor.redo())
        self.bar.primary_requested.connect(lambda: self._current_screen().run_primary())
        self.bar.search_requested.connect(lambda: self.open_palette())
        self.bar.user_requested.connect(lambda: self.go("settings"))
        self._stack = QStackedWidget()
        body = self._body = QWidget(self)
        below = QVBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.bar)
        below.addWidget(self._stack, 1)
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(below, 1)
        self.setCentralWidget(body)
        self.toast = Toast(body)
        self._palette: Any = None

    def _add_keys(self) -> None:
        self.keys = Keys(self)
        section = _("Everywhere")
        for text, keys, act in (
            (_("Search or run a command"), "Ctrl+K", self.open_palette),
            (_("Undo"), "Ctrl+Z", self._undo),
            (_("Redo"), ("Ctrl+Y", "Ctrl+Shift+Z"), self._redo),
            (_("Back"), "Alt+Left", self.back),
            (_("New"), "Ctrl+N", lambda: self.bar.primary.click()),
            (_("Settings"), "Ctrl+,", lambda: self.go("settings")),
            (_("All keys"), "?", lambda: self.keys.show_sheet()),
        ):
            self.keys.add(section, text, keys, act)
        places = [kind for kind in self._kinds.values() if not kind.hidden and not kind.foot]
        for number, kind in enumerate(places[:9], 1):  # there are no more figures
            self.keys.add(section, kind.label(), f"Alt+{number}", partial(self.go, kind.key))
        key_list.describe(self.keys)

    def open_palette(self) -> None:
        """Search, or run a command (Ctrl+K)."""
        if self._palette is None:
            from crmdesk.views.commands import make_palette

            self._palette = make_palette(self)
        self._palette.open()

    def screen_kinds(self) -> list[ScreenKind]:
        """The screens people can go to."""
        return [kind for kind in self._kinds.values() if not kind.hidden]

    # Undo: inside a text field the typing, everywhere else the user's own last step

    def _undo(self) -> None:
        typed = _typed_in()
        if typed is not None and typed.isUndoAvailable():
            typed.undo()
        else:
            self.editor.undo()

    def _redo(self) -> None:
        typed = _typed_in()
        if typed is not None and typed.isRedoAvailable():
            typed.redo()
        else:
            self.editor.redo()

    # What happened

    def _seat_people(self, changes: Changes | None = None) -> None:
        """Give everybody of the office a colour of their own, on every screen."""
        if changes is None or changes.touches("user"):
            avatar.seat(users.names())

    def _committed(self, changes: Changes) -> None:
        if changes.touches("setting", "custom_field", "custom_choice"):
            self.desk.forget()
            if self._texts_of_book() != self._spoken:
                self._spoken = self._texts_of_book()
                self.rebuild()
        if self.desk.rights != self._rights:  # what is closed and what is hidden is another now
            self._rights = self.desk.rights
            self.rebuild()
        self._last_done = changes
        self._tell(changes)
        self._refresh_frame()
        self._refresh_undo()

    def _tell(self, changes: Changes) -> None:
        """Say what was done, with the way back."""
        if changes.label is not None:
            turn = _("Redo") if changes.undone else _("Undo")
            self.toast.say(str(changes.label), turn, lambda: self.editor.turn(changes.step))

    def _texts_of_book(self) -> tuple[object, ...]:
        """What the book says about the texts of the whole window."""
        return self.desk.settings.language, self.desk.settings.words

    def rebuild(self) -> None:
        """Build the window anew in its place, once what is under way has ended: its texts changed."""
        QTimer.singleShot(0, self, self.rebuild_requested.emit)

    def work_as(self, user: int) -> None:
        """Let another user work, in a window of his own in this one's place."""
        QTimer.singleShot(0, self, lambda: self.user_chosen.emit(user))

    def another_book(self) -> None:
        """Leave this book for the page on which another one is made or chosen."""
        QTimer.singleShot(0, self, lambda: self.book_requested.emit(""))

    def tell_again(self, old: MainWindow) -> None:
        """Say what the window before this one was still saying."""
        if old._last_done is not None and old.toast.isVisible() and not old.toast.is_failure():
            self._tell(old._last_done)

    def _refresh_frame(self) -> None:
        screen = self._current_screen()
        key = self.screen_key
        if screen is not None and key is not None:
            self.bar.set_title(screen.title())
            self.bar.set_primary(screen.primary(), why_not=screen.why_not_primary())
            self.rail.set_current(RAIL_OF.get(key, key))
        self.bar.set_back(bool(self._past))
        name = self.desk.settings.name
        self.setWindowTitle(f"{name} - CRM Desk" if name else "CRM Desk")

    def _refresh_undo(self) -> None:
        undo, redo = undoing.next_undo(self.desk), undoing.next_redo(self.desk)
        self.bar.set_undo(str(undo) if undo else "")
        self.bar.set_redo(str(redo) if redo else "")

    def refresh_frame(self) -> None:
        """Say title, button and undo again: the screen that is shown changed them."""
        self._refresh_frame()

    def _current_screen(self) -> Any:
        return self._stack.currentWidget()

    def _renew_with_the_day(self) -> None:
        """What depends on the day is counted again by a worker, when the book is opened and when a day begins; then
        every screen looks again, because what was due today is overdue now."""
        before = self._renewed_on
        if before != self.desk.today:
            from crmdesk.views.renewing import renew_scores  # late: the first board is painted by now

            self._renewed_on = self.desk.today
            renew_scores(self.desk)
            if before is not None:
                self.events.committed.emit(Changes(everything=True))

    def _look_for_other_writers(self) -> None:
        self._renew_with_the_day()
        try:
            version = database.data_version()
        except StorageError:
            return
        if version != self._seen_version:
            self._seen_version = version
            self.desk.forget()
            self.events.committed.emit(Changes(everything=True))

    # A table dropped anywhere is imported

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_table(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_table(event.mimeData())
        if path is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.go("import", file=str(path))

    # The place survives a restart

    def _restore_geometry(self) -> None:
        kept = preferences.get(self.desk, "window.geometry")
        if not (kept and self.restoreGeometry(QByteArray.fromBase64(kept.encode()))):
            self.resize(1440, 900)

    def remember(self) -> None:
        """Keep geometry and place for the next start; a book that cannot be written just forgets them."""
        try:
            preferences.put(self.desk, "window.geometry", bytes(self.saveGeometry().toBase64().data()).decode())
            preferences.put(self.desk, "rail.collapsed", self.rail.is_collapsed())
            here = self.place()
            if here is not None:
                preferences.put(self.desk, "window.place", {"screen": here.screen, "at": dict(here.at)})
        except StorageError:
            return

    def go_to_last_place(self, otherwise: str) -> None:
        """Show where the user was, or another screen when that is not there any more."""
        kept = preferences.get(self.desk, "window.place") or {}
        screen = kept.get("screen", otherwise)
        self.go(screen if screen in self._kinds else otherwise, **kept.get("at", {}))
        self._past.clear()
        self.bar.set_back(False)

    @cached_property
    def jobs(self) -> JobBar:
        """Shows the progress of long work, from the first of it on."""
        from crmdesk.ui.jobs import JobBar

        return JobBar(self._body)

    def closeEvent(self, event: QCloseEvent) -> None:
        screen = self._current_screen()
        if screen is not None:
            screen.may_leave()
        self.remember()
        self._poll.stop()
        self.learner.stop()
        self._late.stop()
        if self._badge is not None:
            self._badge.end()
            self._badge = None
        if self._ringer is not None:
            self._ringer.stop()
        stop_jobs()
        self.editor.wait()
        super().closeEvent(event)


def stop_jobs() -> None:
    """End what workers still do: they use the book that is being left."""
    if "crmdesk.ui.jobs" in sys.modules:  # else there was no long work
        from crmdesk.ui.jobs import stop_all

        stop_all()


def _typed_in() -> QLineEdit | QTextDocument | None:
    """What undoes typing where the keyboard is, if it is in a text."""
    focused = QApplication.focusWidget()
    if focused is None or isinstance(focused, QLineEdit):
        return focused
    from PySide6.QtWidgets import QPlainTextEdit  # late: the first screen has none

    return focused.document() if isinstance(focused, QPlainTextEdit) else None


RAIL_OF = {
    "opportunity-page": "opportunities",
    "lead-page": "leads",
    "lead-board": "leads",
    "activity-board": "calendar",
    "contact-page": "contacts",
    "company-page": "companies",
    "product-page": "products",
    "quote-page": "quotes",
    "campaign-page": "campaigns",
    "segments": "campaigns",
    "segment-page": "campaigns",
    "import": "settings",
}
"""Which item of the rail is marked for a screen that has none of its own."""

"""Reminders that arrive: a panel in the window, and a notification of the system."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import (
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crmdesk.models.errors import DomainError
from crmdesk.sales import activity_types, moments, reminders
from crmdesk.sales.changes import Changes
from crmdesk.sales.reminders import Ring
from crmdesk.texts import _, _n
from crmdesk.ui import formats, icons, theme
from crmdesk.ui.buttons import button, clear, label
from crmdesk.ui.notify import Notifier
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.ui.toast import announce
from crmdesk.views.screen import Workspace

MOST_SHOWN = 4
LONGEST_WAIT_MS = 60_000
"""At most so long until the next look: a clock that is set and a computer that slept are noticed."""
_FIRST_LOOK_MS = 300
_WIDTH, _MARGIN = 440, 20  # px
_MORNING = time(9, 0)


class Ringer(QObject):
    """Looks when the next reminder rings, and shows those that are due, from the start of the program on."""

    def __init__(self, workspace: Workspace, floor: QWidget) -> None:
        super().__init__(floor)
        self._work = workspace
        self.panel = RingPanel(workspace, floor, self.look)
        self._told: set[tuple[int, int]] = set()
        self._notifier = Notifier(self.panel)
        self._notifier.clicked.connect(self._come_forward)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        workspace.events.committed.connect(self._committed)
        self._timer.start(_FIRST_LOOK_MS)

    def look(self) -> None:
        """Show what is due now, and wait for the next."""
        desk = self._work.desk
        now = desk.clock.instant()
        found = [] if reminders.is_quiet(desk, desk.clock.now()) else reminders.due(desk, now)
        self.panel.show_rings(found)
        self._tell_system([ring for ring in found if (ring.id, ring.at) not in self._told])
        self._told = {(ring.id, ring.at) for ring in found}
        following = reminders.next_ring(desk, now)
        wait = LONGEST_WAIT_MS if following is None else max(1, min(following - now, LONGEST_WAIT_MS))
        self._timer.start(int(wait))

    def stop(self) -> None:
        """End looking: the window closes."""
        self._timer.stop()
        self._notifier.stop()

    def _committed(self, changes: Changes) -> None:
        if changes.touches("activity", "reminder", "participant"):
            self._timer.start(0)

    def _tell_system(self, rings: list[Ring]) -> None:
        if not rings:
            return
        several = _n("{n} reminder", "{n} reminders", len(rings))
        title = rings[0].subject if len(rings) == 1 else several
        text = "\n".join(_about(ring) if len(rings) == 1 else ring.subject for ring in rings[:MOST_SHOWN])
        self._notifier.tell(title, text, icons.icon("calendar-clock", "accent"))

    def _come_forward(self) -> None:
        window = self.panel.window()
        window.show()
        window.raise_()
        window.activateWindow()


class RingPanel(Panel):
    """The reminders that are due, at the bottom right: each can be done, put off, put away or opened."""

    def __init__(self, workspace: Workspace, floor: QWidget, look: Callable[[], None]) -> None:
        super().__init__(_("Reminders"), parent=floor)
        self.setObjectName("reminders")
        self._work, self._floor, self._look = workspace, floor, look
        self.rings: list[Ring] = []
        self.all = button(_("Dismiss all"), "link", small=True, name="reminders.dismiss_all")
        self.all.clicked.connect(lambda: self._dismiss(self.rings))
        self.head.addWidget(self.all)
        self._rows = QWidget()
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        self.body.addWidget(self._rows)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(28)
        shadow.setOffset(0, 6)
        tint = theme.color("shadow")
        tint.setAlphaF(0.3)
        shadow.setColor(tint)
        self.setGraphicsEffect(shadow)
        floor.installEventFilter(self)
        self.hide()

    def show_rings(self, rings: list[Ring]) -> None:
        """Show these; nothing hides the panel."""
        fresh = [ring for ring in rings if ring not in self.rings]
        if rings == self.rings:
            return
        self.rings = rings
        clear(self._rows)
        column = self._rows.layout()
        assert column is not None
        for place, ring in enumerate(rings[:MOST_SHOWN]):
            if place:
                column.addWidget(Hairline())
            column.addWidget(self._row(ring))
        if len(rings) > MOST_SHOWN:
            more = len(rings) - MOST_SHOWN
            column.addWidget(label(_n("and {n} more", "and {n} more", more), tone="muted", size=12))
        self.all.setVisible(len(rings) > 1)
        self.setVisible(bool(rings))
        if rings:
            self._place()
            self.raise_()
        if fresh:
            announce(self, "; ".join(f"{ring.subject}, {_about(ring)}" for ring in fresh[:MOST_SHOWN]))

    def _row(self, ring: Ring) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(theme.GAP)
        picture = label("")
        picture.setPixmap(icons.pixmap(activity_types.icon(self._work.desk, ring.type), "accent", 16))
        opens = button(ring.subject, "link", small=True, name="reminders.open")
        opens.setEnabled(ring.about is not None)
        if ring.about is not None:
            opens.clicked.connect(partial(self._work.navigator.open_record, *ring.about[:2]))
        head.addWidget(picture)
        head.addWidget(opens)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(label(self._when(ring), tone="muted", size=12, wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        done = button(_("Done"), "quiet", "check", small=True, name="reminders.done")
        done.clicked.connect(lambda: self._finish(ring))
        later = button(_("Remind me later"), "quiet", "clock", small=True, name="reminders.snooze")
        later.clicked.connect(lambda: self._offer_later(ring, later))
        away = button(_("Dismiss"), "quiet", "x", small=True, name="reminders.dismiss")
        away.clicked.connect(lambda: self._dismiss([ring]))
        for one in (done, later, away):
            buttons.addWidget(one)
        buttons.addStretch(1)
        column.addLayout(buttons)
        return row

    def _finish(self, ring: Ring) -> None:
        from crmdesk.views.activities.dialogs import ask_done  # late: a start asks nothing

        ask_done(self.window(), self._work, ring.activity)

    def _when(self, ring: Ring) -> str:
        day = formats.day_or_today(ring.due_on, self._work.desk.today)
        at = formats.time(moments.local(ring.due_at)) if ring.due_at is not None else ""
        return " · ".join(part for part in (f"{day} {at}".strip(), _about(ring)) if part)

    def _offer_later(self, ring: Ring, over: QPushButton) -> None:
        menu, desk = QMenu(self), self._work.desk
        now = desk.clock.instant()
        tomorrow = moments.instant(desk.today + timedelta(days=1), _MORNING)
        for name, until in (
            (_("In 10 minutes"), now + 10 * moments.MINUTE),
            (_("In an hour"), now + 60 * moments.MINUTE),
            (_("Tomorrow morning"), tomorrow),
        ):
            menu.addAction(name).triggered.connect(
                lambda _on=False, until=until: self._put(lambda: reminders.snooze(desk, [ring], until))
            )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(over.mapToGlobal(over.rect().bottomLeft()))

    def _dismiss(self, rings: list[Ring]) -> None:
        self._put(lambda: reminders.dismiss(self._work.desk, rings))

    def _put(self, away_or_off: Callable[[], None]) -> None:
        """Put reminders away or off, which is no step, and look again."""
        try:
            away_or_off()
        except DomainError as problem:
            self._work.events.failed.emit(str(problem))
        self._look()

    def _place(self) -> None:
        room = self._floor.size()
        width = min(_WIDTH, room.width() - 2 * _MARGIN)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move(room.width() - width - _MARGIN, max(_MARGIN, room.height() - self.height() - _MARGIN))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._floor and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)


def _about(ring: Ring) -> str:
    return ring.about[2] if ring.about else ""

"""What Today tells: what is overdue, due and coming, what goes cold or closes soon, and which leads are ready."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crmdesk.models.errors import StorageError
from crmdesk.sales import today, unread, users
from crmdesk.sales.today import Due, Today
from crmdesk.sales.unread import UnreadMention
from crmdesk.texts import _, _c, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, clear, label
from crmdesk.ui.empty import Empty
from crmdesk.ui.panel import Hairline, Panel, scrolled
from crmdesk.views.activities.dialogs import ask_done
from crmdesk.views.activities.part import snooze_menu
from crmdesk.views.records.facts import link_line
from crmdesk.views.screen import Workspace
from crmdesk.views.today.lines import Line, closing_line, cold_line, due_line, mention_line, ready_line

_MOST_DUE = 40
"""So many lines of what is overdue, due or coming; those below come up when these are done."""
_SHOWN = 8
"""So many lines of a part at the side; the rest is a click away."""
_MORNING, _NOON, _EVENING = 5, 13, 20  # o'clock


class TodayPage(QWidget):
    """The greeting, the activities at the left, and what else needs somebody at the right.

    Attributes:
        lines: all of them, in the order in which arrows go through them.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.workspace = workspace
        self.lines: list[Line] = []
        self.greeting = label(tone="muted")
        self.print_it = button(_("Print on one sheet"), name="today.print")
        self.print_it.clicked.connect(self._print)
        above = QHBoxLayout()
        above.addWidget(self.greeting, 1)
        above.addWidget(self.print_it)
        self._content = QWidget()
        self._across = QHBoxLayout(self._content)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(theme.GAP_3)
        self._area: QScrollArea = scrolled(self._content)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.GAP_3, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.GAP_2)
        column.addLayout(above)
        column.addWidget(self._area, 1)

    def fill(self) -> None:
        """Show what there is now; the keyboard stays on its line, or on the one that came into its place."""
        found = today.today(self.workspace.desk)
        self.greeting.setText(self._greeting(found))
        kept = self.window().focusWidget()  # while a dialog is closed the window is not active yet
        place = next((at for at, line in enumerate(self.lines) if line is kept), None)
        key = None if place is None else self.lines[place].key
        self.lines = []
        clear(self._content)
        self._across.addWidget(_stacked([self._due_panel(found)]), 3)
        self._across.addWidget(_stacked(self._beside(found)), 2)
        if place is not None and key is not None:
            self._stay(place, key)

    def _stay(self, place: int, key: tuple[str, int]) -> None:
        same = [line for line in self.lines if line.key[0] == key[0]] or self.lines
        if same:
            again = next((line for line in same if line.key == key), same[min(place, len(same) - 1)])
            QTimer.singleShot(0, again, lambda: self._light(again))  # it is not on the screen yet

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """An arrow goes from the page to its first line."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.lines:
            self._light(self.lines[0])
        else:
            super().keyPressEvent(event)

    def _light(self, line: Line) -> None:
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(line, 0, theme.GAP_4)

    def _pass(self, line: Line, by: int) -> None:
        self._light(self.lines[(self.lines.index(line) + by) % len(self.lines)])

    def _greeting(self, found: Today) -> str:
        """“Good morning, Laura. 7 activities to do, 2 opportunities go cold.”"""
        desk = self.workspace.desk
        hour = desk.clock.now().hour
        hello = _("Good evening")
        if _MORNING <= hour < _EVENING:
            hello = _("Good morning") if hour < _NOON else _("Good afternoon")
        name = users.names_of([desk.user or 0]).get(desk.user or 0, "").split(" ")[0]
        due = found.waiting.due
        told = _n("{n} activity to do", "{n} activities to do", due) if due else _("Nothing to do today")
        if found.cold:
            cold = _n("{n} opportunity goes cold", "{n} opportunities go cold", len(found.cold))
            told = f"{told}, {cold}"
        return f"{', '.join(filter(None, (hello, name)))}. {told}."

    def _due_panel(self, found: Today) -> Panel:
        panel = Panel()
        panel.setObjectName("today.activities")
        late = found.waiting.overdue
        parts = (
            (_c("activities", "Overdue"), found.overdue, late, "danger"),
            (_("Today"), found.today, found.waiting.due - late, ""),
            (_("Coming"), found.soon, found.coming, ""),
        )
        for title, due, count, tone in parts:
            if due:
                if panel.body.count():
                    panel.body.addSpacing(theme.GAP_2)
                panel.body.addWidget(label(f"{title} {formats.number(count)}", tone=tone, semibold=True))
                self._add_lines(panel, [self._due_line(one) for one in due[:_MOST_DUE]])
                if count > _MOST_DUE:
                    panel.body.addWidget(_more(count - _MOST_DUE))
        if not panel.body.count():
            nothing = Empty(
                "check",
                _("Nothing is planned for the next days."),
                _("Plan an activity"),
                _("What is due within a week stands here, the overdue on top."),
                plus=True,
            )
            nothing.requested.connect(self.plan)
            panel.body.addWidget(nothing)
        return panel

    def _due_line(self, one: Due) -> Line:
        line = due_line(self.workspace.desk, one)
        if one.about is not None:
            line.opened.connect(self._opener(*one.about))
        line.finished.connect(lambda: ask_done(self, self.workspace, one.id))
        line.put_off.connect(lambda: self._offer_days(line, one.id))
        return line

    def _offer_days(self, line: Line, activity: int) -> None:
        menu = snooze_menu(self, self.workspace, [activity])
        menu.aboutToHide.connect(menu.deleteLater)
        assert line.later is not None
        menu.popup(line.later.mapToGlobal(line.later.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    def plan(self) -> None:
        """Ask what is planned, and about whom."""
        from crmdesk.views.calendar.planning import ask_plan  # late: most days begin with what is there

        ask_plan(self, self.workspace, self.workspace.desk.today, None)

    def _beside(self, found: Today) -> list[Panel]:
        """The panels at the right; one with nothing in it is left out."""
        desk, mentions = self.workspace.desk, unread.mentions(self.workspace.desk)
        return [
            *self._records("cold", _("Going cold"), "opportunity", found.cold, partial(cold_line, desk)),
            *self._records(
                "closing", _("Closing this week"), "opportunity", found.closing, partial(closing_line, desk)
            ),
            *self._mentioned(mentions),
            *self._records("ready", _("Ready for sale"), "lead", found.ready, ready_line),
        ]

    def _records(
        self, name: str, title: str, kind: str, found: Sequence[Any], drawn: Callable[[Any], Line]
    ) -> list[Panel]:
        ids = [one.id for one in found]
        lines = [drawn(one) for one in found[:_SHOWN]]
        for record, line in zip(ids, lines, strict=False):
            line.opened.connect(self._opener(kind, record))
        rest = None
        if len(ids) > _SHOWN:
            every = _("Show all {n}", n=formats.number(len(ids)))
            rest = link_line(every, lambda: self.workspace.navigator.open_rows(title, kind, ids))
        return self._panel(name, title, lines, rest)

    def _mentioned(self, found: Sequence[UnreadMention]) -> list[Panel]:
        lines = [mention_line(self.workspace.desk, one) for one in found[:_SHOWN]]
        for one, line in zip(found, lines, strict=False):
            line.opened.connect(partial(self._read, one))
        rest = _more(len(found) - _SHOWN) if len(found) > _SHOWN else None
        return self._panel("mentions", _("You are mentioned"), lines, rest)

    def _read(self, one: UnreadMention) -> None:
        """Show the conversation in which the user is mentioned; he has read it then."""
        with contextlib.suppress(StorageError):  # another program is writing: it is told once more
            unread.mark_read(self.workspace.desk, one.kind, one.record)
        self.workspace.navigator.go(f"{one.kind}-page", record=one.record, tab="messages", sought=one.message)

    def _panel(self, name: str, title: str, lines: Sequence[Line], rest: QWidget | None) -> list[Panel]:
        """A panel with lines, and what leads to or tells of those that are left out; no panel without a line."""
        if not lines:
            return []
        panel = Panel(title)
        panel.setObjectName(f"today.{name}")
        self._add_lines(panel, lines)
        if rest is not None:
            panel.body.addWidget(rest)
        return [panel]

    def _add_lines(self, panel: Panel, lines: Sequence[Line]) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.setContentsMargins(-theme.GAP, 0, -theme.GAP, 0)
        for place, line in enumerate(lines):
            if place:
                column.addWidget(Hairline())
            column.addWidget(line)
            line.passed.connect(partial(self._pass, line))
        self.lines += lines
        panel.body.addLayout(column)

    def _print(self) -> None:
        from crmdesk.views.quotes.preview import PaperDialog
        from crmdesk.views.today.sheet import paper

        desk = self.workspace.desk
        name = formats.sentence_start(formats.long_day(desk.today))
        dialog = PaperDialog(self, self.workspace, paper(desk, today.today(desk), name))
        dialog.exec()
        dialog.deleteLater()

    def _opener(self, kind: str, record: int) -> Callable[[], object]:
        return lambda: self.workspace.navigator.open_record(kind, record)


def _stacked(panels: Sequence[Panel]) -> QWidget:
    """Panels below each other, each as high as what it holds."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.GAP_3)
    for panel in panels:
        column.addWidget(panel)
    column.addStretch(1)
    return made


def _more(count: int) -> QWidget:
    return label(_n("and {n} more", "and {n} more", count), tone="muted", size=12)

"""What Today tells: what is overdue, due and coming, what goes cold or closes soon, and which leads are ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.sales import activities, today, unread, users
from crmdesk.sales.today import Due, Today
from crmdesk.texts import _, _n
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button, clear, label
from crmdesk.ui.empty import Empty
from crmdesk.ui.panel import Hairline, Panel, scrolled
from crmdesk.views.records.facts import link_line
from crmdesk.views.screen import Workspace
from crmdesk.views.today.lines import closing_line, cold_line, due_line, mention_line, ready_line

_SHOWN = 8
"""So many lines of a part at the side; the rest is a click away."""
_MORNING, _NOON, _EVENING = 5, 13, 20  # o'clock


class TodayPage(QWidget):
    """The greeting, the activities at the left, and what else needs somebody at the right."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
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
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.GAP_3, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.GAP_2)
        column.addLayout(above)
        column.addWidget(scrolled(self._content), 1)

    def fill(self) -> None:
        """Show what there is now."""
        found = today.today(self.workspace.desk)
        self.greeting.setText(self._greeting(found))
        clear(self._content)
        left = self._due_panel(found)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP_3)
        for panel in self._beside(found):
            column.addWidget(panel)
        column.addStretch(1)
        self._across.addWidget(left, 3)
        self._across.addWidget(right, 2)

    def _greeting(self, found: Today) -> str:
        """“Good morning, Laura. 7 activities to do, 2 opportunities go cold.”"""
        desk = self.workspace.desk
        hour = desk.clock.now().hour
        hello = _("Good evening")
        if _MORNING <= hour < _EVENING:
            hello = _("Good morning") if hour < _NOON else _("Good afternoon")
        name = users.names_of([desk.user or 0]).get(desk.user or 0, "").split(" ")[0]
        due = len(found.overdue) + len(found.today)
        told = _n("{n} activity to do", "{n} activities to do", due) if due else _("Nothing to do today")
        if found.cold:
            cold = _n("{n} opportunity goes cold", "{n} opportunities go cold", len(found.cold))
            told = f"{told}, {cold}"
        return f"{', '.join(filter(None, (hello, name)))}. {told}."

    def _due_panel(self, found: Today) -> QWidget:
        panel = Panel()
        panel.setObjectName("today.activities")
        parts = ((_("Overdue"), found.overdue, "danger"), (_("Today"), found.today, ""), (_("Coming"), found.soon, ""))
        if not any(due for _title, due, _tone in parts):
            panel.body.addWidget(
                Empty(
                    "check",
                    _("Nothing is planned for the next days."),
                    detail=_("Plan what comes next on the page of an opportunity or a lead."),
                )
            )
        for title, due, tone in parts:
            if due:
                panel.body.addWidget(label(f"{title} {len(due)}", tone=tone, semibold=True))
                self._add_lines(panel, [self._due_line(one) for one in due])
        panel.body.addStretch(1)
        return panel

    def _due_line(self, one: Due) -> QWidget:
        desk, editor, (kind, record) = self.workspace.desk, self.workspace.editor, one.about
        return due_line(
            desk,
            one,
            lambda: self.workspace.navigator.open_record(kind, record),
            lambda: editor.run(lambda: activities.done(desk, [one.id])),
        )

    def _beside(self, found: Today) -> list[Panel]:
        """The panels at the right; one with nothing in it is left out."""
        desk = self.workspace.desk
        parts: tuple[tuple[str, str, Sequence[QWidget], Callable[[], object]], ...] = (
            (
                "cold",
                _("Going cold"),
                [cold_line(desk, one, self._opener("opportunity", one.id)) for one in found.cold],
                lambda: self._open_all(_("Going cold"), "opportunity", [one.id for one in found.cold]),
            ),
            (
                "closing",
                _("Closing this week"),
                [closing_line(desk, one, self._opener("opportunity", one.id)) for one in found.closing],
                lambda: self._open_all(_("Closing this week"), "opportunity", [one.id for one in found.closing]),
            ),
            (
                "mentions",
                _("You are mentioned"),
                [mention_line(one, self._opener(one.kind, one.record)) for one in unread.mentions(desk)],
                lambda: None,
            ),
            (
                "ready",
                _("Ready for sale"),
                [ready_line(one, self._opener("lead", one.id)) for one in found.ready],
                lambda: self._open_all(_("Ready for sale"), "lead", [one.id for one in found.ready]),
            ),
        )
        return [self._panel(*part) for part in parts if part[2]]

    def _panel(self, name: str, title: str, lines: Sequence[QWidget], everything: Callable[[], object]) -> Panel:
        panel = Panel(title)
        panel.setObjectName(f"today.{name}")
        self._add_lines(panel, lines[:_SHOWN])
        if len(lines) > _SHOWN:
            panel.body.addWidget(link_line(_("Show all {n}", n=formats.number(len(lines))), everything))
        return panel

    @staticmethod
    def _add_lines(panel: Panel, lines: Sequence[QWidget]) -> None:
        column = QVBoxLayout()
        column.setSpacing(0)
        for place, line in enumerate(lines):
            if place:
                column.addWidget(Hairline())
            column.addWidget(line)
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

    def _open_all(self, title: str, kind: str, ids: list[int]) -> None:
        self.workspace.navigator.open_rows(title, kind, ids)

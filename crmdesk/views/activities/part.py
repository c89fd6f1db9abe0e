"""The commercial actions of a record as a tab: everything planned and done, by mouse and by keyboard."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.sales import activities, playbooks
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.buttons import button
from crmdesk.ui.empty import Empty
from crmdesk.views.activities.dialogs import ask_activity, ask_day, ask_done
from crmdesk.views.activities.listing import ActivityList
from crmdesk.views.records.parts import Part
from crmdesk.views.screen import Workspace


class ActionsPart(Part):
    """Planned ones first, the earliest on top, then the done ones; above them what can be done with the selected."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, kind, parent)
        self.list = ActivityList(workspace.desk)
        self.plan = button(_("Plan"), "primary", "plus", small=True, name="activities.plan")
        self.playbook = button(_("Playbook"), "quiet", "layers", small=True, name="activities.playbook")
        self.done = button(_("Done"), "quiet", "check", small=True, name="activities.done")
        self.later = button(_("Put off"), "quiet", "clock", small=True, name="activities.snooze")
        self.edit = button(_("Change"), "quiet", "pencil", small=True, name="activities.edit")
        self.bin = button(_("Delete"), "quiet-icon", "trash-2", small=True, name="activities.trash")
        self.bin.setToolTip(_("Delete"))
        self._lay_out()
        self.plan.clicked.connect(self.plan_one)
        self.playbook.clicked.connect(self._offer_playbooks)
        self.done.clicked.connect(self.finish)
        self.later.clicked.connect(self._offer_days)
        self.edit.clicked.connect(self.change)
        self.bin.clicked.connect(self.trash)
        self.list.doubleClicked.connect(lambda _index: self.change())
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.list.change_requested.connect(self.change)
        self.list.finish_requested.connect(self.finish)
        self.list.trash_requested.connect(self.trash)
        self.list.plan_requested.connect(self.plan_one)

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setContentsMargins(20, theme.GAP_2, 20, theme.GAP)
        above.setSpacing(theme.GAP)
        above.addWidget(self.plan)
        above.addWidget(self.playbook)
        above.addStretch(1)
        for one in (self.done, self.later, self.edit, self.bin):
            above.addWidget(one)
        self.empty = Empty("square-check", _("Nothing is planned, and nothing was done yet."), _("Plan"), plus=True)
        self.empty.requested.connect(self.plan_one)
        self._either = QStackedWidget()
        for widget in (self.list, self.empty):
            self._either.addWidget(widget)
        below = QVBoxLayout()
        below.setContentsMargins(10, 0, theme.GAP, theme.GAP)
        below.addWidget(self._either)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addLayout(below, 1)

    def load(self, record: int, *, anew: bool) -> None:
        rows = activities.of(self.workspace.desk, self.kind, record)
        self.list.show_rows(rows, anew=anew)
        self._either.setCurrentWidget(self.list if rows else self.empty)
        self.playbook.setVisible(self.kind == "opportunity" and bool(playbooks.choices()))
        self._enable()

    def plan_one(self) -> None:
        if self.record is not None:
            ask_activity(self, self.workspace, self.kind, self.record)

    def change(self) -> None:
        chosen = self.list.chosen()
        if len(chosen) == 1 and self.record is not None:
            ask_activity(self, self.workspace, self.kind, self.record, chosen[0])

    def finish(self) -> None:
        """Mark the selected planned ones as done: one with its outcome, several at once."""
        planned, desk = self._planned(), self.workspace.desk
        if len(planned) == 1:
            ask_done(self, self.workspace, planned[0])
        elif planned:
            self.workspace.editor.run(lambda: activities.done(desk, planned))

    def trash(self) -> None:
        chosen, desk = self.list.chosen(), self.workspace.desk
        if chosen:
            self.workspace.editor.run(lambda: activities.trash(desk, chosen))

    def _planned(self) -> list[int]:
        chosen = set(self.list.chosen())
        return [row.id for row in self.list.rows() if row.id in chosen and row.done_on is None]

    def _enable(self) -> None:
        chosen, planned = self.list.chosen(), self._planned()
        for one in (self.done, self.later):
            one.setEnabled(bool(planned))
        self.edit.setEnabled(len(chosen) == 1)
        self.bin.setEnabled(bool(chosen))

    def _offer_days(self) -> None:
        ids = self._planned()
        menu = snooze_menu(self, self.workspace, ids)
        _below(menu, self.later)

    def _offer_playbooks(self) -> None:
        menu, record = QMenu(self), self.record
        if record is None:
            return
        desk = self.workspace.desk
        for known, name in playbooks.choices():
            action = menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(
                lambda _on=False, known=known: self.workspace.editor.run(lambda: playbooks.start(desk, known, [record]))
            )
        _below(menu, self.playbook)


def snooze_menu(parent: QWidget, workspace: Workspace, ids: list[int]) -> QMenu:
    """A menu of what activities can be put off to."""
    menu, desk = QMenu(parent), workspace.desk

    def put_off(to: str) -> None:
        workspace.editor.run(lambda: activities.snooze(desk, ids, to))

    for to, name in activities.snoozes(desk, ids):
        menu.addAction(name).triggered.connect(lambda _on=False, to=to: put_off(to))
    menu.addSeparator()
    other = menu.addAction(_("Another day…"))
    other.triggered.connect(
        lambda: ask_day(parent, workspace, _("Put off"), partial(activities.snooze, desk, ids), desk.today)
    )
    return menu


def _below(menu: QMenu, over: QPushButton) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(over.mapToGlobal(over.rect().bottomLeft()))

"""Activities: their types, the playbooks that plan several at once, and when reminders may be heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QVBoxLayout

from crmdesk.models.activities import Activity
from crmdesk.models.errors import StorageError
from crmdesk.sales import activity_types, in_use, playbooks, reminders, usual_reminder
from crmdesk.sales.activity_types import ICONS, TypeRow
from crmdesk.sales.in_use import InUse
from crmdesk.sales.playbooks import COUNTED_NAMES, MOST_DAYS, PlaybookRow, StepRow
from crmdesk.sales.reminders import Quiet
from crmdesk.texts import _
from crmdesk.ui import icons, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.clock_time import ClockTime
from crmdesk.ui.fields import Check, Choice, Integer, Text
from crmdesk.ui.panel import Panel
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.adder import Adder
from crmdesk.views.settings.colours import ColourButton
from crmdesk.views.settings.lists import SHORT
from crmdesk.views.settings.ordering import Grip, OrderedList
from crmdesk.views.settings.page import Lines, Page
from crmdesk.views.settings.rows import Column, RowData, RowList
from crmdesk.views.settings.substitute import ask_substitute


class ActivitiesPage(Page):
    """The types, the playbooks, and the quiet hours of who works."""

    KINDS = ("activity_type", "activity", "playbook", "playbook_step", "stage")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            workspace, _("Activities"), _("What is planned and done with clients, and what reminds of it.")
        )
        self.types = TypesPanel(self)
        self.quiet = QuietPanel(self)
        self.playbooks = PlaybookList(self)
        self.body.addWidget(self.types)
        self.body.addWidget(self.quiet)
        self.body.addWidget(label(_("Playbooks"), size=theme.TITLE, semibold=True))
        self.body.addWidget(
            label(
                _("Activities that are planned together: when a stage is entered, or by hand."), tone="muted", wrap=True
            )
        )
        self.body.addWidget(self.playbooks)
        self.body.addWidget(Adder(self._add, _("Name of a new playbook"), "settings.playbook.new"))

    def load(self) -> None:
        self.types.load()
        self.quiet.load()
        self.playbooks.show_playbooks(playbooks.read())

    def playbook(self, playbook: int) -> PlaybookPanel:
        return self.playbooks.panel(playbook)

    def _add(self, name: str) -> Mapping[str, str]:
        return self.run(lambda: playbooks.add(self.desk, name))


class TypesPanel(Panel):
    """The types in order, and a line to add one."""

    def __init__(self, page: Page) -> None:
        super().__init__(_("Types"))
        self._page = page
        self._types: dict[int, TypeRow] = {}
        run = page.workspace.editor.run
        self.rows = RowList(_type_columns(), self._save, "settings.activity_type", ordered=True)
        self.rows.reordered.connect(lambda ids: run(lambda: activity_types.reorder(page.desk, ids)))
        self.rows.delete_requested.connect(self._delete)
        self.body.addWidget(self.rows)
        self.body.addWidget(Adder(self._add, _("Name of a new type"), "settings.activity_type.new"))

    def load(self) -> None:
        found = activity_types.read(counted=True)
        self._types = {row.id: row for row in found}
        self.rows.set_rows([self._data(row) for row in found])

    def _data(self, row: TypeRow) -> RowData:
        last = activity_types.must_stay(row.id, list(self._types.values()))
        why = _("A book needs a type of activity.") if last else ""
        values = {"colour": row.colour, "icon": row.icon, "name": str(row.name), "active": row.active}
        return RowData(row.id, str(row.name), values, self._used(row), why, {"active": why} if why else {})

    def _used(self, row: TypeRow) -> InUse:
        return in_use.told(self._page.desk, {row.id: row.used}, [Activity]).get(row.id, in_use.NOT)

    def _save(self, type_: int, key: str, value: Any) -> Mapping[str, str]:
        return self._page.run(lambda: activity_types.change(self._page.desk, type_, **{key: value}))

    def _add(self, name: str) -> Mapping[str, str]:
        return self._page.run(lambda: activity_types.add(self._page.desk, name))

    def _delete(self, type_: int) -> None:
        row, desk = self._types[type_], self._page.desk
        if not row.used:
            self._page.workspace.editor.run(lambda: activity_types.delete(desk, type_))
            return
        others = [(one.id, str(one.name)) for one in self._types.values() if one.id != type_]
        ask_substitute(
            self.window(), str(row.name), self._used(row), others,
            lambda other: self._page.run(lambda: activity_types.delete(desk, type_, other)),
        )  # fmt: skip


class PlaybookList(OrderedList):
    """The playbooks in order."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._panels: list[PlaybookPanel] = []
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._place.setSpacing(theme.GAP_3)
        self.reordered.connect(lambda ids: page.workspace.editor.run(lambda: playbooks.reorder(page.desk, ids)))

    def items(self) -> Sequence[PlaybookPanel]:
        return self._panels

    def panel(self, playbook: int) -> PlaybookPanel:
        return next(panel for panel in self._panels if panel.id == playbook)

    def show_playbooks(self, rows: Sequence[PlaybookRow]) -> None:
        """Show these; panels, focus and half-typed texts of those that stay are kept."""
        known = {panel.id: panel for panel in self._panels}
        self._panels = [
            known.pop(row.id) if row.id in known else PlaybookPanel(self._page, row.id, self) for row in rows
        ]
        for gone in known.values():
            self._place.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, (panel, row) in enumerate(zip(self._panels, rows, strict=True)):
            if self._place.indexOf(panel) != place:
                self._place.insertWidget(place, panel)
            panel.show_playbook(row)
            panel.show()


class PlaybookPanel(Panel):
    """A playbook: its name, the stages that start it, its activities in order, and a line to add one."""

    def __init__(self, page: Page, playbook: int, among: PlaybookList) -> None:
        super().__init__()
        self.id, self.name = playbook, ""
        self._page = page
        self._steps: dict[int, StepRow] = {}
        self.grip = Grip(self, among)
        self.name_edit = Text(limit=60)
        self.name_edit.editingFinished.connect(self._rename)
        self.name_edit.setMinimumWidth(220)
        for keyed in (self.grip, self.name_edit):  # in the rows below the same keys move an activity
            among.take_keys(keyed)
        self.used = label("", tone="muted")
        self.note = label("", tone="danger", size=12, wrap=True)
        self.note.hide()
        self.bin = button(_("Delete playbook"), "quiet-icon", "trash-2", small=True)
        run = page.workspace.editor.run
        self.bin.clicked.connect(lambda: run(lambda: playbooks.delete(page.desk, playbook)))
        self.head.addWidget(self.grip)
        self.head.addWidget(self.name_edit, 2)
        self.head.addStretch(1)
        self.head.addWidget(self.used)
        self.head.addWidget(self.bin)
        self.body.addLayout(self.head)
        self.body.addWidget(self.note)
        self.rows = RowList(_step_columns(page), self._save, f"settings.playbook.{playbook}", ordered=True)
        self.rows.reordered.connect(lambda ids: run(lambda: playbooks.reorder_steps(page.desk, ids)))
        self.rows.delete_requested.connect(lambda step: run(lambda: playbooks.delete_step(page.desk, step)))
        self.body.addWidget(self.rows)
        hint = _("{title} and {client} stand for those of the opportunity.", title="{title}", client="{client}")
        self.body.addWidget(label(hint, tone="muted", size=12, wrap=True))
        self.body.addWidget(Adder(self._add, _("What is to be done"), f"settings.playbook.{playbook}.new"))

    def show_playbook(self, row: PlaybookRow) -> None:
        self.name = row.name
        self.setAccessibleName(row.name)
        self.grip.setAccessibleName(_("Move “{name}”", name=row.name))
        self.name_edit.setAccessibleName(_("Name of the playbook"))
        if not self.name_edit.property("problem"):
            self.name_edit.set_value(row.name)
        self.used.setText(_("started by {stages}", stages=", ".join(row.stages)) if row.stages else "")
        self._steps = {step.id: step for step in row.steps}
        self.rows.set_rows([_step_data(step) for step in row.steps])

    def _save(self, step: int, key: str, value: Any) -> Mapping[str, str]:
        kept = value if key != "days" or value is not None else 0
        return self._page.run(lambda: playbooks.change_step(self._page.desk, step, **{key: kept}))

    def _add(self, subject: str) -> Mapping[str, str]:
        return self._page.run(lambda: playbooks.add_step(self._page.desk, self.id, subject))

    def _rename(self) -> None:
        name = self.name_edit.value()
        problems: Mapping[str, str] = {}
        if name != self.name:
            self.name_edit.set_problem("")
            problems = self._page.run(lambda: playbooks.rename(self._page.desk, self.id, name))
        text = " ".join(problems.values())
        self.name_edit.set_problem(text)
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def set_lifted(self, lifted: bool) -> None:
        self.set_edge("accent" if lifted else "line")


class QuietPanel(Panel):
    """Of what and when who works is reminded; kept for each user, beside the history."""

    def __init__(self, page: Page) -> None:
        super().__init__(_("My reminders"))
        self._page = page
        self.on = Check(_("Remind me in the window and by the system"))
        self.usual = Choice([(minutes, str(name)) for minutes, name in usual_reminder.OFFERED.items()])
        self.begins, self.ends = ClockTime(), ClockTime()
        lines = Lines()
        lines.add("on", _("Reminders"), self.on, object_name="settings.reminders.on")
        lines.add(
            "usual",
            _("Remind me of what has a time"),
            self.usual,
            _("What is planned from now on, unless you say otherwise."),
            object_name="settings.reminders.usual",
        )
        lines.add("begins", _("Quiet from"), self.begins, object_name="settings.reminders.begins")
        lines.add("ends", _("until"), self.ends, _("Both empty: at any hour."), object_name="settings.reminders.ends")
        self.body.addLayout(lines)
        self.on.toggled.connect(lambda _on: self._keep())
        self.usual.changed.connect(self._keep)
        for field in (self.begins, self.ends):
            field.editingFinished.connect(self._keep)

    def load(self) -> None:
        wish = reminders.quiet(self._page.desk)
        if not (self.begins.hasFocus() or self.ends.hasFocus()):
            self.begins.set_value(wish.begins)
            self.ends.set_value(wish.ends)
        with QSignalBlocker(self.on), QSignalBlocker(self.usual):
            self.on.set_value(wish.on)
            self.usual.set_value(usual_reminder.get(self._page.desk))

    def _keep(self) -> None:
        begins, ends = self.begins.value(), self.ends.value()
        wish = Quiet(self.on.value(), begins, ends) if begins and ends else Quiet(self.on.value())
        try:
            reminders.keep_quiet(self._page.desk, wish)
            usual_reminder.put(self._page.desk, self.usual.value())
        except StorageError as problem:
            self._page.workspace.events.failed.emit(str(problem))


def _type_columns() -> list[Column]:
    return [
        Column("colour", "", ColourButton, ColourButton.SIDE),
        Column("icon", _("Icon"), IconChoice, 64),
        Column("name", _("Name"), lambda: Text(limit=60), empty=_("Give it a name.")),
        Column("active", _("Offered"), Check, SHORT),
    ]


def _step_columns(page: Page) -> list[Column]:
    return [
        Column("type", _("Type"), lambda: Choice(activity_types.offered(page.desk)), 130),
        Column("subject", _("What is to be done"), lambda: Text(limit=300), empty=_("Say what is to be done.")),
        Column("days", _("Days"), lambda: Integer(least=0, most=MOST_DAYS), 56),
        Column("counted_from", "", lambda: Choice([(key, str(name)) for key, name in COUNTED_NAMES.items()]), 190),
    ]


def _step_data(step: StepRow) -> RowData:
    values = {"type": step.type, "subject": step.subject, "days": step.days, "counted_from": step.counted_from}
    return RowData(step.id, step.subject, values, in_use.NOT)


class IconChoice(Choice):
    """A list of icons, shown without words; screen readers hear their names."""

    def __init__(self) -> None:
        super().__init__([(name, "") for name in ICONS])
        for place, name in enumerate(ICONS):
            self.setItemIcon(place, icons.icon(name, "muted"))

"""Pipelines and their stages: named, coloured, weighed, put in order and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from crmdesk.models.pipeline import LOST, OPEN, WON
from crmdesk.sales import stages, words
from crmdesk.sales.stages import PipelineRow, StageRow
from crmdesk.texts import _, _c, _n
from crmdesk.ui import theme
from crmdesk.ui.buttons import button, label, set_kind
from crmdesk.ui.fields import Choice, Field, Integer, Percent, Text
from crmdesk.ui.panel import Panel
from crmdesk.views.screen import Workspace
from crmdesk.views.settings.adder import Adder
from crmdesk.views.settings.colours import ColourButton
from crmdesk.views.settings.page import Page
from crmdesk.views.settings.rows import Column, Row, RowData, RowList
from crmdesk.views.settings.stage_dialog import ask_guidance
from crmdesk.views.settings.substitute import ask_substitute


class PipelinesPage(Page):
    """Every pipeline as a panel with its stages."""

    KINDS = ("pipeline", "stage", "opportunity", "playbook")

    def __init__(self, workspace: Workspace) -> None:
        word = words.word(workspace.desk, "pipeline").many
        sentence = _("The steps a sale goes through, with the probability of winning what is in each.")
        super().__init__(workspace, word, sentence)
        self._panels: dict[int, _PipelinePanel] = {}
        self._place = QVBoxLayout()
        self._place.setSpacing(theme.GAP_3)
        self.body.addLayout(self._place)
        adder = Adder(self._add, _("Name of a new pipeline"), "settings.pipeline.new")
        self.body.addWidget(adder)

    def load(self) -> None:
        rows = stages.pipelines(self.desk)
        for gone in self._panels.keys() - {row.id for row in rows}:
            panel = self._panels.pop(gone)
            panel.hide()
            panel.deleteLater()
        for row in rows:
            if row.id not in self._panels:
                self._panels[row.id] = _PipelinePanel(self, row.id)
                self._place.addWidget(self._panels[row.id])
                self._panels[row.id].show()
            self._panels[row.id].show_pipeline(row, only=len(rows) == 1)

    def panel(self, pipeline: int) -> _PipelinePanel:
        return self._panels[pipeline]

    def _add(self, name: str) -> Mapping[str, str]:
        return self.run(lambda: stages.add_pipeline(self.desk, name, stages.first_stages()))


class _PipelinePanel(Panel):
    """A pipeline: its name, its stages in order, and a line to add one."""

    def __init__(self, page: PipelinesPage, pipeline: int) -> None:
        super().__init__()
        self._page, self._pipeline = page, pipeline
        self._stages: dict[int, StageRow] = {}
        self._kept = ""
        self.name = Text(limit=60)
        self.name.editingFinished.connect(self._rename)
        self.name.setMinimumWidth(220)
        self.note = label(tone="danger", size=12, wrap=True)
        self.note.hide()
        self.used = label(tone="muted")
        self.bin = button(_("Delete pipeline"), "quiet-icon", "trash-2", small=True)
        self.bin.clicked.connect(lambda: page.workspace.editor.run(lambda: stages.delete_pipeline(page.desk, pipeline)))
        self.head.addWidget(self.name, 2)
        self.head.addStretch(1)
        self.head.addWidget(self.used)
        self.head.addWidget(self.bin)
        self.body.addLayout(self.head)
        self.body.addWidget(self.note)
        self.body.addSpacing(4)
        self.rows = RowList(_columns(), self._save, f"settings.stages.{pipeline}", ordered=True)
        self.rows.reordered.connect(lambda ids: self._page.workspace.editor.run(lambda: stages.reorder(page.desk, ids)))
        self.rows.delete_requested.connect(self._delete)
        self.body.addWidget(self.rows)
        self.adder = Adder(self._add, _("Name of a new stage"), f"settings.stages.{pipeline}.new")
        self.body.addWidget(self.adder)

    def show_pipeline(self, pipeline: PipelineRow, *, only: bool) -> None:
        self._kept = pipeline.name
        self.setAccessibleName(pipeline.name)
        self.name.setObjectName(f"settings.pipeline.{pipeline.name}")
        self.name.setAccessibleName(_("Name of the pipeline"))
        if not self.name.property("problem"):
            self.name.set_value(pipeline.name)
        count = pipeline.used.count
        self.used.setText(_("In use") if count is None else _n("{n} opportunity", "{n} opportunities", count))
        why = _("A book needs a pipeline.") if only else ""
        if pipeline.used and not only:
            why = _("Move its opportunities to another pipeline first.")
        self.bin.setEnabled(not why)
        self.bin.setToolTip(why or _("Delete pipeline"))
        found = stages.of_pipeline(pipeline.id, self._page.desk)
        self._stages = {row.id: row for row in found}
        self.rows.set_rows([self._data(row) for row in found])

    def _data(self, row: StageRow) -> RowData:
        values = {
            "colour": row.colour,
            "name": row.name,
            "kind": row.kind,
            "probability": row.probability,
            "idle_days": row.idle_days,
            "guidance": bool(row.purpose or row.needs or row.playbook),
        }
        last = row.kind == OPEN and sum(other.kind == OPEN for other in self._stages.values()) == 1
        locked = {}
        if row.used:
            locked["kind"] = _("It is in use: move its opportunities first.")
        elif last:
            locked["kind"] = _("A pipeline needs an open stage.")
        if row.kind != OPEN:
            closed = _("Opportunities that are closed have no such value.")
            locked |= {"probability": closed, "idle_days": closed}
        keep = _("A pipeline needs an open stage.") if last else ""
        if row.used and not self._others(row):
            keep = _("It is in use, and no other stage of its kind could take its place.")
        return RowData(row.id, row.name, values, row.used, keep, locked)

    def _others(self, row: StageRow) -> list[tuple[int, str]]:
        """The stages that could take its place."""
        return [(one.id, one.name) for one in self._stages.values() if one.kind == row.kind and one.id != row.id]

    def _save(self, stage: int, key: str, value: Any) -> Mapping[str, str]:
        if key == "guidance":
            ask_guidance(self.window(), self._page, self._stages[stage])
            return {}
        values = {key: value if value is not None else 0}
        if key == "kind" and value != OPEN:
            values |= {"probability": 100 if value == WON else 0, "idle_days": 0}
        return self._page.run(lambda: stages.change(self._page.desk, stage, **values))

    def _add(self, name: str) -> Mapping[str, str]:
        kind = stages.kind_named(name) or OPEN
        probability = {OPEN: self._middle(), WON: 100, LOST: 0}[kind]
        return self._page.run(lambda: stages.add(self._page.desk, self._pipeline, name, kind, probability))

    def _middle(self) -> int:
        """A probability for a new last open stage: that of the one before it."""
        return max((row.probability for row in self._stages.values() if row.kind == OPEN), default=0)

    def _rename(self) -> None:
        name = self.name.value()
        problems: Mapping[str, str] = {}
        if name != self._kept:
            self.name.set_problem("")
            problems = self._page.run(lambda: stages.rename_pipeline(self._page.desk, self._pipeline, name))
        text = " ".join(problems.values())
        self.name.set_problem(text)
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _delete(self, stage: int) -> None:
        row, desk = self._stages[stage], self._page.desk
        others = self._others(row)
        if not row.used:
            self._page.workspace.editor.run(lambda: stages.delete(desk, stage))
            return
        ask_substitute(
            self.window(), row.name, row.used, others,
            lambda other: self._page.run(lambda: stages.delete(desk, stage, other)),
        )  # fmt: skip

    def row(self, stage: int) -> Row:
        return self.rows.row(stage)


def _columns() -> list[Column]:
    kinds = [(OPEN, _c("stage", "Open")), (WON, _c("stage", "Won")), (LOST, _c("stage", "Lost"))]
    return [
        Column("colour", "", ColourButton, ColourButton.SIDE),
        Column("name", _("Name"), lambda: Text(limit=60), empty=_("Give it a name.")),
        Column("kind", _("Kind"), lambda: Choice(kinds), 128),
        Column("probability", _("Probability"), Percent, 76, _("Type a number from 0 to 100.")),
        Column("idle_days", _("Idle after days"), _idle_days, 92),
        Column("guidance", _("Guidance"), GuidanceButton, 84),
    ]


class GuidanceButton(Field, QPushButton):
    """Opens what a stage is for, needs and starts; each click is another value, so that the row commits it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._clicks = 0
        set_kind(self, "quiet")
        self.setProperty("small", True)
        self.clicked.connect(self._clicked)

    def value(self) -> int:
        return self._clicks

    def set_value(self, value: bool) -> None:
        self.setText(_("Change…") if value else _("Add…"))

    def _clicked(self) -> None:
        self._clicks += 2  # 1 would be taken for a yes
        self.changed.emit()


def _idle_days() -> Integer:
    return Integer(least=0, most=999)

"""An opportunity's stages as steps, with the days spent in each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from crmdesk.models.pipeline import OPEN
from crmdesk.sales import choices
from crmdesk.sales.choices import StageChoice
from crmdesk.sales.desk import Desk
from crmdesk.sales.stage_times import StageTime, stage_times
from crmdesk.texts import _, _n
from crmdesk.ui.steps import Step, Steps


class StageSteps(Steps):
    """The open stages of the opportunity's pipeline; a closed one stands at the end in its own."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("opportunity.steps")

    def show_record(self, record: int, values: Mapping[str, Any]) -> None:
        """Show the opportunity with these values (by field name)."""
        times = stage_times(self._desk, record)
        known = choices.stages_of(values["pipeline"])
        shown = [stage for stage in known if stage.kind == OPEN]
        if values["state"] != OPEN:
            shown += [stage for stage in known if stage.id == values["stage"]]
        self.set_steps([self._step(stage, times.get(stage.id)) for stage in shown], values["stage"])

    def _step(self, stage: StageChoice, spent: StageTime | None) -> Step:
        if spent is None:
            return Step(stage.id, stage.name)
        if spent.days is None:
            return Step(stage.id, stage.name, "?", _("{stage}: how long is not known", stage=stage.name))
        tip = _n("{stage}: {n} day", "{stage}: {n} days", spent.days, stage=stage.name)
        return Step(stage.id, stage.name, _("{n} d", n=spent.days), tip)

"""What changed in a record, newest first, field by field."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.sales import record_history
from crmdesk.sales.desk import Desk
from crmdesk.sales.record_history import FieldChange, RecordChange
from crmdesk.texts import Amount, _
from crmdesk.ui import formats, theme
from crmdesk.views.records.facts import plain_label, shortened
from crmdesk.views.records.latest import LatestPanel
from crmdesk.views.screen import Workspace

_LONGEST = 40  # characters of a value; the whole one is in the form


class ChangesPanel(LatestPanel):
    """The last changes with who and when."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, kind, _("What changed"), "changes", parent)

    def _found(self, record: int, most: int) -> list[RecordChange]:
        return record_history.of(self._work.desk, self._kind, record, most)

    def _line(self, change: RecordChange) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 7, 0, 7)
        column.setSpacing(2)
        for field in change.fields:
            column.addWidget(plain_label(told(self._work.desk, field), size=12))
        if not change.fields:
            column.addWidget(plain_label(str(change.label), size=12))
        when = formats.moment(change.when, self._work.desk.today)
        column.addWidget(plain_label(" · ".join(part for part in (when, change.user) if part), "muted", size=theme.TAG))
        return made


def told(desk: Desk, change: FieldChange) -> str:
    """One field's change in a line."""
    old, new = _shown(desk, change.old), _shown(desk, change.new)
    return _("{field}: {old} → {new}", field=str(change.field), old=old, new=new)


def _shown(desk: Desk, value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, Amount):
        return formats.money(value.minor, value.currency, decimals=True)
    if isinstance(value, date):
        return formats.day(value, desk.today)
    return shortened(" ".join(str(value).split()), _LONGEST)

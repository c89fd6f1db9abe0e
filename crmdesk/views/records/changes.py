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
from crmdesk.ui.buttons import button, clear
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.records.facts import plain_label, shortened
from crmdesk.views.screen import Workspace

_FIRST, _MORE = 5, 50
_LONGEST = 40  # characters of a value; the whole one is in the form


class ChangesPanel(Panel):
    """The last changes with who and when; more of them on request."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(_("What changed"), parent=parent)
        self._work, self._kind = workspace, kind
        self._record: int | None = None
        self._most = _FIRST
        self._rows = QWidget()
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body.addWidget(self._rows)
        self.more = button(_("Show more"), "link", name="changes.more")
        self.more.clicked.connect(self._show_more)
        self.body.addWidget(self.more)

    def show_record(self, record: int) -> None:
        if record != self._record:
            self._record, self._most = record, _FIRST
        found = record_history.of(self._work.desk, self._kind, record, self._most + 1)
        clear(self._rows)
        column = self._rows.layout()
        assert column is not None
        for place, change in enumerate(found[: self._most]):
            if place:
                column.addWidget(Hairline())
            column.addWidget(self._line(change))
        self.more.setVisible(len(found) > self._most and self._most < _MORE)
        self.setVisible(bool(found))

    def _show_more(self) -> None:
        self._most = _MORE
        if self._record is not None:
            self.show_record(self._record)

    def _line(self, change: RecordChange) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 7, 0, 7)
        column.setSpacing(2)
        for field in change.fields:
            column.addWidget(plain_label(told(self._work.desk, field), size=12))
        if not change.fields:
            column.addWidget(plain_label(str(change.label), size=12))
        today = self._work.desk.today
        day = _("today") if change.when.date() == today else formats.day(change.when.date(), today)
        when = f"{day} {formats.time(change.when)}"
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

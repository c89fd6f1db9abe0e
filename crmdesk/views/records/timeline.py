"""What happened around a person or a company, newest first: calls and meetings, and what was changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.sales import timeline
from crmdesk.sales.timeline import Moment
from crmdesk.texts import _
from crmdesk.ui import formats, icons, theme
from crmdesk.ui.buttons import button, clear
from crmdesk.ui.panel import Hairline, Panel
from crmdesk.views.records.changes import told
from crmdesk.views.records.facts import plain_label
from crmdesk.views.screen import Workspace

_FIRST, _MORE = 6, 60


class TimelinePanel(Panel):
    """The last moments with who and when; more of them on request."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Timeline"), parent=parent)
        self.setObjectName("around.timeline")
        self._work, self._kind = workspace, kind
        self._record: int | None = None
        self._most = _FIRST
        self._rows = QWidget()
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.body.addWidget(self._rows)
        self.more = button(_("Show more"), "link", name="timeline.more")
        self.more.clicked.connect(self._show_more)
        self.body.addWidget(self.more)

    def show_record(self, record: int) -> None:
        if record != self._record:
            self._record, self._most = record, _FIRST
        found = timeline.of(self._work.desk, self._kind, record, self._most + 1)
        clear(self._rows)
        column = self._rows.layout()
        assert column is not None
        for place, moment in enumerate(found[: self._most]):
            if place:
                column.addWidget(Hairline())
            column.addWidget(self._line(moment))
        self.more.setVisible(len(found) > self._most and self._most < _MORE)

    def _show_more(self) -> None:
        self._most = _MORE
        if self._record is not None:
            self.show_record(self._record)

    def _line(self, moment: Moment) -> QWidget:
        made = QWidget()
        across = QHBoxLayout(made)
        across.setContentsMargins(0, 7, 0, 7)
        across.setSpacing(theme.GAP)
        picture = QLabel()
        picture.setPixmap(icons.pixmap(moment.icon, "muted", 16))
        across.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        for field in moment.fields:
            column.addWidget(plain_label(told(self._work.desk, field), size=12))
        if not moment.fields:
            column.addWidget(plain_label(str(moment.what), size=12))
        if moment.note:
            column.addWidget(plain_label(moment.note, "muted", size=12))
        when = " · ".join(part for part in (self._when(moment), moment.user) if part)
        column.addWidget(plain_label(when, "muted", size=theme.TAG))
        across.addLayout(column, 1)
        return made

    def _when(self, moment: Moment) -> str:
        today = self._work.desk.today
        day = _("today") if moment.when.date() == today else formats.day(moment.when.date(), today)
        return f"{day} {formats.time(moment.when)}" if moment.timed else day

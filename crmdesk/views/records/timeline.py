"""What happened around a person or a company, newest first: calls and meetings, and what was changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crmdesk.sales import timeline
from crmdesk.sales.desk import Desk
from crmdesk.sales.timeline import Moment
from crmdesk.texts import _
from crmdesk.ui import formats, icons, theme
from crmdesk.views.records.changes import told
from crmdesk.views.records.facts import plain_label
from crmdesk.views.records.latest import LatestPanel
from crmdesk.views.screen import Workspace


class TimelinePanel(LatestPanel):
    """The last moments with who and when."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, kind, _("Timeline"), "timeline", parent)
        self.setObjectName("around.timeline")

    def _found(self, record: int, most: int) -> list[Moment]:
        return timeline.of(self._work.desk, self._kind, record, most)

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
        column.addWidget(plain_label(when(self._work.desk, moment), "muted", size=theme.TAG))
        across.addLayout(column, 1)
        return made


def when(desk: Desk, moment: Moment) -> str:
    """The day, the time where it is known, and who it was."""
    day = formats.day_or_today(moment.when.date(), desk.today)
    at = formats.moment(moment.when, desk.today) if moment.timed else day
    return " · ".join(part for part in (at, moment.user) if part)


def summary(desk: Desk, moment: Moment) -> tuple[str, str]:
    """What happened in a line, and more of it in another."""
    if not moment.fields:
        return str(moment.what), " ".join(moment.note.split())
    first, *rest = (told(desk, field) for field in moment.fields)
    return first, " · ".join(rest)

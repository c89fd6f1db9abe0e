"""A lead's score with its reasons, beside its form and beside the list."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.sales import scoring
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import clear, label
from crmdesk.views.records.facts import plain_label

_MOST = 12


class ScoreReasons(QWidget):
    """The points, whether the lead is ready for sale, and each rule that applies; hidden where there are no rules."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setObjectName("lead.score")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    def show_lead(self, lead: int | None) -> bool:
        """Show a lead's score; whether there is one."""
        clear(self)
        found = scoring.score_of(self._desk, lead) if lead is not None else None
        self.setVisible(found is not None)
        if found is None:
            return False
        points = formats.number(found.points) if found.points >= 0 else points_text(found.points)
        self.setAccessibleName(_("Score {points}", points=points))
        head = QWidget()
        across = QHBoxLayout(head)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.GAP)
        across.addWidget(label(_("Score {points}", points=points), semibold=True))
        if found.is_ready:
            across.addWidget(label(_("ready for sale"), tone="positive", size=12))
        across.addStretch(1)
        self._column.addWidget(head)
        for reason in found.reasons[:_MOST]:
            self._column.addWidget(_line(str(reason.text), reason.points))
        if not found.reasons:
            self._column.addWidget(label(_("No rule applies to it."), tone="muted"))
        return True


def _line(text: str, points: int) -> QWidget:
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(theme.GAP)
    across.addWidget(plain_label(text), 1)
    across.addWidget(plain_label(points_text(points), points_tone(points)))
    return made


def points_text(points: int) -> str:
    """Points with their sign: +25, −5."""
    return f"+{formats.number(points)}" if points > 0 else f"−{formats.number(-points)}"


def points_tone(points: int) -> str:
    return "positive" if points > 0 else "danger"

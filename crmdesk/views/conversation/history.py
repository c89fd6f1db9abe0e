"""What a message said before it was changed."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.sales import messages
from crmdesk.sales.desk import Desk
from crmdesk.sales.messages import MessageRow
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import label
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.panel import Hairline, scrolled
from crmdesk.views.records.facts import plain_label

_HIGH = 300  # px
_SHOWN = 20_000


def show_history(over: QWidget, desk: Desk, row: MessageRow) -> None:
    """A sheet with every text a message had, the latest first."""
    sheet = Dialog(over, _("What it said before"), primary=_("Close"), cancel=None, name="dialog.message", width=520)
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, theme.GAP, 0)
    column.setSpacing(theme.GAP)
    _add(column, _("Now"), row.text)
    for one in messages.earlier(desk, row.id):
        column.addWidget(Hairline())
        until = formats.moment(one.until, desk.today)
        _add(column, _("Until {when}, changed by {name}", when=until, name=one.by), one.text)
    column.addStretch(1)
    area = scrolled(content)
    area.setMinimumHeight(_HIGH)
    sheet.body.addWidget(area)
    sheet.exec()
    sheet.deleteLater()


def _add(column: QVBoxLayout, title: str, text: str) -> None:
    column.addWidget(label(title, tone="muted", size=12))
    told = plain_label("")
    told.setText(text[:_SHOWN])
    column.addWidget(told)

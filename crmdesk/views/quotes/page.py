"""A quote's page: what it is, what can be done with it, its lines, and beside them what it says."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.models.quotes import DRAFT
from crmdesk.sales import access, quote_rows, quotes, words
from crmdesk.sales.fields import QUOTE_STATUS_NAMES
from crmdesk.sales.quote_rows import QuoteRow
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import set_tone
from crmdesk.ui.panel import Panel
from crmdesk.views.quotes.bar import ROLES, QuoteBar
from crmdesk.views.quotes.doing import Doing
from crmdesk.views.quotes.lines_panel import LinesPanel, note
from crmdesk.views.quotes.words import called
from crmdesk.views.records.page import RecordPage
from crmdesk.views.screen import Workspace

_FORM_WIDE = 372  # px


class QuotePage(RecordPage):
    """One quote; new ones are made from an opportunity."""

    KINDS = ("quote", "quote_line", "product", "opportunity", "user", "setting")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "quote")

    def primary(self) -> str:
        return ""

    def _arrange(self, column: QVBoxLayout, form: Panel, side: QWidget) -> None:
        self.doing = Doing(self.workspace, self)
        self.bar = QuoteBar(self.doing, opens=False)
        self.lines = LinesPanel(self.workspace, "quote")
        self.budget = note(tone="warning")
        self.budget.setObjectName("quote.budget")
        self.lines.left.addWidget(self.budget)
        self.lines.left.addStretch(1)
        panel = Panel(padding=1)
        panel.body.addWidget(self.lines)
        form.setFixedWidth(_FORM_WIDE)
        rows = QHBoxLayout()
        rows.setSpacing(theme.GAP_3)
        rows.addWidget(panel, 1)
        rows.addWidget(form)
        side.setParent(self)  # what stands beside other records says nothing here
        column.addWidget(self.bar)
        column.addLayout(rows, 1)

    def _show_rest(self, values: dict[str, Any]) -> None:
        unused: tuple[QWidget, ...] = (self._side, self._sums, self._steps)
        for part in unused:
            part.hide()
        row = next(iter(quote_rows.rows(self.workspace.desk, [self.record or 0])), None)
        if row is None:
            return
        desk = self.workspace.desk
        may = access.may_change(desk, "quote", row.id)
        is_draft = row.state == DRAFT
        title = formats.sentence_start(called(row.number, row.state))
        self._head.show_record(title, str(QUOTE_STATUS_NAMES[row.state]), self._sub_line(row))
        set_tone(self._head.key, ROLES[row.state])
        self._head.offer(*(("more",) if is_draft and may else ()))
        self.bar.show_quote(row, may=may)
        self.lines.show_record(row.id, row.currency, editable=is_draft and may)
        warning = quotes.over_budget(desk, row.id)
        self.budget.setText(str(warning) if warning else "")
        self.form.setEnabled(is_draft and may)
        self._footer.setVisible(is_draft and may)

    def _sub_line(self, row: QuoteRow) -> str:
        desk = self.workspace.desk
        days = _("valid until {day}", day=formats.day(row.valid_until, desk.today)) if row.valid_until else ""
        revision = _("revision {n}", n=row.revision) if row.revision > 1 else ""
        return " · ".join(part for part in (row.title, revision, days) if part)

    def title(self) -> str:
        return words.word(self.workspace.desk, "quote").many

"""Who counts in an opportunity as a tab: references, partners and competitors."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.models.negotiation import COMPETITOR, PARTNER, REFERENCE
from crmdesk.sales import involved
from crmdesk.sales.involved import INFLUENCE_NAMES, ROLE_NAMES, SORT_NAMES, InvolvedRow
from crmdesk.texts import _
from crmdesk.ui import formats, theme
from crmdesk.ui.buttons import button
from crmdesk.ui.panel import scrolled
from crmdesk.views.records import around
from crmdesk.views.records.involving import ask_involved
from crmdesk.views.records.parts import Part
from crmdesk.views.screen import Workspace


class ReportsPart(Part):
    """Three lists, one below the other, each with a way to add to it."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, kind, parent)
        self._rows: list[InvolvedRow] = []
        adding = {
            REFERENCE: _("Add a reference"),
            PARTNER: _("Add a partner"),
            COMPETITOR: _("Add a competitor"),
        }
        self.sections = {sort: around.Part(workspace, sort, text) for sort, text in adding.items()}
        content = QWidget()
        within = QVBoxLayout(content)
        within.setContentsMargins(20, theme.GAP_3, 20, theme.GAP_3)
        within.setSpacing(theme.GAP_2)
        for sort, section in self.sections.items():
            section.add.clicked.connect(partial(self.ask, sort))
            within.addWidget(section)
        within.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scrolled(content))

    def load(self, record: int, *, anew: bool) -> None:
        self._rows = involved.of(self.workspace.desk, record)
        for sort, section in self.sections.items():
            shown = [row for row in self._rows if row.sort == sort]
            section.fill(str(SORT_NAMES[sort]), len(shown), [self._line(row) for row in shown], _nothing(sort))

    def ask(self, sort: str, row: InvolvedRow | None = None) -> None:
        """Ask about somebody who counts, or about a new one."""
        if self.record is not None:
            ask_involved(self, self.workspace, self.record, sort, row)

    def _line(self, row: InvolvedRow) -> QWidget:
        edit = button(_("Change"), "quiet-icon", "pencil", small=True, name=f"involved.{row.sort}.change")
        edit.clicked.connect(lambda: self.ask(row.sort, row))
        kind, (known, name) = ("contact", row.contact) if row.contact else ("company", row.company or (0, ""))
        return around.line(
            name,
            lambda: self.workspace.navigator.open_record(kind, known),
            self._detail(row),
            more=edit,
        )

    def _detail(self, row: InvolvedRow) -> str:
        beside = row.company[1] if row.contact and row.company else ""
        if row.sort == COMPETITOR:
            price = formats.money(row.price_minor, self.workspace.desk.currency) if row.price_minor is not None else ""
            told: tuple[str, ...] = (
                price,
                _("for it: {text}", text=row.strengths) if row.strengths else "",
                _("against it: {text}", text=row.weaknesses) if row.weaknesses else "",
            )
        else:
            role = str(ROLE_NAMES[row.role]) if row.sort == REFERENCE and row.role in ROLE_NAMES else row.role
            weight = _("influence: {how}", how=str(INFLUENCE_NAMES[row.influence]).lower()) if row.influence else ""
            first = _("Talk to first") if row.is_primary else ""
            told = (first, beside, role, weight, row.phone, row.email)
        return " · ".join(part for part in (*told, row.note) if part).replace("\n", " ")


def _nothing(sort: str) -> str:
    return {
        REFERENCE: _("Nobody yet. Who decides, who buys, who will use it?"),
        PARTNER: _("Nobody yet. Suppliers, or whoever helps to close it."),
        COMPETITOR: _("Nobody yet. Who else is the client looking at?"),
    }[sort]

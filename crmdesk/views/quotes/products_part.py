"""The tab of an opportunity with its lines, and the switch by which the amount follows them."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.models.errors import DomainError
from crmdesk.sales import access, lines
from crmdesk.texts import _
from crmdesk.ui.fields import Check
from crmdesk.views.quotes.lines_panel import LinesPanel, note
from crmdesk.views.records.parts import Part
from crmdesk.views.screen import Workspace


class ProductsPart(Part):
    """An opportunity's lines."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(workspace, kind, parent)
        self.panel = LinesPanel(workspace, "opportunity")
        self.follows = Check(_("The amount follows the lines"))
        self.follows.setObjectName("lines.follow")
        self.follows.changed.connect(self._follow)
        self.panel.left.addWidget(self.follows)
        self.panel.left.addWidget(
            note(_("Its amount is then the net of these lines while it is open, and is not typed."))
        )
        self.panel.left.addStretch(1)
        self._quiet = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)

    def load(self, record: int, *, anew: bool) -> None:
        desk = self.workspace.desk
        told = lines.following(desk, record)
        if told is None:
            return
        may = access.may_change(desk, "opportunity", record)
        self.panel.show_record(record, told.currency, editable=may)
        self._quiet = True
        self.follows.set_value(told.by_lines)
        self.follows.setEnabled(may)
        self._quiet = False

    def _follow(self) -> None:
        if self._quiet or self.record is None:
            return
        record, on = self.record, self.follows.value()
        try:
            self.workspace.editor.attempt(lambda: lines.follow(self.workspace.desk, record, on))
        except DomainError as refused:
            self.workspace.events.failed.emit(str(refused))
            self.load(record, anew=False)

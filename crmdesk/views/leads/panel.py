"""The side panel of the lead board: the current card as beside the list."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crmdesk.views.lists.side import SidePanel
from crmdesk.views.records.actions import Actions
from crmdesk.views.screen import Workspace


class LeadPanel(SidePanel):
    """The list's panel, told of one card."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, "lead", Actions(workspace, "lead", self), parent)

    def show_card(self, card: int | None) -> None:
        """Show a card, or that none is chosen."""
        self.show_records([] if card is None else [card], trashed=False)
        self.refresh()

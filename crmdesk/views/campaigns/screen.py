"""The list of campaigns, and below it what each source brought."""

from __future__ import annotations

from crmdesk.sales import words
from crmdesk.sales.changes import Changes
from crmdesk.ui.buttons import button
from crmdesk.views.campaigns.sources import SourcesPanel
from crmdesk.views.lists.screen import ListScreen
from crmdesk.views.screen import Workspace


class CampaignsScreen(ListScreen):
    """The list of campaigns with the figures of the sources."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "campaign")
        self.sources = SourcesPanel(workspace)
        column = self.layout()
        assert column is not None
        column.addWidget(self.sources)
        segments = button(words.word(workspace.desk, "segment").many, "quiet", "layers", small=True, name="segments")
        segments.clicked.connect(lambda: workspace.navigator.go("segments"))
        self.filters.row.add(segments, right=True)

    def load(self) -> None:
        super().load()
        self.sources.refresh()

    def update_for(self, changes: Changes) -> None:
        super().update_for(changes)
        self.sources.refresh()

"""The pages of records: one form a kind, with its head, its facts and its activities."""

from __future__ import annotations

from crmdesk.views.screen import Screen, Workspace


def page_for(workspace: Workspace, kind: str) -> Screen:
    """The page of opportunities, leads, contacts or companies."""
    if kind == "opportunity":
        from crmdesk.views.records.opportunity import OpportunityPage

        return OpportunityPage(workspace)
    from crmdesk.views.records.page import RecordPage

    return RecordPage(workspace, kind)

"""The tour of campaigns."""

from __future__ import annotations

from typing import cast

from crmdesk.sales import campaigns
from crmdesk.views.campaigns.page import CampaignPage
from crmdesk.views.campaigns.screen import CampaignsScreen
from crmdesk.views.tour.hand import click, expect, press, until
from crmdesk.views.tour.journey import Journey


def look(journey: Journey) -> None:
    """The campaigns with what came of each, and what each source brought."""
    screen = cast(CampaignsScreen, journey.go("campaigns"))
    until(lambda: screen.table.model().rowCount() > 2, "the list of campaigns has rows")
    expect(screen.sources.isVisible(), "the figures of the sources are below")
    journey.picture("campaigns")


def page(journey: Journey) -> None:
    """A campaign's page: a figure opens what it counts; members are given another status at once."""
    screen = cast(CampaignsScreen, journey.go("campaigns"))
    busiest = max(
        (known for known, _name in campaigns.choices(journey.desk)),
        key=lambda known: len(campaigns.member_ids(journey.desk, known)),
    )
    screen.table.select_ids([busiest])
    press("Return", screen.table)
    shown = cast(CampaignPage, journey.shown("campaign-page"))
    ids = campaigns.member_ids(journey.desk, busiest)
    until(lambda: shown.members.table.model().rowCount() == len(ids), "the page shows the members")
    shown.members.table.select_ids(ids[1:4])
    journey.picture("campaign")
    shown.members.set_status(ids[1:4], campaigns.INTERESTED)
    rows = campaigns.member_rows(journey.desk, ids[1:4])
    expect({row.status for row in rows} == {campaigns.INTERESTED}, "the selected members have the status")
    press("Ctrl+Z", shown.members.table)
    click(shown.tiles["leads"])
    journey.shown("leads")
    press("Alt+Left")
    journey.shown("campaign-page")

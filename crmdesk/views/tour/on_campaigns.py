"""The tour of campaigns."""

from __future__ import annotations

from typing import cast

from crmdesk.sales import campaigns, choices, lists, segments
from crmdesk.sales.changes import Changes
from crmdesk.sales.conditions import Condition
from crmdesk.sales.lists import ListQuestion
from crmdesk.sales.segments import Rule
from crmdesk.texts import _
from crmdesk.views.campaigns.page import CampaignPage
from crmdesk.views.campaigns.screen import CampaignsScreen
from crmdesk.views.lists.screen import ListScreen
from crmdesk.views.tour.hand import choose, click, expect, open_menu, press, until
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


def segment(journey: Journey) -> None:
    """A list's filter kept as a segment, and the segment's page."""
    desk = journey.desk
    working = choices.choices("lead_status")[1][0]
    rule = Rule(conditions=(Condition("status", "=", working), Condition("rating", ">=", 2)))
    kept = journey.window.editor.run(lambda: segments.add(desk, "lead", _("Warm, in progress"), rule))
    expect(bool(kept), "the segment is kept")
    made = cast(Changes, kept).new("segment")
    _of, inside = segments.ids(desk, made)
    others = [known for known in lists.ids(desk, "lead", ListQuestion()) if known not in inside]
    journey.window.editor.run(lambda: segments.include(desk, made, others[:3]))
    journey.window.editor.run(lambda: segments.exclude(desk, made, inside[:2]))
    journey.go("leads")
    screen = cast(ListScreen, journey.shown("leads"))
    pill = screen.filters.pills["segment"]
    click(pill)
    choose(open_menu(), dict(pill._choices)[made])
    wanted = len(inside) + 3 - len(inside[:2])
    until(lambda: screen.table.model().rowCount() == wanted, "the list shows who is in the segment")
    journey.picture("leads-of-segment")
    click(pill)
    choose(open_menu(), dict(pill._choices)[None])
    journey.window.open_record("segment", made)
    journey.shown("segment-page")
    journey.picture("segment")

"""The tour of campaigns."""

from __future__ import annotations

from typing import cast

from crmdesk.sales import campaign_figures, campaigns, choices, lists, segments
from crmdesk.sales.changes import Changes
from crmdesk.sales.conditions import Condition
from crmdesk.sales.lists import ListQuestion
from crmdesk.sales.segments import Rule
from crmdesk.sales.templates import LABEL
from crmdesk.texts import _
from crmdesk.views.campaigns.letters import LettersDialog
from crmdesk.views.campaigns.page import CampaignPage
from crmdesk.views.campaigns.screen import CampaignsScreen
from crmdesk.views.lists.screen import ListScreen
from crmdesk.views.tour.hand import choose, click, click_row, expect, open_menu, press, until
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
    known = [campaign for campaign, _name in campaigns.choices(journey.desk)]
    figures = campaign_figures.of_campaigns(journey.desk, known)
    busiest = max(figures, key=lambda campaign: figures[campaign].leads)
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


def letters(journey: Journey) -> None:
    """Letters, labels and e-mail texts to a campaign's members: each as it will be, and a file of them."""
    page = cast(CampaignPage, journey.window.screen_named("campaign-page"))
    ids = campaigns.member_ids(journey.desk, page.record or 0)
    dialog = LettersDialog(page, page.workspace, page.record or 0, str(page._base["name"]), ids)
    dialog.open()
    until(lambda: not dialog.page.pixmap().isNull(), "the page is shown")
    journey.picture("letters")
    dialog.sort.set_value(LABEL)
    until(lambda: dialog.grid() is not None, "labels are shown")
    journey.picture("labels")
    file = journey.folder / "labels.pdf"
    dialog.save(file)
    until(lambda: file.exists() and not dialog.isVisible(), "the labels are in a file")


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
    journey.window.go("leads", only=None)  # not the rows behind a figure any more
    screen = cast(ListScreen, journey.shown("leads"))
    pill = screen.filters.pills["segment"]
    click(pill)
    choose(open_menu(), dict(pill._choices)[made])
    wanted = len(inside) + 3 - len(inside[:2])
    until(lambda: screen.table.model().rowCount() == wanted, "the list shows who is in the segment")
    click_row(screen.table, 0)
    until(lambda: screen.side.record == screen.table.current_id(), "the selected lead is beside the list")
    journey.picture("leads-of-segment")
    click(pill)
    choose(open_menu(), dict(pill._choices)[None])
    journey.window.open_record("segment", made)
    journey.shown("segment-page")
    journey.picture("segment")

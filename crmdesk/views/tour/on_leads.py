"""The tour of the lead board."""

from __future__ import annotations

from typing import Any, cast

from crmdesk.sales import lead_board, lead_lists
from crmdesk.sales.score_rules import UNPLANNED, Rule
from crmdesk.texts import _
from crmdesk.views.leads.board import LeadBoardScreen
from crmdesk.views.leads.closing import GivingUpDialog
from crmdesk.views.leads.screen import LeadsScreen
from crmdesk.views.settings.scoring import ScoringPage
from crmdesk.views.tour.hand import answer, choose, click, click_row, expect, named, open_menu, press, until
from crmdesk.views.tour.journey import Journey


def board(journey: Journey) -> None:
    """From the list to the board by the switch; a card is moved by keys, and disqualified with a reason."""
    screen = cast(LeadsScreen, journey.go("leads"))
    click(screen.pills[lead_lists.UNATTENDED])
    count = lead_lists.counts(journey.desk)[lead_lists.UNATTENDED]
    until(lambda: screen.source.model.rowCount() == count, "the ready list has its rows")
    journey.picture("leads-unattended")
    click(screen.pills[""])
    click(named(screen, "switch.lead-board"))
    shown = cast(LeadBoardScreen, journey.shown("lead-board"))
    first, second = (head.key for head in shown.heads()[:2])
    view = shown.board.column_view(first)
    click_row(view, 0)
    journey.picture("lead-board")
    card = shown.board.current_id()
    assert card is not None
    press("Ctrl+Right", view)
    until(lambda: lead_board.column_keys(journey.desk, [card])[card] == second, "Ctrl+Right moves the lead on")
    _disqualify(journey, shown, card)
    press("Ctrl+Z")
    press("Ctrl+Z")
    until(lambda: lead_board.column_keys(journey.desk, [card])[card] == first, "Ctrl+Z brings it back")


def scoring(journey: Journey) -> None:
    """A lead with its reasons, and the rules: one more is tried before it is kept."""
    screen = cast(LeadsScreen, journey.go("leads"))
    click(screen.pills[lead_lists.FOR_SALE])
    count = lead_lists.counts(journey.desk)[lead_lists.FOR_SALE]
    until(lambda: screen.source.model.rowCount() == count, "the ready list has its rows")
    screen.table.sort_requested.emit("score", True)
    click_row(screen.table, 0)
    until(lambda: screen.side.record == screen.table.current_id(), "the selected lead is beside the list")
    until(lambda: screen.side.score.isVisible(), "the score is beside the list")
    journey.picture("leads-for-sale")
    press("Return", screen.table)
    journey.shown("lead-page")
    journey.picture("lead-score")
    settings: Any = journey.go("settings")
    settings.show_place({"section": "scoring"})
    page = cast(ScoringPage, settings.page())
    page.threshold.set_value(40)
    page.rules.append(Rule(UNPLANNED, -3))
    page._show()
    click(page.try_button)
    until(lambda: page.result.isVisible(), "the trial says how many would be ready")
    journey.picture("scoring")
    click(page.discard_button)


def _disqualify(journey: Journey, shown: LeadBoardScreen, card: int) -> None:
    shown.acts.open_card_menu([card], shown.mapToGlobal(shown.rect().center()))
    menu = open_menu()

    def tell(dialog: Any) -> None:
        expect(isinstance(dialog, GivingUpDialog), "giving a lead up asks why")
        dialog.reason.setFocus()
        press("Down", dialog.reason)
        journey.picture("disqualified")
        click(dialog.primary)

    answer(lambda: choose(menu, _("Disqualify…")), tell)
    until(lambda: card not in lead_board.column_keys(journey.desk, [card]), "the lead left the board")

"""Priority has stars and rating has flames: on the cards, in the form and in the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt

from crmdesk import texts
from crmdesk.sales import board
from crmdesk.sales.activity_states import OVERDUE
from crmdesk.sales.lead_board import LeadView
from crmdesk.ui.board.look import Look
from crmdesk.ui.board.painter import CardPainter
from crmdesk.ui.marks import Flames, Stars
from crmdesk.views.board.cards import BoardProvider, card_of
from crmdesk.views.leads.cards import LeadProvider
from tests.views.lists.conftest import office as office
from tests.views.lists.office import Office, child, settle


def test_a_lead_s_card_tells_its_rating_from_its_priority(office: Office) -> None:
    warm = office.add("lead", name="Eva Sanz", rating=3)
    urgent = office.add("lead", name="Iris Gil", priority=2, rating=1)
    cards = {card.id: card for card in LeadProvider(office.desk, LeadView).cards([warm, urgent, office.lead])}
    assert (cards[warm].stars, cards[warm].flames) == (0, 3)
    assert (cards[urgent].stars, cards[urgent].flames) == (2, 1)
    assert cards[urgent].marks_told == "Priority: 2 of 3 · Rating: 1 of 3"
    assert "Rating: 3 of 3" in cards[warm].sentence()
    assert cards[office.lead].marks_told == ""


def test_a_card_s_tip_says_what_its_marks_mean(office: Office) -> None:
    urgent = office.add("lead", name="Iris Gil", priority=2, rating=1)
    model = next(iter(office.go("lead-board").board.panels())).model
    tip = model.index(model.row_of(urgent)).data(Qt.ItemDataRole.ToolTipRole)
    assert "Priority: 2 of 3 · Rating: 1 of 3" in tip


def test_the_form_has_flames_for_the_rating_and_stars_for_the_priority(office: Office) -> None:
    office.window.open_record("lead", office.lead)
    settle()
    form = office.window.screen_named("lead-page")
    rating, priority = child(form, "form.lead.rating"), child(form, "form.lead.priority")
    assert isinstance(rating, Flames)
    assert isinstance(priority, Stars)
    assert not isinstance(priority, Flames)
    rating.set_value(2)
    assert rating.toolTip() == "2 of 3"


def test_the_list_paints_them_apart(office: Office) -> None:
    columns = {column.key: column.paint for column in office.go("leads").source.model.columns}
    assert (columns["rating"], columns["priority"]) == ("flames", "stars")


def test_an_opportunity_s_card_says_its_priority(office: Office) -> None:
    urgent = office.opportunity("Rush", priority=3)
    card = BoardProvider(office.desk, lambda: None).cards([urgent])[0]  # type: ignore[arg-type, return-value]
    assert (card.stars, card.flames, card.marks_told) == (3, 0, "Priority: 3 of 3")


def test_what_is_overdue_is_said_whole_on_a_compact_card_in_both_languages(office: Office) -> None:
    today = office.desk.today
    row = board.cards(office.desk, [office.fleet])[0]
    for language in ("en", "es"):
        texts.use(language)
        try:
            for type_ in ("call", "email", "meeting", "message", "task"):
                late = replace(row, next_on=today - timedelta(days=11), next_type=type_, activity=OVERDUE, priority=3)
                card = replace(card_of(office.desk, late, today), owner_initials="RP", short_day="11 ene")
                shown = [piece.text for piece in CardPainter(Look(1.0, "compact"), 250)._layout(card).texts]
                assert card.next_text in shown
        finally:
            texts.use("en")

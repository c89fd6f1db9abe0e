"""Which fields the board's cards show: chosen by each user, and kept."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from crmdesk.sales import custom_fields, opportunities
from crmdesk.sales.desk import Desk
from crmdesk.ui.board import Card
from crmdesk.ui.board.look import Look, Parts
from crmdesk.ui.board.painter import CardPainter
from crmdesk.ui.palette import Palette
from crmdesk.views.board import choices
from tests.views.lists.conftest import office as office
from tests.views.lists.office import TODAY, Office, answer, child, settle


def shown_card(office: Office, record: int) -> Card:
    """The card as the board has it."""
    board = office.window.screen_named("board").board
    cards = [panel.model.card(row) for panel in board.panels() if (row := panel.model.row_of(record)) >= 0]
    assert cards, "it is on the board"
    return cards[0]


def choose(office: Office, **shown: bool) -> None:
    """Choose fields in the dialog."""

    def fill(dialog: Any) -> None:
        for name, on in shown.items():
            child(dialog, "form.card-fields." + name.replace("__", ":")).setChecked(on)
        child(dialog, "dialog.card-fields:ok", QPushButton).click()

    answer(office.qtbot, fill)
    office.window.screen_named("board").choose_fields()
    settle()


def test_cards_show_the_fields_that_were_chosen_and_it_is_kept(office: Office) -> None:
    opportunities.save(office.desk, office.fleet, {"expected_on": TODAY, "priority": 2, "tags": ["vip"]})
    office.go("board")
    key = office.read(office.fleet)["key"]
    before = shown_card(office, office.fleet)
    assert (before.subtitle, before.day, before.stars, before.tags) == ("Ácme Óptica", "Nov 20", 2, ("vip",))
    assert before.next_text == "Nothing planned"
    choose(office, client=False, key=True, probability=True, amount=False, priority=False, next=False, tags=False)
    for _again in range(2):
        card = shown_card(office, office.fleet)
        assert (card.title, card.subtitle, card.day) == ("Flotilla", key, "Nov 20")
        assert (card.amount, card.stars, card.next_text, card.tags) == ("10 %", 0, "", ())
        assert card.owner_initials == "A"
        office.new_window()
        office.go("board")


def test_own_fields_of_cards_can_be_left_out(office: Office) -> None:
    custom_fields.add(office.desk, "opportunity", "Weight", "number", on_card=True)
    opportunities.save(office.desk, office.fleet, {"custom:Weight": 2.5})
    office.go("board")
    assert shown_card(office, office.fleet).subtitle == "Ácme Óptica · Weight: 2.5"
    choose(office, custom__Weight=False)
    assert shown_card(office, office.fleet).subtitle == "Ácme Óptica"


def test_each_user_chooses_for_themselves(office: Office) -> None:
    office.go("board")
    choose(office, client=False)
    assert "client" in choices.kept(office.desk).hidden
    assert "client" not in choices.kept(Desk(office.users["Óscar"], office.desk.clock)).hidden


def test_the_dialog_is_worked_by_keys_and_reached_from_menu_and_palette(office: Office) -> None:
    board = office.go("board")

    def leave(dialog: Any) -> None:
        field = child(dialog, "form.card-fields.client")
        assert dialog.focusWidget() is field
        QTest.keyClick(field, Qt.Key.Key_Space)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def press_in_menu() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(one for one in menu.actions() if one.text() == "Card fields…")
        menu.close()
        action.trigger()

    answer(office.qtbot, leave)
    board.filters.look.click()
    press_in_menu()
    settle()
    assert "client" in board.choices.hidden
    answer(office.qtbot, leave)
    office.window.go("leads")
    office.window.open_palette()
    palette = office.window.findChild(Palette)
    assert palette is not None
    QTest.keyClicks(child(palette, "palette.text"), "card fields")
    settle()
    QTest.keyClick(child(palette, "palette.text"), Qt.Key.Key_Return)
    settle()
    assert office.window.screen_key == "board"
    assert "client" not in board.choices.hidden


@pytest.mark.parametrize("density", ["comfortable", "compact"])
def test_a_line_that_nothing_stands_in_takes_no_room(office: Office, density: Any) -> None:
    board = office.go("board")
    board.set_density(density)
    panel = board.board.panels()[0]
    full = panel.look.card_height
    choose(office, client=False)
    choose(office, amount=False)
    without_second = panel.look.card_height
    assert without_second < full
    assert office.qtbot.waitUntil(lambda: panel.view.row_top(1) - panel.view.row_top(0) == panel.look.pitch) is None
    choose(office, **dict.fromkeys(("expected_on", "priority", "owner", "next", "idle", "tags"), False))
    assert panel.look.card_height < without_second
    assert not shown_card(office, office.fleet).owner_initials
    texts = [piece.text for piece in CardPainter(panel.look, 250)._layout(shown_card(office, office.fleet)).texts]
    assert texts == ["Flotilla"]


@pytest.mark.parametrize("density", ["comfortable", "compact"])
@pytest.mark.parametrize("parts", [Parts(), Parts(subtitle=False), Parts(foot=False), Parts(*[False] * 5)])
def test_what_stands_on_a_card_stays_inside_it(office: Office, density: Any, parts: Parts) -> None:
    card = Card(
        1, "Flotilla", "Ácme" if parts.subtitle else "", "€ 1" if parts.amount else "", "20 nov" if parts.day else "",
        "AP" if parts.foot else "", 0, 3 if parts.marks else 0, "Call today" if parts.foot else "",
    )  # fmt: skip
    look = Look(1.0, density, parts)
    layout = CardPainter(look, 250)._layout(card)
    bottoms = [piece.y for piece in layout.texts] + [box.bottom() for box, _role in layout.tags]
    assert all(0 < bottom < look.card_height - 4 for bottom in bottoms)
    middles = [piece.y for piece in layout.texts]
    assert len(middles) >= 1 + parts.subtitle

"""A seller at the board: what is moved is saved, what is cancelled is as it was, and everything can be taken back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget

from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company
from crmdesk.models.pipeline import Reason
from crmdesk.sales import board as questions
from crmdesk.views.board.screen import BoardScreen
from crmdesk.views.window import MainWindow
from tests.journeys.conftest import Office, answer
from tests.ui.board.conftest import drag, drag_to, hover

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def screen_of(window: MainWindow) -> BoardScreen:
    window.go("board")
    return window.screen_named("board")


def focus_card(window: MainWindow, card: int) -> QWidget:
    screen = screen_of(window)
    assert screen.board.select([card], focus=True)
    return screen.board.column_view(screen.board._focus_key)


def press(dialog: QDialog, name: str) -> None:
    QTest.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_the_keys_go_to_the_board_from_the_first_moment(window: MainWindow) -> None:
    assert screen_of(window).isAncestorOf(window.focusWidget())


def test_the_sheet_of_keys_tells_each_key_once(window: MainWindow) -> None:
    window.go("leads")
    window.go("contacts")
    known = [(key.section, key.text) for key in window.keys.known()]
    assert len(known) == len(set(known))
    assert ("Board", "Move the card") in known


def test_a_card_moved_by_key_is_saved_and_undone_after_a_restart(
    qtbot, office: Office, open_office: Callable[[], MainWindow]
) -> None:
    first = open_office()
    view = focus_card(first, office.cards["Fleet"])
    with qtbot.waitSignal(first.events.committed):
        QTest.keyClick(view, Key.Key_Right, Modifier.ControlModifier)
    assert office.stage_of("Fleet") == "Qualified"
    assert screen_of(first).board.current_id() == office.cards["Fleet"], "the card keeps the keyboard"
    first.close()

    second = open_office()
    assert office.stage_of("Fleet") == "Qualified"
    with qtbot.waitSignal(second.events.committed):
        QTest.keyClick(second, Key.Key_Z, Modifier.ControlModifier)
    assert office.stage_of("Fleet") == "First contact"
    QTest.keyClick(second, Key.Key_Y, Modifier.ControlModifier)
    assert office.stage_of("Fleet") == "Qualified"


def test_undo_chooses_the_card_that_came_back(qtbot, office: Office, window: MainWindow) -> None:
    view = focus_card(window, office.cards["Printers"])
    with qtbot.waitSignal(window.events.committed):
        QTest.keyClick(view, Key.Key_Right, Modifier.ControlModifier)
    screen = screen_of(window)
    screen.board.select([office.cards["Fleet"]])
    QTest.keyClick(window, Key.Key_Z, Modifier.ControlModifier)
    assert screen.board.current_id() == office.cards["Printers"]
    assert screen.board.selected_ids() == [office.cards["Printers"]]


def test_the_answer_line_says_what_was_done_and_undoes_it(qtbot, office: Office, window: MainWindow) -> None:
    view = focus_card(window, office.cards["Printers"])
    with qtbot.waitSignal(window.events.committed):
        QTest.keyClick(view, Key.Key_Right, Modifier.ControlModifier)
    toast = window.findChild(QWidget, "toast")
    assert toast.isVisible()
    button = next(button for button in toast.findChildren(QPushButton) if button.text() == "Undo")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert office.stage_of("Printers") == "First contact"


@pytest.mark.gesture
def test_a_card_dragged_to_the_next_column_is_there_in_the_book(qtbot, office: Office, window: MainWindow) -> None:
    board = screen_of(window).board
    source, target = board.column_view(office.stage("First contact")), board.column_view(office.stage("Proposal"))
    card = source.model().index(0, 0).data(Qt.ItemDataRole.UserRole)
    with qtbot.waitSignal(window.events.committed):
        drag_to(source, 0, target.viewport().mapTo(window, QPoint(60, 60)))
    assert Opportunity.get_by_id(card).stage.name == "Proposal"


@pytest.mark.gesture
def test_a_drag_to_won_that_is_cancelled_changes_nothing(qtbot, office: Office, window: MainWindow) -> None:
    board = screen_of(window).board
    source = board.column_view(office.stage("First contact"))
    before = [source.model().index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(5)]
    asked = []

    def cancel(dialog: QDialog) -> None:
        asked.append(dialog.objectName())
        QTest.keyClick(dialog, Key.Key_Escape)

    def drop_on_won() -> None:
        target = window.findChild(QWidget, "board.target.won")
        middle = target.mapTo(window, target.rect().center())
        hover(source, middle)
        answer(cancel)
        QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.LeftButton, Modifier.NoModifier, middle)

    drag(source, 0, drop_on_won)
    qtbot.waitUntil(lambda: asked == ["dialog.won"] and QApplication.activeModalWidget() is None)
    assert [source.model().index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(5)] == before
    assert {office.row(title).state for title in office.cards} == {"open"}


def test_winning_asks_for_day_and_amount_and_leaves_the_board(qtbot, office: Office, window: MainWindow) -> None:
    screen = screen_of(window)

    def win(dialog: QDialog) -> None:
        amount = next(field for field in dialog.findChildren(QLineEdit) if "amount" in field.objectName())
        assert amount.text() == "2,000.00", "the foreseen amount is offered"
        amount.selectAll()
        QTest.keyClicks(amount, "1,950.50")
        press(dialog, "dialog.won:ok")

    answer(win)
    with qtbot.waitSignal(window.events.committed):
        screen.close_cards([office.cards["Irrigación"]], "won")
    row = office.row("Irrigación")
    assert (row.state, row.amount_minor, str(row.closed_on)) == ("won", 195_050, "2026-11-20")
    assert office.cards["Irrigación"] not in screen.all_ids(office.stage("First contact"))


def test_losing_without_a_reason_is_impossible(qtbot, office: Office, window: MainWindow) -> None:
    screen = screen_of(window)
    tried = []

    def try_without(dialog: QDialog) -> None:
        press(dialog, "dialog.lost:ok")
        tried.append(dialog.isVisible())
        QTest.keyClick(dialog, Key.Key_Escape)

    answer(try_without)
    screen.close_cards([office.cards["Fleet"]], "lost")
    assert tried == [True], "the dialog stays until a reason is chosen"
    assert office.row("Fleet").state == "open"


def test_losing_several_cards_asks_once_and_is_one_step(qtbot, office: Office, window: MainWindow) -> None:
    screen = screen_of(window)
    titles = ("Licences", "Cleaning")
    asked = []

    def lose(dialog: QDialog) -> None:
        asked.append(dialog.windowTitle())
        dialog.reason.set_value(Reason.get(Reason.name == "Price").id)
        press(dialog, "dialog.lost:ok")

    answer(lose)
    with qtbot.waitSignal(window.events.committed):
        screen.close_cards([office.cards[title] for title in titles], "lost")
    assert asked == ["Lose 2 opportunities"]
    assert {office.row(title).state for title in titles} == {"lost"}
    window.editor.undo()
    assert {office.row(title).state for title in titles} == {"open"}


def test_the_reason_other_needs_a_note(qtbot, office: Office, window: MainWindow) -> None:
    screen = screen_of(window)
    notes = []

    def lose(dialog: QDialog) -> None:
        dialog.reason.set_value(Reason.get(Reason.needs_note).id)
        press(dialog, "dialog.lost:ok")
        notes.append(dialog.isVisible())
        dialog.note.set_value("Their plant closed")
        press(dialog, "dialog.lost:ok")

    answer(lose)
    with qtbot.waitSignal(window.events.committed):
        screen.close_cards([office.cards["Fleet"]], "lost")
    assert notes == [True]
    assert office.row("Fleet").reason_note == "Their plant closed"


def test_quick_add_makes_an_opportunity_and_a_new_client_in_one_step(qtbot, office: Office, window: MainWindow) -> None:
    screen = screen_of(window)
    stage = office.stage("Proposal")
    with qtbot.waitSignal(window.events.committed):
        screen.board.quick_added.emit(stage, {"client": "Viveros La Ceiba", "title": "Pump", "amount": "12,500"})
    added = Opportunity.get(Opportunity.title == "Pump")
    assert (added.company.name, added.amount_minor, added.stage_id) == ("Viveros La Ceiba", 1_250_000, stage)
    window.editor.undo()
    assert not Opportunity.select().where(Opportunity.title == "Pump").exists()
    assert not Company.select().where(Company.name == "Viveros La Ceiba").exists()


def test_typing_on_the_board_finds_without_accents_and_says_how_many(qtbot, office: Office, window: MainWindow) -> None:
    screen = screen_of(window)
    field = screen.filters.text
    field.setFocus()
    QTest.keyClicks(field, "irrigacion")
    qtbot.waitUntil(lambda: screen.all_ids(office.stage("First contact")) == [office.cards["Irrigación"]])
    assert screen.filters.count.text().startswith("1 of 5")


def test_an_order_by_hand_is_kept(qtbot, office: Office, open_office: Callable[[], MainWindow]) -> None:
    first = open_office()
    screen = screen_of(first)
    screen.choose(screen.choices.looking(order=questions.BY_HAND))
    stage = office.stage("First contact")
    before = screen.all_ids(stage)
    view = focus_card(first, before[0])
    with qtbot.waitSignal(first.events.committed):
        QTest.keyClick(view, Key.Key_Down, Modifier.ControlModifier)
    after = [before[1], before[0], *before[2:]]
    assert screen.all_ids(stage) == after
    first.close()
    assert screen_of(open_office()).all_ids(stage) == after


def test_what_the_command_line_changes_appears_in_the_window(qtbot, office: Office, window: MainWindow) -> None:
    view = focus_card(window, office.cards["Fleet"])
    with qtbot.waitSignal(window.events.committed):
        QTest.keyClick(view, Key.Key_Right, Modifier.ControlModifier)
    screen = screen_of(window)
    with qtbot.waitSignal(window.events.committed, timeout=15_000):
        subprocess.run([sys.executable, "-m", "crmdesk", "undo", str(office.path)], check=True, capture_output=True)
    assert office.cards["Fleet"] in screen.all_ids(office.stage("First contact"))


def test_cards_by_month_are_moved_to_the_last_day_of_a_month(qtbot, office: Office, window: MainWindow) -> None:
    screen = screen_of(window)
    screen.choose(screen.choices.looking(grouping=questions.BY_MONTH))
    with qtbot.waitSignal(window.events.committed):
        screen.board.move_requested.emit([office.cards["Fleet"]], "2026-12", None)
    assert str(office.row("Fleet").expected_on) == "2026-12-31"


def test_a_card_without_its_stage_is_shown_and_can_be_moved_back(qtbot, office: Office, window: MainWindow) -> None:
    from crmdesk.models import journal
    from crmdesk.texts import msg

    with window.desk.step(msg("the stage is gone")):
        journal.edit(Opportunity, office.cards["Fleet"], stage=None)
    screen = screen_of(window)
    screen.load()
    assert screen.name_of(questions.NO_STAGE) == "No stage"
    assert screen.all_ids(questions.NO_STAGE) == [office.cards["Fleet"]]
    with qtbot.waitSignal(window.events.committed):
        screen.board.move_requested.emit([office.cards["Fleet"]], office.stage("Qualified"), None)
    assert office.stage_of("Fleet") == "Qualified"


def test_the_side_panel_follows_what_is_done_to_its_card(qtbot, office: Office, window: MainWindow) -> None:
    screen = screen_of(window)
    screen.show_panel(True)
    focus_card(window, office.cards["Fleet"])
    owner = screen.panel.owner
    assert owner.currentText() == "Ana Ruiz"
    screen.acts.assign([office.cards["Fleet"]], None)
    assert owner.currentText() == "Nobody"
    QTest.keyClick(window, Key.Key_Z, Modifier.ControlModifier)
    assert owner.currentText() == "Ana Ruiz"

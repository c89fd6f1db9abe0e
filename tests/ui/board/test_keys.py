"""The keyboard twin of everything the mouse does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crmdesk.ui.board import Board
from tests.ui.board.conftest import click
from tests.ui.board.office import Office, card_id, plain

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


@pytest.fixture
def wishes(board: Board) -> list[tuple]:
    noted: list[tuple] = []
    board.move_requested.connect(lambda *wish: noted.append(wish))
    return noted


def press(board: Board, *presses: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in presses:
        QTest.keyClick(board.window().focusWidget(), key, modifier)


def test_arrows_walk_between_cards_and_columns(board: Board) -> None:
    board.select([card_id(0, 0)], focus=True)
    press(board, Key.Key_Down, Key.Key_Down)
    assert board.selected_ids() == [card_id(0, 2)]
    press(board, Key.Key_Right)
    assert (board.selected_ids(), board.current_id()) == ([card_id(1, 2)], card_id(1, 2))
    press(board, Key.Key_Right)
    assert board.current_id() is None, "an empty column can be visited"
    press(board, Key.Key_Left, Key.Key_Left, Key.Key_End)
    assert board.selected_ids() == [card_id(0, 5)]


def test_a_folded_column_is_passed_over(board: Board) -> None:
    board.set_collapsed({1})
    board.select([card_id(0, 0)], focus=True)
    press(board, Key.Key_Right)
    assert board.window().focusWidget() is board.column_view(2)


def test_control_and_right_wishes_the_card_into_the_next_column(board: Board, wishes) -> None:
    board.select([card_id(0, 2)], focus=True)
    press(board, Key.Key_Right, modifier=CONTROL)
    assert wishes == [([card_id(0, 2)], 1, card_id(1, 1))]
    press(board, Key.Key_Left, modifier=CONTROL)
    assert len(wishes) == 1, "there is no column to the left"


def test_control_with_up_and_down_moves_inside_the_column(board: Board, office: Office, wishes) -> None:
    board.select([card_id(0, 1)], focus=True)
    press(board, Key.Key_Down, modifier=CONTROL)
    press(board, Key.Key_Up, modifier=CONTROL)
    press(board, Key.Key_End, modifier=CONTROL)
    press(board, Key.Key_Home, modifier=CONTROL)
    assert wishes == [([card_id(0, 1)], 0, above) for above in (card_id(0, 2), None, card_id(0, 5), None)]


def test_without_an_order_by_hand_nothing_moves_inside_a_column(board: Board, wishes) -> None:
    board.set_by_hand(False)
    board.select([card_id(0, 1)], focus=True)
    press(board, Key.Key_Down, Key.Key_End, modifier=CONTROL)
    assert wishes == []
    press(board, Key.Key_Right, modifier=CONTROL)
    assert wishes == [([card_id(0, 5)], 1, None)]


def test_shift_control_and_space_select_several(board: Board) -> None:
    board.select([card_id(0, 0)], focus=True)
    press(board, Key.Key_Down, modifier=SHIFT)
    assert board.selected_ids() == [card_id(0, 0), card_id(0, 1)]
    press(board, Key.Key_Space)
    assert board.selected_ids() == [card_id(0, 0)]
    press(board, Key.Key_A, modifier=CONTROL)
    assert len(board.selected_ids()) == 6
    press(board, Key.Key_Escape)
    assert board.selected_ids() == []


def test_a_click_takes_the_selection_alone_and_control_adds(board: Board) -> None:
    click(board.column_view(0), 1)
    click(board.column_view(1), 2)
    assert board.selected_ids() == [card_id(1, 2)]
    click(board.column_view(0), 0, CONTROL)
    assert board.selected_ids() == [card_id(0, 0), card_id(1, 2)]
    click(board.column_view(0), 0)
    assert board.selected_ids() == [card_id(0, 0)]


def test_enter_opens_delete_asks_and_the_menu_key_names_the_cards(qtbot, board: Board) -> None:
    board.select([card_id(0, 3)], focus=True)
    with qtbot.waitSignal(board.opened) as opened:
        press(board, Key.Key_Return)
    assert opened.args == [card_id(0, 3)]
    with qtbot.waitSignal(board.delete_requested) as asked:
        press(board, Key.Key_Delete)
    assert asked.args == [[card_id(0, 3)]]


def test_a_right_click_selects_the_card_and_asks_for_its_menu(qtbot, board: Board) -> None:
    view = board.column_view(0)
    board.select([card_id(1, 0)])
    with qtbot.waitSignal(board.card_menu_requested) as asked:
        from PySide6.QtGui import QContextMenuEvent
        from PySide6.QtWidgets import QApplication

        at = view.visualRect(view.model().index(2)).center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
        QApplication.sendEvent(view.viewport(), event)
    assert asked.args[0] == [card_id(0, 2)]


def test_letters_do_not_jump(board: Board) -> None:
    board.select([card_id(0, 0)], focus=True)
    QTest.keyClicks(board.window().focusWidget(), "Card 0-4")
    assert board.current_id() == card_id(0, 0)


def test_control_with_plus_minus_and_zero_zooms(board: Board) -> None:
    board.select([card_id(0, 0)], focus=True)
    tall = board.column_view(0).look.card_height
    press(board, Key.Key_Plus, modifier=CONTROL)
    assert board.column_view(0).look.card_height > tall
    press(board, Key.Key_0, modifier=CONTROL)
    press(board, Key.Key_Minus, modifier=CONTROL)
    assert board.zoom == 0.9


def test_a_head_folds_its_column_by_key_and_click(qtbot, board: Board) -> None:
    panel = board.panels()[0]
    with qtbot.waitSignal(board.collapsed_changed) as told:
        QTest.mouseClick(panel.header, Qt.MouseButton.LeftButton, pos=panel.header.rect().center())
    assert told.args == [0, True]
    assert panel.width() == 44
    QTest.keyClick(panel.strip, Key.Key_Return)
    assert board.collapsed() == set()


def test_twenty_thousand_cards_are_selected_and_wished_at_once(qtbot, show) -> None:
    board = show(plain(20_000, 1))
    noted: list[list[int]] = []
    board.move_requested.connect(lambda ids, *_rest: noted.append(ids))
    board.select([card_id(0, 0)], focus=True)
    press(board, Key.Key_A, modifier=CONTROL)
    press(board, Key.Key_Right, modifier=CONTROL)
    assert len(noted[0]) == 20_000

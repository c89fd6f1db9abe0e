"""Real drags with the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from crmdesk.ui.board import Board
from tests.ui.board.conftest import LEFT, NONE, above_row, click, drag, drag_to, hover, in_view
from tests.ui.board.office import Office, card_id, plain

pytestmark = pytest.mark.gesture


@pytest.fixture
def wishes(board: Board) -> list[tuple]:
    """What the board asked for, and whether a drag was still going on then."""
    noted: list[tuple] = []
    board.move_requested.connect(lambda *wish: noted.append((*wish, board.dragging.active)))
    board.dropped_on_target.connect(lambda *wish: noted.append((*wish, board.dragging.active)))
    return noted


def test_a_card_dropped_in_another_column_is_one_wish_after_the_drag(qtbot, board: Board, wishes) -> None:
    drag_to(board.column_view(0), 0, above_row(board.column_view(1), 2))
    qtbot.waitUntil(lambda: bool(wishes))
    assert wishes == [([card_id(0, 0)], 1, card_id(1, 1), False)]
    assert board.column_view(0).model().rowCount() == 6, "the board itself moves nothing"


def test_a_card_dropped_at_the_top_has_none_above(qtbot, board: Board, wishes) -> None:
    drag_to(board.column_view(0), 1, in_view(board.column_view(1), 60, 20))
    qtbot.waitUntil(lambda: bool(wishes))
    assert wishes == [([card_id(0, 1)], 1, None, False)]


def test_a_card_dropped_below_the_last_goes_to_the_end(qtbot, board: Board, wishes) -> None:
    view = board.column_view(1)
    drag_to(board.column_view(0), 0, in_view(view, 60, view.viewport().height() - 90))
    qtbot.waitUntil(lambda: bool(wishes))
    assert wishes == [([card_id(0, 0)], 1, card_id(1, 3), False)]


def test_an_empty_column_and_a_head_take_a_card(qtbot, board: Board, wishes) -> None:
    drag_to(board.column_view(0), 0, in_view(board.column_view(2), 60, 200))
    qtbot.waitUntil(lambda: len(wishes) == 1)
    header = board.panels()[1].header
    drag_to(board.column_view(0), 1, header.mapTo(header.window(), header.rect().center()))
    qtbot.waitUntil(lambda: len(wishes) == 2)
    assert wishes == [([card_id(0, 0)], 2, None, False), ([card_id(0, 1)], 1, None, False)]


def test_a_folded_column_takes_a_card_at_its_top(qtbot, board: Board, wishes) -> None:
    board.fold(1, True)
    strip = board.panels()[1].strip
    drag_to(board.column_view(0), 0, strip.mapTo(strip.window(), QPoint(20, 300)))
    qtbot.waitUntil(lambda: bool(wishes))
    assert wishes == [([card_id(0, 0)], 1, None, False)]


def test_a_card_moves_inside_its_column(qtbot, board: Board, wishes) -> None:
    view = board.column_view(0)
    drag_to(view, 0, above_row(view, 3))
    qtbot.waitUntil(lambda: bool(wishes))
    assert wishes == [([card_id(0, 0)], 0, card_id(0, 2), False)]


def test_a_card_let_go_where_it_was_is_no_wish(qtbot, board: Board, wishes) -> None:
    view = board.column_view(0)
    with qtbot.waitSignal(board.dragging.ended):
        drag_to(view, 1, above_row(view, 2))
    qtbot.wait(1)
    assert wishes == []


def test_several_cards_of_two_columns_are_one_wish_in_order(qtbot, board: Board, wishes) -> None:
    first, second = board.column_view(0), board.column_view(1)
    click(first, 3)
    click(first, 1, Qt.KeyboardModifier.ControlModifier)
    click(second, 0, Qt.KeyboardModifier.ControlModifier)
    drag_to(first, 3, above_row(second, 3))
    qtbot.waitUntil(lambda: bool(wishes))
    assert wishes == [([card_id(0, 1), card_id(0, 3), card_id(1, 0)], 1, card_id(1, 2), False)]


def test_escape_cancels_and_leaves_nothing_behind(qtbot, board: Board, wishes) -> None:
    view, handle = board.column_view(0), board.window().windowHandle()
    seen = []

    def cancel() -> None:
        hover(view, above_row(board.column_view(1), 2))
        seen.append([zone.isVisible() for zone in board.targets.zones])
        QTest.keyClick(handle, Qt.Key.Key_Escape)

    with qtbot.waitSignal(board.dragging.ended):
        drag(view, 0, cancel)
    QTest.mouseRelease(handle, LEFT, NONE, above_row(board.column_view(1), 2))
    qtbot.wait(1)
    assert wishes == []
    assert seen == [[True, True]]
    assert not any(zone.isVisible() for zone in board.targets.zones)
    assert board.column_view(1)._gap_row == -1


def test_dropping_on_a_target_names_the_target(qtbot, board: Board, wishes) -> None:
    def place() -> QPoint:
        zone = board.window().findChild(type(board.targets.zones[0]), "board.target.lost")
        return zone.mapTo(board.window(), zone.rect().center())

    view, handle, hot = board.column_view(0), board.window().windowHandle(), []

    def drop() -> None:
        hover(view, place())
        hot.extend(zone.target.key for zone in board.targets.zones if zone._hot)
        QTest.mouseRelease(handle, LEFT, NONE, place())

    drag(view, 2, drop)
    qtbot.waitUntil(lambda: bool(wishes))
    assert hot == ["lost"]
    assert wishes == [([card_id(0, 2)], "lost", False)]


def test_the_insertion_line_shows_where_the_card_would_land(qtbot, board: Board, wishes) -> None:
    view, gaps = board.column_view(1), []
    drag_to(board.column_view(0), 0, above_row(view, 2), lambda: gaps.append(view._gap_row))
    qtbot.waitUntil(lambda: bool(wishes))
    assert gaps == [2]


def test_without_an_order_by_hand_the_whole_column_is_the_place(qtbot, board: Board, wishes) -> None:
    board.set_by_hand(False)
    panel, seen = board.panels()[1], []
    drag_to(
        board.column_view(0),
        0,
        above_row(panel.view, 2),
        lambda: seen.append((panel.view._gap_row, panel._highlighted)),
    )
    qtbot.waitUntil(lambda: bool(wishes))
    assert seen == [(-1, True)]
    assert wishes == [([card_id(0, 0)], 1, None, False)]


def test_an_open_column_beside_folded_ones_is_the_place_up_to_its_edge(qtbot, board: Board, wishes) -> None:
    board.fold(0, True)
    board.fold(2, True)
    left, view = board.column_view(0), board.column_view(1)
    drag_to(view, 0, in_view(view, 6, view.row_top(3) - 3))
    qtbot.waitUntil(lambda: bool(wishes))
    assert wishes == [([card_id(1, 0)], 1, card_id(1, 2), False)]
    assert not left.isVisible()


def test_holding_a_card_at_the_foot_scrolls_the_column(qtbot, show) -> None:
    office = plain(40, 40)
    board = show(office)
    view, handle, at = board.column_view(1), board.window().windowHandle(), []

    def hold() -> None:
        edge = in_view(view, 60, board.targets.zones[0].y() - view.y() - 4)
        hover(view, edge)
        qtbot.waitUntil(lambda: view.verticalOffset() > 400)
        at.append(view.verticalOffset())
        QTest.keyClick(handle, Qt.Key.Key_Escape)

    with qtbot.waitSignal(board.dragging.ended):
        drag(board.column_view(0), 0, hold)
    QTest.mouseRelease(handle, LEFT, NONE, QPoint(5, 5))
    assert at
    assert board.column_view(0).verticalOffset() == 0


def test_holding_a_card_at_the_side_scrolls_the_board(qtbot, show) -> None:
    board = show(plain(3, 3, 3, 3, 3), size=(700, 700))
    view, handle = board.column_view(0), board.window().windowHandle()

    def hold() -> None:
        hover(view, QPoint(board.width() - 6, 300))
        qtbot.waitUntil(lambda: board.sideways().value() > 200)
        QTest.keyClick(handle, Qt.Key.Key_Escape)

    with qtbot.waitSignal(board.dragging.ended):
        drag(view, 0, hold)
    QTest.mouseRelease(handle, LEFT, NONE, QPoint(5, 5))
    assert board.sideways().value() > 200


def test_a_reload_during_a_drag_waits_for_its_end(qtbot, show, office: Office) -> None:
    board = show(office)
    wishes: list[tuple] = []
    board.move_requested.connect(lambda *wish: wishes.append(wish))
    gone = office.heads()[1:]

    def lose_the_column() -> None:
        board.reload(gone)
        assert len(board.panels()) == 3

    drag_to(board.column_view(0), 0, above_row(board.column_view(1), 1), lose_the_column)
    qtbot.waitUntil(lambda: bool(wishes))
    assert len(board.panels()) == 2

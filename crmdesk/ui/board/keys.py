"""The board's keys: each is the twin of something the mouse does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QKeyEvent

from crmdesk.ui.board.column_panel import ColumnPanel
from crmdesk.ui.board.dragging import above_row

if TYPE_CHECKING:
    from crmdesk.ui.board.board import Board

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Select = QItemSelectionModel.SelectionFlag


def press(board: Board, panel: ColumnPanel, event: QKeyEvent) -> bool:
    """Do what a key means in a column; False leaves it to the list (Up, Down, Page, Home, End)."""
    key, control = event.key(), bool(event.modifiers() & CONTROL)
    if key in (Key.Key_Left, Key.Key_Right):
        by = -1 if key == Key.Key_Left else 1
        if control:
            move_sideways(board, panel, by)
        else:
            go_sideways(board, panel, by)
    elif key in (Key.Key_Up, Key.Key_Down) and control:
        move_along(board, panel, -1 if key == Key.Key_Up else 1)
    elif key in (Key.Key_Home, Key.Key_End) and control:
        move_to_end(board, panel, key == Key.Key_End)
    elif key in (Key.Key_Return, Key.Key_Enter):
        if panel.view.currentIndex().isValid():
            panel.view.opened.emit(panel.view.currentIndex())
    elif key == Key.Key_Delete:
        if ids := board.chosen_ids(panel):
            board.delete_requested.emit(ids)
    elif key == Key.Key_Space:
        panel.view.selectionModel().select(panel.view.currentIndex(), Select.Toggle)
    elif control and key in (Key.Key_Plus, Key.Key_Equal):
        board.zoom_by(1)
    elif control and key == Key.Key_Minus:
        board.zoom_by(-1)
    elif control and key == Key.Key_0:
        board.set_zoom(1.0)
    elif key == Key.Key_Escape and board.selected_ids():
        board.clear_selection()
    else:
        return False
    return True


def go_sideways(board: Board, panel: ColumnPanel, by: int) -> None:
    """The neighbour column's card at about the same height becomes the current one."""
    neighbour = board.neighbour(panel, by)
    if neighbour is None:
        return
    board.reveal(neighbour)
    height = panel.view.visualRect(panel.view.currentIndex()).center().y() if panel.model.rowCount() else 0
    view = neighbour.view
    row = min((height + view.verticalOffset()) // view.look.pitch, neighbour.model.rowCount() - 1)
    if row >= 0:
        board.go_to(neighbour, max(0, row))
    else:
        board.clear_selection()
    board.focus_on(neighbour)


def move_sideways(board: Board, panel: ColumnPanel, by: int) -> None:
    """Wish the chosen cards into the neighbour column, at about the same height when the order is by hand."""
    neighbour, ids = board.neighbour(panel, by, collapsed=True), board.chosen_ids(panel)
    if neighbour is None or not ids:
        return
    above = None
    if board.by_hand and not neighbour.collapsed:
        middle = panel.view.visualRect(panel.view.currentIndex()).center()
        at = neighbour.view.viewport().mapFrom(board, panel.view.viewport().mapTo(board, QPoint(0, middle.y())))
        above = above_row(neighbour, neighbour.view.drop_row(at.y() - panel.look.card_height // 2), ids)
    board.wish_move(ids, neighbour, above)


def move_along(board: Board, panel: ColumnPanel, by: int) -> None:
    """Wish the chosen cards one place up or down."""
    if not board.by_hand:
        return
    ids = [known for known in board.chosen_ids(panel) if panel.model.row_of(known) >= 0]
    rows = sorted(panel.model.row_of(known) for known in ids)
    if not rows or (rows[0] == 0 if by < 0 else rows[-1] == panel.model.rowCount() - 1):
        return
    row = rows[0] - 1 if by < 0 else rows[-1] + 2
    board.wish_move(ids, panel, above_row(panel, row, ids))


def move_to_end(board: Board, panel: ColumnPanel, last: bool) -> None:
    """Wish the chosen cards to the top or the bottom; where the order is not by hand, go there instead."""
    rows, ids = panel.model.rowCount(), board.chosen_ids(panel)
    if not rows:
        return
    if board.by_hand and ids:
        above = above_row(panel, rows, ids) if last else None
        board.wish_move(ids, panel, above)
    else:
        board.go_to(panel, rows - 1 if last else 0)

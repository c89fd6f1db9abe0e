"""A shown board over an office in memory, and the mouse as people use it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from crmdesk.ui.board import Board, Column, QuickField, Target
from crmdesk.ui.board.column_view import ColumnView
from tests.ui.board.office import Office, plain

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
Show = Callable[..., Board]


@pytest.fixture
def show(qtbot) -> Show:
    """Show a board of this office in a window and wait until it is there."""
    windows: list[QWidget] = []  # Qt keeps no window alive

    def made(office: Office, heads: list[Column] | None = None, size: tuple[int, int] = (1200, 800)) -> Board:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        board = Board(office, window)
        board.setGeometry(0, 0, *size)
        board.set_quick_fields([QuickField("client", "Client"), QuickField("amount", "Amount")])
        board.set_targets([Target("won", "Won", "positive"), Target("lost", "Lost", "danger")])
        board.reload(heads or office.heads())
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        return board

    return made


@pytest.fixture
def office() -> Office:
    return plain(6, 4, 0)


@pytest.fixture
def board(show: Show, office: Office) -> Board:
    return show(office)


def middle(view: ColumnView, row: int) -> QPoint:
    """The middle of a card in its window."""
    return view.viewport().mapTo(view.window(), view.visualRect(view.model().index(row)).center())


def in_view(view: ColumnView, x: int, y: int) -> QPoint:
    return view.viewport().mapTo(view.window(), QPoint(x, y))


def above_row(view: ColumnView, row: int) -> QPoint:
    """A place in the gap above a row, where a drop lands between two cards."""
    return in_view(view, 100, view.row_top(row) - 3)


def click(view: ColumnView, row: int, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(view.viewport(), LEFT, modifier, view.visualRect(view.model().index(row)).center())


def drag(view: ColumnView, row: int, over: Callable[[], None]) -> None:
    """Take a card with the mouse.  `over` runs inside the drag's own event loop, and has to end it."""
    handle, start = view.window().windowHandle(), middle(view, row)
    far = QApplication.startDragDistance() + 4

    def go_on() -> None:
        try:
            over()
        except BaseException:
            QTest.keyClick(handle, Qt.Key.Key_Escape)  # or the drag would wait for ever for its end
            raise

    QTimer.singleShot(100, go_on)
    QTest.mousePress(handle, LEFT, NONE, start)
    QTest.mouseMove(handle, start + QPoint(far, 0))
    QTest.mouseMove(handle, start + QPoint(far + 10, 0))


def drag_to(view: ColumnView, row: int, to: QPoint, before_drop: Callable[[], None] = lambda: None) -> None:
    """Drag a card to a place of the window and let go."""
    handle = view.window().windowHandle()

    def drop() -> None:
        hover(view, to)
        before_drop()
        QTest.mouseRelease(handle, LEFT, NONE, to)

    drag(view, row, drop)


def hover(view: ColumnView, at: QPoint) -> None:
    handle = view.window().windowHandle()
    QTest.mouseMove(handle, at - QPoint(2, 2))
    QTest.mouseMove(handle, at)

"""Dragging a card for the tour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QCursor, QDrag, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crmdesk.ui.board import Board
from crmdesk.ui.board.column_view import ColumnView
from crmdesk.views.tour.hand import settle
from crmdesk.views.tour.journey import Journey

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
HELD_AT = QPoint(40, 12)
"""Where a card is held, so that the line it would land at is seen above it."""
REAL_ON = ("xcb", "minimal")
"""Where a drag can be performed by a program; elsewhere Qt's drag returns at once or needs a hand at the mouse."""


def perform(journey: Journey, board: Board, source: Any, target: Any, name: str) -> bool:
    """Drag the current card of a column between the first two cards of another, and take a picture on the way.

    Returns:
        whether it was dropped: without a platform that has drags, the board is only shown as it looks during one.
    """
    view, onto = board.column_view(source), board.column_view(target)
    place = onto.viewport().mapTo(journey.window, QPoint(40, onto.row_top(1) + 22))

    def picture() -> None:
        drag = view.findChild(QDrag)
        assert drag is not None
        journey.picture(name, hovering=True, lifted=(drag.pixmap(), place - drag.hotSpot()))

    if QGuiApplication.platformName() in REAL_ON:
        _with_mouse(view, place, picture)
        return True
    _as_shown(board, view, board.mapFrom(journey.window, place), picture)
    return False


def _with_mouse(view: ColumnView, place: QPoint, picture: Callable[[], None]) -> None:
    handle = view.window().windowHandle()
    start = view.viewport().mapTo(view.window(), view.visualRect(view.currentIndex()).topLeft() + HELD_AT)
    far = QApplication.startDragDistance() + 4
    problems: list[Exception] = []

    def drop() -> None:
        QTest.mouseMove(handle, place - QPoint(2, 2))
        QTest.mouseMove(handle, place)
        try:
            picture()
        except Exception as problem:
            problems.append(problem)
        QTest.mouseRelease(handle, LEFT, NONE, place)

    QTimer.singleShot(100, drop)  # the drag runs an event loop of its own until the button is let go
    QTest.mousePress(handle, LEFT, NONE, start)
    QTest.mouseMove(handle, start + QPoint(far, 0))
    QTest.mouseMove(handle, start + QPoint(far + 10, 0))
    settle()
    if problems:
        raise problems[0]


def _as_shown(board: Board, view: ColumnView, place: QPoint, picture: Callable[[], None]) -> None:
    """The board's own parts as a drag would leave them, without Qt's drag."""
    dragging, ids = board.dragging, board.selected_ids()
    QCursor.setPos(view.viewport().mapToGlobal(view.visualRect(view.currentIndex()).topLeft() + HELD_AT))
    drag = dragging._prepared(view, ids)
    dragging.active = True
    for panel in board.panels():
        panel.view.set_dragged(ids)
    board.targets.show()
    try:
        dragging._move_to(place)
        picture()
    finally:
        dragging.active = False
        dragging._leave()
        board.targets.hide()
        for panel in board.panels():
            panel.view.set_dragged(())
        drag.deleteLater()
    settle()

"""Drag cards with the mouse: what is pulled, where it would land, scrolling at the edges, and the one wish at the end.

The board takes every drag event itself, so that a head, a strip or a gap between columns is as good a place to drop as
a card.  A drop is only noted; the wish goes out after `QDrag.exec` has returned, so that nothing is written inside the
drag's own event loop.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QDrag, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent

from crmdesk.ui.board.column_panel import ColumnPanel
from crmdesk.ui.board.column_view import ColumnView
from crmdesk.ui.board.lifted import lifted
from crmdesk.ui.board.model import MIME, ids_in, mime_of
from crmdesk.ui.board.targets import TargetZone

if TYPE_CHECKING:
    from crmdesk.ui.board.board import Board

EDGE = 48  # px from an edge where scrolling begins
FASTEST = 24  # px a tick, at the very edge
TICK_MS = 16


@dataclass(frozen=True, slots=True)
class Drop:
    """Where cards were let go: on a target, or in a column under the card `above`."""

    ids: list[int]
    target: str | None = None
    column: Hashable = None
    above: int | None = None


class Dragging(QObject):
    """The drag going on over one board.

    Signals:
        dropped: a `Drop`, after the drag has ended.
        ended: the drag is over, dropped or not.
    """

    dropped = Signal(object)
    ended = Signal()
    _wished = Signal(object)

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self._board = board
        self._noted: Drop | None = None
        self._position = QPoint()
        self._over = False
        self.active = False
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._wished.connect(self.dropped, Qt.ConnectionType.QueuedConnection)

    def run(self, view: ColumnView, ids: Sequence[int]) -> None:
        """Drag these cards until they are dropped or Esc is pressed."""
        if self.active or not ids:
            return
        self._noted, self.active = None, True
        drag = self._prepared(view, ids)
        board = self._board
        for panel in board.panels():
            panel.view.set_dragged(ids)
        board.targets.show()
        try:
            drag.exec(Qt.DropAction.MoveAction)
        finally:
            self.active = False
            self._leave()
            board.targets.hide()
            for panel in board.panels():
                panel.view.set_dragged(())
        self.ended.emit()
        if self._noted is not None:
            self._wished.emit(self._noted)

    def _prepared(self, view: ColumnView, ids: Sequence[int]) -> QDrag:
        index = view.currentIndex()
        hold = view.viewport().mapFromGlobal(QCursor.pos()) - view.visualRect(index).topLeft()
        if not view.visualRect(index).translated(-view.visualRect(index).topLeft()).contains(hold):
            hold = view.visualRect(index).center() - view.visualRect(index).topLeft()
        hold.setX(hold.x() // 2)  # hangs to the right of the mouse, or it would cover the line where it would land
        card = view.model().card(index.row()) if index.isValid() else None
        picture, hot = lifted(view.cards, card, len(ids), view.devicePixelRatioF(), hold)
        drag = QDrag(view)
        drag.setMimeData(mime_of(ids))
        drag.setPixmap(picture)
        drag.setHotSpot(hot)
        return drag

    # The board's drag events

    def enter(self, event: QDragEnterEvent) -> None:
        if self.active and event.mimeData().hasFormat(MIME) and self._is_ours(event.source()):
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            self._move_to(event.position().toPoint())
        else:
            event.ignore()

    def move(self, event: QDragMoveEvent) -> None:
        if not self.active:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self._move_to(event.position().toPoint())

    def leave(self, event: QDragLeaveEvent) -> None:
        self._leave()

    def drop(self, event: QDropEvent) -> None:
        position, ids = event.position().toPoint(), ids_in(event.mimeData())
        if not self.active or not ids:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        self._noted = self._drop_at(position, ids)
        self._leave()

    # Where it lands

    def _drop_at(self, position: QPoint, ids: list[int]) -> Drop | None:
        zone, panel, row = self._place(position)
        if zone is not None:
            return Drop(ids, target=zone.target.key)
        if panel is None or (not self._board.by_hand and self._all_inside(panel, ids)):
            return None
        if not self._board.by_hand:
            return Drop(ids, column=panel.column.key)
        if self._stays(panel, ids, row):
            return None
        return Drop(ids, column=panel.column.key, above=above_row(panel, row, ids))

    def _place(self, position: QPoint) -> tuple[TargetZone | None, ColumnPanel | None, int]:
        zone = self._board.targets.at(position)
        if zone is not None:
            return zone, None, -1
        panel = self._board.panel_near(position.x())
        row = panel.drop_row(panel.mapFrom(self._board, position)) if panel is not None else -1
        return None, panel, row

    def _all_inside(self, panel: ColumnPanel, ids: Sequence[int]) -> bool:
        return all(panel.model.row_of(card_id) >= 0 for card_id in ids)

    def _stays(self, panel: ColumnPanel, ids: Sequence[int], row: int) -> bool:
        """Whether the cards already lie there in one piece: a move that moves nothing is no wish."""
        rows = sorted(panel.model.row_of(card_id) for card_id in ids)
        return rows[0] >= 0 and rows[-1] - rows[0] == len(rows) - 1 and rows[0] <= row <= rows[-1] + 1

    def _move_to(self, position: QPoint) -> None:
        self._position, self._over = position, True
        self._show()
        if not self._clock.isActive():
            self._clock.start()

    def _show(self) -> None:
        zone, panel, row = self._place(self._position)
        self._board.targets.highlight(zone)
        for other in self._board.panels():
            here = other is panel
            by_row = here and self._board.by_hand and not other.collapsed
            other.view.set_gap(row if by_row else -1)
            other.set_highlighted(here and not by_row)

    def _leave(self) -> None:
        self._over = False
        self._clock.stop()
        self._board.targets.highlight(None)
        for panel in self._board.panels():
            panel.view.set_gap(-1)
            panel.set_highlighted(False)

    def _tick(self) -> None:
        """Scroll what lies under the mouse when it is held at an edge."""
        if not self._over:
            return
        board, position = self._board, self._position
        moved = _push(board.sideways(), position.x(), 0, board.width())
        zone, panel, _row = self._place(position)
        if zone is None and panel is not None and not panel.collapsed:
            view = panel.view
            top = view.mapTo(board, QPoint(0, 0)).y()
            bottom = min(top + view.height(), board.height() - board.targets.height())
            moved = _push(view.verticalScrollBar(), position.y(), top, bottom) or moved
        if moved:
            self._show()

    def _is_ours(self, source: QObject | None) -> bool:
        return isinstance(source, ColumnView) and self._board.isAncestorOf(source)


def above_row(panel: ColumnPanel, row: int, ids: Sequence[int]) -> int | None:
    """The card above a row that is not itself one of the moved; None at the top."""
    moved = set(ids)
    while row > 0:
        row -= 1
        known = panel.model.id_at(row)
        if known is not None and known not in moved:
            return known
    return None


def _push(bar, at: int, low: int, high: int) -> bool:  # type: ignore[no-untyped-def]
    """Move a scroll bar the more, the nearer `at` is to an end of low..high; whether it moved."""
    before = bar.value()
    if at < low + EDGE:
        bar.setValue(before - _speed(low + EDGE - at))
    elif at > high - EDGE:
        bar.setValue(before + _speed(at - high + EDGE))
    return bar.value() != before


def _speed(inside: int) -> int:
    return max(1, min(FASTEST, FASTEST * inside // EDGE))

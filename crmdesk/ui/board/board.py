"""Columns of cards that are worked by mouse and by keys.

A board shows what its `Provider` gives and tells what somebody wishes; it changes nothing itself.  After the change was
made (or refused) the screen calls `reload` or `refresh`.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QWidget

from crmdesk.ui import theme, toast
from crmdesk.ui.board import keys, place
from crmdesk.ui.board.cards import Column, Density, Provider, QuickField, Target
from crmdesk.ui.board.column_panel import ColumnPanel
from crmdesk.ui.board.column_view import ColumnView, ranges
from crmdesk.ui.board.columns_area import ColumnsArea
from crmdesk.ui.board.dragging import Dragging, Drop
from crmdesk.ui.board.look import ZOOMS, Look, Parts
from crmdesk.ui.board.targets import Targets


class Board(QWidget):
    """The board widget.

    Signals:
        move_requested: ids, column key, id of the card above or None (at the top, or the order is not by hand).
            Once for each gesture.
        dropped_on_target: ids, target key.
        opened: id.
        delete_requested: ids.
        card_menu_requested: ids, global position.
        header_menu_requested: column key, global position.
        filter_requested: column key, segment key.
        quick_added: column key, texts by field.
        collapsed_changed: column key, whether it is folded now.
        zoom_changed: the factor, 1.0 at 100 %.
        selection_changed: ask `selected_ids`.
        current_changed: id of the current card or None.
    """

    move_requested = Signal(object, object, object)
    dropped_on_target = Signal(object, str)
    opened = Signal(object)
    delete_requested = Signal(object)
    card_menu_requested = Signal(object, QPoint)
    header_menu_requested = Signal(object, QPoint)
    filter_requested = Signal(object, object)
    quick_added = Signal(object, object)
    collapsed_changed = Signal(object, bool)
    zoom_changed = Signal(float)
    selection_changed = Signal()
    current_changed = Signal(object)

    def __init__(self, provider: Provider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board")
        self.by_hand = True
        self._provider = provider
        self._look = Look()
        self._panels: dict[Hashable, ColumnPanel] = {}
        self._fields: tuple[QuickField, ...] | None = None
        self._folded: set[Hashable] = set()
        self._focus_key: Hashable = None
        self._loading = False
        self._told: int | None = None
        self._waiting: tuple[list[Column], Collection[Hashable] | None] | None = None
        self._to_restore: dict[str, Any] | None = None
        self._area = ColumnsArea(self)
        self._area.resized.connect(self._arrange)
        self.targets = Targets(self)
        self.dragging = Dragging(self)
        self.dragging.dropped.connect(self._dropped)
        self.dragging.ended.connect(self._drag_ended)
        self._selection_told = QTimer(self, singleShot=True, interval=0)
        self._selection_told.timeout.connect(self.selection_changed)
        self.setAcceptDrops(True)

    # What the screen gives

    def reload(
        self,
        columns: Iterable[Column],
        touched: Collection[Hashable] | None = None,
        now_in: Mapping[int, Hashable] = place.NOWHERE_NEW,
    ) -> None:
        """Show these columns, keeping selection, scroll and focus by id.

        Args:
            touched: keys of the columns whose cards or order changed; None for all.  The others only get their header.
            now_in: the columns of cards that moved, so that they need not be looked for.
        """
        columns = list(columns)
        if self.dragging.active:  # the drag's own column must not go away under it
            self._waiting = (columns, touched)
            return
        known, here = self._panels, self._focused_panel()
        kept = place.keep(known.values())
        self._loading = True
        self._panels = {column.key: known.get(column.key) or self._make_panel(column) for column in columns}
        for key in known.keys() - self._panels.keys():
            known[key].hide()
            known[key].deleteLater()
        reloaded = []
        for column in columns:
            panel = self._panels[column.key]
            changed = touched is None or column.key in touched or column.count != panel.model.rowCount()
            if column.key in known and changed:
                panel.model.reload(column)
                reloaded.append(panel)
            panel.show_column(column, self._look)
        self._arrange()
        place.put_back(kept, reloaded, self.panels(), now_in)
        self._follow(here)
        if self.focusProxy() is None and self._panels:
            self.setFocusProxy(self.panels()[0].view)
        self._loading = False
        self._tell_current()
        self._selection_told.start()

    def refresh(self, ids: Collection[int]) -> None:
        """Load these cards again where they are shown: their values changed, their place did not."""
        for panel in self._panels.values():
            panel.model.refresh(ids)

    def set_by_hand(self, by_hand: bool) -> None:
        """Whether a drop may choose the place inside a column."""
        self.by_hand = by_hand

    def set_targets(self, targets: Sequence[Target]) -> None:
        self.targets.set_targets(targets)

    def set_quick_fields(self, fields: Sequence[QuickField]) -> None:
        """The fields of the quick add row; columns that accept it show them.

        Without any there is only its button, and `quick_added` comes at once: the screen asks for the rest.
        """
        self._fields = tuple(fields)
        for panel in self._panels.values():
            panel.set_quick_fields(self._fields)

    def set_quick_problem(self, column_key: Hashable, field: str, text: str) -> None:
        """Say what is wrong beside a quick add field, while `quick_added` is handled or later."""
        panel = self._panels.get(column_key)
        if panel is not None and panel.quick is not None:
            panel.quick.set_problem(field, text)

    def offers_quick_add(self, column_key: Hashable) -> bool:
        """Whether something can be added to a column by itself."""
        panel = self._panels.get(column_key)
        return panel is not None and panel.quick is not None

    def open_quick_add(self, column_key: Hashable) -> None:
        panel = self._panels.get(column_key)
        if panel is not None and panel.quick is not None and not panel.collapsed:
            self.reveal(panel)
            panel.quick.open()

    # How it is shown

    @property
    def zoom(self) -> float:
        return self._look.zoom

    def set_zoom(self, zoom: float) -> None:
        zoom = max(ZOOMS[0], min(ZOOMS[-1], zoom))
        if zoom != self.zoom:
            self._set_look(Look(zoom, self.density, self._look.parts))
            self.zoom_changed.emit(zoom)

    def zoom_by(self, steps: int) -> None:
        """Zoom in or out by steps."""
        nearest = min(range(len(ZOOMS)), key=lambda at: abs(ZOOMS[at] - self.zoom))
        self.set_zoom(ZOOMS[max(0, min(len(ZOOMS) - 1, nearest + steps))])

    @property
    def density(self) -> Density:
        return self._look.density

    def set_density(self, density: Density) -> None:
        if density != self.density:
            self._set_look(Look(self.zoom, density, self._look.parts))

    def set_parts(self, parts: Parts) -> None:
        """Give the cards room for these parts alone."""
        if parts != self._look.parts:
            self._set_look(Look(self.zoom, self.density, parts))

    def restyle(self) -> None:
        """Take the theme's colours and the application's font again."""
        self._set_look(Look(self.zoom, self.density, self._look.parts))

    def collapsed(self) -> set[Hashable]:
        """Keys of the folded columns."""
        return set(self._folded)

    def set_collapsed(self, keys: Iterable[Hashable]) -> None:
        self._folded = set(keys)
        for key, panel in self._panels.items():
            panel.set_collapsed(key in self._folded)
        self._arrange()

    def fold(self, key: Hashable, folded: bool) -> None:
        """Fold one column or open it, and say so."""
        if (key in self._folded) == folded or key not in self._panels:
            return
        self._folded ^= {key}
        panel = self._panels[key]
        held = panel.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        panel.set_collapsed(folded)
        self._arrange()
        if held:
            (panel.strip if folded else panel.header).setFocus(Qt.FocusReason.OtherFocusReason)
        self.collapsed_changed.emit(key, folded)

    # Where somebody is

    def selected_ids(self) -> list[int]:
        """The selected cards, columns from left to right, each from top to bottom."""
        return [card_id for panel in self._panels.values() for card_id in place.selected_ids(panel)]

    def current_id(self) -> int | None:
        """The card that keys act on."""
        panel = self._panels.get(self._focus_key)
        index = panel.view.currentIndex() if panel is not None else None
        return panel.model.id_at(index.row()) if panel is not None and index is not None and index.isValid() else None

    def select(self, ids: Sequence[int], focus: bool = False) -> bool:
        """Select these cards and bring the first into sight; whether any is on the board."""
        self.clear_selection()
        found = place.select_ids(ids, self.panels())
        if not found:
            return False
        panel, row = found[0]
        panel.view.selectionModel().setCurrentIndex(panel.model.index(row), place.Select.NoUpdate)
        self._focus_key = panel.column.key
        self.reveal(panel)
        panel.view.scrollTo(panel.model.index(row))
        if focus:
            self.focus_on(panel)
        self._tell_current()
        return True

    def clear_selection(self) -> None:
        for panel in self._panels.values():
            panel.view.selectionModel().clearSelection()

    def scroll_state(self) -> dict[str, Any]:
        """Scroll positions, current card and selection column, as values that JSON can keep."""
        columns = [
            place.scroll_to_plain(key, place.scroll_of(panel))
            for key, panel in self._panels.items()
            if panel.view.verticalOffset()
        ]
        return {"sideways": self.sideways().value(), "columns": columns, "current": self.current_id()}

    def restore(self, state: dict[str, Any]) -> None:
        """Take a place that `scroll_state` gave, as far as it still exists; before the first show, then."""
        if not self.isVisible():  # heights are known once it is shown
            self._to_restore = state
            return
        if state.get("current") is not None:
            self.select([state["current"]])
        for key, row, beyond, card_id in state.get("columns", ()):
            if key in self._panels:
                place.scroll_to(self._panels[key], place.Scroll(row, beyond, card_id))
        self.sideways().setValue(state.get("sideways", 0))

    def panels(self) -> list[ColumnPanel]:
        """The columns from left to right."""
        return list(self._panels.values())

    def column_view(self, key: Hashable) -> ColumnView:
        return self._panels[key].view

    def announce(self, text: str) -> None:
        """Let a screen reader say this, after what it is saying."""
        toast.announce(self, text)

    # For keys and drags

    def chosen_ids(self, panel: ColumnPanel) -> list[int]:
        """What a key acts on: the selected cards, or the current one when none is."""
        chosen = self.selected_ids()
        if not chosen and panel.view.currentIndex().isValid():
            current = panel.model.id_at(panel.view.currentIndex().row())
            return [] if current is None else [current]
        return chosen

    def take_alone(self, panel: ColumnPanel) -> None:
        """The selection goes on in this column only."""
        for other in self._panels.values():
            if other is not panel:
                other.view.selectionModel().clearSelection()

    def go_to(self, panel: ColumnPanel, row: int) -> None:
        """Make this card the current and only selected one, in sight."""
        index = panel.model.index(row)
        self.take_alone(panel)
        panel.view.selectionModel().setCurrentIndex(index, place.Select.ClearAndSelect)
        panel.view.scrollTo(index)

    def focus_on(self, panel: ColumnPanel) -> None:
        """Give the keys to this column.  A window in the background gets no focus event, so it is noted here too."""
        panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._focus(panel)

    def neighbour(self, panel: ColumnPanel, by: int, collapsed: bool = False) -> ColumnPanel | None:
        """The next column to the left (-1) or right (1); folded ones are passed over unless asked for."""
        panels = self.panels()
        at = panels.index(panel) + by
        while 0 <= at < len(panels):
            if collapsed or not panels[at].collapsed:
                return panels[at]
            at += by
        return None

    def panel_near(self, x: int) -> ColumnPanel | None:
        """The column at, or next to, a place of the board."""
        return self._area.nearest(self.panels(), self, x)

    def wish_move(self, ids: list[int], panel: ColumnPanel, above: int | None) -> None:
        self.move_requested.emit(ids, panel.column.key, above)

    def reveal(self, panel: ColumnPanel) -> None:
        """Scroll the board sideways until the column is in sight."""
        self._area.reveal(panel)

    def sideways(self) -> QScrollBar:
        return self._area.horizontalScrollBar()

    # Qt's events

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._area.setGeometry(self.rect())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        state, self._to_restore = self._to_restore, None
        if state is not None:
            self.restore(state)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        themed = event.type() == QEvent.Type.PaletteChange and theme.is_dark() != self._look.dark
        if themed or event.type() == QEvent.Type.FontChange:
            self.restyle()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        self._area.scroll_by((turned.x() or turned.y()) / 120)
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragging.enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.dragging.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.dragging.leave(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.dragging.drop(event)

    # Inside

    def _make_panel(self, column: Column) -> ColumnPanel:
        panel = ColumnPanel(self._provider, column, self._look, self._area.content)
        if self._fields is not None:
            panel.set_quick_fields(self._fields)
        panel.set_collapsed(column.key in self._folded)
        view, key = panel.view, column.key
        view.opened.connect(lambda index: self.opened.emit(panel.model.id_at(index.row())))
        view.menu_requested.connect(lambda position: self.card_menu_requested.emit(self.selected_ids(), position))
        view.key_pressed.connect(lambda event: self._key(panel, event))
        view.taken_alone.connect(lambda: self.take_alone(panel))
        view.drag_wanted.connect(lambda: self.dragging.run(view, self.chosen_ids(panel)))
        view.wheel_sideways.connect(self._area.scroll_by)
        view.wheel_zoomed.connect(lambda notches: self.zoom_by(1 if notches > 0 else -1))
        view.focused.connect(lambda: self._focus(panel))
        view.selectionModel().selectionChanged.connect(self._selection_moved)
        view.selectionModel().currentChanged.connect(self._tell_current)
        for head in (panel.header, panel.strip):
            head.toggled.connect(lambda: self.fold(key, not panel.collapsed))
            head.menu_requested.connect(lambda position: self.header_menu_requested.emit(key, position))
        panel.header.filter_requested.connect(lambda segment: self.filter_requested.emit(key, segment))
        panel.quick_added.connect(lambda texts: self.quick_added.emit(key, texts))
        panel.show()
        return panel

    def _arrange(self) -> None:
        self._area.arrange(self.panels(), self._look)

    def _set_look(self, look: Look) -> None:
        self._look = look
        for panel in self._panels.values():
            panel.show_column(panel.column, look)
        self._arrange()

    def _key(self, panel: ColumnPanel, event: QKeyEvent) -> None:
        if keys.press(self, panel, event):
            event.accept()

    def _focus(self, panel: ColumnPanel) -> None:
        self._focus_key = panel.column.key
        self.setFocusProxy(panel.view)
        self.reveal(panel)
        self._tell_current()

    def _focused_panel(self) -> ColumnPanel | None:
        holder = self.window().focusWidget()
        return next((panel for panel in self._panels.values() if panel.view is holder), None)

    def _follow(self, here: ColumnPanel | None) -> None:
        """When the cards that were worked on went to another column, the keys go with them."""
        chosen = next((panel for panel in self.panels() if panel.view.selectionModel().hasSelection()), None)
        if here is None or chosen is None or here.view.selectionModel().hasSelection():
            return
        row = min(chosen_range.top() for chosen_range in ranges(chosen.view.selectionModel().selection()))
        chosen.view.selectionModel().setCurrentIndex(chosen.model.index(row), place.Select.NoUpdate)
        self.focus_on(chosen)
        chosen.view.scrollTo(chosen.model.index(row))

    def _selection_moved(self) -> None:
        if not self._loading:
            self._selection_told.start()

    def _tell_current(self) -> None:
        if self._loading:
            return
        current = self.current_id()
        if current != self._told:
            self._told = current
            self.current_changed.emit(current)

    def _dropped(self, drop: Drop) -> None:
        if drop.target is not None:
            self.dropped_on_target.emit(drop.ids, drop.target)
        else:
            self.move_requested.emit(drop.ids, drop.column, drop.above)

    def _drag_ended(self) -> None:
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self.reload(*waiting)

"""The table itself: rows of hairlines over a `PagedTableModel`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from crmdesk.ui import theme
from crmdesk.ui.empty import Empty
from crmdesk.ui.table.columns import TableColumn
from crmdesk.ui.table.header import TableHeader
from crmdesk.ui.table.model import PagedTableModel
from crmdesk.ui.table.paint import CellDelegate, row_ground, table_palette
from crmdesk.ui.table.place import Place, select_rows, selected_ids


class TableView(QTableView):
    """Whole rows of a `PagedTableModel`; selection, current row and scroll are kept by id when the ids are set again.

    Signals:
        sort_requested: key of a column, whether the greatest goes on top.
        opened: the id of a row double-clicked, or the current one at Enter.
        menu_requested: the selected ids, a point of the screen.
        delete_requested: the selected ids, at Del.
        selection_changed: the selected ids in the table's order, never more often than they change.
        layout_changed: columns were moved, sized, shown or hidden by hand; keep `layout_state`.
        empty_action_requested: the button of the empty table was pressed.
        empty_other_requested: the quieter way below it was.
    """

    sort_requested = Signal(str, bool)
    opened = Signal(object)
    menu_requested = Signal(object, object)
    delete_requested = Signal(object)
    selection_changed = Signal(object)
    layout_changed = Signal()
    empty_action_requested = Signal()
    empty_other_requested = Signal()

    def __init__(self, model: PagedTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._place: Place | None = None
        self._awaited: frozenset[int] = frozenset()  # selected before, and not among the first rows
        self._told: list[int] = []  # the selection as last announced
        self._delegate = CellDelegate(model, self)
        self._header = TableHeader(model.columns, self)
        self._empty = Empty("list", "", parent=self.viewport())
        self._empty.requested.connect(self.empty_action_requested)
        self._empty.other_requested.connect(self.empty_other_requested)
        self._set_up()
        self.setModel(model)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._put_back)  # after Qt's own, which clear the selection
        model.ids_arrived.connect(self._select_awaited)
        self._header.sort_requested.connect(self.sort_requested)
        self._header.layout_changed.connect(self.layout_changed)
        self._header.reset_layout_quietly()
        theme.events.changed.connect(self._dress)
        self.set_empty("")

    def _set_up(self) -> None:
        self.setHorizontalHeader(self._header)
        self.setItemDelegate(self._delegate)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(theme.ROW)
        rows.setDefaultSectionSize(theme.ROW)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(theme.ROW)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.setPalette(table_palette())

    # for the screen

    def set_empty(
        self,
        sentence: str,
        detail: str = "",
        action: str = "",
        icon: str = "list",
        *,
        plus: bool = False,
        other: str = "",
    ) -> None:
        """What is said, and offered as a button (`plus`: it adds) and a quieter way, while there is no row."""
        self._empty.set_content(icon, sentence, action, detail, plus=plus, other=other)
        self._show_empty()

    def set_sort(self, key: str | None, descending: bool = False) -> None:
        """Show the arrow at a column without asking for anything."""
        self._header.set_sort(key, descending)

    def sort(self) -> tuple[str | None, bool]:
        """The column the arrow is at, and whether the greatest is on top."""
        return self._header.sort_key, self._header.descending

    def set_columns(self, columns: Sequence[TableColumn]) -> None:
        """Show other columns of the same rows; the layout is kept by key."""
        state = self._header.layout_state()
        self._model.set_columns(columns)
        self._header.set_columns(columns, state)

    def layout_state(self) -> dict[str, Any]:
        """Columns, widths, order and sort, as JSON values."""
        return self._header.layout_state()

    def restore_layout(self, state: dict[str, Any]) -> None:
        """Put back what `layout_state` gave; the sort is only shown, the caller asks for its rows."""
        self._header.restore_layout(state)

    def column_menu(self, where: QPoint) -> None:
        """The column chooser at a point of the screen (the header's right click has it too)."""
        self._header.popup_menu(where)

    def selected_ids(self) -> list[int]:
        """In the table's order; loads no row."""
        return selected_ids(self._model, self.selectionModel())

    def current_id(self) -> int | None:
        """The id of the row the keys move from."""
        return self._model.id_at(self.currentIndex().row())

    def select_ids(self, ids: Sequence[int], scroll: bool = True) -> None:
        """Select these rows alone, those that are here; the first becomes the current one."""
        rows = [row for row in (self._model.row_of(record_id) for record_id in ids) if row is not None]
        if rows:
            self._make_current(rows[0])
        select_rows(self._model, self.selectionModel(), rows)
        if rows and scroll:
            self.scrollTo(self._model.index(rows[0], max(self.columnAt(0), 0)))

    def copy_selected(self, with_titles: bool = True) -> None:
        """Put the selected rows on the clipboard as lines with tabs, as spreadsheets take them."""
        sections = [self._header.logicalIndex(place) for place in range(self._header.count())]
        columns = [self._model.columns[place] for place in sections if not self._header.isSectionHidden(place)]
        lines = ["\t".join(column.title for column in columns)] if with_titles else []
        lines += ["\t".join(texts) for texts in self._model.texts(self.selected_ids(), columns)]
        QGuiApplication.clipboard().setText("\n".join(lines))

    # place and selection

    def _remember(self) -> None:
        selected = frozenset(self.selected_ids()) | self._awaited
        top, offset = divmod(self.verticalScrollBar().value(), theme.ROW)
        across, row = self.horizontalScrollBar().value(), self.currentIndex().row()
        self._place = Place(selected, self.current_id(), row, self._model.id_at(top), top, offset, across)

    def _put_back(self) -> None:
        place = self._place
        self._delegate.hovered_row = -1
        self._show_empty()
        self.updateGeometries()
        if place is None:
            return
        if place.current is not None and (row := self._model.row_of(place.current, place.current_row)) is not None:
            self._make_current(row)
        if place.selected:
            select_rows(self._model, self.selectionModel(), place.rows_selected(self._model))
        top = None if self._model.begins_anew or place.top is None else self._model.row_of(place.top, place.top_row)
        if top is not None:
            self.verticalScrollBar().setValue(top * theme.ROW + place.offset)
        elif self._model.begins_anew:
            self.scrollToTop()
        self.horizontalScrollBar().setValue(place.across)
        self._place, self._awaited = None, frozenset()
        if self._model.is_complete():
            self._tell_selection()
        else:
            self._awaited = place.selected - set(self.selected_ids())

    def _select_awaited(self) -> None:
        """All ids are known: select what was selected before the first rows were shown."""
        if self._awaited:
            again = self._awaited | set(self.selected_ids())
            rows = [row for row in map(self._model.row_of, again) if row is not None]
            self._awaited = frozenset()
            select_rows(self._model, self.selectionModel(), rows)
        self._tell_selection()

    def _make_current(self, row: int) -> None:
        section = self._header.logicalIndex(0)
        index = self._model.index(row, max(section, 0))
        self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.NoUpdate)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if self._place is None:  # not while the ids are being replaced
            self._awaited = frozenset()
            self._tell_selection()

    def _tell_selection(self) -> None:
        ids = self.selected_ids()
        if ids != self._told:
            self._told = ids
            self.selection_changed.emit(ids)

    def selectAll(self) -> None:
        """All results, as ids: no row is loaded."""
        self._model.complete()
        super().selectAll()

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt's would load every row; lists are searched by the question behind them."""

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if (current := self.current_id()) is not None:
                self.opened.emit(current)
        elif plain and key == Qt.Key.Key_Delete:
            if ids := self.selected_ids():
                self.delete_requested.emit(ids)
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._jump(0 if key == Qt.Key.Key_Home else self._model.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def _jump(self, row: int) -> None:
        if 0 <= row < self._model.rowCount():
            self.setCurrentIndex(self._model.index(row, max(self._header.logicalIndex(0), 0)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        record_id = self._model.id_at(self.rowAt(round(event.position().y())))
        if event.button() == Qt.MouseButton.LeftButton and record_id is not None:
            self.opened.emit(record_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            where = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        if ids := self.selected_ids():
            self.menu_requested.emit(ids, where)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._hover(self.rowAt(round(event.position().y())))
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.Wheel):
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        before, self._delegate.hovered_row = self._delegate.hovered_row, row
        for changed in {before, row} - {-1} if before != row else ():
            self.viewport().update(self._row_rect(changed))

    # drawing

    def _dress(self) -> None:
        self.setPalette(table_palette())
        self._delegate.reset_fonts()
        self.viewport().update()
        self._header.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.viewport().rect())
        self._header.lay_out()
        self._round_corners()

    def _round_corners(self) -> None:
        """Leave the corners to the panel around the table."""
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), theme.RADIUS_PANEL - 1, theme.RADIUS_PANEL - 1)
        self.setMask(QRegion(outline.toFillPolygon().toPolygon()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.color("surface"))
        self._paint_margin(painter)
        painter.end()
        super().paintEvent(event)
        self._paint_current()

    def _paint_margin(self, painter: QPainter) -> None:
        """Rows go on to the right of the last column."""
        left = self._header.length() - self._header.offset()
        width = self.viewport().width() - left
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if width <= 0 or first < 0:
            return
        for row in range(first, (last if last >= 0 else self._model.rowCount() - 1) + 1):
            rect = QRect(left, self.rowViewportPosition(row), width, theme.ROW)
            selected = self.selectionModel().isRowSelected(row, QModelIndex())
            painter.fillRect(rect, row_ground(selected, row == self._delegate.hovered_row))
            painter.fillRect(rect.left(), rect.bottom(), width, 1, theme.color("line"))

    def _paint_current(self) -> None:
        """A mark at the row the keys act on, while the table has the keyboard."""
        if self.hasFocus() and self.currentIndex().isValid():
            rect = self._row_rect(self.currentIndex().row())
            painter = QPainter(self.viewport())
            painter.fillRect(rect.left(), rect.top(), 3, theme.ROW - 1, theme.color("accent"))

    def _row_rect(self, row: int) -> QRect:
        return QRect(0, self.rowViewportPosition(row), self.viewport().width(), theme.ROW)

    def _show_empty(self) -> None:
        self._empty.setGeometry(self.viewport().rect())
        self._empty.setVisible(self._model.rowCount() == 0 and bool(self._empty.sentence.text()))

"""A table that is typed in: cells are edited in place, Enter and Tab go on, and a last row takes new ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crmdesk.ui import theme
from crmdesk.ui.fields import Text
from crmdesk.ui.picker import Picker
from crmdesk.ui.table.paint import PADDING, row_ground, table_palette

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class GridColumn:
    """One column.

    Attributes:
        width: px at 100 %, more where the title needs it; 0 takes what is left.
        make: makes the editor of a cell; None for a line of text.
    """

    key: str
    title: str
    width: int = 0
    right: bool = False
    editable: bool = True
    make: Callable[[QWidget], Text] | None = None


@dataclass(frozen=True)
class GridRow:
    """One row: its id, and by column what it shows and what is typed."""

    id: int
    texts: Mapping[str, str]
    typed: Mapping[str, str]
    note: str = ""


class GridModel(QAbstractTableModel):
    """The rows, and while they are editable one more for the next."""

    def __init__(self, columns: Sequence[GridColumn], adder: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns, self._adder = tuple(columns), adder
        self.rows: list[GridRow] = []
        self.editable = False

    def set_rows(self, rows: Sequence[GridRow], editable: bool) -> str:
        """Show these; gives how much was kept: the same rows, one more at the end (added), or others."""
        old, new = [row.id for row in self.rows], [row.id for row in rows]
        if editable == self.editable and old == new:
            self.rows = list(rows)
            if new:
                self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, len(self.columns) - 1))
            return "same"
        if editable == self.editable and editable and old == new[:-1]:
            self.beginInsertRows(QModelIndex(), len(old), len(old))
            self.rows = list(rows)
            self.endInsertRows()
            return "added"
        self.beginResetModel()
        self.rows, self.editable = list(rows), editable
        self.endResetModel()
        return "others"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self.rows) + self.editable

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = self.columns[index.column()]
        is_adder = index.row() == len(self.rows)
        typed = self.editable and column.editable and (not is_adder or index.column() == 0)
        return flags | Qt.ItemFlag.ItemIsEditable if typed else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        row = self.rows[index.row()] if index.row() < len(self.rows) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.texts.get(column.key, "") if row else self._adder if index.column() == 0 else ""
        if role == Qt.ItemDataRole.EditRole:
            return row.typed.get(column.key, "") if row else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.note if row and index.column() == 0 else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {self.data(index)}"
        return row.id if role == ROLE and row else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section].right else _LEFT
        return None


class _Cells(QStyledItemDelegate):
    """Draws cells as other tables do, and makes their editors."""

    def __init__(self, view: Grid) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = option.rect
        painter.fillRect(rect, row_ground(bool(option.state & QStyle.StateFlag.State_Selected), False))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))
        model, is_adder = self._view.rows, index.row() == len(self._view.rows.rows)
        inner = rect.adjusted(PADDING, 0, -PADDING, -1)
        painter.setFont(theme.font(semibold=index.column() == 0 and not is_adder))
        painter.setPen(theme.color("muted" if is_adder or not model.columns[index.column()].editable else "text"))
        if index.column() == len(model.columns) - 1:
            painter.setPen(theme.color("text"))
        text = painter.fontMetrics().elidedText(
            str(index.data() or "").replace("\n", " "), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, model.data(index, Qt.ItemDataRole.TextAlignmentRole), text)
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._view.rows.columns[index.column()]
        editor = column.make(parent) if column.make is not None else Text(parent=parent)
        editor.setProperty("cell", True)
        editor.setObjectName(f"{self._view.objectName()}.{column.key}")
        editor.setAccessibleName(column.title)
        if column.right:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, Text) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(0, 0, 0, -1))

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        if isinstance(editor, Text):
            chosen = editor.value() if isinstance(editor, Picker) else None
            self._view.take(index.row(), self._view.rows.columns[index.column()].key, editor.text().strip(), chosen)


class Grid(QTableView):
    """The table.

    Signals:
        typed: a row's id (None for a new one), the column's key, the text, and the id a picker chose.
        remove_requested: the ids of the selected rows, at Del.
        move_requested: a row's id and -1 or 1, at Ctrl+Up and Ctrl+Down.
    """

    typed = Signal(object, str, str, object)
    remove_requested = Signal(object)
    move_requested = Signal(object, int)

    def __init__(self, name: str, title: str, columns: Sequence[GridColumn], adder: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.rows = GridModel(columns, adder, self)
        self._goes_on = False
        self._set_up()
        self.setModel(self.rows)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(40)
        for place, column in enumerate(columns):
            stretches = column.width == 0
            head.setSectionResizeMode(place, head.ResizeMode.Stretch if stretches else head.ResizeMode.Fixed)
            if not stretches:
                self.setColumnWidth(place, max(column.width, head.sectionSizeHint(place)))
        theme.events.changed.connect(self._dress)

    def _set_up(self) -> None:
        self.setItemDelegate(_Cells(self))
        side = self.verticalHeader()
        side.hide()
        side.setDefaultSectionSize(theme.ROW)
        side.setSectionResizeMode(side.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.SelectedClicked
        )
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self.setPalette(table_palette())

    def _dress(self) -> None:
        self.setPalette(table_palette())

    def set_rows(self, rows: Sequence[GridRow], *, editable: bool) -> None:
        """Show these rows; the place of the keyboard stays."""
        at = self.currentIndex()
        row, column = at.row(), max(at.column(), 0)
        kept = self.rows.set_rows(rows, editable)
        if kept == "added" and self._goes_on:
            self._edit(len(rows) - 1, 1)
        elif kept == "others" and row >= 0 and self.rows.rowCount():
            self.choose(min(row, self.rows.rowCount() - 1), column)
        self._goes_on = False

    def choose(self, row: int, column: int = 0) -> None:
        """Select this row alone, whatever keys are held."""
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.rows.index(row, column), flags.ClearAndSelect | flags.Rows)

    def selected_ids(self) -> list[int]:
        """The ids of the selected rows, in order."""
        places = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows.rows[place].id for place in places if place < len(self.rows.rows)]

    def begin_adding(self) -> None:
        """Type a new row."""
        self._edit(len(self.rows.rows), 0)

    def take(self, row: int, key: str, text: str, chosen: object) -> None:
        """Something was typed; told when the editor is gone, because what follows may show other rows."""
        known = self.rows.rows[row] if row < len(self.rows.rows) else None
        if (known.typed.get(key, "") if known else "") == text and chosen is None:
            return
        self._goes_on = known is None
        record = known.id if known else None
        QTimer.singleShot(0, self, lambda: self.typed.emit(record, key, text, chosen))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter and Tab go on to the next cell that is typed in, Shift+Tab back."""
        hints = QAbstractItemDelegate.EndEditHint
        at = self.currentIndex()
        super().closeEditor(editor, hints.NoHint)
        self.setFocus()
        if hint in (hints.SubmitModelCache, hints.EditNextItem, hints.EditPreviousItem):
            self._step(at.row(), at.column(), -1 if hint == hints.EditPreviousItem else 1)

    def _step(self, row: int, column: int, by: int) -> None:
        places = [place for place, one in enumerate(self.rows.columns) if one.editable]
        if row >= len(self.rows.rows):
            return
        following = [place for place in places if (place > column if by > 0 else place < column)]
        if following:
            self._edit(row, following[0] if by > 0 else following[-1])
        elif by > 0:
            self._edit(row + 1, places[0])
        elif row > 0:
            self._edit(row - 1, places[-1])

    def _edit(self, row: int, column: int) -> None:
        index = self.rows.index(row, column)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key, chosen = event.key(), self.selected_ids()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and control:
            if len(chosen) == 1 and self.rows.editable:
                self.move_requested.emit(chosen[0], -1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Delete:
            if chosen and self.rows.editable:
                self.remove_requested.emit(chosen)
        elif self.state() == QAbstractItemView.State.EditingState:
            return  # a cell's editor lets Enter pass
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid() and not control:
            self._edit(self.currentIndex().row(), self.currentIndex().column())
        else:
            super().keyPressEvent(event)

"""Files as a list: icon, name, and a line about each; renamed in place, dragged out, pasted into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    QTimer,
    QUrl,
    Signal,
)
from PySide6.QtGui import QDrag, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crmdesk.ui import icons, theme

_Index = QModelIndex | QPersistentModelIndex
_HIGH, _ICON, _INSET, _EDGE = 54, 20, 44, 12  # px


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file.

    Attributes:
        detail: what is known about it, in a line.
        badge: a word at the right, such as which version it is.
    """

    id: int
    icon: str
    name: str
    detail: str
    badge: str = ""


class _Model(QAbstractListModel):
    """Signals:
    renamed: somebody typed another name (id, name); nothing is changed here.
    """

    renamed = Signal(object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[FileLine] = []

    def show(self, lines: Sequence[FileLine]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return line.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " · ".join(part for part in (line.name, line.detail, line.badge) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.name}\n{line.detail}"
        return line.id if role == Qt.ItemDataRole.UserRole else None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.EditRole and str(value) != line.name:
            self.renamed.emit(line.id, str(value))
        return False  # whoever keeps the files shows the new name

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, _HIGH)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        made = QLineEdit(parent)
        made.setObjectName("files.name")
        return made

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        assert isinstance(editor, QLineEdit)
        name = str(index.data(Qt.ItemDataRole.EditRole))
        editor.setText(name)
        # without the ending, which seldom changes; the view selects everything after this
        QTimer.singleShot(0, editor, lambda: editor.setSelection(0, len(Path(name).stem)))

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        editor.setGeometry(QRect(option.rect).adjusted(_INSET - 10, 9, -_EDGE, -9))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, _Model)
        line, rect = model.lines[index.row()], QRect(option.rect)
        chosen = bool(option.state & option.state.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or option.state & option.state.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("soft" if chosen else "sunken"))
            painter.drawRoundedRect(QRectF(rect).adjusted(0, 1, -4, -1), theme.RADIUS, theme.RADIUS)
        sharpness = painter.device().devicePixelRatioF()
        role = "accent" if chosen else "muted"
        painter.drawPixmap(rect.x() + 12, rect.y() + 17, icons.pixmap(line.icon, role, _ICON, sharpness))
        metrics = QFontMetrics(option.font)
        name = rect.adjusted(_INSET, 9, -_EDGE, 0)
        name.setHeight(metrics.height())
        painter.setFont(option.font)
        room = metrics.horizontalAdvance(line.badge) + _EDGE if line.badge else 0
        self._write(painter, metrics, line.badge, name, "muted", right=True)
        self._write(painter, metrics, line.name, name.adjusted(0, 0, -room, 0), "text")
        small = theme.font(12)
        painter.setFont(small)
        detail = name.translated(0, metrics.height() + 2)
        self._write(painter, QFontMetrics(small), line.detail, detail, "muted")
        painter.restore()

    @staticmethod
    def _write(
        painter: QPainter, metrics: QFontMetrics, text: str, room: QRect, role: str, *, right: bool = False
    ) -> None:
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.setPen(theme.color(role))
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, cut)


class FileList(QListView):
    """The files; Enter and a double click open, F2 renames, Delete asks to remove, Ctrl+V pastes.

    Attributes:
        paths_of: gives files of these ids for another program, written when somebody drags them out; fewer, or none,
            where that cannot be done.
    Signals:
        opened: a file was opened (id).
        chosen: another one is current (id, or None).
        renamed: somebody typed another name (id, name).
        removal_requested: ids.
        pasted: what is in the clipboard.
        menu_requested: ids, and where.
    """

    opened = Signal(object)
    chosen = Signal(object)
    renamed = Signal(object, str)
    removal_requested = Signal(object)
    pasted = Signal(QMimeData)
    menu_requested = Signal(object, QPoint)

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paths_of: Callable[[list[int]], list[Path]] = lambda _ids: []
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._model = _Model(self)
        self._model.renamed.connect(self.renamed)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(False)  # what is dropped here is dropped on the place around
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(lambda now, _before: self.chosen.emit(self._id(now)))

    def show_lines(self, lines: Sequence[FileLine]) -> None:
        """Show files; what was selected stays selected, as far as it is there."""
        if lines == self._model.lines:
            return
        chosen, current, place = self.selected(), self.current(), self.verticalScrollBar().value()
        with QSignalBlocker(self):  # the same one is current afterwards, if it is there
            self._model.show(lines)
            self.select(chosen, current)
        self.verticalScrollBar().setValue(place)
        if self.current() != current:
            self.chosen.emit(self.current())

    def select(self, ids: Sequence[int], current: int | None = None) -> None:
        """Select files by their ids."""
        model = self.selectionModel()
        for row, line in enumerate(self._model.lines):
            index = self._model.index(row, 0)
            if line.id == current:
                model.setCurrentIndex(index, model.SelectionFlag.NoUpdate)
            if line.id in ids:
                model.select(index, model.SelectionFlag.Select)

    def selected(self) -> list[int]:
        """The ids of the selected files, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return [self._model.lines[row].id for row in rows]

    def current(self) -> int | None:
        """The id of the current file."""
        return self._id(self.currentIndex())

    def lines(self) -> list[FileLine]:
        return list(self._model.lines)

    def rename(self, file: int) -> None:
        """Let somebody type another name for a file."""
        for row, line in enumerate(self._model.lines):
            if line.id == file:
                self.setCurrentIndex(self._model.index(row, 0))
                self.edit(self.currentIndex())

    def startDrag(self, actions: Qt.DropAction) -> None:
        paths = self.paths_of(self.selected())
        if not paths:
            return
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(icons.pixmap("document", "accent", 24, self.devicePixelRatioF()))
        drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() == QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing and not event.modifiers():
            self._open(self.currentIndex())
        elif event.matches(QKeySequence.StandardKey.Delete) and self.selected():
            self.removal_requested.emit(self.selected())
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().mimeData())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._id(index))

    def _ask_menu(self, at: QPoint) -> None:
        if self.indexAt(at).isValid() and self.selected():
            self.menu_requested.emit(self.selected(), self.viewport().mapToGlobal(at))

    def _id(self, index: _Index) -> int | None:
        model: QAbstractItemModel | None = index.model()
        return self._model.lines[index.row()].id if model is not None else None

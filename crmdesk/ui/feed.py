"""What happened, newest first: lines of two rows each, read as somebody scrolls, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crmdesk.ui import icons, theme

_Index = QModelIndex | QPersistentModelIndex
PAGE = 50
_HIGH, _BETWEEN = 58, 3  # px
_ICON, _INSET, _AFTER = 18, 29, 12  # px


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One thing that happened.

    Attributes:
        icon: its picture's name.
        title, detail: what it was, and more of it; both cut where there is no room.
        when: at the right, with who did it.
        key: what `opened` tells when the line is clicked; None for nothing to open.
    """

    icon: str
    title: str
    detail: str
    when: str
    key: Any = None


_GONE = FeedLine("x", "", "", "")

Read = Callable[[Sequence[Any]], Sequence[FeedLine]]
"""The lines of these keys, in their order."""


class _Model(QAbstractListModel):
    """Lines of keys, read a page at a time as they are painted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys: Sequence[Any] = ()
        self._read: Read = lambda _keys: ()
        self._pages: dict[int, Sequence[FeedLine]] = {}

    def show_keys(self, keys: Sequence[Any], read: Read) -> None:
        self.beginResetModel()
        self._keys, self._read = keys, read
        self._pages.clear()
        self.endResetModel()

    def line(self, row: int) -> FeedLine:
        """The line of a row; an empty one where what it tells is gone meanwhile."""
        page, offset = divmod(row, PAGE)
        if page not in self._pages:
            self._pages[page] = self._read(self._keys[page * PAGE : (page + 1) * PAGE])
        lines = self._pages[page]
        return lines[offset] if offset < len(lines) else _GONE

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._keys)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " · ".join(part for part in (line.title, line.detail, line.when) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (line.title, line.detail) if part)
        return line.key if role == Qt.ItemDataRole.UserRole else None


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, _HIGH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, _Model)
        line, rect = model.line(index.row()), QRect(option.rect).adjusted(0, 0, -_AFTER, 0)
        painter.save()
        if option.state & option.state.State_MouseOver and line.key is not None:
            painter.fillRect(rect, theme.color("sunken"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        sharpness = painter.device().devicePixelRatioF()
        metrics = QFontMetrics(option.font)
        first = rect.adjusted(_INSET, 9, 0, 0)
        first.setHeight(metrics.height())
        if not line.detail:
            first.translate(0, (metrics.height() + _BETWEEN) // 2)  # one row stands in the middle
        top = first.y() + (first.height() - _ICON) // 2
        painter.drawPixmap(rect.x(), top, icons.pixmap(line.icon, "muted", _ICON, sharpness))
        room = metrics.horizontalAdvance(line.when)
        painter.setFont(option.font)
        painter.setPen(theme.color("muted"))
        painter.drawText(first, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line.when)
        self._write(painter, metrics, line.title, first.adjusted(0, 0, -room - _AFTER, 0), "text")
        self._write(painter, metrics, line.detail, first.translated(0, metrics.height() + _BETWEEN), "muted")
        painter.restore()

    @staticmethod
    def _write(painter: QPainter, metrics: QFontMetrics, text: str, room: QRect, role: str) -> None:
        if text:
            painter.setPen(theme.color(role))
            cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)


class Feed(QListView):
    """The lines themselves.

    Signals:
        opened: the key of a line that was clicked, or of the current one at Enter.
    """

    opened = Signal(object)

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._model = _Model(self)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.activated.connect(self._open)
        self.clicked.connect(self._open)

    def show_keys(self, keys: Sequence[Any], read: Read, *, anew: bool = True) -> None:
        """Show the lines of keys.

        Args:
            anew: from the top; else what is in sight stays there.
        """
        place = 0 if anew else self.verticalScrollBar().value()
        self._model.show_keys(keys, read)
        self.verticalScrollBar().setValue(place)

    def lines(self) -> list[FeedLine]:
        """All lines."""
        return [self._model.line(row) for row in range(self._model.rowCount())]

    def _open(self, index: QModelIndex) -> None:
        key = index.data(Qt.ItemDataRole.UserRole)
        if key is not None:
            self.opened.emit(key)

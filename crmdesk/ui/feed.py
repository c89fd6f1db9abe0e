"""What happened, newest first: lines of two rows each, fetched as somebody scrolls, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crmdesk.ui import icons, theme

_Index = QModelIndex | QPersistentModelIndex
PAGE = 100
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


Fetch = Callable[[int], Sequence[FeedLine]]
"""The newest lines, so many at the most."""


class _Model(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[FeedLine] = []
        self._fetch: Fetch = lambda _most: ()
        self._more = False

    def begin(self, fetch: Fetch, at_least: int) -> None:
        """Show the newest lines, as many as were shown before."""
        self._fetch = fetch
        self.beginResetModel()
        self.lines = list(fetch(max(PAGE, at_least) + 1))
        self._cut(max(PAGE, at_least))
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " · ".join(part for part in (line.title, line.detail, line.when) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (line.title, line.detail) if part)
        return line.key if role == Qt.ItemDataRole.UserRole else None

    def canFetchMore(self, parent: _Index) -> bool:
        return self._more

    def fetchMore(self, parent: _Index) -> None:
        most = 2 * len(self.lines)
        found = list(self._fetch(most + 1))
        self.beginInsertRows(QModelIndex(), len(self.lines), min(len(found), most) - 1)
        self.lines = found
        self._cut(most)
        self.endInsertRows()

    def _cut(self, most: int) -> None:
        self._more = len(self.lines) > most
        del self.lines[most:]


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, _HIGH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, _Model)
        line, rect = model.lines[index.row()], QRect(option.rect).adjusted(0, 0, -_AFTER, 0)
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

    def show_lines(self, fetch: Fetch, *, anew: bool = True) -> None:
        """Show what a question finds.

        Args:
            anew: from the top; else what is in sight stays there.
        """
        place = 0 if anew else self.verticalScrollBar().value()
        self._model.begin(fetch, 0 if anew else self._model.rowCount())
        self.verticalScrollBar().setValue(place)

    def lines(self) -> list[FeedLine]:
        """The lines fetched so far."""
        return list(self._model.lines)

    def _open(self, index: QModelIndex) -> None:
        key = index.data(Qt.ItemDataRole.UserRole)
        if key is not None:
            self.opened.emit(key)

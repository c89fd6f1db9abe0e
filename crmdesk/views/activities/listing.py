"""The activities of a record as a list: drawn as they are scrolled to, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crmdesk.sales import activity_types
from crmdesk.sales.activities import ActivityRow
from crmdesk.sales.desk import Desk
from crmdesk.texts import _
from crmdesk.ui import icons, theme
from crmdesk.views.activities.words import detail, when

_Index = QModelIndex | QPersistentModelIndex
_HIGH, _ICON, _INSET, _AFTER = 56, 18, 40, 14  # px


class _Model(QAbstractListModel):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.rows: list[ActivityRow] = []

    def show_rows(self, rows: Sequence[ActivityRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def title(self, row: ActivityRow) -> str:
        return row.subject or str(activity_types.name(self.desk, row.type))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            type_ = str(activity_types.name(self.desk, row.type))
            return " · ".join(part for part in (self.title(row), type_, when(self.desk, row)[0], detail(row)) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(part for part in (self.title(row), detail(row)) if part)
        return row.id if role == Qt.ItemDataRole.UserRole else None


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, _HIGH)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, _Model)
        row, rect = model.rows[index.row()], QRect(option.rect)
        planned = row.done_on is None
        painter.save()
        if option.state & option.state.State_Selected:
            painter.fillRect(rect, theme.color("soft"))
        elif option.state & option.state.State_MouseOver:
            painter.fillRect(rect, theme.color("sunken"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, theme.color("line"))
        self._draw_icon(painter, model, row, rect)
        text, tone = when(model.desk, row)
        metrics = QFontMetrics(option.font)
        line = rect.adjusted(_INSET, 9, -_AFTER, 0)
        line.setHeight(metrics.height())
        painter.setFont(option.font)
        painter.setPen(theme.color(tone))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        title = line.adjusted(0, 0, -metrics.horizontalAdvance(text) - _AFTER, 0)
        stars = " " + "★" * row.priority if row.priority else ""
        self._write(painter, metrics, model.title(row) + stars, title, "text" if planned else "muted")
        self._write(painter, metrics, detail(row), line.translated(0, metrics.height() + 2), "muted")
        painter.restore()

    @staticmethod
    def _draw_icon(painter: QPainter, model: _Model, row: ActivityRow, rect: QRect) -> None:
        known = activity_types.known(model.desk).get(row.type)
        tint = theme.stage_color(known.colour) if known and row.done_on is None else theme.color("muted")
        name = activity_types.icon(model.desk, row.type)
        sharpness = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect.x() + 10, rect.y() + 10, icons.pixmap(name, tint, _ICON, sharpness))

    @staticmethod
    def _write(painter: QPainter, metrics: QFontMetrics, text: str, room: QRect, role: str) -> None:
        if text:
            painter.setPen(theme.color(role))
            cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)


class ActivityList(QListView):
    """The rows; several can be selected.

    Signals:
        change_requested, finish_requested, trash_requested, plan_requested: Enter, Space, Delete and Insert.
    """

    change_requested = Signal()
    finish_requested = Signal()
    trash_requested = Signal()
    plan_requested = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("activities.list")
        self.setAccessibleName(_("Commercial actions"))
        self._model = _Model(desk, self)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def show_rows(self, rows: Sequence[ActivityRow], *, anew: bool) -> None:
        """Show these; selection and scroll stay where it is the same record."""
        chosen = set() if anew else set(self.chosen())
        place = 0 if anew else self.verticalScrollBar().value()
        self._model.show_rows(rows)
        for at, row in enumerate(rows):
            if row.id in chosen:
                self.selectionModel().select(self._model.index(at), self.selectionModel().SelectionFlag.Select)
                self.selectionModel().setCurrentIndex(
                    self._model.index(at), self.selectionModel().SelectionFlag.NoUpdate
                )
        self.verticalScrollBar().setValue(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        wishes = {
            Qt.Key.Key_Return: self.change_requested,
            Qt.Key.Key_Enter: self.change_requested,
            Qt.Key.Key_Space: self.finish_requested,
            Qt.Key.Key_Delete: self.trash_requested,
            Qt.Key.Key_Insert: self.plan_requested,
        }
        wish = wishes.get(Qt.Key(event.key()))
        if wish is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            wish.emit()

    def rows(self) -> list[ActivityRow]:
        return list(self._model.rows)

    def chosen(self) -> list[int]:
        """The ids of the selected ones, in order."""
        return [self._model.rows[one].id for one in sorted(index.row() for index in self.selectedIndexes())]

    def choose(self, activity: int) -> None:
        """Select one."""
        at = next((place for place, row in enumerate(self._model.rows) if row.id == activity), None)
        if at is not None:
            self.setCurrentIndex(self._model.index(at))

"""The table's header: quiet titles, a sort arrow, and the column chooser in its right-click menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHeaderView, QMenu

from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.icons import pixmap
from crmdesk.ui.table.columns import TableColumn
from crmdesk.ui.table.paint import PADDING

HEIGHT = 34
ARROW = 14
NARROWEST = 40


class TableHeader(QHeaderView):
    """Column titles.  Columns are moved and sized by dragging, shown and hidden by the menu.

    Signals:
        sort_requested: key of the column, whether the greatest goes on top.
        layout_changed: widths, order or hidden columns were changed by hand (once after a drag).
    """

    sort_requested = Signal(str, bool)
    layout_changed = Signal()

    def __init__(self, columns: Sequence[TableColumn], parent: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._table = parent
        self._columns = tuple(columns)
        self._wanted = {column.key: column.width for column in columns}
        self._by_hand = False  # widths were set by a person: none is stretched
        self._laying = False
        self.sort_key: str | None = None
        self.descending = False
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(NARROWEST)
        self.setFixedHeight(HEIGHT)
        self.viewport().setAutoFillBackground(False)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(200)
        self._settled.timeout.connect(self.layout_changed)
        self.sectionClicked.connect(self._clicked)
        self.sectionResized.connect(self._resized)
        self.sectionMoved.connect(self._moved)

    # sorting

    def set_sort(self, key: str | None, descending: bool = False) -> None:
        """Show the arrow at this column (None: nowhere); asks for nothing."""
        self.sort_key, self.descending = key, descending
        self.viewport().update()

    def sort_by(self, section: int, descending: bool) -> None:
        """Ask for this order and show it."""
        self.set_sort(self._columns[section].key, descending)
        self.sort_requested.emit(self._columns[section].key, descending)

    def _clicked(self, section: int) -> None:
        column = self._columns[section]
        if column.sortable:
            again = column.key == self.sort_key
            self.sort_by(section, not self.descending if again else column.descending_first)

    # widths and order

    def set_columns(self, columns: Sequence[TableColumn], state: dict[str, Any]) -> None:
        """Take other columns; the model was reset with the same ones.

        Args:
            state: the layout before that; columns it does not know come as they are by default.
        """
        self._columns = tuple(columns)
        known = {kept["key"] for kept in state["columns"]}
        fresh = [{"key": made.key, "width": made.width, "hidden": made.hidden} for made in columns]
        for column in columns:
            self._wanted.setdefault(column.key, column.width)
        self.restore_layout(
            {**state, "columns": [*state["columns"], *(one for one in fresh if one["key"] not in known)]}
        )

    def lay_out(self) -> None:
        """Give the columns their widths; columns of text share the room that is left."""
        if self.count() != len(self._columns):
            return
        shown = [section for section in range(self.count()) if not self.isSectionHidden(section)]
        widths = {section: self._wanted[self._columns[section].key] for section in shown}
        # the table's own width: the header is not given its place before the table is shown
        room = self._table.viewport().width()
        spare = room - sum(widths.values())
        if spare > 0 and not self._by_hand and shown:
            takers = [section for section in shown if self._columns[section].fills] or shown
            total = sum(widths[section] for section in takers)
            for section in takers:
                share = spare * widths[section] // total
                widths[section] += share
            widths[takers[-1]] += room - sum(widths.values())
        self._laying = True
        for section, width in widths.items():
            self.resizeSection(section, width)
        self._laying = False

    def layout_state(self) -> dict[str, Any]:
        """The columns from left to right and the sort, as JSON values; the same shape `restore_layout` takes."""
        columns = []
        for place in range(self.count()):
            section = self.logicalIndex(place)
            key = self._columns[section].key
            columns.append({"key": key, "width": self._wanted[key], "hidden": self.isSectionHidden(section)})
        sort = [self.sort_key, self.descending] if self.sort_key else None
        return {"columns": columns, "sort": sort, "by_hand": self._by_hand}

    def restore_layout(self, state: dict[str, Any]) -> None:
        """Put back a kept layout; unknown columns in it are passed over, new ones stay where they are by default."""
        sections = {column.key: section for section, column in enumerate(self._columns)}
        self._laying = True
        place = 0
        for kept in state.get("columns", []):
            section = sections.get(kept.get("key"))
            if section is None:
                continue
            self._wanted[kept["key"]] = min(max(int(kept.get("width", 140)), NARROWEST), 2000)
            self.moveSection(self.visualIndex(section), place)
            self.setSectionHidden(section, bool(kept.get("hidden")))
            place += 1
        if self.count() and self.hiddenSectionCount() == self.count():
            self.setSectionHidden(0, False)  # an empty table could not be brought back
        self._by_hand = bool(state.get("by_hand"))
        self._laying = False
        key, descending = state.get("sort") or (None, False)
        self.set_sort(*((key, bool(descending)) if key in sections else (None, False)))
        self.lay_out()

    def reset_layout(self) -> None:
        """Widths, order and columns as they come; the sort stays."""
        self.reset_layout_quietly()
        self.layout_changed.emit()

    def reset_layout_quietly(self) -> None:
        """The same, as the program's own doing."""
        columns = [{"key": made.key, "width": made.width, "hidden": made.hidden} for made in self._columns]
        self.restore_layout({"columns": columns, "sort": [self.sort_key, self.descending] if self.sort_key else None})

    def show_column(self, key: str, shown: bool) -> None:
        """Show or hide a column; the last one stays."""
        section = next(place for place, column in enumerate(self._columns) if column.key == key)
        if not shown and self.count() - self.hiddenSectionCount() <= 1:
            return
        self.setSectionHidden(section, not shown)
        self.lay_out()
        self.layout_changed.emit()

    def _resized(self, section: int, _old: int, new: int) -> None:
        if self._laying or new == 0 or self.isSectionHidden(section):
            return
        if not self._by_hand:  # the others stay as they are on the screen
            self._by_hand = True
            for other in range(self.count()):
                if not self.isSectionHidden(other):
                    self._wanted[self._columns[other].key] = self.sectionSize(other)
        self._wanted[self._columns[section].key] = new
        self._settled.start()

    def _moved(self) -> None:
        if not self._laying:
            self._settled.start()

    # menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu(self.logicalIndexAt(event.pos()))
        menu.popup(event.globalPos())

    def menu(self, section: int = -1) -> QMenu:
        """Sort by this column, and the column chooser."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if section >= 0 and self._columns[section].sortable:
            menu.addAction(_("Sort ascending"), lambda: self.sort_by(section, False))
            menu.addAction(_("Sort descending"), lambda: self.sort_by(section, True))
            menu.addSeparator()
        for place in range(self.count()):
            self._add_toggle(menu, self.logicalIndex(place))
        menu.addSeparator()
        menu.addAction(_("Columns as they come"), self.reset_layout)
        return menu

    def _add_toggle(self, menu: QMenu, section: int) -> None:
        column = self._columns[section]
        action = menu.addAction(column.title.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(not self.isSectionHidden(section))
        last = not self.isSectionHidden(section) and self.count() - self.hiddenSectionCount() == 1
        action.setEnabled(not last)
        action.toggled.connect(lambda shown: self.show_column(column.key, shown))

    def popup_menu(self, where: QPoint) -> None:
        """The column chooser at a place of the screen, for a button or a key."""
        self.menu().popup(where)

    # drawing

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        end = self.length() - self.offset()
        rest = QRect(end, 0, self.viewport().width() - end, self.height())
        if rest.width() > 0:
            self._ground(painter, rest)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        self._ground(painter, rect)
        column = self._columns[section]
        sorted_here = column.key == self.sort_key
        inner = rect.adjusted(PADDING, 0, -PADDING, -1)
        font = theme.font(12, semibold=sorted_here)
        metrics = QFontMetrics(font)
        room = inner.width() - (ARROW + 4 if sorted_here else 0)
        title = metrics.elidedText(column.title[:200], Qt.TextElideMode.ElideRight, room)
        if sorted_here:
            inner = self._with_arrow(painter, inner, metrics.horizontalAdvance(title), column)
        painter.setFont(font)
        painter.setPen(theme.color("text" if sorted_here else "muted"))
        painter.drawText(inner, column.draw_flags, title)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect) -> None:
        painter.fillRect(rect, theme.color("surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))

    def _with_arrow(self, painter: QPainter, inner: QRect, wide: int, column: TableColumn) -> QRect:
        """Draw the arrow after the title; return the room of the title."""
        if column.alignment & Qt.AlignmentFlag.AlignRight:
            left = inner.right() + 1 - ARROW
            inner = inner.adjusted(0, 0, -ARROW - 4, 0)
        else:
            slack = (inner.width() - wide) // 2 if column.alignment & Qt.AlignmentFlag.AlignHCenter else 0
            left = inner.left() + slack + wide + 4
        arrow = pixmap("arrow-down" if self.descending else "arrow-up", "text", ARROW)
        painter.drawPixmap(left, inner.center().y() - ARROW // 2 + 1, arrow)
        return inner

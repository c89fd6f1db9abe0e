"""One column put together: head, cards, quick add and the quiet hint of an empty one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from crmdesk.ui import theme
from crmdesk.ui.board.cards import Column, Provider, QuickField
from crmdesk.ui.board.column_view import ColumnView
from crmdesk.ui.board.header import CollapsedStrip, ColumnHeader
from crmdesk.ui.board.look import Look
from crmdesk.ui.board.model import ColumnModel
from crmdesk.ui.board.quick_add import QuickAdd


class ColumnPanel(QWidget):
    """A column on its sunken ground, open or folded into a strip.

    Signals:
        quick_added: texts by field.
    """

    quick_added = Signal(dict)

    def __init__(self, provider: Provider, column: Column, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = column
        self.look = look
        self.collapsed = False
        self._highlighted = False
        self._fields: tuple[QuickField, ...] | None = None
        self.quick: QuickAdd | None = None
        self.model = ColumnModel(provider, column, self)
        self.header = ColumnHeader(column, look, self)
        self.strip = CollapsedStrip(column, look, self)
        self.strip.hide()
        self.view = ColumnView(self.model, look, self)
        self._name(column)
        self.view.content_changed.connect(self.arrange)
        self.setTabOrder(self.view, self.header)

    def show_column(self, column: Column, look: Look) -> None:
        """Take another header and look; the cards are the model's."""
        if look is not self.look:
            self.look = look
            self.view.set_look(look)
        self.column = column
        self.model.describe(column)
        self._name(column)
        self.header.show_column(column, look)
        self.strip.show_column(column, look)
        self._offer_quick_add()
        self.arrange()
        self.update()

    def set_quick_fields(self, fields: Sequence[QuickField]) -> None:
        self._fields = tuple(fields)
        if self.quick is not None:
            self.quick.setParent(None)
            self.quick.deleteLater()
            self.quick = None
        self._offer_quick_add()
        self.arrange()

    def set_collapsed(self, collapsed: bool) -> None:
        self.collapsed = collapsed
        self.arrange()

    def set_highlighted(self, highlighted: bool) -> None:
        """Show that a drop would land somewhere in this column."""
        if highlighted != self._highlighted:
            self._highlighted = highlighted
            self.update()

    def arrange(self) -> None:
        """Give every part its place: the quick add row follows the last card, or stays at the foot of a long list."""
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            return  # the board gives the column its size first
        open_ = not self.collapsed
        self.strip.setVisible(self.collapsed)
        self.header.setVisible(open_)
        self.view.setVisible(open_)
        if self.quick is not None:
            self.quick.setVisible(open_)
        self.strip.setGeometry(self.rect())
        if not open_:
            return
        head, foot = self.look.px(66), self.height() - self.look.px(6)
        self.header.setGeometry(0, 0, self.width(), head)
        wanted = self.quick.height_for(self.width()) if self.quick is not None else 0
        content = self.view.content_height()
        end = min(head + content, foot - wanted)
        if self.quick is not None:
            self.quick.setGeometry(0, max(head, end), self.width(), wanted)
            self.quick.raise_()
        long = head + content > foot - wanted
        self.view.setGeometry(0, head, self.width(), max(0, (foot - wanted if long else foot) - head))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 2) if self._highlighted else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("sunken"))
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1) if self._highlighted else QRectF(self.rect())
            painter.drawRoundedRect(box, 10, 10)

    def drop_row(self, position: QPoint) -> int:
        """The row above which a drop at this place of the panel lands."""
        if self.collapsed or not self.model.rowCount():
            return 0
        return self.view.drop_row(self.view.viewport().mapFrom(self, position).y())

    def _name(self, column: Column) -> None:
        self.view.setObjectName(f"board.{column.name}")
        self.view.setAccessibleName(column.name)
        self.view.hint = column.hint

    def _offer_quick_add(self) -> None:
        fields = self._fields if self.column.accepts_quick_add else None
        if fields is not None and self.quick is None:
            self.quick = QuickAdd(fields, self)
            self.quick.added.connect(self.quick_added)
            self.quick.resized.connect(self.arrange)
            self.quick.left.connect(self.view.setFocus)
        elif fields is None and self.quick is not None:
            self.quick.deleteLater()
            self.quick = None

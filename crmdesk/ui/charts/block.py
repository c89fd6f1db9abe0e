"""The panels of a dashboard: a figure that opens its rows, and a frame around a chart.  Each states its definition."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QToolTip, QWidget

from crmdesk.texts import _
from crmdesk.ui import icons, theme
from crmdesk.ui.buttons import label
from crmdesk.ui.charts import export
from crmdesk.ui.panel import Panel

PADDING = 16
Note = str | Sequence[tuple[str, str]]


class Info(QAbstractButton):
    """The small i: hovering, clicking or Enter shows what a figure means."""

    def __init__(self, definition: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(20, 20)
        self.setAccessibleName(_("What this figure means"))
        self.set_definition(definition)
        self.clicked.connect(self._show)
        theme.events.changed.connect(self.update)

    def set_definition(self, definition: str) -> None:
        escaped = definition.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        self.setToolTip(f"<p style='white-space: normal'>{escaped}</p>" if definition else "")
        self.setAccessibleDescription(definition)
        self.setVisible(bool(definition))

    def sizeHint(self) -> QSize:
        return QSize(20, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            near = self.underMouse() or self.hasFocus()
            face = icons.pixmap("info", "accent" if near else "muted", 14, self.devicePixelRatioF())
            painter.drawPixmap(3, 3, face)

    def _show(self) -> None:
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), self.toolTip(), self)


class Tile(QAbstractButton):
    """A title, one big figure, a line under it.  A click (`activated`) opens the rows the figure counts.

    Signals:
        activated: the key it was made with.
    """

    activated = Signal(object)

    def __init__(self, title: str, definition: str = "", key: Hashable = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.figure = ""
        self.locked = ""
        self._note: list[tuple[str, str]] = []
        self.info = Info(definition, self)
        self.setText(title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(180)
        self.clicked.connect(lambda: self.activated.emit(self.key))
        self._name()
        theme.events.changed.connect(self.update)

    def set_figure(self, figure: str, note: Note = "") -> None:
        """Show a figure.

        Args:
            figure: as written, with its unit.
            note: the line under it: a text, or parts with the role each is written in.
        """
        self.figure = figure
        self._note = [(note, "muted")] if isinstance(note, str) else [(text, tone) for text, tone in note]
        self._name()
        self.update()

    def set_title(self, title: str, definition: str) -> None:
        """Other words (another language)."""
        self.setText(title)
        self.info.set_definition(definition)
        self._name()

    def set_locked(self, reason: str) -> None:
        """Show why the figure may not be seen instead of it; "" opens it again."""
        self.locked = reason
        self.setEnabled(not reason)
        self._name()
        self.update()

    def note(self) -> str:
        """The line under the figure."""
        return "".join(text for text, _tone in self._note)

    def _note_size(self) -> int:
        """The size in px at which the line under the figure has room; the smallest where it has none."""
        room, text = self.width() - 2 * PADDING, self.note()
        fits = (size for size in (13, 12) if QFontMetrics(theme.font(size)).horizontalAdvance(text) <= room)
        return next(fits, theme.TAG)

    def sizeHint(self) -> QSize:
        return QSize(280, 116)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._ground(painter)
            inner = self.rect().adjusted(PADDING, 0, -PADDING, 0)
            self._line(painter, QRect(inner.left(), 16, inner.width() - 28, 20), self.text(), "text", 13, semibold=True)
            if self.locked:
                painter.drawPixmap(inner.left(), 52, icons.pixmap("lock", "muted", 16, self.devicePixelRatioF()))
                self._line(painter, inner.adjusted(24, 44, 0, -self.height() + 76), self.locked, "muted", 13)
                return
            self._line(painter, QRect(inner.left(), 42, inner.width(), 36), self.figure, "text", theme.FIGURE, True)
            left, size = inner.left(), self._note_size()
            for text, tone in self._note:
                box = QRect(left, 82, inner.right() + 1 - left, 20)
                left += self._line(painter, box, text, tone, size)

    def _ground(self, painter: QPainter) -> None:
        near = self.isEnabled() and (self.underMouse() or self.hasFocus())
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "muted" if near else "line"), 1))
        painter.setBrush(theme.color("sunken" if self.isDown() else "surface"))
        edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(edge, theme.RADIUS_PANEL, theme.RADIUS_PANEL)

    def _line(self, painter: QPainter, box: QRect, text: str, tone: str, size: int, semibold: bool = False) -> int:
        """Write a line; return its px."""
        font = theme.font(size, semibold)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text[:300], Qt.TextElideMode.ElideRight, max(box.width(), 0))
        painter.setFont(font)
        painter.setPen(theme.color(tone))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(box, flags, shown)
        return metrics.horizontalAdvance(shown)

    def _name(self) -> None:
        self.setAccessibleName(f"{self.text()}: {self.locked or self.figure}")
        self.setAccessibleDescription("" if self.locked else self.note())
        self.setToolTip(self.note() if self._note_size() == theme.TAG and not self.locked else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.info.move(self.width() - PADDING - 18, 14)
        self._name()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons.icon("image"), _("Copy image"), lambda: export.copy_image(self))
        data = [(self.text(), self.figure, self.note())]
        menu.addAction(icons.icon("copy"), _("Copy data"), lambda: export.copy_data(data[0], []))
        menu.popup(event.globalPos())


class Block(Panel):
    """A panel with a title, its definition behind the small i, and a chart or anything else."""

    def __init__(self, title: str, definition: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(title, parent=parent)
        self.content = content
        self.info = Info(definition)
        self.head.addWidget(self.info, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(content, 1)
        self._locked = label(tone="muted", wrap=True)
        self._locked.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._locked.setTextFormat(Qt.TextFormat.PlainText)
        self._locked.hide()
        self.body.addWidget(self._locked, 1)
        theme.events.changed.connect(self.update)

    def set_title(self, title: str, definition: str) -> None:
        """Other words (another language)."""
        self.title.setText(title)
        self.setAccessibleName(title)
        self.info.set_definition(definition)
        if hasattr(self.content, "set_title"):
            self.content.set_title(title)

    def set_locked(self, reason: str) -> None:
        """Show why the content may not be seen instead of it; "" opens it again."""
        self._locked.setText(reason)
        self._locked.setVisible(bool(reason))
        self.content.setVisible(not reason)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if hasattr(self.content, "menu") and not self.content.isHidden():
            self.content.menu().popup(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # a click beside a bar is no click on what lies under the panel

"""Rounded grounds: the panel that holds a screen's part, and the hairline."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.ui import theme
from crmdesk.ui.buttons import label


class Panel(QFrame):
    """A rounded surface with a hairline around it; `body` is its layout, top to bottom."""

    def __init__(
        self,
        title: str = "",
        *,
        ground: str = "surface",
        edge: str = "line",
        radius: int = theme.RADIUS_PANEL,
        padding: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ground, self._edge, self._radius = ground, edge, radius
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(theme.GAP)
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.GAP)
        self.title = label(title, semibold=True)
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if title:
            self.setAccessibleName(title)
            self.head.addWidget(self.title, 1)
            self.body.addLayout(self.head)

    def set_edge(self, role: str) -> None:
        """Draw the edge in another role: "accent" for the panel that matters most."""
        self._edge = role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color(self._edge), 1))
            painter.setBrush(theme.color(self._ground))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)


def scrolled(content: QWidget) -> QScrollArea:
    """A place where content taller than its room scrolls; the ground below shows through."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for ground in (area.viewport(), content):
        ground.setAutoFillBackground(False)
    area.setWidget(content)
    content.setAutoFillBackground(False)
    return area


class Hairline(QWidget):
    """A line one px thin, across its parent or down it."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("line"))

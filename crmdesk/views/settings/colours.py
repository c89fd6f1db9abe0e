"""A disc in a stage's colour that opens the set to choose from."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget, QWidgetAction

from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.marks import ColorChoice, StageColor


class ColourButton(StageColor, QPushButton):
    """A stage's colour by its place in the theme's set; a click or Space shows the set."""

    changed = Signal()
    SIDE = 28

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._menu: QMenu | None = None
        self.setFixedSize(QSize(self.SIDE, theme.CONTROL))
        self.setToolTip(_("Colour"))
        self.clicked.connect(self._open)

    def _open(self) -> None:
        menu = QMenu(self)
        choice = ColorChoice()
        choice.setAccessibleName(_("Colour"))
        choice.set_value(self._value)
        choice.setFixedWidth(choice.sizeHint().width())
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(8, 2, 8, 2)
        row.addWidget(choice)
        entry = QWidgetAction(menu)
        entry.setDefaultWidget(holder)
        menu.addAction(entry)
        choice.changed.connect(lambda: self._chosen(choice.value()))
        menu.aboutToHide.connect(menu.deleteLater)
        self._menu = menu
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        choice.setFocus()

    def _chosen(self, value: int) -> None:
        if self._menu is not None:
            menu, self._menu = self._menu, None
            menu.close()
        self.set_value(value)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            disc = QRectF(5, (self.height() - 18) / 2, 18, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.stage_color(self._value))
            painter.drawEllipse(disc)
            if self.hasFocus() or self.underMouse():
                painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "line"), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(disc.adjusted(-3, -3, 3, 3))

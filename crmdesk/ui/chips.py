"""The row of filters above a board or a list: pills that are on, that open a menu, or that can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget

from crmdesk.texts import _, _n
from crmdesk.ui import icons, theme
from crmdesk.ui.buttons import button, label
from crmdesk.ui.flow import FlowLayout

HEIGHT = 26
WIDEST = 260


class Pill(QAbstractButton):
    """A rounded filter.

    Signals:
        removed: its x was clicked, or Delete pressed on it.
    """

    removed = Signal()

    def __init__(
        self,
        text: str,
        *,
        on: bool = False,
        removable: bool = False,
        arrow: bool = False,
        icon: str = "",
        name: str = "",
    ) -> None:
        super().__init__()
        self._removable, self._arrow, self._icon = removable, arrow, icon
        self.setCheckable(not arrow)
        self.setChecked(on and not arrow)
        self._on = on
        self.setObjectName(name)
        self.set_text(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(text if self.sizeHint().width() >= WIDEST else "")
        self.updateGeometry()
        self.update()

    def set_on(self, on: bool) -> None:
        """Show it lit: a filter that is in force."""
        self._on = on
        if self.isCheckable():
            self.setChecked(on)
        self.update()

    def is_on(self) -> bool:
        return self.isChecked() if self.isCheckable() else self._on

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        wide = self.fontMetrics().horizontalAdvance(self.text()) + 24
        wide += 20 if self._removable or self._arrow else 0
        wide += 20 if self._icon else 0
        return QSize(min(wide, WIDEST), HEIGHT)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._removable and event.position().x() > self.width() - 26:
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (self._arrow and event.key() == Qt.Key.Key_Down):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        on = self.is_on()
        ink = "accent" if on else "text"
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = (
                "accent" if self.hasFocus() else "muted" if self.underMouse() and not on else "soft" if on else "line"
            )
            painter.setPen(theme.color(edge))
            painter.setBrush(theme.color("soft" if on else "surface"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), HEIGHT / 2, HEIGHT / 2)
            left = 12
            if self._icon:
                painter.drawPixmap(QPoint(left - 2, 5), icons.pixmap(self._icon, ink, 16, self.devicePixelRatioF()))
                left += 20
            right = self.width() - 12
            if self._removable or self._arrow:
                name = "x" if self._removable else "chevron-down"
                picture = icons.pixmap(name, ink, 14, self.devicePixelRatioF())
                painter.drawPixmap(QPoint(self.width() - 24, 6), picture)
                right -= 18
            painter.setPen(theme.color(ink if self.isEnabled() else "muted"))
            painter.setFont(self.font())
            shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, right - left + 2)
            painter.drawText(QRectF(left, 0, right - left + 2, HEIGHT), Qt.AlignmentFlag.AlignVCenter, shown)


class MenuPill(Pill):
    """A pill that says what is chosen ("Funnel: Sales") and opens the choices.

    Signals:
        chosen: the value somebody chose from the menu.
    """

    chosen = Signal(object)

    def __init__(
        self, title: str, choices: Sequence[tuple[Any, str]] = (), value: Any = None, *, name: str = ""
    ) -> None:
        self._title, self._choices, self._value = title, list(choices), value
        super().__init__("", arrow=True, name=name)
        self.set_choices(choices, value)
        self.clicked.connect(self._open)

    def set_choices(self, choices: Sequence[tuple[Any, str]], value: Any) -> None:
        self._choices = list(choices)
        self.set_value(value)

    def set_value(self, value: Any) -> None:
        self._value = value
        label_of = dict(self._choices).get(value, "")
        self.set_text(f"{self._title}: {label_of}" if self._title and label_of else self._title or label_of)

    def value(self) -> Any:
        return self._value

    def fill(self, menu: QMenu) -> None:
        """Add the choices to a menu."""
        for value, text in self._choices:
            action = menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(value == self._value)
            action.triggered.connect(lambda _checked=False, value=value: self._choose(value))

    def _open(self) -> None:
        menu = QMenu(self)
        self.fill(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _choose(self, value: Any) -> None:
        if value != self._value:
            self.set_value(value)
            self.chosen.emit(value)


class ChipRow(QWidget):
    """Filters at the left, views at the right, and how many are left of how many.

    Signals:
        clear_requested: somebody wants all filters gone.
    """

    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        self._left = FlowLayout(gap=theme.GAP)
        self._right = QHBoxLayout()
        self._right.setSpacing(theme.GAP)
        row.addLayout(self._left, 1)
        row.addLayout(self._right)
        row.setAlignment(self._right, Qt.AlignmentFlag.AlignTop)
        self._count_place = QWidget(self)
        count_row = QHBoxLayout(self._count_place)
        count_row.setContentsMargins(0, 0, 0, 0)
        count_row.setSpacing(2)
        self.count = label(tone="muted")
        self.clear = button(_("clear filters"), "link", name="filters.clear")
        self.clear.clicked.connect(self.clear_requested)
        count_row.addWidget(self.count)
        count_row.addWidget(self.clear)
        self._left.addWidget(self._count_place)
        self._count_place.hide()

    def add(self, widget: QWidget, *, right: bool = False, before: QWidget | None = None) -> QWidget:
        """Add a pill, or anything, before another one or the count at the left, or at the right."""
        if right:
            self._right.addWidget(widget)
        else:
            self._left.insert_widget(self._left.indexOf(before or self._count_place), widget)
            widget.show()
        return widget

    def remove(self, widget: QWidget) -> None:
        self._left.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def set_count(self, shown: int, whole: int) -> None:
        """Say "12 of 40 · clear filters"; nothing when all are shown."""
        self._count_place.setVisible(shown != whole)
        self.count.setText(_n("{shown} of {n} ·", "{shown} of {n} ·", whole, shown=shown))

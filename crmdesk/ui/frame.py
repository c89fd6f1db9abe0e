"""The main frame's pieces: the rail at the left and the bar above.  They know nothing of what the screens show."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.texts import _
from crmdesk.ui import icons, theme
from crmdesk.ui.avatar import Avatar
from crmdesk.ui.buttons import button, label


class RailItem(QAbstractButton):
    """One place to go: icon, label and a badge."""

    def __init__(self, icon: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon, self._badge, self._small = icon, "", False
        self._badge_role, self._spoken = "danger", ""
        self.setText(text)
        self.setCheckable(True)
        self.setFixedHeight(theme.RAIL_ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._describe()

    def set_badge(self, text: str, role: str = "danger", spoken: str = "") -> None:
        """Show a few letters at the right; none hides them.

        Args:
            spoken: what they mean, for screen readers and as the tip.
        """
        self._badge, self._badge_role, self._spoken = text, role, spoken
        self._describe()
        self.update()

    def badge(self) -> str:
        return self._badge

    def set_text(self, text: str) -> None:
        self.setText(text)
        self._describe()
        self.update()

    def set_small(self, small: bool) -> None:
        self._small = small
        self._describe()
        self.update()

    def _describe(self) -> None:
        told = f"{self.text()}: {self._spoken}" if self._spoken else ""
        self.setAccessibleName(told or f"{self.text()} {self._badge}".strip())
        self.setToolTip(told or (self.text() if self._small else ""))

    def nextCheckState(self) -> None:
        """Leave the mark where it is at a click: where we are is said by who goes there."""

    def sizeHint(self) -> QSize:
        return QSize(theme.RAIL_SMALL if self._small else theme.RAIL, theme.RAIL_ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        current = self.isChecked()
        role = "accent" if current else "muted"
        place = QRect(8, 1, self.width() - 16, self.height() - 2)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_ground(painter, QRectF(place))
            left = (self.width() - icons.SIZE) // 2 if self._small else 20
            picture = icons.pixmap(self._icon, role, icons.SIZE, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(left, (self.height() - icons.SIZE) / 2), picture)
            if self._small:
                self._paint_dot(painter, left)
                return
            room = place.right() - 12
            if self._badge:
                room = self._paint_badge(painter, room)
            painter.setPen(theme.color(role))
            painter.setFont(theme.font(semibold=current))
            text = QRect(48, 0, room - 48, self.height())
            shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, text.width())
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_ground(self, painter: QPainter, place: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(theme.color("soft"))
            painter.drawRoundedRect(place, theme.RADIUS, theme.RADIUS)
        elif self.underMouse():
            painter.setBrush(theme.color("sunken"))
            painter.drawRoundedRect(place, theme.RADIUS, theme.RADIUS)
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)

    def _paint_badge(self, painter: QPainter, right: int) -> int:
        """Paint the badge against the right edge; gives where it begins."""
        painter.setFont(theme.font(theme.TAG, semibold=True))
        width = max(20, painter.fontMetrics().horizontalAdvance(self._badge) + 12)
        place = QRectF(right - width, (self.height() - 18) / 2, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"{self._badge_role}_ground" if self._badge_role != "muted" else "sunken"))
        painter.drawRoundedRect(place, 9, 9)
        painter.setPen(theme.color(self._badge_role))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._badge)
        return right - width - theme.GAP

    def _paint_dot(self, painter: QPainter, left: int) -> None:
        if self._badge:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(self._badge_role))
            painter.drawEllipse(QPointF(left + icons.SIZE, 9), 3.5, 3.5)


class _Brand(QWidget):
    """The program's mark and name on top of the rail."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self.small = name, False
        self.setFixedHeight(theme.BAR)
        self.setAccessibleName(name)

    def set_name(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            left = (self.width() - 22) / 2 if self.small else 20
            painter.drawRoundedRect(QRectF(left, 18, 22, 22), 6, 6)
            painter.setBrush(theme.color("on_accent"))
            for place, height in enumerate((11, 7, 9)):  # three columns of a board
                painter.drawRoundedRect(QRectF(left + 4.5 + place * 5, 23, 3, height), 1.2, 1.2)
            if not self.small:
                painter.setPen(theme.color("text"))
                painter.setFont(theme.font(15, semibold=True))
                room = QRect(52, 0, self.width() - 60, self.height() + 2)
                shown = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room.width())
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class _Status(QWidget):
    """A dot and a few words at the foot of the rail: how safe the data is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text, self._role, self.small = "", "positive", False
        self.setFixedHeight(24)
        self.hide()

    def show_text(self, text: str, role: str) -> None:
        self._text, self._role = text, role
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(self._role))
            painter.drawEllipse(QPointF(self.width() / 2 if self.small else 29, self.height() / 2), 4, 4)
            if not self.small:
                painter.setPen(theme.color("muted"))
                painter.setFont(theme.font(12))
                room = QRect(48, 0, self.width() - 56, self.height())
                shown = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


class Rail(QWidget):
    """The way between screens, at the left; arrows move along it, Enter or Space goes.

    Signals:
        chosen: the key of the item that was clicked.
        collapsed: whether it shows icons only now.
    """

    chosen = Signal(str)
    collapsed = Signal(bool)

    def __init__(self, brand: str = "CRM Desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(_("Screens"))
        self._items: dict[str, RailItem] = {}
        self._collapsed = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, theme.GAP_2)
        layout.setSpacing(0)
        self._brand = _Brand(brand, self)
        self._top, self._foot = QVBoxLayout(), QVBoxLayout()
        self._status = _Status(self)
        layout.addWidget(self._brand)
        layout.addLayout(self._top)
        layout.addStretch(1)
        layout.addLayout(self._foot)
        layout.addWidget(self._status)
        self.setFixedWidth(theme.RAIL)

    def add(self, key: str, icon: str, text: str, name: str = "", *, foot: bool = False, tip: str = "") -> RailItem:
        """Add a place to go at the end, or at the foot.

        Args:
            key: what `chosen` gives.
            name: the objectName; ``nav.<key>`` when not given.
        """
        item = RailItem(icon, text, self)
        item.setObjectName(name or f"nav.{key}")
        item.set_small(self._collapsed)
        if tip:
            item.setAccessibleDescription(tip)
        item.clicked.connect(lambda: self.chosen.emit(key))
        self._items[key] = item
        (self._foot if foot else self._top).addWidget(item)
        return item

    def item(self, key: str) -> RailItem:
        return self._items[key]

    def keys(self) -> list[str]:
        return list(self._items)

    def set_current(self, key: str | None) -> None:
        """Mark where we are; None or an unknown key marks nothing."""
        for known, item in self._items.items():
            item.setChecked(known == key)

    def current(self) -> str | None:
        return next((key for key, item in self._items.items() if item.isChecked()), None)

    def set_badge(self, key: str, text: str, role: str = "danger", spoken: str = "") -> None:
        self._items[key].set_badge(text, role, spoken)

    def set_text(self, key: str, text: str) -> None:
        self._items[key].set_text(text)

    def set_brand(self, name: str) -> None:
        self._brand.set_name(name)

    def set_status(self, text: str, role: str = "positive") -> None:
        """A dot and a few words at the foot; no text hides it."""
        self._status.show_text(text, role)

    def set_collapsed(self, collapsed: bool) -> None:
        if collapsed == self._collapsed:
            return
        self._collapsed = collapsed
        self.setFixedWidth(theme.RAIL_SMALL if collapsed else theme.RAIL)
        for item in self._items.values():
            item.set_small(collapsed)
        self._brand.small = self._status.small = collapsed
        self.collapsed.emit(collapsed)

    def is_collapsed(self) -> bool:
        return self._collapsed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        items = [item for item in self._items.values() if item.isVisible()]
        focused = self.focusWidget()
        if event.key() in steps and focused in items:
            items[(items.index(focused) + steps[Qt.Key(event.key())]) % len(items)].setFocus()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, RailItem):
            focused.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("surface"))
            painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.color("line"))


class SearchButton(QAbstractButton):
    """Looks like a search field and opens the palette, where searching happens."""

    def __init__(self, hint: str, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setText(hint)
        self.setObjectName("search")
        self.setAccessibleName(hint)
        self.setFixedHeight(theme.CONTROL)
        self.setMinimumWidth(140)
        self.setMaximumWidth(320)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def sizeHint(self) -> QSize:
        return QSize(320, theme.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        edge = "accent" if self.hasFocus() else "muted" if self.underMouse() else "line"
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.color(edge))
            painter.setBrush(theme.color("background"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
            picture = icons.pixmap("search", "muted", 16, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(12, (self.height() - 16) / 2), picture)
            right = paint_keys(painter, self._keys, self.width() - 10, self.height())
            painter.setPen(theme.color("muted"))
            painter.setFont(theme.font())
            room = QRect(37, 0, right - 45, self.height())
            shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def paint_keys(painter: QPainter, keys: str, right: int, height: int, top: int = 0) -> int:
    """Paint a key's name as a small cap that ends at `right`, in the middle of a row; gives where it begins."""
    painter.setFont(theme.font(theme.TAG))
    width = painter.fontMetrics().horizontalAdvance(keys) + 11
    cap = QRectF(right - width + 0.5, top + (height - 18) / 2 + 0.5, width - 1, 17)
    painter.setPen(theme.color("line"))
    painter.setBrush(theme.color("surface"))
    painter.drawRoundedRect(cap, 4, 4)
    painter.setPen(theme.color("muted"))
    painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
    return right - width


class TopBar(QWidget):
    """The bar above every screen: way back, title, search, undo and redo, one primary button, the user.

    Attributes:
        back, search, undo, redo, primary, avatar: its buttons, to connect and enable.
    Signals:
        back_requested, search_requested, undo_requested, redo_requested, primary_requested, user_requested.
    """

    back_requested = Signal()
    search_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    primary_requested = Signal()
    user_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setFixedHeight(theme.BAR)
        self.back = button(_("Back"), "quiet-icon", "chevron-left", name="back", tip=_("Back (Alt+Left)"))
        self.back.hide()
        self.title = label(size=theme.TITLE, semibold=True)
        self.title.setObjectName("title")
        self.search = SearchButton(_("Search or run…"), "Ctrl K", self)
        self.undo = button(_("Undo"), "icon", "undo-2", name="undo")
        self.redo = button(_("Redo"), "icon", "redo-2", name="redo")
        self.primary = button("", "primary", "plus", name="primary")
        self.primary.hide()
        self.avatar = Avatar()
        self.avatar.setObjectName("user")
        self.avatar.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lay_out()
        self.set_undo("")
        self.set_redo("")
        for source, signal in (
            (self.back, self.back_requested),
            (self.search, self.search_requested),
            (self.undo, self.undo_requested),
            (self.redo, self.redo_requested),
            (self.primary, self.primary_requested),
            (self.avatar, self.user_requested),
        ):
            source.clicked.connect(signal)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 1)
        layout.setSpacing(theme.GAP_2)
        layout.addWidget(self.back)
        layout.addWidget(self.title)
        layout.addStretch(1)
        layout.addWidget(self.search, 3)
        for control in (self.undo, self.redo, self.primary, self.avatar):
            layout.addWidget(control)

    def set_title(self, text: str) -> None:
        self.title.setText(text)

    def set_back(self, possible: bool) -> None:
        self.back.setVisible(possible)

    def set_undo(self, what: str) -> None:
        """Say what undo would take back; nothing disables it."""
        self._offer(self.undo, what, _("Undo: {what} (Ctrl+Z)", what=what) if what else _("Nothing to undo"))

    def set_redo(self, what: str) -> None:
        self._offer(self.redo, what, _("Redo: {what} (Ctrl+Y)", what=what) if what else _("Nothing to redo"))

    def _offer(self, target: QPushButton, what: str, tip: str) -> None:
        target.setEnabled(bool(what))
        target.setToolTip(tip)
        target.setAccessibleDescription(tip)

    def set_primary(self, text: str, icon: str = "plus", *, why_not: str = "") -> None:
        """The screen's one primary button; no text hides it.

        Args:
            why_not: why it cannot be pressed; empty when it can.
        """
        self.primary.setEnabled(not why_not)
        self.primary.setToolTip(why_not)
        self.primary.setText(text.replace("&", "&&"))
        self.primary.setAccessibleName(text)
        icons.put(self.primary, icon, "on_accent", icons.SIZE, pad=4)
        self.primary.setIconSize(QSize(icons.SIZE + 4, icons.SIZE))
        self.primary.setVisible(bool(text))

    def set_user(self, name: str) -> None:
        self.avatar.set_person(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("surface"))
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line"))

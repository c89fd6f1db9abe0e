"""The short line at the bottom that says what was done, and the one that says what failed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QHBoxLayout, QLabel, QWidget

from crmdesk.texts import _
from crmdesk.ui import icons, theme
from crmdesk.ui.buttons import button

SHOWN_MS = 6000
MARGIN = 20
WIDEST = 560


class Toast(QWidget):
    """Floats at the bottom centre of its parent, above everything in it.

    What was done leaves after 6 s (not while the mouse or the keyboard is on it).  A failure stays until it is closed:
    it gives way to what was done meanwhile, and comes back after it.  Of several failures the last one counts.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._floor, self._failed = parent, False
        self._act: Callable[[], object] | None = None
        self._unread: Callable[[], None] | None = None  # tells again the failure that nobody has closed
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.action = button("", "link", name="toast.action")
        self.close_button = button(_("Close"), "quiet-icon", "x", name="toast.close")
        self.action.clicked.connect(self._acted)
        self.close_button.clicked.connect(self._close)
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(16, 7, 12, 7)
        layout.setSpacing(theme.GAP_2)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.action)
        layout.addWidget(self.close_button)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 6)
        tint = theme.color("shadow")
        tint.setAlphaF(0.28)
        shadow.setColor(tint)
        self.setGraphicsEffect(shadow)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._leave)
        parent.installEventFilter(self)
        theme.events.changed.connect(self._dress)
        self.hide()

    def say(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Tell what was done, for 6 s, with one way to act on it ("Undo")."""
        self._show(text, failed=False, action=action, act=act)
        self._timer.start(SHOWN_MS)

    def fail(self, text: str, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Tell what failed, until it is read and closed."""
        self._unread = lambda: self.fail(text, action, act)
        self._timer.stop()
        self._show(text, failed=True, action=action, act=act)

    def is_failure(self) -> bool:
        return not self.isHidden() and self._failed

    def _show(self, text: str, *, failed: bool, action: str, act: Callable[[], object] | None) -> None:
        self._failed, self._act = failed, act
        self.text.setText(text)
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action) and act is not None)
        self.close_button.setVisible(failed)
        self.setAccessibleName(text)
        self._dress()
        self._place()
        self.show()
        self.raise_()
        announce(self, text, urgent=failed)

    def _dress(self) -> None:
        ground, ink = ("danger_ground", "danger") if self._failed else ("tip", "on_tip")
        ink_name = theme.color("text" if self._failed else ink).name()
        self.text.setStyleSheet(f"color: {ink_name}")
        self.action.setStyleSheet(f"color: {theme.color(ink).name()}; font-weight: 600")
        icons.put(self.close_button, "x", "danger")
        self._ground = ground
        self.update()

    def _place(self) -> None:
        room = self._floor.size()
        widest = min(WIDEST, room.width() - 2 * MARGIN)
        self.text.setWordWrap(False)
        size = self.sizeHint()
        if size.width() > widest:
            self.text.setWordWrap(True)
            size = QSize(widest, self._row.totalHeightForWidth(widest))
        size.setHeight(max(40, min(size.height(), room.height() - 2 * MARGIN)))
        self.resize(size)
        self.move((room.width() - size.width()) // 2, room.height() - size.height() - MARGIN)

    def _acted(self) -> None:
        act, self._act = self._act, None
        self._close()
        if act is not None:
            act()

    def _close(self) -> None:
        if self._failed:
            self._unread = None
        self._end()

    def _end(self) -> None:
        self.hide()
        if self._unread is not None:
            self._unread()

    def _leave(self) -> None:
        if self.underMouse() or self.isAncestorOf(self.window().focusWidget() or self.window()):
            self._timer.start(1000)
        else:
            self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.color("danger") if self._failed else Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(self._ground))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


def announce(source: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have screen readers say a sentence; urgent ones interrupt what they are saying."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # late: a start says nothing

    event = QAccessibleAnnouncementEvent(source, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)

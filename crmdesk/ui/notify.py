"""Telling somebody who looks elsewhere: by the tray, by the notifications of the desktop, or by the window itself."""

from __future__ import annotations

import os
from html import escape
from typing import Any

from PySide6.QtCore import Q_ARG, Q_RETURN_ARG, SLOT, QMetaObject, QObject, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

_SERVICE, _PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
_PATIENCE_MS = 1000
_CLICK = "default"
"""What the desktop calls a click on the notification itself."""


class Notifier(QObject):
    """Shows notifications of the system for a window.

    Signals:
        clicked: one of them was.
    """

    clicked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        self._shown: set[int] = set()  # by the desktop, which tells of the clicks on everybody's

    def tell(self, title: str, text: str, icon: QIcon) -> None:
        """Show a title and what is said below it; where the system cannot, the window asks for attention."""
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._tell_tray(title, text, icon)
        elif not self._tell_desktop(title, text):
            QApplication.alert(self._window.window())

    def stop(self) -> None:
        """Take the icon out of the tray: the window closes."""
        if self._tray is not None:
            self._tray.hide()

    def _tell_tray(self, title: str, text: str, icon: QIcon) -> None:
        if self._tray is None:
            self._tray = QSystemTrayIcon(icon, self)
            self._tray.messageClicked.connect(self.clicked)
            self._tray.show()
        self._tray.showMessage(title, text, icon)

    def _tell_desktop(self, title: str, text: str) -> bool:
        """Ask a desktop without a tray, such as GNOME, to show it; gives whether it does."""
        if "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
            return False
        from PySide6.QtDBus import QDBusConnection, QDBusInterface  # late: only a desktop without a tray needs it

        bus = QDBusConnection.sessionBus()
        service = QDBusInterface(_SERVICE, _PATH, _SERVICE, bus)
        service.setTimeout(_PATIENCE_MS)
        if not service.isValid():
            return False
        try:
            known = QMetaObject.invokeMethod(
                service,
                "Notify",
                Qt.ConnectionType.DirectConnection,
                Q_RETURN_ARG("uint"),
                Q_ARG("QString", QApplication.applicationDisplayName()),
                Q_ARG("uint", 0),
                Q_ARG("QString", ""),
                Q_ARG("QString", title),
                Q_ARG("QString", escape(text, quote=False)),  # it may hold markup
                Q_ARG("QStringList", [_CLICK, title]),
                Q_ARG("QVariantMap", {}),
                Q_ARG("int", -1),
            )
        except RuntimeError:  # something else goes by this name there
            return False
        if not isinstance(known, int) or known == 0:
            return False
        if not self._shown:
            slot: Any = SLOT("_invoked(uint,QString)")  # a str, though the stubs want bytes
            bus.connect(_SERVICE, _PATH, _SERVICE, "ActionInvoked", self, slot)
        self._shown.add(known)
        return True

    @Slot("uint", str)
    def _invoked(self, known: int, action: str) -> None:
        if known in self._shown and action == _CLICK:
            self.clicked.emit()

"""The two sides of a desktop's notifications, each in a process of its own: `desktop` shows them, `program` asks."""

from __future__ import annotations

import sys

from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from crmdesk.ui.notify import Notifier

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"


@ClassInfo({"D-Bus Interface": NAME})
class Desktop(QObject):
    """Shows nothing, and clicks on all of it."""

    ActionInvoked = Signal("uint", str)

    @Slot(str, "uint", str, str, str, "QStringList", "QVariantMap", int, result="uint")
    def Notify(self, _app: str, _instead: int, _icon: str, title: str, text: str, *_more: object) -> int:
        print(title, "|", text, flush=True)
        QTimer.singleShot(50, lambda: self.ActionInvoked.emit(7, "default"))
        return 7


def desktop() -> None:
    app = QCoreApplication([])
    shows, bus = Desktop(), QDBusConnection.sessionBus()
    every = QDBusConnection.RegisterOption.ExportAllContents
    assert bus.registerObject(PATH, shows, every)
    assert bus.registerService(NAME)
    print("ready", flush=True)
    app.exec()


def program() -> None:
    app = QApplication([])
    window = QWidget()
    notifier = Notifier(window)
    notifier.clicked.connect(lambda: print("clicked", flush=True))
    notifier.clicked.connect(app.quit)
    notifier.tell("Call", "Tom & Jerry <Ltd>", QIcon())
    QTimer.singleShot(int(sys.argv[2]), app.quit)
    app.exec()


if __name__ == "__main__":
    {"desktop": desktop, "program": program}[sys.argv[1]]()

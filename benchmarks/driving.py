"""Driving the real window by the names it keeps stable."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QThreadPool
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from benchmarks.measure import Unmeasured

SIZE = (1440, 900)
_WAIT_MS = 30_000


@contextlib.contextmanager
def window_on(book: Path, screen: str) -> Iterator[Any]:
    """The program's window on a book, painted, with this screen."""
    app = QApplication.instance() or QApplication(["benchmark"])
    from crmdesk import app as program

    window = program.open_window(book)
    window.resize(*SIZE)
    window.show()
    window.go(screen)
    settle()
    try:
        yield window
    finally:
        window.close()
        settle()
        window.deleteLater()
        assert isinstance(app, QApplication)
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle() -> None:
    """Let everything that was begun come to its end: work of others, their answers, layouts and paints."""
    for _round in range(3):
        QThreadPool.globalInstance().waitForDone(_WAIT_MS)
        QApplication.processEvents()


class Paints(QObject):
    """Counts the paints of widgets."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.count = 0
        self._widgets = widgets
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False

    def stop(self) -> None:
        for widget in self._widgets:
            widget.removeEventFilter(self)


def until_painted(widget: QWidget, work: Callable[[], object]) -> None:
    """Do something and let the widget be painted after it."""
    paints = Paints(widget)
    work()
    QApplication.processEvents()
    if not paints.count:
        widget.repaint()
    paints.stop()


def find(window: QWidget, name: str, kind: type[Any] = QWidget) -> Any:
    """The widget of a stable name.

    Raises:
        Unmeasured: there is none.
    """
    found = window.findChild(kind, name)
    if found is None:
        raise Unmeasured(f"there is no {name} in the window")
    return found


def columns(window: QWidget) -> list[QAbstractItemView]:
    """The board's columns that have cards, the longest first."""
    views = [view for view in find(window, "board").findChildren(QAbstractItemView) if view.objectName()]
    filled = [view for view in views if view.objectName().startswith("board.") and view.model().rowCount()]
    if not filled:
        raise Unmeasured("the board has no cards")
    return sorted(filled, key=lambda view: -view.model().rowCount())

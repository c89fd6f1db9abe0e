"""What a user's hand does: keys, clicks and typing, sent to the real widgets as the window system would send them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QCursor, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QLineEdit, QMenu, QPlainTextEdit, QWidget

from crmdesk.models.errors import DomainError
from crmdesk.texts import msg

PATIENCE_S = 20
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


class TourFailed(DomainError):  # noqa: N818 - named for what happened
    """Something that must be true was not.

    Attributes:
        what: should have been true, in plain words for whoever works on the program.
    """

    def __init__(self, what: str, step: str = "") -> None:
        super().__init__(msg("The tour stopped at {step}. Expected: {what}.", step=step, what=what))
        self.what = what


def failed(what: str) -> TourFailed:
    """What was expected and is not so."""
    return TourFailed(what)


def settle() -> None:
    """Let everything that is under way in the window come to rest."""
    for _turn in range(6):
        QApplication.sendPostedEvents()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def rest(seconds: float) -> None:
    """Wait for what moves by itself to have moved: Qt fades the cross of a cleared field."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        time.sleep(0.005)


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait until something is true, and give it.

    Raises:
        TourFailed: it did not become true.
    """
    end = time.monotonic() + PATIENCE_S
    while not (found := true()):
        if time.monotonic() > end:
            raise failed(what)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        time.sleep(0.002)
    settle()
    return found


def expect(true: object, what: str) -> None:
    """Raises:
    TourFailed: it is not true.
    """
    if not true:
        raise failed(what)


def named(within: QWidget, name: str, kind: type[Any] = QWidget) -> Any:
    """The widget in sight with an object name.

    Raises:
        TourFailed: there is none.
    """
    found = [one for one in within.findChildren(kind, name) if one.isVisible()]
    expect(found, f"{name} is in sight")
    return found[0]


def press(keys: str, at: QWidget | None = None) -> None:
    """Press keys ("Ctrl+Right") where the keyboard is, or in a widget."""
    window = _in_front()
    target = at or QApplication.focusWidget() or window
    QTest.keySequence(target, QKeySequence(keys))
    settle()


def _in_front() -> QWidget:
    """The window that has the keyboard; without a window manager nobody gives it back after a popup or a tip."""
    window = QApplication.activeModalWidget() or QApplication.activeWindow()
    if window is not None and window.isVisible():
        return window
    kind = Qt.WindowType.Window
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one.windowType() == kind]
    expect(shown, "a window is shown")
    shown[0].activateWindow()
    settle()
    return shown[0]


def click(widget: QWidget, at: QPoint | None = None, button: Qt.MouseButton = LEFT) -> None:
    """Click a widget, in its middle unless told otherwise."""
    expect(widget.isEnabled(), f"{widget.objectName() or type(widget).__name__} can be pressed")
    QTest.mouseClick(widget, button, NONE, at if at is not None else widget.rect().center())
    settle()


def click_row(view: QAbstractItemView, row: int, *, twice: bool = False) -> None:
    """Click a row of a list or a board's column, scrolled into sight."""
    index = view.model().index(row, 0)
    view.scrollTo(index)
    settle()
    at = view.visualRect(index).center()
    at.setX(min(at.x(), 140))
    (QTest.mouseDClick if twice else QTest.mouseClick)(view.viewport(), LEFT, NONE, at)
    settle()


def write(field: QWidget, text: str) -> None:
    """Type a text into a field in place of what is there, letter by letter."""
    field.setFocus(Qt.FocusReason.TabFocusReason)
    if isinstance(field, QLineEdit | QPlainTextEdit):
        field.selectAll()
        press("Del", field)
    for letter in text:  # QTest's own typing knows ASCII alone
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(field, QKeyEvent(kind, 0, NONE, letter))
    settle()
    if (suggestions := QApplication.activePopupWidget()) is not None:
        suggestions.close()
        settle()
        _in_front()


def choose(menu: QMenu, text: str) -> None:
    """Click the line of an open menu."""
    wanted = text.replace("&", "&&")
    action = next((one for one in menu.actions() if one.text().split("\t")[0] == wanted), None)
    if action is None:
        raise failed(f"the menu offers {text}")
    expect(action.isEnabled(), f"{text} can be chosen")
    QTest.mouseClick(menu, LEFT, NONE, menu.actionGeometry(action).center())
    settle()


def open_menu() -> QMenu:
    """The menu that is open.

    Raises:
        TourFailed: there is none.
    """
    found = QApplication.activePopupWidget()
    if not isinstance(found, QMenu):
        raise failed("a menu opens")
    settle()
    return found


def answer(ask: Callable[[], object], with_: Callable[[Any], None]) -> None:
    """Do something that asks in a dialog, and answer it.

    Args:
        ask: returns after the dialog is closed; or at once, when it opens the dialog later.
        with_: is given the dialog, inside its own event loop, and has to close it.
    """
    problems: list[BaseException] = []
    done: list[bool] = []
    end = time.monotonic() + PATIENCE_S

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or not dialog.isVisible():
            if time.monotonic() < end:
                QTimer.singleShot(5, look)
            return
        done.append(True)
        try:
            settle()
            with_(dialog)
            expect(not dialog.isVisible(), "the answer closes the dialog")
        except BaseException as problem:
            problems.append(problem)
            dialog.reject()

    window = QApplication.activeWindow()
    QTimer.singleShot(0, look)
    ask()
    until(lambda: done, "a dialog opens")
    if problems:
        raise problems[0]
    if window is not None:
        window.activateWindow()  # a window manager would
    settle()


def mouse_away(window: QWidget) -> None:
    """Put the mouse where nothing reacts to it."""
    widget = QApplication.activeModalWidget() or window
    corner = QPoint(widget.width() - 1, widget.height() - 1)
    QCursor.setPos(widget.mapToGlobal(corner))
    if (handle := widget.windowHandle()) is not None:
        for step in (QPoint(1, 1), QPoint(0, 0)):  # a mouse that did not move would be no news
            QTest.mouseMove(handle, corner - step)
    settle()

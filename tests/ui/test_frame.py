"""The rail, the bar and the answer line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crmdesk.ui.frame import Rail, RailItem, TopBar
from crmdesk.ui.toast import Toast


def make_rail(window: QWidget) -> Rail:
    rail = Rail(parent=window)
    for key in ("today", "board", "leads"):
        rail.add(key, key, key.title())
    rail.add("settings", "settings", "Settings", foot=True)
    window.layout().addWidget(rail)
    rail.show()
    return rail


def test_a_click_on_the_rail_says_where_to_go(window: QWidget, qtbot: QtBot) -> None:
    rail = make_rail(window)
    with qtbot.waitSignal(rail.chosen) as went:
        qtbot.mouseClick(window.findChild(RailItem, "nav.board"), Qt.MouseButton.LeftButton)
    assert went.args == ["board"]


def test_the_screen_we_are_on_stays_marked_when_clicked_again(window: QWidget, qtbot: QtBot) -> None:
    rail = make_rail(window)
    rail.chosen.connect(rail.set_current)
    for _time in range(2):
        qtbot.mouseClick(rail.item("board"), Qt.MouseButton.LeftButton)
    assert rail.current() == "board"


def test_the_rail_is_walked_by_arrows(window: QWidget, qtbot: QtBot) -> None:
    rail = make_rail(window)
    rail.item("today").setFocus()
    QTest.keyClick(rail.item("today"), Qt.Key.Key_Down)
    assert window.focusWidget() is rail.item("board")
    with qtbot.waitSignal(rail.chosen) as went:
        QTest.keyClick(rail.item("board"), Qt.Key.Key_Return)
    assert went.args == ["board"]


def test_a_collapsed_rail_shows_labels_as_tips(window: QWidget) -> None:
    rail = make_rail(window)
    rail.set_badge("today", "7")
    rail.set_collapsed(True)
    assert rail.width() == 56
    assert rail.item("today").toolTip() == "Today"
    assert rail.item("today").accessibleName() == "Today 7"


def test_undo_is_enabled_only_with_something_to_undo(window: QWidget, qtbot: QtBot) -> None:
    bar = TopBar(window)
    assert not bar.undo.isEnabled()
    bar.set_undo("Card moved")
    assert "Card moved" in bar.undo.toolTip()
    with qtbot.waitSignal(bar.undo_requested):
        bar.undo.click()


def test_the_search_of_the_bar_opens_by_a_click(window: QWidget, qtbot: QtBot) -> None:
    bar = TopBar(window)
    window.layout().addWidget(bar)
    with qtbot.waitSignal(bar.search_requested):
        qtbot.mouseClick(window.findChild(QWidget, "search"), Qt.MouseButton.LeftButton)


def test_what_was_done_can_be_undone_from_the_answer(window: QWidget, qtbot: QtBot) -> None:
    done: list[str] = []
    toast = Toast(window)
    toast.say("Moved", "Undo", lambda: done.append("undone"))
    assert toast.isVisible()
    qtbot.mouseClick(toast.findChild(QPushButton, "toast.action"), Qt.MouseButton.LeftButton)
    assert done == ["undone"]
    assert not toast.isVisible()


def test_a_failure_stays_until_it_is_closed(window: QWidget, qtbot: QtBot) -> None:
    toast = Toast(window)
    toast.say("Moved")
    toast.fail("The book is read-only. Choose another folder.")
    assert toast.is_failure()
    assert not toast._timer.isActive()
    qtbot.mouseClick(toast.close_button, Qt.MouseButton.LeftButton)
    assert not toast.isVisible()


def test_a_long_answer_stays_inside_the_window(window: QWidget) -> None:
    toast = Toast(window)
    toast.fail("No se pudo guardar. " * 20)
    window.resize(420, 400)
    assert window.rect().contains(toast.geometry())


def test_a_failure_gives_way_to_what_was_done_and_comes_back_until_it_is_closed(window: QWidget, qtbot: QtBot) -> None:
    toast = Toast(window)
    toast.fail("The file is empty.")
    toast.fail("The disk is full.")
    assert toast.text.text() == "The disk is full.", "the last failure counts"
    undone: list[str] = []
    toast.say("Moved", "Undo", lambda: undone.append("moved"))
    assert toast.text.text() == "Moved"
    toast.action.click()
    assert undone == ["moved"]
    assert toast.text.text() == "The disk is full."
    toast.close_button.click()
    assert toast.isHidden()

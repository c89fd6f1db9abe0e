"""The list of files: a sound model, a selection that survives a refresh, and names typed in place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crmdesk.ui.files import FileLine, FileList

LINES = [FileLine(2**60 + number, "document", f"{number}.txt", "1 kB") for number in range(5)]


def shown(qtbot: QtBot, lines: list[FileLine]) -> FileList:
    files = FileList("files", "Files")
    qtbot.addWidget(files)
    files.show_lines(lines)
    files.resize(300, 300)
    files.show()
    qtbot.waitExposed(files)
    return files


def test_the_model_keeps_the_rules_of_models(qtbot: QtBot, qtmodeltester: Any) -> None:
    files = shown(qtbot, LINES)
    qtmodeltester.check(files.model())
    index = files.model().index(1, 0)
    assert index.data(Qt.ItemDataRole.UserRole) == LINES[1].id
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "1.txt · 1 kB"


def test_what_is_selected_stays_selected(qtbot: QtBot) -> None:
    files = shown(qtbot, LINES)
    files.select([LINES[1].id, LINES[3].id], LINES[3].id)
    files.show_lines([FileLine(7, "document", "new.txt", ""), *LINES[:4]])
    assert files.selected() == [LINES[1].id, LINES[3].id]
    assert files.current() == LINES[3].id
    files.show_lines([])
    assert files.selected() == []
    assert files.current() is None


def test_keys_open_and_ask_to_remove(qtbot: QtBot) -> None:
    files = shown(qtbot, LINES)
    files.select([LINES[2].id], LINES[2].id)
    with qtbot.waitSignal(files.opened) as opened:
        QTest.keyClick(files, Qt.Key.Key_Return)
    assert opened.args == [LINES[2].id]
    with qtbot.waitSignal(files.removal_requested) as removal:
        QTest.keyClick(files, Qt.Key.Key_Delete)
    assert removal.args == [[LINES[2].id]]


def test_the_same_name_is_no_change(qtbot: QtBot) -> None:
    files = shown(qtbot, LINES)
    with qtbot.assertNotEmitted(files.renamed):
        files.model().setData(files.model().index(0, 0), "0.txt")
    with qtbot.waitSignal(files.renamed) as renamed:
        files.model().setData(files.model().index(0, 0), "other.txt")
    assert renamed.args == [LINES[0].id, "other.txt"]

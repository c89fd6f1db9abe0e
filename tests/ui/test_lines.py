"""Several short entries under a field: typed, taken away, and changed with the first one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crmdesk.ui.lines import Lines, Part


def made(qtbot: QtBot) -> Any:
    lines = Lines([Part("E-mail")], ["work", "home"], "Another e-mail")
    qtbot.addWidget(lines)
    lines.show()
    qtbot.waitExposed(lines)
    return lines


def test_an_entry_is_added_by_hand_and_empty_ones_do_not_count(qtbot: QtBot) -> None:
    lines = made(qtbot)
    for _number in range(2):
        lines.add.click()
    QTest.keyClicks(lines._lines[1].fields[0], "ana@home.example")
    assert lines.value() == [("ana@home.example", "")]
    assert lines.raw() == [["ana@home.example", ""]]


def test_what_is_kept_is_shown_and_a_draft_typed_again(qtbot: QtBot) -> None:
    lines = made(qtbot)
    lines.set_value([("a@b.example", "home"), ("c@d.example", "")])
    assert lines.value() == [("a@b.example", "home"), ("c@d.example", "")]
    draft = lines.raw()
    lines.set_value([])
    assert lines.is_empty()
    lines.set_raw(draft)
    assert lines.raw() == draft


def test_an_entry_is_taken_away_and_another_changes_with_the_first(qtbot: QtBot) -> None:
    lines = made(qtbot)
    lines.set_value([("a@b.example", "home"), ("c@d.example", "")])
    with qtbot.waitSignal(lines.promoted) as told:
        QTest.mouseClick(lines._lines[1].first, Qt.MouseButton.LeftButton)
    assert told.args == [1]
    assert lines.swap(1, ["first@b.example", "work"]) == ("c@d.example", "")
    QTest.mouseClick(lines._lines[0].gone, Qt.MouseButton.LeftButton)
    assert lines.value() == [("first@b.example", "work")]
    assert lines.swap(0, ["", ""]) == ("first@b.example", "work")
    assert lines.value() == []


def test_what_is_too_long_is_said(qtbot: QtBot) -> None:
    lines = made(qtbot)
    lines.set_value([("a" * 301, "")])
    assert lines.own_problem()

"""A seller and the leads: the board is worked by mouse and keys, giving up asks why, cancelling changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton

from crmdesk.models.people import Lead
from crmdesk.sales import leads as acts
from crmdesk.views.leads.board import LeadBoardScreen
from crmdesk.views.leads.closing import GivingUpDialog
from crmdesk.views.leads.screen import LeadsScreen
from crmdesk.views.window import MainWindow
from tests.journeys.conftest import answer
from tests.ui.board.conftest import drag_to, in_view

Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def eva(window: MainWindow) -> int:
    return acts.add(window.desk, {"name": "Eva Ríos", "company": "Acme"}).new("lead")


def status_of(lead: int) -> str:
    return str(Lead.get_by_id(lead).status.name)


def board(window: MainWindow) -> LeadBoardScreen:
    window.go("lead-board")
    screen: Any = window.screen_named("lead-board")
    return screen  # type: ignore[no-any-return]


def click(window: Any, name: str) -> None:
    QTest.mouseClick(window.findChild(QPushButton, name) or window.findChild(object, name), Qt.MouseButton.LeftButton)


def test_the_switch_leads_from_the_list_to_the_board_and_back(window: MainWindow, eva: int) -> None:
    window.go("leads")
    for name, screen in (("switch.lead-board", "lead-board"), ("switch.leads", "leads")):
        pill = next(one for one in window.findChildren(object, name) if one.isVisible())
        QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
        assert window.screen_key == screen


def test_a_card_is_moved_by_key_and_undone(qtbot, window: MainWindow, eva: int) -> None:
    screen = board(window)
    assert screen.board.select([eva], focus=True)
    view = screen.board.column_view(screen.heads()[0].key)
    with qtbot.waitSignal(window.events.committed):
        QTest.keyClick(view, Key.Key_Right, Modifier.ControlModifier)
    assert status_of(eva) == "Working - contacted"
    QTest.keyClick(window, Key.Key_Z, Modifier.ControlModifier)
    assert status_of(eva) == "Open - not contacted"


def test_a_card_dropped_on_disqualify_asks_why_and_cancelling_leaves_it(qtbot, window: MainWindow, eva: int) -> None:
    screen = board(window)
    before = [head.count for head in screen.heads()]
    asked: list[QDialog] = []

    def cancel(dialog: QDialog) -> None:
        asked.append(dialog)
        QTest.keyClick(dialog, Key.Key_Escape)

    answer(cancel)
    screen.board.dropped_on_target.emit([eva], "disqualified")
    qtbot.waitUntil(lambda: bool(asked))
    assert status_of(eva) == "Open - not contacted"
    assert [head.count for head in screen.heads()] == before
    assert screen.board.current_id() == eva


def test_a_card_is_disqualified_with_a_reason(qtbot, window: MainWindow, eva: int) -> None:
    screen = board(window)

    def tell(dialog: Any) -> None:
        assert isinstance(dialog, GivingUpDialog)
        QTest.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)
        assert dialog.isVisible(), "without a reason it does not close"
        QTest.keyClick(dialog.reason, Key.Key_Down)
        QTest.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)

    answer(tell)
    screen.board.dropped_on_target.emit([eva], "disqualified")
    qtbot.waitUntil(lambda: status_of(eva) == "Disqualified")
    assert Lead.get_by_id(eva).reason is not None
    assert screen.board.selected_ids() == []


@pytest.mark.gesture
def test_a_card_is_dragged_to_another_status(qtbot, window: MainWindow, eva: int) -> None:
    screen = board(window)
    columns = [head.key for head in screen.heads()]
    view, target = (screen.board.column_view(key) for key in columns[:2])
    with qtbot.waitSignal(window.events.committed):
        drag_to(view, 0, in_view(target, 100, 60))
    assert status_of(eva) == "Working - contacted"


def test_quick_add_takes_a_company_alone(window: MainWindow) -> None:
    screen = board(window)
    screen.acts.quick_add(screen.heads()[1].key, {"name": "", "company": "Bolt", "phone": "info@bolt.example"})
    row = Lead.get()
    assert (row.name, row.email, row.status.name) == ("Bolt", "info@bolt.example", "Working - contacted")


def test_ready_lists_are_counted_and_say_what_next(window: MainWindow, eva: int) -> None:
    window.go("leads")
    screen: Any = window.screen_named("leads")
    assert isinstance(screen, LeadsScreen)
    assert screen.pills["unattended"].text().endswith("1")
    screen.choose("look-again")
    assert screen.source.model.rowCount() == 0
    screen.choose("unattended")
    assert screen.table.selected_ids() == [eva]
    screen.choose("")
    assert not screen.ready

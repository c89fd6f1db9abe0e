"""A window and another program on one book: nobody waits on the window's thread, and no edit is lost."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crmdesk.models import database
from crmdesk.sales import opportunities
from crmdesk.views.window import MainWindow
from tests.journeys.conftest import Office
from tests.journeys.test_board import focus_card

HOLD = """
import sqlite3, sys
book = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
book.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
book.execute("COMMIT")
"""


def test_a_move_made_while_another_program_writes_is_done_when_it_has_ended(
    qtbot, office: Office, window: MainWindow
) -> None:
    view = focus_card(window, office.cards["Fleet"])
    command = [sys.executable, "-c", HOLD, str(office.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: window.editor.is_waiting())
        assert office.stage_of("Fleet") == "First contact", "the window goes on while the other program writes"
        with qtbot.waitSignal(window.events.committed, timeout=10_000):
            print("go on", file=other.stdin, flush=True)
    assert office.stage_of("Fleet") == "Qualified"


def test_two_programs_that_edit_different_fields_both_keep_their_change(
    qtbot, office: Office, window: MainWindow
) -> None:
    card = office.cards["Printers"]
    base = opportunities.read(window.desk, card)
    edit = (
        "import sys; from crmdesk.models import book; from crmdesk.sales.desk import Clock, Desk;"
        "from crmdesk.sales import opportunities; book.open_book(__import__('pathlib').Path(sys.argv[1]));"
        "opportunities.save(Desk(None, Clock.system()), int(sys.argv[2]), {'priority': 3}); book.close()"
    )
    subprocess.run([sys.executable, "-c", edit, str(office.path), str(card)], check=True)
    window.editor.run(lambda: opportunities.save(window.desk, card, {**base, "title": "Two printers"}, base))
    row = office.row("Printers")
    assert (row.title, row.priority) == ("Two printers", 3)


def test_a_field_that_somebody_else_changed_is_not_overwritten(qtbot, office: Office, window: MainWindow) -> None:
    card = office.cards["Printers"]
    base = opportunities.read(window.desk, card)
    opportunities.save(window.desk, card, {"title": "Theirs"})
    told: list[str] = []
    window.events.failed.connect(told.append)
    window.editor.run(lambda: opportunities.save(window.desk, card, {**base, "title": "Mine"}, base))
    assert office.row("Printers").title == "Theirs"
    assert told == ["Title was changed meanwhile by somebody else. Look at the record again and repeat your change."]


def test_the_windows_connection_never_waits(office: Office, window: MainWindow) -> None:
    assert database.db.execute_sql("PRAGMA busy_timeout").fetchone() == (0,)

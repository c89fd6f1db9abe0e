"""The program's start: the last book, the welcome page, making and opening books, and reports of the unexpected."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crmdesk import texts
from crmdesk.app import open_window
from crmdesk.models import book
from crmdesk.sales import founding, office
from crmdesk.sales.desk import Clock
from crmdesk.ui import theme
from crmdesk.views import remembered
from crmdesk.views.report import Reporter
from crmdesk.views.report_dialog import ReportDialog
from crmdesk.views.start import Program, start
from crmdesk.views.welcome import RecentLine, Welcome


@pytest.fixture
def program(qapp: QApplication) -> Iterator[Program]:
    made = Program(open_window)
    yield made
    made.end()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    theme.apply(qapp, "light")
    qapp.setStyleSheet("")


@pytest.fixture
def office_book(tmp_path: Path) -> Path:
    path = tmp_path / "office.crmdesk"
    founding.found(path, name="Miralba", person="Ana", currency="EUR", language="en", clock=Clock.system())
    return path


def welcome_of(program: Program) -> Welcome:
    assert program.welcome is not None
    return program.welcome


def test_without_a_book_the_welcome_page_makes_one_and_it_is_the_last_one_next_time(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    program.begin(None, None)
    page = welcome_of(program)
    page.form.field("name").setText("Óptica: Miralba / Sur")
    page.form.field("person").setText("Laura Medina")
    page.form.field("folder").setText(str(tmp_path))
    page.form.field("currency").set_value(("MXN", "MXN"))
    page.make.click()
    assert program.welcome is None
    assert program.window is not None
    assert program.window.isVisible()
    assert (tmp_path / "Óptica Miralba Sur.crmdesk").exists()
    assert (program.window.desk.currency, office.user_name(program.window.desk.user)) == ("MXN", "Laura Medina")
    assert office.values_of("user")[0].name == "Laura Medina"
    qtbot.waitUntil(lambda: len(remembered.recent()) == 1)
    program.end()
    again = Program(open_window)
    again.begin(None, None)
    assert again.window is not None
    assert again.window.desk.settings.name == "Óptica: Miralba / Sur"
    again.end()


def test_what_is_missing_is_said_beside_the_fields_and_nothing_is_made(program: Program, tmp_path: Path) -> None:
    program.begin(None, None)
    page = welcome_of(program)
    page.form.field("folder").setText(str(tmp_path / "nowhere"))
    page.make.click()
    assert {"name", "person", "folder"} <= page.form.problems().keys()
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_in_the_folder_is_said_while_typing(program: Program, office_book: Path) -> None:
    program.begin(None, None)
    form = welcome_of(program).form
    form.field("folder").setText(str(office_book.parent))
    form.field("name").setText("office")
    assert "already" in form.problems()["name"]


@pytest.mark.parametrize("kind", ["gone", "text", "folder"])
def test_a_book_that_cannot_be_opened_is_told_on_the_welcome_page(program: Program, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "bad.crmdesk"
    if kind == "text":
        path.write_text("not a book " * 100)
    elif kind == "folder":
        path.mkdir()
    program.begin(str(path), None)
    assert program.window is None
    assert str(path) in welcome_of(program).note.text()
    assert welcome_of(program).note_panel.isVisible()


def test_a_user_that_is_not_in_the_book_is_refused_and_a_remembered_one_let_go(
    program: Program, office_book: Path
) -> None:
    remembered.remember(office_book, "Zoe")
    program.begin(str(office_book), None)
    assert program.window is not None
    assert office.user_name(program.window.desk.user) == "Ana"
    program.open(office_book, "Nobody")
    assert "Nobody" in welcome_of(program).note.text()


def test_a_recent_book_is_one_click_away(program: Program, office_book: Path) -> None:
    remembered.remember(office_book, "Ana")
    remembered.remember(office_book.with_name("gone.crmdesk"), "Ana")
    program.show_welcome()
    lines = welcome_of(program).findChildren(RecentLine)
    assert [line.objectName() for line in lines] == ["welcome.recent.office"]
    lines[0].clicked.emit()
    assert program.window is not None


def test_the_page_speaks_spanish_at_a_click_and_keeps_what_was_typed(program: Program) -> None:
    program.begin(None, None)
    page = welcome_of(program)
    page.form.field("name").setText("Miralba")
    page.language.button("es").click()
    assert texts.language() == "es"
    assert page.form.values()["name"] == "Miralba"


def test_the_window_gives_way_to_the_welcome_page_and_comes_back(
    qtbot: QtBot, program: Program, office_book: Path
) -> None:
    program.begin(str(office_book), None)
    assert program.window is not None
    program.window.another_book()
    qtbot.waitUntil(lambda: program.welcome is not None)
    assert program.window is None
    program.open(office_book, None)
    assert program.welcome is None


def test_the_demo_book_is_made_once_and_opened(qtbot: QtBot, program: Program) -> None:
    program.begin(None, None)
    welcome_of(program).demo.click()
    qtbot.waitUntil(lambda: program.window is not None, timeout=30_000)
    made = office.book_path()
    program.show_welcome()
    welcome_of(program).demo.click()
    assert office.book_path() == made


def test_start_ends_with_the_last_window_and_closes_the_book(
    qtbot: QtBot, qapp: QApplication, office_book: Path
) -> None:
    def close() -> None:
        for widget in QApplication.topLevelWidgets():
            if widget.objectName() == "mainWindow" and widget.isVisible():
                widget.close()

    before = sys.excepthook
    QTimer.singleShot(300, close)
    assert start(str(office_book), None, open_window) == 0
    assert sys.excepthook is before
    assert remembered.recent()[0].path == office_book
    book.close()
    theme.apply(qapp, "light")
    qapp.setStyleSheet("")


def test_the_unexpected_is_written_down_and_told_once_with_a_report_to_copy(
    qtbot: QtBot, qapp: QApplication, expect_log: object
) -> None:
    expect_log("unexpected problem")  # type: ignore[operator]
    theme.apply(qapp, "light")
    reporter = Reporter()
    reporter.install()
    told: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ReportDialog)
        told.append(dialog.report.toPlainText())
        problem = ValueError("a second one")
        reporter.report(ValueError, problem, None)  # only written down
        dialog.copy.click()
        dialog.primary.click()

    try:
        problem = RuntimeError("something broke")
        reporter.report(RuntimeError, problem, None)
        QTimer.singleShot(0, answer)
        qtbot.waitUntil(lambda: len(told) == 1)
    finally:
        reporter.uninstall()
    assert len(told) == 1
    assert "RuntimeError: something broke" in QGuiApplication.clipboard().text()
    written = (remembered.log_folder() / "crmdesk.log").read_text("utf-8")
    assert "something broke" in written
    assert "a second one" in written
    qapp.setStyleSheet("")


def test_a_damaged_list_of_books_is_an_empty_one(user_folders: Path) -> None:
    remembered.folder().mkdir(parents=True, exist_ok=True)
    for text in ("{", "[]", '{"books": 3}', '{"books": [1, {"user": "x"}]}'):
        (remembered.folder() / "window.json").write_text(text)
        assert remembered.recent() == []

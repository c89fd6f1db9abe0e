"""What floats above a window: dialogs, the palette, the keys, jobs; and steps and chips."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QPoint, Qt, QThread, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crmdesk.ui.chips import ChipRow, MenuPill, Pill
from crmdesk.ui.dialogs import Dialog, Dim, ask, picture
from crmdesk.ui.empty import Empty
from crmdesk.ui.fields import Text
from crmdesk.ui.forms import Form
from crmdesk.ui.jobs import Cancelled, Job, JobBar, Progress
from crmdesk.ui.keys import Keys
from crmdesk.ui.palette import Entry, Palette
from crmdesk.ui.steps import Step, Steps


def press(name: str) -> None:
    """Click a button of the dialog that is about to open."""
    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().findChild(QPushButton, name).click())


def test_a_dialog_dims_the_window_while_it_is_open(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Win “Fleet”", "Transportes Rivera", primary="Mark as won", name="dialog.won")
    dialog.open()
    qtbot.waitExposed(dialog)
    assert window.findChild(Dim) is not None
    assert picture(window).toImage() != window.grab().toImage()
    dialog.primary.click()
    assert dialog.result() == Dialog.DialogCode.Accepted
    assert not any(dim.isVisible() for dim in window.findChildren(Dim))


def test_a_dialog_gives_back_the_room_of_a_line_that_is_gone(window: QWidget, qtbot: QtBot) -> None:
    form = Form("lost")
    form.add("reason", "Reason", Text())
    dialog = Dialog(window, "Lose it", name="dialog.lost")
    dialog.hold(form)
    dialog.open()
    qtbot.waitExposed(dialog)
    high = dialog.height()
    form.set_problems({"reason": "Choose a reason."})
    qtbot.waitUntil(lambda: dialog.height() > high)
    form.set_problems({})
    qtbot.waitUntil(lambda: dialog.height() == high)
    dialog.reject()


def test_esc_cancels_a_dialog(window: QWidget) -> None:
    dialog = Dialog(window, "Lose it", name="dialog.lost")
    QTimer.singleShot(0, lambda: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    assert dialog.exec() == Dialog.DialogCode.Rejected


def test_a_dialog_with_a_form_stays_open_until_nothing_is_wrong(window: QWidget, qtbot: QtBot) -> None:
    refused: list[dict[str, Any]] = []

    def submit(values: dict[str, Any]) -> dict[str, str]:
        refused.append(values)
        return {"reason": "Choose a reason."} if not values["reason"] else {}

    form = Form("lost")
    reason = form.add("reason", "Reason", Text())
    dialog = Dialog(window, "Lose it", primary="Mark as lost", name="dialog.lost")
    dialog.hold(form, submit)
    dialog.open()
    QTest.keyClick(reason, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClicks(reason, "Price")
    dialog.primary.click()
    assert not dialog.isVisible()
    assert [values["reason"] for values in refused] == ["", "Price"]


def test_enter_on_cancel_cancels(window: QWidget) -> None:
    dialog = Dialog(window, "Delete?", danger=True)
    dialog.open()
    dialog.cancel.setFocus()
    QTest.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert dialog.result() == Dialog.DialogCode.Rejected


def test_a_question_gives_the_place_of_its_answer(window: QWidget) -> None:
    press("ask:0")
    assert ask(window, "Leave?", "What you typed is kept.", ["Discard", "Keep"]) == 0
    press("ask:ok")
    assert ask(window, "Leave?", "What you typed is kept.", ["Discard", "Keep"]) == 1
    press("ask:cancel")
    assert ask(window, "Leave?", "What you typed is kept.", ["Discard", "Keep"]) is None


STEPS = [Step(1, "New", "3 d"), Step(2, "Talks", "8 d"), Step(3, "Offer", "12 d"), Step(4, "Closing")]


def make_steps(window: QWidget) -> Steps:
    steps = Steps()
    window.layout().addWidget(steps)
    steps.set_steps(STEPS, 3)
    steps.show()
    QApplication.processEvents()
    return steps


def test_a_click_on_a_step_asks_to_be_there(window: QWidget, qtbot: QtBot) -> None:
    steps = make_steps(window)
    with qtbot.waitSignal(steps.chosen) as chosen:
        qtbot.mouseClick(steps, Qt.MouseButton.LeftButton, pos=steps.step_rect(3).center().toPoint())
    assert chosen.args == [4]
    assert steps.current() == 3  # whoever hears the wish moves it


def test_steps_are_walked_by_keyboard_and_spoken(window: QWidget, qtbot: QtBot) -> None:
    steps = make_steps(window)
    assert steps.accessibleName() == "Step 3 of 4: Offer 12 d"
    QTest.keyClick(steps, Qt.Key.Key_Left)
    with qtbot.waitSignal(steps.chosen) as chosen:
        QTest.keyClick(steps, Qt.Key.Key_Return)
    assert chosen.args == [2]


def test_a_step_whose_stage_is_gone_marks_none(window: QWidget) -> None:
    steps = make_steps(window)
    steps.set_steps(STEPS, 99)
    assert steps.current() is None
    steps.set_steps([], None)
    steps.grab()


def entries(*titles: str, done: list[str] | None = None) -> list[Entry]:
    return [
        Entry(title, "", "tag", lambda title=title: (done if done is not None else []).append(title))
        for title in titles
    ]


def shown(palette: Palette) -> list[str]:
    return [palette._model.item(row).text() for row in range(palette._model.rowCount())]


def test_a_few_letters_and_enter_run_a_command(window: QWidget) -> None:
    done: list[str] = []
    palette = Palette(window)
    known = entries("Board", "Contacts", "Companies", done=done)
    palette.add_source("Go to", lambda text: [entry for entry in known if text.lower() in entry.title.lower()])
    palette.open()
    QTest.keyClicks(palette.line, "comp")
    assert shown(palette) == ["Go to", "Companies"]
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert done == ["Companies"]
    assert not palette.isVisible()
    palette.open()
    assert shown(palette) == ["Recent", "Companies", "Go to", "Board", "Contacts"]


def test_arrows_skip_headings_and_esc_gives_the_focus_back(window: QWidget) -> None:
    done: list[str] = []
    field = QLineEdit()
    window.layout().addWidget(field)
    field.show()
    field.setFocus()
    palette = Palette(window)
    palette.add_source("One", lambda text: entries("a", done=done))
    palette.add_source("Two", lambda text: entries("b", done=done))
    palette.open()
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    QTest.keyClick(palette.line, Qt.Key.Key_Up)
    assert done == ["b"]
    palette.open()
    QTest.keyClick(palette.line, Qt.Key.Key_Escape)
    assert window.focusWidget() is field


def test_an_answer_that_comes_too_late_is_dropped(window: QWidget) -> None:
    waiting: list[tuple[str, Any]] = []
    palette = Palette(window)
    palette.add_slow_source("Records", lambda text, answer: waiting.append((text, answer)))
    palette.open()
    QTest.keyClicks(palette.line, "fl")
    late, newest = waiting[-2][1], waiting[-1][1]
    newest(entries("Fleet"))
    late(entries("Old answer"))
    assert shown(palette) == ["Records", "Fleet"]


def test_a_palette_without_answers_says_so(window: QWidget) -> None:
    palette = Palette(window)
    palette.open("zzz")
    assert palette._nothing.isVisible()


def test_letters_are_letters_while_typing(window: QWidget, qtbot: QtBot) -> None:
    pressed: list[str] = []
    keys = Keys(window)
    keys.add("Board", "New", "N", lambda: pressed.append("N"))
    keys.add("General", "Search", "Ctrl+K", lambda: pressed.append("Ctrl+K"))
    field, plain = QLineEdit(), QPushButton("x")
    for widget in (field, plain):
        window.layout().addWidget(widget)
        widget.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_N)
    qtbot.keyClick(field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert (field.text(), pressed) == ("n", ["Ctrl+K"])
    plain.setFocus()
    qtbot.keyClick(plain, Qt.Key.Key_N)
    assert pressed == ["Ctrl+K", "N"]


def test_the_sheet_lists_every_key(window: QWidget, qtbot: QtBot) -> None:
    keys = Keys(window)
    keys.add("General", "Search", "Ctrl+K", lambda: None)
    keys.describe("Board", "Move the card", "Ctrl+Right")
    sheet = keys.show_sheet()
    qtbot.addWidget(sheet)
    spoken = [widget.accessibleName() for widget in sheet.findChildren(QWidget)]
    assert "Move the card: Ctrl+→" in spoken
    sheet.accept()


def test_a_job_works_elsewhere_and_answers_here(window: QWidget, qtbot: QtBot) -> None:
    seen: list[Any] = []

    @contextmanager
    def around() -> Iterator[None]:
        seen.append("connected")
        yield
        seen.append("closed")

    def work(cancelled: threading.Event, progress: Progress) -> QThread:
        progress(1, 1)
        return QThread.currentThread()

    job = Job(work, around)
    threads: list[QThread] = []
    job.finished.connect(lambda _result: threads.append(QThread.currentThread()))
    with qtbot.waitSignals([job.progressed, job.finished]):
        job.start()
    assert threads == [window.thread()]
    assert seen == ["connected", "closed"]


def test_a_job_that_fails_gives_its_problem(window: QWidget, qtbot: QtBot) -> None:
    def work(cancelled: threading.Event, progress: Progress) -> None:
        raise ValueError("no such column")

    job = Job(work)
    with qtbot.waitSignal(job.failed) as failed:
        job.start()
    assert str(failed.args[0]) == "no such column"


def test_long_work_shows_its_progress_and_can_be_stopped(window: QWidget, qtbot: QtBot) -> None:
    def work(cancelled: threading.Event, progress: Progress) -> None:
        progress(1, 4)
        cancelled.wait(10)
        raise Cancelled

    bar = JobBar(window)
    job = bar.watch(Job(work), "Importing companies.csv")
    job.start()
    assert not bar.isVisible()
    qtbot.waitUntil(bar.isVisible)
    assert bar.count.text() == "1 of 4"
    with qtbot.waitSignal(job.stopped):
        bar.cancel_button.click()
    assert not bar.isVisible()


def test_quick_work_shows_nothing(window: QWidget, qtbot: QtBot) -> None:
    bar = JobBar(window)
    job = bar.watch(Job(lambda cancelled, progress: 1), "Counting")
    with qtbot.waitSignal(job.finished):
        job.start()
    assert not bar._late.isActive()
    assert not bar.isVisible()


def test_a_filter_is_taken_away_by_its_x_or_by_delete(window: QWidget, qtbot: QtBot) -> None:
    row = ChipRow()
    pill = row.add(Pill("Mine", on=True, removable=True))
    window.layout().addWidget(row)
    row.show()
    assert isinstance(pill, Pill)
    with qtbot.waitSignal(pill.removed):
        qtbot.mouseClick(pill, Qt.MouseButton.LeftButton, pos=QPoint(pill.width() - 14, 12))
    with qtbot.waitSignal(pill.removed):
        QTest.keyClick(pill, Qt.Key.Key_Delete)
    assert pill.is_on()
    row.remove(pill)


def test_the_row_says_how_many_are_left_and_clears(window: QWidget, qtbot: QtBot) -> None:
    row = ChipRow(window)
    row.set_count(12, 40)
    assert row.count.text().startswith("12 of 40")
    with qtbot.waitSignal(row.clear_requested):
        row.clear.click()
    row.set_count(40, 40)
    assert row._count_place.isHidden()


def test_a_pill_says_what_is_chosen(window: QWidget) -> None:
    pill = MenuPill("Funnel", [(1, "Sales"), (2, "Service")], 1)
    pill.setParent(window)
    assert pill.text() == "Funnel: Sales"
    pill.set_value(2)
    assert pill.accessibleName() == "Funnel: Service"


def test_an_empty_screen_offers_the_next_step(window: QWidget, qtbot: QtBot) -> None:
    empty = Empty("leads", "No leads yet", "Add a lead", parent=window)
    with qtbot.waitSignal(empty.requested):
        empty.action.click()


def test_sources_are_lists_of_entries() -> None:
    made: Sequence[Entry] = entries("a")
    assert made[0].identity() == "a"

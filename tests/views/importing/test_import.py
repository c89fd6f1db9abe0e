"""A file is chosen, mapped, asked about, rehearsed, taken in and taken back, in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from crmdesk.exchange.importing import Mode, Report
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company
from crmdesk.sales import activities, records
from crmdesk.views.importing import ImportScreen
from crmdesk.views.window import MainWindow

Take = Callable[..., ImportScreen]
COMPANIES = "Empresa,Sector,Empleados\nÓpticas Miralba,Salud,12\nTaller Lince,Motor,4\nHostal Cantera,Turismo,diez\n"
DEALS = (
    "Trato;Cliente;Importe;Etapa;Fecha prevista\n"
    "Uno;Acme;1000,50;Proposal;03/04/2026\n"
    "Dos;Acme;2000,00;Proposal;05/06/2026\n"
)


def report(screen: ImportScreen) -> Report:
    assert screen.rehearsal is not None
    assert screen.rehearsal.report is not None
    return screen.rehearsal.report


def rehearse(qtbot: QtBot, screen: ImportScreen) -> None:
    qtbot.waitUntil(lambda: screen.rehearsal is not None, timeout=10_000)


def wait_for_number(qtbot: QtBot, screen: ImportScreen, name: str, number: str) -> None:
    def shown() -> list[str]:
        found = screen.outcome.findChildren(QLabel, f"import.numbers.{name}")
        return [one.text() for one in found if one.isVisible()]

    qtbot.waitUntil(lambda: shown() == [number])


def test_the_kind_and_the_mapping_are_guessed_and_nothing_is_written(qtbot: QtBot, take: Take) -> None:
    screen = take(COMPANIES)
    assert screen.source.kind.value() == "company"
    assert screen.mapping.mapping() == {"Empresa": "name", "Sector": "industry", "Empleados": "employees"}
    assert (report(screen).new, len(report(screen).refused)) == (2, 1)
    wait_for_number(qtbot, screen, "new", "2")
    wait_for_number(qtbot, screen, "refused", "1")
    assert screen.preview.view is not None
    assert screen.preview.view.model().rowCount() == 3
    assert Company.select().count() == 0


def test_the_import_is_one_step_and_undo_shows_the_rehearsal_again(
    qtbot: QtBot, window: MainWindow, take: Take
) -> None:
    screen = take(COMPANIES)
    with qtbot.waitSignal(window.events.committed, timeout=10_000):
        screen.outcome.go.click()
    assert Company.select().count() == 2
    assert window.toast.isVisible()
    assert not screen.outcome.go.isVisible()
    window.toast.action.click()
    assert Company.select().count() == 0
    rehearse(qtbot, screen)
    assert report(screen).new == 2
    assert screen.outcome.go.isEnabled()


def test_the_same_file_again_changes_nothing(qtbot: QtBot, window: MainWindow, take: Take) -> None:
    screen = take(COMPANIES)
    with qtbot.waitSignal(window.events.committed, timeout=10_000):
        screen.outcome.go.click()
    screen.rehearsal = None
    screen.take_file(screen.path)  # type: ignore[arg-type]
    rehearse(qtbot, screen)
    assert (report(screen).new, report(screen).unchanged) == (0, 2)
    assert not screen.outcome.go.isEnabled()


def test_days_that_can_be_read_in_two_ways_are_asked_for_with_real_examples(qtbot: QtBot, take: Take) -> None:
    screen = take(DEALS)
    assert screen.rehearsal is not None
    assert screen.rehearsal.report is None
    assert not screen.outcome.go.isEnabled()
    answer = screen.findChild(QRadioButton, "import.answer.dmy")
    assert answer is not None
    texts = " ".join(one.text() for one in screen.outcome.findChildren(QLabel))
    assert "03/04/2026 → Apr 3, 2026" in texts
    assert "2 rows depend on it" in texts
    answer.click()
    rehearse(qtbot, screen)
    assert report(screen).new == 2
    assert screen.mapping._lines["Fecha prevista"].format.text() == "read as day, month, year"
    assert screen.mapping._lines["Importe"].format.text() == "read with a decimal comma"


def test_a_field_is_filled_by_one_column_the_last_one_chosen(qtbot: QtBot, take: Take) -> None:
    screen = take("Empresa,Otra\nAcme,Bcme\n", kind="company")
    screen.mapping.field_of("Otra").set_value("name")
    assert screen.mapping.mapping() == {"Otra": "name"}
    rehearse(qtbot, screen)
    assert report(screen).new == 1


def test_without_a_column_taken_it_says_so(qtbot: QtBot, take: Take) -> None:
    screen = take("Empresa,Otra\nAcme,Bcme\n", kind="company")
    screen.mapping.field_of("Empresa").set_value(None)
    rehearse(qtbot, screen)
    assert "No column is mapped" in screen.outcome.state.text()
    assert not screen.outcome.go.isEnabled()


def test_updating_only_refuses_what_is_new(qtbot: QtBot, take: Take) -> None:
    screen = take("Empresa,Sector\nAcme,Motor\n")
    screen.source.mode.set_value(Mode.UPDATE)
    rehearse(qtbot, screen)
    assert (report(screen).new, len(report(screen).refused)) == (0, 1)


def test_the_separator_and_the_letters_can_be_corrected(qtbot: QtBot, take: Take) -> None:
    screen = take("Compañía;Sector\nAcme;Motor, coches\n")
    assert screen.source.separator.value() == ";"
    screen.source.separator.set_value(",")
    qtbot.waitUntil(lambda: list(screen.mapping._lines) == ["Compañía;Sector"], timeout=10_000)
    screen.source.separator.set_value(";")
    qtbot.waitUntil(lambda: list(screen.mapping._lines) == ["Compañía", "Sector"], timeout=10_000)
    screen.source.encoding.set_value("windows-1252")
    qtbot.waitUntil(lambda: list(screen.mapping._lines) == ["CompaÃ±Ã\xada", "Sector"], timeout=10_000)


def test_an_encoding_that_cannot_be_is_told_and_the_file_stays(qtbot: QtBot, take: Take) -> None:
    screen = take("Empresa,Sector\nAcme,Motor \n")  # an odd number of bytes
    screen.source.encoding.set_value("utf-16")
    qtbot.waitUntil(lambda: "not written in utf-16" in screen.outcome.state.text(), timeout=10_000)
    assert not screen.outcome.go.isEnabled()


def test_refused_rows_are_saved_with_their_reasons(take: Take, tmp_path: Path) -> None:
    screen = take(COMPANIES)
    button = screen.findChild(QPushButton, "import.save")
    assert button is not None
    target = tmp_path / "refused.csv"
    screen.save_refused(target, report(screen))
    text = target.read_text("utf-8-sig")
    assert "Hostal Cantera" in text
    assert "diez" in text


@pytest.mark.parametrize("text", ["", "a,b\0c\n1,2\n", "12,34\n56,78\n", ",".join("abcde" * 100) + "\n1\n"])
def test_a_file_that_is_no_table_is_one_sentence(qtbot: QtBot, window: MainWindow, tmp_path: Path, text: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text)
    window.go("import", file=str(file))
    qtbot.waitUntil(window.toast.is_failure, timeout=10_000)
    assert window.toast.text.text()
    screen = window.screen_named("import")
    assert isinstance(screen, ImportScreen)
    assert screen.empty.isVisible()


def test_a_folder_is_refused_and_the_file_before_it_stays(qtbot: QtBot, take: Take, tmp_path: Path) -> None:
    screen = take(COMPANIES)
    screen.take_file(tmp_path)
    qtbot.waitUntil(lambda: "folder" in screen.outcome.state.text(), timeout=10_000)
    assert screen.source.name.text() == "file.csv"


def test_a_dropped_file_is_taken(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    file = tmp_path / "companies.csv"
    file.write_text(COMPANIES, "utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    entered = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, left, none))
    screen = window.screen_named("import")
    assert isinstance(screen, ImportScreen)
    rehearse(qtbot, screen)
    assert screen.source.name.text() == "companies.csv"


def test_a_cancelled_import_writes_nothing(qtbot: QtBot, window: MainWindow, take: Take) -> None:
    rows = "".join(f"Company {number},Sector\n" for number in range(20_000))
    screen = take(f"Empresa,Sector\n{rows}")
    assert report(screen).new == 20_000
    screen.run_import()
    window.jobs._cancel()
    qtbot.waitUntil(lambda: not screen._importing, timeout=20_000)
    assert Company.select().count() == 0
    assert screen.outcome.go.isEnabled()


def test_opportunities_come_with_their_companies(qtbot: QtBot, window: MainWindow, take: Take) -> None:
    screen = take(DEALS.replace("05/06/2026", "25/06/2026"))
    assert report(screen).created["company"] == 1
    with qtbot.waitSignal(window.events.committed, timeout=10_000):
        screen.outcome.go.click()
    assert {row.amount_minor for row in Opportunity.select()} == {1000_50, 2000_00}


def test_a_column_becomes_a_field_of_the_offices_own(qtbot: QtBot, take: Take) -> None:
    screen = take("Empresa,Ref: Color\nAcme,Rojo\nBolt,Azul\n", kind="company")
    desk = screen.workspace.desk
    screen.mapping.field_of("Ref: Color").set_value("custom:Ref Color")
    rehearse(qtbot, screen)
    assert report(screen).created == {"custom_field": 1}
    assert desk.settings.own_fields("company") == ()
    screen.run_import()
    qtbot.waitUntil(lambda: bool(desk.settings.own_fields("company")))
    (field,) = desk.settings.own_fields("company")
    assert (field.name, field.type) == ("custom:Ref Color", "text")


def test_tasks_of_another_program_are_activities_on_what_they_name(
    qtbot: QtBot, window: MainWindow, take: Take
) -> None:
    acme = records.add(window.desk, "company", {"name": "Acme", "external_id": "A-1"}).new("company")
    screen = take(
        "TaskExtId__c,WhatExtId__c,Subject,Status,Priority,ActivityDate\n"
        "T-1,A-1,Call them,Completed,High,2026-11-02\nT-2,A-1,Visit,Not Started,Normal,2026-11-30\nT-3,A-9,Lost,,,\n",
        name="tasks.csv",
    )
    assert screen.source.kind.value() == "activity"
    assert (report(screen).new, [str(one.reason) for one in report(screen).refused]) == (
        2, ["There is no record “A-9” to link to."],
    )  # fmt: skip
    with qtbot.waitSignal(window.events.committed, timeout=10_000):
        screen.outcome.go.click()
    planned, done = activities.of(window.desk, "company", acme)
    assert (planned.subject, done.subject, done.priority) == ("Visit", "Call them", 3)
    window.toast.action.click()
    assert activities.of(window.desk, "company", acme) == []

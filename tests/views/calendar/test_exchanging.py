"""Calendar files out of the window and into it, with a preview."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from crmdesk.models.activities import Activity
from crmdesk.sales import calendar as asked
from crmdesk.views.calendar import exchanging
from tests.views.calendar.test_calendar import calendar, plan
from tests.views.lists.office import Office, answer, child, settle

FILE = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:one
SUMMARY:Show the cars
DTSTART;TZID=Europe/Madrid:20261127T100000
DTEND;TZID=Europe/Madrid:20261127T113000
ATTENDEE:mailto:ana@example.org
END:VEVENT
BEGIN:VEVENT
UID:two
SUMMARY:Nobody known
DTSTART;VALUE=DATE:20261128
END:VEVENT
BEGIN:VEVENT
UID:three
SUMMARY:Long ago
DTSTART:16010101T000000Z
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "theirs.ics"
    path.write_text(FILE, "utf-8")
    return path


def test_a_calendar_is_seen_before_it_is_taken_in(office: Office, file: Path) -> None:
    screen = calendar(office, "month")

    def fill(dialog: Any) -> None:
        assert dialog.counts.text() == "1 new · 0 changed · 0 as they are here · 2 refused"
        dialog.form.field("about").set_value((("opportunity", office.fleet), "Flotilla"))
        dialog.rehearse()
        assert dialog.counts.text() == "2 new · 0 changed · 0 as they are here · 1 refused"
        shown = [dialog.table.topLevelItem(row).text(2) for row in range(3)]
        assert "1601" in shown[2]
        child(dialog, "dialog.calendar:ok", QPushButton).click()

    answer(office.qtbot, fill)
    exchanging.take_file(screen, file)
    settle()
    found = {row.external_id: row for row in Activity.select().where(Activity.external_id.is_null(False))}
    assert (found["one"].contact_id, found["one"].minutes) == (office.person, 90)
    assert found["two"].opportunity_id == office.fleet
    office.window.editor.undo()
    assert not Activity.select().where(Activity.external_id.is_null(False)).exists()


def test_what_cannot_be_read_of_an_event_is_told_before_and_after(office: Office, file: Path) -> None:
    file.write_text(FILE.replace("SUMMARY:Show the cars", "SUMMARY:Show the cars\nRDATE:20131210Z"), "utf-8")
    screen = calendar(office, "month")

    def fill(dialog: Any) -> None:
        assert dialog.counts.text() == "1 new · 0 changed · 0 as they are here · 2 refused · 1 not as a whole"
        assert dialog.table.topLevelItem(0).text(2) == "“RDATE:20131210Z” cannot be read and is left out."
        child(dialog, "dialog.calendar:ok", QPushButton).click()

    answer(office.qtbot, fill)
    exchanging.take_file(screen, file)
    settle()
    assert "of 1 something was left out" in office.window.toast.text.text()


def test_what_is_no_calendar_gets_a_sentence(office: Office, tmp_path: Path) -> None:
    (tmp_path / "no.ics").write_text("name,day\n", "utf-8")
    exchanging.take_file(calendar(office, "month"), tmp_path / "no.ics")
    assert "not a calendar" in office.window.toast.text.text()


def test_the_calendar_is_saved_and_comes_back_as_it_was(office: Office, tmp_path: Path) -> None:
    plan(office, "Call")
    screen = calendar(office, "month")
    exchanging.save(screen, tmp_path / "mine.ics", screen.shown_activities())
    assert "mine.ics" in office.window.toast.text.text()
    assert asked.mine(office.desk)

    def look(dialog: Any) -> None:
        told = dialog.counts.text()
        dialog.reject()
        assert told == "0 new · 0 changed · 1 as it is here · 0 refused"

    answer(office.qtbot, look)
    exchanging.take_file(screen, tmp_path / "mine.ics")


def test_the_menu_offers_both_ways(office: Office) -> None:
    screen = calendar(office, "month")
    child(screen, "calendar.more", QPushButton).click()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == [
        "Export what is shown…",
        "Export all of mine…",
        "Import a calendar…",
    ]
    menu.close()

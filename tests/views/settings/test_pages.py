"""Lists, people, words, language, theme, the book and its history, each changed in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from crmdesk import texts
from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import history, office, preferences, settings, words
from crmdesk.ui import theme
from crmdesk.ui.dialogs import Dialog
from crmdesk.ui.fields import Choice
from crmdesk.views.settings import SettingsScreen
from crmdesk.views.settings.appearance import AppearancePage
from crmdesk.views.settings.book import BookPage, HistoryPage
from crmdesk.views.settings.lists import ListPanel, PeoplePage, ReasonsPage
from crmdesk.views.settings.office import OWN, OfficePage
from crmdesk.views.window import MainWindow

Go = Callable[[str], object]


def value(kind: str, name: str) -> office.Value:
    return next(one for one in office.values_of(kind) if one.name == name)


def row(panel: ListPanel, name: str) -> object:
    return panel.rows.row(value(panel.kind, name).id)


def test_a_reason_asks_for_a_note_and_is_no_longer_offered(page: Go) -> None:
    reasons = page("lists")
    assert isinstance(reasons, ReasonsPage)
    price = reasons.reasons.rows.row(value("reason", "Price").id)
    price.fields["needs_note"].set_value(True)
    price.fields["active"].set_value(False)
    kept = value("reason", "Price").values
    assert (kept["needs_note"], kept["active"]) == (True, False)


def test_sources_are_added_and_put_in_order(qtbot: QtBot, page: Go) -> None:
    sources = page("lists").sources  # type: ignore[attr-defined]
    sources.adder.line.setText("Radio")
    sources.adder.go.click()
    names = [one.name for one in office.values_of("source")]
    assert names[-1] == "Radio"
    grip = sources.rows.row(value("source", "Radio").id).grip
    grip.setFocus()
    qtbot.keyClick(grip, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert [one.name for one in office.values_of("source")][-2] == "Radio"


def test_a_user_gets_an_address_a_team_and_a_wrong_address_is_refused(qtbot: QtBot, page: Go) -> None:
    people = page("people")
    assert isinstance(people, PeoplePage)
    people.teams.adder.line.setText("North")
    people.teams.adder.go.click()
    bea = people.users.rows.row(value("user", "Bea").id)
    bea.fields["team"].set_value(value("team", "North").id)
    for typed in ("bea@", "bea@office.example"):
        bea.fields["email"].setText(typed)  # type: ignore[attr-defined]
        qtbot.keyClick(bea.fields["email"], Qt.Key.Key_Return)
        assert bea.note.isVisible() == (typed == "bea@")
    kept = value("user", "Bea").values
    assert (kept["email"], kept["team"]) == ("bea@office.example", value("team", "North").id)
    assert office.values_of("team", people.desk)[0].used.count == 1


def test_who_works_cannot_be_deleted_and_another_users_records_go_to_a_substitute(window: MainWindow, page: Go) -> None:
    users = page("people").users  # type: ignore[attr-defined]
    ana, bea = value("user", "Ana"), value("user", "Bea")
    assert not users.rows.row(ana.id).bin.isEnabled()
    one = Opportunity.select().first()
    from crmdesk.sales import records

    window.editor.run(lambda: records.save_all(window.desk, "opportunity", [one.id], {"owner": bea.id}))

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Dialog)
        choice = dialog.findChild(Choice)
        assert choice is not None
        choice.set_value(ana.id)
        dialog.primary.click()

    QTimer.singleShot(0, answer)
    users.rows.row(bea.id).bin.click()
    assert [user.name for user in office.values_of("user")] == ["Ana"]
    assert Opportunity.get_by_id(one.id).owner_id == ana.id
    window.editor.undo()
    assert Opportunity.get_by_id(one.id).owner_id == bea.id


def test_the_books_name_is_in_the_windows_title_at_once(qtbot: QtBot, window: MainWindow, page: Go) -> None:
    name = page("office").name  # type: ignore[attr-defined]
    name.selectAll()
    qtbot.keyClicks(name, "Casa Lince")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert window.windowTitle() == "Casa Lince - CRM Desk"


def test_the_currency_of_a_book_with_amounts_stays(page: Go) -> None:
    office_page = page("office")
    assert isinstance(office_page, OfficePage)
    office_page.currency.set_value(("USD", "USD"))
    shown = [note.text() for note, _hint, _editor in office_page.lines._notes.values()]
    assert any("already counts in EUR" in text for text in shown)
    assert office_page.currency.value() == "EUR"
    assert office_page.desk.currency == "EUR"


def test_another_word_speaks_at_once_in_the_same_place_and_undo_takes_it_back(
    qtbot: QtBot, window: MainWindow, page: Go
) -> None:
    editor = page("office").words.editors["opportunity"]  # type: ignore[attr-defined]
    with qtbot.waitSignal(window.succeeded):
        editor.choice.set_value(1)
    second = window.successor
    assert second is not None
    assert words.word(second.desk, "opportunity").one == "Deal"
    screen = second.screen_named("settings")
    assert isinstance(screen, SettingsScreen)
    assert (second.screen_key, screen.section) == ("settings", "office")
    assert second.toast.isVisible()
    with qtbot.waitSignal(second.succeeded):
        second.toast.action.click()
    third = second.successor
    assert third is not None
    assert words.word(third.desk, "opportunity").one == "Opportunity"


def test_an_own_word_is_kept_when_both_forms_are_typed(qtbot: QtBot, window: MainWindow, page: Go) -> None:
    editor = page("office").words.editors["lead"]  # type: ignore[attr-defined]
    editor.choice.set_value(OWN)
    editor.one.setText("Suspect")
    qtbot.keyClick(editor.one, Qt.Key.Key_Return)
    assert window.desk.settings.words == {}
    editor.many.setText("Suspects")
    with qtbot.waitSignal(window.succeeded):
        qtbot.keyClick(editor.many, Qt.Key.Key_Return)
    assert words.word(window.desk, "lead").many == "Suspects"


def test_the_language_changes_at_once_and_stays(qtbot: QtBot, window: MainWindow, page: Go) -> None:
    appearance = page("appearance")
    assert isinstance(appearance, AppearancePage)
    with qtbot.waitSignal(window.succeeded):
        appearance.language.button("es").click()
    assert texts.language() == "es"
    assert window.successor is not None
    assert preferences.get(window.successor.desk, "language") == "es"


def test_the_theme_changes_at_once(page: Go) -> None:
    appearance = page("appearance")
    assert isinstance(appearance, AppearancePage)
    appearance.theme.button("dark").click()
    assert theme.is_dark()
    appearance.theme.button("light").click()
    assert not theme.is_dark()


def test_another_user_works_in_a_window_of_his_own(qtbot: QtBot, window: MainWindow, page: Go) -> None:
    appearance = page("appearance")
    assert isinstance(appearance, AppearancePage)
    bea = value("user", "Bea")
    with qtbot.waitSignal(window.succeeded):
        appearance.user.set_value(bea.id)
    assert window.successor is not None
    assert window.successor.desk.user == bea.id
    assert window.successor.screen_key == "settings"


def test_the_book_says_where_it_is_and_what_is_in_it(office: Path, page: Go) -> None:
    book_page = page("book")
    assert isinstance(book_page, BookPage)
    assert book_page.path.text() == str(office)
    assert [part.text() for part in book_page._count_labels["opportunity"]] == ["3", "Opportunities"]


def test_an_older_step_is_undone_from_the_history(window: MainWindow, page: Go) -> None:
    steps = page("history")
    assert isinstance(steps, HistoryPage)
    older = next(step for step in history.steps(window.desk) if "Sale 1" in str(step.label))
    button = steps.findChild(QPushButton, f"settings.history:undo.{older.id}")
    assert button is not None
    button.click()
    assert {row.title for row in Opportunity.select()} == {"Sale 0", "Sale 2"}
    assert not history.stands(older.id)


def test_the_history_is_shown_a_page_at_a_time(window: MainWindow, page: Go) -> None:
    for number in range(60):
        window.editor.run(lambda number=number: settings.change(window.desk, name=f"Name {number}"))
    steps = page("history")
    assert isinstance(steps, HistoryPage)
    assert len(steps._steps) == history.PAGE
    steps.more.click()
    assert len(steps._steps) == history.count(window.desk)
    assert not steps.more.isVisible()


@pytest.mark.parametrize("name", ["x" * 10_000, "مرحبا", "🦊 fox"])
def test_any_text_may_be_typed_as_a_name(qtbot: QtBot, page: Go, name: str) -> None:
    adder = page("lists").reasons.adder  # type: ignore[attr-defined]
    adder.line.setText(name)
    adder.go.click()
    assert adder.note.isVisible() == (len(name) > 300)
    assert len(office.values_of("reason")) == (6 if len(name) > 300 else 7)

"""Messages and notes in the real window: written, answered, named, pinned, changed, with files, and read."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crmdesk.models import journal
from crmdesk.models.people import Role, User
from crmdesk.sales import documents, messages, unread
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.mentions import named_in
from crmdesk.texts import msg
from crmdesk.ui import formats
from crmdesk.views.conversation.words import as_html, day_of
from tests.views.lists.office import TODAY, Office, answer, child, settle

CONTROL = Qt.KeyboardModifier.ControlModifier


def write(office: Office, text: str, hour: int = 9, user: str = "Ana", minute: int = 0, **how: Any) -> int:
    desk = Desk(office.users[user], Clock.at(datetime(2026, 11, 20, hour, minute)))
    return messages.write(desk, "opportunity", office.fleet, text, **how).new("message")


def part(office: Office) -> Any:
    """The conversation of the fleet's page."""
    page = office.go("opportunity-page", record=office.fleet)
    page.tabs.show_part("messages")
    settle()
    return page.tabs.part("messages")


def texts(shown: Any) -> list[str]:
    return [card.row.text for card in shown.stream.cards()]


def type_in(shown: Any, text: str) -> None:
    shown.composer.edit.setFocus()
    QTest.keyClicks(shown.composer.edit, text)
    settle()


def send(shown: Any) -> None:
    QTest.keyClick(shown.composer.edit, Qt.Key.Key_Return, CONTROL)
    settle()


def until(office: Office, true: Any) -> None:
    office.qtbot.waitUntil(lambda: bool(true()), timeout=5000)
    settle()


def test_what_is_typed_is_sent_by_ctrl_enter_and_saves_no_form(office: Office) -> None:
    shown = part(office)
    assert shown._either.currentWidget() is shown._empty
    assert not shown.composer.send.isEnabled()
    type_in(shown, "They agreed")
    send(shown)
    assert texts(shown) == ["They agreed"]
    assert shown.composer.words() == ""
    assert QApplication.focusWidget() is shown.composer.edit or office.window.focusWidget() is shown.composer.edit
    assert "Nothing was changed" not in office.window.toast.text.text()
    office.window.editor.undo()
    settle()
    assert texts(shown) == []


def test_a_note_is_written_by_its_switch(office: Office) -> None:
    shown = part(office)
    child(shown, "composer.note").click()
    type_in(shown, "Mind the dog")
    child(shown, "composer.send").click()
    settle()
    assert messages.of(office.desk, "opportunity", office.fleet)[0].is_note


def test_an_at_drops_down_who_there_is_and_enter_writes_the_name(office: Office) -> None:
    shown = part(office)
    type_in(shown, "Ask @o")
    popup = shown.composer.edit.popup
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    settle()
    assert shown.composer.words() == "Ask @Óscar "
    assert not popup.isVisible()
    send(shown)
    oscar = Desk(office.users["Óscar"], office.desk.clock)
    assert [one.text for one in unread.mentions(oscar)] == ["Ask @Óscar"]


def test_looking_at_the_conversation_reads_what_one_is_named_in(office: Office) -> None:
    write(office, "@Ana please", user="Óscar")
    assert len(unread.mentions(office.desk)) == 1
    part(office)
    assert unread.mentions(office.desk) == []


def test_an_answer_shows_what_it_answers(office: Office) -> None:
    write(office, "Who calls them?", user="Óscar")
    shown = part(office)
    reply_to(shown.stream.cards()[0])
    assert shown.composer.above.isVisible()
    type_in(shown, "I do")
    send(shown)
    assert not shown.composer.above.isVisible()
    quote = shown.stream.cards()[-1].row.quote
    assert (quote.author, quote.text) == ("Óscar", "Who calls them?")


def test_esc_gives_an_answer_up_and_stays_on_the_page(office: Office) -> None:
    write(office, "Who calls them?")
    shown = part(office)
    reply_to(shown.stream.cards()[0])
    QTest.keyClick(shown.composer.edit, Qt.Key.Key_Escape)
    settle()
    assert shown.composer.answers is None
    assert office.window.screen_key == "opportunity-page"


def reply_to(card: Any) -> None:
    QTest.mouseMove(card.window().windowHandle(), card.mapTo(card.window(), card.rect().center()))
    settle()
    card.reveal()  # without a window manager nobody tells of the pointer
    child(card, "message.reply").click()


def choose(card: Any, text: str) -> None:
    menu = card.menu()
    next(action for action in menu.actions() if action.text() == text).trigger()
    settle()


def test_a_message_is_changed_with_its_history(office: Office) -> None:
    write(office, "At nine")
    shown = part(office)
    QTest.keyClick(shown.composer.edit, Qt.Key.Key_Up)
    assert shown.composer.words() == "At nine"
    shown.composer.edit.show_words("At ten")
    send(shown)
    assert texts(shown) == ["At ten"]
    said: list[str] = []

    def look(sheet: Any) -> None:
        said.extend(label.text() for label in sheet.findChildren(type(sheet.title)) if label.isVisible())
        sheet.accept()

    answer(office.qtbot, look)
    child(shown.stream.cards()[0], "message.history").click()
    assert "At nine" in said
    assert "At ten" in said


def test_others_messages_are_not_ones_own_to_change(office: Office) -> None:
    office.desk.settings.forget()
    write(office, "Mine", user="Óscar")
    shown = part(office)  # Ana is an administrator, and may
    assert [action.text() for action in shown.stream.cards()[0].menu().actions()][-2:] == ["Change", "Remove"]
    QTest.keyClick(shown.composer.edit, Qt.Key.Key_Up)
    assert shown.composer.editing is None


def test_keys_reach_a_message_and_open_its_menu(office: Office) -> None:
    write(office, "By keys")
    shown = part(office)
    card = shown.stream.cards()[0]
    card.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    QTest.keyClick(card, Qt.Key.Key_Return)
    menu = child(card, "message.menu")
    assert [action.text() for action in menu.actions()] == ["Reply", "Pin to the top", "Change", "Remove"]
    menu.close()


def test_pins_stand_above_and_come_off(office: Office) -> None:
    write(office, "The gate code is 4711")
    shown = part(office)
    choose(shown.stream.cards()[0], "Pin to the top")
    assert shown.pins.isVisible()
    assert shown.stream.cards()[0].row.pinned
    child(shown.pins, "pins.off").click()
    settle()
    assert not shown.pins.isVisible()


def test_a_removed_message_comes_back_with_undo(office: Office) -> None:
    write(office, "Oops")
    shown = part(office)
    choose(shown.stream.cards()[0], "Remove")
    assert texts(shown) == []
    office.window.editor.undo()
    settle()
    assert texts(shown) == ["Oops"]


def test_files_are_pasted_into_a_message(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = part(office)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(name)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.txt", "b.txt")])
    shown.composer.edit.insertFromMimeData(data)
    settle()
    chips = shown.composer.findChildren(type(shown.composer.note), "composer.file")
    assert [chip.text() for chip in chips] == ["a.txt", "b.txt"]
    chips[0].removed.emit()
    settle()
    type_in(shown, "As promised")
    send(shown)
    until(office, lambda: texts(shown) == ["As promised"])
    assert [row.name for row in documents.of(office.desk, "opportunity", office.fleet)] == ["b.txt"]
    assert child(shown.stream.cards()[0], "message.document").text() == "b.txt"
    assert shown.composer.files == []


def test_a_file_that_cannot_be_kept_holds_the_message_back(office: Office, tmp_path: Path) -> None:
    shown = part(office)
    (tmp_path / "good.txt").write_text("x")
    shown.composer.add_files([tmp_path / "gone.txt", tmp_path / "good.txt"])
    type_in(shown, "As promised")
    with office.qtbot.waitSignal(office.window.events.failed, timeout=5000) as failed:
        send(shown)
        assert not shown.composer.edit.isEnabled()
        send(shown)  # and not twice
    assert failed.args == ["“gone.txt” is not there any more."]
    assert texts(shown) == []
    assert shown.composer.words() == "As promised"
    assert shown.composer.send.isEnabled()


def test_what_is_typed_survives_another_page_and_another_window(office: Office) -> None:
    shown = part(office)
    type_in(shown, "Not yet fini")
    office.go("leads")
    assert part(office).composer.words() == "Not yet fini"
    office.new_window()
    shown = part(office)
    assert shown.composer.words() == "Not yet fini"
    send(shown)
    office.new_window()
    assert part(office).composer.words() == ""


def test_another_records_conversation_is_another_one(office: Office) -> None:
    write(office, "Here")
    shown = part(office)
    type_in(shown, "half")
    page = office.go("opportunity-page", record=office.policy)
    page.tabs.show_part("messages")
    settle()
    assert texts(shown) == []
    assert shown.composer.words() == ""


def test_thousands_come_a_page_at_a_time_and_what_is_in_sight_stays(office: Office) -> None:
    for number in range(messages.PAGE * 2 + 5):
        write(office, f"Number {number}", hour=10, minute=number % 50)
    shown = part(office)
    bar = shown.stream.area.verticalScrollBar()
    assert len(texts(shown)) == messages.PAGE
    assert bar.value() == bar.maximum() > 0
    first = shown.stream.cards()[0]
    bar.setValue(0)
    settle()
    assert len(texts(shown)) == messages.PAGE * 2
    assert shown.stream.cards()[messages.PAGE] is first
    assert bar.value() > 0
    child(shown, "conversation.older").click()
    settle()
    assert len(texts(shown)) == messages.PAGE * 2 + 5
    assert not shown.stream.older.isVisible()


def test_nothing_typed_counts_as_markup(office: Office) -> None:
    text = "<b>x</b> & @Ana https://example.org/a?b=1&c=2. <script>"
    html = as_html(text, tuple(named_in(text, [(1, "Ana")])))
    assert "<b>" not in html
    assert "<script>" not in html
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html
    assert ">@Ana</span>" in html


def test_who_may_not_write_reads_and_is_told_why(office: Office) -> None:
    write(office, "For everybody")
    boss = office.window.desk
    with boss.step(msg("Role")):
        journal.edit(User, office.users["Óscar"], role=Role.get(Role.name == "Reader").id)
    office.desk = Desk(office.users["Óscar"], office.desk.clock)
    office.new_window()
    shown = part(office)
    assert texts(shown) == ["For everybody"]
    assert not shown.composer.isEnabled()
    assert "Reader" in shown.composer.toolTip()


def test_a_message_of_a_mebibyte_is_refused_and_stays_typed(office: Office) -> None:
    shown = part(office)
    text = "word " * (1 << 18)
    QApplication.clipboard().setText(text)
    shown.composer.edit.setFocus()
    shown.composer.edit.paste()
    send(shown)
    assert shown.composer.count.text() == "Text holds 20,000 characters at the most; this has 1,310,720."
    assert texts(shown) == []
    assert shown.composer.words() == text
    shown.composer.edit.setPlainText("Shorter")
    send(shown)
    assert texts(shown) == ["Shorter"]


def test_a_day_of_another_year_is_told_with_its_year(office: Office) -> None:
    said = [day_of(office.desk, datetime(year, 7, 10, 9)) for year in (TODAY.year, TODAY.year - 2)]
    assert said[0] == formats.long_day(date(TODAY.year, 7, 10))
    assert said[1] == f"{formats.long_day(date(TODAY.year - 2, 7, 10))}, {TODAY.year - 2}"

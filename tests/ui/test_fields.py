"""What can be typed in each editor, and what it says of bad input."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from crmdesk.ui.day import Day, read_day, show_day
from crmdesk.ui.fields import Choice, Integer, Money, Percent, Text
from crmdesk.ui.marks import ColorChoice, Stars
from crmdesk.ui.picker import Picker
from crmdesk.ui.tags import Tags

# the offscreen platform says so of every list that drops down
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support grabbing the keyboard", extend=True)

TODAY = date(2026, 11, 20)
MEXICO, USA = QLocale("es_MX"), QLocale("en_US")


def put(window: QWidget, field: QWidget) -> None:
    window.layout().addWidget(field)
    field.show()
    field.setFocus()


@pytest.mark.parametrize(
    ("typed", "locale", "day"),
    [
        ("19/12/2026", MEXICO, date(2026, 12, 19)),
        ("19-12-26", MEXICO, date(2026, 12, 19)),
        ("19 12 2026", MEXICO, date(2026, 12, 19)),
        ("12/19/2026", USA, date(2026, 12, 19)),
        ("2026-12-19", USA, date(2026, 12, 19)),
        ("5/1", MEXICO, date(2027, 1, 5)),
        ("+3", MEXICO, date(2026, 11, 23)),
        ("31/2/2026", MEXICO, None),
        ("1/1/0000", MEXICO, None),
        ("tomorrow", USA, None),
        ("٣/٤/٢٠٢٦", MEXICO, None),
        ("", MEXICO, None),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, locale: QLocale, day: date | None) -> None:
    assert read_day(typed, TODAY, locale) == day


def test_a_day_is_shown_with_its_whole_year() -> None:
    assert "2026" in show_day(TODAY, USA)
    assert read_day(show_day(TODAY, USA), TODAY, USA) == TODAY


def make_day(window: QWidget) -> Day:
    field = Day(lambda: TODAY)
    field.setLocale(MEXICO)
    put(window, field)
    return field


def test_a_year_outside_what_happens_is_a_problem(window: QWidget) -> None:
    field = make_day(window)
    field.setText("1/1/9999")
    assert field.value() is None
    assert "2199" in field.own_problem()
    field.setText("1/1/x")
    assert "20/11/2026" in field.own_problem()
    field.setText("")
    assert field.own_problem() == ""


def test_a_day_is_picked_from_the_month(window: QWidget, qtbot: QtBot) -> None:
    field = make_day(window)
    field.set_value(date(2026, 12, 31))
    QTest.keyClick(field, Qt.Key.Key_F4)
    popup = field.findChild(QWidget, "monthPopup")
    QTest.keyClick(popup.grid, Qt.Key.Key_Right)
    QTest.keyClick(popup.grid, Qt.Key.Key_Return)
    assert field.value() == date(2027, 1, 1)


def test_a_day_can_be_taken_away(window: QWidget) -> None:
    field = make_day(window)
    field.set_value(TODAY)
    field.open_month()
    field.findChild(QWidget, "month.none").click()
    assert field.value() is None


def test_whole_numbers_are_typed_with_or_without_groups(window: QWidget) -> None:
    field = Integer(most=100_000)
    field.setLocale(USA)
    for typed, value in (("12,345", 12_345), ("12345", 12_345), ("", None), ("1e9", None), ("200000", None)):
        field.setText(typed)
        assert field.value() == value
        assert bool(field.own_problem()) == (value is None and typed != "")
    field.deleteLater()


def test_a_percentage_takes_its_sign(window: QWidget) -> None:
    field = Percent(window)
    field.setText("62 %")
    assert field.value() == 62
    field.setText("101")
    assert "100" in field.own_problem()


def parse_cents(text: str) -> int | None:
    if text.startswith("-"):
        raise ValueError("An amount is never negative.")
    return int(text) * 100 if text.isdigit() else None


def test_money_is_understood_by_whoever_knows_currencies(window: QWidget) -> None:
    field = Money(parse_cents, lambda minor: f"{minor // 100}", sign="$", parent=window)
    field.set_amount(14_400)
    assert (field.value(), field.amount()) == ("144", 14_400)
    field.setText("-5")
    assert (field.amount(), field.own_problem()) == (None, "An amount is never negative.")
    field.setText("1e9")
    assert "1e9" in field.own_problem()


def test_a_text_too_long_is_told_and_not_cut(window: QWidget) -> None:
    field = Text(limit=200, parent=window)
    field.set_value("x" * 10_000)
    assert len(field.value()) == 10_000
    assert "9800" in field.own_problem()


def test_the_wheel_does_not_change_a_choice_and_values_survive_new_choices(window: QWidget) -> None:
    field = Choice([(1, "New"), (2, "Talks")], none="None", parent=window)
    field.set_value(2)
    field.set_choices([(2, "Talking"), (3, "Done")])
    assert (field.value(), field.currentText()) == (2, "Talking")
    field.set_value(99)
    assert field.value() is None


def test_stars_are_given_by_click_and_by_digit(window: QWidget, qtbot: QtBot) -> None:
    field = Stars()
    put(window, field)
    QTest.keyClick(field, Qt.Key.Key_3)
    assert field.value() == 3
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(6, 12))
    assert field.value() == 1
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(6, 12))
    assert field.value() == 0


def test_a_colour_is_chosen_by_arrows(window: QWidget) -> None:
    field = ColorChoice()
    put(window, field)
    QTest.keyClick(field, Qt.Key.Key_Left)
    assert field.value() == 6


COMPANIES = [(2**60, "Transportes Rivera", "Customer"), (2**60 + 1, "Trazos", "Supplier")]


def search(text: str) -> list[tuple[int, str, str]]:
    return [company for company in COMPANIES if text.casefold() in company[1].casefold()]


def list_of(picker: QLineEdit) -> QListView:
    return picker._list  # type: ignore[attr-defined]


def test_a_record_is_picked_by_a_few_letters(window: QWidget, qtbot: QtBot) -> None:
    field = Picker(search)
    put(window, field)
    QTest.keyClicks(field, "tra")
    assert field.text() == "tra"
    QTest.keyClick(list_of(field), Qt.Key.Key_Down)
    QTest.keyClick(list_of(field), Qt.Key.Key_Return)
    assert (field.value(), field.label()) == (2**60 + 1, "Trazos")


def test_an_unknown_name_is_created_on_the_fly(window: QWidget, qtbot: QtBot) -> None:
    made: list[str] = []

    def create(name: str) -> tuple[int, str]:
        made.append(name)
        return 77, name

    field = Picker(search, create)
    put(window, field)
    QTest.keyClicks(field, "Gimnasio")
    QTest.keyClick(list_of(field), Qt.Key.Key_Return)
    assert made == ["Gimnasio"]
    assert field.value() == 77


def test_the_caller_is_asked_to_create_when_it_must_ask_more(window: QWidget, qtbot: QtBot) -> None:
    field = Picker(search, creatable=True)
    put(window, field)
    QTest.keyClicks(field, "Nuevo")
    with qtbot.waitSignal(field.create_requested) as asked:
        QTest.keyClick(list_of(field), Qt.Key.Key_Return)
    assert asked.args == ["Nuevo"]


def test_changing_a_picked_name_unpicks_it(window: QWidget) -> None:
    field = Picker(search)
    put(window, field)
    field.set_value((2**60, "Transportes Rivera"))
    field.setCursorPosition(3)
    QTest.keyClicks(field, "x")
    list_of(field).hide()
    assert field.value() is None
    assert "choose from the list" in field.own_problem()


def test_a_picked_record_survives_in_a_draft(window: QWidget) -> None:
    field, other = Picker(search, parent=window), Picker(search, parent=window)
    field.set_value((2**60, "Transportes Rivera"))
    other.set_raw(field.raw())
    assert (other.value(), other.label()) == (2**60, "Transportes Rivera")


def test_tags_are_made_by_enter_and_comma_and_taken_by_backspace(window: QWidget) -> None:
    field = Tags(["fleet", "renewal"])
    put(window, field)
    QTest.keyClicks(field.line, "urgent, Fleet")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() == ["urgent", "Fleet"]
    field.add("FLEET")
    assert field.value() == ["urgent", "Fleet"]
    QTest.keyClick(field.line, Qt.Key.Key_Backspace)
    assert field.value() == ["urgent"]


def test_a_name_that_nothing_is_like_is_made_by_tab(window: QWidget, qtbot: QtBot) -> None:
    made: list[str] = []

    def make(name: str) -> tuple[int, str]:
        made.append(name)
        return 7, name

    picker = Picker(lambda _text: [], make)
    window.layout().addWidget(picker) if window.layout() else picker.setParent(window)
    picker.show()
    picker.setFocus()
    qtbot.keyClicks(picker, "Refaccionaria")
    qtbot.waitUntil(picker._list.isVisible)
    qtbot.keyClick(picker._list, Qt.Key.Key_Tab)
    assert made == ["Refaccionaria"]
    assert picker.value() == 7

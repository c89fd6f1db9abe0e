"""Forms: problems beside fields, saving, leaving, drafts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from crmdesk.ui.fields import Check, Choice, LongText, Percent, Text
from crmdesk.ui.forms import Form


def check(values: dict[str, Any]) -> dict[str, str]:
    return {"title": "Give the opportunity a title."} if not values["title"] else {}


def make_form(window: QWidget) -> Form:
    form = Form("opportunity", columns=2)
    form.add("title", "Title", Text(limit=50), required=True, wide=True)
    form.add("probability", "Probability", Percent(), hint="0 to 100")
    form.add("stage", "Stage", Choice([(1, "New"), (2, "Talks")]))
    form.add("description", "Description", LongText(), wide=True)
    form.add("note", "", Check("Make the sales note"))
    form.add_buttons()
    form.set_check(check)
    window.layout().addWidget(form)
    form.show()
    form.set_values({"title": "Fleet", "probability": 60, "stage": 2, "unknown": 1})
    return form


def note_of(form: Form, name: str) -> str:
    note = form._cells[name].note
    return note.text() if not note.isHidden() else ""


def test_editors_are_found_by_their_names(window: QWidget) -> None:
    make_form(window)
    assert window.findChild(QLineEdit, "form.opportunity.title").text() == "Fleet"
    assert window.findChild(QWidget, "form.opportunity") is not None


def test_a_form_just_filled_is_clean(window: QWidget) -> None:
    form = make_form(window)
    assert not form.dirty()
    assert form.draft() == {}
    assert form.values()["probability"] == 60


def test_a_problem_appears_beside_the_field_while_typing_and_leaves(window: QWidget) -> None:
    form = make_form(window)
    field = form.field("probability")
    field.selectAll()
    QTest.keyClicks(field, "6x")
    assert "6x" in note_of(form, "probability")
    assert "6x" in field.accessibleDescription()
    field.selectAll()
    QTest.keyClicks(field, "65")
    assert note_of(form, "probability") == "0 to 100"


def test_a_field_nobody_touched_is_not_blamed_before_saving(window: QWidget) -> None:
    form = make_form(window)
    form.set_values({"title": ""})
    QTest.keyClicks(form.field("probability"), "1")
    assert note_of(form, "title") == ""


def test_saving_with_a_problem_goes_to_the_first_bad_field(window: QWidget, qtbot: QtBot) -> None:
    form = make_form(window)
    form.set_values({"title": "", "probability": 60})
    form.field("description").setFocus()
    with qtbot.assertNotEmitted(form.save_requested):
        window.findChild(QPushButton, "form.opportunity:save").click()
    assert note_of(form, "title") == "Give the opportunity a title."
    assert window.focusWidget() is form.field("title")


def test_enter_saves_and_esc_goes_back(window: QWidget, qtbot: QtBot) -> None:
    form = make_form(window)
    form.field("title").setFocus()
    with qtbot.waitSignal(form.save_requested):
        QTest.keyClick(form.field("title"), Qt.Key.Key_Return)
    with qtbot.waitSignal(form.cancel_requested):
        QTest.keyClick(form.field("title"), Qt.Key.Key_Escape)


def test_enter_in_a_long_text_is_a_new_line_and_ctrl_enter_saves(window: QWidget, qtbot: QtBot) -> None:
    form = make_form(window)
    text = form.field("description")
    text.setFocus()
    with qtbot.assertNotEmitted(form.save_requested):
        QTest.keyClick(text, Qt.Key.Key_Return)
    assert text.toPlainText() == "\n"
    with qtbot.waitSignal(form.save_requested):
        QTest.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_enter_on_cancel_does_not_save(window: QWidget, qtbot: QtBot) -> None:
    form = make_form(window)
    cancel = window.findChild(QPushButton, "form.opportunity:cancel")
    cancel.setFocus()
    with qtbot.assertNotEmitted(form.save_requested), qtbot.waitSignal(form.cancel_requested):
        QTest.keyClick(cancel, Qt.Key.Key_Return)


def test_a_refused_save_is_shown_until_the_field_is_edited(window: QWidget) -> None:
    form = make_form(window)
    form.set_problems({"title": "There is one of this name.", "": "Somebody else changed it."})
    assert note_of(form, "title") == "There is one of this name."
    assert form.note.text() == "Somebody else changed it."
    QTest.keyClicks(form.field("title"), " 2")
    assert note_of(form, "title") == ""
    assert form.note.isHidden()


def test_a_draft_brings_back_what_was_typed_wrong_or_right(window: QWidget) -> None:
    form = make_form(window)
    form.field("probability").setText("6x")
    form.field("title").setText("Fleet of three")
    draft = form.draft()
    again = make_form(window)
    again.restore(draft)
    assert (again.field("probability").text(), again.values()["title"]) == ("6x", "Fleet of three")
    assert again.dirty()
    assert again.edited_fields() == {"probability", "title"}


def test_typing_a_value_back_makes_the_form_clean(window: QWidget) -> None:
    form = make_form(window)
    form.field("title").setText("Other")
    assert form.changed_values() == {"title": "Other"}
    form.field("title").setText("Fleet")
    assert not form.dirty()


def test_a_narrow_form_stands_in_one_column(window: QWidget, qtbot: QtBot) -> None:
    form = make_form(window)
    form.resize(800, 500)
    left = form.field("probability").mapTo(form, form.field("probability").rect().topLeft())
    right = form.field("stage").mapTo(form, form.field("stage").rect().topLeft())
    assert left.y() == right.y()
    window.resize(420, 640)
    qtbot.waitUntil(lambda: form.field("stage").mapTo(form, form.field("stage").rect().topLeft()).x() == left.x())

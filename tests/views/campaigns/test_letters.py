"""Letters, labels and e-mail texts as their users know them: seen for one, saved for all, and marked as sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from crmdesk import texts
from crmdesk.sales import campaigns, papers, templates
from crmdesk.sales.templates import EMAIL, LABEL, LETTER
from crmdesk.views.campaigns.letters import LettersDialog
from tests.views.lists.office import Office, settle


@pytest.fixture
def dialog(office: Office) -> LettersDialog:
    people = [office.add("contact", name=f"P{n}", city="Madrid", email=f"p{n}@example.org") for n in range(3)]
    people.append(office.add("contact", name="Nowhere"))
    made = office.add("campaign", name="Feria")
    campaigns.add_members(office.begun, made, "contact", people)
    page = office.go("campaign-page", record=made)
    ids = campaigns.member_ids(office.desk, made)
    campaigns.set_status(office.begun, ids[1:2], campaigns.REFUSED)
    shown = LettersDialog(page, page.workspace, made, "Feria", ids)
    shown.open()
    settle()
    return shown


def test_the_page_is_shown_for_each_member_in_turn(dialog: LettersDialog) -> None:
    assert not dialog.page.pixmap().isNull()
    assert dialog.turn.text() == "1 / 2"
    assert dialog.left_out.text() == "1 left out: refused · 1 left out: no address"
    first = dialog.page.pixmap().toImage()
    dialog.next.click()
    assert dialog.turn.text() == "2 / 2"
    assert dialog.page.pixmap().toImage() != first


@pytest.mark.parametrize("sort", [LETTER, LABEL])
def test_letters_and_labels_are_laid_out_for_the_office_s_paper(
    office: Office, dialog: LettersDialog, tmp_path: Path, sort: str
) -> None:
    papers.change(office.desk, size=papers.LETTER)
    ids = list(dialog._members)
    dialog.reject()
    again = LettersDialog(office.window, dialog._work, dialog._campaign, "Feria", ids)
    again.sort.set_value(sort)
    again.open()
    assert round(again.page.height() / again.page.width(), 2) == round(279.4 / 215.9, 2)
    again.save(tmp_path / "all.pdf")
    office.qtbot.waitUntil(lambda: not again.isVisible())
    box = PdfReader(tmp_path / "all.pdf").pages[0].mediabox
    assert (box.width, box.height) == (612, 792)


def test_a_broken_template_is_told_and_nothing_can_be_saved(dialog: LettersDialog) -> None:
    dialog.text.setPlainText("Dear {{ nombre }}")
    dialog.show_page()
    assert "“nombre”, which is no field" in dialog.problem.text()
    assert not dialog.primary.isEnabled()
    dialog.text.setPlainText("Dear {{ name }}")
    dialog.show_page()
    assert dialog.primary.isEnabled()


@pytest.mark.parametrize("sort", [LETTER, LABEL, EMAIL])
def test_a_file_is_saved_for_all_and_the_members_are_marked_as_sent(
    office: Office, dialog: LettersDialog, tmp_path: Path, sort: str
) -> None:
    dialog.sort.set_value(sort)
    path = tmp_path / ("all.txt" if sort == EMAIL else "all.pdf")
    dialog.save(path)
    office.qtbot.waitUntil(lambda: path.exists() and not dialog.isVisible())
    if sort == EMAIL:
        assert path.read_text("utf-8").count("To: p") == 2
    else:
        content = path.read_bytes()
        assert content.startswith(b"%PDF")
        assert content.count(b"/Type /Page\n") == (2 if sort == LETTER else 1)
    assert list(tmp_path.glob(".all*")) == []
    office.window.toast.action.click()
    settle()
    rows = campaigns.member_rows(office.desk, campaigns.member_ids(office.desk, dialog._campaign))
    assert sorted(row.status for row in rows) == ["planned", "refused", "sent", "sent"]


def test_a_file_that_cannot_be_written_is_told(office: Office, dialog: LettersDialog, tmp_path: Path) -> None:
    dialog.save(tmp_path / "no such folder" / "all.pdf")
    office.qtbot.waitUntil(lambda: bool(dialog.problem.text()))
    assert "cannot be written" in dialog.problem.text()
    assert dialog.isVisible()


def test_a_template_is_kept_in_the_book(dialog: LettersDialog) -> None:
    dialog.name.setText("")
    dialog.keep()
    assert dialog.form.problems()["name"]
    dialog.name.setText("Thanks")
    dialog.text.setPlainText("Thank you, {{ name }}")
    dialog.keep()
    settle()
    assert [row.name for row in templates.of_sort(LETTER)] == ["Thanks", "Sample"]
    assert dialog.template().body == "Thank you, {{ name }}"
    dialog.delete.click()
    settle()
    assert [row.name for row in templates.of_sort(LETTER)] == ["Sample"]


def test_a_field_chosen_by_its_name_is_written_where_the_cursor_is(dialog: LettersDialog) -> None:
    dialog.text.setPlainText("Dear ,")
    cursor = dialog.text.textCursor()
    cursor.setPosition(5)
    dialog.text.setTextCursor(cursor)
    offered = {action.text().partition("\t")[0]: action for action in dialog.field_menu().actions()}
    assert {"First name", "Company", "Owner", "Today's date"} <= set(offered)
    offered["First name"].trigger()
    assert dialog.text.toPlainText() == "Dear {{ first_name }},"
    dialog.show_page()
    assert not dialog.problem.text()


def test_fields_are_named_in_the_reader_s_language_and_written_the_same_in_each(dialog: LettersDialog) -> None:
    texts.use("es")
    try:
        offered = dict(action.text().split("\t") for action in dialog.field_menu().actions())
    finally:
        texts.use("en")
    assert offered["Nombre de pila"] == "{{ first_name }}"
    assert offered["Fecha de hoy"] == "{{ today }}"


def test_a_field_goes_into_the_subject_while_it_is_being_typed(dialog: LettersDialog) -> None:
    dialog.sort.set_value(EMAIL)
    dialog.subject.setText("For ")
    dialog.activateWindow()
    dialog.subject.setFocus()
    dialog.insert_field("name")
    assert dialog.subject.text() == "For {{ name }}"

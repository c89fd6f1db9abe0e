"""What stands around a company or a person on their page: sums, people, leads, timeline, picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QPushButton, QWidget

from crmdesk.sales import activities, affiliations, closing, pictures
from crmdesk.sales.pipeline import Closing
from crmdesk.ui.portrait import square_png
from tests.views.lists.office import TODAY, Office, child, settle
from tests.views.records.test_page import page


def texts(part: QWidget) -> list[str]:
    """Everything that is written in a part of a page."""
    return [found.text() for found in (*part.findChildren(QLabel), *part.findChildren(QPushButton)) if found.text()]


def in_dialog(office: Office, act: Callable[[Any], None]) -> None:
    """Do this in the dialog that opens next."""

    def found() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        act(dialog)

    QTimer.singleShot(0, office.window, found)


def test_what_is_open_and_won_stands_above_all(office: Office) -> None:
    won = office.opportunity("Won one", company=office.acme, amount=200_000)
    closing.close(office.desk, [won], "won", Closing(TODAY, {won: 200_000}))
    shown = page(office, "company", office.acme)
    told = texts(shown._sums)
    assert {"€31,000", "€2,000", "100%"} <= {text.replace(" ", "").replace(" ", "") for text in told}
    assert "1 opportunity" in told


def test_somebody_known_is_added_to_a_company_with_a_role(office: Office) -> None:
    eva = office.add("contact", name="Eva Sol")
    shown = page(office, "company", office.acme)
    child(shown, "around.work.add").click()
    (menu,) = [menu for menu in shown.findChildren(QMenu, "around.work.menu") if menu.isVisible()]

    def fill(dialog: Any) -> None:
        child(dialog, "form.work.contact").set_value((eva, "Eva Sol"))
        child(dialog, "form.work.role").setText("Adviser")
        child(dialog, "dialog.work:ok").click()

    in_dialog(office, fill)
    menu.actions()[1].trigger()
    settle()
    assert [work.role for work in affiliations.of_contact(office.desk, eva)] == ["Adviser"]
    assert "Eva Sol" in texts(shown._around.people)
    assert "Ácme Óptica" in texts(page(office, "contact", eva)._around.people)


def test_work_that_ended_is_changed_and_taken_away(office: Office) -> None:
    other = office.add("company", name="Zinc")
    affiliations.add(office.desk, office.person, other, {"role": "Clerk"})
    shown = page(office, "contact", office.person)

    def end(dialog: Any) -> None:
        child(dialog, "form.work.to_on").set_value(TODAY.replace(year=2020))
        child(dialog, "dialog.work:ok").click()

    in_dialog(office, end)
    child(shown, "around.work.change").click()
    settle()
    assert affiliations.of_company(office.desk, other)[0].past
    in_dialog(office, lambda dialog: child(dialog, "dialog.work:remove").click())
    child(shown, "around.work.change").click()
    settle()
    assert affiliations.of_company(office.desk, other) == []


def test_leads_of_the_same_company_are_there_and_a_new_one_begins_with_its_name(office: Office) -> None:
    company = office.add("company", name="Textiles Ámbar S.A.")
    shown = page(office, "company", company)
    assert "Íñigo Luna" in texts(shown._around.leads)
    child(shown, "around.lead.add").click()
    settle()
    assert office.window.screen_named("lead-page").form.field("company").value() == "Textiles Ámbar S.A."


def test_an_empty_part_says_so_and_offers_the_next_step(office: Office) -> None:
    shown = page(office, "company", office.add("company", name="Empty"))
    for part in (shown._around.opportunities, shown._around.people, shown._around.leads):
        assert len(texts(part)) >= 4, "title, count, a sentence and a way to add"
        assert texts(part)[1] == "0"


def test_the_timeline_tells_calls_and_changes(office: Office) -> None:
    activities.plan(
        office.desk, {"type": "call", "subject": "About the offer", "done_on": TODAY, "company": office.acme}
    )
    shown = page(office, "company", office.acme)
    assert "About the offer" in texts(shown._changes)


def test_a_picture_is_pasted_shown_and_taken_back(office: Office) -> None:
    shown = page(office, "contact", office.person)
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    data = QMimeData()
    data.setImageData(image)
    QGuiApplication.clipboard().setMimeData(data)
    shown._head.portrait.paste()
    settle()
    kept = QImage.fromData(pictures.of(office.desk, "contact", office.person) or b"")
    assert (kept.width(), kept.height()) == (256, 256)
    assert shown._head.portrait._image is not None
    office.window.editor.undo()
    settle()
    assert shown._head.portrait._image is None


def test_a_clipboard_without_a_picture_is_refused_with_a_sentence(office: Office) -> None:
    shown = page(office, "contact", office.person)
    QGuiApplication.clipboard().setText("no picture")
    with office.qtbot.waitSignal(office.window.events.failed) as told:
        shown._head.portrait.paste()
    assert "PNG" in told.args[0]
    assert pictures.of(office.desk, "contact", office.person) is None


def test_a_picture_is_cut_to_its_middle() -> None:
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    made = QImage.fromData(square_png(image, 256))
    assert (made.width(), made.height()) == (256, 256)

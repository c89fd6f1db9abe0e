"""Several e-mails, numbers and addresses on a page: adding one, making it the first, calling and writing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton

from crmdesk.sales import records, settings
from crmdesk.sales.ways import Way
from tests.views.lists.office import Office, child, settle
from tests.views.records.test_page import page, save


def test_a_further_address_is_typed_and_made_the_first_in_one_step(office: Office) -> None:
    shown = page(office, "contact", office.person)
    first = shown.form.field("email").value()
    further = shown.form.field("emails")
    child(shown, "form.contact.emails:add").click()
    value, label = further._lines[0].fields
    QTest.keyClicks(value, "ana@home.example")
    QTest.keyClicks(label, "home")
    save(shown)
    assert (office.read(office.person, "contact"))["emails"] == [Way("ana@home.example", "home")]
    QTest.mouseClick(shown.form.field("emails")._lines[0].first, Qt.MouseButton.LeftButton)
    save(shown)
    read = office.read(office.person, "contact")
    assert (read["email"], read["email_label"], read["emails"]) == ("ana@home.example", "home", [Way(first)])
    office.window.editor.undo()
    settle()
    read = office.read(office.person, "contact")
    assert (read["email"], read["emails"]) == (first, [Way("ana@home.example", "home")])


def test_a_wrong_further_address_is_said_beside_it(office: Office) -> None:
    shown = page(office, "contact", office.person)
    child(shown, "form.contact.emails:add").click()
    QTest.keyClicks(shown.form.field("emails")._lines[0].fields[0], "nowhere")
    save(shown)
    assert "nowhere" in shown.form.field("emails").accessibleDescription()
    assert office.read(office.person, "contact")["emails"] == []


def test_what_is_typed_further_survives_leaving_the_page(office: Office) -> None:
    shown = page(office, "company", office.acme)
    child(shown, "form.company.addresses:add").click()
    for part, text in zip(
        shown.form.field("addresses")._lines[0].fields, ("Calle 5", "28001", "Madrid", "", ""), strict=True
    ):
        QTest.keyClicks(part, text)
    office.window.go("board")
    settle()
    shown = page(office, "company", office.acme)
    assert shown.form.field("addresses").value() == [("Calle 5", "28001", "Madrid", "", "")]
    save(shown)
    assert office.read(office.acme, "company")["addresses"] == [Way("Calle 5", "", "28001", "Madrid")]


def test_numbers_are_shown_as_the_office_writes_them_and_each_can_be_called(office: Office) -> None:
    settings.change(office.desk, country="MX")
    numbers = {"phone": "+52 55 1234 5678", "phones": [Way("55 8765 4321", "home")]}
    records.save(office.desk, "contact", office.person, numbers)
    shown = page(office, "contact", office.person)
    assert shown.form.field("phone").text() == "55 1234 5678"
    assert not shown.form.dirty()
    shown._head.findChild(QPushButton, "page.call").click()
    settle()
    (menu,) = [menu for menu in shown.findChildren(QMenu) if menu.isVisible()]
    assert [action.text() for action in menu.actions()] == ["Call 55 1234 5678", "Call 55 8765 4321 (home)"]
    menu.close()

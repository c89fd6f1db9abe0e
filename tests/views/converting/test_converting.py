"""Converting leads as a seller does: from the page, from the list, one and many, and back."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton

from crmdesk.models.conversions import Conversion
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, Lead
from crmdesk.sales import conversion, records
from crmdesk.sales.conversion import NEW, Becoming
from crmdesk.ui.options import Option, Options
from crmdesk.views.records.actions import Actions
from tests.book_fixture import whole_book
from tests.views.lists.office import Office, answer, child, settle


def page(office: Office, kind: str, record: int) -> Any:
    office.window.open_record(kind, record)
    settle()
    return office.window.screen_named(f"{kind}-page")


def press(parent: Any, name: str) -> None:
    QTest.mouseClick(child(parent, name, QPushButton), Qt.MouseButton.LeftButton)
    settle()


def take(dialog: QDialog, side: str, value: Any) -> None:
    options: Options = child(dialog, f"convert.{side}", Options)
    QTest.mouseClick(options.row(value), Qt.MouseButton.LeftButton)


def convert(office: Office, lead: int, fill: Any = lambda dialog: None) -> None:
    """Press Convert on the lead's page, answer, and press Convert again."""

    def fill_and_press(dialog: QDialog) -> None:
        fill(dialog)
        press(dialog, "dialog.convert:ok")

    answer(office.qtbot, fill_and_press)
    press(page(office, "lead", lead), "page.convert")


def test_a_lead_is_converted_from_its_page_as_proposed(office: Office) -> None:
    convert(office, office.lead)
    made = Conversion.get(Conversion.lead == office.lead)
    assert (made.contact.name, made.company.name) == ("Íñigo Luna", "Textiles Ámbar")
    assert made.opportunity.title == "Textiles Ámbar"
    shown = page(office, "lead", office.lead)
    assert not shown.form.isEnabled()
    assert shown._head.buttons["convert"].isHidden()
    assert "Textiles Ámbar" in repr(_texts(shown._became))


def _texts(panel: Any) -> list[str]:
    return [child.text() for child in panel.findChildren(object) if hasattr(child, "text")]


def test_what_is_told_of_the_opportunity_is_kept(office: Office) -> None:
    def fill(dialog: QDialog) -> None:
        take(dialog, "company", "none")
        title = child(dialog, "form.convert.title")
        title.selectAll()
        QTest.keyClicks(title, "Chairs for the shop")
        QTest.keyClicks(child(dialog, "form.convert.amount"), "1,250.50")

    convert(office, office.lead, fill)
    made = Opportunity.get(Opportunity.title == "Chairs for the shop")
    assert (made.amount_minor, made.company_id) == (125_050, None)


def test_a_lead_is_linked_to_somebody_found_by_typing(office: Office) -> None:
    def fill(dialog: QDialog) -> None:
        take(dialog, "contact", "other")
        child(dialog, "convert.contact.other").set_value((office.person, "Ana Peña"))
        take(dialog, "company", "other")
        child(dialog, "convert.company.other").set_value((office.acme, "Ácme Óptica"))
        take(dialog, "opportunity", "none")

    convert(office, office.lead, fill)
    made = Conversion.get()
    assert (made.contact_id, made.company_id, made.opportunity_id) == (office.person, office.acme, None)


def test_choosing_nobody_says_so_and_writes_nothing(office: Office) -> None:
    before = whole_book()

    def fill(dialog: QDialog) -> None:
        take(dialog, "contact", "none")
        take(dialog, "company", "none")
        press(dialog, "dialog.convert:ok")
        assert "Choose a contact or a company" in dialog._note.text()  # type: ignore[attr-defined]
        press(dialog, "dialog.convert:cancel")

    answer(office.qtbot, fill)
    press(page(office, "lead", office.lead), "page.convert")
    assert whole_book() == before


def test_an_opportunity_without_a_title_is_asked_for_it(office: Office) -> None:
    def fill(dialog: QDialog) -> None:
        child(dialog, "form.convert.title").clear()
        press(dialog, "dialog.convert:ok")
        assert dialog.isVisible()
        take(dialog, "opportunity", "none")

    convert(office, office.lead, fill)
    assert Conversion.get().opportunity_id is None


def test_the_way_back_from_what_it_became(office: Office) -> None:
    convert(office, office.lead)
    made = Conversion.get()
    for kind in ("contact", "company", "opportunity"):
        shown = page(office, kind, getattr(made, f"{kind}_id"))
        assert "Íñigo Luna" in repr(_texts(shown.facts))


def test_the_conversion_is_taken_back_from_the_page(office: Office) -> None:
    before = {table: whole_book()[table] for table in ("contact", "company", "opportunity", "conversion")}
    convert(office, office.lead)
    press(page(office, "lead", office.lead), "page.take_back")
    assert {table: whole_book()[table] for table in before} == before
    shown = page(office, "lead", office.lead)
    assert shown.form.isEnabled()
    assert not shown._head.buttons["convert"].isHidden()


def test_what_stands_in_the_way_is_said(office: Office) -> None:
    convert(office, office.lead)
    made = Conversion.get()
    records.save(office.desk, "contact", made.contact_id, {"job_title": "Jefe"})
    with office.qtbot.waitSignal(office.window.events.failed) as said:
        press(page(office, "lead", office.lead), "page.take_back")
    assert "was changed since (Job title)" in said.args[0]


def test_a_lead_converted_by_somebody_else_meanwhile_is_refused(office: Office) -> None:
    """Two windows, each with the question open: the second one is told."""

    def fill(dialog: QDialog) -> None:
        conversion.convert(office.desk, office.lead, Becoming(NEW))
        press(dialog, "dialog.convert:ok")
        assert "was converted already" in dialog._note.text()  # type: ignore[attr-defined]
        press(dialog, "dialog.convert:cancel")

    answer(office.qtbot, fill)
    press(page(office, "lead", office.lead), "page.convert")
    assert Conversion.select().count() == 1


@pytest.mark.parametrize("with_opportunities", [True, False])
@pytest.mark.parametrize("count", [3, 30])  # beside the window, when they are many
def test_many_leads_are_converted_at_once(office: Office, count: int, with_opportunities: bool) -> None:
    leads = [office.add("lead", name=f"Person {place}", company=f"Company {place % 4} S.A.") for place in range(count)]
    sales = Opportunity.select().count()

    def fill(dialog: QDialog) -> None:
        child(dialog, "convert.opportunities").set_value(with_opportunities)
        press(dialog, "dialog.convert:ok")

    answer(office.qtbot, fill)
    with office.qtbot.waitSignal(office.window.events.committed):
        Actions(office.window.workspace, "lead", office.window).convert(leads)
    assert Contact.select().where(Contact.name.startswith("Person")).count() == count
    assert Company.select().where(Company.name.startswith("Company")).count() == min(count, 4)
    assert Opportunity.select().count() - sales == (count if with_opportunities else 0)
    office.window.editor.undo()
    assert Conversion.select().count() == 0
    assert {row.name for row in Lead.select()} >= {f"Person {place}" for place in range(count)}


def test_the_question_for_many_says_what_is_made_and_linked(office: Office) -> None:
    leads = [
        office.add("lead", name="Ana Peña", email="ana@example.org"),
        office.add("lead", name="Luis", company="ACME optica"),
        office.add("lead", name="Eva", company="Nopal"),
        office.add("lead", name="Noé", company="Nopal, S.A."),
    ]
    told: list[str] = []

    def fill(dialog: QDialog) -> None:
        told.extend(_texts(dialog))
        press(dialog, "dialog.convert:cancel")

    answer(office.qtbot, fill)
    Actions(office.window.workspace, "lead", office.window).convert(leads)
    assert "Contacts: 3 new, 1 linked" in told
    assert "Companies: 1 new, 3 linked" in told


def test_a_converted_lead_among_many_is_refused_with_its_name(office: Office) -> None:
    conversion.convert(office.desk, office.lead, Becoming(NEW))
    with office.qtbot.waitSignal(office.window.events.failed) as said:
        Actions(office.window.workspace, "lead", office.window).convert([office.lead, office.add("lead", name="Eva")])
    assert "Íñigo Luna" in said.args[0]


def test_options_are_chosen_by_the_arrows(office: Office, qtbot: Any) -> None:
    options = Options([Option(1, "One"), Option(2, "Two", "detail", "why")])
    qtbot.addWidget(options)
    options.show()
    options.activateWindow()
    qtbot.waitUntil(options.isActiveWindow)
    options.set_value(1)
    options.row(1).setFocus()
    with qtbot.waitSignal(options.changed):
        QTest.keyClick(options.row(1), Qt.Key.Key_Down)
    assert options.value() == 2
    assert options.row(2).accessibleName() == "Two · detail · why"


def test_an_option_says_the_whole_of_why_it_is_offered(qtbot: Any) -> None:
    why = "same e-mail, same phone, same name, same company, same address"
    options = Options([Option(1, "One"), Option(2, "Two", "detail", "why"), Option(3, "Three", "detail", why)])
    qtbot.addWidget(options)
    options.setFixedWidth(240)
    options.show()
    high = [options.row(value).height for value in (1, 2, 3)]
    qtbot.waitUntil(lambda: high[0]() < high[1]() < high[2](), timeout=2000)
    options.setFixedWidth(800)
    qtbot.waitUntil(lambda: high[2]() == high[1](), timeout=2000)

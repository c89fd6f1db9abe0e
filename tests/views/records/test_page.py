"""Records' pages as their users know them: the real window over a real book."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from crmdesk import app, texts
from crmdesk.models.activities import Activity
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, Lead
from crmdesk.sales import activities, opportunities, pipeline, preferences, records
from crmdesk.sales.changes import Changes
from crmdesk.ui.forms import Form
from crmdesk.views.records.editors import NEW
from tests.views.lists.office import TODAY, Office, answer, child, settle

RTL = "שלום עולם 🚀 فرصة"


def page(office: Office, kind: str, record: int) -> Any:
    office.window.open_record(kind, record)
    settle()
    return office.window.screen_named(f"{kind}-page")


def new(office: Office, kind: str, **values: Any) -> Any:
    office.window.new_record(kind, **values)
    settle()
    return office.window.screen_named(f"{kind}-page")


def note(form: Form, name: str) -> str:
    """The sentence beside a field."""
    return str(form.field(name).accessibleDescription())


def save(shown: Any) -> None:
    QTest.keyClick(shown.form, Qt.Key.Key_Return)
    settle()


def test_the_four_fields_come_first_for_a_new_opportunity(office: Office) -> None:
    shown = new(office, "opportunity")
    assert shown.form.names()[:4] == ["title", "company", "amount", "stage"]
    assert shown.form.field("stage").value() == office.stages["First contact"]
    assert "reason" not in shown.form.names()


def test_a_new_opportunity_is_saved_by_enter_and_shown(office: Office) -> None:
    shown = new(office, "opportunity")
    QTest.keyClicks(shown.form.field("title"), "Nueva flotilla")
    QTest.keyClicks(shown.form.field("amount"), "12,345.67")
    shown.form.field("company").set_value((office.acme, "Ácme Óptica"))
    save(shown)
    made = Opportunity.select().order_by(Opportunity.id.desc()).first()
    assert (made.title, made.amount_minor, made.company_id) == ("Nueva flotilla", 1_234_567, office.acme)
    assert shown.record == made.id
    assert shown.title() == "Opportunities"
    assert shown._head.key.text() == made.key
    assert not shown.form.dirty()


def test_a_client_made_on_the_fly_is_one_undo_with_the_opportunity(office: Office) -> None:
    shown = new(office, "opportunity")
    shown.form.field("company").set_value((f"{NEW}Nopal", "Nopal"))
    shown.form.field("contact").set_value((f"{NEW}Rosa Rey", "Rosa Rey"))
    save(shown)
    company = Company.get(Company.name == "Nopal")
    contact = Contact.get(Contact.name == "Rosa Rey")
    assert contact.company_id == company.id
    assert office.read(shown.record)["company"] == company.id
    assert office.read(shown.record)["title"] == "Nopal"
    office.window.editor.undo()
    settle()
    assert not Company.select().where(Company.name == "Nopal").exists()
    assert not Contact.select().where(Contact.name == "Rosa Rey").exists()
    assert Opportunity.select().count() == 3


def test_a_person_needs_only_the_parts_of_the_name(office: Office) -> None:
    shown = new(office, "contact")
    shown.form.field("first_name").setText("Rosa")
    shown.form.field("last_name").setText("Rey")
    save(shown)
    assert office.read(shown.record, "contact")["name"] == "Rosa Rey"
    assert "name" not in shown.form.names()
    shown.form.field("last_name").setText("Rey Luna")
    save(shown)
    assert office.read(shown.record, "contact")["name"] == "Rosa Rey Luna", "the whole name follows"


def test_a_name_given_alone_stays_as_it_was_given(office: Office) -> None:
    lead = office.add("lead", name="Señora Rey", first_name="Rosa")
    shown = page(office, "lead", lead)
    assert shown.form.field("name").text() == "Señora Rey"
    shown.form.field("last_name").setText("Rey")
    save(shown)
    assert office.read(lead, "lead")["name"] == "Señora Rey"


def test_nothing_typed_is_one_sentence_and_nothing_written(office: Office) -> None:
    for kind, first in (
        ("lead", "first_name"),
        ("contact", "first_name"),
        ("company", "name"),
        ("opportunity", "title"),
    ):
        shown = new(office, kind)
        save(shown)
        assert note(shown.form, first), kind
        assert shown.record is None


def test_a_company_below_a_new_company_is_the_one_that_is_shown(office: Office) -> None:
    shown = new(office, "company")
    shown.form.field("name").setText("Below")
    shown.form.field("parent").set_value((f"{NEW}Above", "Above"))
    save(shown)
    assert office.read(shown.record, "company")["name"] == "Below"


@pytest.mark.parametrize(("kind", "first"), [("lead", "first_name"), ("contact", "last_name"), ("company", "name")])
def test_every_kind_can_be_added(office: Office, kind: str, first: str) -> None:
    shown = new(office, kind)
    shown.form.field(first).setText(RTL)
    save(shown)
    assert office.read(shown.record, kind)["name"] == RTL
    assert shown._head.name.text() == RTL


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("title", "x" * 10_000, "9,700 characters too long"),
        ("amount", "1e9", "exponent"),
        ("amount", "-5", "negative"),
        ("amount", "12.345,678", "not an amount"),
        ("amount", "9" * 40, "too large"),
        ("expected_on", "0000-01-01", "not a day"),
        ("expected_on", "9999-01-01", "year"),
        ("probability", "101", "0 to 100"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(office: Office, name: str, typed: str, said: str) -> None:
    shown = page(office, "opportunity", office.fleet)
    before = office.read(office.fleet)
    shown.form.field(name).setText(typed)
    save(shown)
    assert said in note(shown.form, name), note(shown.form, name)
    assert note(shown.form, name).count(". ") <= 1
    assert office.read(office.fleet) == before
    assert shown.form.field(name).text() == typed, "what was typed stays"


def test_amounts_are_typed_by_the_language(office: Office) -> None:
    from PySide6.QtCore import QLocale

    from crmdesk.ui import formats

    texts.use("es")
    formats.use(QLocale("es_ES"))
    shown = page(office, "opportunity", office.fleet)
    shown.form.field("amount").setText("12.345,67")
    save(shown)
    assert office.read(office.fleet)["amount"] == 1_234_567
    assert shown.form.field("amount").text() == "12.345,67"
    shown.form.field("amount").setText("12.345,678")
    save(shown)
    assert note(shown.form, "amount")
    assert office.read(office.fleet)["amount"] == 1_234_567
    formats.use(None)


def test_a_title_of_other_scripts_is_kept_to_the_letter(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)
    shown.form.field("title").setText(RTL)
    save(shown)
    assert office.read(office.fleet)["title"] == RTL
    office.window.grab()


def test_an_empty_title_is_refused_where_there_was_one(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)
    shown.form.field("title").clear()
    save(shown)
    assert note(shown.form, "title")
    assert office.read(office.fleet)["title"] == "Flotilla"


def test_steps_show_the_days_and_a_click_moves(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)
    assert shown._steps.current() == office.stages["First contact"]
    assert [step.detail for step in shown._steps._steps][:2] == ["10 d", ""]
    shown._steps.chosen.emit(office.stages["Proposal"])
    settle()
    assert office.read(office.fleet)["stage"] == office.stages["Proposal"]
    assert shown._steps.current() == office.stages["Proposal"]
    office.window.editor.undo()
    settle()
    assert shown._steps.current() == office.stages["First contact"]


def test_won_asks_and_reopen_brings_back(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)
    answer(office.qtbot, lambda dialog: dialog.accept())
    child(shown, "page.won").click()
    settle()
    assert office.read(office.fleet)["state"] == "won"
    assert child(shown, "page.reopen").isVisible()
    assert "closed_on" in shown.form.names()
    assert "reason" not in shown.form.names()

    def say_why(dialog: Any) -> None:
        dialog.findChild(Form).field("why").set_value("They ask again")
        dialog.primary.click()

    answer(office.qtbot, say_why)
    child(shown, "page.reopen").click()
    settle()
    assert office.read(office.fleet)["stage"] == office.stages["First contact"]
    assert "closed_on" not in shown.form.names()
    assert [ended.why for ended in pipeline.reopened(office.desk, office.fleet)] == ["They ask again"]


def test_lost_asks_for_the_reason_and_the_form_has_it_then(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)

    def fill(dialog: QDialog) -> None:
        dialog.reason.set_value(office.reasons["Price"])
        dialog.accept()

    answer(office.qtbot, fill)
    child(shown, "page.lost").click()
    settle()
    assert shown.form.field("reason").value() == office.reasons["Price"]


def test_what_was_typed_survives_leaving_and_a_restart(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)
    shown.form.field("title").setText("Half typed")
    office.window.go("leads")
    office.new_window()
    again = page(office, "opportunity", office.fleet)
    assert again.form.field("title").text() == "Half typed"
    assert again._banner.isVisible()
    assert office.read(office.fleet)["title"] == "Flotilla"
    child(again, "page.banner").click()
    settle()
    assert again.form.field("title").text() == "Flotilla"
    assert preferences.draft(office.desk, f"opportunity:{office.fleet}") is None


def test_a_draft_is_kept_a_moment_after_typing_without_leaving(office: Office) -> None:
    shown = new(office, "lead")
    QTest.keyClicks(shown.form.field("first_name"), "Crash test")
    office.qtbot.waitUntil(lambda: preferences.draft(office.desk, shown._draft.name) is not None, timeout=3000)
    save(shown)
    assert preferences.draft(office.desk, "lead:new:{}") is None


def test_two_people_changing_different_fields_do_not_meet(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)
    shown.form.field("title").setText("Mine")
    other = opportunities.save(office.begun, office.fleet, {"amount": 77})
    office.window.events.committed.emit(Changes(everything=True))
    settle()
    assert other
    assert shown.form.field("amount").text() == "0.77"
    assert shown.form.field("title").text() == "Mine"
    save(shown)
    assert (office.read(office.fleet)["title"], office.read(office.fleet)["amount"]) == ("Mine", 77)


def test_two_people_changing_the_same_field_are_told_and_nothing_typed_is_lost(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)
    shown.form.field("title").setText("Mine")
    opportunities.save(office.begun, office.fleet, {"title": "Theirs"})
    save(shown)
    assert office.read(office.fleet)["title"] == "Theirs"
    assert shown.form.field("title").text() == "Mine"
    assert "changed meanwhile" in shown._banner.text.text()
    child(shown, "page.banner").click()
    save(shown)
    assert office.read(office.fleet)["title"] == "Mine"


def test_a_record_deleted_elsewhere_says_so_and_goes_back(office: Office) -> None:
    office.go("leads")
    page(office, "lead", office.lead)
    records.trash(office.begun, "lead", [office.lead])
    office.window.events.committed.emit(Changes(everything=True))
    settle()
    assert office.window.screen_key == "leads"
    assert "not there any more" in office.window.toast.text.text()


def test_a_record_that_is_not_there_is_left_at_once(office: Office) -> None:
    page(office, "lead", 12345)
    assert office.window.screen_key == "leads"


def test_escape_goes_back(office: Office) -> None:
    office.go("companies")
    shown = page(office, "company", office.acme)
    QTest.keyClick(shown.form.field("name"), Qt.Key.Key_Escape)
    settle()
    assert office.window.screen_key == "companies"


def test_a_companys_people_and_opportunities_lead_on(office: Office) -> None:
    shown = page(office, "company", office.acme)
    texts_shown = [found.text() for found in shown._around.findChildren(type(child(shown, "page.more")))]
    assert "Ana Peña" in texts_shown
    assert "Flotilla" in texts_shown
    child(shown, "around.opportunity.add").click()
    settle()
    made = office.window.screen_named("opportunity-page")
    assert made.form.field("company").value() == office.acme


def test_an_activity_is_planned_done_and_taken_back(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)
    child(shown, "activity.add").click()
    form = shown._next.form
    form.field("subject").setText("Call about the offer")
    QTest.keyClick(form.field("subject"), Qt.Key.Key_Return)
    settle()
    row = Activity.get()
    assert (row.subject, row.due_on, row.opportunity_id) == ("Call about the offer", TODAY, office.fleet)
    answer(office.qtbot, lambda dialog: child(dialog, "dialog.done:ok").click())
    child(shown, "activity.done").click()
    settle()
    assert activities.of(office.desk, "opportunity", office.fleet)[0].done_on == TODAY
    office.window.editor.undo()
    settle()
    assert activities.of(office.desk, "opportunity", office.fleet)[0].done_on is None


def test_a_subject_too_long_is_said_beside_it(office: Office) -> None:
    shown = page(office, "lead", office.lead)
    child(shown, "activity.add").click()
    form = shown._next.form
    form.field("subject").setText("x" * 10_000)
    QTest.keyClick(form.field("subject"), Qt.Key.Key_Return)
    settle()
    assert note(form, "subject")
    assert Activity.select().count() == 0


def test_a_busy_book_saves_a_moment_later_and_once(office: Office) -> None:
    shown = new(office, "lead")
    shown.form.field("first_name").setText("Patience")
    other = sqlite3.connect(office.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    save(shown)
    save(shown)
    assert shown.record is None
    assert not child(shown, "form.lead:save").isEnabled()
    other.execute("COMMIT")
    other.close()
    office.qtbot.waitUntil(lambda: shown.record is not None, timeout=8000)
    assert office.read(shown.record, "lead")["name"] == "Patience"
    assert Lead.select().where(Lead.name == "Patience").count() == 1
    assert child(shown, "form.lead:save").isEnabled()


@pytest.mark.gesture  # a list that drops down takes the keyboard, which needs a screen
def test_typing_an_unknown_name_offers_to_create_it(office: Office) -> None:
    shown = new(office, "opportunity")
    company = shown.form.field("company")
    company.setFocus()
    QTest.keyClicks(company, "acme")
    offered = [company._model.index(row, 0).data() for row in range(company._model.rowCount())]
    assert offered == ["Ácme Óptica", "Create “acme”"]
    QTest.keyClick(company._list, Qt.Key.Key_Down)
    QTest.keyClick(company._list, Qt.Key.Key_Return)
    assert company.value() == f"{NEW}acme"
    company._list.hide()


def test_object_names_are_those_scripts_rely_on(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)
    assert shown.form.objectName() == "form.opportunity"
    for name in shown.form.names():
        assert shown.form.field(name).objectName() == f"form.opportunity.{name}"
    assert child(shown, "form.opportunity:save").isVisible()


def test_the_place_survives_a_restart(office: Office) -> None:
    page(office, "company", office.acme)
    office.window.close()
    settle()
    office.window = app.build_window(office.desk)
    office.qtbot.addWidget(office.window)
    office.window.go_to_last_place("leads")
    office.window.show()
    settle()
    assert office.window.screen_key == "company-page"
    assert office.window.screen_named("company-page").record == office.acme


def test_the_page_tells_what_changed(office: Office) -> None:
    shown = page(office, "opportunity", office.fleet)
    shown.form.field("amount").setText("12.50")
    save(shown)
    shown.tabs.show_part("timeline")
    told = [line.title for line in shown.tabs.part("timeline").feed.lines()]
    assert "Amount: € 31,000.00 → € 12.50" in told
    assert any("added" in text for text in told)


def test_a_products_page_tells_what_changed_beside_its_form(office: Office) -> None:
    shown = page(office, "product", office.add("product", name="Chair", price=31_000_00))
    shown.form.field("price").setText("12.50")
    save(shown)
    told = [found.text() for found in shown._changes.findChildren(QLabel) if found.isVisible()]
    assert "Price: € 31,000.00 → € 12.50" in told
    assert any("added" in text for text in told)

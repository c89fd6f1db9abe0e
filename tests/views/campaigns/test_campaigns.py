"""Campaigns as their users know them: the list with its figures, a campaign's page, and members with their status."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crmdesk.sales import campaigns, closing, records
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.saving import New
from crmdesk.views.lists.menu import menu_for
from tests.views.lists.office import TODAY, Office, answer, child, settle


def cells(screen: Any, row: int = 0) -> dict[str, str]:
    model = screen.table.model()
    return {column.key: model.cell(row, place).text for place, column in enumerate(model.columns)}


def fair(office: Office) -> int:
    """A campaign with the office's lead as a member, which also came from it."""
    made = office.add("campaign", name="Feria", channels=["event"], cost=10_000, starts_on=date(2026, 3, 1))
    campaigns.add_members(office.begun, made, "lead", [office.lead])
    records.save(office.begun, "lead", office.lead, {"campaign": made, "source": office.sources["Web"]})
    return made


def names(page: Any) -> list[str]:
    model = page.members.table.model()
    return [model.row_at(row).name for row in range(model.rowCount())]


def test_the_list_shows_what_came_of_each_campaign(office: Office) -> None:
    made = fair(office)
    sale = office.opportunity("Stand", amount=25_000, campaign=made)
    closing.close(office.begun, [sale], "won", Closing(TODAY, {}, None, ""))
    screen = office.go("campaigns")
    shown = cells(screen)
    assert (shown["name"], shown["members"], shown["leads"], shown["conversion"]) == ("Feria", "1", "1", "—")
    assert (shown["won"], shown["roi"]) == ("1", "150 %")
    assert "250" in shown["amount"]
    assert screen.sources.table.model().row_at(0).name in ("Web", "")


def test_a_figure_of_a_source_opens_its_rows(office: Office) -> None:
    fair(office)
    screen = office.go("campaigns")
    model = screen.sources.table.model()
    row = next(row for row in range(model.rowCount()) if model.row_at(row).name == "Web")
    screen.sources.table.clicked.emit(model.index(row, 1))
    settle()
    leads = office.window.screen_named("leads")
    assert office.window.screen_key == "leads"
    assert leads.source.model.ids() == [office.lead]


def test_a_new_campaign_is_made_and_its_page_refuses_an_end_before_the_start(office: Office) -> None:
    page = office.go("campaign-page", record=None, values={})
    page.form.field("name").set_value("Primavera")
    page.form.field("channels").pills["letter"].click()
    page.form.field("starts_on").set_value(date(2026, 5, 1))
    page.form.field("ends_on").set_value(date(2026, 4, 1))
    page.form.save()
    assert "before it starts" in page.form.problems()["ends_on"]
    page.form.field("ends_on").set_value(date(2026, 6, 1))
    page.form.save()
    settle()
    assert page.record is not None
    kept = office.read(page.record, "campaign")
    assert (kept["name"], kept["channels"], kept["ends_on"]) == ("Primavera", ["letter"], date(2026, 6, 1))
    assert page.members.isVisible()


def test_members_are_found_by_typing_and_given_a_status_together(office: Office) -> None:
    made = fair(office)
    page = office.go("campaign-page", record=made)
    assert names(page) == ["Íñigo Luna"]
    page.members.adder.set_value((("contact", office.person), "Ana Peña"))
    settle()
    assert names(page) == ["Ana Peña", "Íñigo Luna"]
    page.members.table.selectAll()
    page.members.set_status(page.members.table.selected_ids(), "sent")
    settle()
    rows = campaigns.member_rows(office.desk, campaigns.member_ids(office.desk, made))
    assert {row.status for row in rows} == {"sent"}
    page.members.status.chosen.emit("sent")
    QTest.keyClick(page.members.table, Qt.Key.Key_Delete)
    settle()
    assert campaigns.member_ids(office.desk, made) == []
    office.window.editor.undo()
    settle()
    assert len(names(page)) == 2


def test_a_tile_opens_what_it_counts(office: Office) -> None:
    made = fair(office)
    page = office.go("campaign-page", record=made)
    assert child(page, "campaign.leads").figure == "1"
    child(page, "campaign.leads").click()
    settle()
    assert office.window.screen_key == "leads"
    assert office.window.screen_named("leads").source.model.ids() == [office.lead]
    office.window.back()
    settle()
    child(page, "campaign.won").click()
    assert office.window.screen_key == "campaign-page", "nothing was won yet, and that is said"
    assert office.window.toast.isVisible()


def test_the_list_of_leads_adds_its_selection_to_a_campaign(office: Office) -> None:
    screen = office.go("leads")

    def fill(dialog: Any) -> None:
        picker = child(dialog, "form.campaign-choice.campaign")
        picker.set_value((New("Otoño"), "Otoño"))
        dialog.primary.click()

    answer(office.qtbot, fill)
    menu = menu_for(screen, office.desk, "lead", [office.lead], screen.actions_, lambda: None, trashed=False)
    next(action for action in menu.actions() if action.text().startswith("Add to a campaign")).trigger()
    settle()
    ((made, name),) = campaigns.choices(office.desk)
    assert name == "Otoño"
    ids = campaigns.member_ids(office.desk, made)
    assert [row.record for row in campaigns.member_rows(office.desk, ids)] == [office.lead]

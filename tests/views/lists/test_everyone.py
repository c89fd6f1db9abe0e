"""The list of everyone: each row is opened, shown beside the list and changed as what it is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crmdesk.sales import everyone, lists, records
from crmdesk.sales.lists import ListQuestion
from tests.views.lists.office import Office, child, settle


def rows(screen: Any) -> dict[str, str]:
    """Name to kind, as the list shows them."""
    model = screen.table.model()
    return {row["name"]: row["kind"] for row in (model.row_at(place) for place in range(model.rowCount()))}


def test_all_three_kinds_stand_in_one_list(office: Office) -> None:
    screen = office.go("everyone")
    assert rows(screen) == {"Ácme Óptica": "company", "Ana Peña": "contact", "Íñigo Luna": "lead"}
    kind = screen.filters.pills["kind"]
    kind.set_value("lead")
    kind.chosen.emit("lead")
    settle()
    assert rows(screen) == {"Íñigo Luna": "lead"}


def test_a_row_opens_as_what_it_is_and_the_way_back_leads_to_it(office: Office) -> None:
    screen = office.go("everyone")
    for record, page in ((office.lead, "lead-page"), (office.person, "contact-page"), (office.acme, "company-page")):
        screen.table.select_ids([record])
        QTest.keyClick(screen.table, Qt.Key.Key_Return)
        settle()
        assert (office.window.screen_key, office.window.screen_named(page).record) == (page, record)
        office.window.back()
        settle()
        assert screen.table.current_id() == record


def test_the_panel_beside_it_edits_what_is_selected(office: Office) -> None:
    screen = office.go("everyone")
    screen.table.select_ids([office.lead])
    office.qtbot.waitUntil(lambda: screen.side.record == office.lead)
    child(screen.side, "form.lead-quick.phone").setText("+34911234567")
    screen.table.select_ids([office.acme])
    office.qtbot.waitUntil(lambda: screen.side.record == office.acme)
    assert office.read(office.lead, "lead")["phone"] == "+34911234567"


def test_several_kinds_are_changed_as_one_step(office: Office) -> None:
    screen = office.go("everyone")
    everybody = [office.lead, office.person, office.acme]
    screen.actions_.give(everybody, "owner", office.users["Óscar"])
    settle()
    owners = {row["owner"] for row in lists.rows(office.desk, "everyone", everybody)}
    assert owners == {"Óscar"}
    screen.actions_.trash(everybody)
    settle()
    assert rows(screen) == {}
    office.window.editor.undo()
    settle()
    assert set(lists.ids(office.desk, "everyone", ListQuestion())) == set(everybody)
    assert len(rows(screen)) == 3


def test_what_is_added_elsewhere_comes_into_the_list(office: Office) -> None:
    screen = office.go("everyone")
    added = records.add(office.desk, "company", {"name": "Zinc"})
    office.window.events.committed.emit(added)
    settle()
    assert "Zinc" in rows(screen)
    assert everyone.kinds_of(office.desk, [added.new("company")]) == {added.new("company"): "company"}


def test_the_first_columns_fit_beside_the_panel(office: Office) -> None:
    screen = office.go("everyone")
    keys = [column["key"] for column in screen.table.layout_state()["columns"] if not column["hidden"]]
    assert keys == ["kind", "name", "company", "email", "phone", "owner", "last_contact"]
    assert screen.side.isVisible()
    assert not screen.table.horizontalScrollBar().maximum(), "in a window of the size it first has"

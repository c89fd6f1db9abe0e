"""Lists as their users know them: the real window over a real book."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import conversion, lists, records
from crmdesk.sales.fields import FIELDS
from crmdesk.sales.lists import ListQuestion
from crmdesk.views.lists import table as list_table
from crmdesk.views.lists.menu import menu_for
from tests.views.lists.office import Office, answer, child, settle

SCREENS = {
    "opportunity": "opportunities", "lead": "leads", "contact": "contacts", "company": "companies",
    "everyone": "everyone",
}  # fmt: skip


def titles(screen: Any) -> list[str]:
    """What the list shows, from top to bottom."""
    return [row["title" if screen._kind == "opportunity" else "name"] for row in shown(screen)]


def shown(screen: Any) -> list[Any]:
    model = screen.table.model()
    return [model.row_at(row) for row in range(model.rowCount())]


def search(office: Office, screen: Any, text: str) -> None:
    screen.filters.search.clear()
    QTest.keyClicks(screen.filters.search, text)
    office.qtbot.waitUntil(lambda: not screen.filters._later.isActive())
    settle()


@pytest.mark.parametrize(("kind", "screen"), SCREENS.items())
def test_each_kind_has_its_list_with_ids_for_scripts(office: Office, kind: str, screen: str) -> None:
    shown_screen = office.go(screen)
    view = child(office.window, f"list.{kind}")
    assert view is shown_screen.table
    ids = [view.model().index(row, 0).data(Qt.ItemDataRole.UserRole) for row in range(view.model().rowCount())]
    assert ids == lists.ids(office.desk, kind, shown_screen.source.question)
    assert view.selected_ids() == ids[:1], "the first is shown at the side"


@pytest.mark.parametrize("kind", SCREENS)
def test_a_list_sorts_by_every_column_it_offers_to_sort_by(office: Office, kind: str) -> None:
    screen = office.go(SCREENS[kind])
    sortable = [column.key for column in screen.source.model.columns if column.sortable]
    assert len(sortable) >= sum(not field.aside and field.type != "ways" for field in FIELDS[kind]) - 2
    for key in sortable:
        for descending in (False, True):
            screen.table.sort_requested.emit(key, descending)
            assert len(shown(screen)) == lists.count(office.desk, kind, ListQuestion())


def test_words_are_found_however_they_are_written(office: Office) -> None:
    screen = office.go("opportunities")
    search(office, screen, "poliza")
    assert titles(screen) == ["Póliza"]
    assert screen.filters.row.count.text().startswith("1 of 3")
    child(screen, "filters.clear").click()
    settle()
    assert len(titles(screen)) == 3


def test_slash_goes_to_the_search_and_escape_leaves_it(office: Office) -> None:
    screen = office.go("leads")
    QTest.keyClick(screen.table, Qt.Key.Key_Slash)
    assert office.window.focusWidget() is screen.filters.search
    QTest.keyClicks(screen.filters.search, "/zzz")
    assert screen.filters.text() == "/zzz"
    QTest.keyClick(screen.filters.search, Qt.Key.Key_Escape)
    assert screen.filters.text() == ""
    assert office.window.focusWidget() is screen.table


def test_filters_are_kept_for_the_next_time(office: Office) -> None:
    screen = office.go("opportunities")
    screen.filters.pills["owner"]._choose(office.users["Óscar"])
    settle()
    assert titles(screen) == ["Póliza"]
    screen.table.sort_requested.emit("title", False)
    office.new_window()
    again = office.go("opportunities")
    assert titles(again) == ["Póliza"]
    assert again.filters.pills["owner"].text() == "Owner: Óscar"


def test_nobodys_records_can_be_asked_for(office: Office) -> None:
    office.opportunity("Orphan", owner=None)
    screen = office.go("opportunities")
    screen.filters.pills["owner"]._choose(0)
    settle()
    assert titles(screen) == ["Orphan"]


def test_delete_goes_to_the_trash_undo_brings_back_and_the_trash_restores(office: Office) -> None:
    screen = office.go("opportunities")
    screen.table.select_ids([office.fleet])
    QTest.keyClick(screen.table, Qt.Key.Key_Delete)
    settle()
    assert "Flotilla" not in titles(screen)
    assert office.window.toast.isVisible()
    office.window.editor.undo()
    settle()
    assert "Flotilla" in titles(screen)
    screen.table.select_ids([office.fleet])
    QTest.keyClick(screen.table, Qt.Key.Key_Delete)
    screen.filters.trash.click()
    settle()
    assert titles(screen) == ["Flotilla"]
    child(screen, "side.restore").click()
    settle()
    assert titles(screen) == []
    assert office.read(office.fleet)["title"] == "Flotilla"
    assert Opportunity.get_by_id(office.fleet).trashed_at is None


def test_the_rows_behind_a_figure_are_shown_with_their_title_and_left_again(office: Office) -> None:
    office.go("opportunities").filters.pills["owner"]._choose(office.users["Óscar"])
    office.window.open_rows("Won in May", "opportunity", [office.fleet, office.repair])
    settle()
    screen = office.window.screen_named("opportunities")
    assert sorted(titles(screen)) == ["Flotilla", "Reparación"]
    assert screen.filters.rows_pill.text() == "Won in May"
    screen.filters.rows_pill.removed.emit()
    settle()
    assert titles(screen) == ["Póliza"], "the filters from before are in force again"


def test_all_results_are_selected_and_changed_in_one_step(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_table, "AT_ONCE", 50)
    for number in range(250):
        office.opportunity(f"Many {number:03d}")
    screen = office.go("opportunities")
    screen.table.selectAll()
    assert len(screen.table.selected_ids()) == 253
    screen.actions_.give(screen.table.selected_ids(), "owner", office.users["Óscar"])
    assert Opportunity.select().where(Opportunity.owner == office.users["Óscar"]).count() == 253
    assert len(screen.table.selected_ids()) == 253, "the selection stays"
    office.window.editor.undo()
    assert Opportunity.select().where(Opportunity.owner == office.users["Óscar"]).count() == 1


def test_many_rows_come_page_first_and_the_rest_from_a_worker(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_table, "AT_ONCE", 50)
    for number in range(150):
        office.opportunity(f"Many {number:03d}")
    screen = office.window.screen_named("opportunities")
    with office.qtbot.waitSignal(screen.source.counted, timeout=5000):
        office.window.go("opportunities")
        assert screen.table.model().rowCount() == 100
    assert screen.table.model().rowCount() == 153
    late = screen.source._number
    screen.table.sort_requested.emit("title", False)
    screen.source._arrived((late, [office.fleet]))
    assert screen.table.model().rowCount() != 1, "a late answer is dropped"
    office.qtbot.waitUntil(lambda: screen.table.model().rowCount() == 153)


def test_what_is_deleted_from_many_leaves_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_table, "AT_ONCE", 50)
    for number in range(150):
        office.opportunity(f"Many {number:03d}")
    screen = office.window.screen_named("opportunities")
    with office.qtbot.waitSignal(screen.source.counted, timeout=5000):
        office.window.go("opportunities")
    screen.actions_.trash([office.fleet])
    assert office.fleet not in screen.table.model().known_ids()
    with office.qtbot.waitSignal(screen.source.counted, timeout=5000):
        office.window.editor.undo()
    assert office.fleet in screen.table.model().known_ids()


def test_a_row_is_opened_by_the_mouse_and_a_header_sorts(office: Office) -> None:
    screen = office.go("opportunities")
    header = screen.table.horizontalHeader()
    section = [column.key for column in screen.source.model.columns].index("title")
    at = QPoint(header.sectionViewportPosition(section) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert titles(screen) == ["Flotilla", "Póliza", "Reparación"]
    row = screen.table.visualRect(screen.table.model().index(1, section)).center()
    QTest.mouseClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    QTest.mouseDClick(screen.table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    settle()
    assert office.window.screen_key == "opportunity-page"
    assert office.window.screen_named("opportunity-page").record == office.policy


def test_a_change_that_moves_nothing_refreshes_its_row_alone(office: Office) -> None:
    screen = office.go("opportunities")
    resets: list[int] = []
    screen.table.model().modelReset.connect(lambda: resets.append(1))
    screen.actions_.give([office.fleet], "owner", office.users["Óscar"])
    row = next(row for row in shown(screen) if row.id == office.fleet)
    assert row["owner"] == "Óscar"
    assert resets == []
    screen.table.sort_requested.emit("owner", False)
    resets.clear()
    screen.actions_.give([office.fleet], "owner", office.users["Ana"])
    assert resets == [1], "sorted by what changed: asked again"


def test_a_closed_opportunity_asks_from_the_list_too(office: Office) -> None:
    screen = office.go("opportunities")

    def fill(dialog: QDialog) -> None:
        dialog.reason.set_value(office.reasons["Price"])
        dialog.accept()

    answer(office.qtbot, fill)
    screen.actions_.lose([office.fleet, office.policy])
    states = {row.id: row.state for row in Opportunity.select()}
    assert states[office.fleet] == states[office.policy] == "lost"
    answer(office.qtbot, lambda dialog: dialog.primary.click())
    screen.actions_.reopen([office.fleet, office.policy])
    assert office.read(office.policy)["stage"] == office.stages["Proposal"]


def test_cancelling_the_question_changes_nothing(office: Office) -> None:
    screen = office.go("opportunities")
    answer(office.qtbot, lambda dialog: dialog.reject())
    screen.actions_.win([office.fleet])
    assert office.read(office.fleet)["state"] == "open"


def test_tags_are_added_and_taken_away_from_many(office: Office) -> None:
    records.save_all(office.begun, "opportunity", [office.fleet], {"tags": ["old", "kept"]})
    screen = office.go("opportunities")

    def fill(dialog: QDialog) -> None:
        form = dialog.findChild(object, "form.tags")
        form.field("add").set_value(["new"])
        form.field("remove").set_value(["OLD"])
        form.save()

    answer(office.qtbot, fill)
    screen.actions_.change_tags([office.fleet, office.policy])
    assert sorted(office.read(office.fleet)["tags"]) == ["kept", "new"]
    assert office.read(office.policy)["tags"] == ["new"]


@pytest.mark.parametrize("kind", SCREENS)
def test_the_menu_offers_what_can_be_done(office: Office, kind: str) -> None:
    screen = office.go(SCREENS[kind])
    ids = screen.table.selected_ids()
    menu = menu_for(screen, office.desk, kind, ids, screen.actions_, screen.table.copy_selected, trashed=False)
    texts = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert texts[0] == "Open"
    assert texts[-1] == "Move to the trash"
    assert "Tags…" in texts
    menu.deleteLater()


def test_rows_are_copied_with_tabs(office: Office) -> None:
    screen = office.go("companies")
    screen.table.select_ids([office.acme])
    screen.table.copy_selected()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[1].split("\t")[0] == "Ácme Óptica"


def test_the_side_converts_a_lead_until_it_is_converted(office: Office) -> None:
    screen = office.go("leads")
    convert = child(screen.side, "side.convert")
    office.qtbot.waitUntil(convert.isVisible)
    answer(office.qtbot, lambda dialog: child(dialog, "dialog.convert:ok").click())
    convert.click()
    office.qtbot.waitUntil(convert.isHidden)
    assert conversion.became(office.desk, office.lead) is not None
    assert child(screen.side, "side.open").isVisible()


@pytest.mark.parametrize(
    ("screen", "offered"),
    [
        ("opportunities", {"side.won", "side.lost", "side.more"}),
        ("leads", {"side.convert", "side.disqualify", "side.more"}),
        ("contacts", {"side.more"}),
    ],
)
def test_the_side_offers_for_several_what_can_be_done_with_their_kind(
    office: Office, screen: str, offered: set[str]
) -> None:
    office.add("lead", name="Eva Sanz")
    office.add("contact", name="Eva Sanz")
    shown_screen = office.go(screen)
    shown_screen.table.selectAll()
    side = shown_screen.side
    office.qtbot.waitUntil(lambda: side.name.text().endswith("selected"))
    assert {one.objectName() for one in side.buttons.values() if one.isVisible()} == offered


def test_the_side_asks_for_a_row_only_where_there_are_some(office: Office) -> None:
    screen = office.go("contacts")
    search(office, screen, "nobody is called this")
    office.qtbot.waitUntil(lambda: "Select a row" not in visible_texts(screen.side))
    assert screen.side.isVisible(), "nothing moves while somebody types"
    search(office, screen, "")
    screen.table.clearSelection()
    office.qtbot.waitUntil(lambda: "Select a row" in visible_texts(screen.side))
    screen.actions_.trash([office.person])
    office.qtbot.waitUntil(screen.side.isHidden)
    assert not screen.filters.side.isEnabled(), "the empty list's next step has the room alone"
    office.window.editor.undo()
    office.qtbot.waitUntil(screen.side.isVisible)


def visible_texts(parent: Any) -> str:
    return " ".join(one.text() for one in parent.findChildren(QLabel) if one.isVisible())


def test_the_side_edits_at_once_and_says_what_is_wrong(office: Office) -> None:
    screen = office.go("contacts")
    screen.table.select_ids([office.person])
    office.qtbot.waitUntil(lambda: screen.side.record == office.person)
    email = child(screen.side, "form.contact-quick.email")
    email.setText("nonsense")
    QTest.keyClick(email, Qt.Key.Key_Return)
    assert "not an e-mail" in email.accessibleDescription()
    assert office.read(office.person, "contact")["email"] == "ana@example.org"
    email.setText("new@example.org")
    QTest.keyClick(email, Qt.Key.Key_Return)
    assert office.read(office.person, "contact")["email"] == "new@example.org"


def test_what_was_typed_at_the_side_is_saved_when_another_row_is_chosen(office: Office) -> None:
    screen = office.go("opportunities")
    screen.table.select_ids([office.fleet])
    office.qtbot.waitUntil(lambda: screen.side.record == office.fleet)
    child(screen.side, "form.opportunity-quick.amount").setText("12,345.67")
    screen.table.select_ids([office.policy])
    settle()
    assert office.read(office.fleet)["amount"] == 1_234_567


def test_an_empty_list_says_the_next_step(office: Office) -> None:
    office.window.editor.run(lambda: records.trash(office.desk, "lead", [office.lead]))
    screen = office.go("leads")
    button = child(screen.table, "empty.action")
    assert button.isVisible()
    button.click()
    settle()
    assert office.window.screen_key == "lead-page"


def test_enter_opens_the_page_and_back_finds_the_place(office: Office) -> None:
    screen = office.go("opportunities")
    screen.table.select_ids([office.policy])
    QTest.keyClick(screen.table, Qt.Key.Key_Return)
    settle()
    assert office.window.screen_key == "opportunity-page"
    office.window.back()
    settle()
    assert office.window.screen_key == "opportunities"
    assert screen.table.selected_ids() == [office.policy]


def test_the_column_chooser_offers_every_field(office: Office) -> None:
    screen = office.go("companies")
    menu = screen.table.horizontalHeader().menu()
    offered = {action.text() for action in menu.actions()}
    assert {"Website", "Founded", "External id"} <= offered
    menu.deleteLater()


def test_ten_thousand_letters_and_other_scripts_are_shown(office: Office) -> None:
    office.add("company", name="שלום עולם 🚀")
    long = office.add("lead", name="x" * 300, company="y" * 300)
    screen = office.go("leads")
    screen.table.select_ids([long])
    settle()
    office.window.grab()
    assert "שלום עולם 🚀" in titles(office.go("companies"))


def test_a_column_shown_later_has_its_values(office: Office) -> None:
    screen = office.go("opportunities")
    assert all(row["source"] is None for row in shown(screen))
    screen.actions_.give([office.fleet], "source", office.sources["Fair"])
    screen.table.horizontalHeader().show_column("source", True)
    assert [row["source"] for row in shown(screen) if row.id == office.fleet] == ["Fair"]
    assert screen.table.selected_ids(), "the selection stays"


def test_an_empty_list_leads_to_the_import_of_its_kind(office: Office) -> None:
    office.window.editor.run(lambda: records.trash(office.desk, "lead", [office.lead]))
    screen = office.go("leads")
    child(screen.table, "empty.other").click()
    settle()
    assert office.window.screen_key == "import"


def test_only_what_files_can_bring_is_offered_to_be_imported(office: Office) -> None:
    assert not child(office.go("campaigns").table, "empty.other").isVisible()
    assert child(office.go("products").table, "empty.other").isVisible()

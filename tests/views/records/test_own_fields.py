"""The office's own fields where people meet them: pages, lists, bulk changes, cards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from crmdesk.models.custom import CUSTOM_TYPES
from crmdesk.sales import custom_fields, record_history
from crmdesk.views.board.cards import BoardProvider
from tests.views.lists.office import Office, answer, child, settle


def add_field(office: Office, kind: str, name: str, type_: str, **options: Any) -> int:
    desk = office.window.desk
    office.window.editor.run(lambda: custom_fields.add(desk, kind, name, type_, "company", ["Red", "Blue"], **options))
    settle()
    return custom_fields.of(desk, kind)[-1].id


def page(office: Office, kind: str, record: int) -> Any:
    office.window.open_record(kind, record)
    settle()
    return office.window.screen_named(f"{kind}-page")


def test_every_type_is_typed_and_saved_on_a_page(office: Office) -> None:
    for type_ in CUSTOM_TYPES:
        add_field(office, "contact", f"My {type_}", type_)
    shown = page(office, "contact", office.person)
    field = {type_: shown.form.field(f"custom:My {type_}") for type_ in CUSTOM_TYPES}
    QTest.keyClicks(field["text"], "Ávila")
    QTest.keyClicks(field["long"], "One")
    QTest.keyClicks(field["number"], "2.5")
    QTest.keyClicks(field["money"], "12.50")
    field["day"].set_value(date(2026, 3, 1))
    field["choice"].set_value("Blue")
    QTest.mouseClick(field["choices"].pills["Red"], Qt.MouseButton.LeftButton)
    field["bool"].set_value(False)
    field["link"].set_value((office.acme, "Ácme Óptica"))
    field["user"].set_value(office.users["Óscar"])
    shown.form.field("first_name").setFocus()
    QTest.keyClick(shown.form, Qt.Key.Key_Return)
    settle()
    kept = office.read(office.person, "contact")
    assert {type_: kept[f"custom:My {type_}"] for type_ in CUSTOM_TYPES} == {
        "text": "Ávila", "long": "One", "number": 2.5, "money": 1250, "day": date(2026, 3, 1), "choice": "Blue",
        "choices": ["Red"], "bool": False, "link": office.acme, "user": office.users["Óscar"],
    }  # fmt: skip
    assert not shown.form.dirty()
    told = [str(field.field) for change in record_history.of(office.desk, "contact", office.person)
            for field in change.fields]  # fmt: skip
    assert sorted(told) == sorted(f"My {type_}" for type_ in CUSTOM_TYPES)


def test_what_is_wrong_is_said_beside_the_field(office: Office) -> None:
    add_field(office, "lead", "Seats", "number")
    shown = page(office, "lead", office.lead)
    field = shown.form.field("custom:Seats")
    QTest.keyClicks(field, "many")
    assert "not a number" in field.accessibleDescription()
    field.clear()
    QTest.keyClicks(field, "1e400")
    assert field.accessibleDescription()


def test_a_field_that_is_deleted_leaves_the_open_page(office: Office) -> None:
    field = add_field(office, "lead", "Seats", "number")
    shown = page(office, "lead", office.lead)
    QTest.keyClicks(shown.form.field("city"), "Lugo")
    QTest.keyClicks(shown.form.field("custom:Seats"), "5")
    office.window.editor.run(lambda: custom_fields.delete(office.window.desk, field))
    settle()
    assert "custom:Seats" not in shown.form.names()
    assert shown.form.field("city").value() == "Lugo"
    office.window.editor.undo()
    settle()
    assert "custom:Seats" in shown.form.names()


def test_filters_beyond_the_first_are_in_a_menu_until_they_are_on(office: Office) -> None:
    screen = office.go("contacts")
    filters = screen.filters
    assert filters.more.isHidden(), "a few filters need no menu"
    for name in ("One", "Two", "Three", "Four"):
        add_field(office, "contact", name, "bool")
    settle()
    seen = [name for name, pill in filters.pills.items() if pill.isVisible()]
    assert len(seen) == 3
    assert filters.more.isVisible()
    menus = {action.text(): action.menu() for action in filters.more_menu().actions()}
    assert "Four" in menus
    next(action for action in menus["Four"].actions() if action.text() == "No").trigger()
    settle()
    assert [condition.field for condition in screen.source.question.conditions] == ["custom:Four"]
    assert filters.pills["custom:Four"].isVisible()
    assert filters.more.text() == "More filters (1)"
    child(screen, "filters.clear").click()
    settle()
    assert not filters.pills["custom:Four"].isVisible()
    assert filters.more.text() == "More filters"


def test_a_list_shows_sorts_and_filters_by_own_fields(office: Office) -> None:
    screen = office.go("opportunities")
    add_field(office, "opportunity", "Colour", "choice")
    add_field(office, "opportunity", "Asked", "bool")
    desk = office.window.desk
    from crmdesk.sales import opportunities

    office.window.editor.run(
        lambda: opportunities.save(desk, office.fleet, {"custom:Colour": "Blue", "custom:Asked": False})
    )
    office.window.editor.run(lambda: opportunities.save(desk, office.policy, {"custom:Colour": "Red"}))
    settle()
    assert "custom:Colour" in [column["key"] for column in screen.table.layout_state()["columns"]]
    screen.filters.pills["custom:Asked"]._choose("custom:no")
    settle()
    assert screen.source.model.known_ids() == [office.fleet]
    screen.filters.clear()
    screen.filters.pills["custom:Colour"]._choose("Red")
    settle()
    assert screen.source.model.known_ids() == [office.policy]
    screen.filters.clear()
    screen.table.set_sort("custom:Colour", False)
    screen._sorted("custom:Colour", False)
    settle()
    assert screen.source.model.known_ids() == [office.policy, office.fleet, office.repair]
    office.window.editor.run(lambda: custom_fields.delete(desk, custom_fields.of(desk, "opportunity")[0].id))
    settle()
    assert "custom:Colour" not in screen.filters.pills
    assert set(screen.source.model.known_ids()) == {office.policy, office.fleet, office.repair}


@pytest.mark.parametrize(("typed", "kept"), [("7.5", 7.5), ("", None)])
def test_many_records_are_given_a_value_at_once(office: Office, typed: str, kept: float | None) -> None:
    add_field(office, "opportunity", "Weight", "number")
    screen = office.go("opportunities")

    def fill(dialog: QDialog) -> None:
        field = child(dialog, "form.opportunity.custom:Weight")
        QTest.keyClicks(field, typed)
        child(dialog, "dialog.own:ok").click()

    answer(office.qtbot, fill)
    screen.actions_.change_own([office.fleet, office.policy], "custom:Weight")
    settle()
    assert [office.read(known)["custom:Weight"] for known in (office.fleet, office.policy)] == [kept, kept]


def test_a_card_shows_what_was_chosen_for_it(office: Office) -> None:
    board = office.go("board")
    add_field(office, "opportunity", "Colour", "choice", on_card=True)
    add_field(office, "opportunity", "Weight", "number", on_card=True)
    add_field(office, "opportunity", "Secret", "text")
    desk = office.window.desk
    from crmdesk.sales import opportunities

    values = {"custom:Colour": "Blue", "custom:Weight": 2.5, "custom:Secret": "x"}
    office.window.editor.run(lambda: opportunities.save(desk, office.fleet, values))
    settle()
    (card,) = BoardProvider(desk, lambda: board.view).cards([office.fleet])
    assert card.subtitle == "Ácme Óptica · Blue · Weight: 2.5"

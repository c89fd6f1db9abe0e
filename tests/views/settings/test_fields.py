"""The office's own fields, made and changed in the settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import custom_fields, opportunities, records
from crmdesk.ui.dialogs import Dialog
from crmdesk.views.settings.fields import FieldsPage, KindPanel
from crmdesk.views.window import MainWindow
from tests.views.lists.office import answer

Go = Callable[[str], object]


def panel_of(page: Go, kind: str) -> KindPanel:
    shown = page("fields")
    assert isinstance(shown, FieldsPage)
    return shown.panels[kind]


def add(panel: KindPanel, name: str, type_: str = "text") -> None:
    panel.type.set_value(type_)
    panel.adder.line.setText(name)
    panel.adder.go.click()


def test_fields_of_every_type_are_added(window: MainWindow, page: Go) -> None:
    panel = panel_of(page, "lead")
    assert panel.none.isVisible()
    for place in range(panel.type.count()):
        add(panel, f"Field {place}", panel.type._values[place])
    made = custom_fields.of(window.desk, "lead")
    assert len(made) == panel.type.count()
    assert [one.links_to for one in made if one.type == "link"] == ["company", "contact", "lead", "opportunity"]
    assert panel.none.isHidden()
    assert len(panel.rows.ids()) == len(made)


def test_a_taken_name_is_refused_below_the_line(page: Go) -> None:
    panel = panel_of(page, "lead")
    add(panel, "Región")
    add(panel, "region")
    assert "there already" in panel.adder.note.text()


def test_a_field_is_renamed_ordered_shown_on_cards_and_deleted(qtbot: QtBot, window: MainWindow, page: Go) -> None:
    panel = panel_of(page, "opportunity")
    add(panel, "Region")
    add(panel, "Seats", "number")
    region, seats = (one.id for one in custom_fields.of(window.desk, "opportunity"))
    name = panel.rows.row(region).fields["name"]
    name.setText("Area")  # type: ignore[attr-defined]
    qtbot.keyClick(name, Qt.Key.Key_Return)
    panel.rows.row(seats).fields["on_card"].set_value(True)
    grip = panel.rows.row(seats).grip
    grip.setFocus()
    qtbot.keyClick(grip, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    found = custom_fields.of(window.desk, "opportunity")
    assert [(one.name, one.on_card) for one in found] == [("Seats", True), ("Area", False)]
    sale = Opportunity.select().first().id
    window.editor.run(lambda: opportunities.save(window.desk, sale, {"custom:Seats": 5}))
    assert panel.rows.row(seats).used.text() == "1"
    panel.rows.row(seats).bin.click()
    assert [one.name for one in custom_fields.of(window.desk, "opportunity")] == ["Area"]
    window.editor.undo()
    assert (opportunities.read(window.desk, sale) or {})["custom:Seats"] == 5


def test_the_values_of_a_list_are_added_and_one_in_use_is_replaced(qtbot: QtBot, window: MainWindow, page: Go) -> None:
    panel = panel_of(page, "lead")
    add(panel, "Size", "choice")
    (field,) = custom_fields.of(window.desk, "lead")
    block = panel.lists[field.id]
    for name in ("Small", "Large"):
        block.adder.line.setText(name)
        block.adder.go.click()
    small, _large = custom_fields.of(window.desk, "lead")[0].choices
    window.editor.run(lambda: records.add(window.desk, "lead", {"name": "Ana", "custom:Size": "Small"}))
    assert block.rows.row(small).used.text() == "1"

    def choose(dialog: object) -> None:
        assert isinstance(dialog, Dialog)
        dialog.findChild(QWidget, "form.substitute.substitute").setCurrentIndex(0)
        dialog.primary.click()

    answer(qtbot, choose)  # type: ignore[arg-type]
    block.rows.row(small).bin.click()
    QApplication.processEvents()
    assert list(custom_fields.of(window.desk, "lead")[0].choices.values()) == ["Large"]

"""An opportunity's lines typed in place, its quotes and its sales note, as somebody uses them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from crmdesk import texts
from crmdesk.models.quotes import Quote, SalesNote
from crmdesk.sales import closing, lines, opportunities, quotes
from crmdesk.sales.pipeline import Closing
from tests.views.lists.office import TODAY, Office, answer, child, settle
from tests.views.records.test_page import page


def part(office: Office, name: str) -> Any:
    shown = page(office, "opportunity", office.fleet)
    shown.tabs.show_part(name)
    settle()
    return shown.tabs.part(name)


def type_cell(grid: Any, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type into the cell that is open, and go on."""
    editor = next(one for one in grid.findChildren(QLineEdit) if one.isVisible() and one.property("cell"))
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, key)
    settle()


def told(grid: Any) -> list[list[str]]:
    model = grid.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount(QModelIndex()))]
        for row in range(len(model.rows))
    ]


def line(office: Office, **values: Any) -> None:
    lines.add(office.desk, "opportunity", office.fleet, [{"name": "Van", "price_minor": 1_000_000, **values}])


def test_a_line_is_typed_from_cell_to_cell_by_keyboard(office: Office) -> None:
    shown = part(office, "products")
    grid = shown.panel.grid
    grid.begin_adding()
    type_cell(grid, "Ergonomic chair")
    for text in ("with arms", "2.5", "pcs", "1,234.56", "10", "16"):
        type_cell(grid, text)
    (row,) = lines.of(office.desk, "opportunity", office.fleet)
    assert (row.name, row.description, row.quantity, row.unit) == ("Ergonomic chair", "with arms", 2_500, "pcs")
    assert (row.price_minor, row.discount, row.tax, row.total_minor) == (123_456, 1_000, 1_600, 277_776)
    assert told(grid)[0][-1].startswith("€ 2,777.76")
    assert child(shown, "lines.total").text() == "€ 3,222.20"


def test_the_titles_of_the_columns_are_whole_in_spanish(office: Office) -> None:
    texts.use("es")
    head = part(office, "products").panel.grid.horizontalHeader()
    assert [head.sectionSize(place) >= head.sectionSizeHint(place) for place in range(head.count())] == [True] * 8


def test_a_product_is_found_while_typing(office: Office) -> None:
    chair = office.add("product", name="Chair", code="CH", unit="pcs", price=4_999, tax=2_100)
    grid = part(office, "products").panel.grid
    grid.take(0, "name", "Chair", chair)
    settle()
    assert told(grid)[0][:7] == ["Chair", "", "1", "pcs", "49.99", "", "21 %"]


def test_what_is_no_number_is_told_and_nothing_changes(office: Office) -> None:
    line(office)
    grid = part(office, "products").panel.grid
    failed: list[str] = []
    office.window.events.failed.connect(failed.append)
    for key, text in (("price_minor", "cheap"), ("quantity", "-1"), ("discount", "101"), ("tax", "x")):
        grid.take(0, key, text, None)
        settle()
    assert len(failed) == 4
    (row,) = lines.of(office.desk, "opportunity", office.fleet)
    assert (row.price_minor, row.quantity, row.discount, row.tax) == (1_000_000, 1_000, 0, None)


def test_lines_are_moved_and_removed_by_keyboard(office: Office) -> None:
    for name in ("A", "B"):
        line(office, name=name)
    grid = part(office, "products").panel.grid
    grid.selectRow(1)
    QTest.keyClick(grid, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert [row[0] for row in told(grid)] == ["B", "A"]
    QTest.keyClick(grid, Qt.Key.Key_Delete)
    settle()
    assert [row[0] for row in told(grid)] == ["A"]


def test_the_switch_lets_the_amount_follow(office: Office) -> None:
    line(office)
    shown = part(office, "products")
    shown.follows.click()
    settle()
    assert office.read(office.fleet)["amount"] == 1_000_000
    shown.panel.grid.take(0, "quantity", "2", None)
    settle()
    assert office.read(office.fleet)["amount"] == 2_000_000


def test_a_quote_is_made_sent_revised_and_compared(office: Office) -> None:
    line(office)
    part(office, "quotes").add.click()
    settle()
    shown = office.window.screen_named("quote-page")
    assert office.window.screen_key == "quote-page"
    assert shown.lines.grid.model().editable
    shown.bar.buttons["send"].click()
    settle()
    assert not shown.lines.grid.model().editable
    assert not shown.form.isEnabled()
    assert Quote.get_by_id(shown.record).number == "Q-2026-0001"
    shown.bar.buttons["revise"].click()
    settle()
    shown.lines.grid.take(0, "price_minor", "9,000", None)
    settle()
    seen: list[Any] = []

    def look(dialog: Any) -> None:
        seen.append((dialog.totals.text(), told(dialog.grid)[0][-1]))
        dialog.accept()

    answer(office.qtbot, look)
    shown.bar.buttons["compare"].click()
    assert seen == [("Total: € 10,000.00 → € 9,000.00 (−€ 1,000.00)", "−€ 1,000.00")]


def test_accepting_offers_to_win_with_the_quote_s_amount_and_may_be_declined(office: Office) -> None:
    line(office)
    quote = quotes.make(office.desk, office.fleet).new("quote")
    quotes.send(office.desk, quote)
    shown = part(office, "quotes")
    offered: list[Any] = []

    def decline(dialog: Any) -> None:
        offered.append((dialog.objectName(), dialog.form.field("amount").amount()))
        dialog.reject()

    answer(office.qtbot, decline)
    shown.bar.buttons["accept"].click()
    settle()
    assert offered == [("dialog.won", 1_000_000)]
    assert (Quote.get_by_id(quote).status, office.read(office.fleet)["state"]) == ("accepted", "open")
    shown.bar.buttons["reject"].click()
    settle()
    answer(office.qtbot, lambda dialog: dialog.primary.click())  # type: ignore[attr-defined]
    shown.bar.buttons["accept"].click()
    settle()
    assert (office.read(office.fleet)["state"], office.read(office.fleet)["amount"]) == ("won", 1_000_000)


def test_a_quote_above_the_budget_warns_on_its_page(office: Office) -> None:
    line(office)
    opportunities.save(office.desk, office.fleet, {"budget": 999_999})
    quote = quotes.make(office.desk, office.fleet).new("quote")
    office.go("quote-page", record=quote)
    assert "above the client’s budget" in child(office.window, "quote.budget").text()


def test_the_sales_note_of_a_won_opportunity_is_made_and_shown(office: Office) -> None:
    line(office)
    closing.close(office.desk, [office.fleet], "won", Closing(TODAY, {office.fleet: 1_000_000}))
    shown = part(office, "quotes")
    shown.note.click()
    settle()
    assert SalesNote.get().number == "SN-2026-0001"
    assert "SN-2026-0001" in shown.told.text()
    pages: list[str] = []

    def look(dialog: Any) -> None:
        pages.append(dialog.turn.text())
        dialog.reject()

    answer(office.qtbot, look)
    shown.note_paper.click()
    assert pages == ["1 / 1"]
    assert QApplication.activeModalWidget() is None


def test_a_note_that_says_another_amount_asks_what_to_do(office: Office) -> None:
    line(office)
    closing.close(office.desk, [office.fleet], "won", Closing(TODAY, {office.fleet: 1_002_345}))
    shown = part(office, "quotes")
    seen: list[str] = []

    def leave(dialog: Any) -> None:
        seen.append(dialog.subtitle.text())
        dialog.reject()

    answer(office.qtbot, leave)
    shown.note.click()
    settle()
    assert seen == ["“Flotilla” was won with € 10,023.45, but what was sold comes to € 10,000.00 without taxes."]
    assert SalesNote.select().count() == 0

    def choose(dialog: Any) -> None:
        offered = child(dialog, "form.note.settling")
        offered.set_value("amount")
        seen.append(offered.currentText())  # type: ignore[attr-defined]
        dialog.primary.click()

    answer(office.qtbot, choose)
    shown.note.click()
    settle()
    assert seen[1] == "Correct the opportunity’s amount to € 10,000.00"
    assert office.read(office.fleet)["amount"] == 1_000_000
    assert "SN-2026-0001" in shown.told.text()
    office.window.editor.undo()
    settle()
    assert office.read(office.fleet)["amount"] == 1_002_345
    assert shown.note.isVisible()

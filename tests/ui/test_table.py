"""The paged table: pages, selection and place by id, keys, layout."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crmdesk.ui import theme
from crmdesk.ui.table import PagedTableModel, TableColumn, TableView
from crmdesk.ui.table.columns import cell_of

FIRST_ID = 2**60  # ids are 64-bit


@dataclass(frozen=True)
class Row:
    id: int
    name: str
    state: str = "Open\nHot"
    score: int = 40
    owner: str = "Ana Pérez"
    amount: str = "$ 1,000"


COLUMNS = (
    TableColumn("name", "Name", lambda row: row.name, strong=True),
    TableColumn("state", "Status", lambda row: row.state, paint="tag", color_role="warning"),
    TableColumn("score", "Score", lambda row: str(row.score), paint="bar", part=lambda row: row.score / 100),
    TableColumn("owner", "Owner", lambda row: row.owner, paint="avatar", width=70),
    TableColumn("stars", "Priority", lambda row: str(row.score // 30), paint="stars", part=lambda row: row.score // 30),
    TableColumn("amount", "Amount", lambda row: row.amount, paint="money", descending_first=True),
    TableColumn("extra", "Extra", lambda row: "x", hidden=True, sortable=False),
)


class Book:
    """Rows kept by id, and what was asked of them."""

    def __init__(self, count: int) -> None:
        self.rows = {FIRST_ID + n: Row(FIRST_ID + n, f"Name {n}") for n in range(count)}
        self.asked: list[list[int]] = []
        self.id_questions = 0

    def load_rows(self, ids: Sequence[int]) -> list[Row]:
        self.asked.append(list(ids))
        return [self.rows[known] for known in reversed(ids) if known in self.rows]

    def load_ids(self) -> list[int]:
        self.id_questions += 1
        return list(self.rows)


@pytest.fixture
def book() -> Book:
    return Book(1000)


@pytest.fixture
def model(book: Book, qapp: QApplication) -> PagedTableModel:
    model = PagedTableModel(COLUMNS, book.load_rows)
    model.set_ids(book.load_ids())
    return model


@pytest.fixture
def view(qtbot: Any, model: PagedTableModel) -> TableView:
    view = TableView(model)
    qtbot.addWidget(view)
    view.resize(900, 420)
    view.show()
    qtbot.waitExposed(view)
    return view


def text(model: PagedTableModel, row: int, column: int = 0) -> str:
    return model.data(model.index(row, column))


def test_the_model_keeps_qts_rules(model: PagedTableModel, qtmodeltester: Any) -> None:
    qtmodeltester.check(model)


def test_ids_need_no_query_and_pages_are_loaded_once(model: PagedTableModel, book: Book) -> None:
    assert model.data(model.index(999, 0), Qt.ItemDataRole.UserRole) == FIRST_ID + 999
    assert not book.asked
    assert (text(model, 250), text(model, 299)) == ("Name 250", "Name 299")
    assert len(book.asked) == 1


def test_memory_of_pages_is_bounded(book: Book, qapp: QApplication) -> None:
    book.rows = {n: Row(n, f"Name {n}") for n in range(1, 10_001)}
    model = PagedTableModel(COLUMNS, book.load_rows)
    model.set_ids(book.load_ids())
    for row in range(0, 10_000, 50):
        text(model, row)
    assert len(model._pages) == 40


def test_a_deleted_row_paints_blank(view: TableView, model: PagedTableModel, book: Book) -> None:
    del book.rows[FIRST_ID + 3]
    model.refresh([FIRST_ID + 3])
    assert text(model, 3) == ""
    assert model.is_deleted(3)
    assert not view.grab().isNull()


def test_refresh_forgets_only_the_pages_of_the_changed(model: PagedTableModel, book: Book, qtbot: Any) -> None:
    text(model, 0), text(model, 150)
    book.rows[FIRST_ID + 150] = replace(book.rows[FIRST_ID + 150], name="Renamed")
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.refresh({FIRST_ID + 150})
    assert (changed.args[0].row(), changed.args[1].row()) == (100, 199)
    assert text(model, 150) == "Renamed"
    text(model, 0)
    assert len(book.asked) == 3


def test_the_first_rows_are_there_before_the_ids(qtbot: Any, book: Book) -> None:
    model = PagedTableModel(COLUMNS, book.load_rows, book.load_ids)
    view = TableView(model)
    qtbot.addWidget(view)
    model.set_first(list(book.rows.values())[:100], 1000)
    assert (model.rowCount(), text(model, 99), text(model, 100)) == (1000, "Name 99", "")
    assert not book.asked
    view.select_ids([FIRST_ID + 2])
    with qtbot.waitSignal(model.ids_arrived):
        pass
    assert book.id_questions == 1
    assert view.selected_ids() == [FIRST_ID + 2]
    assert text(model, 100) == "Name 100"


def test_select_all_takes_ids_and_loads_no_row(view: TableView, model: PagedTableModel, book: Book, qtbot: Any) -> None:
    view.grab()
    book.asked.clear()
    with qtbot.waitSignal(view.selection_changed) as told:
        QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert told.args[0] == list(book.rows)
    assert not book.asked


def test_select_all_before_the_ids_arrive(qtbot: Any, book: Book) -> None:
    model = PagedTableModel(COLUMNS, book.load_rows, book.load_ids)
    view = TableView(model)
    qtbot.addWidget(view)
    model.set_first(list(book.rows.values())[:50], 1000)
    view.selectAll()
    assert len(view.selected_ids()) == 1000


def test_a_selection_survives_the_first_rows_of_a_new_answer(
    view: TableView, model: PagedTableModel, book: Book
) -> None:
    view.select_ids([FIRST_ID + 5, FIRST_ID + 700])
    told: list[object] = []
    view.selection_changed.connect(told.append)
    model.set_first(list(book.rows.values())[:100], 1000)
    model.set_ids(list(book.rows))
    assert view.selected_ids() == [FIRST_ID + 5, FIRST_ID + 700]
    model.set_first(list(book.rows.values())[:100], 1000)
    view.select_ids([FIRST_ID + 6])  # somebody chose meanwhile
    model.set_ids(list(book.rows))
    assert told == [[FIRST_ID + 6]]


def test_selection_current_and_scroll_are_kept_by_id(view: TableView, model: PagedTableModel, book: Book) -> None:
    view.select_ids([FIRST_ID + 300, FIRST_ID + 301, FIRST_ID + 305])
    view.verticalScrollBar().setValue(299 * theme.ROW + 7)
    told: list[object] = []
    view.selection_changed.connect(told.append)
    model.set_ids([7, *list(book.rows)[10:]])
    assert view.selected_ids() == [FIRST_ID + 300, FIRST_ID + 301, FIRST_ID + 305]
    assert view.current_id() == FIRST_ID + 300
    assert view.verticalScrollBar().value() == 290 * theme.ROW + 7
    assert told == []
    model.set_ids([FIRST_ID + 301])
    assert told == [[FIRST_ID + 301]]


def test_another_question_begins_at_the_top(view: TableView, model: PagedTableModel, book: Book) -> None:
    view.select_ids([FIRST_ID + 300])
    model.set_ids(list(reversed(book.rows)), begins_anew=True)
    assert view.verticalScrollBar().value() == 0
    assert view.selected_ids() == [FIRST_ID + 300]


def test_keys_open_delete_copy_and_jump(view: TableView, qtbot: Any) -> None:
    view.select_ids([FIRST_ID + 1])
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [FIRST_ID + 1]
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(view.delete_requested) as deleted:
        QTest.keyClick(view, Qt.Key.Key_Delete)
    assert deleted.args == [[FIRST_ID + 1, FIRST_ID + 2]]
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t") == ["Name", "Status", "Score", "Owner", "Priority", "Amount"]
    assert lines[1].split("\t") == ["Name 1", "Open, Hot", "40", "Ana Pérez", "1", "$ 1,000"]
    assert len(lines) == 3
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.current_id() == FIRST_ID + 999


def test_typing_letters_loads_nothing(view: TableView, book: Book) -> None:
    view.grab()
    book.asked.clear()
    QTest.keyClicks(view, "zzz")
    assert not book.asked


def test_double_click_opens_and_right_click_asks_for_a_menu(view: TableView, qtbot: Any) -> None:
    where = QPoint(30, theme.ROW * 2 + 5)
    with qtbot.waitSignal(view.opened) as opened:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened.args == [FIRST_ID + 2]
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=where)
    with qtbot.waitSignal(view.menu_requested) as asked:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, view.viewport().mapToGlobal(where))
        QApplication.sendEvent(view.viewport(), event)
    assert asked.args == [[FIRST_ID + 2], view.viewport().mapToGlobal(where)]


def test_a_click_on_the_header_asks_for_the_order(view: TableView, qtbot: Any) -> None:
    header = view.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(5) + 30, 10)
    for descending in (True, False):
        with qtbot.waitSignal(view.sort_requested) as asked:
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert asked.args == ["amount", descending]
    assert view.sort() == ("amount", False)


def test_the_layout_is_kept_as_json(view: TableView, qtbot: Any, book: Book) -> None:
    header = view.horizontalHeader()
    header.moveSection(header.visualIndex(5), 0)
    header.show_column("owner", False)
    header.show_column("extra", True)
    header.resizeSection(0, 222)
    view.set_sort("name", True)
    kept = json.loads(json.dumps(view.layout_state()))
    again = TableView(PagedTableModel(COLUMNS, book.load_rows))
    qtbot.addWidget(again)
    again.restore_layout(kept)
    assert again.layout_state() == view.layout_state()
    assert again.horizontalHeader().sectionSize(0) == 222
    assert again.horizontalHeader().logicalIndex(0) == 5
    assert again.horizontalHeader().isSectionHidden(3)
    assert again.sort() == ("name", True)


def test_a_layout_of_other_columns_does_no_harm(view: TableView) -> None:
    view.restore_layout({"columns": [{"key": "gone"}, {"key": "amount", "hidden": True}], "sort": ["gone", True]})
    assert view.sort() == (None, False)
    assert view.horizontalHeader().isSectionHidden(5)
    view.restore_layout({"columns": [{"key": column.key, "hidden": True} for column in COLUMNS]})
    assert not view.horizontalHeader().isSectionHidden(0)


def test_the_column_chooser_shows_and_hides(view: TableView, qtbot: Any) -> None:
    menu = view.horizontalHeader().menu()
    chosen = next(action for action in menu.actions() if action.text() == "Extra")
    with qtbot.waitSignal(view.layout_changed):
        chosen.trigger()
    assert not view.horizontalHeader().isSectionHidden(6)


def test_columns_fill_the_width_until_sized_by_hand(view: TableView) -> None:
    header = view.horizontalHeader()
    assert header.length() == view.viewport().width()
    header.resizeSection(1, 90)
    assert header.sectionSize(1) == 90
    view.resize(1200, 420)
    assert header.sectionSize(1) == 90


@pytest.mark.parametrize("awkward", ["x" * 10_000, "مرحبا بالعالم " * 700, "👩‍👩‍👧‍👦" * 1500, "a\tb\nc\0d", ""])
def test_awkward_texts_are_cut_and_drawn(qtbot: Any, awkward: str) -> None:
    rows = {n: Row(n, awkward, state=awkward, owner=awkward, amount=awkward) for n in range(1, 20)}
    model = PagedTableModel(COLUMNS, lambda ids: [rows[known] for known in ids])
    view = TableView(model)
    qtbot.addWidget(view)
    model.set_ids(list(rows))
    view.resize(700, 300)
    assert not view.grab().isNull()
    assert len(cell_of(COLUMNS[0], rows[1]).text) <= 500
    assert "\n" not in text(model, 0)
    assert "\t" not in text(model, 0)


def test_dark_and_light_are_one_repaint(view: TableView) -> None:
    try:
        light = view.grab().toImage().pixelColor(5, 300)
        theme.set_dark(True)
        assert view.grab().toImage().pixelColor(5, 300) != light
    finally:
        theme.set_dark(False)


def test_an_empty_table_offers_the_next_step(view: TableView, model: PagedTableModel, qtbot: Any) -> None:
    view.set_empty("Nobody here yet", "Leads you add or import appear here.", "New lead")
    assert not view._empty.isVisible()
    model.set_ids([])
    assert view._empty.isVisible()
    with qtbot.waitSignal(view.empty_action_requested):
        QTest.mouseClick(view._empty.action, Qt.MouseButton.LeftButton)


def test_tags_keep_their_lines_in_a_cell_and_are_one_line_elsewhere(model: PagedTableModel) -> None:
    assert model.cell(0, 1).text == "Open\nHot"
    assert text(model, 0, 1) == "Open, Hot"


def test_a_bar_below_nothing_is_drawn_as_far_and_in_the_colour_of_danger(book: Book, view: TableView) -> None:
    """An empty bar would say that the row has nothing at all."""
    reds = []
    for score in (-60, 0, 60):
        book.rows[FIRST_ID] = replace(book.rows[FIRST_ID], score=score)
        view.model().refresh([FIRST_ID])
        picture = view.viewport().grab(view.visualRect(view.model().index(0, 2))).toImage()
        red = theme.color("danger").rgb()
        reds.append(sum(picture.pixel(x, picture.height() // 2 + 1) == red for x in range(picture.width())))
    assert reds[0] > 20
    assert reds[1:] == [0, 0]

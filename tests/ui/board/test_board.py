"""A board keeps the place, loads what is visible, and paints whatever people write."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit

from crmdesk.ui import theme
from crmdesk.ui.board import Board, Card, Column, QuickField
from crmdesk.ui.board.look import Look
from crmdesk.ui.board.painter import _Placing
from tests.ui.board.office import Office, bar, card_id, plain, realistic


def test_columns_are_found_by_name_and_give_ids(show) -> None:
    office, heads = realistic()
    board = show(office, heads)
    view = board.window().findChild(QAbstractItemView, "board.Calificación")
    assert view.isVisible()
    assert view.model().index(1, 0).data(Qt.ItemDataRole.UserRole) == 6
    assert view.indexAt(view.visualRect(view.model().index(1)).center()).row() == 1


def test_a_screen_reader_is_told_of_a_list(board: Board) -> None:
    interface = QAccessible.queryAccessibleInterface(board.column_view(0))
    assert interface.role() == QAccessible.Role.List
    assert interface.childCount() == 6
    board.announce("“Card 0-0” went to 1")


def test_showing_and_scrolling_100000_cards_loads_only_what_is_seen(qtbot, show) -> None:
    office = plain(*[20_000] * 5)
    board = show(office, size=(1440, 800))
    board.grab()
    assert sorted(office.asked) == [("first", key) for key in range(5)]
    office.asked.clear()
    bar_ = board.column_view(2).verticalScrollBar()
    bar_.setValue(bar_.maximum() // 2)
    board.grab()
    assert office.asked[0] == ("ids", 2)
    assert len(office.asked) <= 3, "the pages in sight, each once"


def test_a_reload_keeps_selection_scroll_and_focus_by_id(qtbot, show) -> None:
    office = plain(300, 300)
    board = show(office)
    view = board.column_view(0)
    board.select([card_id(0, 150), card_id(0, 151)], focus=True)
    top = view.visualRect(view.currentIndex()).top()
    office.columns[0].insert(0, Card(5, "New at the top"))
    board.reload(office.heads())
    assert board.selected_ids() == [card_id(0, 150), card_id(0, 151)]
    assert board.current_id() == card_id(0, 150)
    assert abs(view.visualRect(view.currentIndex()).top() - top) <= 1
    assert board.window().focusWidget() is view


def test_keys_follow_a_card_that_went_to_another_column(show, office: Office) -> None:
    board = show(office)
    board.move_requested.connect(lambda ids, key, above: (office.move(ids, key, above), board.reload(office.heads())))
    board.select([card_id(0, 1)], focus=True)
    QTest.keyClick(board.column_view(0), Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert office.order(1)[1] == card_id(0, 1)
    assert board.current_id() == card_id(0, 1)
    assert board.window().focusWidget() is board.column_view(1)


def test_when_the_current_card_leaves_the_next_one_takes_its_place(show, office: Office) -> None:
    board = show(office)
    board.select([card_id(0, 2)], focus=True)
    del office.columns[0][2]
    board.reload(office.heads(), touched={0})
    assert board.current_id() == card_id(0, 3)
    assert board.selected_ids() == []


def test_a_column_not_touched_is_not_asked_again(show, office: Office) -> None:
    board = show(office)
    board.grab()
    office.asked.clear()
    board.reload(office.heads(), touched={1})
    board.grab()
    assert office.asked == [("first", 1)]


def test_columns_come_and_go(qtbot, show, office: Office) -> None:
    board = show(office)
    office.columns = {2: office.columns[2], 0: office.columns[0], 9: [Card(1, "Other")]}
    board.reload(office.heads())
    assert [panel.column.key for panel in board.panels()] == [2, 0, 9]
    assert [panel.x() for panel in board.panels()] == sorted(panel.x() for panel in board.panels())


def test_refresh_shows_new_values_in_place(show) -> None:
    office = plain(100)
    board = show(office)
    board.select([card_id(0, 60)])
    office.columns[0][60] = Card(card_id(0, 60), "Renamed")
    before = board.scroll_state()
    board.refresh([card_id(0, 60)])
    assert board.column_view(0).currentIndex().data() == "Renamed"
    assert board.scroll_state() == before


def test_the_place_survives_as_json(show) -> None:
    office = plain(300, 300, 300, 300)
    board = show(office, size=(700, 700))
    board.select([card_id(3, 200)])
    state = json.loads(json.dumps(board.scroll_state()))
    other = show(office, size=(700, 700))
    other.restore(state)
    assert other.scroll_state() == state
    assert other.selected_ids() == [card_id(3, 200)]


def test_a_place_given_before_the_first_show_is_taken_then(qtbot, show) -> None:
    office = plain(300, 300)
    state = {"sideways": 0, "columns": [[1, 100, 12, card_id(1, 100)]], "current": card_id(1, 102)}
    board = show(office)
    hidden = Board(office, board.window())
    hidden.resize(600, 600)
    hidden.reload(office.heads())
    hidden.restore(state)
    hidden.show()
    assert hidden.scroll_state() == state
    assert hidden.selected_ids() == [card_id(1, 102)]


def test_the_focus_of_the_board_is_the_column_that_had_it_last(show, office: Office) -> None:
    board = show(office)
    board.setFocus()
    assert board.window().focusWidget() is board.column_view(0)
    board.select([card_id(1, 2)], focus=True)
    board.open_quick_add(0)
    board.setFocus()
    assert board.window().focusWidget() is board.column_view(1)


def test_a_change_of_theme_repaints_the_cards(qtbot, show, office: Office, dressed: QApplication) -> None:
    board = show(office)
    view = board.column_view(0)
    at = view.visualRect(view.model().index(1)).center()
    light = theme.color("surface")
    assert view.viewport().grab().toImage().pixelColor(at) == light
    theme.apply(dressed, "dark")
    assert theme.color("surface") != light
    qtbot.waitUntil(lambda: view.viewport().grab().toImage().pixelColor(at) == theme.color("surface"))


AWKWARD = [
    "x" * 10_000,
    "שלום עולם " * 30,
    "🎉👩‍👩‍👧‍👦 Fiesta 🇲🇽" * 5,
    "two\nlines\tand a tab",
    "",
    "\u202e right to left override",
    "e\u0301" * 300,
]


@pytest.mark.parametrize("density", ["comfortable", "compact"])
@pytest.mark.parametrize("dark", [False, True])
def test_awkward_text_paints(show, dark: bool, density, monkeypatch) -> None:
    monkeypatch.setattr(theme._Current, "dark", dark)
    cards = [
        Card(at, text, text, text, text, text, at, at, text, "danger", text, True, (text, text, text))
        for at, text in enumerate(AWKWARD)
    ]
    name = AWKWARD[0]
    head = Column(0, name, 1, len(cards), name, name, bar(1, 0, 10_000, 1), True, name)
    board = show(Office({0: cards}), [head], size=(300, 900))
    board.set_density(density)
    board.set_zoom(1.5)
    assert not board.grab().isNull()
    board.set_collapsed({0})
    assert not board.grab().isNull()


def test_no_part_of_a_card_leaves_the_card(show) -> None:
    office = Office(
        {0: [Card(1, AWKWARD[0], AWKWARD[0], "$ 1" * 99, "x", "ABCD", 0, 9, "y" * 99, "danger", "1 d", True, ("t",))]}
    )
    board = show(office)
    cards = board.column_view(0).cards
    layout = cards._layout(office.columns[0][0])
    for piece in layout.texts:
        assert piece.x + piece.style.metrics.horizontalAdvance(piece.text) <= cards.width - 10
    assert all(box.right() <= cards.width - 10 for box, _role in layout.tags)


def test_narrow_boards_scroll_sideways_also_by_the_wheel(show) -> None:
    office, heads = realistic()
    board = show(office, heads, size=(640, 700))
    view = board.column_view("a")
    at = QPointF(50, 50)
    wheel = QWheelEvent(
        at, view.mapToGlobal(at), QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ShiftModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), wheel)
    assert board.sideways().value() == 180
    board.select([13])
    panel = board.panels()[3]
    assert panel.mapTo(board, QPoint(panel.width(), 0)).x() <= board.width() + 1


def test_a_click_on_the_bar_filters(qtbot, show) -> None:
    office, heads = realistic()
    board = show(office, heads)
    header = board.panels()[0].header
    with qtbot.waitSignal(board.filter_requested) as asked:
        QTest.mouseClick(header, Qt.MouseButton.LeftButton, pos=QPoint(16, 60))
    assert asked.args == ["a", "overdue"]
    assert board.collapsed() == set()


def test_quick_add_stays_open_for_the_next_and_shows_problems(qtbot, board: Board) -> None:
    added: list[tuple] = []

    def take(key: object, texts: dict[str, str]) -> None:
        added.append((key, texts))
        if texts["amount"] == "-5":
            board.set_quick_problem(key, "amount", "An amount cannot be negative.")

    board.quick_added.connect(take)
    board.open_quick_add(1)
    quick = board.panels()[1].quick
    client, amount = (quick.findChild(QLineEdit, f"quick.{name}") for name in ("client", "amount"))
    QTest.keyClicks(client, "Plaza")
    QTest.keyClicks(amount, "-5")
    QTest.keyClick(amount, Qt.Key.Key_Return)
    assert amount.text() == "-5"
    assert amount.accessibleDescription() == "An amount cannot be negative."
    amount.setText("5")
    QTest.keyClick(amount, Qt.Key.Key_Return)
    assert added == [(1, {"client": "Plaza", "amount": "-5"}), (1, {"client": "Plaza", "amount": "5"})]
    assert (client.text(), amount.text(), quick.is_open) == ("", "", True)
    QTest.keyClick(client, Qt.Key.Key_Escape)
    assert not quick.is_open
    assert board.window().focusWidget() is board.column_view(1)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # offscreen, for a popup
def test_quick_add_offers_what_the_screen_knows(qtbot, board: Board) -> None:
    known = ["Plaza Las Palmas", "Plaza Mayor"]
    board.set_quick_fields([QuickField("client", "Client", lambda typed: [name for name in known if typed in name])])
    board.open_quick_add(0)
    edit = board.panels()[0].quick.findChild(QLineEdit, "quick.client")
    QTest.keyClicks(edit, "Plaza M")
    popup = edit.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    assert [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())] == ["Plaza Mayor"]
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert edit.text() == "Plaza Mayor"


def test_quick_add_without_fields_tells_at_once(board: Board) -> None:
    added: list[tuple[object, object]] = []
    board.quick_added.connect(lambda key, texts: added.append((key, texts)))
    board.set_quick_fields([])
    assert board.offers_quick_add(1)
    board.open_quick_add(1)
    assert added == [(1, {})]


@pytest.mark.parametrize("density", ["comfortable", "compact"])
def test_a_kind_and_signs_take_room_from_the_title_alone(density: str) -> None:
    look = Look(1.0, density)  # type: ignore[arg-type]
    plain_, signed = (
        _Placing(look, 270, Card(1, "A title", stars=2, icon=icon, signs=signs)).layout
        for icon, signs in (("", ()), ("phone", ("lock", "refresh-cw")))
    )
    assert [name for _corner, name, _tint in signed.icons] == ["phone", "lock", "refresh-cw"]
    assert (plain_.icons, signed.stars) == ([], plain_.stars)
    assert signed.texts[0].x > plain_.texts[0].x
    corners = [corner.x() for corner, _name, _tint in signed.icons]
    assert corners[0] < signed.texts[0].x < corners[2] < corners[1] < signed.stars[-1].x()

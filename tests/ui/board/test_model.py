"""What a column asks for and when."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from crmdesk.ui.board.cards import Card
from crmdesk.ui.board.model import PAGE, ColumnModel, ids_in, mime_of
from tests.ui.board.office import Office, card_id, plain, realistic


def model_of(office: Office, key=0) -> ColumnModel:
    return ColumnModel(office, next(head for head in office.heads() if head.key == key))


@pytest.mark.parametrize("size", [0, 1, 200])
def test_it_is_a_sound_qt_model(qtmodeltester, size: int) -> None:
    qtmodeltester.check(model_of(plain(size)))


def test_the_first_page_needs_one_question_and_no_ids() -> None:
    office = plain(20_000)
    model = model_of(office)
    assert model.rowCount() == 20_000
    assert model.card(5).title == "Card 0-5"
    assert model.index(5).data(Qt.ItemDataRole.UserRole) == card_id(0, 5)
    assert office.asked == [("first", 0)]


def test_a_far_row_fetches_the_ids_once_and_its_page() -> None:
    office = plain(20_000)
    model = model_of(office)
    assert model.card(10_000).id == card_id(0, 10_000)
    assert model.card(10_001).id == card_id(0, 10_001)
    assert office.asked == [("first", 0), ("ids", 0), ("cards", PAGE)]


def test_refresh_asks_again_only_for_the_page_of_the_card() -> None:
    office = plain(1000)
    model = model_of(office)
    model.card(500), model.card(900)
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    office.columns[0][500] = Card(card_id(0, 500), "Renamed")
    office.asked.clear()
    model.refresh({card_id(0, 500)})
    assert changed == [(480, 511)]
    assert model.card(500).title == "Renamed"
    assert model.card(900).title == "Card 0-900"
    assert office.asked == [("cards", PAGE)]


def test_a_stale_count_gives_way_to_the_ids() -> None:
    office = plain(100)
    model = model_of(office)
    del office.columns[0][90:]
    assert model.row_of(card_id(0, 80)) == 80
    assert model.rowCount() == 90


def test_a_deleted_card_is_an_empty_place() -> None:
    office = plain(100)
    model = model_of(office)
    model.all_ids()
    del office.columns[0][40]
    assert model.card(40) is None
    assert model.index(40).data() is None


def test_a_screen_reader_hears_one_sentence() -> None:
    office, heads = realistic()
    model = ColumnModel(office, heads[0])
    heard = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert (
        heard == "Remodelación de recepción, Clínica Dental Sonríe, $ 38,500, 15 dic, 2 stars, Llamada vencida 2 d, RP"
    )


def test_a_tip_shows_text_as_text() -> None:
    office = Office({0: [Card(1, "<b>Bold</b> & sons")]})
    assert model_of(office).index(0).data(Qt.ItemDataRole.ToolTipRole) == "<p>&lt;b&gt;Bold&lt;/b&gt; &amp; sons</p>"


def test_ids_survive_the_mime_data_and_nothing_else_is_taken() -> None:
    ids = [1 << 62, 7]
    assert ids_in(mime_of(ids)) == ids
    foreign = mime_of([])
    foreign.setData(foreign.formats()[0], b"1,x")
    assert ids_in(foreign) == []


def test_it_never_removes_a_card() -> None:
    model = model_of(plain(3))
    assert not model.removeRows(0, 1, QModelIndex())
    assert model.rowCount() == 3

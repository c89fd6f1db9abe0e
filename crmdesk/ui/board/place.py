"""Where somebody is on a board: what is selected, current and in sight, by id, so that it survives a reload."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from crmdesk.ui.board.column_panel import ColumnPanel
from crmdesk.ui.board.column_view import ranges

Select = QItemSelectionModel.SelectionFlag
NOWHERE_NEW: Mapping[int, Hashable] = {}


@dataclass(frozen=True, slots=True)
class Scroll:
    """A column's place: its first row in sight, the card in it, and how many pixels of it are above the edge."""

    row: int
    beyond: int
    card_id: int | None


@dataclass(slots=True)
class Place:
    """What `keep` saw."""

    selected: dict[Hashable, list[int]] = field(default_factory=dict)
    current: dict[Hashable, tuple[int, int | None]] = field(default_factory=dict)
    scrolls: dict[Hashable, Scroll] = field(default_factory=dict)


def keep(panels: Iterable[ColumnPanel]) -> Place:
    """Note the place in each of these columns."""
    place = Place()
    for panel in panels:
        key, view = panel.column.key, panel.view
        if chosen := selected_ids(panel):
            place.selected[key] = chosen
        if view.currentIndex().isValid():
            row = view.currentIndex().row()
            place.current[key] = (row, panel.model.id_at(row))
        if view.verticalOffset():
            place.scrolls[key] = scroll_of(panel)
    return place


def put_back(
    place: Place, reloaded: Iterable[ColumnPanel], panels: Sequence[ColumnPanel], now_in: Mapping[int, Hashable]
) -> None:
    """Take the same place again in the reloaded columns; cards that went to another column are followed there.

    Args:
        now_in: the columns of cards that moved, as far as they are known: no other column is asked for them.
    """
    for panel in reloaded:
        key = panel.column.key
        if key in place.scrolls:
            scroll_to(panel, place.scrolls[key])
        if key in place.current:
            row, card_id = place.current[key]
            found = panel.model.row_of(card_id) if card_id is not None and now_in.get(card_id, key) == key else -1
            row = min(found if found >= 0 else row, panel.model.rowCount() - 1)
            panel.view.selectionModel().setCurrentIndex(panel.model.index(row), Select.NoUpdate)
    for key, ids in place.selected.items():
        select_ids(ids, _nearest_first(key, panels), now_in)


def select_ids(
    ids: Sequence[int], panels: Sequence[ColumnPanel], now_in: Mapping[int, Hashable] = NOWHERE_NEW
) -> list[tuple[ColumnPanel, int]]:
    """Add these cards to the selection wherever they are; returns where the first of them was found."""
    rest = list(ids)
    found: list[tuple[ColumnPanel, int]] = []
    for search in (False, True):  # what is loaded first: fetching a column's ids is a question
        for panel in panels:
            if not rest:
                break
            here = [card_id for card_id in rest if now_in.get(card_id, panel.column.key) == panel.column.key]
            rows = {card_id: row for card_id in here if (row := panel.model.row_of(card_id, search)) >= 0}
            if rows:
                _select_rows(panel, sorted(rows.values()))
                found += [(panel, row) for row in rows.values()]
                rest = [card_id for card_id in rest if card_id not in rows]
    return found


def selected_ids(panel: ColumnPanel) -> list[int]:
    """The selected cards of a column from top to bottom."""
    rows = sorted(
        row
        for chosen in ranges(panel.view.selectionModel().selection())
        for row in range(chosen.top(), chosen.bottom() + 1)
    )
    return [card_id for row in rows if (card_id := panel.model.id_at(row)) is not None]


def scroll_of(panel: ColumnPanel) -> Scroll:
    row, beyond = panel.view.top_row()
    return Scroll(row, beyond, panel.model.id_at(row))


def scroll_to(panel: ColumnPanel, scroll: Scroll) -> None:
    found = panel.model.row_of(scroll.card_id) if scroll.card_id is not None else -1
    panel.view.updateGeometries()
    panel.view.scroll_to_row(found if found >= 0 else scroll.row, scroll.beyond)


def scroll_to_plain(key: Hashable, scroll: Scroll) -> list[Any]:
    """A scroll as a list that JSON can keep."""
    return [key, scroll.row, scroll.beyond, scroll.card_id]


def _nearest_first(key: Hashable, panels: Sequence[ColumnPanel]) -> list[ColumnPanel]:
    return sorted(panels, key=lambda panel: panel.column.key != key)


def _select_rows(panel: ColumnPanel, rows: Sequence[int]) -> None:
    """Select rows as few ranges: a selection of 20,000 single rows takes seconds."""
    chosen, start = QItemSelection(), rows[0]
    for place, row in enumerate(rows):
        if place + 1 == len(rows) or rows[place + 1] != row + 1:
            chosen.select(panel.model.index(start), panel.model.index(row))
            start = rows[place + 1] if place + 1 < len(rows) else row
    panel.view.selectionModel().select(chosen, Select.Select)

"""The board's questions, beside the same reckoned card by card."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book, journal
from crmdesk.models.money import MOST_MINOR, round_half_even
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import OPEN, Stage
from crmdesk.sales import activity_states, board, choices, demo
from crmdesk.sales.board import BoardFilter, BoardView
from crmdesk.sales.desk import Clock, Desk
from crmdesk.texts import msg

NOW = Clock.at(datetime(2026, 11, 20, 10, 30))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "demo.crmdesk"
    demo.make(path, rows=300, seed=5, language="en", clock=NOW, open_share=0.6)
    with book.opened(path):
        desk = Desk(None, NOW)
        with desk.step(msg("Odd cards")):
            odd = [row.id for row in Opportunity.select(Opportunity.id).where(Opportunity.state == OPEN).limit(4)]
            journal.edit(Opportunity, odd[0], stage=None)
            journal.edit(Opportunity, odd[1], owner=None, expected_on=None)
            journal.edit(Opportunity, odd[2], amount_minor=MOST_MINOR, probability=37)
            journal.edit(Opportunity, odd[3], trashed_at=1)
        yield desk


def _views() -> list[BoardView]:
    return [
        BoardView(0, grouping, shown=shown)
        for grouping in board.GROUPINGS
        for shown in (BoardFilter(), BoardFilter(text="sol"), BoardFilter(activity=activity_states.OVERDUE))
    ]


def _cards(desk: Desk, view: BoardView) -> Iterator[tuple[Any, Any]]:
    """(column key, row) of every card that is shown."""
    for row in Opportunity.select().where(Opportunity.state == OPEN, Opportunity.trashed_at.is_null()):
        state = activity_states.activity_state(row.next_on, desk.today)
        if view.shown.activity in (None, state) and (not view.shown.text or " sol" in f" {row.title.lower()}"):
            key = {
                board.BY_STAGE: row.stage_id or board.NO_STAGE,
                board.BY_OWNER: row.owner_id,
                board.BY_MONTH: row.expected_on.strftime("%Y-%m") if row.expected_on else None,
            }[view.grouping]
            yield key, row


def _counting(row: Opportunity, stages: dict[int, int]) -> int:
    """The probability that counts, in hundredths of a percent: the owner's, else the learned one, else the stage's."""
    if row.probability is not None:
        return 100 * row.probability
    return row.learned if row.by_learning and row.learned is not None else 100 * stages.get(row.stage_id, 0)


@pytest.mark.parametrize("place", range(len(_views())))
def test_counts_sums_and_states_are_those_of_the_cards(desk: Desk, place: int) -> None:
    (pipeline, _name), *_others = choices.choices("pipeline")
    asked = _views()[place]
    view = BoardView(pipeline, asked.grouping, shown=asked.shown)
    chance = {stage.id: stage.probability for stage in Stage.select()}
    wanted: dict[Any, list[Any]] = {}
    for key, row in _cards(desk, view):
        wanted.setdefault(key, []).append(row)
    found = {column.key: column for column in board.columns(desk, view)}
    assert set(wanted) <= set(found)
    for key, column in found.items():
        rows = wanted.get(key, [])
        assert column.count == len(rows)
        assert column.amount == sum(row.amount_minor or 0 for row in rows)
        weighted = sum((row.amount_minor or 0) * _counting(row, chance) for row in rows)
        assert column.weighted == round_half_even(weighted, 10_000)
        states = [activity_states.activity_state(row.next_on, desk.today) for row in rows]
        assert column.activity == {state: states.count(state) for state in activity_states.ACTIVITY_STATES}
    assert board.recounted(desk, view, list(found.values())) == list(found.values())


@pytest.mark.parametrize("order", board.ORDERS)
def test_the_first_cards_are_the_first_of_all(desk: Desk, order: str) -> None:
    (pipeline, _name), *_others = choices.choices("pipeline")
    view = BoardView(pipeline, order=order)
    for column in board.columns(desk, view):
        ids = board.ids(desk, view, column.key)
        assert len(ids) == column.count
        assert board.first_ids(desk, view, column.key, 7) == ids[:7]


def test_by_next_activity_the_overdue_come_first_and_later_ones_last(desk: Desk) -> None:
    (pipeline, _name), *_others = choices.choices("pipeline")
    view = BoardView(pipeline)
    wanted = [activity_states.OVERDUE, activity_states.TODAY, activity_states.NOTHING, activity_states.PLANNED]
    for column in board.columns(desk, view):
        cards = board.cards(desk, board.ids(desk, view, column.key))
        places = [wanted.index(card.activity) for card in cards]
        assert places == sorted(places)
        planned = [card.next_on for card in cards if card.activity == activity_states.PLANNED]
        assert planned == sorted(planned)

"""The lead board's columns and cards in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date

from crmdesk.models.leads import CONVERTED
from crmdesk.sales import lead_board
from crmdesk.sales.board import BoardColumn
from crmdesk.sales.desk import Desk
from crmdesk.sales.lead_board import LeadCard, LeadView
from crmdesk.sales.lead_statuses import KIND_NAMES
from crmdesk.texts import _
from crmdesk.ui import formats
from crmdesk.ui.avatar import initials, person_place
from crmdesk.ui.board import Card, Column
from crmdesk.views.board.cards import CLOSED, ROLES, activity_bar, next_text, told_marks


class LeadProvider:
    """Answers the board widget's questions for the view somebody has chosen."""

    def __init__(self, desk: Desk, view: Callable[[], LeadView]) -> None:
        self._desk, self._view = desk, view

    def ids(self, column: Hashable) -> Sequence[int]:
        if column == CLOSED:
            return lead_board.recently_closed(self._desk)
        return lead_board.ids(self._desk, self._view(), column)  # type: ignore[arg-type]

    def first(self, column: Hashable, limit: int) -> list[Card]:
        if column == CLOSED:
            return self.cards(lead_board.recently_closed(self._desk)[:limit])
        return self.cards(lead_board.first_ids(self._desk, self._view(), column, limit))  # type: ignore[arg-type]

    def cards(self, ids: Sequence[int]) -> list[Card]:
        today = self._desk.today
        return [card_of(self._desk, row, today) for row in lead_board.cards(self._desk, ids)]


def card_of(desk: Desk, row: LeadCard, today: date) -> Card:
    """One card: who it is, where it came from, and what is next."""
    closed = row.closed_on is not None
    return Card(
        id=row.id,
        title=row.name,
        subtitle=row.company,
        amount=row.source,
        day=formats.day(row.closed_on, today) if closed else "",
        owner_initials=initials(row.owner_name),
        owner_colour=person_place(row.owner_name),
        stars=row.priority,
        flames=row.rating,
        marks_told=told_marks({"priority": row.priority, "rating": row.rating}),
        next_text=str(KIND_NAMES[row.kind]) if closed else next_text(desk, row, today),
        next_role=("positive" if row.kind == CONVERTED else "muted") if closed else ROLES[row.activity],
        idle=_("{n} d", n=row.idle_days) if row.idle_days and not closed else "",
        tags=row.tags,
    )


def column_of(found: BoardColumn) -> Column:
    """One status's head."""
    return Column(
        key=found.key,
        name=found.name,
        colour=found.colour,
        count=found.count,
        bar=activity_bar(found),
        accepts_quick_add=True,
        hint=_("Drop a card here, or add one."),
    )

"""The columns and cards of the board of activities in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date

from crmdesk.sales import activity_board, activity_types, moments, refusals
from crmdesk.sales.activity_board import DONE, LATER, SOME_DAY, TOMORROW, WEEK, ActivityCard, ActivityView
from crmdesk.sales.activity_states import ACTIVITY_STATES, NOTHING, OVERDUE, PLANNED, TODAY
from crmdesk.sales.board import BoardColumn
from crmdesk.sales.desk import Desk
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import _, _c
from crmdesk.ui import formats
from crmdesk.ui.avatar import initials, person_color, person_place
from crmdesk.ui.board import Card, Column, Segment
from crmdesk.views.activities.words import duration, repetition
from crmdesk.views.board.cards import NEUTRAL, ROLES, overdue, told_marks

_COLOURS = {OVERDUE: 4, TODAY: 2, TOMORROW: 0, WEEK: 1}
"""Places in the stages' set of the columns that are near."""


class ActivityProvider:
    """Answers the board widget's questions for the view somebody has chosen."""

    def __init__(self, desk: Desk, view: Callable[[], ActivityView]) -> None:
        self._desk, self._view = desk, view

    def ids(self, column: Hashable) -> Sequence[int]:
        return activity_board.ids(self._desk, self._view(), column)  # type: ignore[arg-type]

    def first(self, column: Hashable, limit: int) -> list[Card]:
        return self.cards(activity_board.first_ids(self._desk, self._view(), column, limit))  # type: ignore[arg-type]

    def cards(self, ids: Sequence[int]) -> list[Card]:
        return [card_of(self._desk, row) for row in activity_board.cards(self._desk, ids)]


def card_of(desk: Desk, row: ActivityCard) -> Card:
    """One card: what it is and about whom, when, and whose."""
    kind = activity_types.known(desk).get(row.type)
    name = str(activity_types.name(desk, row.type))
    late = not row.done and (row.state == OVERDUE or (row.at is not None and row.at < desk.clock.instant()))
    return Card(
        id=row.id,
        title=row.subject or name,
        subtitle=" · ".join(part for part in (row.about[2] if row.about else "", row.client) if part),
        amount=formats.time(moments.local(row.at)) if row.at is not None else "",
        day=formats.day(row.day, desk.today),
        idle=duration(row.minutes),
        owner_initials=initials(row.owner_name),
        owner_colour=person_place(row.owner_name),
        stars=row.priority,
        marks_told=" · ".join(part for part in _told(desk, row) if part),
        next_text=_state(desk, row, name, late),
        next_role="positive" if row.done else "danger" if late else "muted" if row.day is None else ROLES[row.state],
        icon=activity_types.icon(desk, row.type),
        icon_colour=kind.colour if kind is not None and not row.done else None,
        signs=tuple(sign for sign, on in (("lock", row.locked), ("refresh-cw", row.repeat)) if on),
    )


def _state(desk: Desk, row: ActivityCard, name: str, late: bool) -> str:
    """What is at the card's foot: what came of it, how late it is, or its type."""
    if row.done:
        return row.outcome.replace("\n", " ") or _("Done")
    if row.state == OVERDUE and row.day is not None:
        return overdue(row.type).format(what=name, n=(desk.today - row.day).days)
    return _("{what} · late", what=name) if late else name


def _told(desk: Desk, row: ActivityCard) -> tuple[str, ...]:
    """What the card's signs mean, for the tip and for screen readers."""
    locked = str(refusals.about(desk, "activity", CHANGE)) if row.locked else ""
    return told_marks({"priority": row.priority}), repetition(row.repeat), locked


def column_of(desk: Desk, found: BoardColumn, view: ActivityView) -> Column:
    """One column's head."""
    by_owner = view.grouping == activity_board.BY_OWNER
    first, last = activity_board.span(desk, view, found.key) or (None, None)
    return Column(
        key=found.key,
        name=name_of(desk, found, view),
        colour=person_color(found.name) if found.name else _COLOURS.get(_meaning(desk, found, view), NEUTRAL),
        count=found.count,
        weighted=_days(desk, found, first, last),
        bar=_bar(found) if by_owner and found.key != DONE else (),
        accepts_quick_add=found.key not in (OVERDUE, DONE),
        hint=_hint(found),
    )


def name_of(desk: Desk, found: BoardColumn, view: ActivityView) -> str:
    """What a column is called: a state, a day of the week, or an owner."""
    if found.key is None:
        return _("Nobody")
    names = {
        OVERDUE: _c("column", "Overdue"),
        TODAY: _("Today"),
        TOMORROW: _("Tomorrow"),
        WEEK: _("Within a week"),
        LATER: _("Later"),
        SOME_DAY: _("Some day"),
        DONE: _c("column", "Done"),
    }
    meaning = _meaning(desk, found, view)
    if meaning in names:
        return names[meaning]
    first, _last = activity_board.span(desk, view, found.key) or (None, None)
    return found.name if first is None else formats.sentence_start(formats.weekday(first, long=True))


def _meaning(desk: Desk, found: BoardColumn, view: ActivityView) -> str:
    """The key of a column, where a column of days is called today and tomorrow."""
    first, last = activity_board.span(desk, view, found.key) or (None, None)
    after = (first - desk.today).days if first is not None and first == last else None
    return {0: TODAY, 1: TOMORROW}.get(after, str(found.key))  # type: ignore[arg-type]


def _days(desk: Desk, found: BoardColumn, first: date | None, last: date | None) -> str:
    """The days a column stands for, where its name does not say them."""
    if found.key == DONE:
        return _("in the last {n} days", n=activity_board.DONE_DAYS)
    if first is None:
        return ""
    begins = formats.day(first, desk.today)
    if last == first:
        return begins
    return f"{begins} – {formats.day(last, desk.today)}" if last is not None else _("from {day} on", day=begins)


def _bar(found: BoardColumn) -> tuple[Segment, ...]:
    """How an owner's activities stand."""
    names = state_names()
    return tuple(Segment(state, ROLES[state], found.activity.get(state, 0), names[state]) for state in ACTIVITY_STATES)


def _hint(found: BoardColumn) -> str:
    if found.key == OVERDUE:
        return _("Nothing is overdue.")
    if found.key == DONE:
        return _("Drop a card here when it is done.")
    return _("Drop a card here, or add one.")


def state_names() -> dict[str, str]:
    """What the parts of an owner's bar mean."""
    return {OVERDUE: _("Overdue"), TODAY: _("Today"), PLANNED: _("Planned"), NOTHING: _("Some day")}

"""What the office's questions answer, as the board widget shows it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QColor

from crmdesk.sales import activity_types, board
from crmdesk.sales.activity_states import ACTIVITY_STATES, NOTHING, OVERDUE, PLANNED, TODAY
from crmdesk.sales.board import BoardColumn, BoardView, CardRow
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import Field
from crmdesk.texts import _, _c
from crmdesk.ui import formats
from crmdesk.ui.avatar import initials, person_color, person_place
from crmdesk.ui.board import Card, Column, Parts, Segment
from crmdesk.ui.board.cards import Role
from crmdesk.views.board.choices import FIRST_HIDDEN
from crmdesk.views.values import text_of

if TYPE_CHECKING:
    from crmdesk.sales.lead_board import LeadCard

ROLES: dict[str, Role] = {
    OVERDUE: "danger",
    TODAY: "positive",
    PLANNED: "muted",
    NOTHING: "warning",
}
NEUTRAL = 6
"""The grey of the stages' set."""

HALF_A_YEAR = 183
"""Days: within so many, day and month say enough."""

CLOSED = "closed"
"""The key of the column of recently closed opportunities."""


def state_name(state: str) -> str:
    """What an activity state means, in words."""
    names = {
        OVERDUE: _("Overdue"),
        TODAY: _("Today"),
        PLANNED: _("Planned"),
        NOTHING: _("Nothing planned"),
    }
    return names[state]


class BoardProvider:
    """Answers the board widget's questions for the view somebody has chosen."""

    def __init__(
        self, desk: Desk, view: Callable[[], BoardView], hidden: Callable[[], Collection[str]] = lambda: FIRST_HIDDEN
    ) -> None:
        self._desk, self._view, self._hidden = desk, view, hidden

    def ids(self, column: Hashable) -> Sequence[int]:
        if column == CLOSED:
            return board.recently_closed(self._desk, self._view().pipeline)
        return board.ids(self._desk, self._view(), column)  # type: ignore[arg-type]

    def first(self, column: Hashable, limit: int) -> list[Card]:
        if column == CLOSED:
            return self.cards(board.recently_closed(self._desk, self._view().pipeline)[:limit])
        return self.cards(board.first_ids(self._desk, self._view(), column, limit))  # type: ignore[arg-type]

    def cards(self, ids: Sequence[int]) -> list[Card]:
        today, hidden = self._desk.today, frozenset(self._hidden())
        return [card_of(self._desk, row, today, hidden) for row in board.cards(self._desk, ids)]


def card_of(desk: Desk, row: CardRow, today: date, hidden: Collection[str] = FIRST_HIDDEN) -> Card:
    """One card in the reader's language, without the fields that are hidden."""
    closed = row.closed_on is not None
    day = None if "expected_on" in hidden else row.closed_on or row.expected_on
    near = day is not None and abs((day - today).days) < HALF_A_YEAR
    amount = "" if "amount" in hidden else formats.money(row.amount_minor, row.currency)
    client = "" if "client" in hidden else row.client
    key = "" if "key" in hidden else row.key
    own = [_own_text(desk, field, value) for field, value in row.own if value is not False and field.name not in hidden]
    chance = "" if "probability" in hidden or closed or row.chance is None else formats.percent(row.chance / 10_000, 0)
    owner = "" if "owner" in hidden else initials(row.owner_name)
    priority = 0 if "priority" in hidden else row.priority
    next_ = "" if "next" in hidden else next_text(desk, row, today)
    return Card(
        id=row.id,
        title=row.title,
        subtitle=_joined(client, key, *own),
        amount=_joined(amount, chance),
        day=formats.day(day, today),
        short_day=formats.day(day, day if near else today),
        owner_initials=owner,
        owner_colour=person_place(row.owner_name),
        stars=priority,
        marks_told=told_marks({"priority": priority}),
        next_text=_closed_text(row) if closed else _held_text(row, today) or next_,
        next_role=("positive" if row.state == "won" else "danger")
        if closed
        else "muted"
        if row.held_until
        else ROLES[row.activity],
        faded=row.held_until is not None,
        idle=_("{n} d", n=row.idle_days) if row.idle_days and not closed and "idle" not in hidden else "",
        idle_cold=row.is_cold,
        tags=() if "tags" in hidden else row.tags,
    )


def parts_of(hidden: Collection[str], own: Sequence[str]) -> Parts:
    """What cards need room for.

    Args:
        own: the names of the office's own fields that stand on cards.
    """

    def shows(*names: str) -> bool:
        return any(name not in hidden for name in names)

    return Parts(
        subtitle=shows("client", "key", *own),
        amount=shows("amount", "probability"),
        day=shows("expected_on"),
        marks=shows("priority"),
        foot=shows("owner", "next", "idle", "tags"),
    )


def _joined(*texts: str) -> str:
    return " · ".join(filter(None, texts))


def _held_text(row: CardRow, today: date) -> str:
    return _("On hold until {day}", day=formats.day(row.held_until, today)) if row.held_until else ""


def told_marks(marks: dict[str, int]) -> str:
    """What a card's stars and flames mean: “Priority: 2 of 3”, by the fields they stand for."""
    names = {"priority": _("Priority"), "rating": _("Rating")}
    told = {name: _("{n} of {most}", n=n, most=3) for name, n in marks.items() if n}
    return " · ".join(f"{names[name]}: {text}" for name, text in told.items())


_SPEAK_FOR_THEMSELVES = ("text", "long", "choice", "choices", "link")


def _own_text(desk: Desk, field: Field, value: Any) -> str:
    """A value of the office's own field in a few words: numbers and days with the field's name, a yes by it alone."""
    if field.type == "bool":
        return str(field.label)
    text = text_of(desk, field, value).replace("\n", ", ")
    return text if field.type in _SPEAK_FOR_THEMSELVES else f"{field.label}: {text}"


def next_text(desk: Desk, row: CardRow | LeadCard, today: date) -> str:
    """The next activity in a few words: “Call overdue 2 d”, “Meeting 24 nov”."""
    if row.next_on is None or row.next_type is None:
        return state_name(NOTHING)
    what = str(activity_types.name(desk, row.next_type))
    if row.activity == OVERDUE:
        return overdue(row.next_type).format(what=what, n=(today - row.next_on).days)
    time = formats.time(datetime.fromtimestamp(row.next_at / 1000)) if row.next_at is not None else ""
    if row.activity == TODAY:
        return _("{what} today {time}", what=what, time=time).strip()
    return f"{what} {formats.day(row.next_on, today)}"


def overdue(type_: str) -> str:
    """“{what} overdue {n} d”, in the gender of the type of activity."""
    if type_ in ("email", "message"):
        return _c("e-mail, message", "{what} overdue {n} d")
    return _c("call, meeting, task", "{what} overdue {n} d")


def column_of(found: BoardColumn, view: BoardView, currency: str) -> Column:
    """One column's head in the reader's language."""
    weighted = _("weighted {amount}", amount=formats.money(found.weighted, currency, decimals=False))
    return Column(
        key=found.key,
        name=column_name(found, view),
        colour=_colour(found, view),
        count=found.count,
        total=formats.money(found.amount, currency),
        weighted=weighted,
        bar=activity_bar(found),
        accepts_quick_add=found.key not in (board.NO_STAGE, None),
        hint=_("Drop a card here, or add one."),
    )


def activity_bar(found: BoardColumn) -> tuple[Segment, ...]:
    """The thin bar by activity state."""
    counts = found.activity
    return tuple(Segment(state, ROLES[state], counts.get(state, 0), state_name(state)) for state in ACTIVITY_STATES)


def _colour(found: BoardColumn, view: BoardView) -> QColor | int:
    """The stage's colour, or that of the owner's disc; months are not told apart by colour."""
    if view.grouping == board.BY_STAGE:
        return found.colour
    return person_color(found.name) if view.grouping == board.BY_OWNER and found.key is not None else NEUTRAL


def column_name(found: BoardColumn, view: BoardView) -> str:
    """The stage, owner or month a column stands for."""
    if found.key == board.NO_STAGE and view.grouping == board.BY_STAGE:
        return _("No stage")
    if found.key is None:
        return _("Nobody") if view.grouping == board.BY_OWNER else _("No expected day")
    if view.grouping == board.BY_MONTH:
        year, month = str(found.key).split("-")
        name = formats.month(int(year), int(month), long=True)
        return name[:1].upper() + name[1:]  # a heading
    return found.name


def _closed_text(row: CardRow) -> str:
    return _("Won") if row.state == "won" else _("Lost")

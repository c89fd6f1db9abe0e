"""What the board of activities asks: how many each column has, ordered ids, the cards of a page; and what a drop does.

A column is a state, a day or an owner of what is planned; the last one has what was done in the last days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from peewee import SQL, Expression, fn

from crmdesk.models.activities import IS_DONE, IS_PLANNED, OWNER, Activity
from crmdesk.models.database import SOME_IDS, KeptQuestion, in_ids, plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import words
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, Lead, User
from crmdesk.sales import activities, activity_types, whose
from crmdesk.sales.access import reached, visible
from crmdesk.sales.activity_states import ACTIVITY_STATES, OVERDUE, TODAY, activity_state, in_state
from crmdesk.sales.board import BoardColumn, Key
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES
from crmdesk.sales.rights import ALL, CHANGE
from crmdesk.texts import msg, msgn

BY_STATE, BY_DAY, BY_OWNER = "state", "day", "owner"
GROUPINGS = (BY_STATE, BY_DAY, BY_OWNER)
BY_TIME, BY_PRIORITY = "time", "priority"
ORDERS = (BY_TIME, BY_PRIORITY)

TOMORROW, WEEK, LATER, SOME_DAY, DONE = "tomorrow", "week", "later", "some_day", "done"
"""Keys of columns beside `OVERDUE` and `TODAY`; days have theirs as ``2026-11-20``, owners their id or None."""
_DAYS, DONE_DAYS = 7, 7
_DAY = timedelta(days=1)

Span = tuple[date | None, date | None]
"""The first and last day of a column; None for no end."""


@dataclass(frozen=True)
class ActivityFilter:
    """What of the board is shown.

    Attributes:
        owners: ids of users, whose activities and those they take part in (see `whose.chosen`); empty for everybody's,
            None inside for nobody's.
        text: words in the subject, the type, or what it is about.
        types: codes of types; empty for all.
        activity: one of `ACTIVITY_STATES`, or None.
    """

    owners: tuple[int | None, ...] = ()
    text: str = ""
    types: tuple[str, ...] = ()
    activity: str | None = None

    def __bool__(self) -> bool:
        return bool(self.owners or self.text.strip() or self.types or self.activity)


@dataclass(frozen=True)
class ActivityView:
    """How somebody looks at the board; `grouping` is one of `GROUPINGS`, `order` one of `ORDERS`."""

    grouping: str = BY_STATE
    order: str = BY_TIME
    shown: ActivityFilter = field(default_factory=ActivityFilter)


@dataclass(frozen=True, slots=True)
class ActivityCard:
    """What a card shows.

    Attributes:
        about: kind, id and name of what it is about; None where none of it can be seen.
        client: of an opportunity.
        day: it is planned for, or was done on; None for some day.
        at: the instant, where it has a time on this day.
        state: one of `ACTIVITY_STATES`.
        locked: the user may not change it.
    """

    id: int
    type: str
    subject: str
    about: tuple[str, int, str] | None
    client: str
    owner: int | None
    owner_name: str
    day: date | None
    at: int | None
    minutes: int | None
    priority: int
    repeat: str
    done: bool
    outcome: str
    state: str
    locked: bool = False


# Columns


def columns(desk: Desk, view: ActivityView) -> list[BoardColumn]:
    """The columns with how many cards each has."""
    counted = _counted(desk, view)
    return [_with_counts(head, counted) for head in _heads(desk, view, counted)]


def recounted(desk: Desk, view: ActivityView, heads: Sequence[BoardColumn]) -> list[BoardColumn]:
    """The same columns counted again."""
    counted = _counted(desk, view)
    return [_with_counts(head, counted) for head in heads]


def column_keys(desk: Desk, view: ActivityView, ids: Sequence[int]) -> dict[int, Key]:
    """The key of the column each of the activities is in now; what was done long ago is in none."""
    query = Activity.select(Activity.id, Activity.due_on, Activity.owner, Activity.done_on)
    rows = plain_tuples(query.where(in_ids(Activity.id, ids), visible(desk, Activity)))
    since, spans = _since(desk).isoformat(), _spans(desk, view)
    return {
        known: DONE if done else _key(view, spans, due, owner)
        for known, due, owner, done in rows
        if done is None or done >= since
    }


def total(desk: Desk) -> int:
    """How many activities the board has, whatever is filtered."""
    return sum(sum(states.values()) for states in _counted(desk, ActivityView()).values())


def span(desk: Desk, view: ActivityView, key: Key) -> Span | None:
    """The days a column stands for; None for a column of no days."""
    known = _spans(desk, view).get(key)
    if known is not None or view.grouping != BY_DAY:
        return known
    try:
        day = date.fromisoformat(str(key))  # it was one of the coming days when the board was loaded
    except ValueError:
        return None
    return day, day


def _counted(desk: Desk, view: ActivityView) -> dict[Key, dict[str, int]]:
    """How many cards are in each column, by state: one statement."""
    done_lately = _in_column(desk, view, DONE)
    condition = _narrowed(desk, view.shown, [IS_PLANNED, done_lately])
    columns_ = (Activity.due_on, Activity.owner) if view.grouping == BY_OWNER else (Activity.due_on,)
    planned = Activity.select(SQL("0"), Activity.due_on, columns_[-1], fn.COUNT(1)).where(IS_PLANNED, condition)
    done = Activity.select(SQL("1"), SQL("NULL"), SQL("NULL"), fn.COUNT(1)).where(done_lately, condition)
    found: dict[Key, dict[str, int]] = {}
    today, spans = desk.today.isoformat(), _spans(desk, view)
    for is_done, due, owner, count in plain_tuples(planned.group_by(*columns_).union_all(done)):
        key = DONE if is_done else _key(view, spans, due, owner)
        states = found.setdefault(key, dict.fromkeys(ACTIVITY_STATES, 0))
        states[activity_state(due, today)] += count
    return found


def _with_counts(head: BoardColumn, counted: dict[Key, dict[str, int]]) -> BoardColumn:
    states = counted.get(head.key, {})
    return replace(head, count=sum(states.values()), activity=states)


def _heads(desk: Desk, view: ActivityView, counted: dict[Key, Any]) -> list[BoardColumn]:
    done = BoardColumn(DONE, "", 0)
    if view.grouping != BY_OWNER:
        return [*(BoardColumn(key, "", 0) for key in (*_spans(desk, view), SOME_DAY)), done]
    known = [key for key in counted if isinstance(key, int)]
    users = User.select(User.id, User.name).where(User.active | User.id.in_(known)).order_by(User.name)
    owners = [BoardColumn(user, name, 0) for user, name in plain_tuples(users)]
    return [*owners, BoardColumn(None, "", 0), done]


def _spans(desk: Desk, view: ActivityView) -> dict[Key, Span]:
    today = desk.today
    past: dict[Key, Span] = {OVERDUE: (None, today - _DAY)}
    if view.grouping == BY_DAY:
        days = [today + place * _DAY for place in range(_DAYS)]
        return {**past, **{day.isoformat(): (day, day) for day in days}, LATER: (today + _DAYS * _DAY, None)}
    if view.grouping == BY_STATE:
        near: dict[Key, Span] = {TODAY: (today, today), TOMORROW: (today + _DAY, today + _DAY)}
        return {
            **past, **near, WEEK: (today + 2 * _DAY, today + _DAYS * _DAY), LATER: (today + (_DAYS + 1) * _DAY, None),
        }  # fmt: skip
    return {}


def _key(view: ActivityView, spans: dict[Key, Span], due: str | None, owner: int | None) -> Key:
    """The column of a planned activity."""
    if view.grouping == BY_OWNER:
        return owner
    if due is None:
        return SOME_DAY
    day = date.fromisoformat(due)
    return next(key for key, (_first, last) in spans.items() if last is None or day <= last)


def _since(desk: Desk) -> date:
    return desk.today - DONE_DAYS * _DAY


# Cards


def first_ids(desk: Desk, view: ActivityView, key: Key, limit: int) -> list[int]:
    """The ids of the first cards of a column, quickly."""
    return [known for (known,) in plain_tuples(_ordered(desk, view, key).limit(limit))]


def ids(desk: Desk, view: ActivityView, key: Key) -> list[int]:
    """The ids of all cards of a column, in order."""
    return [known for (known,) in plain_tuples(_ordered(desk, view, key))]


def cards(desk: Desk, wanted: Sequence[int]) -> list[ActivityCard]:
    """The cards of these activities, in this order; those gone or hidden are left out."""
    found = {row[0]: _card(desk, row) for row in _CARDS.ask(wanted, desk.rights.sight, desk)}
    free = _changeable(desk, wanted)
    return [replace(found[known], locked=known not in free) for known in wanted if known in found]


def _ordered(desk: Desk, view: ActivityView, key: Key) -> Any:
    one = Activity
    column = _in_column(desk, view, key)
    query = one.select(one.id).where(column, _narrowed(desk, view.shown, [column]))
    if key == DONE:
        return query.order_by(one.done_on.desc(), one.done_at.desc(nulls="LAST"), one.id.desc())
    when = (one.due_on.asc(nulls="LAST"), one.due_at.asc(nulls="LAST"))
    urgent = one.priority.desc()
    order = (urgent, *when) if view.order == BY_PRIORITY else (*when, urgent)
    return query.order_by(*order, one.id)


def _in_column(desk: Desk, view: ActivityView, key: Key) -> Expression:
    if key == DONE:
        return IS_DONE & (Activity.done_on >= _since(desk))
    if view.grouping == BY_OWNER:
        if isinstance(key, str):
            return _nothing()
        return IS_PLANNED & (Activity.owner.is_null() if key is None else OWNER.in_([key]))
    if key == SOME_DAY:
        return IS_PLANNED & Activity.due_on.is_null()
    days = span(desk, view, key)
    if days is None:
        return _nothing()
    first, last = days
    if first is None:
        return IS_PLANNED & (Activity.due_on <= last)
    return IS_PLANNED & (Activity.due_on >= first if last is None else Activity.due_on.between(first, last))


def _nothing() -> Expression:
    """No card: the column is of another grouping, which the board is about to leave."""
    condition: Expression = Activity.id.is_null()
    return condition


def _narrowed(desk: Desk, shown: ActivityFilter, parts: Sequence[Expression]) -> Expression:
    """The condition for activities that the user may see and has not filtered out.

    Args:
        parts: the conditions of the columns that are asked about.
    """
    condition = visible(desk, Activity)
    if shown.owners:
        condition &= whose.chosen(desk, shown.owners)
    if shown.types:
        condition &= Activity.type.in_(shown.types)
    if shown.text.strip():
        condition &= _holding(desk, shown.text, parts)
    if shown.activity:
        condition &= Activity.done_on.is_null() & in_state(Activity.due_on, shown.activity, desk.today)
    return condition


def _holding(desk: Desk, text: str, parts: Sequence[Expression]) -> Expression:
    """The condition that every word is in the subject, the type, or the search text of what it is about."""
    from crmdesk.sales import search  # late: a board starts without words to find

    condition: Expression = Activity.id.is_null(False)
    called = _called(desk, parts)
    for term in search.terms(text):
        found: Expression = in_ids(Activity.id, [known for known, name in called.items() if term in name])
        for kind in Activity.belongs_to:
            link, table = getattr(Activity, kind), TABLES[kind]
            here = fn.EXISTS(table.select(SQL("1")).where(table.id == link, visible(desk, table)))
            found |= search.matching(kind, term, link) & here
        condition &= found
    return condition


def _called(desk: Desk, parts: Sequence[Expression]) -> dict[int, str]:
    """What the activities of columns are called, folded.  They have no search text of their own."""
    types = {code: str(row.name) for code, row in activity_types.known(desk).items()}
    query = Activity.select(Activity.id, Activity.subject, Activity.type)
    return {
        known: words(f"{subject or ''} {types.get(type_, '')}")
        for part in parts
        for known, subject, type_ in plain_tuples(query.where(part))
    }


def _changeable(desk: Desk, wanted: Sequence[int]) -> set[int]:
    if desk.rights.scope("activity", CHANGE) == ALL:
        return set(wanted)
    query = Activity.select(Activity.id).where(in_ids(Activity.id, wanted), reached(desk, Activity, CHANGE))
    return {known for (known,) in plain_tuples(query)}


def _cards(desk: Desk) -> Any:
    one, sale = Activity, Opportunity
    return (
        one.select(
            one.id, one.type, one.subject, one.owner, User.name, one.due_on, one.due_at, one.minutes, one.priority,
            one.repeat, one.done_on, one.outcome, sale.id, sale.title, Lead.id, Lead.name, Contact.id, Contact.name,
            Company.id, Company.name,
        )
        .left_outer_join(User, on=(one.owner == User.id))
        .left_outer_join(sale, on=(one.opportunity == sale.id) & visible(desk, sale))
        .left_outer_join(Lead, on=(one.lead == Lead.id) & visible(desk, Lead))
        .left_outer_join(Contact, on=(fn.COALESCE(one.contact, sale.contact) == Contact.id) & visible(desk, Contact))
        .left_outer_join(Company, on=(fn.COALESCE(one.company, sale.company) == Company.id) & visible(desk, Company))
        .where(one.id.in_(SOME_IDS), visible(desk, one))
    )  # fmt: skip


_CARDS = KeptQuestion(_cards)
_ABOUT = ("opportunity", "lead", "contact", "company")


def _card(desk: Desk, row: tuple[Any, ...]) -> ActivityCard:
    (known, type_, subject, owner, owner_name, due, at, minutes, priority, repeat, done, outcome, *about) = row
    linked = [(kind, about[2 * place], about[2 * place + 1]) for place, kind in enumerate(_ABOUT) if about[2 * place]]
    first = linked[0] if linked else None
    client = (about[7] or about[5] or "") if first and first[0] == "opportunity" else ""
    day = done or due
    return ActivityCard(
        known, type_, subject or "", first, client, owner, owner_name or "", date.fromisoformat(day) if day else None,
        at if day == due else None, minutes, priority, repeat or "", done is not None, outcome or "",
        activity_state(due, desk.today.isoformat()),
    )  # fmt: skip


# What a drop does


def put(desk: Desk, view: ActivityView, wanted: Sequence[int], key: Key, day: date | None = None) -> Changes:
    """Put activities into a column of what is planned: on its day, or into its owner's hands.

    Those that were done are planned again.

    Args:
        day: which of the days of a column that has several.

    Raises:
        DomainError: nothing can be planned for a day that has passed.
        FieldProblems: the day cannot be kept, or there is no such user any more.
        StaleRecordError: one was deleted meanwhile.
    """
    if key == OVERDUE:
        raise DomainError(msg("Nothing is planned for a day that has passed. Drop it on another day."))
    done = [known for known, now in column_keys(desk, view, wanted).items() if now == DONE]
    if not done:
        return _put(desk, view, wanted, key, day)
    with desk.step(msgn("{n} activity planned again", "{n} activities planned again", len(done))) as writing:
        activities.open_again(desk, done)
        _put(desk, view, wanted, key, day)
    return writing.changes


def _put(desk: Desk, view: ActivityView, wanted: Sequence[int], key: Key, day: date | None) -> Changes:
    if view.grouping == BY_OWNER:
        return activities.assign(desk, wanted, key if isinstance(key, int) else None)
    first, _last = span(desk, view, key) or (None, None)
    return activities.move(desk, wanted, day or first)

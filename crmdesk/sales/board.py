"""What the board asks: figures per column, ordered ids, and the cards of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Any

from peewee import Expression, fn

from crmdesk.models.activities import Tagging
from crmdesk.models.database import SOME_IDS, KeptQuestion, plain_tuples
from crmdesk.models.opportunities import IS_CLOSED, IS_OPEN, Opportunity
from crmdesk.models.people import Company, Contact, User
from crmdesk.models.pipeline import OPEN, Stage
from crmdesk.sales import custom_values, linked, tags, weighing
from crmdesk.sales.access import visible
from crmdesk.sales.activity_states import ACTIVITY_STATES, BY_ATTENTION, activity_state, attention, in_state
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import Field
from crmdesk.sales.idleness import idle_days, is_cold

NO_STAGE = 0
"""The key of the column for opportunities whose stage is gone."""

BY_STAGE, BY_OWNER, BY_MONTH = "stage", "owner", "month"
GROUPINGS = (BY_STAGE, BY_OWNER, BY_MONTH)
Key = int | str | None
_QUIET = 6  # the grey of the stages' set

BY_HAND, BY_NEXT, BY_AMOUNT, BY_EXPECTED, BY_AGE = "hand", "next", "amount", "expected", "age"
ORDERS = (BY_NEXT, BY_HAND, BY_AMOUNT, BY_EXPECTED, BY_AGE)


@dataclass(frozen=True)
class BoardFilter:
    """What of the board is shown.

    Attributes:
        owners: ids of users; empty for everybody.  None inside stands for nobody.
        text: words in title, client, key or tags.
        tags: ids of tags, any of them.
        activity: one of `activity_states.ACTIVITY_STATES`, or None.
    """

    owners: tuple[int | None, ...] = ()
    text: str = ""
    tags: tuple[int, ...] = ()
    activity: str | None = None

    def __bool__(self) -> bool:
        return bool(self.owners or self.text.strip() or self.tags or self.activity)


@dataclass(frozen=True)
class BoardView:
    """How somebody looks at the board.

    Attributes:
        pipeline: its id.
        grouping: what the columns are, one of `GROUPINGS`.
        order: one of `ORDERS`.
    """

    pipeline: int
    grouping: str = BY_STAGE
    order: str = BY_NEXT
    shown: BoardFilter = field(default_factory=BoardFilter)


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One column's head.

    Attributes:
        key: a stage's or owner's id, a month as ``2026-11``, `NO_STAGE`, or None for no owner or no day.
        amount, weighted: minor units of the book's currency; cards without an amount count as nothing.
        activity: activity state to number of cards.
    """

    key: Key
    name: str
    colour: int
    count: int = 0
    amount: int = 0
    weighted: int = 0
    activity: dict[str, int] = field(default_factory=dict)


OwnValue = tuple[Field, Any]
"""A field of the office's own with what a list shows of it."""


@dataclass(frozen=True, slots=True)
class CardRow:
    """What a card shows.

    Attributes:
        idle_days: working days without a touch, 0 while that is paused (see `idleness`).
        held_until: the day until which it is set aside; None when it is not, or not any more.
        chance: the probability that counts, in hundredths of a percent; None when nobody knows.
    """

    id: int
    key: str
    title: str
    client: str
    amount_minor: int | None
    currency: str
    expected_on: date | None
    owner: int | None
    owner_name: str
    priority: int
    next_on: date | None
    next_at: int | None
    next_type: str | None
    activity: str
    idle_days: int | None
    is_cold: bool
    tags: tuple[str, ...]
    stage: int | None
    state: str
    closed_on: date | None
    own: tuple[OwnValue, ...] = ()
    held_until: date | None = None
    chance: int | None = None


def columns(desk: Desk, view: BoardView) -> list[BoardColumn]:
    """The columns with their figures: every open stage, owner or month, and one without when it has cards."""
    sums = _grouped(desk, view, plain_tuples(_sums(desk, view, _in_pipeline(view))))
    heads = _HEADS[view.grouping](desk, view, sums)
    chances = _chances()
    return [_with_sums(head, sums.get(head.key, []), chances) for head in heads]


def recounted(desk: Desk, view: BoardView, heads: Sequence[BoardColumn]) -> list[BoardColumn]:
    """The same columns with fresh figures, without asking about the others."""
    sums = _grouped(desk, view, _ask(_RECOUNTED, desk, view, tuple(head.key for head in heads)))
    chances = _chances()
    return [_with_sums(head, sums.get(head.key, []), chances) for head in heads]


def column_keys(desk: Desk, view: BoardView, ids: Sequence[int]) -> dict[int, Key]:
    """The key of the column each open opportunity of the pipeline is in now."""
    found = _COLUMN_KEYS.ask(ids, (desk.rights.sight, view.pipeline, view.grouping), desk, view)
    by_stage = view.grouping == BY_STAGE
    return {record: NO_STAGE if key is None and by_stage else key for record, key in found}


def _column_keys(desk: Desk, view: BoardView) -> Any:
    query = Opportunity.select(Opportunity.id, _key_of(view)).where(
        Opportunity.id.in_(SOME_IDS), IS_OPEN, visible(desk, Opportunity)
    )
    return query.where(Opportunity.pipeline == view.pipeline)


_COLUMN_KEYS = KeptQuestion(_column_keys)


def total(desk: Desk, pipeline: int) -> int:
    """How many open opportunities the pipeline has, whatever is filtered."""
    query = Opportunity.select(fn.COUNT(1)).where(IS_OPEN, visible(desk, Opportunity), Opportunity.pipeline == pipeline)
    return int(next(plain_tuples(query))[0])


def first_ids(desk: Desk, view: BoardView, key: Key, limit: int) -> list[int]:
    """The ids of the first cards of a column, quickly."""
    if view.order == BY_NEXT and not view.shown.activity:
        return _by_next(desk, view, key, limit)
    return _ids(_ordered(desk, view, key).limit(limit))


def ids(desk: Desk, view: BoardView, key: Key) -> list[int]:
    """The ids of all cards of a column, in order."""
    if view.order == BY_NEXT and not view.shown.activity:
        return _by_next(desk, view, key)
    return _ids(_ordered(desk, view, key))


def cards(desk: Desk, wanted: Sequence[int]) -> list[CardRow]:
    """The cards of these opportunities, in this order; those gone are left out."""
    labels, told = tags.of_many("opportunity", wanted), _told_on_cards(desk, wanted)
    found = {
        row[0]: _card(row, told.get(row[0], ()), labels.get(row[0], []), desk.today)
        for row in _CARDS.ask(wanted, desk.rights.sight, desk)
    }
    return [found[known] for known in wanted if known in found]


def own_on_cards(desk: Desk) -> list[Field]:
    """The office's own fields that stand on cards."""
    shown = {one.id for one in desk.settings.definitions("opportunity") if one.on_card}
    return [field for field in desk.settings.own_fields("opportunity") if field.custom in shown]


def _told_on_cards(desk: Desk, wanted: Sequence[int]) -> dict[int, tuple[OwnValue, ...]]:
    """The values in the office's own fields that cards show."""
    fields = own_on_cards(desk)
    if not fields:
        return {}
    found = custom_values.of_many(desk, "opportunity", fields, wanted)
    for link in [one for one in fields if one.type == "link"]:
        linked.name_links(desk, link, found)
    return {
        record: tuple((field, values[field.name]) for field in fields if values[field.name] not in (None, []))
        for record, values in found.items()
    }


def _cards(desk: Desk) -> Any:
    return (
        Opportunity.select(
            Opportunity.id, Opportunity.key, Opportunity.title, fn.COALESCE(Company.name, Contact.name, ""),
            Opportunity.amount_minor, Opportunity.currency, Opportunity.expected_on, Opportunity.owner,
            fn.COALESCE(User.name, ""), Opportunity.priority, Opportunity.next_on, Opportunity.next_at,
            Opportunity.next_type, Opportunity.touched_on, fn.COALESCE(Stage.idle_days, 0), Opportunity.stage,
            Opportunity.state, Opportunity.closed_on, Opportunity.hold_until,
            fn.COALESCE(Opportunity.counted, Stage.probability * 100),
        )
        .left_outer_join(Company, on=(Opportunity.company == Company.id) & visible(desk, Company))
        .left_outer_join(Contact, on=(Opportunity.contact == Contact.id) & visible(desk, Contact))
        .left_outer_join(User, on=(Opportunity.owner == User.id))
        .left_outer_join(Stage, on=(Opportunity.stage == Stage.id))
        .where(Opportunity.id.in_(SOME_IDS), visible(desk, Opportunity))
    )  # fmt: skip


_CARDS = KeptQuestion(_cards)


def recently_closed(desk: Desk, pipeline: int, days: int = 30) -> list[int]:
    """The opportunities of a pipeline closed in the last days, newest first."""
    since = date.fromordinal(desk.today.toordinal() - days)
    query = Opportunity.select(Opportunity.id).where(
        IS_CLOSED, visible(desk, Opportunity), Opportunity.pipeline == pipeline, Opportunity.closed_on >= since
    )
    return _ids(query.order_by(Opportunity.closed_on.desc(), Opportunity.id.desc()))


# Columns

Groups = dict[Key, list[tuple[Any, ...]]]
"""Column key to groups: activity state, stage, count, amount, and what `weighing.read` gives."""


def _stage_heads(desk: Desk, view: BoardView, sums: Groups) -> list[BoardColumn]:
    stages = Stage.select().where(Stage.pipeline == view.pipeline, Stage.stage_kind == OPEN)
    heads = [BoardColumn(stage.id, stage.name, stage.colour) for stage in stages.order_by(Stage.place, Stage.id)]
    return [*heads, BoardColumn(NO_STAGE, "", _QUIET)] if NO_STAGE in sums else heads


def _owner_heads(desk: Desk, view: BoardView, sums: Groups) -> list[BoardColumn]:
    users = User.select(User.id, User.name).where(User.active | User.id.in_([key for key in sums if key is not None]))
    heads = [BoardColumn(user.id, user.name, place) for place, user in enumerate(users.order_by(User.name))]
    return [*heads, BoardColumn(None, "", _QUIET)] if None in sums else heads


def _month_heads(desk: Desk, view: BoardView, sums: Groups) -> list[BoardColumn]:
    """From the earliest month with cards, or this one, to two months past the latest that is near."""
    this = desk.today.year * 12 + desk.today.month - 1
    known = [int(key[:4]) * 12 + int(key[5:]) - 1 for key in sums if isinstance(key, str)]
    last = max([this + 2, *(month for month in known if month <= this + 11)])
    months = sorted({*range(this, last + 1), *known})
    heads = [BoardColumn(f"{month // 12:04d}-{month % 12 + 1:02d}", "", place) for place, month in enumerate(months)]
    return [*heads, BoardColumn(None, "", _QUIET)] if None in sums else heads


_HEADS = {BY_STAGE: _stage_heads, BY_OWNER: _owner_heads, BY_MONTH: _month_heads}


def _chances() -> dict[int, int]:
    return dict(_CHANCES.ask((), None))


_CHANCES = KeptQuestion(lambda: Stage.select(Stage.id, Stage.probability))


def _ask(question: KeptQuestion, desk: Desk, view: BoardView, *told: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a question about columns.  Its SQL is kept unless what is filtered or the book's stages are in it."""
    if view.shown or view.grouping != BY_STAGE:
        return plain_tuples(question.build(desk, view, *told))
    return question.ask((), (desk.rights.sight, desk.today, view, *told), desk, view, *told)


def _recounted(desk: Desk, view: BoardView, keys: Sequence[Key]) -> Any:
    return _sums(desk, view, reduce(lambda left, right: left | right, (_in_column(view, key) for key in keys)))


_RECOUNTED = KeptQuestion(_recounted)


def _sums(desk: Desk, view: BoardView, where: Expression) -> Any:
    """One pass along the covering index.

    By the day of the next activity, which the index is ordered by: grouping by the state it means would sort all cards.
    """
    amount = Opportunity.amount_minor
    days = (Opportunity.stage, Opportunity.next_on)
    return (
        Opportunity.select(
            _key_of(view), Opportunity.next_on, Opportunity.stage, fn.COUNT(1), fn.SUM(amount),
            *weighing.sums(amount),
        )
        .where(where, _condition(desk, view.shown))
        .group_by(*(days if view.grouping == BY_STAGE else (_key_of(view), *days)))
    )  # fmt: skip


def _grouped(desk: Desk, view: BoardView, rows: Iterator[tuple[Any, ...]]) -> Groups:
    found: Groups = {}
    today = desk.today.isoformat()
    for key, next_on, stage, count, summed, *weighted in rows:
        group = NO_STAGE if key is None and view.grouping == BY_STAGE else key
        line = (activity_state(next_on, today), stage, count, summed or 0, *weighing.read(*weighted))
        found.setdefault(group, []).append(line)
    return found


def _key_of(view: BoardView) -> Any:
    keys = {
        BY_STAGE: Opportunity.stage,
        BY_OWNER: Opportunity.owner,
        BY_MONTH: fn.SUBSTR(Opportunity.expected_on, 1, 7),
    }
    return keys[view.grouping]


def _in_pipeline(view: BoardView) -> Expression:
    """By its stages, which lead the covering index, and those without a stage."""
    stages = [stage.id for stage in Stage.select(Stage.id).where(Stage.pipeline == view.pipeline)]
    return Opportunity.stage.in_(stages) | (Opportunity.stage.is_null() & (Opportunity.pipeline == view.pipeline))


def _with_sums(head: BoardColumn, groups: list[tuple[Any, ...]], chances: dict[int, int]) -> BoardColumn:
    activity = dict.fromkeys(ACTIVITY_STATES, 0)
    amount = 0
    for state, _stage, count, summed, _unset, _own in groups:
        activity[state] += count
        amount += summed
    weighted = weighing.weighted((unset, own, chances.get(stage, 0)) for _s, stage, _c, _a, unset, own in groups)
    return replace(head, count=sum(activity.values()), amount=amount, weighted=weighted, activity=activity)


def narrowed(desk: Desk, table: Any, shown: BoardFilter) -> Expression:
    """The condition for opportunities or leads that the user may see and has not filtered out of a board."""
    condition = visible(desk, table)
    if shown.owners:
        owned = table.owner.in_([owner for owner in shown.owners if owner is not None])
        condition &= (owned | table.owner.is_null()) if None in shown.owners else owned
    if shown.text.strip():
        from crmdesk.sales import search  # late: a board starts without words to find

        condition &= search.matching(table.kind, shown.text, table.id)
    if shown.tags:
        link = getattr(Tagging, table.kind)
        condition &= table.id.in_(Tagging.select(link).where(Tagging.tag.in_(shown.tags)))
    if shown.activity:
        condition &= in_state(table.next_on, shown.activity, desk.today)
    return condition


def _condition(desk: Desk, shown: BoardFilter) -> Expression:
    return IS_OPEN & narrowed(desk, Opportunity, shown)


def _in_column(view: BoardView, key: Key) -> Expression:
    if view.grouping == BY_STAGE:
        return _without_stage(view) if key == NO_STAGE else Opportunity.stage == key
    column = Opportunity.owner if view.grouping == BY_OWNER else Opportunity.expected_on
    if key is None:
        return _in_pipeline(view) & column.is_null()
    if view.grouping == BY_MONTH:
        return _in_pipeline(view) & column.between(f"{key}-01", f"{key}-31")
    return _in_pipeline(view) & (column == key)


def _without_stage(view: BoardView) -> Expression:
    return Opportunity.stage.is_null() & (Opportunity.pipeline == view.pipeline)


def _ordered(desk: Desk, view: BoardView, key: Key) -> Any:
    by = {
        BY_HAND: (Opportunity.rank,),
        BY_NEXT: (attention(Opportunity.next_on, desk.today), Opportunity.next_on),
        BY_AMOUNT: (Opportunity.amount_minor.desc(nulls="LAST"),),
        BY_EXPECTED: (Opportunity.expected_on.asc(nulls="LAST"),),
        BY_AGE: (Opportunity.created_on.asc(nulls="LAST"),),
    }[view.order]
    query = Opportunity.select(Opportunity.id).where(_in_column(view, key), _condition(desk, view.shown))
    return query.order_by(*by, Opportunity.id.desc())


def _by_next(desk: Desk, view: BoardView, key: Key, limit: int | None = None) -> list[int]:
    """A walk along the index for each state instead of sorting the whole column."""
    found: list[int] = []
    for state in BY_ATTENTION:
        found += [row[0] for row in _ask(_IN_STATE, desk, view, key, state, limit)]
        if limit is not None and len(found) >= limit:
            return found[:limit]
    return found


def _in_state(desk: Desk, view: BoardView, key: Key, state: str, limit: int | None) -> Any:
    query = Opportunity.select(Opportunity.id).where(_in_column(view, key), _condition(desk, view.shown))
    part = query.where(in_state(Opportunity.next_on, state, desk.today))
    return part.order_by(Opportunity.next_on, Opportunity.id.desc()).limit(limit)


_IN_STATE = KeptQuestion(_in_state)


def _ids(query: Any) -> list[int]:
    return [row[0] for row in plain_tuples(query)]


def _card(row: tuple[Any, ...], own: tuple[OwnValue, ...], labels: list[str], today: date) -> CardRow:
    (record, key, title, client, amount, currency, expected, owner, owner_name, priority, next_on, next_at, next_type,
     touched, idle_limit, stage, state, closed, held, chance) = row  # fmt: skip
    next_day, held_until = _day(next_on), _day(held)
    idle = idle_days(_day(touched), next_day, held_until, today)
    return CardRow(
        record, key, title, client, amount, currency, _day(expected), owner, owner_name, priority, next_day, next_at,
        next_type, activity_state(next_day, today), idle, is_cold(idle, idle_limit),
        tuple(labels), stage, state, _day(closed), own,
        held_until if held_until and held_until > today else None, chance,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""What the board asks: figures per column, ordered ids, and the cards of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peewee import Case, Expression, fn

from crmdesk.models.activities import Tagging
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.money import round_half_even
from crmdesk.models.opportunities import IS_CLOSED, IS_OPEN, Opportunity
from crmdesk.models.people import Company, Contact, User
from crmdesk.models.pipeline import OPEN, Pipeline, Stage
from crmdesk.sales import search, tags
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk

NO_STAGE = 0
"""The key of the column for opportunities whose stage is gone."""

BY_HAND, BY_NEXT, BY_AMOUNT, BY_EXPECTED, BY_AGE = "hand", "next", "amount", "expected", "age"
ORDERS = (BY_NEXT, BY_HAND, BY_AMOUNT, BY_EXPECTED, BY_AGE)
OVERDUE, TODAY, PLANNED, NOTHING = "overdue", "today", "planned", "nothing"
ACTIVITY_STATES = (OVERDUE, TODAY, PLANNED, NOTHING)


@dataclass(frozen=True)
class BoardFilter:
    """What of the board is shown.

    Attributes:
        owners: ids of users; empty for everybody.  None inside stands for nobody.
        text: words in title, client, key or tags.
        tags: ids of tags, any of them.
        activity: one of `ACTIVITY_STATES`, or None.
    """

    owners: tuple[int | None, ...] = ()
    text: str = ""
    tags: tuple[int, ...] = ()
    activity: str | None = None

    def __bool__(self) -> bool:
        return bool(self.owners or self.text.strip() or self.tags or self.activity)


@dataclass(frozen=True, slots=True)
class StageColumn:
    """One column's head.

    Attributes:
        stage: the stage's id, or `NO_STAGE`.
        amount, weighted: minor units of the book's currency; cards without an amount count as nothing.
        activity: activity state to number of cards.
    """

    stage: int
    name: str
    colour: int
    probability: int
    count: int = 0
    amount: int = 0
    weighted: int = 0
    activity: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CardRow:
    """What a card shows."""

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


def pipelines(desk: Desk) -> list[tuple[int, str]]:
    """The book's pipelines in order: (id, name)."""
    return [(row.id, row.name) for row in Pipeline.select().order_by(Pipeline.place, Pipeline.id)]


def columns(desk: Desk, pipeline: int, shown: BoardFilter = BoardFilter()) -> list[StageColumn]:
    """The open stages of a pipeline with their figures, and a column without a stage when it has cards."""
    heads = {
        stage.id: StageColumn(stage.id, stage.name, stage.colour, stage.probability) for stage in _open_stages(pipeline)
    }
    sums = _sums(desk, list(heads), pipeline, shown)
    found = [_with_sums(head, sums.get(head.stage, [])) for head in heads.values()]
    if NO_STAGE in sums:
        found.append(_with_sums(StageColumn(NO_STAGE, "", 6, 0), sums[NO_STAGE]))
    return found


def total(desk: Desk, pipeline: int) -> int:
    """How many open opportunities the pipeline has, whatever is filtered."""
    return sum(column.count for column in columns(desk, pipeline))


def first_ids(desk: Desk, stage: int, order: str, limit: int, shown: BoardFilter = BoardFilter()) -> list[int]:
    """The ids of the first cards of a column, quickly."""
    if order == BY_NEXT and not shown.activity:
        return _first_by_next(desk, stage, limit, shown)
    return _ids(_ordered(desk, stage, order, shown).limit(limit))


def ids(desk: Desk, stage: int, order: str, shown: BoardFilter = BoardFilter()) -> list[int]:
    """The ids of all cards of a column, in order."""
    return _ids(_ordered(desk, stage, order, shown))


def cards(desk: Desk, wanted: Sequence[int]) -> list[CardRow]:
    """The cards of these opportunities, in this order; those gone are left out."""
    query = (
        Opportunity.select(
            Opportunity.id, Opportunity.key, Opportunity.title, fn.COALESCE(Company.name, Contact.name, ""),
            Opportunity.amount_minor, Opportunity.currency, Opportunity.expected_on, Opportunity.owner,
            fn.COALESCE(User.name, ""), Opportunity.priority, Opportunity.next_on, Opportunity.next_at,
            Opportunity.next_type, Opportunity.touched_on, fn.COALESCE(Stage.idle_days, 0), Opportunity.stage,
        )
        .left_outer_join(Company, on=(Opportunity.company == Company.id))
        .left_outer_join(Contact, on=(Opportunity.contact == Contact.id))
        .left_outer_join(User, on=(Opportunity.owner == User.id))
        .left_outer_join(Stage, on=(Opportunity.stage == Stage.id))
        .where(in_ids(Opportunity.id, wanted), visible(desk, Opportunity))
    )  # fmt: skip
    labels = tags.of_many("opportunity", wanted)
    found = {row[0]: _card(row, labels.get(row[0], []), desk.today) for row in plain_tuples(query)}
    return [found[known] for known in wanted if known in found]


def recently_closed(desk: Desk, pipeline: int, days: int = 30) -> list[int]:
    """The opportunities of a pipeline closed in the last days, newest first."""
    since = date.fromordinal(desk.today.toordinal() - days)
    query = Opportunity.select(Opportunity.id).where(
        IS_CLOSED, visible(desk, Opportunity), Opportunity.pipeline == pipeline, Opportunity.closed_on >= since
    )
    return _ids(query.order_by(Opportunity.closed_on.desc(), Opportunity.id.desc()))


def activity_state(next_on: date | None, today: date) -> str:
    """What the next activity means for a card."""
    if next_on is None:
        return NOTHING
    if next_on < today:
        return OVERDUE
    return TODAY if next_on == today else PLANNED


def _open_stages(pipeline: int) -> Iterable[Any]:
    return Stage.select().where(Stage.pipeline == pipeline, Stage.stage_kind == OPEN).order_by(Stage.place, Stage.id)


def _sums(desk: Desk, stages: list[int], pipeline: int, shown: BoardFilter) -> dict[int, list[tuple[Any, ...]]]:
    """Per stage: (activity state, own probability, count, amount) groups, from one pass over the covering index."""
    state = _state_number(desk.today)
    query = Opportunity.select(
        Opportunity.stage, state, Opportunity.probability, fn.COUNT(1), fn.SUM(Opportunity.amount_minor)
    ).group_by(Opportunity.stage, state, Opportunity.probability)
    condition = _condition(desk, shown)
    found: dict[int, list[tuple[Any, ...]]] = {}
    for stage, *figures in plain_tuples(query.where(Opportunity.stage.in_(stages), condition)):
        found.setdefault(stage, []).append(tuple(figures))
    lost = query.where(Opportunity.stage.is_null(), Opportunity.pipeline == pipeline, condition)
    for _stage, *figures in plain_tuples(lost):
        found.setdefault(NO_STAGE, []).append(tuple(figures))
    return found


def _with_sums(head: StageColumn, groups: list[tuple[Any, ...]]) -> StageColumn:
    activity = dict.fromkeys(ACTIVITY_STATES, 0)
    amount = weighted = 0
    for state, probability, count, summed in groups:
        activity[(OVERDUE, TODAY, NOTHING, PLANNED)[state]] += count
        amount += summed or 0
        weighted += (summed or 0) * (head.probability if probability is None else probability)
    return StageColumn(
        head.stage, head.name, head.colour, head.probability, sum(activity.values()), amount,
        round_half_even(weighted, 100), activity,
    )  # fmt: skip


def _state_number(today: date) -> Any:
    """0 overdue, 1 today, 2 nothing planned, 3 planned: the order in which cards ask for attention."""
    day = today.isoformat()
    next_on = Opportunity.next_on
    return Case(None, ((next_on.is_null(), 2), (next_on < day, 0), (next_on == day, 1)), 3)


def _condition(desk: Desk, shown: BoardFilter) -> Expression:
    condition = IS_OPEN & visible(desk, Opportunity)
    if shown.owners:
        owned = Opportunity.owner.in_([owner for owner in shown.owners if owner is not None])
        condition &= (owned | Opportunity.owner.is_null()) if None in shown.owners else owned
    if shown.text.strip():
        condition &= search.matching("opportunity", shown.text, Opportunity.id)
    if shown.tags:
        condition &= Opportunity.id.in_(Tagging.select(Tagging.opportunity).where(Tagging.tag.in_(shown.tags)))
    if shown.activity:
        condition &= _in_state(shown.activity, desk.today)
    return condition


def _in_state(state: str, today: date) -> Expression:
    next_on = Opportunity.next_on
    conditions = {
        OVERDUE: next_on < today, TODAY: next_on == today, PLANNED: next_on > today, NOTHING: next_on.is_null(),
    }  # fmt: skip
    return conditions[state]


def _in_column(stage: int) -> Expression:
    return Opportunity.stage.is_null() if stage == NO_STAGE else Opportunity.stage == stage


def _ordered(desk: Desk, stage: int, order: str, shown: BoardFilter) -> Any:
    by = {
        BY_HAND: (Opportunity.rank,),
        BY_NEXT: (_state_number(desk.today), Opportunity.next_on),
        BY_AMOUNT: (Opportunity.amount_minor.desc(nulls="LAST"),),
        BY_EXPECTED: (Opportunity.expected_on.asc(nulls="LAST"),),
        BY_AGE: (Opportunity.created_on.asc(nulls="LAST"),),
    }[order]
    query = Opportunity.select(Opportunity.id).where(_in_column(stage), _condition(desk, shown))
    return query.order_by(*by, Opportunity.id.desc())


def _first_by_next(desk: Desk, stage: int, limit: int, shown: BoardFilter) -> list[int]:
    """One short walk along the index for each state instead of sorting the whole column."""
    found: list[int] = []
    base = Opportunity.select(Opportunity.id).where(_in_column(stage), _condition(desk, shown))
    for state in (OVERDUE, TODAY, NOTHING, PLANNED):
        part = base.where(_in_state(state, desk.today)).order_by(Opportunity.next_on, Opportunity.id.desc())
        found += _ids(part.limit(limit - len(found)))
        if len(found) >= limit:
            break
    return found


def _ids(query: Any) -> list[int]:
    return [row[0] for row in plain_tuples(query)]


def _card(row: tuple[Any, ...], labels: list[str], today: date) -> CardRow:
    (record, key, title, client, amount, currency, expected, owner, owner_name, priority, next_on, next_at, next_type,
     touched, idle_limit, stage) = row  # fmt: skip
    next_day = _day(next_on)
    touched_on = _day(touched)
    idle = (today - touched_on).days if touched_on else None
    return CardRow(
        record, key, title, client, amount, currency, _day(expected), owner, owner_name, priority, next_day, next_at,
        next_type, activity_state(next_day, today), idle, bool(idle_limit and idle is not None and idle >= idle_limit),
        tuple(labels), stage,
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

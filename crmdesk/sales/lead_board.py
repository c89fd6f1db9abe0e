"""What the board of leads asks: figures per status, ordered ids, and the cards of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from peewee import Expression, fn

from crmdesk.models.database import SOME_IDS, KeptQuestion, in_ids, plain_tuples
from crmdesk.models.leads import GOING, LeadStatus
from crmdesk.models.people import IS_HERE, Lead, Source, User
from crmdesk.sales import lead_statuses, tags
from crmdesk.sales.access import visible
from crmdesk.sales.activity_states import ACTIVITY_STATES, BY_ATTENTION, activity_state, in_state
from crmdesk.sales.board import BoardColumn, BoardFilter, Key, narrowed
from crmdesk.sales.desk import Desk

BY_NEXT, BY_SCORE, BY_PRIORITY, BY_RATING, BY_AGE = "next", "score", "priority", "rating", "age"
ORDERS = (BY_NEXT, BY_SCORE, BY_PRIORITY, BY_RATING, BY_AGE)


@dataclass(frozen=True)
class LeadView:
    """How somebody looks at the board of leads; `order` is one of `ORDERS`."""

    order: str = BY_NEXT
    shown: BoardFilter = field(default_factory=BoardFilter)


@dataclass(frozen=True, slots=True)
class LeadCard:
    """What a card shows.

    Attributes:
        idle_days: since the last done activity, or since it was created.
        kind: of its status.
    """

    id: int
    name: str
    company: str
    source: str
    priority: int
    rating: int
    owner: int | None
    owner_name: str
    next_on: date | None
    next_at: int | None
    next_type: str | None
    activity: str
    idle_days: int | None
    tags: tuple[str, ...]
    status: int | None
    kind: str
    closed_on: date | None


def columns(desk: Desk, view: LeadView) -> list[BoardColumn]:
    """A column for each status in which leads are worked, with its figures."""
    heads = [BoardColumn(row.id, row.name, row.colour) for row in lead_statuses.rows() if row.kind in GOING]
    return recounted(desk, view, heads)


def recounted(desk: Desk, view: LeadView, heads: Sequence[BoardColumn]) -> list[BoardColumn]:
    """The same columns with fresh figures: one pass along the covering index, by the day of the next activity."""
    query = (
        Lead.select(Lead.status, Lead.next_on, fn.COUNT(1))
        .where(Lead.status.in_([head.key for head in heads]), IS_HERE & narrowed(desk, Lead, view.shown))
        .group_by(Lead.status, Lead.next_on)
    )
    counts: dict[Key, dict[str, int]] = {head.key: dict.fromkeys(ACTIVITY_STATES, 0) for head in heads}
    today = desk.today.isoformat()
    for status, next_on, count in plain_tuples(query):
        counts[status][activity_state(next_on, today)] += count
    return [replace(head, count=sum(counts[head.key].values()), activity=counts[head.key]) for head in heads]


def column_keys(desk: Desk, ids: Sequence[int]) -> dict[int, Key]:
    """The status of each of the leads that is worked."""
    query = Lead.select(Lead.id, Lead.status).where(in_ids(Lead.id, ids), _worked(), visible(desk, Lead))
    return dict(plain_tuples(query))


def total(desk: Desk) -> int:
    """How many leads are worked, whatever is filtered."""
    query = Lead.select(fn.COUNT(1)).where(_worked(), IS_HERE, visible(desk, Lead))
    return int(next(plain_tuples(query))[0])


def first_ids(desk: Desk, view: LeadView, status: int, limit: int) -> list[int]:
    """The ids of the first cards of a column, quickly."""
    return _found(desk, view, status, limit)


def ids(desk: Desk, view: LeadView, status: int) -> list[int]:
    """The ids of all cards of a column, in order."""
    return _found(desk, view, status, None)


def cards(desk: Desk, wanted: Sequence[int]) -> list[LeadCard]:
    """The cards of these leads, in this order; those gone are left out."""
    labels = tags.of_many("lead", wanted)
    found = {
        row[0]: _card(row, labels.get(row[0], []), desk.today) for row in _CARDS.ask(wanted, desk.rights.sight, desk)
    }
    return [found[known] for known in wanted if known in found]


def recently_closed(desk: Desk, days: int = 30) -> list[int]:
    """The leads closed in the last days, newest first."""
    since = date.fromordinal(desk.today.toordinal() - days)
    query = Lead.select(Lead.id).where(Lead.closed_on >= since, visible(desk, Lead))
    return _ids(query.order_by(Lead.closed_on.desc(), Lead.id.desc()))


def _worked() -> Expression:
    return Lead.status.in_([row.id for row in lead_statuses.rows() if row.kind in GOING])


def _found(desk: Desk, view: LeadView, status: int, limit: int | None) -> list[int]:
    query = Lead.select(Lead.id).where(Lead.status == status, IS_HERE & narrowed(desk, Lead, view.shown))
    if view.order == BY_NEXT and not view.shown.activity:
        return _by_next(query, desk.today, limit)
    order = {
        BY_NEXT: Lead.next_on,
        BY_SCORE: Lead.score.desc(),
        BY_PRIORITY: Lead.priority.desc(),
        BY_RATING: Lead.rating.desc(),
        BY_AGE: Lead.created_on.asc(nulls="LAST"),
    }[view.order]
    ordered = query.order_by(order, Lead.id.desc())
    return _ids(ordered if limit is None else ordered.limit(limit))


def _by_next(query: Any, today: date, limit: int | None) -> list[int]:
    """A walk along the index for each state instead of sorting the whole column."""
    found: list[int] = []
    for state in BY_ATTENTION:
        part = query.where(in_state(Lead.next_on, state, today)).order_by(Lead.next_on, Lead.id.desc())
        found += _ids(part if limit is None else part.limit(limit - len(found)))
        if limit is not None and len(found) >= limit:
            break
    return found


def _cards(desk: Desk) -> Any:
    return (
        Lead.select(
            Lead.id, Lead.name, fn.COALESCE(Lead.company_name, ""), fn.COALESCE(Source.name, ""), Lead.priority,
            Lead.rating, Lead.owner, fn.COALESCE(User.name, ""), Lead.next_on, Lead.next_at, Lead.next_type,
            fn.COALESCE(Lead.touched_on, Lead.created_on), Lead.status, fn.COALESCE(LeadStatus.status_kind, ""),
            Lead.closed_on,
        )
        .left_outer_join(Source, on=(Lead.source == Source.id))
        .left_outer_join(User, on=(Lead.owner == User.id))
        .left_outer_join(LeadStatus, on=(Lead.status == LeadStatus.id))
        .where(Lead.id.in_(SOME_IDS), visible(desk, Lead))
    )  # fmt: skip


_CARDS = KeptQuestion(_cards)


def _card(row: tuple[Any, ...], labels: list[str], today: date) -> LeadCard:
    (record, name, company, source, priority, rating, owner, owner_name, next_on, next_at, next_type, touched, status,
     kind, closed) = row  # fmt: skip
    next_day, touched_on = _day(next_on), _day(touched)
    return LeadCard(
        record, name, company if company != name else "", source, priority, rating, owner, owner_name, next_day,
        next_at, next_type, activity_state(next_day, today), (today - touched_on).days if touched_on else None,
        tuple(labels), status, kind, _day(closed),
    )  # fmt: skip


def _ids(query: Any) -> list[int]:
    return [row[0] for row in plain_tuples(query)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""What a seller has to do today: what is due, what goes cold, what should close soon, and which leads are ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from peewee import Case, Expression, fn

from crmdesk.models.activities import IS_PLANNED, Activity
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.opportunities import IS_OPEN, Opportunity
from crmdesk.models.people import IS_HERE, Company, Contact, Lead
from crmdesk.models.pipeline import OPEN, Stage
from crmdesk.sales import lead_lists, whose
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.idleness import days_ago, idle_days, is_cold

SOON = timedelta(days=7)
"""How far ahead this page looks."""
MOST = 100
"""Activities of each part that are fetched."""


@dataclass(frozen=True, slots=True)
class Due:
    """A planned activity that is the user's, or that he takes part in, or that nobody has in hand.

    Attributes:
        about: the kind and id of what it belongs to, the opportunity before its client; None where the user sees none.
        name: of that.
        client: of an opportunity.
        at: the local time, where it has one.
    """

    id: int
    type: str
    subject: str
    about: tuple[str, int] | None
    name: str
    client: str
    amount_minor: int | None
    day: date
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Going:
    """An open opportunity that needs somebody.

    Attributes:
        idle: working days without a touch.
        last: type and day of what was last done about it; None when nothing was.
        chance: the probability that counts, in hundredths of a percent.
    """

    id: int
    title: str
    client: str
    amount_minor: int | None
    expected_on: date | None
    idle: int
    last: tuple[str, date] | None
    chance: int


@dataclass(frozen=True, slots=True)
class Ready:
    """A lead that is ready for sale."""

    id: int
    name: str
    company: str
    score: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of the user's activities wait to be done.

    Attributes:
        due: overdue, or planned for today.
        overdue: those of them that are overdue.
    """

    due: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Today:
    """The whole page.

    Attributes:
        overdue, today, soon: `MOST` of each at the most; `waiting` and `coming` count them all.
    """

    waiting: Waiting
    overdue: tuple[Due, ...]
    today: tuple[Due, ...]
    soon: tuple[Due, ...]
    coming: int
    cold: tuple[Going, ...]
    closing: tuple[Going, ...]
    ready: tuple[Ready, ...]


def today(desk: Desk) -> Today:
    """What the user has to do; everybody's where nobody works in particular."""
    return Today(
        waiting(desk),
        _due(desk, Activity.due_on < desk.today),
        _due(desk, Activity.due_on == desk.today),
        _due(desk, _soon(desk)),
        int(Activity.select().where(*_planned(desk), _soon(desk)).count()),
        tuple(_cold(desk)),
        tuple(_closing(desk)),
        tuple(_ready(desk)),
    )


def _soon(desk: Desk) -> Expression:
    days: Expression = Activity.due_on.between(desk.today + timedelta(days=1), desk.today + SOON)
    return days


def waiting(desk: Desk) -> Waiting:
    """How much waits for the user, in one statement."""
    late = fn.COALESCE(fn.SUM(Case(None, ((Activity.due_on < desk.today, 1),), 0)), 0)
    query = Activity.select(fn.COUNT(1), late).where(*_planned(desk), Activity.due_on <= desk.today)
    return Waiting(*next(plain_tuples(query)))


def _mine(desk: Desk, owner: Any) -> Expression:
    condition: Expression = owner.is_null(False) | owner.is_null() if desk.user is None else owner == desk.user
    return condition


def _planned(desk: Desk) -> tuple[Any, ...]:
    return IS_PLANNED, whose.mine(desk), visible(desk, Activity)


def _due(desk: Desk, days: Expression) -> tuple[Due, ...]:
    """The planned activities of these days, the earliest first: those with a time first on each day."""
    query = (
        Activity.select(
            Activity.id, Activity.type, Activity.subject, Activity.due_on, Activity.due_at, Opportunity.id,
            Opportunity.title, Opportunity.amount_minor, Lead.id, Lead.name, Contact.id, Contact.name, Company.id,
            Company.name,
        )
        .left_outer_join(Opportunity, on=(Activity.opportunity == Opportunity.id) & visible(desk, Opportunity))
        .switch(Activity)
        .left_outer_join(Lead, on=(Activity.lead == Lead.id) & visible(desk, Lead))
        .switch(Activity)
        .left_outer_join(
            Contact, on=(fn.COALESCE(Activity.contact, Opportunity.contact) == Contact.id) & visible(desk, Contact)
        )
        .switch(Activity)
        .left_outer_join(
            Company, on=(fn.COALESCE(Activity.company, Opportunity.company) == Company.id) & visible(desk, Company)
        )
        .where(*_planned(desk), days)
        .order_by(Activity.due_on, Activity.due_at.is_null(), Activity.due_at, Activity.id)
        .limit(MOST)
    )  # fmt: skip
    return tuple(_one_due(row) for row in plain_tuples(query))


def _one_due(row: Sequence[Any]) -> Due:
    known, type_, subject, day, at, sale, title, amount, *sides = row
    kinds = ("lead", "contact", "company")
    linked = [(kind, sides[2 * place], sides[2 * place + 1]) for place, kind in enumerate(kinds) if sides[2 * place]]
    if sale:
        linked.insert(0, ("opportunity", sale, title))
    about, name = (linked[0][:2], linked[0][2]) if linked else (None, "")
    client = (sides[5] or sides[3] or "") if sale else ""
    moment = datetime.fromtimestamp(at / 1000).astimezone() if at else None
    return Due(known, type_, subject or "", about, name, client, amount, date.fromisoformat(day), moment)


def _sales(desk: Desk, *conditions: Any) -> list[tuple[int | None, Going]]:
    """The user's open opportunities under the conditions, each with its stage."""
    chance = fn.COALESCE(Opportunity.counted, Stage.probability * 100, 0)
    query = (
        Opportunity.select(
            Opportunity.id, Opportunity.title, fn.COALESCE(Company.name, Contact.name, ""), Opportunity.amount_minor,
            Opportunity.expected_on, Opportunity.touched_on, Opportunity.next_on, Opportunity.hold_until, chance,
            Opportunity.stage,
        )
        .left_outer_join(Company, on=(Opportunity.company == Company.id) & visible(desk, Company))
        .left_outer_join(Contact, on=(Opportunity.contact == Contact.id) & visible(desk, Contact))
        .left_outer_join(Stage, on=(Opportunity.stage == Stage.id))
        .where(IS_OPEN, _mine(desk, Opportunity.owner), visible(desk, Opportunity), *conditions)
    )  # fmt: skip
    found = []
    for known, title, client, amount, expected, touched, planned, held, chance_now, stage in plain_tuples(query):
        idle = idle_days(_day(touched), _day(planned), _day(held), desk.today) or 0
        found.append((stage, Going(known, title, client, amount, _day(expected), idle, None, chance_now)))
    return found


def _cold(desk: Desk) -> list[Going]:
    """The user's opportunities that nobody touched for longer than their stage allows, the longest first."""
    stages = Stage.select(Stage.id, Stage.idle_days).where(Stage.stage_kind == OPEN, Stage.idle_days > 0)
    limits = dict(plain_tuples(stages))
    if not limits:
        return []
    late = [
        (Opportunity.stage == stage) & (Opportunity.touched_on <= days_ago(desk.today, limit))
        for stage, limit in limits.items()
    ]
    waiting = Opportunity.next_on.is_null() | (Opportunity.next_on < desk.today)
    found = _sales(desk, reduce(or_, late), waiting, _is_taken_up(desk))
    cold = [one for stage, one in found if is_cold(one.idle, limits.get(stage or 0, 0))]
    cold.sort(key=lambda one: (-one.idle, one.id))
    return [*_with_last(desk, cold[:MOST]), *cold[MOST:]]


def _is_taken_up(desk: Desk) -> Expression:
    """The condition for opportunities that are not set aside."""
    return Opportunity.hold_until.is_null() | (Opportunity.hold_until <= desk.today)


def _closing(desk: Desk) -> list[Going]:
    """The user's opportunities whose expected day is within a week or past, the earliest first."""
    found = _sales(desk, Opportunity.expected_on <= desk.today + SOON, _is_taken_up(desk))
    return sorted(
        (one for _stage, one in found), key=lambda one: (one.expected_on or date.max, -(one.amount_minor or 0))
    )


def _with_last(desk: Desk, found: list[Going]) -> list[Going]:
    """The same with what was last done about each."""
    done = (
        Activity.select(Activity.opportunity, Activity.type, Activity.done_on)
        .where(in_ids(Activity.opportunity, [one.id for one in found]), Activity.done_on.is_null(False))
        .where(visible(desk, Activity))
        .order_by(Activity.done_on, Activity.id)
    )
    last = {sale: (type_, date.fromisoformat(day)) for sale, type_, day in plain_tuples(done)}
    return [replace(one, last=last.get(one.id)) for one in found]


def _ready(desk: Desk) -> list[Ready]:
    """The user's leads that are ready for sale, the best first."""
    query = Lead.select(Lead.id, Lead.name, Lead.company_name, Lead.score).where(
        lead_lists.condition(desk, lead_lists.FOR_SALE), IS_HERE, _mine(desk, Lead.owner), visible(desk, Lead)
    )
    rows = plain_tuples(query.order_by(Lead.score.desc(), Lead.id))
    return [Ready(known, name, company or "", score) for known, name, company, score in rows]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

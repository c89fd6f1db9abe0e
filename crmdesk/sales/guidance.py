"""What to do next about an opportunity: the one thing that its facts ask for, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.models.activities import Activity
from crmdesk.models.database import plain_tuples
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import OPEN, Stage
from crmdesk.models.quotes import ACCEPTED, DRAFT, EXPIRED, SENT, SUPERSEDED, Quote
from crmdesk.sales import activity_types, involved
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.idleness import idle_days
from crmdesk.sales.quotes import state_of
from crmdesk.texts import Message, msg, msgn

FINISH, PLAN, EXPECT, OFFER, ASK = "finish", "plan", "expect", "offer", "ask"
"""What a click does: say how an activity went, plan one, say when the opportunity is expected to close, go to its
quotes, or go to who counts in it."""
_LATE_ENOUGH = 50
"""From this probability of its stage on, percent, a client should have a quote, and it should be known who decides."""


@dataclass(frozen=True, slots=True)
class Advice:
    """The one thing to do.

    Attributes:
        what: the sentence.
        why: the fact it follows from.
        action: what a click does, one of the words above or one that another rule brings.
        activity: the activity it is about.
    """

    what: Message
    why: Message
    action: str
    activity: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at.

    Attributes:
        next: id, type, subject and day of the earliest planned activity with a day, and its instant if it has a time.
        planned: whether anything is planned, a day or not.
        idle_days: working days without a touch, 0 while that is paused (see `idleness`); None when nobody knows.
        chance: that of its stage, percent.
        idle_limit: after how many days the stage calls it idle; 0 never.
    """

    opportunity: int
    today: date
    now: int
    next: tuple[int, str, str, date, int | None] | None
    planned: bool
    idle_days: int | None
    idle_limit: int
    expected_on: date | None
    chance: int


Rule = Callable[[Desk, Facts], Advice | None]


def advice(desk: Desk, opportunity: int) -> Advice | None:
    """What an open opportunity asks for first; None for a closed one, one set aside, or when all is in order."""
    facts = _facts(desk, opportunity)
    if facts is None:
        return None
    return next((found for rule in RULES if (found := rule(desk, facts)) is not None), None)


def purpose(desk: Desk, opportunity: int) -> str:
    """What the stage of an opportunity is for, where the office says it."""
    query = (
        Opportunity.select(Stage.purpose).join(Stage).where(Opportunity.id == opportunity, visible(desk, Opportunity))
    )
    found = next(plain_tuples(query), None)
    return (found[0] or "") if found else ""


def _overdue(desk: Desk, facts: Facts) -> Advice | None:
    if facts.next is None:
        return None
    known, type_, subject, day, at = facts.next
    late = (facts.today - day).days
    if late <= 0 and not (late == 0 and at is not None and at < facts.now):
        return None
    called: Any = subject or activity_types.name(desk, type_)
    why = msgn("It is {n} day overdue.", "It is {n} days overdue.", late) if late else msg("It was due earlier today.")
    return Advice(msg("Say how “{activity}” went, or put it off", activity=called), why, FINISH, known)


def _idle(_desk: Desk, facts: Facts) -> Advice | None:
    if not facts.idle_limit or facts.idle_days is None or facts.planned or facts.idle_days < facts.idle_limit:
        return None
    why = msgn("Nothing happened for {n} working day.", "Nothing happened for {n} working days.", facts.idle_days)
    return Advice(msg("Get in touch again"), why, PLAN)


def _nothing_planned(_desk: Desk, facts: Facts) -> Advice | None:
    return None if facts.planned else Advice(msg("Plan the next step"), msg("Nothing is planned."), PLAN)


def _expected_day_passed(_desk: Desk, facts: Facts) -> Advice | None:
    if facts.expected_on is None or facts.expected_on >= facts.today:
        return None
    why = msg("It was expected to close on {day}.", day=facts.expected_on)
    return Advice(msg("Say when it is expected to close now"), why, EXPECT)


def _no_quote(desk: Desk, facts: Facts) -> Advice | None:
    if facts.chance < _LATE_ENOUGH:
        return None
    query = Quote.select(Quote.number, Quote.status, Quote.valid_until).where(
        Quote.opportunity == facts.opportunity, Quote.status != SUPERSEDED, visible(desk, Quote)
    )
    rows = [
        (number, state_of(status, date.fromisoformat(until) if until else None, facts.today))
        for number, status, until in plain_tuples(query.order_by(Quote.id.desc()))
    ]
    answered = [row for row in rows if row[1] != DRAFT]
    if any(state in (SENT, ACCEPTED) for _number, state in answered):
        return None
    if not answered:
        return Advice(msg("Send a quote"), msg("None was sent yet."), OFFER)
    number, state = answered[0]
    why = msg("Quote {number} has expired.", number=number) if state == EXPIRED else None
    why = why or msg("The client rejected quote {number}.", number=number)
    has_draft = len(answered) < len(rows)
    return Advice(msg("Send the revised quote") if has_draft else msg("Revise the quote"), why, OFFER)


def _nobody_decides(desk: Desk, facts: Facts) -> Advice | None:
    if facts.chance < _LATE_ENOUGH or involved.knows_who_decides(desk, facts.opportunity):
        return None
    return Advice(msg("Find out who decides"), msg("None of the references does."), ASK)


RULES: list[Rule] = [_overdue, _idle, _nothing_planned, _expected_day_passed, _no_quote, _nobody_decides]
"""In the order of their weight."""


def _facts(desk: Desk, opportunity: int) -> Facts | None:
    columns = (
        *(Opportunity.state, Opportunity.touched_on, Opportunity.expected_on, Stage.idle_days, Stage.probability),
        *(Opportunity.next_on, Opportunity.hold_until),
    )
    query = Opportunity.select(*columns).left_outer_join(Stage)
    row = next(plain_tuples(query.where(Opportunity.id == opportunity, visible(desk, Opportunity))), None)
    if row is None or row[0] != OPEN:
        return None
    _state, touched, expected, limit, chance, next_on, held = row
    touched_on, planned_on, held_until = (date.fromisoformat(day) if day else None for day in (touched, next_on, held))
    if held_until is not None and held_until > desk.today:
        return None  # set aside
    planned = _planned(desk, opportunity)
    dated = [
        (known, type_, subject or "", date.fromisoformat(day), at) for known, type_, subject, day, at in planned if day
    ]
    idle = idle_days(touched_on, planned_on, held_until, desk.today)
    return Facts(
        opportunity, desk.today, desk.clock.instant(), dated[0] if dated else None, bool(planned), idle, limit or 0,
        date.fromisoformat(expected) if expected else None, chance or 0,
    )  # fmt: skip


def _planned(desk: Desk, opportunity: int) -> list[tuple[int, str, str | None, str | None, int | None]]:
    """The planned activities, the earliest first."""
    query = Activity.select(Activity.id, Activity.type, Activity.subject, Activity.due_on, Activity.due_at)
    query = query.where(Activity.opportunity == opportunity, Activity.done_on.is_null(), visible(desk, Activity))
    order = (Activity.due_on.is_null(), Activity.due_on, Activity.due_at.is_null(), Activity.due_at, Activity.id)
    return list(plain_tuples(query.order_by(*order)))

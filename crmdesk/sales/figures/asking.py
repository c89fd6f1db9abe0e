"""The dashboard's figures: seven blocks from four statements, the same for window and command line.

Open figures are as of now; everything else is about the days of a window.  Money is summed in whole minor units of the
book's currency; amounts in other currencies are left out of the sums and counted in `Figures.foreign`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from peewee import Case, fn

from crmdesk.models.database import db, plain_tuples
from crmdesk.models.fold import fold
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import User
from crmdesk.models.pipeline import OPEN, WON, Pipeline, Reason, Stage
from crmdesk.sales import weighing
from crmdesk.sales.access import enter
from crmdesk.sales.desk import Desk
from crmdesk.sales.figures.parts import (
    Cohort,
    Figures,
    MonthFigures,
    OpenFigures,
    OwnerFigures,
    ReasonFigures,
    StageFigures,
    WonFigures,
)
from crmdesk.sales.figures.rows import Scope, has_amount
from crmdesk.sales.figures.window import Window


def figures(desk: Desk, window: Window, pipeline: int | None = None, owner: int | None = None) -> Figures:
    """Every figure of the dashboard, all of the same moment.

    Args:
        pipeline: only this one; None for all.
        owner: only what this user owns; None for everybody.
    """
    enter(desk, "dashboard")
    with db.atomic():  # one snapshot: another program may write between two statements
        return _figures(Scope(desk, window, pipeline, owner))


def _figures(scope: Scope) -> Figures:
    desk, window = scope.desk, scope.window
    book = _overview(scope)
    amount = _amount(desk, all_count=book.foreign == 0)
    stages = _Stages(scope.pipeline)
    groups = _open_groups(scope, amount)
    days = _won_days(scope, amount)
    reasons = _lost_by_reason(scope)
    before = window.before()
    return Figures(
        window=window,
        currency=desk.currency,
        recorded=book.recorded,
        open=_open(groups, stages),
        won=_won(days, window),
        won_before=_won(days, before) if before and _reaches_back_to(before.first, scope) else None,
        lost=sum(reason.count for reason in reasons),
        created_to_won=Cohort(book.created, book.created_won),
        won_by_month=_by_month(days, window),
        open_by_owner=_by_owner(groups, stages),
        funnel=_funnel(groups, stages),
        lost_by_reason=reasons,
        foreign=book.foreign,
        undated=book.undated,
    )


# What is kept at all


@dataclass(frozen=True)
class _Overview:
    recorded: int
    created: int
    created_won: int
    foreign: int
    undated: int


def _overview(scope: Scope) -> _Overview:
    # one pass over the table: by the index of created days each row would be looked up, three times as slow
    created, won = scope.was_created(), Opportunity.state == WON
    undated = (Opportunity.state != OPEN) & Opportunity.closed_on.is_null()
    query = Opportunity.select(
        fn.COUNT(Opportunity.id),
        _count_if(created),
        _count_if(created & won),
        _count_if(Opportunity.currency != scope.desk.currency),
        _count_if(undated),
    ).where(scope.every())
    return _Overview(*next(plain_tuples(query)))


def _count_if(condition: Any) -> Any:
    return fn.COUNT(Case(None, [(condition, 1)]))


def _amount(desk: Desk, *, all_count: bool) -> Any:
    """The amount as sums take it: null where it is unknown or in another currency."""
    if all_count:
        return Opportunity.amount_minor  # leaves the question to the covering indexes alone
    return Case(None, [(has_amount(desk), Opportunity.amount_minor)])


# Open


@dataclass(frozen=True)
class _Group:
    """What one owner has in one stage; `unset` and `own` are what `weighing.read` gives."""

    owner: int | None
    stage: int | None
    count: int
    amount: int
    unset: int
    own: int


def _open_groups(scope: Scope, amount: Any) -> list[_Group]:
    query = (
        Opportunity.select(
            Opportunity.owner,
            Opportunity.stage,
            fn.COUNT(Opportunity.id),
            fn.SUM(amount),
            *weighing.sums(amount),
        )
        .where(scope.open())
        .group_by(Opportunity.owner, Opportunity.stage)
    )
    return [
        _Group(owner, stage, count, total or 0, *weighing.read(*weighted))
        for owner, stage, count, total, *weighted in plain_tuples(query)
    ]


class _Stages:
    """The stages in their order: pipelines first, then places; what has no stage comes last."""

    def __init__(self, pipeline: int | None) -> None:
        self._pipeline = pipeline

    @cached_property
    def known(self) -> dict[int | None, tuple[StageFigures, str, int]]:
        """Id to the stage without numbers, its kind and its probability."""
        query = (
            Stage.select(Stage.id, Stage.name, Stage.colour, Stage.pipeline, Stage.stage_kind, Stage.probability)
            .join(Pipeline)
            .order_by(Pipeline.place, Pipeline.id, Stage.place, Stage.id)
        )
        if self._pipeline is not None:
            query = query.where(Stage.pipeline == self._pipeline)
        found: dict[int | None, tuple[StageFigures, str, int]] = {
            id_: (StageFigures(id_, name, colour, pipeline, 0, 0), kind, probability)
            for id_, name, colour, pipeline, kind, probability in plain_tuples(query)
        }
        found[None] = (StageFigures(None, "", None, self._pipeline, 0, 0), "", 0)
        return found

    def filled(self, groups: Iterable[_Group], *, keep_empty: bool) -> tuple[StageFigures, ...]:
        """The stages with what the groups have in them; empty ones only where they are open."""
        counts: dict[int | None, tuple[int, int]] = {}
        for group in groups:
            count, amount = counts.get(group.stage, (0, 0))
            counts[group.stage] = count + group.count, amount + group.amount
        return tuple(
            replace(stage, count=counts.get(id_, (0, 0))[0], amount=counts.get(id_, (0, 0))[1])
            for id_, (stage, kind, _probability) in self.known.items()
            if id_ in counts or (keep_empty and kind == OPEN)
        )

    def probability(self, stage: int | None) -> int:
        return self.known[stage][2]


def _open(groups: list[_Group], stages: _Stages) -> OpenFigures:
    return OpenFigures(
        count=sum(group.count for group in groups),
        amount=sum(group.amount for group in groups),
        weighted=weighing.weighted((group.unset, group.own, stages.probability(group.stage)) for group in groups),
    )


def _by_owner(groups: list[_Group], stages: _Stages) -> tuple[OwnerFigures, ...]:
    names = dict(plain_tuples(User.select(User.id, User.name)))
    by_owner: dict[int | None, list[_Group]] = {}
    for group in groups:
        by_owner.setdefault(group.owner, []).append(group)
    found = [
        OwnerFigures(
            owner_id=owner,
            owner=names[owner] if owner is not None else "",
            count=sum(group.count for group in own),
            amount=sum(group.amount for group in own),
            stages=stages.filled(own, keep_empty=False),
        )
        for owner, own in by_owner.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.amount, -one.count, fold(one.owner), one.owner)))


def _funnel(groups: list[_Group], stages: _Stages) -> tuple[StageFigures, ...]:
    return stages.filled(groups, keep_empty=True)


# Won


def _won_days(scope: Scope, amount: Any) -> list[tuple[str, WonFigures]]:
    """What was won, day by day, in the window and in as many days before it.

    By day, which the index is ordered by; months, and the days of the two windows, are put together from days.
    """
    before = scope.window.before()
    both = replace(scope, window=Window(before.first, scope.window.last)) if before else scope
    query = (
        Opportunity.select(Opportunity.closed_on, fn.COUNT(Opportunity.id), fn.SUM(amount), fn.COUNT(amount))
        .where(both.won())
        .group_by(Opportunity.closed_on)
        .order_by(Opportunity.closed_on)
    )
    return [(day, WonFigures(count, total or 0, valued)) for day, count, total, valued in plain_tuples(query)]


def _won(days: list[tuple[str, WonFigures]], window: Window) -> WonFigures:
    first, last = window.first.isoformat(), window.last.isoformat()
    here = [won for day, won in days if first <= day <= last]
    return WonFigures(sum(won.count for won in here), sum(won.amount for won in here), sum(won.valued for won in here))


def _reaches_back_to(day: date, scope: Scope) -> bool:
    """Whether anything was created or won so early: else the days from then on are known in part only."""
    earlier = replace(scope, window=Window(date.min, day))
    looks = [Opportunity.select(Opportunity.id).where(known).limit(1) for known in (earlier.created(), earlier.won())]
    return any(True for look in looks for _row in plain_tuples(look))


def _by_month(days: list[tuple[str, WonFigures]], window: Window) -> tuple[MonthFigures, ...]:
    first = window.first.isoformat()
    months: dict[str, MonthFigures] = {}
    for day, won in days:
        if day >= first:
            month = day[: len("2017-03")]
            sofar = months.get(month, MonthFigures(month, 0, 0))
            months[month] = MonthFigures(month, sofar.count + won.count, sofar.amount + won.amount)
    return tuple(months.values())


# Lost


def _lost_by_reason(scope: Scope) -> tuple[ReasonFigures, ...]:
    names = dict(plain_tuples(Reason.select(Reason.id, Reason.name)))
    query = (
        Opportunity.select(Opportunity.reason, fn.COUNT(Opportunity.id))
        .where(scope.lost())
        .group_by(Opportunity.reason)
    )
    found = [
        ReasonFigures(reason, names[reason] if reason is not None else "", count)
        for reason, count in plain_tuples(query)
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, fold(one.reason), one.reason)))

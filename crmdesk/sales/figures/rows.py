"""Which opportunities each figure counts, and so which rows it opens: figures and rows share these conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from peewee import Expression

from crmdesk.models.database import plain_tuples
from crmdesk.models.opportunities import IS_CLOSED, IS_OPEN, Opportunity
from crmdesk.models.pipeline import LOST, WON, Stage
from crmdesk.sales.access import enter, visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.figures.window import Window, period

BLOCKS = ("open", "won", "average", "created", "lost", "months", "reasons", "owners", "funnel")

Key = tuple[Any, ...]
"""A part of a block: () is all of it."""


@dataclass(frozen=True)
class Scope:
    """Whose and which opportunities the figures are about; None is all."""

    desk: Desk
    window: Window
    pipeline: int | None = None
    owner: int | None = None

    def every(self) -> Expression:
        """All that may be seen, whatever its state."""
        found = self._seen()
        return found if self.pipeline is None else found & (Opportunity.pipeline == self.pipeline)

    def open(self) -> Expression:
        found = self._seen() & IS_OPEN
        if self.pipeline is None:
            return found
        # by the stage, which is in the index; only what has none is looked up
        stages = [row[0] for row in plain_tuples(Stage.select(Stage.id).where(Stage.pipeline == self.pipeline))]
        stageless = Opportunity.stage.is_null() & (Opportunity.pipeline == self.pipeline)
        return found & (Opportunity.stage.in_(stages) | stageless)

    def won(self) -> Expression:
        return self._closed(WON)

    def lost(self) -> Expression:
        return self._closed(LOST)

    def created(self) -> Expression:
        return self.every() & self.was_created()

    def was_created(self) -> Expression:
        """Created in the window, as a condition of its own."""
        return Opportunity.created_on.between(self.window.first, self.window.last)

    def _seen(self) -> Expression:
        found = visible(self.desk, Opportunity)
        return found if self.owner is None else found & (Opportunity.owner == self.owner)

    def _closed(self, state: str) -> Expression:
        in_window = Opportunity.closed_on.between(self.window.first, self.window.last)
        found = self._seen() & IS_CLOSED & (Opportunity.state == state) & in_window
        return found if self.pipeline is None else found & (Opportunity.pipeline == self.pipeline)


def rows_behind(
    desk: Desk,
    window: Window,
    block: str,
    key: Key = (),
    pipeline: int | None = None,
    owner: int | None = None,
) -> list[int]:
    """The ids of the opportunities that a figure counts, the largest (open) or latest (closed, created) first.

    Args:
        block: one of `BLOCKS`; "created" is the cohort under the average, "average" the won ones with a known amount.
        key: a part of the block: months ``("2017-03",)`` or ``("2017",)``; reasons ``(reason_id,)``; owners
            ``(owner_id,)`` or ``(owner_id, stage_id)``; funnel ``(stage_id,)``.  None as an id is "none given".

    Raises:
        KeyError: there is no such block.
    """
    enter(desk, "dashboard")
    where, order = _BEHIND[block](Scope(desk, window, pipeline, owner), key)
    if where is None:
        return []
    query = Opportunity.select(Opportunity.id).where(where).order_by(*order, Opportunity.id.desc())
    return [row[0] for row in plain_tuples(query)]


Behind = tuple[Expression | None, tuple[Any, ...]]


def _open(scope: Scope, key: Key) -> Behind:
    return scope.open(), _largest()


def _owners(scope: Scope, key: Key) -> Behind:
    where = scope.open()
    for field, value in zip((Opportunity.owner, Opportunity.stage), key, strict=False):
        where &= _is(field, value)
    return where, _largest()


def _funnel(scope: Scope, key: Key) -> Behind:
    where = scope.open()
    return (where & _is(Opportunity.stage, key[0]) if key else where), _largest()


def _won(scope: Scope, key: Key) -> Behind:
    return scope.won(), _latest(Opportunity.closed_on)


def _average(scope: Scope, key: Key) -> Behind:
    return scope.won() & has_amount(scope.desk), _latest(Opportunity.closed_on)


def _months(scope: Scope, key: Key) -> Behind:
    window = scope.window.within(period(key[0])) if key else scope.window
    where = replace(scope, window=window).won() if window else None
    return where, _latest(Opportunity.closed_on)


def _lost(scope: Scope, key: Key) -> Behind:
    return scope.lost(), _latest(Opportunity.closed_on)


def _reasons(scope: Scope, key: Key) -> Behind:
    where = scope.lost()
    return (where & _is(Opportunity.reason, key[0]) if key else where), _latest(Opportunity.closed_on)


def _created(scope: Scope, key: Key) -> Behind:
    return scope.created(), _latest(Opportunity.created_on)


_BEHIND: dict[str, Callable[[Scope, Key], Behind]] = {
    "open": _open,
    "won": _won,
    "average": _average,
    "created": _created,
    "lost": _lost,
    "months": _months,
    "reasons": _reasons,
    "owners": _owners,
    "funnel": _funnel,
}


def has_amount(desk: Desk) -> Expression:
    """Its amount is part of the sums: known, and in the book's currency."""
    return Opportunity.amount_minor.is_null(False) & (Opportunity.currency == desk.currency)


def _is(field: Any, value: Any) -> Any:
    return field.is_null() if value is None else field == value


def _largest() -> tuple[Any, ...]:
    return Opportunity.amount_minor.is_null(), Opportunity.amount_minor.desc()


def _latest(day: Any) -> tuple[Any, ...]:
    return (day.desc(),)

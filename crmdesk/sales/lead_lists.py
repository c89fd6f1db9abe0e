"""The ready lists of leads: whom to turn to next, without setting up a filter."""

from __future__ import annotations

from collections.abc import Callable

from peewee import Expression, fn

from crmdesk.models.database import plain_tuples
from crmdesk.models.leads import GOING, OPEN
from crmdesk.models.people import IS_HERE, Lead
from crmdesk.sales import lead_statuses
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk

MINE, UNATTENDED, FOR_SALE, LOOK_AGAIN = "mine", "unattended", "for-sale", "look-again"


def condition(desk: Desk, name: str) -> Expression:
    """Which leads one of `READY` holds."""
    return READY[name](desk)


def counts(desk: Desk) -> dict[str, int]:
    """How many leads each of `READY` holds."""
    found = {}
    for name in READY:
        query = Lead.select(fn.COUNT(1)).where(condition(desk, name), IS_HERE, visible(desk, Lead))
        found[name] = int(next(plain_tuples(query))[0])
    return found


def _in_kinds(*kinds: str) -> Expression:
    found: Expression = Lead.status.in_([row.id for row in lead_statuses.rows() if row.kind in kinds])
    return found


def _mine(desk: Desk) -> Expression:
    """Those the user works."""
    return (Lead.owner == desk.user) & _in_kinds(*GOING)


def _unattended(desk: Desk) -> Expression:
    """Open, nothing was done and nothing is planned."""
    return _in_kinds(OPEN) & Lead.next_on.is_null() & Lead.touched_on.is_null()


def _for_sale(desk: Desk) -> Expression:
    """Worked, with points enough to be ready for sale."""
    enough: Expression = Lead.score >= desk.settings["ready_from"]
    return enough & _in_kinds(*GOING)


def _look_again(desk: Desk) -> Expression:
    """Given up, and the day to look at them again has come."""
    return Lead.look_again_on <= desk.today


READY: dict[str, Callable[[Desk], Expression]] = {
    MINE: _mine,
    UNATTENDED: _unattended,
    FOR_SALE: _for_sale,
    LOOK_AGAIN: _look_again,
}

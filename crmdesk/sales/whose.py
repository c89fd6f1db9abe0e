"""Whose activities are: who owns them, who takes part, and whom those wait for that are nobody's.

Today and its badge, reminders, the calendar and the board of activities all ask here.
"""

from __future__ import annotations

from collections.abc import Sequence

from peewee import SQL, Expression, fn

from crmdesk.models.activities import OWNER, Activity, Participant
from crmdesk.sales.desk import Desk


def mine(desk: Desk) -> Expression:
    """The condition for the user's activities: he owns them, or takes part, or nobody has them in hand.

    Everybody's where nobody works in particular.
    """
    if desk.user is None:
        everybodys: Expression = Activity.id.is_null(False)
        return everybodys
    somebody = Participant.select(SQL("1")).where(Participant.activity == Activity.id, Participant.user.is_null(False))
    nobodys: Expression = Activity.owner.is_null() & ~fn.EXISTS(somebody)
    return theirs([desk.user]) | nobodys


def theirs(users: Sequence[int]) -> Expression:
    """The condition for activities that one of these users owns or takes part in."""
    taking_part = Participant.select(Participant.activity).where(Participant.user.in_(users))
    condition: Expression = OWNER.in_(users) | Activity.id.in_(taking_part)
    return condition


def chosen(desk: Desk, owners: Sequence[int | None]) -> Expression:
    """The condition for what somebody chose to look at.

    Args:
        owners: ids of users, None among them for nobody's; the user alone for what is `mine`.
    """
    if desk.user is not None and list(owners) == [desk.user]:
        return mine(desk)
    condition = theirs([owner for owner in owners if owner is not None])
    return condition | Activity.owner.is_null() if None in owners else condition

"""When somebody last did something about an opportunity, what that was, and how long ago (field-guide 3.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.models.activities import Activity
from crmdesk.models.database import SOME_IDS, KeptQuestion
from crmdesk.models.opportunities import IS_OPEN, Opportunity
from crmdesk.models.pipeline import Stage
from crmdesk.sales import activity_types
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.idleness import idle_days, is_cold
from crmdesk.texts import Message, msg


@dataclass(frozen=True, slots=True)
class LastTouch:
    """The last human touch of an open opportunity.

    Attributes:
        day: the day of it.
        what: the type of the activity that was done then, or else that something was changed.
        idle: working days since, 0 while they are paused.
        is_cold: that is longer than its stage allows.
        planned: the day of what is planned ahead, which pauses them.
        held: the day until which it is set aside, which pauses them too.
    """

    day: date
    what: Message
    idle: int
    is_cold: bool
    planned: date | None
    held: date | None


def of_opportunity(desk: Desk, opportunity: int) -> LastTouch | None:
    """The last touch of an open opportunity; None for a closed one, and where nobody knows."""
    row = next(_TOUCH.ask([opportunity], desk.rights.sight, desk), None)
    if row is None or row[0] is None:
        return None
    touched, planned, held = (date.fromisoformat(day) if day else None for day in row[:3])
    limit, type_ = row[3:]
    assert touched is not None
    idle = idle_days(touched, planned, held, desk.today) or 0
    what = msg("change") if type_ is None else activity_types.name(desk, type_)
    return LastTouch(touched, what, idle, is_cold(idle, limit or 0), _ahead(planned, desk), _ahead(held, desk))


def _ahead(day: date | None, desk: Desk) -> date | None:
    return day if day is not None and day >= desk.today else None


def _touch(desk: Desk) -> Any:
    done: Any = (
        Activity.select(Activity.type)
        .where(Activity.opportunity == Opportunity.id, Activity.done_on == Opportunity.touched_on)
        .where(visible(desk, Activity))
        .order_by(Activity.id.desc())
        .limit(1)
    )
    return (
        Opportunity.select(
            Opportunity.touched_on, Opportunity.next_on, Opportunity.hold_until, Stage.idle_days, done.alias("type")
        )
        .left_outer_join(Stage)
        .where(Opportunity.id.in_(SOME_IDS), IS_OPEN, visible(desk, Opportunity))
    )


_TOUCH = KeptQuestion(_touch)

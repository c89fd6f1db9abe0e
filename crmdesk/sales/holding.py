"""Setting opportunities aside until a day (estado pendiente): they come back by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crmdesk.models import journal
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import OPEN
from crmdesk.sales import rules
from crmdesk.sales.access import here
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.records import named_or_counted
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import msg, msgn


def hold(desk: Desk, ids: Sequence[int], until: date) -> Changes:
    """Set open opportunities aside until a day; their idle clock pauses, and on that day they are back.

    Raises:
        StaleRecordError: one was deleted meanwhile.
        FieldProblems: the day is not later than today.
        DomainError: one is closed.
    """
    if until <= desk.today:
        raise FieldProblems({"hold_until": msg("Choose a day after today.")})
    if until > rules.LAST_DAY:
        raise FieldProblems({"hold_until": msg("{field} must be between the years 1900 and 2199.", field=msg("Day"))})
    here(desk, "opportunity", ids, CHANGE)
    closed = Opportunity.select(Opportunity.title).where(in_ids(Opportunity.id, ids), Opportunity.state != OPEN)
    if (found := next(plain_tuples(closed.limit(1)), None)) is not None:
        raise DomainError(msg("“{name}” is closed. Reopen it before you set it aside.", name=found[0]))
    counted = msgn("{n} opportunity on hold until {day}", "{n} opportunities on hold until {day}", len(ids), day=until)
    label = named_or_counted(Opportunity, ids, msg("“{name}” on hold until {day}", day=until), counted)
    with desk.step(label) as writing:
        journal.edit_all(Opportunity, ids, hold_until=until)
    return writing.changes


def release(desk: Desk, ids: Sequence[int]) -> Changes:
    """Take opportunities that were set aside up again.

    Raises:
        StaleRecordError: one was deleted meanwhile.
    """
    here(desk, "opportunity", ids, CHANGE)
    counted = msgn("{n} opportunity taken up again", "{n} opportunities taken up again", len(ids))
    with desk.step(named_or_counted(Opportunity, ids, msg("“{name}” taken up again"), counted)) as writing:
        journal.edit_all(Opportunity, ids, hold_until=None)
    return writing.changes

"""Changing the owner of a record hands over what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmdesk.models import journal
from crmdesk.models.activities import Activity
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.journal import Entry
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Contact
from crmdesk.models.pipeline import OPEN
from crmdesk.sales.access import reached
from crmdesk.sales.rights import CHANGE

if TYPE_CHECKING:
    from crmdesk.sales.desk import Desk


def hand_over(desk: Desk, entry: Entry) -> None:
    """Give what was the old owners' to the new ones, in the step that changed them: a company's people and open
    opportunities, those of a contact without a company, and the planned activities of all of these.

    What was won, lost or done stays whose it was, and so does everything of a record that now belongs to nobody and
    what the user may not change.
    """
    if not entry.owned:  # most steps: nothing changed hands
        return
    going = Opportunity.state == OPEN
    _give(entry, Contact, Contact.company, reached(desk, Contact, CHANGE))
    _give(entry, Opportunity, Opportunity.company, going, reached(desk, Opportunity, CHANGE))
    _give(
        entry,
        Opportunity,
        Opportunity.contact,
        going,
        Opportunity.company.is_null(),
        reached(desk, Opportunity, CHANGE),
    )
    for kind in Activity.belongs_to:
        _give(entry, Activity, getattr(Activity, kind), Activity.done_on.is_null(), Activity.trashed_at.is_null())


def _give(entry: Entry, table: Any, link: Any, *conditions: Any) -> None:
    """Give rows under the conditions to the new owner of the record they link to, where the old one had them."""
    holder: Any = link.rel_model
    before = entry.owned.get(holder)
    if not before:
        return
    new = dict(plain_tuples(holder.select(holder.id, holder.owner).where(in_ids(holder.id, before))))
    held = table.select(table.id, link, table.owner).where(
        in_ids(link, before), table.owner.is_null(False), *conditions
    )
    journal.edit_rows(
        table,
        {
            known: {"owner": new[record]}
            for known, record, owner in plain_tuples(held)
            if owner == before[record] and new[record] is not None
        },
    )

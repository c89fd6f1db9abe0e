"""Who takes part in an activity: contacts, and users beside its owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmdesk.models import journal
from crmdesk.models.activities import Participant
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import FieldProblems
from crmdesk.models.people import Contact, User
from crmdesk.sales.access import seen, visible
from crmdesk.sales.desk import Desk
from crmdesk.texts import msg

Person = tuple[str, int]
"""Somebody: ``contact`` or ``user``, and the id."""
KINDS = ("contact", "user")


@dataclass(frozen=True, slots=True)
class Participation:
    """Somebody who takes part; `kind` is contact or user."""

    kind: str
    record: int
    name: str


def of(desk: Desk, activity: int) -> list[Participation]:
    """Who takes part in an activity, in the order they were added; without those the user may not see."""
    if not seen(desk, "activity", [activity]):
        return []
    query = (
        Participant.select(Participant.contact, Contact.name, Participant.user, User.name)
        .left_outer_join(Contact, on=(Participant.contact == Contact.id) & visible(desk, Contact))
        .switch(Participant)
        .left_outer_join(User, on=(Participant.user == User.id))
        .where(Participant.activity == activity)
        .order_by(Participant.id)
    )
    found = []
    for contact, person, user, colleague in plain_tuples(query):
        if person is not None:
            found.append(Participation("contact", contact, person))
        elif user is not None:
            found.append(Participation("user", user, colleague or ""))
    return found


def replace(desk: Desk, activity: int, people: Sequence[Person]) -> None:
    """Make these the people who take part; those the user may not see stay.  Must be called inside a step.

    Raises:
        FieldProblems: somebody was deleted meanwhile.
    """
    wanted = list(dict.fromkeys(people))
    for kind in KINDS:
        ids = {record for one, record in wanted if one == kind}
        if ids and seen(desk, kind, ids) != ids:
            raise FieldProblems({"people": msg("{field} was deleted meanwhile. Choose another.", field=msg("Person"))})
    shown = {(one.kind, one.record) for one in of(desk, activity)}
    rows = plain_tuples(
        Participant.select(Participant.id, Participant.contact, Participant.user).where(
            Participant.activity == activity
        )
    )
    kept = {("contact", contact) if contact is not None else ("user", user): known for known, contact, user in rows}
    gone = [known for one, known in kept.items() if one in shown and one not in wanted]
    journal.remove(Participant, gone)
    journal.add_rows(
        Participant, [{"activity": activity, kind: record} for kind, record in wanted if (kind, record) not in kept]
    )

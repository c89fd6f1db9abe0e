"""Activities, their people and reminders, and tags: what hangs on a lead, contact, company or opportunity."""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import (
    SQL,
    BigIntegerField,
    Check,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from crmdesk.models.base import BookTable, External, Record
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, Contact, Lead, User
from crmdesk.models.playbooks import TYPE_LINK, Playbook

_BELONGS = "lead_id IS NOT NULL OR contact_id IS NOT NULL OR company_id IS NOT NULL OR opportunity_id IS NOT NULL"


class Activity(External):
    """A call, meeting or another of the office's types: planned while `done_on` is null, done from then on.

    Attributes:
        type: the code of its type.
        due_on: the local day it is planned for; null when it has no day.
        due_at: the instant, where it has a time; it decides `due_on`, which is its day in the computer's time zone.
        minutes: how long it takes; null when nobody said.
        done_on, done_at: the day and instant it was done.
        outcome: what came of it.
        repeat: how it comes again, see `sales.recurrence`; null when it does not.
        follows: the one before it in its series.
        playbook: what it was started by.
    """

    kind = "activity"
    belongs_to = ("lead", "contact", "company", "opportunity")
    told_by: ClassVar[dict[str, str]] = {"due_on": "due_at"}

    type = TextField(constraints=[TYPE_LINK])
    subject = TextField(null=True)
    note = TextField(null=True)
    due_on = DateField(null=True)
    due_at = BigIntegerField(null=True)
    minutes = IntegerField(null=True, constraints=[Check("minutes > 0")])
    done_on = DateField(null=True)
    done_at = BigIntegerField(null=True)
    outcome = TextField(null=True)
    priority = IntegerField(default=0, constraints=[SQL("DEFAULT 0"), Check("priority BETWEEN 0 AND 3")])
    location = TextField(null=True)
    repeat = TextField(null=True)
    follows = ForeignKeyField("self", null=True, backref="followers")
    playbook = ForeignKeyField(Playbook, null=True, backref="activities")
    owner = ForeignKeyField(User, null=True, backref="activities")
    lead = ForeignKeyField(Lead, null=True, backref="activities", index=False)
    contact = ForeignKeyField(Contact, null=True, backref="activities", index=False)
    company = ForeignKeyField(Company, null=True, backref="activities", index=False)
    opportunity = ForeignKeyField(Opportunity, null=True, backref="activities", index=False)
    trashed_at = BigIntegerField(null=True)

    class Meta:
        # when something was last done with each record comes from these alone
        indexes = tuple(
            ((link, "done_on", "trashed_at"), False) for link in ("lead", "contact", "company", "opportunity")
        )
        constraints: ClassVar[list[Any]] = [Check(_BELONGS)]


# Literals, not parameters: a partial index serves only a question that repeats its condition to the letter.
IS_PLANNED = (Activity.trashed_at.is_null()) & (Activity.done_on.is_null())
"""Planned and not in the trash."""
IS_DONE = (Activity.trashed_at.is_null()) & (Activity.done_on.is_null(False))
"""Done and not in the trash."""
IS_REPEATED = IS_PLANNED & Activity.repeat.is_null(False)
"""Planned, and it comes again."""

OWNER: Any = Activity.owner + 0
"""Whose it is, for questions about a few of somebody's: the index of owners leads to all that he ever did."""

# The calendar looks for days, of planned ones and of done ones; its first look is answered by these alone.
_SHOWN = (Activity.due_at, Activity.owner, Activity.type, Activity.done_on, Activity.trashed_at)
Activity.add_index(Activity.index(Activity.due_on, *_SHOWN, where=IS_PLANNED, name="activity_planned"))
Activity.add_index(
    Activity.index(
        *(Activity.done_on, Activity.due_on, Activity.due_at, Activity.owner, Activity.type, Activity.trashed_at),
        where=IS_DONE,
        name="activity_done",
    )
)
Activity.add_index(Activity.index(Activity.due_on, where=IS_REPEATED, name="activity_repeated"))


class Participant(Record):
    """Somebody who takes part in an activity: a contact, or a user beside its owner."""

    kind = "participant"

    activity = ForeignKeyField(Activity, backref="participants")
    contact = ForeignKeyField(Contact, null=True, backref="participations")
    user = ForeignKeyField(User, null=True, backref="participations")

    class Meta:
        constraints: ClassVar[list[Any]] = [Check("contact_id IS NOT NULL OR user_id IS NOT NULL")]


class Reminder(Record):
    """A wish to be reminded of an activity.  When it rings follows from its day and time, and is not kept."""

    kind = "reminder"

    activity = ForeignKeyField(Activity, backref="reminders")
    minutes_before = IntegerField(constraints=[Check("minutes_before >= 0")])


class Seen(BookTable):
    """What a user has looked at and put away or off.  Outside the journal: the others' reminders go on.

    Attributes:
        record: the id of what was seen.
        at: the instant up to which it was seen: what rang at it or before it is dismissed.
        again_at: the instant to which that was put off; null when it was put away.
    """

    user = BigIntegerField()
    record = BigIntegerField()
    at = BigIntegerField()
    again_at = BigIntegerField(null=True)

    class Meta:
        primary_key = CompositeKey("user", "record")


class Tag(Record):
    kind = "tag"
    name = TextField(unique=True, constraints=[Check("length(name) > 0")])


class Tagging(Record):
    """A tag on a record."""

    kind = "tagging"
    belongs_to = ("lead", "contact", "company", "opportunity")

    tag = ForeignKeyField(Tag, backref="taggings")
    lead = ForeignKeyField(Lead, null=True, backref="taggings")
    contact = ForeignKeyField(Contact, null=True, backref="taggings")
    company = ForeignKeyField(Company, null=True, backref="taggings")
    opportunity = ForeignKeyField(Opportunity, null=True, backref="taggings")

    class Meta:
        constraints: ClassVar[list[Any]] = [Check(_BELONGS)]

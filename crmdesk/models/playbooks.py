"""What the office does: its types of activities, and playbooks, which plan several at once."""

from __future__ import annotations

from peewee import SQL, BooleanField, Check, ForeignKeyField, IntegerField, TextField

from crmdesk.models.base import Record

TYPE_LINK = SQL('REFERENCES "activity_type" ("code")')
"""A column that holds the code of a type: a link by what files and scripts call it, not by the id."""
ENTERING, EXPECTED = "entering", "expected"
COUNTED_FROM = (ENTERING, EXPECTED)


class ActivityType(Record):
    """A type of activity.

    Attributes:
        code: how it is known to files and scripts; never changed.
        name: what the office calls it; null for a shipped one, whose name follows the reader's language.
        icon: the file's name of its picture.
        colour: the place in the theme's set of stage colours.
        active: it is offered for new ones.
    """

    kind = "activity_type"
    code = TextField(unique=True, constraints=[Check("length(code) > 0")])
    name = TextField(null=True)
    icon = TextField(default="square-check")
    colour = IntegerField(default=0)
    place = IntegerField(default=0)
    active = BooleanField(default=True)


class Playbook(Record):
    """Activities that are planned together, when a stage is entered or by hand."""

    kind = "playbook"
    name = TextField(unique=True, constraints=[Check("length(name) > 0")])
    place = IntegerField(default=0)


class PlaybookStep(Record):
    """An activity of a playbook.

    Attributes:
        subject: may hold {title} and {client} of the opportunity.
        days: after the day the stage is entered, or before the day the opportunity is expected to close.
    """

    kind = "playbook_step"
    playbook = ForeignKeyField(Playbook, backref="steps")
    playbook_id: int
    type = TextField(constraints=[TYPE_LINK])
    subject = TextField()
    note = TextField(null=True)
    days = IntegerField(default=0, constraints=[Check("days BETWEEN 0 AND 999")])
    counted_from = TextField(default=ENTERING, constraints=[Check("counted_from IN ('entering', 'expected')")])
    place = IntegerField(default=0)

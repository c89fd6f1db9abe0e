"""How the office sells: pipelines, their stages, and why opportunities are lost."""

from __future__ import annotations

from peewee import BooleanField, Check, ForeignKeyField, IntegerField, TextField

from crmdesk.models.base import Record
from crmdesk.models.playbooks import Playbook

OPEN, WON, LOST = "open", "won", "lost"


class Pipeline(Record):
    kind = "pipeline"
    name = TextField(unique=True, constraints=[Check("length(name) > 0")])
    place = IntegerField(default=0)


class Stage(Record):
    """A step of a pipeline.

    Attributes:
        stage_kind: open, won or lost; won and lost ones close an opportunity.
        probability: 0 to 100, of winning what is in it.
        colour: the place in the theme's set of stage colours.
        idle_days: after how many days without a human touch a card is called idle; 0 never.
        purpose: what it is for.
        needs: JSON list of the opportunity's fields that must be known to enter it; null for none.
        playbook: what entering it starts.
    """

    kind = "stage"
    pipeline = ForeignKeyField(Pipeline, backref="stages")
    pipeline_id: int
    name = TextField(constraints=[Check("length(name) > 0")])
    place = IntegerField(default=0)
    colour = IntegerField(default=0)
    probability = IntegerField(default=0, constraints=[Check("probability BETWEEN 0 AND 100")])
    stage_kind = TextField(default=OPEN, constraints=[Check("stage_kind IN ('open', 'won', 'lost')")])
    idle_days = IntegerField(default=0, constraints=[Check("idle_days >= 0")])
    purpose = TextField(null=True)
    needs = TextField(null=True)
    playbook = ForeignKeyField(Playbook, null=True, backref="stages")
    playbook_id: int | None

    class Meta:
        indexes = ((("pipeline", "name"), True),)


class Reason(Record):
    """Why an opportunity was lost.  `needs_note` asks for words beside it ("other")."""

    kind = "reason"
    name = TextField(unique=True, constraints=[Check("length(name) > 0")])
    needs_note = BooleanField(default=False)
    place = IntegerField(default=0)
    active = BooleanField(default=True)

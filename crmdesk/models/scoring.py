"""The rules that give leads their points, and the day on which all of them were last counted."""

from __future__ import annotations

from peewee import AutoField, Check, DateField, IntegerField, TextField

from crmdesk.models.base import BookTable, Record


class ScoreRule(Record):
    """Points for leads on which something is true.

    Attributes:
        about: what is looked at: a field, or one of what was done (see `sales.score_rules`).
        field, operator, value: the condition on a field; `value` is JSON, a link's is its id.
        days: within how many days something was done, or for how many it was not; null for ever.
        points: what a lead gets for it, or loses.
    """

    kind = "score_rule"
    about = TextField(constraints=[Check("length(about) > 0")])
    field = TextField(null=True)
    operator = TextField(null=True)
    value = TextField(null=True)
    days = IntegerField(null=True, constraints=[Check("days > 0")])
    points = IntegerField(constraints=[Check("points BETWEEN -1000 AND 1000")])
    place = IntegerField(default=0)


class ScoredOn(BookTable):
    """The local day for which the scores stand.  Outside the journal, like the scores; one row at the most."""

    id = AutoField()
    day = DateField()

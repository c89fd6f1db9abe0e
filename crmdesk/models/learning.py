"""What the office's closed cases taught: kept beside the journal, because it can be learnt again at any time."""

from __future__ import annotations

from peewee import DateField, TextField

from crmdesk.models.base import BookTable


class Learned(BookTable):
    """What was learnt about one kind of case.

    Attributes:
        kind: lead or opportunity.
        learned_on: the local day.
        closed: tells one set of closed cases from another, so that a closing or reopening is noticed.
        model: JSON; the counts that predictions are made from.
        report: JSON; how well they foretold cases they had not seen.
    """

    kind = TextField(primary_key=True)
    learned_on = DateField()
    closed = TextField()
    model = TextField()
    report = TextField()

"""Settings of the office, and what the program keeps beside the journal."""

from __future__ import annotations

from peewee import AutoField, BigIntegerField, CompositeKey, TextField

from crmdesk.models.base import BookTable, Record


class Setting(Record):
    """One setting of the book; `value` is JSON."""

    kind = "setting"
    name = TextField(unique=True)
    value = TextField()


class Preference(BookTable):
    """How one user likes the window: columns, filters, the last place.  Outside the journal; `value` is JSON."""

    user = BigIntegerField()
    name = TextField()
    value = TextField()

    class Meta:
        primary_key = CompositeKey("user", "name")


class Draft(BookTable):
    """What was typed into a form and not yet saved.  Outside the journal; `value` is JSON."""

    user = BigIntegerField()
    form = TextField()
    value = TextField()
    typed_at = BigIntegerField()

    class Meta:
        primary_key = CompositeKey("user", "form")


class Upkeep(BookTable):
    """What the program notes about the book itself.  Outside the journal."""

    name = TextField(primary_key=True)
    value = TextField()


class SearchEntry(BookTable):
    """The folded text of one record, as `` word word ``; its small dense ids are the rowids of the full-text index."""

    id = AutoField()
    record = BigIntegerField(unique=True)
    kind = TextField()
    text = TextField()

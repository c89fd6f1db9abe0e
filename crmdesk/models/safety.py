"""What keeps a book safe from within: passwords, and the list of what somebody may have to answer for."""

from __future__ import annotations

from peewee import AutoField, BigIntegerField, TextField

from crmdesk.models.base import BookTable


class Password(BookTable):
    """The argon2 hash of a user's password.  Outside the journal, never exported.

    It stays when its user is deleted, so that undoing that brings nobody back without his password.
    """

    user = BigIntegerField(primary_key=True)
    hash = TextField()


class AuditLine(BookTable):
    """Something that was deleted, exported, imported, refused, or a sign-in.  The list only grows.

    Attributes:
        user: the id of who did it; null where nobody is known.
        name: what he was called then.
        what: one of `sales.audit.WHAT`.
        label: the words, as JSON of a message.
    """

    id = AutoField()
    at = BigIntegerField()
    user = BigIntegerField(null=True)
    name = TextField()
    what = TextField()
    label = TextField()

    class Meta:
        table_name = "audit"
        indexes = ((("user", "what"), False),)

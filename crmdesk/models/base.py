"""What every table shares."""

from __future__ import annotations

from typing import Any, ClassVar

from peewee import BigAutoField, IntegerField, Model, TextField

from crmdesk.models.database import db
from crmdesk.models.ids import new_id


class BookTable(Model):
    """A table of the book."""

    class Meta:
        database = db
        legacy_table_names = False
        only_save_dirty = True


class Record(BookTable):
    """A row the office keeps: written only through `journal`, which can take every change back.

    Attributes:
        kind: the word for it in message ids, on the command line and in object names.
        derived: columns computed from others; kept up by `derive`, never journalled.
        belongs_to: links to the records that show something derived from this one.
        told_by: column to the one that decides it wherever that is known: the day of an instant is another one in
            another time zone, whatever was journalled.
        version: grows with each edit, so that two editors notice each other.
    """

    kind: ClassVar[str] = ""
    derived: ClassVar[frozenset[str]] = frozenset()
    belongs_to: ClassVar[tuple[str, ...]] = ()
    told_by: ClassVar[dict[str, str]] = {}

    id = BigAutoField(default=new_id)
    version = IntegerField(default=1)

    @classmethod
    def derive(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Derived columns that follow from the columns being written, where they follow from nothing else."""
        return {}


class External(Record):
    """A record that may have come from another program.

    Attributes:
        external_id: the other program's name for it; matched when it is imported again.
    """

    external_id = TextField(null=True, index=True)

"""What people and companies look like: one square PNG each, kept in the book so that a change of it can be undone."""

from __future__ import annotations

import base64
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.people import Picture
from crmdesk.sales import locks, records
from crmdesk.sales.access import here, seen
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES
from crmdesk.texts import msg

SIDE = 256  # px
MOST_BYTES = 400_000
"""A PNG of 256 x 256 px without any compression is smaller than that."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def of(desk: Desk, kind: str, record: int) -> bytes | None:
    """The PNG of a lead, contact or company; None for one without."""
    if not seen(desk, kind, [record]):
        return None
    row = _row(kind, record)
    return base64.b64decode(row[1]) if row else None


def put(desk: Desk, kind: str, record: int, png: bytes) -> Changes:
    """Keep this picture, in the place of another one if there is one.

    Args:
        png: a PNG of `SIDE` px each way.

    Raises:
        DomainError: it is no PNG, or too large.
        StaleRecordError: the record is gone.
    """
    here(desk, kind, [record])
    locks.refuse(kind, [record])
    if not png.startswith(_SIGNATURE):
        raise DomainError(msg("This is not a picture that can be kept. Choose a PNG or JPEG file."))
    if len(png) > MOST_BYTES:
        raise DomainError(msg("This picture is too large. Choose a smaller one."))
    data, row = base64.b64encode(png).decode("ascii"), _row(kind, record)
    with desk.step(msg("Picture of “{name}” changed", name=_name(kind, record))) as writing:
        if row:
            journal.edit(Picture, row[0], data=data)
        else:
            journal.add(Picture, data=data, **{kind: record})
    return writing.changes


def remove(desk: Desk, kind: str, record: int) -> Changes:
    """Take the picture away.

    Raises:
        StaleRecordError: the record or its picture is gone.
    """
    here(desk, kind, [record])
    locks.refuse(kind, [record])
    row = _row(kind, record)
    with desk.step(msg("Picture of “{name}” taken away", name=_name(kind, record))) as writing:
        journal.remove(Picture, [row[0]] if row else [])
    return writing.changes


def _row(kind: str, record: int) -> tuple[Any, ...] | None:
    query = Picture.select(Picture.id, Picture.data).where(getattr(Picture, kind) == record)
    return next(plain_tuples(query.order_by(Picture.id).limit(1)), None)


def _name(kind: str, record: int) -> str:
    return records.name_of(TABLES[kind].get_by_id(record))

"""What a user may see: the condition every question starts from, and what every action refuses to go without."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import Expression

from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import StaleRecordError
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES
from crmdesk.texts import Message, msg


def visible(desk: Desk, table: Any) -> Expression:
    """The condition for rows of a table (or an alias of one) that this user may see: those not in the trash."""
    trashed_at = getattr(table, "trashed_at", None)  # the office's own lists have no trash
    condition: Expression = table.id.is_null(False) if trashed_at is None else trashed_at.is_null()
    return condition


def seen(desk: Desk, kind: str, ids: Iterable[int]) -> set[int]:
    """Those of the records that this user may see."""
    table: Any = TABLES[kind]
    query = table.select(table.id).where(in_ids(table.id, ids), visible(desk, table))
    return {row[0] for row in plain_tuples(query)}


def here(desk: Desk, kind: str, ids: Iterable[int]) -> None:
    """Refuse to go on with records that are gone, in the trash or not to be seen.

    Raises:
        StaleRecordError: one of them is.
    """
    wanted = set(ids)
    if seen(desk, kind, wanted) != wanted:
        raise StaleRecordError(gone(kind))


def gone(kind: str) -> Message:
    """The sentence on a record that is not there any more."""
    return _GONE.get(kind, msg("This record was deleted meanwhile."))


_GONE = {
    "opportunity": msg("This opportunity was deleted meanwhile."),
    "activity": msg("This activity was deleted meanwhile."),
    "pipeline": msg("This pipeline was deleted meanwhile."),
    "stage": msg("This stage was deleted meanwhile. Choose another one."),
    "lead_status": msg("This status was deleted meanwhile. Choose another one."),
}

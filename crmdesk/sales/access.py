"""What a user may see: the condition every question starts from."""

from __future__ import annotations

from typing import Any

from peewee import Expression

from crmdesk.models.base import Record
from crmdesk.sales.desk import Desk


def visible(desk: Desk, table: type[Record] | Any) -> Expression:
    """The condition for rows of a table (or an alias of one) that this user may see: those not in the trash."""
    return table.trashed_at.is_null()

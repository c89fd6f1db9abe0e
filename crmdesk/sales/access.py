"""What a user may see: the condition every question starts from."""

from __future__ import annotations

from typing import Any

from peewee import Expression

from crmdesk.sales.desk import Desk


def visible(desk: Desk, table: Any) -> Expression:
    """The condition for rows of a table (or an alias of one) that this user may see: those not in the trash."""
    condition: Expression = table.trashed_at.is_null()
    return condition

"""The names of the records that others link to, as lists and cards show them."""

from __future__ import annotations

from typing import Any

from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.sales.access import visible, with_trash
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, Field, called_by


def name_links(desk: Desk, field: Field, found: dict[int, dict[str, Any]], *, trashed: bool = False) -> None:
    """Put the linked records' names in the place of their ids, which go beside them.

    Args:
        found: record to its values by field name.
        trashed: what they link to may be in the trash.
    """
    wanted = {values[field.name] for values in found.values()} - {None}
    known = _names(desk, field.links_to or "", wanted, trashed=trashed)
    for values in found.values():
        there = values[field.name] in known
        values[f"{field.name}_id"] = values[field.name] if there else None
        values[field.name] = known.get(values[field.name])


def _names(desk: Desk, kind: str, wanted: set[int], *, trashed: bool) -> dict[int, str]:
    table: Any = TABLES[kind]
    name = getattr(table, called_by(kind))
    query = table.select(table.id, name).where(in_ids(table.id, wanted))
    return dict(plain_tuples(query.where((with_trash if trashed else visible)(desk, table))))

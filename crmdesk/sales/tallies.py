"""How much hangs on an opportunity, sort by sort, without reading any of it."""

from __future__ import annotations

from typing import Any

from peewee import SQL, Value, fn

from crmdesk.models.activities import Activity
from crmdesk.models.database import SOME_IDS, KeptQuestion
from crmdesk.models.documents import Document
from crmdesk.models.messages import Message
from crmdesk.models.opportunities import OpportunityLine
from crmdesk.models.quotes import Quote
from crmdesk.sales.access import seen, visible
from crmdesk.sales.desk import Desk

_COUNTED: tuple[Any, ...] = (Activity, OpportunityLine, Quote, Document, Message)


def of_opportunity(desk: Desk, opportunity: int) -> dict[str, int]:
    """How many activities, lines, quotes, documents and messages there are, by kind; of a document with its versions
    one."""
    return dict(_TALLIES.ask(seen(desk, "opportunity", [opportunity]), desk.rights.sight, desk))


def _tallies(desk: Desk) -> Any:
    """A statement for all of them."""
    first, *others = [_tally(desk, table) for table in _COUNTED]
    for other in others:
        first = first.union_all(other)
    return first


def _tally(desk: Desk, table: Any) -> Any:
    counted = table.select(Value(table.kind), fn.COUNT(1)).where(table.opportunity.in_(SOME_IDS), visible(desk, table))
    if table is not Document:
        return counted
    newer: Any = Document.alias()
    return counted.where(~fn.EXISTS(newer.select(SQL("1")).where(newer.replaces == Document.id)))


_TALLIES = KeptQuestion(_tallies)

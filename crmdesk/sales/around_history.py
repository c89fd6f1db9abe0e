"""The steps that changed what hangs on a record: lines, who counts, tags, documents, messages and what is planned."""

from __future__ import annotations

from typing import Any

from crmdesk.models import journal
from crmdesk.models.activities import Activity, Tagging
from crmdesk.models.database import plain_tuples
from crmdesk.models.documents import Document
from crmdesk.models.messages import Message
from crmdesk.models.negotiation import Involved
from crmdesk.models.opportunities import Opportunity, OpportunityLine
from crmdesk.models.people import Company, Contact
from crmdesk.sales import hanging, touched
from crmdesk.sales.access import seen, visible
from crmdesk.sales.desk import Desk

_ADDED = (OpportunityLine, Involved, Tagging)
_TABLES = (*_ADDED, Document, Message, Activity)
_EDITED: dict[Any, frozenset[str]] = {
    OpportunityLine: frozenset({"name", "description", "quantity", "unit", "price_minor", "discount", "tax"}),
    Involved: frozenset({"role", "influence", "is_primary", "price_minor", "strengths", "weaknesses", "note"}),
    Document: frozenset({"name"}),
    Activity: frozenset({"due_on", "due_at", "owner"}),
}
"""The columns whose changes are told.  What is added otherwise stands in the timeline by itself."""


def steps(desk: Desk, kind: str, record: int) -> list[tuple[int, int]]:
    """The steps with their instants, each once, newest first; without those of which the user may see nothing.

    Args:
        kind: of the record, which the user sees; nothing hangs on one that is not among `hanging.LINKS`.
    """
    if kind not in hanging.LINKS:
        return []
    tables = [table for table in _TABLES if kind in table._meta.fields]
    table_of = {known: table for table in tables for known in _ids(desk, table, kind, record)}
    history = journal.history_of_all(list(table_of))
    told = {(one.step, one.at) for one in history if _is_told(table_of[one.record], one)}
    in_sight = touched.hidden(desk, [step for step, _at in told])
    return sorted((one for one in told if one[0] in in_sight), reverse=True)


def _ids(desk: Desk, table: Any, kind: str, record: int) -> list[int]:
    """The rows of a table that hang on a record, or hung on it until they were removed."""
    query = table.select(table.id).where(getattr(table, kind) == record)
    if table is Activity:
        query = query.where(visible(desk, Activity))
    if table is Involved:  # its steps name them
        for whom in (Opportunity, Contact, Company):
            link = getattr(Involved, whom.kind)
            query = query.where(link.is_null() | link.in_(whom.select(whom.id).where(visible(desk, whom))))
    is_told = table in _ADDED or table in _EDITED
    ids = [known for (known,) in plain_tuples(query)] if is_told else []
    if table is Activity:
        return ids  # whose a removed one was to see, nobody can tell
    removed = journal.removed_from(table, kind, record)
    return [*ids, *(one.record for one in removed if _names_nobody_hidden(desk, one))]


def _names_nobody_hidden(desk: Desk, gone: journal.Happened) -> bool:
    linked = ((kind, gone.payload.get(kind)) for kind in ("opportunity", "contact", "company"))
    return all(seen(desk, kind, [known]) for kind, known in linked if known is not None)


def _is_told(table: Any, one: journal.Happened) -> bool:
    if one.how == journal.EDIT:
        return "done_on" not in one.payload and not _EDITED.get(table, frozenset()).isdisjoint(one.payload)
    return one.how == journal.REMOVE or table in _ADDED

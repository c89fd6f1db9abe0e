"""What hangs on a record and goes with it: documents and messages.  Who sees the record sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import StaleRecordError
from crmdesk.models.opportunities import Opportunity
from crmdesk.sales.access import seen, visible
from crmdesk.sales.desk import Desk
from crmdesk.texts import Message

LINKS = ("opportunity", "lead", "contact", "company")
"""What it may hang on; the first one it has is the one that is shown."""
CLIENTS = ("company", "contact")


def on(desk: Desk, table: Any, kind: str, record: int) -> Any:
    """The condition for rows that hang on a record, where the user sees it."""
    return in_ids(getattr(table, kind), seen(desk, kind, [record]))


def around(desk: Desk, table: Any, kind: str, record: int) -> Any:
    """The condition for rows that hang on a record, of a company or contact also for those of its opportunities."""
    condition = on(desk, table, kind, record)
    return condition | of_sales(desk, table, kind, record) if kind in CLIENTS else condition


def of_sales(desk: Desk, table: Any, kind: str, record: int) -> Any:
    """The condition for rows of an opportunity, or of the opportunities of a client; a lead has none."""
    if kind not in CLIENTS:
        return in_ids(table.opportunity, seen(desk, kind, [record]) if kind == Opportunity.kind else ())
    sales = Opportunity.select(Opportunity.id).where(
        in_ids(getattr(Opportunity, kind), seen(desk, kind, [record])), visible(desk, Opportunity)
    )
    return table.opportunity.in_(sales)


def holders(desk: Desk, table: Any, ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """Of each row its record, as kind and id: the first one that the user sees; rows of which he sees none are left
    out."""
    query = table.select(table.id, *(getattr(table, link) for link in LINKS)).where(in_ids(table.id, ids))
    rows = list(plain_tuples(query))
    in_sight = {
        link: seen(desk, link, {row[place] for row in rows if row[place] is not None})
        for place, link in enumerate(LINKS, 1)
    }
    found: dict[int, tuple[str, int]] = {}
    for row in rows:
        for place, link in enumerate(LINKS, 1):
            if row[place] in in_sight[link]:
                found.setdefault(row[0], (link, row[place]))
    return found


def here(desk: Desk, table: Any, ids: Collection[int], gone: Message) -> None:
    """Refuse to go on with rows that are gone, or whose record is gone, in the trash or not to be seen.

    Raises:
        StaleRecordError: with the sentence `gone`.
    """
    if holders(desk, table, ids).keys() != set(ids):
        raise StaleRecordError(gone)


def links_of(row: Any) -> dict[str, int | None]:
    """What a row hangs on, for another row that hangs on the same."""
    return {link: getattr(row, f"{link}_id") for link in LINKS}

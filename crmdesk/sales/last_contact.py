"""When something was last done with leads, contacts and companies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import Select, fn

from crmdesk.models.activities import Activity
from crmdesk.models.database import in_ids
from crmdesk.models.opportunities import Opportunity
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk


def last_done(desk: Desk, kind: str, ids: Iterable[int] | None = None) -> Any:
    """The query for when something was last done with each record of a kind: columns `of` and `day`.

    With a company or contact also counts what was done about its opportunities.

    Args:
        ids: only of these records; None for all.
    """
    done = Activity.done_on.is_null(False) & visible(desk, Activity)

    def of(link: Any) -> Any:
        return link.is_null(False) if ids is None else in_ids(link, ids)

    link = getattr(Activity, kind)
    each: Any = Activity.select(link.alias("of"), Activity.done_on.alias("day")).where(of(link), done)
    if kind in ("company", "contact"):
        client = getattr(Opportunity, kind)
        about = Activity.select(client.alias("of"), Activity.done_on.alias("day"))
        each += about.join(Opportunity).where(of(client), visible(desk, Opportunity), done)
    found = each.alias("found")
    return Select([found], [found.c.of, fn.MAX(found.c.day).alias("day")]).group_by(found.c.of)

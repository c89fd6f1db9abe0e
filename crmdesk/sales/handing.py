"""Changing the owner of a record hands over what belongs to it."""

from __future__ import annotations

from typing import Any

from crmdesk.models import journal
from crmdesk.models.activities import Activity
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.journal import Entry


def hand_over(entry: Entry) -> None:
    """Give the planned activities of the old owners of records to the new ones, in the step that changed them.

    What was done stays whose it was; so does everything of a record that now belongs to nobody.
    """
    for table, before in list(entry.owned.items()):
        if table.kind in Activity.belongs_to:
            _hand_over(table, before)


def _hand_over(table: Any, before: dict[int, int | None]) -> None:
    new = dict(plain_tuples(table.select(table.id, table.owner).where(in_ids(table.id, before))))
    link = getattr(Activity, table.kind)
    planned = Activity.select(Activity.id, link, Activity.owner).where(
        in_ids(link, before), Activity.done_on.is_null(), Activity.trashed_at.is_null(), Activity.owner.is_null(False)
    )
    journal.edit_rows(
        Activity,
        {
            activity: {"owner": new[record]}
            for activity, record, owner in plain_tuples(planned)
            if owner == before[record] and new[record] is not None
        },
    )

"""Acting on many records at once, as one step."""

from __future__ import annotations

from collections.abc import Sequence

from crmdesk.models.fold import fold
from crmdesk.sales import locks, rules, tags
from crmdesk.sales.access import here
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.rights import CHANGE
from crmdesk.texts import msgn


def change_tags(
    desk: Desk, kind: str, ids: Sequence[int], add: Sequence[str] = (), remove: Sequence[str] = ()
) -> Changes:
    """Add tags to records and take others away; those not named stay.

    Raises:
        FieldProblems: a tag is too long.
        StaleRecordError: a record was deleted meanwhile.
    """
    here(desk, kind, ids, CHANGE)
    rules.refuse(desk, kind, {"tags": list(add)}, new=False)
    locks.refuse(kind, ids)
    unwanted = {fold(name) for name in remove}
    present = tags.of_many(kind, ids)
    label = msgn("{n} record changed", "{n} records changed", len(ids))
    with desk.step(label) as writing:
        wanted = {
            record: [*(name for name in present.get(record, []) if fold(name) not in unwanted), *add] for record in ids
        }
        tags.replace_all(kind, wanted)
    return writing.changes

"""Acting on many records at once, as one step."""

from __future__ import annotations

from collections.abc import Sequence

from crmdesk.models.fold import fold
from crmdesk.sales import rules, tags
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import field_of
from crmdesk.texts import msgn


def change_tags(
    desk: Desk, kind: str, ids: Sequence[int], add: Sequence[str] = (), remove: Sequence[str] = ()
) -> Changes:
    """Add tags to records and take others away; those not named stay.

    Raises:
        FieldProblems: a tag is too long.
    """
    rules.refuse(kind, {"tags": list(add)}, new=False)
    unwanted = {fold(name) for name in remove}
    present = tags.of_many(kind, ids)
    label = msgn("{n} record changed", "{n} records changed", len(ids))
    with desk.step(label) as writing:
        wanted = {
            record: [*(name for name in present.get(record, []) if fold(name) not in unwanted), *add] for record in ids
        }
        tags.replace_all(kind, wanted)
    return writing.changes


def offered(kind: str) -> tuple[str, ...]:
    """The fields that make sense for many records of a kind at once."""
    names = ("owner", "status", "source", "kind", "expected_on", "priority")
    return tuple(name for name in names if _has(kind, name))


def _has(kind: str, name: str) -> bool:
    try:
        field_of(kind, name)
    except KeyError:
        return False
    return True

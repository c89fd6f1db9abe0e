"""Links between records: each leads to a record that is there, and none leads back to where it began."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmdesk.models.circles import comes_back
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import FieldProblems
from crmdesk.sales.access import seen
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, built_in, fields_of
from crmdesk.texts import Message, msg

UPWARDS = {"company": "parent", "user": "manager"}
"""Kinds of which one record can be above another, and the field that says which."""


def exists(kind: str, record: int) -> bool:
    """Whether there is such a record, in the trash or not, whoever may see it."""
    table: Any = TABLES[kind]
    return bool(table.select(table.id).where(table.id == record).exists())


def refuse(desk: Desk, kind: str, values: Mapping[str, Any], records: tuple[int, ...] = ()) -> None:
    """Refuse links to records that are gone or in the trash, and links that go round in a circle.

    Args:
        values: field name to value, only what is to be changed.
        records: the ids of those that get the values; none of a new one.

    Raises:
        FieldProblems: with a sentence for each field.
    """
    found = problems(desk, kind, values, records)
    if found:
        raise FieldProblems(found)


def problems(desk: Desk, kind: str, values: Mapping[str, Any], records: tuple[int, ...] = ()) -> dict[str, Message]:
    """What is wrong with the links among the values, by field name."""
    found: dict[str, Message] = {}
    for field in fields_of(desk, kind):
        linked = values.get(field.name) if field.links_to else None
        if linked is not None and not seen(desk, field.links_to or "", [linked]):
            found[field.name] = msg("{field} was deleted meanwhile. Choose another.", field=field.label)
    upwards = UPWARDS.get(kind)
    if (
        upwards is not None
        and upwards in values
        and upwards not in found
        and looping(kind, dict.fromkeys(records, values[upwards]))
    ):
        found[upwards] = loop_sentence(kind)
    return found


def looping(kind: str, above: Mapping[int, int | None]) -> set[int]:
    """The records from which the way up would come back to itself, once those given are under what is given."""
    if not any(above.values()):
        return set()
    table: Any = TABLES[kind]
    link = getattr(table, UPWARDS[kind])
    kept = dict(plain_tuples(table.select(table.id, link).where(link.is_null(False))))
    whole: dict[int, int | None] = {**kept, **above}
    return {record for record in above if comes_back(record, whole)}


def loop_sentence(kind: str) -> Message:
    """The sentence on a link that goes round in a circle."""
    label = built_in(kind, UPWARDS[kind]).label
    return msg("{field} cannot be the record itself or one below it. Choose another.", field=label)

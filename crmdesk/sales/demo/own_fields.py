"""The office's own fields in the demo, and what its records hold in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmdesk.sales import custom_fields, custom_values
from crmdesk.sales.demo.chance import Calendar, Chance
from crmdesk.sales.demo.words import Words
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM


def write(
    desk: Desk,
    words: Words,
    chance: Chance,
    calendar: Calendar,
    users: Sequence[int],
    records: Mapping[str, Sequence[int]],
) -> None:
    """Make the fields, and give some of the records a value in each.

    Args:
        records: kind to the ids of its records.
    """
    for kind, fields in words["own_fields"].items():
        for field in fields:
            custom_fields.add(
                desk, kind, field["name"], field["type"], choices=field.get("choices", ()), on_card="on_card" in field
            )
        columns = {
            f"{CUSTOM}{field['name']}": [
                _value(field, chance, calendar, users) if chance.random() < field["share"] else None
                for _record in records[kind]
            ]
            for field in fields
        }
        custom_values.add_columns(desk, kind, records[kind], columns)


def _value(field: Mapping[str, Any], chance: Chance, calendar: Calendar, users: Sequence[int]) -> Any:
    choices = field.get("choices", ())
    if field["type"] == "choices":
        return [choice for choice in choices if chance.random() < 0.4] or [chance.one_of(choices)]
    if field["type"] == "choice":
        return chance.one_of(choices)
    if field["type"] == "user":
        return chance.one_of(users)
    if field["type"] == "bool":
        return chance.random() < 0.6
    if field["type"] == "day":
        return calendar.iso(calendar.work_day(calendar.today + chance.between(20, 360)))
    return chance.between(1, field["most"])

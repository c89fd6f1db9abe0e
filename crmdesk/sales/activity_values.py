"""The values of an activity: a day and an instant that agree, what it belongs to, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crmdesk.models.activities import Activity
from crmdesk.models.errors import FieldProblems
from crmdesk.sales import activity_types, links, moments, rules
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import built_in
from crmdesk.texts import Message, msg

LINKS = ("opportunity", "lead", "contact", "company")
"""What an activity can belong to."""


def refuse(desk: Desk, values: Mapping[str, Any], *, new: bool) -> None:
    """Refuse values of an activity that cannot be kept.

    Raises:
        FieldProblems: with a sentence beside each field.
    """
    found = links.problems(desk, "activity", values) | rules.problems(desk, "activity", values, new=new)
    if new and not any(values.get(link) for link in LINKS):
        found["opportunity"] = msg("Say what the activity belongs to.")
    if found:
        raise FieldProblems(found)


def timed(values: Mapping[str, Any], row: Activity | None = None) -> dict[str, Any]:
    """The values with a day and an instant that agree.

    Args:
        row: the activity that is changed; on another day it keeps its time.
    """
    at, day = values.get("due_at"), values.get("due_on")
    if at is not None:
        try:
            return {**values, "due_on": moments.local(at).date()}
        except (ValueError, OverflowError, OSError):  # the rules say what is wrong with it
            return dict(values)
    if row is None or row.due_at is None or "due_on" not in values or "due_at" in values:
        return dict(values)
    if not isinstance(day, date) or rules.value_problem(built_in("activity", "due_on"), day):
        return {**values, "due_at": None}
    return {**values, "due_at": moments.moved(row.due_at, day)}


def links_of(activity: int) -> dict[str, int | None]:
    """What an activity belongs to, as values for another one."""
    row = Activity.get_by_id(activity)
    return {link: getattr(row, f"{link}_id") for link in LINKS}


def named(desk: Desk, values: Mapping[str, Any]) -> Message | str:
    """What people call it: its subject, or else its type."""
    return values.get("subject") or activity_types.name(desk, values["type"])

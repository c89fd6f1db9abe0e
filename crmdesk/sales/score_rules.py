"""What a rule of the scoring looks at: as the database is asked for it, and in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import fn

from crmdesk.models.activities import Activity
from crmdesk.models.campaigns import CampaignMember
from crmdesk.models.errors import DomainError
from crmdesk.models.people import Lead
from crmdesk.sales import choices, links, rules
from crmdesk.sales.conditions import Condition, compare
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import Field, field_of, fields_of
from crmdesk.texts import Amount, Message, msg, msgn

FIELD, CALLED, MET, WROTE, ANSWERED, SILENT, UNPLANNED = (
    "field", "called", "met", "wrote", "answered", "silent", "unplanned",
)  # fmt: skip
ABOUT = {
    FIELD: msg("A field"),
    CALLED: msg("Was called"),
    MET: msg("Had a meeting"),
    WROTE: msg("Was written to"),
    ANSWERED: msg("Answered a campaign"),
    SILENT: msg("Is silent"),
    UNPLANNED: msg("Has nothing planned"),
}
_DONE = {CALLED: ("call",), MET: ("meeting",), WROTE: ("email", "message")}
WITH_DAYS = (*_DONE, ANSWERED, SILENT)
_NOT_OFFERED = {"score", "next_on", "external_id", "learned"}
_LISTS = ("source", "user", "campaign", "lead_status", "lead_reason")
_OFFERED = {
    *("text", "email", "phone", "url", "choice", "bool", "tags"),
    *("int", "money", "percent", "stars", "day", "number"),
}
_EQUAL, _ORDERED, _TEXT = ("=", "!="), ("=", "!=", ">=", "<=", ">", "<"), ("=", "!=", "~")
_OPERATORS = {
    **dict.fromkeys(("link", "choice", "bool", "choices"), _EQUAL),
    **dict.fromkeys(("int", "money", "percent", "hundredths", "stars", "day", "number"), _ORDERED),
    "tags": _EQUAL,
}
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is kept, or as somebody is trying it.

    Attributes:
        id: None while it is not kept.
        about: one of `ABOUT`.
        field, operator, value: of a rule about a field; the value as `Condition` has it, a link's as its id.
        days: within how many something was done (None: ever), or for how many the lead is silent.
        points: positive or negative.
    """

    about: str
    points: int
    field: str | None = None
    operator: str | None = None
    value: Any = None
    days: int | None = None
    id: int | None = None


def to_columns(rule: Rule) -> dict[str, Any]:
    """A rule as the table keeps it."""
    value = rule.value.isoformat() if isinstance(rule.value, date) else rule.value
    plain = None if rule.about != FIELD or value is None else json.dumps(value, ensure_ascii=False)
    return {
        "about": rule.about, "points": rule.points, "field": rule.field, "operator": rule.operator, "value": plain,
        "days": rule.days,
    }  # fmt: skip


def from_row(desk: Desk, row: Any) -> Rule:
    """A kept rule."""
    value = json.loads(row.value) if row.value is not None else None
    field = own_field(desk, row.field)
    if field is not None and field.type == "day" and isinstance(value, str):
        value = date.fromisoformat(value)
    return Rule(row.about, row.points, row.field, row.operator, value, row.days, row.id)


def own_field(desk: Desk, name: str | None) -> Field | None:
    """The field of a rule; None when there is no such field any more."""
    try:
        return field_of(desk, "lead", name or "")
    except KeyError:
        return None


def offered_fields(desk: Desk) -> list[Field]:
    """The fields a rule can be about."""
    return [
        field
        for field in fields_of(desk, "lead")
        if field.name not in _NOT_OFFERED and (field.type in _OFFERED or field.links_to in _LISTS)
    ]


def operators_of(field: Field) -> tuple[str, ...]:
    """How a field's value can be compared."""
    return _OPERATORS.get(field.type, _TEXT)


def is_of_the_day(rule: Rule) -> bool:
    """Whether what it says of a lead changes by itself, from one day to the next."""
    return rule.about == SILENT or (rule.about in WITH_DAYS and rule.days is not None)


def problems(desk: Desk, rule: Rule) -> dict[str, Message]:
    """What is wrong with a rule that somebody wants to keep, by its part."""
    found: dict[str, Message] = {}
    if rule.about not in ABOUT:
        found["about"] = msg("“{value}” is not one of: {names}.", value=rule.about, names=", ".join(ABOUT))
    if not rule.points or abs(rule.points) > 1000:
        found["points"] = msg("Points are a number from -1000 to 1000, and not 0.")
    if rule.about == SILENT and not rule.days:
        found["days"] = msg("Type after how many days.")
    if rule.days is not None and not 0 < rule.days <= MOST_DAYS:
        found["days"] = msg("{field} is a number from 1 to {most}.", field=msg("Days"), most=MOST_DAYS)
    if rule.about == FIELD and (problem := _field_problem(desk, rule)):
        found["value" if own_field(desk, rule.field) else "field"] = problem
    return found


def broken(desk: Desk, rule: Rule) -> Message | None:
    """Why a kept rule counts nothing, where it does not: its field is gone, or is another sort of field by now."""
    return _field_problem(desk, rule) if rule.about == FIELD else None


def _field_problem(desk: Desk, rule: Rule) -> Message | None:
    field = own_field(desk, rule.field)
    if field is None:
        return msg("The field of this rule was deleted. Choose another one, or delete the rule.")
    if rule.operator not in operators_of(field):
        names = ", ".join(operators_of(field))
        return msg(
            "“{operator}” does not fit {field}. Use one of: {names}.",
            operator=rule.operator, field=field.label, names=names,
        )  # fmt: skip
    if field.links_to and isinstance(rule.value, int) and not links.exists(field.links_to, rule.value):
        return msg("The value of this rule was deleted. Choose another one, or delete the rule.")
    if rule.value is not None and not isinstance(rule.value, list) and field.type not in ("link", "tags", "choices"):
        if not isinstance(rule.value, _TYPES.get(field.type, (str,))):
            return msg("This is not a value of {field}. Choose another one.", field=field.label)
        if rule.operator == "~":
            pass
        elif problem := rules.value_problem(field, rule.value):
            return problem
    try:
        compare(desk, "lead", _condition(rule))
    except DomainError as refused:
        return refused.message
    return None


_TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("int", "money", "percent", "hundredths", "stars"), (int,)),
    "number": (int, float),
    "bool": (bool, int),
    "day": (date,),
}


def _condition(rule: Rule) -> Condition:
    return Condition(rule.field or "", rule.operator or "=", rule.value)


def condition(desk: Desk, rule: Rule, day: date) -> Any:
    """The rule's condition on leads, as it is on a day; None for a broken rule, which counts nothing."""
    if rule.about == FIELD:
        return None if broken(desk, rule) else compare(desk, "lead", _condition(rule))
    if rule.about in _DONE:
        done = Activity.select(Activity.lead).where(
            Activity.lead.is_null(False), Activity.type.in_(_DONE[rule.about]), Activity.trashed_at.is_null(),
            Activity.done_on >= _since(rule, day),
        )  # fmt: skip
        return Lead.id.in_(done)
    if rule.about == ANSWERED:
        answered = CampaignMember.select(CampaignMember.lead).where(
            CampaignMember.lead.is_null(False), CampaignMember.status.in_(("answered", "interested"))
        )
        if rule.days is not None:
            answered = answered.where(CampaignMember.status_on >= _since(rule, day))
        return Lead.id.in_(answered)
    if rule.about == SILENT:
        return fn.COALESCE(Lead.touched_on, Lead.created_on) <= day - timedelta(days=rule.days or 0)
    return Lead.next_on.is_null()


def _since(rule: Rule, day: date) -> date:
    return date.min if rule.days is None else day - timedelta(days=rule.days)


def sentence(desk: Desk, rule: Rule) -> Message:
    """The rule in words, without its points."""
    if rule.about == FIELD:
        return _about_field(desk, rule)
    if rule.about == SILENT:
        return msgn("Silent for {n} day", "Silent for {n} days", rule.days or 0)
    if rule.days is None:
        return ABOUT[rule.about]
    within = msgn("in the last day", "in the last {n} days", rule.days)
    return msg("{what} {when}", what=ABOUT[rule.about], when=within)


def _about_field(desk: Desk, rule: Rule) -> Message:
    field = own_field(desk, rule.field)
    if field is None:
        return msg("A field that was deleted")
    if rule.value is None:
        known = rule.operator == "!="
        return msg("{field} known", field=field.label) if known else msg("{field} unknown", field=field.label)
    patterns: Mapping[str, Message] = {
        "=": msg("{field}: {value}"), "!=": msg("{field} other than {value}"), "~": msg("{field} with “{value}”"),
    }  # fmt: skip
    values = {
        "field": field.label,
        "value": _shown(desk, field, rule.value),
        "operator": _SIGNS.get(rule.operator or "", rule.operator),
    }
    return Message(patterns.get(rule.operator or "=", msg("{field} {operator} {value}")).text, values)


_SIGNS = {">=": "≥", "<=": "≤"}


def _shown(desk: Desk, field: Field, value: Any) -> Any:
    if field.type == "link" and isinstance(value, int):
        return choices.link_name(desk, field.links_to or "", value) or msg("deleted")
    if field.type == "choice":
        return (field.choices or {}).get(value, value)
    if field.type == "bool":
        return msg("Yes") if value else msg("No")
    return Amount(value, desk.currency) if field.type == "money" and isinstance(value, int) else value

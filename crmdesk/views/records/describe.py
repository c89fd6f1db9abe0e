"""A record in a few words: the line under its name, and the facts beside its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crmdesk.models.pipeline import OPEN
from crmdesk.sales import campaigns, last_touch, lists, quotes, timeline, words
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import MEMBER_STATUS_NAMES, built_in
from crmdesk.sales.last_touch import LastTouch
from crmdesk.texts import _, _n
from crmdesk.ui import formats
from crmdesk.views.converting.panel import origin_facts
from crmdesk.views.lists.columns import label_of
from crmdesk.views.records.facts import Fact, shortened
from crmdesk.views.records.head import Sign
from crmdesk.views.screen import Workspace
from crmdesk.views.values import text_of

_MOST_CAMPAIGNS = 3
_LONGEST_CLIENT = 60  # characters
_SHOWN = {
    "lead": (
        *("company", "status", "source", "campaign", "owner", "created_on"),
        *("closed_on", "reason", "look_again_on", "tags"),
    ),
    "contact": ("company", "job_title", "owner", "created_on", "tags"),
    "company": ("kind", "parent", "website", "owner", "created_on", "tags"),
}


def sub_line(desk: Desk, kind: str, record: int) -> str:
    """The muted line under the name."""
    row = next(iter(lists.rows(desk, kind, [record])), None)
    if row is None:
        return ""
    if kind == "opportunity":
        client = shortened(row["company"] or row["contact"] or _("client unknown"), _LONGEST_CLIENT)
        amount = formats.money(row["amount"], desk.currency, decimals=True)
        parts = (client, amount, _budget(desk, row["budget"]), _age(desk, row.values))
        return " · ".join(part for part in parts if part)
    names = {"lead": ("job_title", "company"), "contact": ("job_title", "company"), "company": ("industry", "city")}
    return " · ".join(str(row[name]) for name in names[kind] if row[name])


def _budget(desk: Desk, budget: int | None) -> str:
    if budget is None:
        return ""
    return _("budget {amount}", amount=formats.money(budget, desk.currency, decimals=True))


def signs(desk: Desk, opportunity: int, values: Mapping[str, Any]) -> list[Sign]:
    """What stands beside that line of an opportunity: that the client cannot pay so much, and how long it is idle."""
    found = []
    if warning := _over_budget(desk, opportunity, values):
        found.append(Sign(_("above the budget"), "triangle-alert", "warning", warning))
    touch = last_touch.of_opportunity(desk, opportunity)
    return found if touch is None else [*found, _idle_sign(desk, touch)]


def _over_budget(desk: Desk, opportunity: int, values: Mapping[str, Any]) -> str:
    amount, budget = values.get("amount"), values.get("budget")
    if budget is None:
        return ""
    if warning := quotes.any_over_budget(desk, opportunity):
        return str(warning)
    return _("The amount is above what the client can spend.") if amount is not None and amount > budget else ""


def _idle_sign(desk: Desk, touch: LastTouch) -> Sign:
    what, day = str(touch.what).lower(), _near(desk, touch.day)
    paused = [ahead for ahead in (touch.planned, touch.held) if ahead is not None]
    if paused:
        until = formats.day(max(paused), desk.today)
        tip = (
            _("Its idle days stand still until {day}: something is planned.", day=until)
            if touch.planned == max(paused)
            else _("Its idle days stand still until {day}: it is set aside.", day=until)
        )
        return Sign(_("last touch: {what}, {day}", what=what, day=day), "pause", tip=tip)
    tip = _("Working days since the last change or activity that was done. Those with something planned do not count.")
    if not touch.idle:
        return Sign(_("last touch: {what}, {day}", what=what, day=day), "clock", tip=tip)
    text = _n(
        "{n} working day since: {what}, {day}", "{n} working days since: {what}, {day}", touch.idle, what=what, day=day
    )
    return Sign(text, "clock", "warning" if touch.is_cold else "muted", tip)


def facts(workspace: Workspace, kind: str, record: int, values: Mapping[str, Any]) -> list[Fact]:
    """What stands beside the form; unknown things are left out."""
    desk = workspace.desk
    row = next(iter(lists.rows(desk, kind, [record])), None)
    if row is None:
        return []
    came = origin_facts(workspace, kind, record) if kind != "lead" else []
    if kind == "opportunity":
        return [*_opportunity(workspace, row.values), *came]
    found = []
    for name in _SHOWN[kind]:
        field = built_in(kind, name)
        text = ", ".join(row["tags"] or []) if name == "tags" else text_of(desk, field, row[name])
        linked = row[f"{name}_id"] if field.links_to in ("company", "campaign") else None
        opens = _opener(workspace, field.links_to or "", linked) if linked else None
        found.append(Fact(label_of(desk, kind, field), text, opens, person=name == "owner"))
    if kind == "lead":  # a client's page tells it in the sums above
        found.append(Fact(_("Last contact"), last_contact(desk, kind, record)))
    return [*found, *came, *_memberships(workspace, kind, record)]


def _campaign(workspace: Workspace, row: Mapping[str, Any]) -> Fact:
    opens = _opener(workspace, "campaign", row["campaign_id"] or 0)
    return Fact(words.word(workspace.desk, "campaign").one, row["campaign"] or "", opens)


def _memberships(workspace: Workspace, kind: str, record: int) -> list[Fact]:
    """The latest campaigns somebody is a member of, with the status there."""
    found = campaigns.of_record(workspace.desk, kind, record)[:_MOST_CAMPAIGNS]
    return [
        Fact(_("Member of"), f"{name} · {MEMBER_STATUS_NAMES[status]}", _opener(workspace, "campaign", campaign))
        for campaign, name, status in found
    ]


def _opportunity(workspace: Workspace, row: Mapping[str, Any]) -> list[Fact]:
    desk = workspace.desk
    company, contact = row.get("company_id"), row.get("contact_id")
    client = row["company"] or row["contact"] or ""
    opens = (
        _opener(workspace, "company", company)
        if company
        else _opener(workspace, "contact", contact)
        if contact
        else None
    )
    person = row["contact"] if company else ""
    state = str(text_of(desk, built_in("opportunity", "state"), row["state"]))
    found = [
        Fact(words.client(), client or _("unknown"), opens),
        Fact(_("Contact"), person or "", _opener(workspace, "contact", contact) if contact else None),
        Fact(_("Amount"), formats.money(row["amount"], desk.currency, decimals=True) or _("unknown"), strong=True),
        Fact(_("Budget"), formats.money(row["budget"], desk.currency, decimals=True)),
        Fact(words.word(desk, "owner").one, row["owner"] or "", person=True),
        _campaign(workspace, row),
        Fact(_("Created on"), formats.day(row["created_on"], desk.today) or _("unknown")),
    ]
    if row["state"] == OPEN:
        held = row["hold_until"] if row["hold_until"] and row["hold_until"] > desk.today else None
        return [
            *found,
            Fact(_("Expected on"), formats.day(row["expected_on"], desk.today)),
            Fact(_("On hold until"), formats.day(held, desk.today), tone="warning"),
        ]
    tone = "positive" if row["state"] == "won" else "danger"
    return [
        *found,
        Fact(_("State"), state, tone=tone),
        Fact(_("Closed on"), formats.day(row["closed_on"], desk.today) or _("unknown")),
        Fact(_("Reason"), (row["reason"] or _("unknown")) if row["state"] == "lost" else ""),
        Fact(
            _("Lost to"),
            row["lost_to"] or "",
            _opener(workspace, "company", row["lost_to_id"]) if row["lost_to_id"] else None,
        ),
    ]


def _opener(workspace: Workspace, kind: str, record: int) -> Callable[[], object]:
    return lambda: workspace.navigator.open_record(kind, record)


def _age(desk: Desk, row: Mapping[str, Any]) -> str:
    if row["state"] != OPEN:
        state = text_of(desk, built_in("opportunity", "state"), row["state"])
        return f"{state} {formats.day(row['closed_on'], desk.today)}".strip()
    if row["created_on"] is None:
        return ""
    days = (desk.today - row["created_on"]).days
    return _n("open for {n} day", "open for {n} days", days) if days > 0 else _("opened today")


def last_contact(desk: Desk, kind: str, record: int) -> str:
    """When something was last done with somebody, in words."""
    last = timeline.last_contact(desk, kind, record)
    return _near(desk, last) if last else _("never")


def _near(desk: Desk, day: Any) -> str:
    ago = (desk.today - day).days
    return _("today") if ago == 0 else _("yesterday") if ago == 1 else formats.day(day, desk.today)

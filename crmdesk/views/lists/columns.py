"""The columns of each kind's list: every field has one, the usual ones are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QColor

from crmdesk.models.leads import CONVERTED, DISQUALIFIED, GOING, NOT_CONVERTED
from crmdesk.models.pipeline import OPEN
from crmdesk.sales import campaign_figures, choices, lead_statuses, list_order, lists, scoring, words
from crmdesk.sales.campaign_figures import CampaignFigures
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import EVERYONE, Field, fields_of
from crmdesk.sales.lists import ListRow
from crmdesk.texts import _, _c
from crmdesk.ui import formats, theme
from crmdesk.ui.table import TableColumn
from crmdesk.views.campaigns.words import NONE, rate
from crmdesk.views.quotes.words import called
from crmdesk.views.values import text_of

SHOWN = {
    "opportunity": ("title", "company", "amount", "stage", "owner", "expected_on"),
    "lead": ("name", "company", "status", "score", "owner", "last_contact"),
    "contact": ("name", "company", "email", "phone", "owner"),
    "company": ("name", "kind", "city", "phone", "owner"),
    "campaign": (
        *("name", "channels", "starts_on", "members", "replied", "leads", "converted", "conversion"),
        *("won", "amount", "roi"),
    ),
    "segment": ("name", "of", "description", "owner", "created_on"),
    "product": ("name", "code", "category", "unit", "price", "tax"),
    "quote": ("number", "title", "client", "status", "valid_until", "total"),
    "everyone": ("kind", "name", "company", "email", "phone", "owner", "last_contact"),
}
"""What is shown until the user chooses, in this order."""
FIRST_ORDER = {
    "opportunity": ("created_on", True),
    "lead": ("created_on", True),
    "contact": ("name", False),
    "company": ("name", False),
    "campaign": ("starts_on", True),
    "segment": ("name", False),
    "product": ("name", False),
    "quote": ("created_on", True),
    "everyone": ("name", False),
}
_NEEDED = {
    "opportunity": frozenset({"company", "contact", "state"}), "product": frozenset({"currency"}),
    "quote": frozenset({"status"}),
}  # fmt: skip
"""What the cells of other columns are made of."""
STRONG = {"title", "name"}
_WIDTHS = {
    "title": 190, "name": 170, "company": 150, "stage": 130, "status": 190, "key": 120, "email": 170, "tags": 150,
    "channels": 150, "owner": 96, "number": 130, "client": 150, "valid_until": 100, "total": 120, "code": 90,
    "category": 120, "unit": 84, "price": 110, "tax": 90,
}  # fmt: skip
_WIDTHS_OF = {
    "everyone": {
        "kind": 52, "name": 145, "company": 118, "email": 158, "phone": 142, "owner": 96, "last_contact": 112,
    },
    "quote": {"number": 124, "title": 170, "client": 140, "status": 136, "total": 112},
}  # fmt: skip
"""Where a kind's columns are not as wide as others of their name."""
_FULL_BAR = 100  # points
_BY_TYPE = {
    "day": 100, "money": 120, "stars": 90, "percent": 100, "int": 100, "number": 100, "link": 130, "choice": 120,
    "choices": 150,
}  # fmt: skip
_STATUS_ROLES = {CONVERTED: "positive", NOT_CONVERTED: "muted", DISQUALIFIED: "danger"}
_STATE_ROLES = {"open": "muted", "won": "positive", "lost": "danger"}
_CONSENT_ROLES = {"granted": "positive", "refused": "danger"}
QUOTE_ROLES = {"sent": "accent", "accepted": "positive", "rejected": "danger", "expired": "warning"}
_KIND_ROLES = {"customer": "positive", "supplier": "muted", "partner": "accent", "competitor": "warning"}


def columns_of(desk: Desk, kind: str) -> list[TableColumn]:
    """Every column of a kind, in the default order, those not in `SHOWN` hidden."""
    colours = {stage.id: stage.colour for stage in choices.all_stages()}
    made = {field.name: _column(desk, kind, field, colours) for field in fields_of(desk, kind) if not field.aside}
    if kind in ("lead", EVERYONE):
        made["last_contact"] = _last_contact(desk, sortable=kind == EVERYONE)
    if kind == "campaign":
        made |= {column.key: column for column in _campaign_figures(desk)}
    shown = SHOWN[kind]
    return [made[name] for name in (*shown, *(name for name in made if name not in shown))]


def label_of(desk: Desk, kind: str, field: Field) -> str:
    """What people read above a field's values, in the office's words."""
    if field.name in ("owner", "stage", "pipeline", "campaign", "opportunity"):
        return words.word(desk, field.name).one
    if kind == "opportunity" and field.name == "company":
        return words.client()
    if field.links_to in ("company", "contact"):
        return words.word(desk, field.links_to).one if field.name == field.links_to else str(field.label)
    return str(field.label)


def load_rows(
    desk: Desk, kind: str, ids: Any, names: frozenset[str] | None = None, *, trashed: bool = False
) -> list[ListRow]:
    """The rows of these ids, with what a list shows beside their fields.

    Args:
        names: the columns that are seen; None for all.  What nobody sees is not asked for.
        trashed: they are in the trash.
    """
    needed = None if names is None else sorted(names | _NEEDED.get(kind, frozenset()))
    found = lists.rows(desk, kind, ids, needed, trashed=trashed)
    if kind == "lead" and (names is None or "last_contact" in names):
        last = lists.last_contact(desk, kind, [row.id for row in found])
        for row in found:
            row.values["last_contact"] = last.get(row.id)
    if kind == "campaign" and not trashed:
        figures = campaign_figures.of_campaigns(desk, [row.id for row in found])
        for row in found:
            row.values["figures"] = figures.get(row.id)
    return found


def _column(desk: Desk, kind: str, field: Field, colours: dict[int, int]) -> TableColumn:
    name = field.name
    options: dict[str, Any] = {
        "key": name,
        "title": label_of(desk, kind, field),
        "render": _renderer(desk, kind, field),
        "width": {**_WIDTHS, **_WIDTHS_OF.get(kind, {})}.get(name, _BY_TYPE.get(field.type, 140)),
        "sortable": list_order.can_sort(desk, kind, name),
        "strong": name in STRONG,
        "hidden": name not in SHOWN[kind],
        "descending_first": field.type in ("money", "day", "stars", "int", "number", "percent", "hundredths"),
    }
    return TableColumn(**{**options, **_painting(desk, kind, field, colours)})


def _painting(desk: Desk, kind: str, field: Field, colours: dict[int, int]) -> dict[str, Any]:
    name = field.name
    if name == "owner":
        return {"paint": "avatar", "align": "left"}
    if field.links_to == "lead_status":
        return _painting_status()
    if kind == EVERYONE and name == "kind":
        return {"paint": "icon", "color_role": "muted", "icon": lambda row: row["kind"]}
    if kind == "lead" and name == "score":
        return _painting_score(desk)
    if kind == "quote" and name == "status":
        return {"paint": "tag", "color_role": lambda row: QUOTE_ROLES.get(row["status"], "muted")}
    if name == "stage":
        return {"paint": "tag", "color_role": _role_by_value("state"), "color": _stage_colour(colours)}
    if field.type == "choices":
        return {"paint": "tag", "color_role": "muted"}
    if field.type == "choice":
        return {"paint": "tag", "color_role": _role_by_value(name)}
    if field.type == "tags":
        return {"paint": "tag", "color_role": "muted"}
    if field.type == "money":
        return {"paint": "money"}
    if field.type == "stars":
        return {"paint": "flames" if name == "rating" else "stars", "part": lambda row: row[name] or None}
    if field.type in ("int", "number", "percent", "hundredths", "thousandths"):
        return {"align": "right"}
    return {"color_role": "muted"} if field.type == "day" or name == "key" else {}


def _painting_status() -> dict[str, Any]:
    """The office's colour where a lead is worked; how it was closed speaks by its role."""
    known = {row.id: row for row in lead_statuses.rows()}

    def role(row: ListRow) -> str:
        status = known.get(row["status_id"])
        return _STATUS_ROLES.get(status.kind, "muted") if status else "muted"

    def colour(row: ListRow) -> QColor | None:
        status = known.get(row["status_id"])
        return theme.stage_color(status.colour) if status and status.kind in GOING else None

    return {"paint": "tag", "color_role": role, "color": colour}


def _painting_score(desk: Desk) -> dict[str, Any]:
    """A bar up to 100 points, lit from where a lead is ready for sale."""
    enough = scoring.ready_from(desk)
    return {
        "paint": "bar",
        "part": lambda row: (row["score"] or 0) / _FULL_BAR,
        "color_role": lambda row: "positive" if (row["score"] or 0) >= enough else "muted",
    }


def _role_by_value(name: str) -> Callable[[ListRow], str]:
    known = {"state": _STATE_ROLES, "kind": _KIND_ROLES}
    roles = _CONSENT_ROLES if name.startswith("consent_") else known.get(name, {})
    return lambda row: roles.get(row[name], "muted")


def _stage_colour(colours: dict[int, int]) -> Callable[[ListRow], QColor | None]:
    def colour(row: ListRow) -> QColor | None:
        place = colours.get(row["stage_id"])
        going = row["state"] == OPEN  # won and lost speak by their role
        return theme.stage_color(place) if place is not None and going else None

    return colour


def _renderer(desk: Desk, kind: str, field: Field) -> Callable[[ListRow], str]:
    name = field.name
    if kind == "opportunity" and name == "company":
        return lambda row: row["company"] or row["contact"] or ""
    if kind == "quote" and name == "number":
        return lambda row: called(row["number"], row["status"])
    if kind == "opportunity" and name == "stage":
        return lambda row: row["stage"] or _("No stage")
    if kind == "product" and field.type == "money":
        return lambda row: text_of(desk, field, row[name], row["currency"])
    return lambda row: text_of(desk, field, row[name])


def _campaign_figures(desk: Desk) -> list[TableColumn]:
    def column(key: str, title: str, text: Callable[[CampaignFigures], str], width: int = 84) -> TableColumn:
        def render(row: ListRow) -> str:
            return text(row["figures"]) if row["figures"] else ""

        return TableColumn(key, title, render, align="right", width=width, sortable=False)

    return [
        column("members", _("Members"), lambda one: formats.number(one.members)),
        column("replied", _("Replied"), lambda one: formats.number(one.replied), 96),
        column("leads", _("Leads"), lambda one: formats.number(one.leads)),
        column("converted", _c("leads", "Converted"), lambda one: formats.number(one.converted), 96),
        column("conversion", _("Conversion"), lambda one: rate(one.conversion, one.leads)),
        column("won", _c("opportunities", "Won"), lambda one: formats.number(one.won)),
        column("amount", _("Won amount"), lambda one: formats.money(one.amount, desk.currency), 112),
        column("roi", _("ROI"), lambda one: NONE if one.roi is None else formats.percent(one.roi, 0), 76),
    ]


def _last_contact(desk: Desk, *, sortable: bool) -> TableColumn:
    def render(row: ListRow) -> str:
        day = row["last_contact"]
        if day is None:
            return _("never")
        ago = (desk.today - day).days
        return _("today") if ago == 0 else _("{n} d", n=ago) if 0 < ago < 60 else formats.day(day, desk.today)

    options: dict[str, Any] = {"sortable": sortable, "descending_first": True, "color_role": "muted"}
    return TableColumn("last_contact", _("Last contact"), render, width=112, **options)

"""Values of records as people read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crmdesk.sales import moments, phones
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import Field
from crmdesk.texts import _
from crmdesk.ui import formats

if TYPE_CHECKING:
    from crmdesk.sales.ways import Way


def text_of(desk: Desk, field: Field, value: Any, currency: str = "") -> str:
    """A value as people read it; nothing for an unknown one.

    Args:
        currency: of an amount; the book's where nothing is said.
    """
    if value is None or value == "":
        return ""
    makers: dict[str, Callable[[], str]] = {
        "money": lambda: formats.money(value, currency or desk.currency, decimals=True),
        "day": lambda: formats.day(value, desk.today),
        "percent": lambda: f"{value} %",
        "hundredths": lambda: _hundredths_text(field, value),
        "int": lambda: str(value) if field.name == "founded" else formats.number(value),
        "instant": lambda: _instant_text(desk, field, value),
        "choice": lambda: str((field.choices or {}).get(value, value)),
        "choices": lambda: "\n".join(str((field.choices or {}).get(one, one)) for one in value),
        "number": lambda: formats.decimal(value),
        "tags": lambda: "\n".join(value),
        "stars": lambda: _("{n} of {most}", n=value, most=3) if value else "",
        "bool": lambda: _("Yes") if value else _("No"),
        "phone": lambda: _phone_text(desk, value),
        "ways": lambda: "; ".join(way_text(desk, field, one) for one in value),
    }
    return makers.get(field.type, lambda: str(value))()


def _hundredths_text(field: Field, value: int) -> str:
    """A probability is an estimate; a tax or a discount is shown as it was typed."""
    return formats.percent(value / 10_000) if field.name == "learned" else f"{formats.decimal(value / 100)} %"


def _instant_text(desk: Desk, field: Field, value: int) -> str:
    """The time of an instant, with its day where no other field says it."""
    at = moments.local(value)
    return formats.time(at) if field.name == "due_at" else formats.moment(at, desk.today)


def way_text(desk: Desk, field: Field, one: Way) -> str:
    """A further way to reach somebody as people read it, with its label."""
    line = _phone_text(desk, one.value) if field.name == "phones" else one.line
    return f"{line} ({one.label})" if one.label else line


def _phone_text(desk: Desk, number: str) -> str:

    return phones.shown(number, desk.settings.country)

"""Names of people and users."""

from __future__ import annotations

from typing import Any

from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.problems import shown
from crmdesk.models.people import User
from crmdesk.sales.records import whole_name
from crmdesk.texts import msg


def compose_names(kind: str, sheet: Sheet) -> None:
    """Complete people's names from their parts; what the file itself gives as name is kept beside.

    A column of whole names that other programs made of the parts (“García, Ana”) counts only in rows without parts;
    one named as the field itself, as exports write it, is the name that the book gave.
    """
    given = sheet.column("name")
    if sheet.headers.get("name") not in (None, "name"):
        parts_of = zip(sheet.column("first_name"), sheet.column("last_name"), strict=True)
        given = [None if any(parts) else name for name, parts in zip(given, parts_of, strict=True)]
    company = sheet.column("company") if kind == "lead" else [None] * len(sheet)
    parts = zip(given, sheet.column("first_name"), sheet.column("last_name"), company, strict=True)
    sheet.columns["given_name"] = given
    sheet.columns["name"] = [
        name if name is not None else whole_name(kind, first, last, one) for name, first, last, one in parts
    ]


def refuse_taken_names(sheet: Sheet) -> None:
    """Refuse users named as another user is: their names are how people tell them apart."""
    taken: dict[str, Any] = {row.name: row.id for row in User.select(User.id, User.name)}
    refused: dict[int, Refusal] = {}
    for place, (name, record) in enumerate(zip(sheet.column("name"), sheet.columns["record"], strict=True)):
        if name is not None and taken.setdefault(name, record or place) != (record or place):
            reason = msg("“{name}” is there already. Choose another name.", name=shown(name))
            refused[place] = Refusal(reason, "name")
    sheet.refuse(refused)

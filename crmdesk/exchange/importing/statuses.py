"""From written statuses of leads to the office's, not made by a file: a misspelt one would be a new column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.problems import shown
from crmdesk.models.fold import words
from crmdesk.models.leads import GOING
from crmdesk.sales import lead_statuses, leads
from crmdesk.sales.fields import built_in
from crmdesk.texts import Message, _, msg, msgn


def link_statuses(sheet: Sheet) -> None:
    """Turn the written statuses into ids; rows with one that the office does not have are refused."""
    known = lead_statuses.by_name()
    ids = {written: written and known.get(words(written)) for written in set(sheet.written["status"])}
    sheet.columns["status"] = [ids[written] for written in sheet.written["status"]]
    if any(written and found is None for written, found in ids.items()):
        names = ", ".join(_("“{text}”", text=row.name) for row in lead_statuses.rows())
        places = enumerate(sheet.written["status"])
        sheet.refuse({place: _unknown(written, names) for place, written in places if written and ids[written] is None})


def _unknown(written: str, names: str) -> Refusal:
    field = built_in("lead", "status")
    reason = msg(
        "“{value}” is not a value of {field}. It can be {names}.",
        value=shown(written),
        field=field.label,
        names=names,
    )
    return Refusal(reason, "status")


def about_worked(new: Sheet) -> list[Message]:
    """How many new leads come with an end although they are worked: it is left out."""
    kinds = {row.id: row.kind for row in lead_statuses.rows()}
    ends = zip(*(new.column(name) for name in leads.OUTCOME), strict=True)
    worked = [kinds.get(status, GOING[0]) in GOING for status in new.column("status")]
    n = sum(going and any(told) for going, told in zip(worked, ends, strict=True))
    if not n:
        return []
    return [
        msgn(
            "{n} lead is not closed: its close day, reason and day to look again were left out.",
            "{n} leads are not closed: their close days, reasons and days to look again were left out.",
            n,
        )
    ]


def changed_outcome(row: Mapping[str, Any], old: Mapping[str, Any], kinds: Mapping[int, str]) -> dict[str, Any]:
    """What a row changes in where a lead stands, as a move on the board would leave it.

    Args:
        kinds: of the office's statuses, by id.
    """
    status = row.get("status", old["status"])
    told = [row.get(name, old[name]) for name in leads.OUTCOME]
    return leads.outcome(status, kinds.get(status, GOING[0]), *told)

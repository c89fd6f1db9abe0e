"""Activities: when they are planned for, and whether they are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crmdesk.exchange.importing.sheet import Sheet
from crmdesk.sales import activity_types, moments, records, series
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import DONE, PLANNED
from crmdesk.sales.hanging import LINKS
from crmdesk.texts import msg

HOMELESS = msg("Say what the activity belongs to.")
OUTCOME = ("done_on", "done_at")
"""The columns that change together."""
_USUAL_TYPE = "task"
_WHEN = ("due_on", "due_at")


def settle(desk: Desk, sheet: Sheet) -> None:
    """Let day and time agree, and give what is done the day it was done on."""
    known = [record for record in sheet.columns["record"] if record is not None]
    if any(name in sheet.columns for name in _WHEN):
        _settle_times(sheet, records.values_of("activity", "due_at", known))
    if "minutes" in sheet.columns:
        sheet.columns["minutes"] = [minutes or None for minutes in sheet.columns["minutes"]]
    if "status" in sheet.columns:
        done = records.values_of("activity", "done_on", known)
        due = records.values_of("activity", "due_on", known)
        rows = zip(
            *(sheet.column(name) for name in ("status", "done_on", "due_on")), sheet.columns["record"], strict=True
        )
        sheet.columns["done_on"] = [
            _day_done(desk.today, said or (due.get(record) if said is None else None))
            if status == DONE and told is None and done.get(record) is None
            else told
            for status, told, said, record in rows
        ]


def filled(desk: Desk, new: Sheet) -> dict[str, Sequence[Any]]:
    """The columns of new activities that no column of the file, or not alone, fills."""
    names = (*LINKS, *_WHEN, "done_on", "minutes")
    found: dict[str, Sequence[Any]] = {name: new.columns[name] for name in names if name in new.columns}
    types = activity_types.known(desk)
    usual = _USUAL_TYPE if _USUAL_TYPE in types else activity_types.first(desk)
    return {**found, "type": [type_ or usual for type_ in new.column("type")]}


def outcome(status: str | None, row: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """What a row changes in whether its activity is done; that of a day has no instant."""
    day = row.get("done_on", None if status == PLANNED else old["done_on"])
    return {} if day == old["done_on"] else {"done_on": day, "done_at": None}


def follow(changed: Mapping[int, Mapping[str, Any]]) -> None:
    """Let series follow activities that were changed, as everywhere else.  Must be called in a step."""
    for record, columns in changed.items():
        if columns.get("done_on") is not None:
            series.go_on([record], date.fromisoformat(columns["done_on"]))


def _settle_times(sheet: Sheet, kept: Mapping[int, int | None]) -> None:
    """A time decides the day; a day alone keeps the time that its activity has."""
    days, times = sheet.column("due_on"), sheet.column("due_at")
    for name in _WHEN:
        sheet.columns[name] = [None] * len(sheet)
    for place, (day, at, record) in enumerate(zip(days, times, sheet.columns["record"], strict=True)):
        if isinstance(day, int):  # a time stands beside the day
            day, at = None, day if at is None else at
        if isinstance(at, int):
            day = moments.local(at).date().isoformat()
            at = kept.get(record) if moments.same_minute(at, kept.get(record)) else at
        else:
            day, before = at or day, kept.get(record)
            at = None if day is None or before is None else moments.moved(before, date.fromisoformat(day))
        sheet.columns["due_on"][place], sheet.columns["due_at"][place] = day, at


def _day_done(today: date, due: str | None) -> str:
    """What was planned for a day that has come was done on it, as far as anybody knows; else today."""
    now = today.isoformat()
    return due if due is not None and due <= now else now

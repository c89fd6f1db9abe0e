"""What a file changes in records that are there already, cell by cell.  Blank cells change nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crmdesk.exchange.importing import activities
from crmdesk.exchange.importing.links import Links
from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.importing.stages import StageBook
from crmdesk.exchange.importing.statuses import changed_outcome
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.fold import fold
from crmdesk.models.pipeline import LOST, OPEN
from crmdesk.sales import consent, custom_values, lead_statuses, leads, locks, opportunities, pipeline, tags, ways
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM, TABLES, Field, built_in, called_by
from crmdesk.sales.hanging import LINKS
from crmdesk.sales.records import whole_name
from crmdesk.sales.ways import Way

_PERSONS = ("contact", "lead")
_SPECIAL = frozenset({"stage", "pipeline", "closed_on", "expected_on", "reason", "reason_note", "key"})
_LEAD_OUTCOME = ("status", *leads.OUTCOME)
_OUTCOME = (
    "stage",
    "pipeline",
    "state",
    "closed_on",
    "expected_on",
    "reason",
    "reason_note",
    "lost_to",
    "rate",
    "hold_until",
)
_UNTOLD = ("rate", "done_at")
"""Columns that follow others and are no field."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value that changes: plain values, links by name."""

    field: Field
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that changes its record."""

    row: int
    record: int
    name: str
    cells: tuple[Cell, ...]


@dataclass
class Edits:
    """What is to be changed.

    Attributes:
        columns: record to attribute name to plain value, only what differs.
        tags: record to its new tags.
        products: opportunity to its new product.
        further: record to field to its new further ways to be reached.
        own: record to its new values in the office's own fields, by field name.
    """

    columns: dict[int, dict[str, Any]] = field(default_factory=dict)
    tags: dict[int, list[str]] = field(default_factory=dict)
    products: dict[int, int] = field(default_factory=dict)
    further: dict[int, dict[str, list[Way]]] = field(default_factory=dict)
    own: dict[int, dict[str, Any]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    def own_columns(self) -> dict[str, list[Any]]:
        """The new values in the office's own fields, by field name."""
        found: dict[str, list[Any]] = {}
        for values in self.own.values():
            for name, value in values.items():
                found.setdefault(name, []).append(value)
        return found


def compare(desk: Desk, kind: str, sheet: Sheet, links: Links, book: StageBook | None) -> Edits:
    """What rows change in their records, whose ids are the sheet's column `record`; a locked one refuses its row."""
    edits = Edits()
    records = sheet.columns["record"]
    if not records:
        return edits
    locked, refused = locks.locked(kind, records), {}
    names = _compared(kind, sheet)
    current = _current(desk, kind, sheet, names)
    kinds = {row.id: row.kind for row in lead_statuses.rows()} if kind == "lead" else {}
    for place, record in enumerate(records):
        row = {name: value for name in names if (value := sheet.columns[name][place]) is not None}
        old = current[record]
        new = {name: value for name, value in row.items() if name not in _SPECIAL or kind != "opportunity"}
        if kind in _PERSONS:
            _compose_name(kind, row, old, new, sheet.columns["given_name"][place])
        if kind == "opportunity":
            new |= _outcome(row, old, book)
        if kind == "lead" and not row.keys().isdisjoint(_LEAD_OUTCOME):
            new |= changed_outcome(row, old, kinds)
        if kind == "activity":
            new |= activities.outcome(sheet.column("status")[place], row, old)
        if new.get("external_id") == str(record):
            new.pop("external_id")  # told by its own id: it has none
        changed = {name: value for name, value in new.items() if _differs(old.get(name), value)}
        if changed and record in locked:
            refused[place] = Refusal(locks.sentence(locked[record], kind))
        elif changed:
            changed = _with_consent_days(desk, kind, changed)
            _keep(kind, edits, record, changed)
            cells = tuple(
                Cell(
                    sheet.field_of(kind, name),
                    _shown(sheet, kind, name, old.get(name), links, book),
                    _shown(sheet, kind, name, value, links, book),
                )
                for name, value in changed.items()
                if name not in _UNTOLD
            )
            edits.differences.append(Difference(sheet.numbers[place], record, str(old["called"] or ""), cells))
    sheet.refuse(refused)
    return edits


def _compared(kind: str, sheet: Sheet) -> list[str]:
    """The fields that may change: those with a column in the file, and those that such columns filled."""
    names = [name for name in sheet.headers if name in sheet.columns and not sheet.field_of(kind, name).incoming]
    followed = (*LINKS, "due_on", "due_at", "done_on") if kind == "activity" else ()
    return names + [name for name in followed if name in sheet.columns and name not in names]


def _current(desk: Desk, kind: str, sheet: Sheet, names: Sequence[str]) -> dict[int, dict[str, Any]]:
    """The records' plain values by field name, and what they are called."""
    table: Any = TABLES[kind]
    records = sheet.columns["record"]
    called = called_by(kind)
    follows = {"opportunity": _OUTCOME, "lead": _LEAD_OUTCOME, "activity": activities.OUTCOME}.get(kind, ())
    wanted = dict.fromkeys([*names, *follows])
    if kind in _PERSONS:
        wanted |= dict.fromkeys(("name", "first_name", "last_name"))
    attributes = {name: name if name in _UNTOLD else sheet.field_of(kind, name).attribute for name in wanted}
    kept = {name: attribute for name, attribute in attributes.items() if attribute}
    query = table.select(table.id, getattr(table, called), *(getattr(table, attribute) for attribute in kept.values()))
    found = {
        row[0]: {"called": row[1], **dict(zip(kept, row[2:], strict=True))}
        for row in plain_tuples(query.where(in_ids(table.id, records)))
    }
    own = [one for name, one in sheet.own.items() if name in wanted and one.custom]
    for record, values in custom_values.of_many(desk, kind, own, records).items() if own else ():
        days = {name: value.isoformat() for name, value in values.items() if isinstance(value, date)}
        found[record] |= values | days
    if "tags" in wanted:
        for record, known in tags.of_many(kind, records).items():
            found[record]["tags"] = known
    if not wanted.keys().isdisjoint(ways.TYPE_OF):
        for record, further in ways.of_many(kind, records).items():
            found[record] |= further
    if "product" in wanted:
        for record, product in opportunities.first_products(records).items():
            found[record]["product"] = product
    return found


def _differs(old: Any, new: Any) -> bool:
    if isinstance(new, list) and isinstance(new[0], Way):
        return bool((old or []) != new)
    if isinstance(new, list):
        return {fold(tag) for tag in new} != {fold(tag) for tag in old or ()}
    return bool(old != new)


def _compose_name(
    kind: str, row: Mapping[str, Any], old: Mapping[str, Any], new: dict[str, Any], given: str | None
) -> None:
    """A name made of its parts follows them; one that was written otherwise stays."""
    new.pop("name", None)
    if given is not None:
        new["name"] = given
    elif "first_name" in row or "last_name" in row:
        before = whole_name(kind, old["first_name"], old["last_name"], None)
        after = whole_name(kind, row.get("first_name", old["first_name"]), row.get("last_name", old["last_name"]), None)
        if before is None or before == old["name"]:
            new["name"] = after


def _outcome(row: Mapping[str, Any], old: Mapping[str, Any], book: StageBook | None) -> dict[str, Any]:
    """The columns that follow from stage and days, as a move on the board would leave them."""
    assert book is not None
    stage = row.get("stage")
    if stage is None and row.get("pipeline", old["pipeline"]) != old["pipeline"] and old["state"] == OPEN:
        stage = book.first_open(row["pipeline"])
    new: dict[str, Any] = {}
    state = old["state"]
    if stage is not None and stage != old["stage"]:
        facts = book.facts[stage]
        state = facts.kind
        day, reason, note = (row.get(name, old[name]) for name in ("closed_on", "reason", "reason_note"))
        new = pipeline.outcome(stage, facts.pipeline, state, day, reason, note, old["lost_to"])
    soon = row.get("expected_on")
    if soon is None and state == OPEN:
        soon = row.get("closed_on")
    if soon is not None:
        new["expected_on"] = soon
    if state != OPEN and "closed_on" in row:
        new["closed_on"] = row["closed_on"]
    if state == LOST:
        new |= {name: row[name] for name in ("reason", "reason_note") if name in row}
    return new


def _with_consent_days(desk: Desk, kind: str, changed: dict[str, Any]) -> dict[str, Any]:
    dated = consent.dated(desk, kind, changed)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in dated.items()}


def _keep(kind: str, edits: Edits, record: int, changed: dict[str, Any]) -> None:
    columns: dict[str, Any] = {}
    for name, value in changed.items():
        if name == "tags":
            edits.tags[record] = value
        elif name in ways.TYPE_OF:
            edits.further.setdefault(record, {})[name] = value
        elif name == "product":
            edits.products[record] = value
        elif name.startswith(CUSTOM):
            edits.own.setdefault(record, {})[name] = value
        else:
            columns[name if name in _UNTOLD else built_in(kind, name).attribute or name] = value
    if columns:
        edits.columns[record] = columns


def _shown(sheet: Sheet, kind: str, name: str, value: Any, links: Links, book: StageBook | None) -> Any:
    if value is None or name in _UNTOLD or sheet.field_of(kind, name).type != "link":
        return value
    if name == "stage" and book is not None:
        return book.facts[value].name if value in book.facts else None
    linked = sheet.field_of(kind, name).links_to or ""
    return links.directory(linked).name_of.get(value)

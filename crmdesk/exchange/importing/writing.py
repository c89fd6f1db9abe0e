"""The prepared import written as one step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from crmdesk.exchange.importing import activities
from crmdesk.exchange.importing.options import Cancelled, Progress, go_on
from crmdesk.exchange.importing.planning import Plan, last_step, plan
from crmdesk.exchange.importing.report import Report
from crmdesk.exchange.problems import shown
from crmdesk.models import journal
from crmdesk.models.activities import Tagging
from crmdesk.models.bulk import uncollected
from crmdesk.models.custom import CustomValue
from crmdesk.models.database import check_links_at_commit, indexes_later
from crmdesk.models.opportunities import OpportunityLine
from crmdesk.models.pipeline import Pipeline, Stage
from crmdesk.sales import (
    audit,
    custom_values,
    leads,
    lines,
    opportunities,
    pipeline,
    ranks,
    records,
    stages,
    tags,
    ways,
)
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES
from crmdesk.sales.rights import ADD, OWN
from crmdesk.texts import Message, msgn

_MANY = 5_000
"""From so many rows on it pays to build an empty table's indexes afterwards."""


def rehearse(desk: Desk, prepared: Plan) -> Report:
    """What the import would do; writes nothing."""
    return prepared.report()


def commit(desk: Desk, prepared: Plan, progress: Progress | None = None, cancelled: Cancelled | None = None) -> Report:
    """Write a prepared import as one step, which one undo takes back.

    A plan made before somebody else wrote to the book is made again first, under the lock.

    Raises:
        ImportCancelled: `cancelled` answered yes; nothing was written.
        BookBusyError, StorageError: the book does not allow it; nothing was written.
    """
    with uncollected(), _forgetting(desk):
        with desk.step(_label(prepared)) as writing:
            if prepared.basis != last_step() or not writing.entry.is_empty:
                prepared = plan(desk, prepared.table, prepared.kind, prepared.mapping, prepared.options, cancelled)
                writing.entry.rename(_label(prepared))
            _write(desk, prepared, progress, cancelled)
            audit.note(desk, audit.IMPORTED, _label(prepared))
        report = prepared.report()
    return replace(report, changes=writing.changes)


def _write(desk: Desk, prepared: Plan, progress: Progress | None, cancelled: Cancelled | None) -> None:
    total = len(prepared.rows) + len(prepared.edits.differences)
    _tell(progress, 0, total)
    check_links_at_commit()  # a manager or parent may stand below
    prepared.making.make(desk, prepared.kind)
    with indexes_later(_empty_tables(prepared)):
        stood_for = _make(desk, prepared)
        go_on(cancelled)
        _add(desk, prepared, stood_for)
        _tell(progress, len(prepared.rows), total)
        go_on(cancelled)
    _edit(desk, prepared, stood_for)
    _settle(desk, prepared)
    go_on(cancelled)
    _tell(progress, total, total)


def _settle(desk: Desk, prepared: Plan) -> None:
    """Let what hangs on the rows follow them: amounts lines, reminders activities; and refuse what nobody can offer."""
    if prepared.kind == "opportunity":
        lines.settle_opportunities(desk, prepared.edits.columns.keys() | prepared.edits.products.keys())
    if prepared.kind == "activity":
        activities.follow(prepared.edits.columns)
    if prepared.kind == "quote_line":
        touched = [*prepared.new["id"], *prepared.edits.columns]
        for quote in set(records.values_of("quote_line", "quote", touched).values()):
            lines.settle(desk, "quote", quote)


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)


def _empty_tables(prepared: Plan) -> list[Any]:
    """The tables that are empty and get many rows."""
    sizes = {TABLES[kind]: len(made) for kind, made in prepared.made.items()}
    sizes[TABLES[prepared.kind]] = sizes.get(TABLES[prepared.kind], 0) + len(prepared.rows)
    sizes |= {OpportunityLine: len(prepared.products), Tagging: len(prepared.tags)}
    sizes[CustomValue] = len(prepared.own) * len(prepared.rows)
    return [table for table, size in sizes.items() if size >= _MANY and not table.select().exists()]


def _make(desk: Desk, prepared: Plan) -> dict[int, int]:
    """Make the linked records; what stands for a pipeline or stage in the plan, to its id."""
    stood_for: dict[int, int] = {}
    for kind, made in prepared.made.items():
        if kind == "pipeline":
            for one, columns in made.items():
                stages.add_pipeline(desk, columns["name"], [])
                stood_for[one] = Pipeline.get(Pipeline.name == columns["name"]).id
        else:
            _make_records(desk, kind, made)
    for facts, probability in prepared.stages:
        home = stood_for.get(facts.pipeline, facts.pipeline)
        stages.add(desk, home, facts.name, facts.kind, probability)
        stood_for[facts.id] = Stage.get((Stage.pipeline == home) & (Stage.name == facts.name)).id
    return stood_for


def _make_records(desk: Desk, kind: str, made: dict[int, dict[str, Any]]) -> None:
    names = list(next(iter(made.values())))
    columns: dict[str, Any] = {"id": list(made), **{name: [one[name] for one in made.values()] for name in names}}
    table: Any = TABLES[kind]
    if "place" in table._meta.fields:
        before = table.select().count()
        columns["place"] = range(before, before + len(made))
    if kind == "product":
        columns["currency"] = [desk.currency] * len(made)
    if "owner" in table._meta.fields and desk.rights.scope(kind, ADD) == OWN:
        columns["owner"] = [desk.user] * len(made)
    records.add_columns(kind, columns)


def _add(desk: Desk, prepared: Plan, stood_for: dict[int, int]) -> None:
    if not prepared.rows:
        return
    columns = dict(prepared.new)
    if prepared.kind == "opportunity":
        for name in ("stage", "pipeline") if stood_for else ():
            columns[name] = [stood_for.get(one, one) for one in columns[name]]
        opportunities.add_columns(desk, columns)
        opportunities.add_lines(list(prepared.products), list(prepared.products.values()))
    elif prepared.kind == "lead":
        leads.add_columns(columns)
    else:
        records.add_columns(prepared.kind, columns)
    if prepared.tags:
        tags.replace_all(prepared.kind, prepared.tags)
    if prepared.further:
        ways.replace_all(prepared.kind, prepared.further)
    custom_values.add_columns(desk, prepared.kind, prepared.new["id"], prepared.own)


def _edit(desk: Desk, prepared: Plan, stood_for: dict[int, int]) -> None:
    edits = prepared.edits
    columns = edits.columns
    moved = [record for record, values in columns.items() if "stage" in values]
    if moved:
        columns = {
            record: {
                name: stood_for.get(value, value) if name in ("stage", "pipeline") else value
                for name, value in values.items()
            }
            for record, values in columns.items()
        }
        ends = ranks.at_ends([columns[record]["stage"] for record in moved])
        for record, rank in zip(moved, ends, strict=True):
            columns[record]["rank"] = rank
        pipeline.keep_outcomes(desk, {record: columns[record]["state"] for record in moved})
    if columns:
        journal.edit_rows(TABLES[prepared.kind], columns)
    for record, product in edits.products.items():
        opportunities.keep_product(record, product)
    if edits.tags:
        tags.replace_all(prepared.kind, edits.tags)
    if edits.further:
        ways.replace_all(prepared.kind, edits.further)
    custom_values.replace_all(desk, prepared.kind, edits.own)


@contextmanager
def _forgetting(desk: Desk) -> Iterator[None]:
    """The office's own fields are read again afterwards, also when the import, which may have made some, failed."""
    try:
        yield
    finally:
        desk.settings.forget()


def _label(prepared: Plan) -> Message:
    n, file = len(prepared.rows) + len(prepared.edits.differences), shown(prepared.options.file) or "CSV"
    labels = {
        "user": msgn("{n} user imported from {file}", "{n} users imported from {file}", n, file=file),
        "company": msgn("{n} company imported from {file}", "{n} companies imported from {file}", n, file=file),
        "contact": msgn("{n} contact imported from {file}", "{n} contacts imported from {file}", n, file=file),
        "lead": msgn("{n} lead imported from {file}", "{n} leads imported from {file}", n, file=file),
        "product": msgn("{n} product imported from {file}", "{n} products imported from {file}", n, file=file),
        "quote": msgn("{n} quote imported from {file}", "{n} quotes imported from {file}", n, file=file),
        "quote_line": msgn(
            "{n} line of quotes imported from {file}", "{n} lines of quotes imported from {file}", n, file=file
        ),
        "opportunity": msgn(
            "{n} opportunity imported from {file}", "{n} opportunities imported from {file}", n, file=file
        ),
        "activity": msgn("{n} activity imported from {file}", "{n} activities imported from {file}", n, file=file),
        "message": msgn("{n} message imported from {file}", "{n} messages imported from {file}", n, file=file),
    }
    return labels[prepared.kind]

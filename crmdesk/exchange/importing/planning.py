"""An import prepared to the last value, without the write lock: what would be new, changed, left, refused and made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from peewee import fn

from crmdesk.exchange.csv_read import Table
from crmdesk.exchange.importing import (
    activities,
    allowing,
    belonging,
    clients,
    conversation,
    matching,
    notes,
    people,
    quotes,
    statuses,
)
from crmdesk.exchange.importing.columns import read_columns
from crmdesk.exchange.importing.differences import Difference, Edits, compare
from crmdesk.exchange.importing.links import NOT_MADE, Links, Near
from crmdesk.exchange.importing.mapping import Mapped, resolve
from crmdesk.exchange.importing.options import Cancelled, Mode, Options, go_on
from crmdesk.exchange.importing.own import Making, making
from crmdesk.exchange.importing.report import Report
from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.importing.stages import StageBook, StageFacts, link_stages, too_long
from crmdesk.exchange.problems import RowProblem, shown
from crmdesk.models.bulk import uncollected
from crmdesk.models.errors import DomainError
from crmdesk.models.ids import new_ids
from crmdesk.models.journal import Step
from crmdesk.sales import access, consent, records, roles, rules, settings, ways
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import TABLES, Field, built_in, called_by
from crmdesk.sales.rights import IMPORT
from crmdesk.sales.ways import Way
from crmdesk.texts import Message, msg

_MADE_FIRST = (
    *("team", "source", "reason", "lead_reason", "campaign"),
    *("user", "company", "contact", "product", "pipeline"),
)
_HOMELESS = {"activity": activities.HOMELESS, "message": conversation.HOMELESS}
"""Why rows of kinds that belong to other records are not taken without any."""
_SELF = {"user": "manager", "company": "parent"}


_PREVIEWED = 50


@dataclass(frozen=True, slots=True)
class NewRow:
    """One of the first rows to be added, as it was read: field name to plain value, links by name."""

    row: int
    values: Mapping[str, Any]


@dataclass
class Plan:
    """A prepared import.  `commit` makes it again first when the book has changed since.

    Attributes:
        kind, table, mapping, options: what it was made from.
        basis: the book's last step when it was made.
        new: attribute name to plain values of the rows to be added, ``id`` among them.
        rows: the numbers of those rows in the file.
        preview: the first of them as they were read.
        tags, products: of the rows to be added, by their id.
        further: their further ways to be reached, by their id and the field.
        own: field of the office's own to values of the rows to be added.
        making: the fields and choices that are made.
        made: kind to id to columns of linked records to be made, in the order to make them.
        stages: those to be made, each with its probability.
        edits: what changes in existing records.
        unchanged: how many rows leave their record as it is.
    """

    kind: str
    table: Table
    mapping: Mapping[str, str]
    options: Options
    basis: int | None
    new: dict[str, Sequence[Any]] = field(default_factory=dict)
    rows: Sequence[int] = ()
    preview: list[NewRow] = field(default_factory=list)
    tags: dict[int, list[str]] = field(default_factory=dict)
    products: dict[int, int] = field(default_factory=dict)
    further: dict[int, dict[str, list[Way]]] = field(default_factory=dict)
    own: dict[str, list[Any]] = field(default_factory=dict)
    making: Making = field(default_factory=Making)
    made: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    stages: list[tuple[StageFacts, int]] = field(default_factory=list)
    edits: Edits = field(default_factory=Edits)
    unchanged: int = 0
    refused: list[RowProblem] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    @property
    def differences(self) -> list[Difference]:
        """The changes of existing records, cell by cell."""
        return self.edits.differences

    def report(self) -> Report:
        """What would happen, in numbers."""
        created = {kind: len(made) for kind, made in self.made.items() if made}
        if self.stages:
            created["stage"] = len(self.stages)
        if self.making.fields:
            created["custom_field"] = len(self.making.fields)
        return Report(
            self.kind, len(self.rows), len(self.edits.differences), self.unchanged,
            sorted(self.refused, key=lambda one: one.row), created, self.near, self.notes, self.table.headers,
        )  # fmt: skip


def last_step() -> int | None:
    """The book's last step: while it is the same, nothing was written."""
    return Step.select(fn.MAX(Step.id)).scalar()  # type: ignore[no-any-return]


def plan(
    desk: Desk,
    table: Table,
    kind: str,
    mapping: Mapping[str, str],
    options: Options | None = None,
    cancelled: Cancelled | None = None,
) -> Plan:
    """Prepare an import; reads the book and writes nothing.

    Args:
        kind: one of `mapping.KINDS`.
        mapping: header of a column to the name of the field it fills.

    Raises:
        NotAllowedError: the user imports no such records.
        NeedsChoice: days or numbers of a column can be read in two ways.
        DomainError: the mapping or an option does not fit.
        ImportCancelled: `cancelled` answered yes.
    """
    access.require(desk, kind, IMPORT)
    options = options or Options()
    mapped = resolve(desk, kind, table, mapping)
    _refuse_currency(desk, options)
    match = matching.match_fields(kind, mapped, options)
    prepared = Plan(kind, table, mapping, options, last_step())
    with uncollected():
        sheet = read_columns(table, mapped, options, desk.currency, cancelled, desk.settings.country)
        go_on(cancelled)
        _prepare(desk, prepared, sheet, mapped, match)
        prepared.making = making(sheet.own.values(), [prepared.own, prepared.edits.own_columns()])
        prepared.notes += prepared.making.notes()
        prepared.notes += notes.about_left_out(table, mapped)
        prepared.notes += notes.about_repeated_columns(table, mapped)
        prepared.notes += notes.about_stages([facts.name for facts, _probability in prepared.stages])
        prepared.notes += notes.about_users(prepared.made.get("user", {}), roles.name_for_newcomers())
        prepared.notes += notes.about_unknowable(match, len(prepared.rows))
        go_on(cancelled)
    return prepared


def _prepare(desk: Desk, prepared: Plan, sheet: Sheet, mapped: Sequence[Mapped], match: tuple[str, ...]) -> None:
    kind, options = prepared.kind, prepared.options
    links = Links(desk)
    if kind in _HOMELESS:
        belonging.link(desk, sheet, links, mapped)
    else:
        _link(sheet, links, mapped)
    if kind in ("contact", "lead"):
        people.compose_names(kind, sheet)
    if kind == "message":
        conversation.compose(sheet)
    sheet.columns["record"] = matching.find(sheet, kind, match, options)
    allowing.refuse_others(desk, kind, sheet)
    if kind == "opportunity":
        book = StageBook.read(links)
        clients.compose_titles(sheet, links, [record is None for record in sheet.columns["record"]])
        link_stages(book, sheet, _pipelines(sheet, links))
    else:
        book = None
    if kind in _HOMELESS:
        prepared.notes += belonging.settle(sheet, _HOMELESS[kind])
    if kind == "activity":
        activities.settle(desk, sheet)
    if kind == "message":
        conversation.settle_times(sheet)
    if kind in ("quote", "quote_line"):
        quotes.complete(kind, sheet, links.planned("product"))
    if kind == "quote_line":
        quotes.refuse_issued(sheet)
    _require(kind, sheet)
    if kind == "user":
        people.refuse_taken_names(sheet)
    old, new = _split(sheet)
    new.columns["id"] = new_ids(len(new))
    if (own := _SELF.get(kind)) in sheet.written:
        links.link_self(old, new, own or "", kind)
    links.link_own(old, new, kind)
    if options.mode is Mode.CREATE:
        old_rows, old = len(old), old.take([])
        prepared.unchanged = old_rows
    if book is not None:
        _start_new(book, new)
        prepared.notes += clients.settle_outcomes(new, book)
    if kind == "lead":
        prepared.notes += statuses.about_worked(new)
    prepared.edits = compare(desk, kind, old, links, book)
    prepared.unchanged += len(old) - len(prepared.edits.differences)
    _fill(desk, prepared, new, links, mapped)
    _collect_made(prepared, links, book, sheet.own.values())
    prepared.near = links.near(old) if old is new else _both(links.near(old), links.near(new))
    prepared.refused = sheet.refused


def _refuse_currency(desk: Desk, options: Options) -> None:
    if options.currency is not None and settings.check_currency(options.currency) != desk.currency:
        raise DomainError(
            msg(
                "This book counts in {currency}, and amounts in {other} cannot be imported yet. Convert them first.",
                currency=desk.currency,
                other=shown(options.currency.strip().upper()),
            ),
            "currency",
        )


def _link(sheet: Sheet, links: Links, mapped: Sequence[Mapped]) -> None:
    """Link everything but stages, and but what may be linked to a row of the same file."""
    later = {"stage", "status", "contact", *_SELF.values()}
    for one in mapped:
        name = one.field.name
        if one.field.type == "link" and name not in later and name not in sheet.own:
            links.link(sheet, name, one.field.links_to or "", make=one.field.links_to not in NOT_MADE)
    if "contact" in sheet.written:
        links.link_contacts(sheet)
    if "status" in sheet.written:
        statuses.link_statuses(sheet)
    if "pipeline" in sheet.written:
        reasons = {written: too_long(written) for written in set(sheet.written["pipeline"]) if written is not None}
        sheet.refuse(
            {
                place: Refusal(reason, "pipeline")
                for place, written in enumerate(sheet.written["pipeline"])
                if written is not None and (reason := reasons[written]) is not None
            }
        )


def _pipelines(sheet: Sheet, links: Links) -> list[int | None]:
    """The pipeline in which each row's stage is looked for."""
    given = sheet.column("pipeline")
    known = [record for record in sheet.columns["record"] if record is not None]
    if not known:
        return list(given)
    current = records.values_of("opportunity", "pipeline", known)
    pairs = zip(given, sheet.columns["record"], strict=True)
    return [one or (current.get(record) if record is not None else None) for one, record in pairs]


def _require(kind: str, sheet: Sheet) -> None:
    """Refuse new rows that lack what every record needs; the sentence is the form's."""
    name = called_by(kind)
    reason = rules.value_problem(built_in(kind, name), None)
    pairs = zip(sheet.column(name), sheet.columns["record"], strict=True)
    if reason is not None:
        sheet.refuse(
            {place: Refusal(reason, name) for place, (value, old) in enumerate(pairs) if value is None and old is None}
        )


def _split(sheet: Sheet) -> tuple[Sheet, Sheet]:
    """The rows about existing records, and the new ones."""
    of_record = sheet.columns["record"]
    old = [place for place, record in enumerate(of_record) if record is not None]
    new = [place for place, record in enumerate(of_record) if record is None] if old else range(len(sheet))
    return sheet.take(old), sheet.take(new)


def _start_new(book: StageBook, new: Sheet) -> None:
    """Put new opportunities that name no stage into the first one of their pipeline."""
    pairs = zip(new.columns["stage"], new.column("pipeline"), strict=True)
    new.columns["stage"] = [stage if stage is not None else book.first_open(pipeline) for stage, pipeline in pairs]
    book.set_probabilities(new.columns["stage"], new.column("probability"))


def _fill(desk: Desk, prepared: Plan, new: Sheet, links: Links, mapped: Sequence[Mapped]) -> None:
    """The columns of the rows to be added."""
    kind, table = prepared.kind, TABLES[prepared.kind]
    columns: dict[str, Sequence[Any]] = {"id": new.columns["id"]}
    names = {one.field.name for one in mapped} - {"key"}
    if kind in ("contact", "lead"):
        names.add("name")
    if "owner" in new.columns:
        names.add("owner")
    if kind == "opportunity":
        names |= {"title", "stage", "pipeline", "state", "created_on", "expected_on"}
        columns |= {"rate": new.columns["rate"], "client_key": clients.client_keys(new, links)}
    if kind == "message":
        columns |= conversation.filled(desk, new)
    if kind == "activity":
        columns |= activities.filled(desk, new)
    for name in names:
        attribute = new.field_of(kind, name).attribute
        if attribute and attribute not in columns:
            columns[attribute] = _with_default(table, attribute, new.column(name))
    if kind == "product":
        columns["currency"] = [desk.currency] * len(new)
    if kind == "quote":
        columns |= quotes.quote_columns(desk, new, columns)
    if kind == "quote_line":
        columns["name"] = new.column("name")
        columns |= quotes.line_columns(new, columns)
    _date_consents(desk, kind, names, columns)
    prepared.new = {**columns, **records.derived(kind, columns)}
    prepared.own = {name: new.column(name) for name in new.own}
    prepared.rows = new.numbers
    prepared.preview = _preview(new, links, mapped)
    for name, target in (("tags", prepared.tags), ("product", prepared.products)):
        if name in names:
            pairs = zip(new.columns["id"], new.column(name), strict=True)
            target.update((record, value) for record, value in pairs if value is not None)
    for name in names & ways.TYPE_OF.keys():
        for record, value in zip(new.columns["id"], new.column(name), strict=True):
            if value is not None:
                prepared.further.setdefault(record, {})[name] = value


def _date_consents(desk: Desk, kind: str, names: set[str], columns: dict[str, Sequence[Any]]) -> None:
    """Give consents whose day the file does not say that of the import."""
    today = desk.today.isoformat()
    for channel in consent.CHANNELS if kind in consent.KINDS else ():
        name = f"consent_{channel}"
        if name in names and f"{name}_on" not in names:
            columns[f"{name}_on"] = [today if said is not None else None for said in columns[name]]


def _preview(new: Sheet, links: Links, mapped: Sequence[Mapped]) -> list[NewRow]:
    """The first rows as a person checks them before saying yes."""
    found = []
    for place, row in enumerate(new.numbers[:_PREVIEWED]):
        values = {}
        for one in mapped:
            name = one.field.name
            value = new.column(name)[place]
            if one.field.type == "link":
                written = new.written[name][place]
                known = links.directory(one.field.links_to or "").name_of if name != "stage" else {}
                value = known.get(value, written)
            values[name] = value
        found.append(NewRow(row, values))
    return found


def _with_default(table: Any, attribute: str, values: list[Any]) -> list[Any]:
    """The values, what the table puts in their place where a blank cell cannot be kept."""
    default = table._meta.fields[attribute].default
    return values if default is None else [default if value is None else value for value in values]


def _collect_made(prepared: Plan, links: Links, book: StageBook | None, own_fields: Iterable[Field]) -> None:
    """The linked records to be made: only those that a taken row points at."""
    pointed: set[Any] = set(prepared.products.values()) | set(prepared.edits.products.values())
    for name, values in prepared.new.items():
        if field_is_link(prepared.kind, name):
            pointed.update(values)
    for changed in prepared.edits.columns.values():
        pointed.update(value for name, value in changed.items() if field_is_link(prepared.kind, name))
    for one in own_fields:
        if one.type == "link":
            pointed.update(prepared.own.get(one.name, ()))
            pointed.update(values.get(one.name) for values in prepared.edits.own.values())
    if book is not None:
        prepared.stages = [(one, book.probability[one.id]) for one in book.made() if one.id in pointed]
        pointed.update(one.pipeline for one, _probability in prepared.stages)
    for kind in _MADE_FIRST:
        made = links.used(kind, pointed)
        if made:
            prepared.made[kind] = made
            prepared.notes += _lookalikes(links, kind, made)
    if book is not None:
        stages = {one.id: one.name for one, _probability in prepared.stages}
        prepared.notes += notes.about_lookalikes(stages, {one.id: one.name for one in book.facts.values()})


def _lookalikes(links: Links, kind: str, made: Mapping[int, Mapping[str, Any]]) -> list[Message]:
    directory = links.directory(kind)
    left = directory.made.keys() - made.keys()  # those that only a refused row names
    known = {record: name for record, name in directory.name_of.items() if record not in left}
    return notes.about_lookalikes(notes.names_made(made), known)


def field_is_link(kind: str, attribute: str) -> bool:
    """Whether a column of the kind's table holds ids of other records."""
    return attribute in ("stage", "pipeline") or hasattr(TABLES[kind]._meta.fields.get(attribute), "rel_model")


def _both(one: list[Near], other: list[Near]) -> list[Near]:
    found = {(near.field, near.written): near for near in one}
    for near in other:
        before = found.get((near.field, near.written))
        rows = near.rows + (before.rows if before else 0)
        found[near.field, near.written] = Near(near.field, near.written, near.linked, rows)
    return list(found.values())

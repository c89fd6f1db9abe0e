"""Everything the office keeps: one CSV file a kind, with the field names that import takes back, and its documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from crmdesk.exchange.csv_write import write_table
from crmdesk.exchange.plain import kept, records
from crmdesk.models.campaigns import MEMBER_KINDS
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError, StorageError
from crmdesk.models.fold import fold
from crmdesk.models.quotes import QuoteLine, SalesNote
from crmdesk.sales import (
    access,
    audit,
    campaigns,
    document_files,
    documents,
    lists,
    refusals,
    rights,
    segments,
    ways,
)
from crmdesk.sales.desk import Desk
from crmdesk.sales.document_copies import file_name
from crmdesk.sales.fields import TABLES, built_in, called_by
from crmdesk.sales.hanging import LINKS
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.sales.records import values_of
from crmdesk.sales.rights import ALL, EXPORT
from crmdesk.texts import Message, msg

KINDS = (
    *("user", "company", "contact", "lead", "product", "opportunity", "activity", "campaign", "segment"),
    *("quote", "quote_line", "sales_note", "message"),
)
_LINKED: dict[str, tuple[str, ...]] = {
    "activity": LINKS,
    "message": LINKS,
    "quote": ("opportunity",),
    "quote_line": ("quote", "product"),
    "sales_note": ("opportunity", "quote"),
}
"""Kinds that are part of others: what they link to is named so that it is found again."""
_PART_OF = {"message": LINKS, "quote_line": ("quote",)}
"""Kinds of which those are left out that are part of nothing that is there."""
_DOCUMENT_COLUMNS = (
    *("id", "name", "file", "size", "sha256", "media_type", "added_by", "added_at", "replaces", "message"),
    *("kind", "belongs_to"),
)
_TOLD_APART = 12  # digits of a content's SHA-256 before its file's name
_DOCUMENTS = "documents"
"""The folder of their files."""


def export(desk: Desk, folder: Path, segment: str = "") -> list[Path]:
    """Write one file a kind, and the documents, into a folder, which is made; the paths.

    What the user's role does not export is left out (see `left_out`).

    Args:
        segment: only who is in a segment of this name.

    Raises:
        NotAllowedError: the user exports nothing at all.
        DomainError: the folder cannot be written; there is no such segment, or its rule cannot be followed.
    """
    asked = _of_segment(desk, segment) if segment else dict.fromkeys(KINDS, ListQuestion(exported=True))
    kinds = [kind for kind in asked if _may(desk, kind)]
    if not kinds:
        access.require(desk, next(iter(asked)) if segment else "opportunity", EXPORT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise DomainError(
            msg("The folder {path} cannot be written. Choose another one.", path=str(folder))
        ) from problem
    what = msg("Segment “{name}”, into {folder}", name=segment, folder=str(folder))
    everything = msg("Everything, into {folder}", folder=str(folder))
    audit.note(desk, audit.EXPORTED, what if segment else everything)
    written = [_write_kind(desk, folder, kind, asked[kind]) for kind in kinds]
    if segment:
        return written
    members = (("campaign", _campaign_members), ("segment", _segment_members))
    written += [_write(folder, f"{kind}_member", *rows(desk)) for kind, rows in members if kind in kinds]
    if "sales_note" in kinds:
        written.append(_write(folder, "sales_note_line", *_lines_of_notes(desk)))
    return written + _write_documents(desk, folder)


def _may(desk: Desk, kind: str) -> bool:
    """Whether the user exports some of a kind; what is part of others goes with them."""
    parts_of = access.holders(TABLES[kind]) if kind not in rights.kinds() else ()
    return any(access.may(desk, one, EXPORT) for one in parts_of or (kind,))


def _write_kind(desk: Desk, folder: Path, kind: str, asked: ListQuestion) -> Path:
    names = ["id", *(field.name for field in kept(desk, kind))]
    found = records(desk, kind, asked, names)
    _name_apart(desk, kind, found)
    whole = _PART_OF.get(kind)
    there = [record for record in found if whole is None or any(record[link] is not None for link in whole)]
    return _write(folder, kind, names, _cells(names, there))


def _cells(names: Sequence[str], found: Sequence[dict[str, Any]]) -> list[list[str]]:
    """The records' cells; one that has no external id is told by its own, by which imports know it again."""
    for record in found if "external_id" in names else ():
        record["external_id"] = record["external_id"] or record["id"]
    return [[_cell(record[name], _BETWEEN.get(name, ", ")) for name in names] for record in found]


def _write(folder: Path, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    path = folder / f"{name}.csv"
    write_table(path, columns, rows)
    return path


def _name_apart(desk: Desk, kind: str, found: Sequence[dict[str, Any]]) -> None:
    """Let what records link to be called so that it is found again."""
    for link in _LINKED.get(kind, ()):
        ids = values_of(kind, link, [int(record["id"]) for record in found])
        called = _called_apart(desk, built_in(kind, link).links_to or "")
        for record in found:
            record[link] = called.get(ids[int(record["id"])])


def _called_apart(desk: Desk, kind: str) -> dict[int | None, str]:
    """What each record is called where that means it alone, else its external id."""
    table: Any = TABLES[kind]
    query = table.select(table.id, getattr(table, called_by(kind)), table.external_id)
    rows = [
        (known, name, told, fold(name).replace(" ", ""))
        for known, name, told in plain_tuples(query.where(access.visible(desk, table)))
    ]
    uses = Counter(key for _known, _name, _told, key in rows)
    return {known: name if uses[key] == 1 else told or str(known) for known, name, told, key in rows}


def _lines_of_notes(desk: Desk) -> _Table:
    """The lines of sales notes, which are kept with those of quotes."""
    names = ["id", *(field.name for field in kept(desk, QuoteLine.kind) if field.name != "quote")]
    query = QuoteLine.select(QuoteLine.id, QuoteLine.sales_note).where(QuoteLine.sales_note.is_null(False))
    note_of, called = dict(plain_tuples(query)), _called_apart(desk, SalesNote.kind)
    lines = [
        {**record, "sales_note": called[note_of[int(record["id"])]]}
        for record in records(desk, QuoteLine.kind, ListQuestion(exported=True), names)
        if note_of.get(int(record["id"])) in called
    ]
    columns = ["id", "sales_note", *names[1:]]
    return columns, _cells(columns, lines)


def _write_documents(desk: Desk, folder: Path) -> list[Path]:
    """The table of documents, and a folder with each content once; of one that is missing the table names no file."""
    found = documents.exported(desk)
    if not found:
        return []
    place = folder / _DOCUMENTS
    place.mkdir(exist_ok=True)
    called = {kind: _called_apart(desk, kind) for kind in {kind for _row, _replaces, (kind, _id) in found}}
    files: dict[str, str] = {}
    rows = []
    for row, replaces, (kind, record) in found:
        if row.sha256 not in files:
            name = f"{row.sha256[:_TOLD_APART]}-{file_name(row.name)}"
            files[row.sha256] = f"{_DOCUMENTS}/{name}" if _wrote(desk, row.id, place / name) else ""
        at = row.added_at.isoformat(timespec="minutes")
        told = (row.id, row.name, files[row.sha256], row.size, row.sha256, row.media_type, row.added_by, at, replaces)
        rows.append([_cell(one, "") for one in (*told, row.message, kind, called[kind].get(record))])
    return [_write(folder, "document", _DOCUMENT_COLUMNS, rows), place]


def _wrote(desk: Desk, document: int, path: Path) -> bool:
    try:
        document_files.read_out(desk, document, path)
    except StorageError:
        return False  # a damaged book gives what it has
    return True


_Table = tuple[list[str], list[list[str]]]


def _campaign_members(desk: Desk) -> _Table:
    """Who is in which campaign, and how far it came with them; those alone whom the user exports."""
    known = _exported_members(desk)
    rows = [
        [name, member.kind, str(member.record), member.name, member.status, _cell(member.status_on, "")]
        for campaign, name in campaigns.choices(desk)
        for member in campaigns.member_rows(desk, campaigns.member_ids(desk, campaign))
        if member.record in known[member.kind]
    ]
    return ["campaign", "kind", "id", "name", "status", "status_on"], rows


def _segment_members(desk: Desk) -> _Table:
    """Who is in which segment now; a segment whose rule cannot be followed any more is left out."""
    known = _exported_members(desk)
    rows = []
    for segment, name in segments.choices(desk):
        if not segments.problems(desk, segment):
            kind, ids = segments.ids(desk, segment)
            rows += [[name, kind, str(record)] for record in sorted(known[kind].intersection(ids))]
    return ["segment", "kind", "id"], rows


def _exported_members(desk: Desk) -> dict[str, set[int]]:
    return {kind: set(lists.ids(desk, kind, ListQuestion(exported=True))) for kind in MEMBER_KINDS}


def left_out(desk: Desk) -> list[Message]:
    """Why kinds of records are not, or only in part, in what this user exports."""
    own = [kind for kind in KINDS if kind in rights.kinds() or not access.holders(TABLES[kind])]
    return [refusals.about(desk, kind, EXPORT) for kind in own if desk.rights.scope(kind, EXPORT) != ALL]


def _of_segment(desk: Desk, name: str) -> dict[str, ListQuestion]:
    """The question for each kind that has a segment of this name."""
    known = [(kind, one, called) for kind in MEMBER_KINDS for one, called in segments.choices(desk, kind)]
    wanted = [(kind, one) for kind, one, called in known if fold(called) == fold(name)]
    if not wanted:
        names = ", ".join(called for _kind, _id, called in known) or "—"
        raise DomainError(msg("There is no segment “{name}” here. There are: {names}.", name=name, names=names))
    for problem in (problem for _kind, one in wanted for problem in segments.problems(desk, one)):
        raise DomainError(problem)  # a file that lacks people would be taken for whole
    narrowed = ListQuestion(conditions=(Condition(segments.FIELD, "=", name),), exported=True)
    return dict.fromkeys((kind for kind, _one in wanted), narrowed)


_BETWEEN = dict.fromkeys(ways.TYPE_OF, "; ")  # addresses have commas of their own


def _cell(value: object, between: str) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return between.join(map(str, value))
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    return str(int(value)) if isinstance(value, bool) else str(value)

"""Everything the office keeps, as one CSV file a kind, with the field names that import takes back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from crmdesk.exchange.csv_write import write_table
from crmdesk.exchange.plain import kept, records
from crmdesk.models.campaigns import MEMBER_KINDS
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.sales import access, audit, campaigns, lists, refusals, segments, ways
from crmdesk.sales.desk import Desk
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.sales.rights import ALL, EXPORT
from crmdesk.texts import Message, msg

KINDS = (
    *("user", "company", "contact", "lead", "product", "opportunity", "activity", "campaign", "segment"),
    *("quote", "quote_line", "sales_note"),
)


def export(desk: Desk, folder: Path, segment: str = "") -> list[Path]:
    """Write one file a kind into a folder, which is made; the paths.

    What the user's role does not export is left out (see `left_out`).

    Args:
        segment: only who is in a segment of this name.

    Raises:
        NotAllowedError: the user exports nothing at all.
        DomainError: the folder cannot be written; there is no such segment, or its rule cannot be followed.
    """
    asked = _of_segment(desk, segment) if segment else dict.fromkeys(KINDS, ListQuestion(exported=True))
    kinds = [kind for kind in asked if access.may(desk, kind, EXPORT)]
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
    members = () if segment else (("campaign", _campaign_members), ("segment", _segment_members))
    return written + [_write(folder, f"{kind}_member", *rows(desk)) for kind, rows in members if kind in kinds]


def _write_kind(desk: Desk, folder: Path, kind: str, asked: ListQuestion) -> Path:
    names = ["id", *(field.name for field in kept(desk, kind))]
    rows = [
        [_cell(record[name], _BETWEEN.get(name, ", ")) for name in names]
        for record in records(desk, kind, asked, names)
    ]
    return _write(folder, kind, names, rows)


def _write(folder: Path, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    path = folder / f"{name}.csv"
    write_table(path, columns, rows)
    return path


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
    return [refusals.about(desk, kind, EXPORT) for kind in KINDS if desk.rights.scope(kind, EXPORT) != ALL]


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

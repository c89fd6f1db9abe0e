"""Everything the office keeps, as one CSV file a kind, with the field names that import takes back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from crmdesk.exchange.csv_write import write_table
from crmdesk.exchange.plain import records
from crmdesk.models.campaigns import MEMBER_KINDS
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.sales import access, audit, refusals, segments, ways
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import fields_of
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.sales.rights import ALL, EXPORT
from crmdesk.texts import Message, msg

KINDS = ("user", "company", "contact", "lead", "product", "opportunity", "activity", "campaign")


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
    written = []
    what = msg("Segment “{name}”, into {folder}", name=segment, folder=str(folder))
    everything = msg("Everything, into {folder}", folder=str(folder))
    audit.note(desk, audit.EXPORTED, what if segment else everything)
    for kind in kinds:
        names = ["id", *(field.name for field in fields_of(desk, kind))]
        rows = [
            [_cell(record[name], _BETWEEN.get(name, ", ")) for name in names]
            for record in records(desk, kind, asked[kind], names)
        ]
        path = folder / f"{kind}.csv"
        write_table(path, names, rows)
        written.append(path)
    return written


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

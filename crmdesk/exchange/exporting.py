"""Everything the office keeps, as one CSV file a kind, with the field names that import takes back."""

from __future__ import annotations

from pathlib import Path

from crmdesk.exchange.csv_write import write_table
from crmdesk.exchange.plain import records
from crmdesk.models.errors import DomainError
from crmdesk.sales import access, audit, refusals, ways
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import fields_of
from crmdesk.sales.lists import ListQuestion
from crmdesk.sales.rights import ALL, EXPORT
from crmdesk.texts import Message, msg

KINDS = ("user", "company", "contact", "lead", "product", "opportunity", "activity", "campaign")


def export(desk: Desk, folder: Path) -> list[Path]:
    """Write one file a kind into a folder, which is made; the paths.

    What the user's role does not export is left out (see `left_out`).

    Raises:
        NotAllowedError: the user exports nothing at all.
        DomainError: the folder cannot be written.
    """
    kinds = [kind for kind in KINDS if access.may(desk, kind, EXPORT)]
    if not kinds:
        access.require(desk, "opportunity", EXPORT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise DomainError(
            msg("The folder {path} cannot be written. Choose another one.", path=str(folder))
        ) from problem
    written = []
    audit.note(desk, audit.EXPORTED, msg("Everything, into {folder}", folder=str(folder)))
    for kind in kinds:
        names = ["id", *(field.name for field in fields_of(desk, kind))]
        rows = [
            [_cell(record[name], _BETWEEN.get(name, ", ")) for name in names]
            for record in records(desk, kind, ListQuestion(exported=True), names)
        ]
        path = folder / f"{kind}.csv"
        write_table(path, names, rows)
        written.append(path)
    return written


def left_out(desk: Desk) -> list[Message]:
    """Why kinds of records are not, or only in part, in what this user exports."""
    return [refusals.about(desk, kind, EXPORT) for kind in KINDS if desk.rights.scope(kind, EXPORT) != ALL]


_BETWEEN = dict.fromkeys(ways.TYPE_OF, "; ")  # addresses have commas of their own


def _cell(value: object, between: str) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return between.join(map(str, value))
    return str(int(value)) if isinstance(value, bool) else str(value)

"""Everything the office keeps, as one CSV file a kind, with the field names that import takes back."""

from __future__ import annotations

from pathlib import Path

from crmdesk.exchange.csv_write import write_table
from crmdesk.exchange.plain import records
from crmdesk.models.errors import DomainError
from crmdesk.sales import ways
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import fields_of
from crmdesk.sales.lists import ListQuestion
from crmdesk.texts import msg

KINDS = ("user", "company", "contact", "lead", "product", "opportunity", "activity", "campaign")


def export(desk: Desk, folder: Path) -> list[Path]:
    """Write one file a kind into a folder, which is made; the paths.

    Raises:
        DomainError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise DomainError(
            msg("The folder {path} cannot be written. Choose another one.", path=str(folder))
        ) from problem
    written = []
    for kind in KINDS:
        names = ["id", *(field.name for field in fields_of(desk, kind))]
        rows = [
            [_cell(record[name], _BETWEEN.get(name, ", ")) for name in names]
            for record in records(desk, kind, ListQuestion(order=""), names)
        ]
        path = folder / f"{kind}.csv"
        write_table(path, names, rows)
        written.append(path)
    return written


_BETWEEN = dict.fromkeys(ways.TYPE_OF, "; ")  # addresses have commas of their own


def _cell(value: object, between: str) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return between.join(map(str, value))
    return str(int(value)) if isinstance(value, bool) else str(value)

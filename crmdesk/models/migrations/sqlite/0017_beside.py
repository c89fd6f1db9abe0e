"""Messages are found by how they begin, and documents by their names."""

from itertools import islice
from typing import Any

from crmdesk.models.fold import words

_BESIDE = 1 << 32
_BEGINNING = 2_000
_AT_ONCE = 10_000


def up(migrator: Any, db: Any) -> None:
    first = _BESIDE
    for kind, column in (("message", "text"), ("document", "name")):
        cursor = db.connection().cursor()
        rows = iter(cursor.execute(f'SELECT id, substr("{column}", 1, {_BEGINNING}) FROM "{kind}" ORDER BY id'))
        while found := list(islice(rows, _AT_ONCE)):
            texts = ((record, kind, f" {words(_apart(kind, text))} ") for record, text in found)
            db.connection().cursor().executemany(
                "INSERT INTO search_entry (id, record, kind, text) VALUES (?, ?, ?, ?)",
                ((first + place, *row) for place, row in enumerate(texts)),
            )
            first += len(found)
    db.execute_sql("INSERT INTO search_index(rowid, text) SELECT id, text FROM search_entry WHERE id >= ?", (_BESIDE,))


def _apart(kind: str, text: str) -> str:
    return text.replace("_", " ") if kind == "document" else text

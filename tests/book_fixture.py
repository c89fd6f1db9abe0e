"""A book of each test's own, for whoever needs one: ``from tests.book_fixture import new_book`` in a conftest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.models import book, database
from crmdesk.models.database import plain_tuples
from crmdesk.models.settings import SearchEntry
from crmdesk.models.tables import RECORDS

_made: list[Path] = []


@pytest.fixture
def new_book(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty book on disk, open for this thread; closed again at the end."""
    path = tmp_path / "office.crmdesk"
    put_book(path, tmp_path_factory)
    yield path
    book.close()


def put_book(path: Path, folders: pytest.TempPathFactory) -> None:
    """Put a copy of an empty book at a path and open it: quicker than making every one anew."""
    if not _made:
        first = folders.mktemp("book") / "empty.crmdesk"
        book.create(first)
        book.close()
        _made.append(first)
    shutil.copy(_made[0], path)
    book.open_book(path)


def whole_book() -> dict[str, list[str]]:
    """Every row people keep, by table, but for the version; and what each is found by."""
    found = {}
    for table in RECORDS:
        columns = [column for column in table._meta.sorted_fields if column.name != "version"]
        rows = plain_tuples(table.select(*columns).order_by(table.id))
        names = [column.name for column in columns]
        found[table.kind] = [json.dumps(dict(zip(names, row, strict=True))) for row in rows]
    entries = SearchEntry.select(SearchEntry.record, SearchEntry.text).order_by(SearchEntry.record)
    found["search"] = [json.dumps(row) for row in plain_tuples(entries)]
    return found


def count_of(table: str) -> int:
    """How many rows a table of the open book has."""
    return int(database.db.execute_sql(f'SELECT count(*) FROM "{table}"').fetchone()[0])

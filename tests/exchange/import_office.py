"""A book to import into, and short ways to do it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from crmdesk.exchange.csv_read import Table, read_table
from crmdesk.exchange.importing import Options, Plan, Report, commit, plan
from crmdesk.models import book
from crmdesk.models.database import plain_tuples
from crmdesk.models.journal import Change, Step
from crmdesk.models.opportunities import OpportunityLog
from crmdesk.models.safety import AuditLine
from crmdesk.models.settings import SearchEntry
from crmdesk.models.tables import TABLES
from crmdesk.sales import opening
from crmdesk.sales.desk import Clock, Desk

NOW = datetime(2026, 3, 16, 10, 0)
STAGES = [
    {"name": "Prospecting", "kind": "open", "probability": 10},
    {"name": "Engaging", "kind": "open", "probability": 40},
    {"name": "Won", "kind": "won", "probability": 100},
    {"name": "Lost", "kind": "lost", "probability": 0},
]
_MOVES_ON = (Step, Change, OpportunityLog, SearchEntry, AuditLine)


@contextmanager
def office(path: Path, currency: str = "EUR", pipeline: Sequence[Mapping[str, Any]] | None = STAGES) -> Iterator[Desk]:
    """A desk at a new book."""
    book.create(path)
    desk = Desk(None, Clock.at(NOW))
    opening.fill(desk, name="", currency=currency, language="en", pipeline=pipeline)
    yield desk
    book.close()


def table(path: Path, text: str) -> Table:
    """The text as a file, read."""
    file = path / "file.csv"
    file.write_text(text, encoding="utf-8", newline="")
    return read_table(file)


def same(text: str) -> dict[str, str]:
    """A mapping for columns that are named as their fields."""
    return {name: name for name in text.split("\n", 1)[0].split(",")}


def planned(desk: Desk, path: Path, kind: str, text: str, **options: Any) -> Plan:
    """The plan for a text whose columns are named as their fields."""
    return plan(desk, table(path, text), kind, same(text), Options(file="file.csv", **options))


def imported(desk: Desk, path: Path, kind: str, text: str, **options: Any) -> Report:
    """The report on a text that was imported."""
    return commit(desk, planned(desk, path, kind, text, **options))


def counts(report: Report) -> tuple[int, int, int, int]:
    """New, changed, unchanged, refused."""
    return report.new, report.changed, report.unchanged, len(report.refused)


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the book, but for what only grows; `version` aside."""
    found = {}
    for one in TABLES:
        if one not in _MOVES_ON:
            columns = [column for name, column in one._meta.fields.items() if name != "version"]
            found[one._meta.table_name] = sorted(plain_tuples(one.select(*columns)), key=repr)
    return found


def searched() -> list[tuple[Any, ...]]:
    """What search knows, without its own ids."""
    return sorted(plain_tuples(SearchEntry.select(SearchEntry.record, SearchEntry.kind, SearchEntry.text)))

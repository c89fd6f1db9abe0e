"""Plain values: what the database holds and JSON can keep (days as text)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from peewee import Field

from crmdesk.models.base import Record


@cache
def columns_of(table: type[Record]) -> dict[str, Field]:
    return dict(table._meta.fields)


def default_of(column: Field) -> Any:
    default = column.default
    return default() if callable(default) else default


def plain(column: Field, value: Any) -> Any:
    known = column.db_value(value)
    if isinstance(known, date):
        return known.isoformat()
    return int(known) if isinstance(known, bool) else known


def runs_of(ids: Sequence[int]) -> list[list[int]]:
    """Ids as [first, count] runs."""
    runs: list[list[int]] = []
    for known in ids:
        if runs and known == runs[-1][0] + runs[-1][1]:
            runs[-1][1] += 1
        else:
            runs.append([known, 1])
    return runs


def ids_of(runs: list[list[int]]) -> list[int]:
    return [first + offset for first, count in runs for offset in range(count)]


def dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

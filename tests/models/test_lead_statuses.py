"""A book of an earlier program: what its history tells of the statuses of leads can still be taken back."""

from __future__ import annotations

import contextlib
import gzip
import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book, journal
from crmdesk.models.leads import LeadReason, LeadStatus
from crmdesk.models.people import Lead
from crmdesk.models.settings import Draft, Preference

OLD = Path(__file__).parent / "books" / "format-1.crmdesk.gz"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "old.crmdesk"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    yield path
    book.close()


def write(path: Path, *statements: tuple[str, tuple[Any, ...]]) -> None:
    with contextlib.closing(sqlite3.connect(path)) as plain, plain:
        for sql, values in statements:
            plain.execute(sql, values)


def leads_in(path: Path, status: str) -> list[int]:
    with contextlib.closing(sqlite3.connect(path)) as plain:
        return [row[0] for row in plain.execute("SELECT id FROM lead WHERE status = ? ORDER BY id", (status,))]


def step(number: int, change: str, lead: int, payload: dict[str, Any]) -> list[tuple[str, tuple[Any, ...]]]:
    label = json.dumps({"text": "Lead changed"})
    return [
        ("INSERT INTO step VALUES (?, ?, 0, '2026-11-20', NULL, NULL, NULL, 1)", (number, label)),
        (
            'INSERT INTO change (step_id, kind, "table", record, payload) VALUES (?, ?, ?, ?, ?)',
            (number, change, "lead", lead, json.dumps(payload)),
        ),
    ]


def test_statuses_become_the_shipped_ones(old: Path) -> None:
    counts = {status: len(leads_in(old, status)) for status in ("open", "working", "converted", "not_converted")}
    book.open_book(old)
    found = {row.name: row.leads.count() for row in LeadStatus.select().order_by(LeadStatus.place)}
    assert found == {
        "Open - not contacted": counts["open"], "Working - contacted": counts["working"], "Qualified": 0,
        "Closed - converted": counts["converted"], "Closed - not converted": counts["not_converted"],
        "Disqualified": 0,
    }  # fmt: skip
    assert LeadReason.select().count() == 6


def test_a_spanish_book_gets_spanish_ones(old: Path) -> None:
    write(old, ("UPDATE setting SET value = '\"es\"' WHERE name = 'language'", ()))
    book.open_book(old)
    assert LeadStatus.select().order_by(LeadStatus.place).first().name == "Abierta - no contactada"


def test_an_old_change_of_status_is_taken_back(old: Path) -> None:
    lead = leads_in(old, "working")[0]
    write(old, *step(1 << 60, "edit", lead, {"status": ["open", "working"]}))
    book.open_book(old)
    journal.undo(1 << 60, user=None, at=1, day=date(2026, 11, 21))
    assert Lead.get_by_id(lead).status.name == "Open - not contacted"


def test_an_old_removal_is_taken_back(old: Path) -> None:
    gone = {"id": 77, "version": 1, "name": "Gone", "rating": 2, "status": "not_converted"}
    write(old, *step(1 << 60, "remove", 77, gone))
    book.open_book(old)
    journal.undo(1 << 60, user=None, at=1, day=date(2026, 11, 21))
    assert Lead.get_by_id(77).status.name == "Closed - not converted"


def test_what_was_typed_and_filtered_is_kept(old: Path) -> None:
    filters, typed = {"filters": {"status": "open"}}, {"typed": {"status": "working"}, "base": {"status": "open"}}
    write(
        old,
        ("INSERT INTO preference VALUES (1, 'list.lead', ?)", (json.dumps(filters),)),
        ("INSERT INTO draft VALUES (1, 'lead:5', ?, 0)", (json.dumps(typed),)),
    )
    book.open_book(old)
    ids = {row.name: row.id for row in LeadStatus.select()}
    working, opened = ids["Working - contacted"], ids["Open - not contacted"]
    assert json.loads(Preference.get().value) == {"filters": {"status": opened}}
    assert json.loads(Draft.get().value) == {"typed": {"status": working}, "base": {"status": opened}}

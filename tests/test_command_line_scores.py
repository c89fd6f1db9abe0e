"""The command line tells the scores of today, also of a book that no window opened today."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from crmdesk import __main__
from crmdesk.__main__ import main
from crmdesk.models import book
from crmdesk.sales import score_rules, scoring, segments
from crmdesk.sales.desk import Clock
from crmdesk.sales.lists import Condition
from crmdesk.sales.score_rules import Rule
from tests.sales.office import Office


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A book where a lead loses points when it is silent for five days; today it is, and nobody opened the book."""
    office = Office(tmp_path)
    office.add("lead", name="Rosa")
    scoring.keep(office.desk, [Rule(score_rules.SILENT, -20, days=5)], 50)
    segments.add(office.desk, "lead", "Cold", segments.Rule("", (Condition("score", "<", 0),)))
    book.close()
    monkeypatch.setattr(__main__, "_clock", lambda: Clock.at(datetime(2026, 11, 30, 10)))
    yield tmp_path / "office.crmdesk"
    book.close()


def scores(path: Path) -> tuple[int, date]:
    with closing(sqlite3.connect(path)) as kept:
        ((score,),), ((day,),) = (kept.execute(f"SELECT {what}") for what in ("score FROM lead", "day FROM scored_on"))
    return score, date.fromisoformat(day)


def test_a_list_of_leads_is_of_today(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scores(path) == (0, date(2026, 11, 20))
    assert main(["list", str(path), "lead", "--where", "score < 0", "--json", "--columns", "name,score"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"name": "Rosa", "score": -20}]
    assert scores(path) == (-20, date(2026, 11, 30))
    before = path.read_bytes()
    assert main(["list", str(path), "lead"]) == 0
    assert path.read_bytes() == before  # a day is scored once


def test_so_is_everyone_of_a_segment(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", str(path), "everyone", "--json", "--columns", "name"]) == 0
    assert scores(path)[0] == -20
    assert main(["list", str(path), "lead", "--where", "segment = Cold", "--json", "--columns", "name"]) == 0
    assert '"Rosa"' in capsys.readouterr().out


def test_an_export_is_of_today(path: Path, tmp_path: Path) -> None:
    assert main(["export", str(path), str(tmp_path / "out")]) == 0
    with (tmp_path / "out" / "lead.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["score"] for row in csv.DictReader(stream)] == ["-20"]


def test_a_book_that_somebody_writes_to_is_told_of_as_it_is(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert main(["list", str(path), "lead", "--json", "--columns", "score"]) == 0
        other.execute("ROLLBACK")
    told = capsys.readouterr()
    assert (json.loads(told.out), told.err) == ([{"score": 0}], "")

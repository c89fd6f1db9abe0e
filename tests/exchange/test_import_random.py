"""Random tables: what is imported is what was written, once, and undo takes all of it back."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.importing import Options, commit, plan, rehearse
from crmdesk.exchange.importing.columns import read_columns
from crmdesk.exchange.importing.mapping import resolve
from crmdesk.exchange.importing.plain import plain_amounts
from crmdesk.exchange.numbers import Decimals, decide_numbers, parse_amount_minor
from crmdesk.models import derived
from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import opportunities, undoing
from crmdesk.sales.desk import Desk
from tests.exchange.import_office import counts, office, searched, snapshot

NAMES = st.sampled_from(["Acme", "acme", "Ácme", "Bolt", "BOLT ", "Cara Ltd", "X", ""])
ROW = st.fixed_dictionaries(
    {
        "title": st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20),
        "company": NAMES,
        "contact": NAMES,
        "product": st.sampled_from(["GTX Pro", "GTXPro", "Panel", ""]),
        "stage": st.sampled_from(["Engaging", "Won", "Perdida", "Demo", "demo", ""]),
        "amount": st.one_of(
            st.just(""), st.integers(0, 10**9).map(lambda cents: f"{cents / 100:.2f}"), st.just("-1"), st.just("x")
        ),
        "created_on": st.one_of(st.just(""), st.dates(date(1800, 1, 1), date(2300, 1, 1)).map(str)),
        "closed_on": st.one_of(st.just(""), st.dates(date(1800, 1, 1), date(2300, 1, 1)).map(str)),
        "reason": st.sampled_from(["Price", "Late", ""]),
        "tags": st.sampled_from(["", "red", "red; blue", "RED"]),
        "owner": st.sampled_from(["Eva", "Ana", ""]),
    }
)


@contextmanager
def new_office() -> Iterator[Desk]:
    """A book of its own for each example, so that one that fails leaves nothing behind."""
    with tempfile.TemporaryDirectory() as folder, office(Path(folder) / "office.crmdesk") as found:
        yield found


def as_file(rows: list[dict[str, str]]) -> Path:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["external_id", *rows[0]])
    writer.writerows([place, *(row[name] for name in rows[0])] for place, row in enumerate(rows))
    file = Path(tempfile.mkdtemp()) / "rows.csv"
    file.write_text(text.getvalue(), encoding="utf-8", newline="")
    return file


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(ROW, min_size=1, max_size=12))
def test_random_tables_go_in_once_and_come_out_whole(rows: list[dict[str, str]]) -> None:
    with new_office() as desk:
        go_in_and_out(desk, rows)


def go_in_and_out(desk: Desk, rows: list[dict[str, str]]) -> None:
    table = read_table(as_file(rows))
    mapping = {name: name for name in ("external_id", *rows[0])}
    before, found_before = snapshot(), searched()

    prepared = plan(desk, table, "opportunity", mapping, Options())
    expected = rehearse(desk, prepared)
    assert (snapshot(), searched()) == (before, found_before)
    report = commit(desk, prepared)
    assert {**report.as_json(), "step": None} == expected.as_json()
    assert report.new + len(report.refused) == len(rows)
    assert derived.mismatches() == []
    for row in Opportunity.select():
        assert_as_written(desk, row, rows[int(row.external_id)])

    again = plan(desk, table, "opportunity", mapping, Options())
    assert counts(rehearse(desk, again)) == (0, 0, report.new, len(report.refused))

    if report.step is not None:
        undoing.undo(desk, report.step)
    assert (snapshot(), searched()) == (before, found_before)


def assert_as_written(desk: Desk, row: Any, cells: dict[str, str]) -> None:
    values = opportunities.read(desk, row.id) or {}
    title = cells["title"].strip()
    assert not title or values["title"] == title
    if cells["amount"]:
        assert values["amount"] == round(float(cells["amount"]) * 100)
    assert str(values["created_on"] or "") == cells["created_on"]
    day = values["expected_on"] if values["state"] == "open" else values["closed_on"]
    assert str(day or "") == cells["closed_on"]
    for name in ("company", "contact", "owner"):
        assert bool(values[name]) == bool(cells[name].strip())
    assert len(values["tags"]) == len(set(cells["tags"].lower().replace(" ", "").split(";")) - {""})


@given(
    st.lists(
        st.one_of(
            st.just(""),
            st.from_regex(r"[0-9]{1,13}(\.[0-9]{0,3})?", fullmatch=True),
            st.sampled_from(["1,5", "-2", " 3"]),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from([0, 2, 3]),
)
def test_amounts_read_at_once_are_those_read_one_by_one(texts: list[str], exponent: int) -> None:
    at_once = plain_amounts(texts, None, exponent)
    if at_once is not None:
        assert decide_numbers(texts) is Decimals.POINT
        assert at_once == [parse_amount_minor(text, Decimals.POINT, exponent) if text else None for text in texts]


def test_reading_columns_keeps_the_file_s_rows(tmp_path: Path) -> None:
    table = read_table(as_file([{"title": "A", "amount": "x"}, {"title": "B", "amount": "5"}]))
    with office(tmp_path / "office.crmdesk") as desk:
        mapped = resolve(desk, "opportunity", table, {"title": "title", "amount": "amount"})
    sheet = read_columns(table, mapped, Options(), "EUR", None)
    assert (sheet.columns, list(sheet.numbers), len(table.rows)) == ({"title": ["B"], "amount": [500]}, [3], 2)

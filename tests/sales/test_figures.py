"""The dashboard's figures: a real office's to the cent, and every figure equal to the rows it opens."""

from __future__ import annotations

import contextlib
import csv
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmdesk.exchange.figures_json import figures_json
from crmdesk.models import book
from crmdesk.models.database import db, in_ids
from crmdesk.models.errors import DomainError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import Stage
from crmdesk.sales.figures import asking as figures_module
from crmdesk.sales.figures import figures
from crmdesk.sales.figures.parts import Figures
from crmdesk.sales.figures.rows import rows_behind
from crmdesk.sales.figures.window import Window, last_365, period, this_month, this_quarter, this_year
from tests.sales.figures_book import TODAY, Office

YEAR = Window(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


# A real office


@pytest.fixture(scope="module")
def maven(sample_data: Path) -> Iterator[tuple[Office, dict[str, Any]]]:
    with (sample_data / "maven" / "sales_pipeline.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    stages = (("Prospecting", 10, "open"), ("Engaging", 40, "open"), ("Won", 100, "won"), ("Lost", 0, "lost"))
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), sorted({row["sales_agent"] for row in rows}), (), ("Sales",), stages)
        office.add([_from_maven(row) for row in rows])
        yield office, json.loads((sample_data / "maven" / "expected-figures-2017.json").read_text("utf-8"))
        book.close()


def _from_maven(row: dict[str, str]) -> dict[str, Any]:
    def day(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    closed = row["deal_stage"] in ("Won", "Lost")
    return {
        "stage": row["deal_stage"],
        "state": row["deal_stage"].lower() if closed else "open",
        "amount_minor": int(Decimal(row["close_value"]) * 100) if row["close_value"] else None,
        "owner": row["sales_agent"],
        "created_on": day(row["engage_date"]),
        "closed_on": day(row["close_date"]) if closed else None,
    }


@pytest.mark.parametrize(
    "part",
    [
        "window",
        "currency",
        "open",
        "won",
        "lost",
        "average_won",
        "win_rate",
        "created_to_won",
        "won_by_month",
        "open_by_owner",
        "funnel",
        "lost_by_reason",
    ],
)
def test_real_office_to_the_cent(maven: tuple[Office, dict[str, Any]], part: str) -> None:
    office, expected = maven
    found = figures_json(figures(office.desk, Window(date(2017, 1, 1), date(2017, 12, 31))))
    assert found[part] == expected[part]
    assert list(found) == list(expected)


# Windows


def test_windows_count_both_ends() -> None:
    assert last_365(TODAY) == Window(date(2025, 11, 21), TODAY)
    assert last_365(TODAY).days == 365
    assert last_365(TODAY).before() == Window(date(2024, 11, 21), date(2025, 11, 20))
    assert this_month(TODAY) == Window(date(2026, 11, 1), TODAY)
    assert this_quarter(TODAY) == Window(date(2026, 10, 1), TODAY)
    assert this_year(TODAY) == Window(date(2026, 1, 1), TODAY)
    assert list(Window(date(2025, 11, 30), date(2026, 1, 1)).months()) == [(2025, 11), (2025, 12), (2026, 1)]
    assert period("2026-02") == Window(date(2026, 2, 1), date(2026, 2, 28))
    assert period("9999-12") == Window(date(9999, 12, 1), date.max)
    assert Window(date(1, 1, 1), TODAY).before() is None


def test_backward_window_is_refused() -> None:
    with pytest.raises(DomainError, match="ends before it begins"):
        Window(TODAY, TODAY - timedelta(days=1))


# What counts


def test_empty_book_has_no_rates(office: Office) -> None:
    found = figures_json(figures(office.desk, YEAR))
    assert found["average_won"] is None
    assert found["win_rate"] is None
    assert found["created_to_won"] == {"rate": None, "of": 0}
    assert [row["stage"] for row in found["funnel"]] == ["Talks", "Offer", "Talks", "Offer"]
    assert found["open_by_owner"] == found["won_by_month"] == found["lost_by_reason"] == []


def test_weighted_is_rounded_once(office: Office) -> None:
    # 3 x 0.55 x 0.10 = 0.165: each rounded to cents would give 0.18, the sum to even gives 0.16
    office.add([{"stage": "Talks", "amount_minor": 55, "probability": 10} for _ in range(3)])
    assert figures(office.desk, YEAR).open.weighted == 16


def test_weighted_follows_the_stage_unless_set(office: Office) -> None:
    office.add([{"stage": "Talks", "amount_minor": 10_000}, {"stage": "Offer", "amount_minor": 10_000}])
    office.add([{"stage": "Offer", "amount_minor": 10_000, "probability": 0}, {"amount_minor": 10_000}])
    assert figures(office.desk, YEAR).open.weighted == 2_000 + 6_000


def test_largest_amounts_stay_exact(office: Office) -> None:
    office.add([{"stage": "Talks", "amount_minor": 10**15, "probability": 99} for _ in range(300)])
    found = figures(office.desk, YEAR).open
    assert found.amount == 300 * 10**15
    assert found.weighted == 297 * 10**15


def test_unknown_amount_counts_and_does_not_lower_the_average(office: Office) -> None:
    office.add([_won(TODAY, 30_000), _won(TODAY, 10_001), _won(TODAY, None)])
    found = figures(office.desk, YEAR)
    assert (found.won.count, found.won.amount, found.won.valued) == (3, 40_001, 2)
    assert found.won.average == 20_000  # 20,000.5 to even


def test_other_currencies_are_counted_and_not_summed(office: Office) -> None:
    office.add([_won(TODAY, 100), _won(TODAY, 900) | {"currency": "EUR"}])
    office.add([{"stage": "Talks", "amount_minor": 70, "currency": "EUR"}])
    found = figures(office.desk, YEAR)
    assert (found.won.count, found.won.amount, found.won.average) == (2, 100, 100)
    assert (found.open.count, found.open.amount, found.open.weighted) == (1, 0, 0)
    assert found.foreign == 2


def test_closed_without_a_day_is_in_no_window_and_said(office: Office) -> None:
    office.add([{"state": "won", "stage": "Won", "amount_minor": 5}])
    found = figures(office.desk, YEAR)
    assert (found.won.count, found.undated, found.recorded) == (0, 1, 1)


def test_before_is_the_same_number_of_days(office: Office) -> None:
    window = last_365(TODAY)
    office.add([_won(window.first, 10), _won(window.first - timedelta(days=1), 7)])
    office.add([_won(window.first - timedelta(days=365), 5), _won(window.first - timedelta(days=366), 1000)])
    found = figures(office.desk, window)
    assert found.won.amount == 10
    assert found.won_before is not None
    assert (found.won_before.count, found.won_before.amount) == (2, 12)
    assert [month.month for month in found.won_by_month] == ["2025-11"]


def test_days_that_the_book_does_not_reach_back_to_are_not_compared_with(office: Office) -> None:
    window = last_365(TODAY)
    start = window.first - timedelta(days=365)
    office.add([_won(window.first, 10), _won(start + timedelta(days=1), 5)])
    assert figures(office.desk, window).won_before is None
    office.add([_won(start, 7)])
    before = figures(office.desk, window).won_before
    assert before is not None
    assert (before.count, before.amount) == (2, 12)


def test_owners_by_amount_then_count_then_name(office: Office) -> None:
    office.add([{"stage": "Talks", "amount_minor": 100, "owner": name} for name in ("Zoe", "Óscar", "Ana")])
    office.add([{"stage": "Offer", "owner": "Zoe"}, {"stage": "Talks", "amount_minor": 500}])
    found = figures(office.desk, YEAR)
    assert [one.owner for one in found.open_by_owner] == ["", "Zoe", "Ana", "Óscar"]
    assert [part.stage for part in found.open_by_owner[1].stages] == ["Talks", "Offer"]


def test_open_without_a_stage_is_last_in_the_funnel(office: Office) -> None:
    office.add([{"amount_minor": 3}])
    last = figures(office.desk, YEAR).funnel[-1]
    assert (last.stage_id, last.stage, last.count, last.amount) == (None, "", 1, 3)
    assert figures(office.desk, YEAR, pipeline=office.pipelines["Sales"]).funnel[-1].count == 1
    assert None not in {stage.stage_id for stage in figures(office.desk, YEAR, office.pipelines["Renewals"]).funnel}


def _won(day: date, amount: int | None) -> dict[str, Any]:
    return {"state": "won", "stage": "Won", "closed_on": day, "created_on": day, "amount_minor": amount}


# Every figure is its rows

DAYS = st.none() | st.dates(date(2024, 6, 1), date(2026, 12, 31))
OPPORTUNITIES = st.fixed_dictionaries(
    {
        "pipeline": st.sampled_from(["Sales", "Renewals"]),
        "kind": st.sampled_from(["Talks", "Offer", None, "Won", "Lost"]),
        "amount_minor": st.none() | st.integers(0, 10**15),
        "currency": st.sampled_from(["USD"] * 9 + ["EUR"]),
        "probability": st.none() | st.integers(0, 100),
        "owner": st.sampled_from([None, "Ana", "Óscar", "Zoe"]),
        "created_on": DAYS,
        "closed_on": DAYS,
        "reason": st.sampled_from([None, "Price", "No answer"]),
        "trashed": st.integers(0, 9).map(lambda n: n == 0),
    }
)


# one book for all examples: making one costs more than asking it
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(OPPORTUNITIES, max_size=40),
    ends=st.tuples(st.dates(date(2024, 6, 1), TODAY), st.dates(date(2024, 6, 1), TODAY)),
    owner=st.sampled_from([None, None, "Ana"]),
    pipeline=st.sampled_from([None, None, "Sales"]),
)
def test_every_figure_is_its_rows(
    office: Office, rows: list[dict[str, Any]], ends: tuple[date, date], owner: str | None, pipeline: str | None
) -> None:
    office.clear()
    office.add([_stated(row) for row in rows])
    _assert_rows_equal(
        office,
        Window(min(ends), max(ends)),
        office.pipelines[pipeline] if pipeline else None,
        office.users.get(owner or ""),
    )


def _stated(row: dict[str, Any]) -> dict[str, Any]:
    kind = row["kind"]
    if kind in ("Won", "Lost"):
        return row | {"stage": kind, "state": kind.lower()}
    return row | {"stage": kind, "state": "open", "closed_on": None}


def _assert_rows_equal(office: Office, window: Window, pipeline: int | None, owner: int | None) -> None:
    found = figures(office.desk, window, pipeline, owner)

    def behind(block: str, *key: Any) -> tuple[int, int]:
        ids = rows_behind(office.desk, window, block, key, pipeline, owner)
        assert len(ids) == len(set(ids))
        return len(ids), sum(row.amount_minor or 0 for row in _rows(ids) if row.currency == "USD")

    assert (found.open.count, found.open.amount) == behind("open")
    assert found.open.weighted == _weighted(rows_behind(office.desk, window, "open", (), pipeline, owner))
    assert (found.won.count, found.won.amount) == behind("won")
    assert (found.won.valued, found.won.amount) == behind("average")
    assert found.created_to_won.of == behind("created")[0]
    assert found.lost == behind("lost")[0] == behind("reasons")[0]
    assert [(one.count, one.amount) for one in found.won_by_month] == [
        behind("months", one.month) for one in found.won_by_month
    ]
    _assert_parts_add_up(found)
    for one in found.open_by_owner:
        assert (one.count, one.amount) == behind("owners", one.owner_id)
        for part in one.stages:
            assert (part.count, part.amount) == behind("owners", one.owner_id, part.stage_id)
    for stage in found.funnel:
        assert (stage.count, stage.amount) == behind("funnel", stage.stage_id)
    for reason in found.lost_by_reason:
        assert reason.count == behind("reasons", reason.reason_id)[0]


def _assert_parts_add_up(found: Figures) -> None:
    whole = (found.open.count, found.open.amount)
    assert (sum(one.count for one in found.funnel), sum(one.amount for one in found.funnel)) == whole
    assert (sum(one.count for one in found.open_by_owner), sum(one.amount for one in found.open_by_owner)) == whole
    assert sum(one.amount for one in found.won_by_month) == found.won.amount
    assert sum(one.count for one in found.won_by_month) == found.won.count


def _rows(ids: list[int]) -> list[Opportunity]:
    return list(Opportunity.select().where(in_ids(Opportunity.id, ids)))


def _weighted(ids: list[int]) -> int:
    chances = {stage.id: stage.probability for stage in Stage.select()}
    whole = Fraction(0)
    for row in _rows(ids):
        chance = row.probability if row.probability is not None else chances.get(row.stage_id, 0)
        if row.currency == "USD":
            whole += Fraction((row.amount_minor or 0) * chance, 100)
    return round(whole)  # Fraction rounds halves to even


def test_rows_come_in_an_order_that_helps(office: Office) -> None:
    small, unknown, large = office.add(
        [
            {"stage": "Talks", "amount_minor": 1},
            {"stage": "Talks"},
            {"stage": "Talks", "amount_minor": 9},
        ]
    )
    assert rows_behind(office.desk, YEAR, "open") == [large, small, unknown]
    early, late = office.add([_won(date(2026, 2, 1), 9), _won(date(2026, 3, 1), 1)])
    assert rows_behind(office.desk, YEAR, "won") == [late, early]
    assert rows_behind(office.desk, YEAR, "months", ("2026",)) == [late, early]
    assert rows_behind(office.desk, YEAR, "months", ("2025-01",)) == []


def test_figures_are_all_of_one_moment(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program that writes between two questions changes none of the answers."""
    office.add([{"stage": "Talks", "amount_minor": 100}])
    path = Path(db.obj.database)
    asked = figures_module._won_days

    def meanwhile(*scope: Any) -> Any:
        with contextlib.closing(sqlite3.connect(path)) as other, other:
            other.execute("UPDATE opportunity SET state = 'won', closed_on = '2026-05-05'")
        return asked(*scope)

    with monkeypatch.context() as patched:
        patched.setattr(figures_module, "_won_days", meanwhile)
        found = figures(office.desk, YEAR)
    assert (found.open.count, found.won.count) == (1, 0)
    found = figures(office.desk, YEAR)
    assert (found.open.count, found.won.count) == (0, 1)

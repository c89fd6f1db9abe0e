"""Real histories: one in which something can be learnt, beside logistic regression, and one that is noise."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.importing import commit, plan
from crmdesk.models.leads import LeadStatus
from crmdesk.models.people import Lead, Source
from crmdesk.sales.desk import Desk
from crmdesk.sales.learning import asking, checking
from tests.exchange.import_office import office


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "office.crmdesk", "USD") as desk:
        yield desk


def take(desk: Desk, file: Path, kind: str, mapping: dict[str, str]) -> None:
    assert not commit(desk, plan(desk, read_table(file), kind, mapping)).refused


@pytest.fixture
def olist(sample_data: Path, tmp_path: Path, desk: Desk) -> Desk:
    """8,000 leads with where they came from; the landing page stands in a field that repeats."""
    with (sample_data / "olist" / "closed_deals.csv").open(encoding="utf-8") as file:
        won = {row["mql_id"] for row in csv.DictReader(file)}
    with (
        (sample_data / "olist" / "leads.csv").open(encoding="utf-8") as file,
        (tmp_path / "leads.csv").open("w", encoding="utf-8", newline="") as made,
    ):
        rows = csv.writer(made)
        rows.writerow(["name", "origin", "page", "status"])
        for row in csv.DictReader(file):
            status = "Closed - converted" if row["mql_id"] in won else "Closed - not converted"
            rows.writerow([row["mql_id"], row["origin"], row["landing_page_id"], status])
    mapping = {"name": "name", "origin": "source", "page": "job_title", "status": "status"}
    take(desk, tmp_path / "leads.csv", "lead", mapping)
    return desk


def test_where_leads_come_from_tells_as_much_as_logistic_regression_finds(olist: Desk) -> None:
    report = asking.evaluate(olist, "lead", ["source", "job_title"])
    assert (report.cases, report.wins) == (8_000, 842)
    assert report.auc >= 0.67
    assert report.better_than_chance
    assert report.top_fifth > 1.5
    assert report.auc == pytest.approx(by_regression(), abs=0.01)
    assert all(one.foretold == pytest.approx(one.happened, abs=0.05) for one in report.bins)


def by_regression() -> float:
    """The same folds by scikit-learn: logistic regression on one column a value."""
    linear = pytest.importorskip("sklearn.linear_model")
    coding = pytest.importorskip("sklearn.preprocessing")
    query = Lead.select(Source.name, Lead.job_title, LeadStatus.status_kind).left_outer_join(Source)
    query = query.join_from(Lead, LeadStatus).order_by(Lead.id)
    rows: list[Any] = list(query.tuples())
    known = [[str(source), str(page)] for source, page, _status in rows]
    won = [int(status == "converted") for _source, _page, status in rows]
    folds = checking.folds_of(won, 5)
    areas = []
    for held in range(5):
        rest = [place for place, fold in enumerate(folds) if fold != held]
        here = [place for place, fold in enumerate(folds) if fold == held]
        coder = coding.OneHotEncoder(handle_unknown="ignore").fit([known[place] for place in rest])
        taught = linear.LogisticRegression(max_iter=1_000)
        taught.fit(coder.transform([known[place] for place in rest]), [won[place] for place in rest])
        foretold = taught.decision_function(coder.transform([known[place] for place in here]))
        areas.append(checking.auc(list(foretold), [won[place] for place in here]))
    return fmean(areas)


@pytest.fixture
def maven(sample_data: Path, desk: Desk) -> Desk:
    folder = sample_data / "maven"
    take(desk, folder / "sales_teams.csv", "user", {"sales_agent": "name", "regional_office": "team"})
    accounts = {"account": "name", "sector": "industry", "office_location": "country"}
    take(desk, folder / "accounts.csv", "company", accounts)
    take(desk, folder / "products.csv", "product", {"product": "name"})
    sales = {"sales_agent": "owner", "product": "product", "account": "company", "deal_stage": "stage",
             "engage_date": "created_on", "close_date": "closed_on", "close_value": "amount"}  # fmt: skip
    take(desk, folder / "sales_pipeline.csv", "opportunity", sales)
    return desk


def test_from_noise_nothing_is_learnt(maven: Desk) -> None:
    some = asking.evaluate(maven, "opportunity", ["owner", "product", "company"])
    assert some.fields == ("company", "owner", "product")
    assert 0.47 <= some.auc <= 0.53
    assert not some.better_than_chance
    everything = asking.evaluate(maven, "opportunity")
    assert everything.auc < 0.58
    assert not everything.better_than_chance
    assert {"amount", "closed_on", "created_on", "stage", "external_id"} <= set(dict(everything.left_out))


def test_the_folds_are_the_same_each_time(maven: Desk) -> None:
    first = asking.evaluate(maven, "opportunity", ["owner"])
    assert asking.evaluate(maven, "opportunity", ["owner"]) == first

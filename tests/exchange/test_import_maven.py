"""A real office's four files, by the mapping that `docs/import.md` shows, and the same from a Spanish spreadsheet."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.__main__ import main
from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.importing import Near, Options, Report, commit, plan, rehearse
from crmdesk.models import derived
from crmdesk.models.database import data_version
from crmdesk.models.opportunities import Opportunity, OpportunityLine, OpportunityLog, Product
from crmdesk.models.people import Company, User
from crmdesk.models.pipeline import LOST, OPEN, WON, Stage
from crmdesk.sales import undoing
from crmdesk.sales.desk import Desk
from tests.exchange.import_office import counts, office, searched, snapshot

USERS = {"sales_agent": "name", "manager": "manager", "regional_office": "team"}
COMPANIES = {
    "account": "name", "sector": "industry", "year_established": "founded", "revenue": "annual_revenue",
    "employees": "employees", "office_location": "country", "subsidiary_of": "parent",
}  # fmt: skip
PRODUCTS = {"product": "name", "series": "category", "sales_price": "price"}
OPPORTUNITIES = {
    "opportunity_id": "external_id", "sales_agent": "owner", "product": "product", "account": "company",
    "deal_stage": "stage", "engage_date": "created_on", "close_date": "closed_on", "close_value": "amount",
}  # fmt: skip
SPANISH = {
    "Id": "external_id", "Comercial": "owner", "Producto": "product", "Empresa": "company", "Etapa": "stage",
    "Fecha inicio": "created_on", "Fecha cierre": "closed_on", "Importe": "amount",
}  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "office.crmdesk", "USD") as found:
        yield found


def bring(desk: Desk, file: Path, kind: str, mapping: dict[str, str]) -> Report:
    return commit(desk, plan(desk, read_table(file), kind, mapping, Options(file=file.name)))


def rows_of(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def three_lists(desk: Desk, samples: Path) -> list[Report]:
    return [
        bring(desk, samples / "maven" / "sales_teams.csv", "user", USERS),
        bring(desk, samples / "maven" / "accounts.csv", "company", COMPANIES),
        bring(desk, samples / "maven" / "products.csv", "product", PRODUCTS),
    ]


def test_the_lists_come_in_whole(desk: Desk, samples: Path) -> None:
    users, companies, products = three_lists(desk, samples)
    assert [counts(report) for report in (users, companies, products)] == [(35, 0, 0, 0), (85, 0, 0, 0), (7, 0, 0, 0)]
    assert users.created == {"team": 3, "user": 6}  # the managers are in no row of their own
    for row in rows_of(samples / "maven" / "sales_teams.csv"):
        agent = User.get(User.name == row["sales_agent"])
        assert (agent.manager.name, agent.team.name) == (row["manager"], row["regional_office"])
    for row in rows_of(samples / "maven" / "accounts.csv"):
        company = Company.get(Company.name == row["account"])
        assert (company.parent.name if company.parent else "") == row["subsidiary_of"]
        assert company.annual_revenue_minor == round(float(row["revenue"]) * 100)
    for row in rows_of(samples / "maven" / "products.csv"):
        assert Product.get(Product.name == row["product"]).price_minor == int(row["sales_price"]) * 100


def test_opportunities_come_in_with_their_links_days_and_log(desk: Desk, samples: Path) -> None:
    three_lists(desk, samples)
    report = bring(desk, samples / "maven" / "sales_pipeline.csv", "opportunity", OPPORTUNITIES)

    assert counts(report) == (8800, 0, 0, 0)
    assert report.created == {}
    assert report.near == [Near("product", "GTXPro", "GTX Pro", 1480)]
    states = {state: Opportunity.select().where(Opportunity.state == state).count() for state in (OPEN, WON, LOST)}
    assert states == {OPEN: 2089, WON: 4238, LOST: 2473}
    row = next(rows_of(samples / "maven" / "sales_pipeline.csv"))
    first = Opportunity.get(Opportunity.external_id == row["opportunity_id"])
    title = f"{row['account']} · {row['product']}"
    assert (first.key, first.title, first.owner.name) == ("OP-2016-00001", title, row["sales_agent"])
    days = (str(first.created_on), str(first.closed_on))
    assert (*days, first.amount_minor) == (row["engage_date"], row["close_date"], int(row["close_value"]) * 100)
    assert (first.rate, str(first.touched_on), first.client_key) == ("1", days[1], row["account"].lower())
    log = OpportunityLog.select().where(OpportunityLog.opportunity == first.id).order_by(OpportunityLog.id)
    found = [(str(entry.day), entry.state, entry.stage) for entry in log]
    assert found == [(days[0], OPEN, None), (days[1], WON, first.stage_id)]
    unknown = Opportunity.select().where(Opportunity.state == OPEN, Opportunity.created_on.is_null())
    assert unknown.count() == 500  # an unknown day stays unknown
    assert Opportunity.select().where(Opportunity.state == OPEN, Opportunity.company.is_null()).count() == 1425
    assert OpportunityLine.select().count() == 8800
    line = OpportunityLine.get(OpportunityLine.opportunity == first.id)
    assert (line.product.name, line.price_minor, line.quantity) == (row["product"], line.product.price_minor, 1000)
    assert derived.mismatches() == []


def test_the_file_s_order_is_the_order_by_hand(desk: Desk, samples: Path) -> None:
    three_lists(desk, samples)
    bring(desk, samples / "maven" / "sales_pipeline.csv", "opportunity", OPPORTUNITIES)
    stage = Stage.get(Stage.name == "Engaging")
    cards = list(Opportunity.select().where(Opportunity.stage == stage).order_by(Opportunity.rank))
    assert [card.number for card in cards] == sorted(card.number for card in cards)
    assert len({card.rank for card in cards}) == 1589


def test_one_undo_takes_an_import_back_to_the_row(desk: Desk, samples: Path) -> None:
    three_lists(desk, samples)
    before, found_before = snapshot(), searched()
    bring(desk, samples / "maven" / "sales_pipeline.csv", "opportunity", OPPORTUNITIES)
    after = snapshot()

    undoing.undo(desk)
    assert snapshot() == before
    assert searched() == found_before
    undoing.redo(desk)
    assert snapshot() == after
    assert derived.mismatches() == []


def test_importing_again_changes_nothing(desk: Desk, samples: Path) -> None:
    three_lists(desk, samples)
    file = samples / "maven" / "sales_pipeline.csv"
    bring(desk, file, "opportunity", OPPORTUNITIES)
    before = snapshot()
    again = [*three_lists(desk, samples), bring(desk, file, "opportunity", OPPORTUNITIES)]
    assert [counts(report) for report in again] == [(0, 0, 35, 0), (0, 0, 85, 0), (0, 0, 7, 0), (0, 0, 8800, 0)]
    assert [report.step for report in again] == [None] * 4
    assert snapshot() == before


def test_a_rehearsal_reports_the_same_and_writes_nothing(desk: Desk, samples: Path, tmp_path: Path) -> None:
    file = samples / "maven" / "sales_pipeline.csv"
    prepared = plan(desk, read_table(file), "opportunity", OPPORTUNITIES, Options(file=file.name))
    before, book = (snapshot(), data_version()), (tmp_path / "office.crmdesk").read_bytes()
    rehearsed = rehearse(desk, prepared).as_json()
    assert ((snapshot(), data_version()), (tmp_path / "office.crmdesk").read_bytes()) == (before, book)
    done = commit(desk, prepared).as_json()
    assert rehearsed.pop("step") is None
    assert done.pop("step") is not None
    assert rehearsed == done
    assert done["created"] == {"user": 30, "company": 85, "product": 7}


def test_a_spanish_spreadsheet_brings_the_same(tmp_path: Path, samples: Path) -> None:
    with office(tmp_path / "oficina.crmdesk", "EUR", pipeline=None) as desk:
        report = bring(desk, samples / "maven-es" / "oportunidades.csv", "opportunity", SPANISH)
        assert counts(report) == (8800, 0, 0, 0)
        assert report.created == {"user": 30, "company": 85, "product": 7, "stage": 2}
        won = Opportunity.select().where(Opportunity.state == WON)
        assert sum(row.amount_minor for row in won) == 1_000_553_400
        row = next(rows_of(samples / "maven" / "sales_pipeline.csv"))  # the same opportunities
        first = Opportunity.get(Opportunity.external_id == row["opportunity_id"])
        days = (str(first.created_on), str(first.closed_on))
        assert (*days, first.stage.name) == (row["engage_date"], row["close_date"], "Won")
        made = Stage.select().where(Stage.name.in_(["Prospección", "Negociación"]))
        assert {stage.stage_kind for stage in made} == {OPEN}


def test_linked_tables_find_each_other_by_external_id(desk: Desk, samples: Path) -> None:
    folder = samples / "salesforce-seed"
    account = {"AccountExtId__c": "external_id", "Name": "name", "AnnualRevenue": "annual_revenue"}
    bring(desk, folder / "accounts.csv", "company", account)
    contact = {
        "ContactExtId__c": "external_id",
        "AccountExtId__c": "company",
        "FirstName": "first_name",
        "LastName": "last_name",
    }
    assert bring(desk, folder / "contacts.csv", "contact", contact).created == {}
    opportunity = {
        "OpportunityExtId__c": "external_id", "AccountExtId__c": "company", "Name": "title", "StageName": "stage",
        "Amount": "amount", "CloseDate": "closed_on", "Probability": "probability",
    }  # fmt: skip
    report = bring(desk, folder / "opportunities.csv", "opportunity", opportunity)
    assert counts(report) == (16, 0, 0, 0)
    assert set(report.created) == {"stage"}
    assert Company.select().count() == 8
    won = Opportunity.select().where(Opportunity.state == WON)
    assert sum(row.amount_minor for row in won) == 150_000_000
    for row in Opportunity.select():
        assert row.company.external_id is not None
        assert row.closed_on is None if row.state == OPEN else row.expected_on is None
    assert Stage.get(Stage.name == "Negotiation/Review").probability == 70  # what its rows say


PERSON = {"First Name": "first_name", "Last Name": "last_name"}
LISTS = {
    "customers-100.csv": (
        "contact",
        {"Customer Id": "external_id", "Company": "company", "Phone 1": "phone", **PERSON},
    ),
    "people-100.csv": ("contact", {"User Id": "external_id", "Date of birth": "birthday", "Email": "email", **PERSON}),
    "organizations-100.csv": ("company", {"Organization Id": "external_id", "Name": "name", "Founded": "founded"}),
    "leads-100.csv": ("lead", {"Account Id": "external_id", "Lead Owner": "owner", "Source": "source", **PERSON}),
    "products-100.csv": ("product", {"EAN": "external_id", "Name": "name", "Price": "price"}),
}


@pytest.mark.parametrize("file", LISTS)
def test_every_row_of_a_list_comes_in(desk: Desk, samples: Path, file: str) -> None:
    report = bring(desk, samples / "datablist" / file, *LISTS[file])
    assert counts(report) == (100, 0, 0, 0)
    assert derived.mismatches() == []


LINKED = "## Another program's linked files"


def documented() -> str:
    """What the documents say on importing."""
    return (Path(__file__).parents[2] / "docs" / "import.md").read_text("utf-8")


def test_the_documented_columns_bring_another_program_s_linked_files(
    tmp_path: Path, samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = re.findall(r"^([a-z_]+\.csv) \| ([a-z_]+) \| (.+)$", documented().partition(LINKED)[2], re.MULTILINE)
    assert len(table) == 11
    target = str(tmp_path / "linked.crmdesk")
    assert main(["new", target, "--currency", "USD"]) == 0
    for file, kind, columns in table:
        maps = [part for pair in columns.split() for part in ("--map", pair)]
        capsys.readouterr()
        assert main(["import", target, str(samples / "salesforce-seed" / file), "--as", kind, *maps, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["refused"] == []


def test_the_documented_commands_bring_everything_as_they_are_typed(
    tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told, _title, _linked = documented().partition(LINKED)
    monkeypatch.chdir(tmp_path)
    for file in (samples / "maven").glob("*.csv"):
        shutil.copy(file, tmp_path)
    shutil.copy(next((samples / "maven-es").glob("*.csv")), tmp_path / "oportunidades.csv")
    for name, stages in zip(("stages", "etapas"), re.findall(r"```json\n(.*?)```", told, re.DOTALL), strict=True):
        (tmp_path / f"{name}.json").write_text(stages, "utf-8")
    lines = re.findall(r"^crmdesk (?:\\\n|.)*", told, re.MULTILINE)
    commands = [shlex.split(line.replace("\\\n", " "))[1:] for line in lines if "BOOK" not in line]
    taken = {}
    for command in commands:
        reported = command[0] == "import"
        assert main([*command, "--json"] if reported else command) == 0
        out = capsys.readouterr().out
        if reported:
            report = json.loads(out)
            assert (report["refused"], report["notes"]) == ([], [])
            taken[command[2]] = report["new"]
    assert taken == {
        "sales_teams.csv": 35, "accounts.csv": 85, "products.csv": 7, "sales_pipeline.csv": 8800,
        "oportunidades.csv": 8800,
    }  # fmt: skip
    expected = json.loads((samples / "maven" / "expected-figures-2017.json").read_text("utf-8"))
    for name in ("office", "oficina"):
        assert main(["figures", f"{name}.crmdesk", "--from", "2017-01-01", "--to", "2017-12-31", "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        for figure in ("open", "won", "lost", "won_by_month"):
            assert found[figure] == expected[figure]
    assert main(["list", "office.crmdesk", "company", "--where", "employees =", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []

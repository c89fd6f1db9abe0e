"""What becomes of the cells of a file: values, links, stages, and records that are there already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.days import DayFormat
from crmdesk.exchange.importing import (
    ImportCancelled,
    Mode,
    Near,
    NeedsChoice,
    Options,
    commit,
    guessed,
    plan,
    rehearse,
)
from crmdesk.exchange.numbers import Decimals
from crmdesk.models import derived, journal
from crmdesk.models.activities import Tag
from crmdesk.models.errors import DomainError
from crmdesk.models.negotiation import PastOutcome
from crmdesk.models.opportunities import Opportunity, OpportunityLine, OpportunityLog, Product
from crmdesk.models.people import Company, Contact, Lead, Source, Team, User
from crmdesk.models.pipeline import LOST, OPEN, WON, Pipeline, Reason, Stage
from crmdesk.sales import campaign_figures, lists, opportunities, records, tags, undoing
from crmdesk.sales.desk import Desk
from crmdesk.sales.lists import ListQuestion
from crmdesk.texts import msg
from tests.exchange.import_office import counts, imported, office, planned, same, snapshot, table


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "office.crmdesk") as found:
        yield found


def the(title: str) -> Opportunity:
    return Opportunity.get(Opportunity.title == title)  # type: ignore[no-any-return]


# --- values ---


def test_every_field_of_an_opportunity_arrives(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "contact", "name,company\nAna Ruiz,Acme\n")
    report = imported(
        desk,
        tmp_path,
        "opportunity",
        "external_id,title,company,contact,stage,amount,probability,created_on,expected_on,product,source,"
        "priority,description,tags,owner\n"
        'X1,Roof,Acme,Ana Ruiz,Engaging,"1,234.50",45 %,2026-01-05,2026-04-01,Panel,Fair,'
        '2,"long\ntext","new, urgent;NEW",Eva\n',
    )
    assert counts(report) == (1, 0, 0, 0)
    assert report.created == {"user": 1, "product": 1}
    row = the("Roof")
    values = opportunities.read(desk, row.id) or {}
    assert (values["external_id"], values["amount"], values["probability"]) == ("X1", 123_450, 45)
    assert (values["created_on"], values["expected_on"], values["closed_on"]) == (
        date(2026, 1, 5),
        date(2026, 4, 1),
        None,
    )
    assert (values["priority"], values["description"], values["tags"]) == (2, "long\ntext", ["new", "urgent"])
    assert (row.company.name, row.contact.name, row.source.name, row.owner.name) == ("Acme", "Ana Ruiz", "Fair", "Eva")
    assert Product.get_by_id(values["product"]).name == "Panel"
    assert (row.state, row.rate, row.currency, row.client_key) == (OPEN, None, "EUR", "acme")
    assert derived.mismatches() == []


def test_a_blank_field_gets_no_invented_value(desk: Desk, tmp_path: Path) -> None:
    imported(
        desk,
        tmp_path,
        "opportunity",
        "title,stage,amount,created_on,closed_on,owner,reason,priority\nA,Lost,,,,,,\nB,Won,,,,,,\nC,,,,,,,\n",
    )
    for title, state in (("A", LOST), ("B", WON), ("C", OPEN)):
        row = the(title)
        assert row.state == state
        blank = (row.amount_minor, row.created_on, row.closed_on, row.owner, row.reason, row.company, row.expected_on)
        assert blank == (None,) * 7
    assert the("C").stage.name == "Prospecting"
    assert the("C").key == "OP-2026-00003"


def test_the_close_day_of_an_open_one_is_its_expected_day(desk: Desk, tmp_path: Path) -> None:
    imported(
        desk, tmp_path, "opportunity",
        "title,stage,closed_on,expected_on\nA,Engaging,2026-05-01,\nB,Engaging,2026-05-01,2026-06-01\nC,Won,2026-02-01,2026-01-01\n",
    )  # fmt: skip
    days = {title: (the(title).expected_on, the(title).closed_on) for title in "ABC"}
    assert days == {
        "A": (date(2026, 5, 1), None),
        "B": (date(2026, 6, 1), None),
        "C": (date(2026, 1, 1), date(2026, 2, 1)),
    }


def test_a_missing_title_is_composed_from_client_and_product(desk: Desk, tmp_path: Path) -> None:
    report = imported(
        desk,
        tmp_path,
        "opportunity",
        "external_id,company,contact,product\n1,Acme,Ana,Panel\n2,,Ana,\n3,,,Panel\n4,,,\n",
    )
    titles = {row.external_id: row.title for row in Opportunity.select()}
    assert titles == {"1": "Acme · Panel", "2": "Ana", "3": "Panel"}
    (refused,) = report.refused
    assert (refused.row, str(refused.reason)) == (5, "Title is missing. Fill it in.")


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (["70%", "5"], [70, 5]),
        (["0.7", "1", "0"], [70, 100, 0]),
        (["0,25", "0,5"], [25, 50]),
        (["1", "0"], [1, 0]),
        (["70", "0"], [70, 0]),
    ],
)
def test_a_probability_is_percent_or_fraction_by_its_column(
    desk: Desk, tmp_path: Path, cells: list[str], kept: list[int]
) -> None:
    lines = "".join(f'T{place},"{cell}"\n' for place, cell in enumerate(cells))
    imported(desk, tmp_path, "opportunity", "title,probability\n" + lines)
    assert [the(f"T{place}").probability for place in range(len(cells))] == kept


def test_thousands_of_employees_are_no_question(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "company", 'name,employees\nAcme,"2,822"\nBolt,495\n')
    assert Company.get(Company.name == "Acme").employees == 2822


def test_tax_may_be_a_percentage_or_a_fraction(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "product", "name,tax\nA,16 %\nB,5.5\n")
    imported(desk, tmp_path, "product", "name,tax\nC,0.16\nD,0\n")
    assert {row.name: row.tax for row in Product.select()} == {"A": 1600, "B": 550, "C": 1600, "D": 0}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Closed - converted", "Closed - converted"),
        ("closed – not converted", "Closed - not converted"),
        ("Cerrada - convertida", "Closed - converted"),
        ("calificada", "Qualified"),
        ("working", "Working - contacted"),
        ("", "Open - not contacted"),
    ],
)
def test_a_status_is_known_by_its_names(desk: Desk, tmp_path: Path, written: str, kept: str) -> None:
    imported(desk, tmp_path, "lead", f"name,status\nEva,{written}\n")
    assert Lead.get().status.name == kept


def test_a_person_s_name_is_composed(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "contact", "first_name,last_name\nAna,Ruiz\n,Paz\n")
    imported(desk, tmp_path, "lead", "first_name,company\n,Acme\nEva,Bolt\n")
    assert {row.name for row in Contact.select()} == {"Ana Ruiz", "Paz"}
    assert {row.name for row in Lead.select()} == {"Acme", "Eva"}


# --- questions ---


def test_days_that_can_be_read_twice_are_asked_for(desk: Desk, tmp_path: Path) -> None:
    text = "title,created_on\nA,03/04/2026\nB,05/06/2026\n"
    before = snapshot()
    with pytest.raises(NeedsChoice) as asked:
        planned(desk, tmp_path, "opportunity", text)
    assert str(asked.value) == (
        "“03/04/2026” in column “created_on” can be 2026-04-03 or 2026-03-04. Say it with --date-format dmy|mdy."
    )
    (question,) = asked.value.questions
    assert (question.column, question.option, question.differ) == ("created_on", "date_format", 2)
    assert [answer.value for answer in question.answers] == [DayFormat.DMY, DayFormat.MDY]
    assert question.answers[0].examples[0] == ("03/04/2026", date(2026, 4, 3))
    assert snapshot() == before
    imported(desk, tmp_path, "opportunity", text, date_format=DayFormat.MDY)
    assert the("A").created_on == date(2026, 3, 4)


def test_amounts_that_can_be_read_twice_are_asked_for(desk: Desk, tmp_path: Path) -> None:
    text = 'title,amount\nA,"1,234"\n'
    with pytest.raises(NeedsChoice, match=r"can be 1\.234 or 1234\. Say it with --decimal comma\|point"):
        planned(desk, tmp_path, "opportunity", text)
    imported(desk, tmp_path, "opportunity", text, decimal=Decimals.POINT)
    assert the("A").amount_minor == 123_400


def test_a_column_of_two_formats_is_asked_for_and_the_others_are_refused(desk: Desk, tmp_path: Path) -> None:
    text = "title,created_on\nA,25/04/2026\nB,25/05/2026\nC,04/25/2026\n"
    with pytest.raises(NeedsChoice, match="mixes two ways"):
        planned(desk, tmp_path, "opportunity", text)
    report = imported(desk, tmp_path, "opportunity", text, date_format=DayFormat.DMY)
    assert counts(report) == (2, 0, 0, 1)


def test_amounts_in_another_currency_are_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="are in USD, and this book counts in EUR"):
        planned(desk, tmp_path, "opportunity", "title,amount\nA,USD 5.00\n")
    with pytest.raises(DomainError, match="amounts in USD cannot be imported yet"):
        planned(desk, tmp_path, "opportunity", "title,amount\nA,5.00\n", currency="usd")
    imported(desk, tmp_path, "opportunity", "title,amount\nA,€ 5.00\n", currency="EUR")
    assert the("A").amount_minor == 500


# --- links ---


def test_a_near_name_is_linked_and_reported(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "product", "name,price\nGTX Pro,10\n")
    report = imported(desk, tmp_path, "opportunity", "title,product\nA,GTXPro\nB,gtx pro\nC,GTX Pro\nD,GTXPro\n")
    assert report.near == [Near("product", "GTXPro", "GTX Pro", 2), Near("product", "gtx pro", "GTX Pro", 1)]
    assert Product.select().count() == 1
    assert [line.price_minor for line in OpportunityLine.select()] == [1000] * 4


def test_one_row_is_told_as_one(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "product", "name\nGTX Pro\n")
    report = imported(desk, tmp_path, "opportunity", "title,product\nA,GTXPro\n")
    assert "“GTXPro” was taken for “GTX Pro” in 1 row." in report.sentences()


def test_a_name_that_differs_in_signs_is_added_and_reported(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "product", "name\nGTX Pro\n")
    report = imported(
        desk,
        tmp_path,
        "opportunity",
        "external_id,title,product,stage,amount\n1,A,Gtx-Pro,Engaging,5\n2,B,G.T.X.,Pros-pecting,5\n3,C,GTX+,Lost,-5\n",
    )
    assert report.created == {"product": 2, "stage": 1}
    assert report.near == []
    assert [str(note) for note in report.notes] == [
        "“Gtx-Pro” was added; it looks like “GTX Pro”.",
        "“Pros-pecting” was added; it looks like “Prospecting”.",
        "Stages added after the others: Pros-pecting. Put them in order in Settings.",
    ]
    again = imported(desk, tmp_path, "opportunity", "external_id,title,product\n4,D,Gtx-Pro\n")
    assert again.notes == []


def test_many_names_that_look_alike_are_counted(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "company", "name\n" + "".join(f"Shop {n}\n" for n in range(30)))
    rows = "".join(f"{n},T,Shop-{n}\n" for n in range(30))
    report = imported(desk, tmp_path, "opportunity", "external_id,title,company\n" + rows)
    assert len(report.notes) == 21
    assert str(report.notes[-1]) == "10 more names look like other ones."


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("opportunity", "title,amount\nA,5\n", True),
        ("contact", "name\nAna\n", True),
        ("lead", "first_name,last_name\nAna,Ruiz\n", True),
        ("opportunity", "external_id,title\n1,A\n", False),
        ("contact", "name,email\nAna,\n", False),
        ("company", "name\nAcme\n", False),
        ("opportunity", "title,amount\nA,-5\n", False),
    ],
)
def test_rows_that_nothing_tells_apart_are_said_to_be_new(
    desk: Desk, tmp_path: Path, kind: str, text: str, told: bool
) -> None:
    report = imported(desk, tmp_path, kind, text)
    assert any("Nothing tells these rows apart" in str(note) for note in report.notes) is told
    again = imported(desk, tmp_path, kind, text)
    assert (again.new > 0) is told


def test_a_second_column_of_the_same_name_is_not_dropped_silently(desk: Desk, tmp_path: Path) -> None:
    text = "name,name,NAME,city\nAcme,Acme Ltd,ACME,Lima\n"
    read = table(tmp_path, text)
    report = commit(desk, plan(desk, read, "company", {"name": "name", "city": "city"}))
    assert [str(note) for note in report.notes] == [
        "Several columns have the name “name”: “name” was taken, and “name (2)” was left out.",
        "Several columns have the name “NAME”: “name” was taken, and “NAME” was left out.",
    ]
    assert guessed(desk, "company", read.headers) == {"name": "name", "city": "city"}
    other = commit(desk, plan(desk, read, "company", {"name (2)": "name", "name": "description", "NAME": "industry"}))
    assert [str(note) for note in other.notes] == ["Columns left out: city."]
    assert Company.get(Company.name == "Acme Ltd").description == "Acme"


def test_a_name_that_fits_several_is_refused(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "product", "name\nGTX Pro\nG TXPro\n")
    report = imported(desk, tmp_path, "opportunity", "title,product\nA,GTXPro\nB,GTX Pro\n")
    assert counts(report) == (1, 0, 0, 1)
    (refused,) = report.refused
    assert (refused.row, refused.column) == (2, "product")
    assert str(refused.reason) == "“GTXPro” can be “GTX Pro”, “G TXPro”. Write the one that is meant."


def test_what_is_not_known_is_made_once(desk: Desk, tmp_path: Path) -> None:
    report = imported(
        desk,
        tmp_path,
        "opportunity",
        "title,company,owner,source,reason,stage\nA,Acme,Eva,Letter,Late,Lost\nB,ACME,Eva,Letter,,Won\n",
    )
    assert report.created == {"source": 1, "reason": 1, "user": 1, "company": 1}
    assert [near.written for near in report.near] == ["ACME"]
    assert the("A").reason.name == "Late"
    assert Source.get(Source.name == "Letter").place == 6  # after the shipped ones
    assert Reason.get(Reason.name == "Late").active


def test_a_refused_row_makes_nothing(desk: Desk, tmp_path: Path) -> None:
    report = imported(desk, tmp_path, "opportunity", "title,company,amount,stage\nA,Ghost,x,Phantom\nB,Acme,5,Won\n")
    assert (report.created, len(report.refused)) == ({"company": 1}, 1)
    assert [row.name for row in Company.select()] == ["Acme"]


def test_an_owner_may_be_written_as_e_mail_address(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "user", "name,email\nEva Paz,eva@example.com\n")
    report = imported(desk, tmp_path, "company", "name,owner\nAcme,Eva@example.com\n")
    assert (report.created, Company.get().owner.name) == ({}, "Eva Paz")


def test_a_contact_is_the_one_of_the_row_s_company(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "contact", "external_id,name,company\n1,Ana,Acme\n2,Ana,Bolt\n")
    report = imported(
        desk, tmp_path, "opportunity", "title,company,contact\nA,Acme,Ana\nB,Bolt,Ana\nD,,Ana\nC,Cara,Ana\n"
    )
    assert [the(title).contact.external_id for title in "ABC"] == ["1", "2", None]
    assert the("C").contact.company.name == "Cara"  # somebody else of the same name
    assert [str(one.reason) for one in report.refused] == [
        "“Ana” is the name of 3 records (Contact). Write the external id of the one that is meant."
    ]


def test_a_contact_of_nearly_this_name_is_found_beside_its_own_company(desk: Desk, tmp_path: Path) -> None:
    text = "external_id,company,contact\n1,Acme,Ana\n2,Acme,ana\n3,Bolt,ana\n"
    imported(desk, tmp_path, "opportunity", text)
    found = {(contact.name, contact.company.name) for contact in Contact.select()}
    assert found == {("Ana", "Acme"), ("ana", "Bolt")}
    assert counts(imported(desk, tmp_path, "opportunity", text)) == (0, 0, 3, 0)


def test_managers_and_parents_may_stand_below(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "user", "name,manager,team\nAna,Eva,North\nEva,Zoe,north\n")
    ana = User.get(User.name == "Ana")
    assert (ana.manager.name, ana.manager.manager.name, ana.team_id) == ("Eva", "Zoe", ana.manager.team_id)
    assert Team.select().count() == 1
    report = imported(
        desk, tmp_path, "company", "external_id,name,parent\n1,Child,2\n2,Parent,\n3,Own,Own\n4,Lost child,Own\n"
    )
    assert Company.get(Company.name == "Child").parent.name == "Parent"
    assert [one.row for one in report.refused] == [4, 5]
    undoing.undo(desk)
    undoing.undo(desk)
    assert User.select().count() == 0


# --- stages ---


def test_a_product_in_another_currency_is_refused_rather_than_taken_as_it_is(desk: Desk, tmp_path: Path) -> None:
    other = "USD" if desk.currency == "EUR" else "EUR"
    text = f"name,price,currency\nChair,5,{desk.currency.lower()}\nDesk,7,{other}\nLamp,8,\n"
    report = imported(desk, tmp_path, "product", text)
    assert {(row.name, row.price_minor, row.currency) for row in Product.select()} == {
        ("Chair", 500, desk.currency), ("Lamp", 800, desk.currency),
    }  # fmt: skip
    (refused,) = report.refused
    assert f"Its price is in {other}" in str(refused.reason)


def test_a_file_that_ends_it_otherwise_keeps_how_it_had_ended(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "opportunity", "external_id,title,stage,amount\n1,A,Lost,5\n2,B,Won,7\n3,C,Engaging,9\n")
    assert PastOutcome.select().count() == 0
    imported(desk, tmp_path, "opportunity", "external_id,stage\n1,Won\n2,Won\n3,Won\n")
    assert [(past.opportunity.title, past.state) for past in PastOutcome.select()] == [("A", LOST)]


def test_names_that_mean_closed_go_to_the_closed_stages(desk: Desk, tmp_path: Path) -> None:
    names = {
        "Won": WON,
        "Ganado": WON,
        "ganada": WON,
        "Closed Won": WON,
        "Lost": LOST,
        "Perdido": LOST,
        "Perdida": LOST,
        "No ganado": LOST,
        "Closed Lost": LOST,
    }
    imported(desk, tmp_path, "opportunity", "title,stage\n" + "".join(f"{name},{name}\n" for name in names))
    assert {row.title: row.state for row in Opportunity.select()} == names
    assert Stage.select().count() == 4


def test_an_unknown_stage_is_made_open_in_the_first_pipeline(desk: Desk, tmp_path: Path) -> None:
    report = imported(desk, tmp_path, "opportunity", "title,stage,probability\nA,Demo,60\nB,demo,60\nC,Demo,20\n")
    assert report.created == {"stage": 1}
    stage = Stage.get(Stage.name == "Demo")
    assert (stage.stage_kind, stage.probability, stage.pipeline.name) == (OPEN, 60, "Sales")
    assert [row.name for row in Stage.select().order_by(Stage.place)] == [
        "Prospecting",
        "Engaging",
        "Demo",
        "Won",
        "Lost",
    ]
    before = snapshot()
    undoing.undo(desk)
    assert Stage.select().count() == 4
    undoing.redo(desk)
    assert snapshot() == before


def test_a_pipeline_is_made_with_the_stages_its_rows_name(desk: Desk, tmp_path: Path) -> None:
    report = imported(
        desk, tmp_path, "opportunity", "title,pipeline,stage\nA,Service,Visit\nB,Service,Won\nC,Sales,Won\nD,Service,\n"
    )
    assert report.created == {"pipeline": 1, "stage": 2}
    service = Pipeline.get(Pipeline.name == "Service")
    assert {
        row.title: (row.pipeline.name, row.stage and row.stage.name, row.state) for row in Opportunity.select()
    } == {
        "A": ("Service", "Visit", OPEN),
        "B": ("Service", "Won", WON),
        "C": ("Sales", "Won", WON),
        "D": ("Service", None, OPEN),  # shown in the column of those without a stage
    }
    assert Stage.select().where(Stage.pipeline == service).count() == 2


def test_a_reason_is_for_lost_ones(desk: Desk, tmp_path: Path) -> None:
    report = imported(desk, tmp_path, "opportunity", "external_id,title,stage,reason\n1,A,Won,Price\n2,B,Lost,Price\n")
    assert (the("A").reason, the("B").reason.name) == (None, "Price")
    assert [str(note) for note in report.notes] == ["1 reason was left out: only lost opportunities have one."]


# --- records that are there already ---


def test_blank_cells_change_nothing_and_others_are_shown_cell_by_cell(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "company", "external_id,name,city,employees\n1,Acme,Lugo,5\n2,Bolt,Vigo,9\n")
    prepared = planned(
        desk, tmp_path, "company", "external_id,name,city,employees\n1,,Leon,\n2,Bolt,Vigo,9\n3,Cara,,\n"
    )
    assert counts(rehearse(desk, prepared)) == (1, 1, 1, 0)
    (difference,) = prepared.differences
    assert (difference.row, difference.name) == (2, "Acme")
    assert [(cell.field.name, cell.old, cell.new) for cell in difference.cells] == [("city", "Lugo", "Leon")]
    commit(desk, prepared)
    assert {(row.name, row.city, row.employees) for row in Company.select()} == {
        ("Acme", "Leon", 5), ("Bolt", "Vigo", 9), ("Cara", None, None),
    }  # fmt: skip


def test_a_company_is_known_by_its_name_when_nothing_else_is_said(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "company", "name,city\nAcme,Lugo\n")
    assert counts(imported(desk, tmp_path, "company", "name,city\nAcme,Leon\nBolt,\n")) == (1, 1, 0, 0)
    assert Company.select().count() == 2


def test_two_rows_of_one_external_id_are_not_taken_both(desk: Desk, tmp_path: Path) -> None:
    report = imported(desk, tmp_path, "company", "external_id,name\n1,Acme\n1,Bolt\n")
    assert counts(report) == (1, 0, 0, 1)
    assert str(report.refused[0].reason) == "Row 2 has the same External id. Keep one of them."


def test_modes(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "company", "external_id,name\n1,Acme\n")
    text = "external_id,name\n1,Acme Ltd\n2,Bolt\n"
    assert counts(imported(desk, tmp_path, "company", text, mode=Mode.CREATE)) == (1, 0, 1, 0)
    report = imported(desk, tmp_path, "company", text + "3,Cara\n", mode=Mode.UPDATE)
    assert counts(report) == (0, 1, 1, 1)
    assert str(report.refused[0].reason) == "No record has this External id, and only existing ones are changed."
    assert {row.name for row in Company.select()} == {"Acme Ltd", "Bolt"}


def test_match_fields_are_chosen(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "contact", "name,email,phone\nAna,ana@example.com,1\nAna,other@example.com,2\n")
    report = imported(desk, tmp_path, "contact", "name,email\nAna Ruiz,ANA@example.com\n", match=("email",))
    assert counts(report) == (0, 1, 0, 0)
    assert Contact.get(Contact.phone == "1").name == "Ana Ruiz"
    report = imported(desk, tmp_path, "contact", "name,phone\nAna,3\nAna Ruiz,4\n", match=("name",))
    assert counts(report) == (0, 2, 0, 0)
    with pytest.raises(DomainError, match="“phone” cannot tell records apart here"):
        planned(desk, tmp_path, "contact", "name\nAna\n", match=("phone",))
    with pytest.raises(DomainError, match="Say it with --match"):
        planned(desk, tmp_path, "opportunity", "title\nA\n", mode=Mode.UPDATE)


def test_the_key_finds_an_opportunity(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "opportunity", "title,amount\nA,5\n")
    report = imported(desk, tmp_path, "opportunity", "key,amount\nOP-2026-00001,7\n")
    assert (counts(report), the("A").amount_minor) == ((0, 1, 0, 0), 700)


def test_a_changed_stage_is_a_move(desk: Desk, tmp_path: Path) -> None:
    text = "external_id,title,stage,closed_on,reason,amount\n"
    imported(desk, tmp_path, "opportunity", text + "1,A,Engaging,,,5\n2,B,Won,2026-01-01,,6\n3,C,Engaging,,,7\n")
    before = snapshot()
    report = imported(
        desk, tmp_path, "opportunity", text + "1,,Lost,2026-02-01,Price,\n2,,Engaging,2026-05-01,,\n3,,Won,,,8\n"
    )
    assert counts(report) == (0, 3, 0, 0)
    a, b, c = the("A"), the("B"), the("C")
    assert (a.state, a.stage.name, a.closed_on, a.reason.name, a.rate) == (LOST, "Lost", date(2026, 2, 1), "Price", "1")
    assert (b.state, b.closed_on, b.expected_on, b.rate) == (OPEN, None, date(2026, 5, 1), None)
    assert (c.state, c.closed_on, c.amount_minor) == (WON, None, 800)  # nobody is asked; the day stays unknown
    last = OpportunityLog.select().where(OpportunityLog.opportunity == a.id).order_by(OpportunityLog.id.desc()).first()
    assert (last.state, str(last.day)) == (LOST, "2026-02-01")
    assert derived.mismatches() == []
    undoing.undo(desk)
    assert snapshot() == before


def test_products_and_tags_of_existing_ones_are_replaced(desk: Desk, tmp_path: Path) -> None:
    text = "external_id,title,product,tags\n"
    imported(desk, tmp_path, "opportunity", text + "1,A,Panel,red;blue\n")
    before = snapshot()
    assert counts(imported(desk, tmp_path, "opportunity", text + '1,,Panel,"Blue, RED"\n')) == (0, 0, 1, 0)
    prepared = planned(desk, tmp_path, "opportunity", text + "1,,Door,green\n")
    assert [(cell.field.name, cell.old, cell.new) for cell in prepared.differences[0].cells] == [
        ("product", "Panel", "Door"),
        ("tags", ["blue", "red"], ["green"]),
    ]
    commit(desk, prepared)
    row = the("A")
    assert (tags.of("opportunity", row.id), OpportunityLine.get().product.name) == (["green"], "Door")
    undoing.undo(desk)
    assert snapshot() == before
    assert Tag.select().count() == 2


def test_a_composed_name_follows_its_parts(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "contact", "external_id,first_name,last_name\n1,Ana,Ruiz\n")
    imported(desk, tmp_path, "contact", "external_id,last_name\n1,Paz\n")
    assert (Contact.get().name, Contact.get().first_name) == ("Ana Paz", "Ana")


def test_what_is_in_the_trash_is_not_found(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "company", "external_id,name\n1,Acme\n")
    records.trash(desk, "company", [Company.get().id])
    assert counts(imported(desk, tmp_path, "company", "external_id,name\n1,Acme\n")) == (1, 0, 0, 0)


# --- the step ---


def test_an_import_is_one_step_with_the_file_s_name(desk: Desk, tmp_path: Path) -> None:
    steps = journal.Step.select().count()
    report = imported(desk, tmp_path, "lead", "name,source,tags\nEva,Letter,red\nAna,Fair,blue\n")
    assert journal.Step.select().count() == steps + 1
    assert str(undoing.next_undo(desk)) == "2 leads imported from file.csv"
    assert report.step == journal.Step.select().order_by(journal.Step.id.desc()).first().id
    assert report.changes is not None
    assert len(report.changes.of("lead")) == 2


def test_two_imports_join_an_open_step(desk: Desk, tmp_path: Path) -> None:
    before = snapshot()
    with desk.step(msg("Both files")):
        imported(desk, tmp_path, "company", "name\nAcme\n")
        report = imported(desk, tmp_path, "opportunity", "title,company\nA,Acme\n")
        assert report.created == {}
    undoing.undo(desk)
    assert snapshot() == before


def test_a_plan_made_before_somebody_wrote_is_made_again(desk: Desk, tmp_path: Path) -> None:
    prepared = planned(desk, tmp_path, "opportunity", "title,company\nA,Acme\n")
    records.add(desk, "company", {"name": "Acme"})
    opportunities.add(desk, {"title": "First"})
    report = commit(desk, prepared)
    assert (report.created, Company.select().count(), the("A").number) == ({}, 1, 2)


def test_cancelling_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    before = snapshot()
    prepared = planned(desk, tmp_path, "opportunity", "title,company\nA,Acme\n")
    with pytest.raises(ImportCancelled):
        commit(desk, prepared, cancelled=lambda: True)
    assert snapshot() == before
    told: list[tuple[int, int]] = []
    commit(desk, prepared, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (1, 1)


def test_the_preview_shows_how_cells_were_read(desk: Desk, tmp_path: Path) -> None:
    imported(desk, tmp_path, "product", "name\nGTX Pro\n")
    prepared = planned(desk, tmp_path, "opportunity", "title,product,stage,created_on\nA,GTXPro,Demo,31/01/2026\n")
    (row,) = prepared.preview
    assert (row.row, dict(row.values)) == (
        2,
        {"title": "A", "product": "GTX Pro", "stage": "Demo", "created_on": "2026-01-31"},
    )


def test_refused_rows_are_offered_as_a_file(desk: Desk, tmp_path: Path) -> None:
    report = imported(desk, tmp_path, "company", 'name,founded\nAcme,long ago\nBolt,1990\nCara\n"a;b",x\n')
    report.write_refused(tmp_path / "refused.csv")
    refused = read_table(tmp_path / "refused.csv")
    assert refused.headers == ["Row", "Column", "Reason", "name", "founded"]
    assert refused.rows[0] == ["2", "founded", "“long ago” is not a number.", "Acme", "long ago"]
    assert [row[3] for row in refused.rows] == ["Acme", "a;b"]  # the row that was cut off stays cut off
    again = plan(desk, refused, "company", {"name": "name"}, Options())
    assert counts(rehearse(desk, again)) == (2, 0, 0, 1)


def test_columns_are_guessed_from_their_names(desk: Desk, tmp_path: Path) -> None:
    found = guessed(desk, "opportunity", ["Oportunidad", "Empresa", "Etapa", "Importe", "Campaña", "Color"])
    assert found.pop("Campaña") == "campaign"
    assert found == {"Oportunidad": "title", "Empresa": "company", "Etapa": "stage", "Importe": "amount"}
    assert same("a,b\n1,2") == {"a": "a", "b": "b"}
    assert table(tmp_path, "a\n1\n").headers == ["a"]


def test_a_campaign_is_linked_by_its_name_and_made_where_it_is_new(desk: Desk, tmp_path: Path) -> None:
    fair = records.add(desk, "campaign", {"name": "Feria de Madrid"}).new("campaign")
    report = imported(
        desk, tmp_path, "lead", "name,campaign\nLuis,feria  de madrid\nEva,Spring letter\nAna,Spring letter\nIda,\n"
    )
    assert counts(report) == (4, 0, 0, 0)
    assert report.created == {"campaign": 1}
    found = {row["name"]: row["campaign"] for row in lists.rows(desk, "lead", lists.ids(desk, "lead", ListQuestion()))}
    assert found == {"Luis": "Feria de Madrid", "Eva": "Spring letter", "Ana": "Spring letter", "Ida": None}
    imported(desk, tmp_path, "opportunity", "title,campaign\nSale,Feria de Madrid\n")
    assert campaign_figures.rows_behind(desk, "leads", "campaign", fair)[1]
    (row,) = lists.rows(desk, "opportunity", lists.ids(desk, "opportunity", ListQuestion()))
    assert row["campaign_id"] == fair

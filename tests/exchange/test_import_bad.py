"""Bad input: one clear sentence beside the row and column, or for the whole file, and the book as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.importing import KINDS, Options, importable, plan
from crmdesk.exchange.importing.plain import plain_amounts, plain_texts
from crmdesk.models.errors import DomainError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Contact
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import built_in, called_by
from tests.exchange.import_office import counts, imported, office, planned, snapshot, table


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with office(tmp_path / "office.crmdesk") as found:
        yield found


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        ("title", "x" * 10_000, "Title holds 300 characters at the most; this has 10000."),
        ("title", "a\x01b", "Title has characters that cannot be kept. Type it again."),
        ("company", "x" * 301, "Company holds 300 characters at the most; this has 301."),
        ("stage", "x" * 61, "A name holds 60 characters at the most."),
        ("pipeline", "x" * 61, f"“{'x' * 59}…” is too long for a name: 60 characters."),
        ("amount", "1e9", "“1e9” is written with an exponent. Write the number in full."),
        ("amount", "-5", "Amount cannot be negative."),
        ("amount", "12.345,678", "“12.345,678” has 3 decimals, and 2 can be kept. Round it first."),
        ("amount", "99999999999999999", "“99999999999999999” is too large a number to be kept."),
        ("amount", "about 5", "“about 5” is not an amount of money. Write it as 1234.50 or 1234,50."),
        ("created_on", "0000-01-01", "“0000-01-01” is not between the years 1900 and 2199."),
        ("created_on", "9999-12-31", "“9999-12-31” is not between the years 1900 and 2199."),
        ("created_on", "2200-06-01", "“2200-06-01” is not between the years 1900 and 2199."),
        ("created_on", "2026-02-30", "“2026-02-30” is not a day."),
        ("probability", "120", "Probability is a number from 0 to 100."),
        ("probability", "33.333", "“33.333” has 3 decimals, and 0 can be kept. Round it first."),
        ("priority", "9", "Priority is a number from 0 to 3."),
        ("tags", "x" * 61, "A tag holds 60 characters at the most."),
    ],
)
def test_a_bad_cell_refuses_its_row(desk: Desk, tmp_path: Path, field: str, cell: str, reason: str) -> None:
    names, cells = (field, f'"{cell}"') if field == "title" else (f"title,{field}", f'Bad,"{cell}"')
    good = "Good" + "," * (field != "title")
    report = imported(desk, tmp_path, "opportunity", f"{names}\n{good}\n{cells}\n")
    assert counts(report) == (1, 0, 0, 1)
    (refused,) = report.refused
    assert (refused.row, refused.column, str(refused.reason)) == (3, field, reason)
    assert [row.title for row in Opportunity.select()] == ["Good"]


KIND = "“Prospect” is not a value of Kind. It can be “Customer”, “Supplier”, “Partner”, “Competitor”."
STATUS = (
    "“Perhaps” is not a value of Status. It can be “Open - not contacted”, “Working - contacted”, "
    "“Qualified”, “Closed - converted”, “Closed - not converted”, “Disqualified”."
)
TOO_MANY = "The row has 3 cells and the header has 2. Put texts that hold the separator in quotation marks."
TOO_FEW = "The row has 1 cell and the header has 2: some are missing. Complete the row."


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("contact", "name,email\nAna,not an address\n", "“not an address” is not an e-mail address."),
        ("contact", "name,email\n,ana@example.com\n", "Name is missing. Fill it in."),
        ("company", "name,kind\nAcme,Prospect\n", KIND),
        ("lead", "name,status\nEva,Perhaps\n", STATUS),
        ("company", "name,founded\nAcme,-5\n", "Founded is a year from 1 to 2199."),
        ("company", "name,city\nAcme,Lugo,Spain\n", TOO_MANY),
        ("company", "name,city\nAcme\n", TOO_FEW),
        ("user", "name,email\nEva,a@b.es\nEva,c@d.es\n", "Row 2 has the same Name. Keep one of them."),
    ],
)  # fmt: skip
def test_other_kinds_say_it_as_clearly(desk: Desk, tmp_path: Path, kind: str, text: str, reason: str) -> None:
    assert [str(one.reason) for one in imported(desk, tmp_path, kind, text).refused] == [reason]


def test_right_to_left_and_emoji_text_is_kept(desk: Desk, tmp_path: Path) -> None:
    names = ["مرحبا بالعالم", "שלום", "🦊 Füchse 👩‍👩‍👧", "e\u0301", "zero\u200bwidth"]
    report = imported(desk, tmp_path, "contact", "name\n" + "\n".join(names) + "\n")
    assert counts(report) == (5, 0, 0, 0)
    assert {row.name for row in Contact.select()} == set(names)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"title\nA\x00B\n", "NUL|cannot be|characters"),
        (b"2026-01-01,5.50\n2026-01-02,7.50\n", "first row must hold the names"),
        (b",".join(b"c%d" % place for place in range(500)) + b"\n", "500 columns"),
        (b'title\n"open\n', "quotation mark"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "bad.csv").write_bytes(content)
    with pytest.raises(DomainError, match=sentence):
        read_table(tmp_path / "bad.csv")
    with pytest.raises(DomainError, match="is a folder"):
        read_table(tmp_path)


@pytest.mark.parametrize(
    ("kind", "mapping", "sentence"),
    [
        ("opportunity", {}, "No column is mapped"),
        ("opportunity", {"nothing": "title"}, "The file has no column “nothing”. It has “title”, “amount”."),
        ("opportunity", {"title": "colour"}, "“colour” is not a field of opportunity. Its fields are key, title"),
        ("opportunity", {"title": "custom:page:txet"}, "“txet” is no type of a field"),
        ("product", {"title": "custom:page"}, "cannot have fields of your own"),
        ("opportunity", {"title": "state"}, "is not a field of opportunity"),
        ("opportunity", {"title": "title", "amount": "title"}, "Both “title” and “amount” are mapped to title"),
        ("invoice", {"title": "title"}, "“invoice” cannot be imported. It can be one of: user, company"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    desk: Desk, tmp_path: Path, kind: str, mapping: dict[str, str], sentence: str
) -> None:
    before = snapshot()
    with pytest.raises(DomainError, match=sentence):
        plan(desk, table(tmp_path, "title,amount\nA,5\n"), kind, mapping, Options())
    assert snapshot() == before


def test_a_file_without_rows_brings_nothing(desk: Desk, tmp_path: Path) -> None:
    for kind in KINDS:
        name = called_by(kind)
        report = imported(desk, tmp_path, kind, f"{name}\n")
        assert (counts(report), report.step) == ((0, 0, 0, 0), None)


def test_every_field_can_be_left_blank_or_filled(desk: Desk, tmp_path: Path) -> None:
    """No combination of a kind and a field is forgotten."""
    cells = {
        "day": "2026-01-05", "money": "5.00", "int": "5", "percent": "5", "hundredths": "5", "stars": "2",
        "email": "a@example.com", "tags": "red", "bool": "yes", "ways": "a@example.com (work)", "currency": "eur",
    }  # fmt: skip
    of_others = ("activity", "message", "quote", "quote_line")  # they belong to something, and have tests of their own
    for kind in (known for known in KINDS if known not in of_others):
        for field in importable(desk, kind):
            cell = next(iter(field.choices)) if field.choices else cells.get(field.type, "Some text")
            # the lists of statuses and roles are not added to by an import
            cell = {"status": "Disqualified", "role": "Seller"}.get(field.name, cell)
            name = called_by(kind)
            names, given = (
                (name, cell) if field.name == name else (f"{name},{field.name}", f"{kind} {field.name},{cell}")
            )
            report = imported(desk, tmp_path, kind, f"{names}\n{given}\n")
            assert (kind, field.name, report.refused) == (kind, field.name, [])
            if field.name != name:
                assert not planned(desk, tmp_path, kind, f"{names}\nblank {field.name},\n").refused


def test_plain_columns_leave_doubtful_cells_to_a_closer_look() -> None:
    title = built_in("opportunity", "title")
    assert plain_texts(title, [" a ", ""]) == ["a", None]
    assert plain_texts(title, ["a\x01"]) is None
    assert plain_texts(title, ["x" * 301]) is None
    assert plain_amounts(["1", "", "2.5", "0.07"], None, 2) == [100, None, 250, 7]
    for doubtful in ("1,5", "1.234", "-1", "1e9", " 1", "1 000", "9" * 13, "٣"):
        assert plain_amounts([doubtful], None, 2) is None
    assert plain_amounts(["1"], None, 0) is None

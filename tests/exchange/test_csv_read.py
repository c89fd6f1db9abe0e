"""Files as they come: every encoding, separator and defect, each defect with one sentence."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from crmdesk.exchange.csv_read import Table, read_table
from crmdesk.models.errors import DomainError

SPANISH = "Nombre;Dirección;Importe\nPeña;Avda. Núñez 3, 1º «B»;1.054,00\nMuñoz;“Cañón” – 5 €;3,50\n"


@pytest.fixture
def read(tmp_path: Path):
    """Read these bytes, or this text as UTF-8, as a file."""

    def _read(content: bytes | str, **options: str) -> Table:
        file = tmp_path / "file.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_table(file, **options)

    return _read


@pytest.fixture
def refusal(read):
    """The sentence with which this file is refused."""

    def _refusal(content: bytes | str, **options: str) -> str:
        with pytest.raises(DomainError) as caught:
            read(content, **options)
        return str(caught.value)

    return _refusal


@pytest.mark.parametrize(
    ("encoding", "detected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_encodings_are_found(read, encoding, detected):
    table = read(SPANISH.encode(encoding))
    assert table.headers == ["Nombre", "Dirección", "Importe"]
    assert table.rows == [["Peña", "Avda. Núñez 3, 1º «B»", "1.054,00"], ["Muñoz", "“Cañón” – 5 €", "3,50"]]
    assert (table.encoding, table.separator) == (detected, ";")


@pytest.mark.parametrize("encoding", ["cp1251", "shift_jis", "cp1253"])
def test_other_encodings_are_recognised_by_their_text(read, encoding):
    text = {
        "cp1251": "Имя,Город\nИван Петров,Москва\nАнна Смирнова,Санкт-Петербург\nОльга Иванова,Новосибирск\n",
        "shift_jis": "名前,住所\n山田太郎,東京都千代田区丸の内\n鈴木花子,大阪府大阪市北区梅田\n",
        "cp1253": "Όνομα,Πόλη\nΓιώργος Παπαδόπουλος,Θεσσαλονίκη\nΜαρία Κωνσταντίνου,Αθήνα\n",
    }[encoding]
    table = read(text.encode(encoding))
    assert [table.headers, *table.rows] == [line.split(",") for line in text.splitlines()]


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_files_of_old_western_programs_keep_their_letters(read, encoding):
    rows = [["Peña Muñoz", "Calle Núñez 3", "Córdoba"], ["José García", "Avda. de la Constitución", "León"]]
    text = "Nombre;Dirección;Población\n" + "".join(";".join(row) + "\n" for row in rows)
    table = read(text.encode(encoding))
    assert (table.headers, table.rows) == (["Nombre", "Dirección", "Población"], rows)
    assert table.encoding == encoding


def test_a_named_encoding_is_used(read, refusal):
    assert read("Población\nMéxico\n".encode("cp850"), encoding="cp850").rows == [["México"]]
    assert "utf-9" in refusal("a,b\n1,2\n", encoding="utf-9")
    assert "not written in utf-8" in refusal(SPANISH.encode("windows-1252"), encoding="utf-8")
    assert "rot13" in refusal("a,b\n1,2\n", encoding="rot13")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found(read, separator, end):
    lines = [["Name", "Note", "Amount"], ["Acme", '"one, two; three|four"', "5"], ["Bolt", f'"two{end}lines"', "7"]]
    table = read(end.join(separator.join(line) for line in lines) + end)
    assert table.separator == separator
    assert table.rows == [["Acme", "one, two; three|four", "5"], ["Bolt", f"two{end}lines", "7"]]
    assert list(table.line_numbers) == [2, 3]


def test_decimal_commas_do_not_pass_for_separators(read):
    table = read("Cliente;Importe, neto\nAcme;1,50\nBolt;2,75\n")
    assert (table.headers, table.rows[0]) == (["Cliente", "Importe, neto"], ["Acme", "1,50"])


def test_one_column_needs_no_separator(read):
    assert read("Name\nAcme\nBolt\n").rows == [["Acme"], ["Bolt"]]
    assert read('Name\n"Acme, Inc."\n').rows == [["Acme, Inc."]]


def test_the_separator_line_of_spreadsheets_is_obeyed(read):
    table = read("sep=|\r\nName|Note\r\nAcme|a,b,c\r\n")
    assert (table.headers, table.rows, list(table.line_numbers)) == (["Name", "Note"], [["Acme", "a,b,c"]], [3])


def test_a_blank_after_each_separator_is_not_part_of_the_cell(read):
    assert read('id, name, note\n1, Ana, "x, y"\n').rows == [["1", "Ana", "x, y"]]


def test_headers_are_made_distinct(read):
    table = read("Name,,Name, name ,Name (2)\na,b,c,d,e\n")
    assert table.headers == ["Name", "Column 2", "Name (3)", "name", "Name (2)"]


def test_separators_too_many_at_the_end_are_left_out(read):
    table = read("a,b,\n1,2,\n3,4,\n")
    assert (table.headers, table.rows, table.problems) == (["a", "b"], [["1", "2"], ["3", "4"]], [])


def test_ragged_rows_are_listed_and_the_others_go_in(read):
    table = read("a,b,c\n1,2,3\n1,2\n\n,,\n1,2,3,4\n5,6,7,,\n")
    assert table.rows == [["1", "2", "3"], ["5", "6", "7"]]
    assert list(table.line_numbers) == [2, 7]
    assert [(problem.row, problem.cells) for problem in table.problems] == [(3, ["1", "2"]), (6, ["1", "2", "3", "4"])]
    assert "2 cells" in str(table.problems[0].reason)
    assert "4 cells" in str(table.problems[1].reason)


def test_row_numbers_count_like_a_spreadsheet(read):
    table = read('a,b\n"x\ny\nz",1\n2\n3,4\n')
    assert list(table.line_numbers) == [2, 4]
    assert table.problems[0].row == 3


def test_awkward_texts_come_through(read):
    long = "x" * 10_000
    rows = [long, "مرحبا بالعالم", "👩‍👩‍👧‍👦🇪🇸", "\u202eabc", 'say ""hi""']
    table = read("Title,No\n" + "".join(f'"{title}",{place}\n' for place, title in enumerate(rows)))
    assert [row[0] for row in table.rows] == [*rows[:-1], 'say "hi"']


def test_a_header_alone_is_a_table_without_rows(read):
    table = read("Name,Email\n")
    assert (table.headers, table.rows, list(table.line_numbers)) == (["Name", "Email"], [], [])


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b" \r\n\r\n", "is empty"),
        (b",,\n,,\n", "is empty"),
        (b"a,b\n1,\x002\n", "NUL"),
        (bytes(range(256)) * 40, "NUL"),
        (b"PK\x03\x04rest of a workbook", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "spreadsheet"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\n<!DOCTYPE html><html>", "web page"),
        (b'a,b\n1,"2\n3,4\n5,6\n', "quotation mark opened in row 2"),
        (",".join(f"c{n}" for n in range(500)).encode() + b"\n", "500 columns"),
    ],
)
def test_files_that_are_no_table_are_refused_in_one_sentence(refusal, content, part):
    assert part in refusal(content)


@pytest.mark.parametrize(
    ("first_row", "culprit"),
    [
        ("1C1I7A6R,Moses Frase,Won,2016-10-20,1054", "2016-10-20"),
        ("Ana,Gil,ana@example.com,555", "ana@example.com"),
        ("Acme,technology,1996,1100.04,2822", "1100.04"),
        ("GTX Basic,GTX,550", "550"),
        ("Acme,http://acme.example", "http://acme.example"),
        ("1,2,3", "1"),
    ],
)
def test_a_file_without_a_header_is_refused(refusal, first_row, culprit):
    columns = first_row.split(",")
    below = ",".join("77" if cell.isdecimal() else "text" for cell in columns)
    assert f"“{culprit}” looks like data" in refusal(f"{first_row}\n{below}\n")


@pytest.mark.parametrize("header", ["Product,2016,2017", "Name,Phone 1,Phone 2", "Año,Q1,3T", "#,Name,%", "A,B,1º"])
def test_headers_with_figures_are_headers(read, header):
    assert read(f"{header}\nx,1,2\n").headers == header.split(",")


def test_what_is_no_file_is_refused(tmp_path: Path):
    with pytest.raises(DomainError, match="is a folder"):
        read_table(tmp_path)
    with pytest.raises(DomainError, match=r"no file “missing\.csv”"):
        read_table(tmp_path / "missing.csv")
    with pytest.raises(DomainError, match="cannot be read"):
        read_table(tmp_path / ("x" * 400 + ".csv"))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may read every file")
def test_a_file_of_somebody_else_is_refused(tmp_path: Path):
    file = tmp_path / "closed.csv"
    file.write_text("a,b\n1,2\n")
    file.chmod(0)
    with pytest.raises(DomainError, match="may not read"):
        read_table(file)


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path):
    file = tmp_path / "large.csv"
    with file.open("wb") as stream:
        stream.truncate(300 * 1024 * 1024)  # no bytes on disk
    with pytest.raises(DomainError, match="larger than 200 MB"):
        read_table(file)


def test_a_wrong_separator_is_refused(refusal):
    assert "one character" in refusal("a,b\n1,2\n", separator=",,")


SPECTRUM = [
    *("comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates", "newlines"),
    *("newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8"),
]


@pytest.mark.parametrize("name", SPECTRUM)
def test_the_awkward_files_give_what_they_promise(samples: Path, name):
    table = read_table(samples / "csv-spectrum" / "csvs" / f"{name}.csv")
    expected = json.loads((samples / "csv-spectrum" / "json" / f"{name}.json").read_text(encoding="utf-8"))
    if name == "newlines_crlf":  # the stored CSV has lost its carriage returns, the JSON has not
        expected = [{key: value.replace("\r\n", "\n") for key, value in row.items()} for row in expected]
    if name == "location_coordinates":  # the JSON is one object, with another number in it than the CSV
        expected = [{**expected, "Contact Phone Number": "2095257564"}]
    assert [dict(zip(table.headers, row, strict=True)) for row in table.rows] == expected


@pytest.mark.parametrize(
    ("name", "rows", "columns", "separator"),
    [
        ("maven/sales_pipeline.csv", 8800, 8, ","),
        ("maven/accounts.csv", 85, 7, ","),
        ("maven/products.csv", 7, 3, ","),
        ("maven/sales_teams.csv", 35, 3, ","),
        ("maven-es/oportunidades.csv", 8800, 8, ";"),
        ("salesforce-seed/opportunities.csv", 16, 14, ","),
        ("datablist/leads-100.csv", 100, 14, ","),
        ("datablist/people-100.csv", 100, 9, ","),
        ("datablist/customers-100.csv", 100, 12, ","),
        ("datablist/organizations-100.csv", 100, 9, ","),
        ("datablist/products-100.csv", 100, 13, ","),
        ("contacts/google.csv", 4, 12, ","),
        ("contacts/google-old-header.csv", 1, 64, ","),
        ("contacts/linkedin.csv", 5, 7, ","),
        ("contacts/rolodex.csv", 4, 8, ","),
        ("contacts/custom.csv", 4, 7, ","),
    ],
)
def test_every_row_of_the_samples_is_read(samples: Path, name, rows, columns, separator):
    table = read_table(samples / name)
    assert (len(table.rows), len(table.headers), table.separator) == (rows, columns, separator)
    assert table.problems == []

"""A quote and a sales note as PDF files: read back they say what the book says, to the cent and with every accent."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from crmdesk.exchange import papers as on_paper
from crmdesk.models import book
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.quotes import Quote
from crmdesk.sales import closing, lines, papers, quotes, sales_notes, settings
from crmdesk.sales.pipeline import Closing
from crmdesk.ui import page_size, sheets
from crmdesk.ui.jobs import Cancelled
from crmdesk.ui.page_size import PaperSize
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    settings.change(made.desk, name="Diseño & Obra", country="ES", language="es")
    papers.change(
        made.desk, tax_id="B12345678", address="Gran Vía 1\nMadrid", terms={"es": "50 % al encargo", "en": "Net 30"}
    )
    yield made
    book.close()


def quoted(office: Office, language: str, more: int = 0) -> int:
    company = office.add("company", name="Muebles Ñandú", city="Ávila", tax_id="ES-X1", language=language)
    sale = office.opportunity("Sillas y pupitres", company=company)
    offered = [
        {"name": "Silla «Ñandú»", "quantity": 12_500, "unit": "ud", "price_minor": 123_456, "discount": 750,
         "tax": 2_100},
        {"name": "Pingüino <b>", "price_minor": 5, "discount": 5_000, "tax": 1_000},
        *({"name": f"Fila {n}", "price_minor": 101, "tax": 2_100} for n in range(more)),
    ]  # fmt: skip
    lines.add(office.desk, "opportunity", sale, offered)
    quote = quotes.make(office.desk, sale).new("quote")
    quotes.send(office.desk, quote)
    return quote


def pages(office: Office, kind: str, record: int, path: Path) -> list[str]:
    paper = on_paper.of_record(office.desk, kind, record)
    sheets.write_pdf(path, paper.html, paper.footer, page_size.BY_CODE[paper.size], paper.name, threading.Event())
    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("es", ["COTIZACIÓN", "N.º COT-2026-0001", "20 de noviembre de 2026", "14.274,60 €", "2.997,67 €",
                "17.272,30 €",
                "12,5 ud", "7,5 %", "Impuesto 21 % sobre 14.274,60 €", "50 % al encargo", "Página 1 de 1"]),
        ("en", ["QUOTE", "No. COT-2026-0001", "€14,274.60", "€2,997.67", "€17,272.30", "12.5 ud", "7.5 %",
                "Tax 21 % on €14,274.60", "Net 30", "Page 1 of 1"]),
    ],
)  # fmt: skip
def test_a_quote_reads_back_to_the_cent(office: Office, tmp_path: Path, language: str, told: list[str]) -> None:
    quote = quoted(office, language)
    (text,) = pages(office, "quote", quote, tmp_path / "quote.pdf")
    named = ["Diseño & Obra", "Muebles Ñandú", "Ávila", "Silla «Ñandú»", "Pingüino <b>", "Gran Vía 1", "B12345678"]
    for part in (*named, *told):
        assert part in text, f"{part} is not in: {text}"
    total = f"{Quote.get_by_id(quote).total_minor:d}"
    assert total in re.sub(r"[^\d ]", "", text).split()


def test_a_sales_note_says_on_every_page_that_it_has_no_fiscal_value(office: Office, tmp_path: Path) -> None:
    quote = quoted(office, "es", more=60)
    sale = Quote.get_by_id(quote).opportunity_id
    quotes.accept(office.desk, quote)
    closing.close(office.desk, [sale], "won", Closing(TODAY, {sale: 5}))
    note = sales_notes.make(office.desk, sale, sales_notes.AS_IT_IS).new("sales_note")
    read = pages(office, "sales_note", note, tmp_path / "note.pdf")
    assert len(read) > 1
    for number, text in enumerate(read, 1):
        assert f"NV-2026-0001 · Documento sin validez fiscal · Página {number} de {len(read)}" in text
        assert "Importe" in text or "Total" in text  # the table's head is repeated
    assert "No es una factura" in read[-1]


@pytest.mark.parametrize(
    ("country", "chosen", "points"),
    [("ES", "", (595, 842)), ("MX", "", (612, 792)), ("CA", "", (612, 792)), ("MX", "a4", (595, 842)),
     ("ES", "letter", (612, 792))],
)  # fmt: skip
def test_paper_is_that_of_the_country_unless_another_is_chosen(
    office: Office, tmp_path: Path, country: str, chosen: str, points: tuple[int, int]
) -> None:
    quote = quoted(office, "es", more=60)
    settings.change(office.desk, country=country)
    papers.change(office.desk, size=chosen)
    read = pages(office, "quote", quote, tmp_path / "quote.pdf")
    boxes = {
        (round(page.mediabox.width), round(page.mediabox.height)) for page in PdfReader(tmp_path / "quote.pdf").pages
    }
    assert boxes == {points}
    assert f"Página {len(read)} de {len(read)}" in read[-1]
    with pytest.raises(FieldProblems, match="A4 or Letter"):
        papers.change(office.desk, size="b5")


@pytest.mark.parametrize("size", papers.SIZES)
def test_no_row_is_cut_in_two_and_each_stands_on_one_page(office: Office, tmp_path: Path, size: str) -> None:
    """Lines of one to six lines of text, so that some would go over the end of their page."""
    sale = office.opportunity("Sillas", company=office.add("company", name="Ñandú", language="es"))
    described = ["\n".join(f"parte {n}.{part}" for part in range(n % 7)) for n in range(400)]
    offered = [{"name": f"Fila {n}:", "description": text, "price_minor": 100} for n, text in enumerate(described)]
    lines.add(office.desk, "opportunity", sale, offered)
    papers.change(office.desk, size=size)
    quote = quotes.make(office.desk, sale).new("quote")
    read = pages(office, "quote", quote, tmp_path / "quote.pdf")
    assert len(read) > 10
    begun = [[int(n) for n in re.findall(r"Fila (\d+):", text)] for text in read]
    assert [n for page in begun for n in page] == list(range(400))
    for text, rows in zip(read, begun, strict=True):
        assert {int(n) for n in re.findall(r"parte (\d+)\.", text)} <= set(rows)
        assert not rows or "Importe" in text  # the head stands above each page's rows


@pytest.mark.parametrize("size", papers.SIZES)
def test_the_totals_stay_together_below_the_last_row_wherever_the_page_ends(
    office: Office, tmp_path: Path, size: str
) -> None:
    papers.change(office.desk, size=size)
    sale = office.opportunity("Sillas", company=office.add("company", name="Ñandú", language="es"))
    lines.add(office.desk, "opportunity", sale, [{"name": f"Fila {n}:", "price_minor": 100} for n in range(20)])
    quote = quotes.make(office.desk, sale).new("quote")
    turned = 0
    for count in range(21, 38):
        lines.add(office.desk, "quote", quote, [{"name": f"Fila {count - 1}:", "price_minor": 100}])
        read = pages(office, "quote", quote, tmp_path / "quote.pdf")
        turned += len(read) > 1
        (last,) = (text for text in read if f"Fila {count - 1}:" in text)
        assert "Subtotal" in last
        assert last.count(f"{count},00 €") == 2  # net and total
    assert 0 < turned < 17


@pytest.mark.parametrize(("language", "money"), [("es", "10.000,00 €"), ("en", "€10,000.00")])
def test_ten_thousand_lines_are_one_right_document(office: Office, tmp_path: Path, language: str, money: str) -> None:
    client = office.add("company", name="Ñandú", language=language)
    sale = office.opportunity("Sillas", company=client)
    lines.add(office.desk, "opportunity", sale, [{"name": f"Fila {n}:", "price_minor": 100} for n in range(10_000)])
    quote = quotes.make(office.desk, sale).new("quote")
    paper = on_paper.of_record(office.desk, "quote", quote)
    told: list[tuple[int, int]] = []
    file = tmp_path / "quote.pdf"
    sheets.write_pdf(
        file, paper.html, paper.footer, page_size.A4, "x", threading.Event(), lambda *how: told.append(how)
    )
    found = PdfReader(file).pages
    assert len(told) > len(found)  # also while it was laid out
    first, last = (" ".join(found[number].extract_text().split()) for number in (0, -1))
    assert "Fila 0:" in first
    assert "Fila 9999:" in last
    assert last.count(money) == 2  # net and total
    assert f"{len(found)}" in first.rsplit(" ", 1)[-1]


def test_a_draft_says_so(office: Office, tmp_path: Path) -> None:
    quote = quotes.make(office.desk, office.opportunity("Sillas")).new("quote")
    (text,) = pages(office, "quote", quote, tmp_path / "quote.pdf")
    assert "BORRADOR" in text


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<p>\n{{ paper.number", "Line 2 of the template cannot be read"),
        ("<p>\n\n{{ paper.colour }}", "Line 3 of the template cannot be filled in"),
        ("{% for line in lines %}\n{{ line.nothing }}{% endfor %}", "Line 2"),
        ("{{ 'x' * 10000000 }}", "Line 1"),
    ],
)
def test_a_broken_template_says_where_and_nothing_is_written(
    office: Office, tmp_path: Path, template: str, said: str
) -> None:
    quote = quoted(office, "en")
    papers.keep_template(office.desk, "quote", "en", template)
    with pytest.raises(DomainError, match=said):
        pages(office, "quote", quote, tmp_path / "quote.pdf")
    assert not (tmp_path / "quote.pdf").exists()


def test_the_office_s_own_template_counts_until_it_is_emptied(office: Office, tmp_path: Path) -> None:
    quote = quoted(office, "en")
    papers.keep_template(office.desk, "quote", "en", "<p>Our own {{ paper.number }} for {{ client.name }}</p>")
    assert pages(office, "quote", quote, tmp_path / "own.pdf")[0].startswith("Our own COT-2026-0001 for Muebles Ñandú")
    papers.keep_template(office.desk, "quote", "en", " ")
    assert "QUOTE" in pages(office, "quote", quote, tmp_path / "shipped.pdf")[0]


@pytest.mark.parametrize("size", page_size.BY_CODE.values())
@pytest.mark.parametrize("kind", ["quote", "sales_note"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_shipped_template_fills_in_a_sample(office: Office, kind: str, language: str, size: PaperSize) -> None:
    paper = on_paper.sample(office.desk, kind, language, "")
    pictures = sheets.Pictures(paper.html, paper.footer, size, 400, 1.0)
    assert (pictures.page(0).width(), pictures.page(0).height()) == (400, size.height_at(400))
    assert pictures.sheets.pages == 1


def test_a_cancelled_or_impossible_file_leaves_nothing(office: Office, tmp_path: Path) -> None:
    paper = on_paper.of_record(office.desk, "quote", quoted(office, "es"))
    stopped = threading.Event()
    stopped.set()
    with pytest.raises(Cancelled):
        sheets.write_pdf(tmp_path / "no.pdf", paper.html, paper.footer, page_size.A4, "x", stopped)
    with pytest.raises(OSError):
        sheets.write_pdf(
            tmp_path / "nowhere" / "no.pdf", paper.html, paper.footer, page_size.A4, "x", threading.Event()
        )
    assert [file.name for file in tmp_path.iterdir() if file.suffix in (".pdf", ".part")] == []

"""The catalogue, the list of quotes with its numbers, a paper saved as a file, and the settings of papers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QColor, QImage

from crmdesk.exchange import papers as on_paper
from crmdesk.models import journal
from crmdesk.models.quotes import Quote
from crmdesk.sales import closing, lines, lists, opportunities, papers, quotes, undoing
from crmdesk.sales.lists import ListQuestion
from crmdesk.sales.pipeline import Closing
from crmdesk.texts import msg
from crmdesk.ui.jobs import Job
from crmdesk.views.lists.columns import columns_of
from crmdesk.views.quotes.preview import PaperDialog
from crmdesk.views.quotes.screen import NumbersDialog
from crmdesk.views.settings.paper_template import TemplateDialog
from tests.views.lists.office import TODAY, Office, child, settle


def sent(office: Office, **values: Any) -> int:
    lines.add(office.desk, "opportunity", office.fleet, [{"name": "Van", "price_minor": 1_000_000, **values}])
    quote = quotes.make(office.desk, office.fleet).new("quote")
    quotes.send(office.desk, quote)
    return quote


def test_a_product_s_page_opens_where_it_was_won(office: Office) -> None:
    van = office.add("product", name="Van", price=1_000_000)
    sent(office, product=van)
    closing.close(office.desk, [office.fleet], "won", Closing(TODAY, {office.fleet: 5}))
    shown = office.go("product-page", record=van)
    assert (shown.tiles["won"].figure, shown.tiles["open"].figure, shown.tiles["quotes"].figure) == ("1", "0", "1")
    shown.tiles["won"].click()
    settle()
    listed = office.window.screen_named("opportunities")
    assert office.window.screen_key == "opportunities"
    assert list(listed.source.model.ids()) == [office.fleet]


def test_a_product_is_added_with_its_tax(office: Office) -> None:
    shown = office.go("product-page", record=None, values={})
    shown.form.field("name").set_value("Chair")
    shown.form.field("tax").set_raw("10.5 %")
    shown.form.save()
    settle()
    (row,) = lists.rows(office.desk, "product", lists.ids(office.desk, "product", ListQuestion()))
    assert (row["name"], row["tax"], row["active"]) == ("Chair", 1_050, True)


@pytest.mark.parametrize(("tax", "told"), [(1_600, "16 %"), (825, "8.25 %")])
def test_a_tax_is_listed_as_it_was_typed(office: Office, tax: int, told: str) -> None:
    office.add("product", name="Van", tax=tax)
    model = office.go("products").source.model
    assert told in [model.index(0, column).data() for column in range(model.columnCount())]


def test_quotes_are_narrowed_by_what_they_are_today(office: Office) -> None:
    first = sent(office)
    draft = quotes.make(office.desk, office.fleet).new("quote")
    shown = office.go("quotes")
    assert set(shown.source.model.ids()) == {first, draft}
    shown.filters.pills["status"].set_value("sent")
    shown.filters.changed.emit()
    settle()
    assert list(shown.source.model.ids()) == [first]


def test_a_quote_that_came_in_as_sent_is_not_called_unsent(office: Office) -> None:
    draft = quotes.make(office.desk, office.fleet).new("quote")
    with office.desk.step(msg("Import")):
        journal.edit(Quote, draft, status="accepted")
    model = office.go("quotes").source.model
    assert model.index(0, 0).data() == "no number"
    assert office.go("quote-page", record=draft)._head.name.text() == "No number"


def test_numbers_given_show_those_cancelled(office: Office) -> None:
    sent(office)
    undoing.undo(office.desk)
    dialog = NumbersDialog(office.go("quotes"), office.window.workspace)
    model = dialog.grid.model()
    assert [model.index(0, column).data() for column in (0, 3)] == ["Q-2026-0001", "Cancelled"]


def test_a_paper_is_saved_as_a_file(office: Office, tmp_path: Path) -> None:
    quote = sent(office, tax=1_600)
    paper = on_paper.of_record(office.desk, "quote", quote)
    dialog = PaperDialog(office.go("quote-page", record=quote), office.window.workspace, paper)
    dialog.open()
    dialog.save(tmp_path / "quote.pdf")
    office.qtbot.waitUntil(lambda: not dialog.isVisible())
    text = " ".join(PdfReader(tmp_path / "quote.pdf").pages[0].extract_text().split())
    assert "Q-2026-0001" in text
    assert "€11,600.00" in text


def test_a_paper_that_cannot_be_written_says_so(office: Office, tmp_path: Path) -> None:
    paper = on_paper.of_record(office.desk, "quote", sent(office))
    dialog = PaperDialog(office.go("quotes"), office.window.workspace, paper)
    dialog.open()
    dialog.save(tmp_path / "nowhere" / "quote.pdf")
    office.qtbot.waitUntil(lambda: bool(dialog.problem.text()))
    assert dialog.isVisible()
    dialog.reject()


def test_a_long_paper_is_laid_out_beside_the_window_and_can_be_stopped(office: Office, tmp_path: Path) -> None:
    sale = office.opportunity("Chairs")
    lines.add(office.desk, "opportunity", sale, [{"name": f"Row {n}", "price_minor": 100} for n in range(3_000)])
    paper = on_paper.of_record(office.desk, "quote", quotes.make(office.desk, sale).new("quote"))
    dialog = PaperDialog(office.go("quotes"), office.window.workspace, paper)
    dialog.open()
    assert dialog.pages == 0
    office.qtbot.waitUntil(lambda: dialog.pages > 50, timeout=20_000)
    dialog.next.click()
    assert dialog.page.accessibleName() == f"Page 2 of {dialog.pages}"
    dialog.save(tmp_path / "quote.pdf")
    assert not dialog.primary.isEnabled()
    dialog.bar.cancel_button.click()
    office.qtbot.waitUntil(dialog.primary.isEnabled, timeout=20_000)
    assert list(tmp_path.glob("*.pdf*")) == []
    dialog.save(tmp_path / "quote.pdf")
    dialog.reject()  # closing it stops the writing
    office.qtbot.waitUntil(lambda: not Job._alive, timeout=20_000)
    assert [file.name for file in tmp_path.iterdir() if "pdf" in file.name] == []


def test_the_settings_of_papers_are_kept(office: Office, tmp_path: Path) -> None:
    page = office.go("settings", section="papers").page()
    page.form.field("tax_id").set_value("B123")
    page.form.field("quote").set_value("OF")
    page.form.field("days").set_value(15)
    page.form.field("size").set_value("letter")
    page.form.save()
    page.language.set_value("es")
    page.words.field("terms").set_value("Contado")
    page.words.save()
    settle()
    told = papers.read(office.desk)
    assert (told.tax_id, told.series["quote"], told.days, dict(told.terms)) == ("B123", "OF", 15, {"es": "Contado"})
    assert papers.size(office.desk) == "letter"
    picture = QImage(1200, 300, QImage.Format.Format_RGB32)
    picture.fill(QColor("navy"))
    picture.save(str(tmp_path / "logo.png"))
    page.read_logo(tmp_path / "logo.png")
    settle()
    assert QImage.fromData(papers.read(office.desk).logo).width() == 900
    assert not page.logo.pixmap().isNull()
    page.form.field("quote").set_value("")
    page.form.save()
    assert papers.read(office.desk).series["quote"] == "OF"


def test_a_broken_template_says_where_and_cannot_be_kept(office: Office) -> None:
    page = office.go("settings", section="papers").page()
    dialog = TemplateDialog(page, office.desk, "quote", "en", page._keep_template)
    dialog.open()
    dialog.text.set_value("<p>\n{{ paper.nothing }}</p>")
    dialog.keep()
    assert "Line 2 of the template" in dialog.problem.text()
    assert not dialog.primary.isEnabled()
    dialog.text.set_value("<p>Our own {{ paper.number }}</p>")
    dialog.keep()
    assert not dialog.isVisible()
    assert papers.read(office.desk).templates == {("quote", "en"): "<p>Our own {{ paper.number }}</p>"}
    assert child(page, "papers.template.quote.en").text() == "Own template…"


def test_the_form_keeps_the_client_s_budget(office: Office) -> None:
    shown = office.go("opportunity-page", record=office.fleet)
    shown.form.field("budget").set_amount(5_000)
    shown.form.save()
    settle()
    assert (opportunities.read(office.desk, office.fleet) or {})["budget"] == 5_000


def test_a_product_s_price_is_in_the_currency_that_is_typed_beside_it(office: Office) -> None:
    shown = office.go("product-page", record=None, values={})
    form = shown.form
    assert form.field("currency").value() == "EUR"
    form.field("name").set_value("Chair")
    form.field("currency").set_value("jpy")
    form.field("price").set_raw("1,500")
    form.save()
    settle()
    (row,) = lists.rows(office.desk, "product", lists.ids(office.desk, "product", ListQuestion()))
    assert (row["currency"], row["price"]) == ("JPY", 1_500)  # a yen has no cents
    column = next(one for one in columns_of(office.desk, "product") if one.key == "price")
    assert column.render(row).split() == ["¥", "1,500"]
    form = office.go("product-page", record=row.id).form
    assert form.field("price").value() == "1,500"
    form.field("currency").set_value("nothing")
    form.save()
    assert "is not a currency" in form.problems()["currency"]

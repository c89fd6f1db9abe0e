"""The tour of products, quotes and sales notes."""

from __future__ import annotations

from typing import Any, cast

from crmdesk.sales import closing, lines, lists, opportunities, papers, quote_rows, quotes, sales_notes
from crmdesk.sales.conditions import Condition
from crmdesk.sales.lists import ListQuestion
from crmdesk.sales.pipeline import Closing
from crmdesk.texts import _
from crmdesk.views.lists.screen import ListScreen
from crmdesk.views.products.page import ProductPage
from crmdesk.views.quotes.page import QuotePage
from crmdesk.views.quotes.products_part import ProductsPart
from crmdesk.views.quotes.quotes_part import QuotesPart
from crmdesk.views.records.opportunity import OpportunityPage
from crmdesk.views.tour.hand import answer, click, expect, press, until
from crmdesk.views.tour.journey import Journey


def products(journey: Journey) -> None:
    """The catalogue, and where a product was offered and won."""
    screen = cast(ListScreen, journey.go("products"))
    until(lambda: screen.table.model().rowCount() > 4, "the catalogue has products")
    until(lambda: screen.side.record == screen.table.current_id(), "the first one is beside the list")
    journey.picture("products")
    press("Return", screen.table)
    page = cast(ProductPage, journey.shown("product-page"))
    until(lambda: page.tiles["won"].figure, "where it was won is counted")
    journey.picture("product")


def tabs(journey: Journey) -> None:
    """An opportunity's lines, typed in place, and its quotes with a revision."""
    desk, editor = journey.desk, journey.window.editor
    sale = _busy_sale(journey)
    editor.run(lambda: papers.change(desk, tax_id="DOI 990101 AB1", days=30))
    editor.run(lambda: opportunities.save(desk, sale, {"budget": 20_000_00}))
    row = {"quantity": 6_000, "price_minor": 390_000, "discount": 500, "tax": 1_600}
    extra = {"quantity": 1_500, "price_minor": 125_000, "tax": 800, "name": _("Delivery and assembly")}
    offered = [known for known, _name, _code in lists.pick(desk, "product", "", 3)]
    editor.run(lambda: lines.add(desk, "opportunity", sale, [{**row, "product": known} for known in offered]))
    editor.run(lambda: lines.add(desk, "opportunity", sale, [extra]))
    journey.window.open_record("opportunity", sale)
    page = cast(OpportunityPage, journey.shown("opportunity-page"))
    page.tabs.show_part("products")
    part = cast(ProductsPart, page.tabs.part("products"))
    part.follows.click()
    until(lambda: part.panel.grid.model().rowCount() > 4, "the lines are shown")
    told = lines.following(desk, sale)
    expect(told is not None and told.by_lines, "the amount follows the lines")
    journey.picture("opportunity-products")
    page.tabs.show_part("quotes")
    shown = cast(QuotesPart, page.tabs.part("quotes"))
    click(shown.add)
    journey.shown("quote-page")
    quote = cast(QuotePage, journey.window.screen_named("quote-page"))
    click(quote.bar.buttons["send"])
    until(lambda: quote.bar.buttons["revise"].isVisible(), "the quote is sent")
    click(quote.bar.buttons["revise"])
    until(lambda: quote.bar.buttons["send"].isVisible(), "a revision is made")
    revision = quote.record or 0
    first = lines.of(desk, "quote", revision)[0]
    editor.run(lambda: lines.change(desk, "quote", first.id, {"discount": 1_000}))
    journey.picture("quote-draft")
    press("Alt+Left")
    journey.window.open_record("opportunity", sale)
    page.tabs.show_part("quotes")
    until(lambda: shown.table.model().rowCount() == 2, "both revisions are listed")
    journey.picture("opportunity-quotes")
    journey.window.open_record("quote", revision)
    answer(
        lambda: click(quote.bar.buttons["compare"]),
        lambda dialog: _picture_and_close(journey, dialog, "quote-revisions"),
    )


def paper(journey: Journey) -> None:
    """A quote that was sent, and on paper; the sales note of what was won; and all quotes."""
    desk, editor = journey.desk, journey.window.editor
    page = cast(QuotePage, journey.window.screen_named("quote-page"))
    quote = page.record or 0
    sale = quote_rows.rows(desk, [quote])[0].opportunity
    journey.window.open_record("quote", quote)
    journey.shown("quote-page")
    click(page.bar.buttons["send"])
    until(lambda: page.bar.buttons["accept"].isVisible(), "the revision is sent")
    journey.picture("quote")
    answer(lambda: click(page.bar.buttons["paper"]), lambda dialog: _save(journey, dialog, "quote-paper"))
    editor.run(lambda: quotes.accept(desk, quote))
    offered = quotes.to_win(desk, quote)
    amount = offered.amount_minor if offered else 0
    editor.run(lambda: closing.close(desk, [sale], "won", Closing(desk.today, {sale: amount})))
    editor.run(lambda: sales_notes.make(desk, sale))
    note = sales_notes.of_opportunity(desk, sale)[0]
    answer(lambda: page.doing.show("sales_note", note.id), lambda dialog: _save(journey, dialog, "sales-note"))
    screen = cast(ListScreen, journey.go("quotes"))
    until(lambda: screen.table.model().rowCount() == 2, "the quotes are listed")
    until(lambda: screen.side.record == screen.table.current_id(), "the newest one is beside the list")
    journey.picture("quotes")


def _picture_and_close(journey: Journey, dialog: Any, name: str) -> None:
    journey.picture(name)
    click(dialog.primary)


def _save(journey: Journey, dialog: Any, name: str) -> None:
    """Look at a paper, and save it as a file."""
    expect(not dialog.page.pixmap().isNull(), "the paper is shown")
    journey.picture(name)
    file = journey.folder / f"{name}.pdf"
    dialog.save(file)
    until(lambda: file.exists() and not dialog.isVisible(), "the paper is in a file")


def _busy_sale(journey: Journey) -> int:
    """An open opportunity of a company, with a contact."""
    state = Condition("state", "=", "open")
    found = lists.ids(
        journey.desk, "opportunity", ListQuestion(conditions=(state,), order="created_on", descending=True)
    )
    rows = lists.rows(journey.desk, "opportunity", found)
    return next(row.id for row in rows if row["company"] and row["contact"])

"""What goes wrong around a negotiation on a bad day: each time a sentence, and nothing lost or half stored."""

from __future__ import annotations

import resource
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from crmdesk.exchange import papers as on_paper
from crmdesk.models import book
from crmdesk.models.activities import Activity
from crmdesk.models.database import db
from crmdesk.models.errors import DomainError, StorageError
from crmdesk.models.messages import Message
from crmdesk.models.quotes import Quote, QuoteLine
from crmdesk.sales import activities, calendar, lines, messages, quotes, records, timeline, undoing
from crmdesk.sales.calendar import CalendarFilter
from crmdesk.sales.desk import Clock, Desk
from crmdesk.ui import page_size, sheets
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def quoted(office: Office, *, send: bool = False) -> int:
    """A quote of two lines, which come to 11.00 and 1.10 of tax."""
    sale = office.opportunity("Chairs", company=office.add("company", name="Luz"))
    chair = office.add("product", name="Chair", price=1_000, tax=1_000)
    lines.add(office.desk, "opportunity", sale, [{"product": chair}, {"name": "Transport", "price_minor": 100,
                                                                      "tax": 1_000}])  # fmt: skip
    quote = quotes.make(office.desk, sale).new("quote")
    if send:
        quotes.send(office.desk, quote)
    return quote


def test_what_comes_again_without_end_is_planned_once_at_a_time(office: Office) -> None:
    sale = office.opportunity("Sale")
    values = {"type": "call", "opportunity": sale, "due_on": date(1990, 1, 1), "repeat": "FREQ=DAILY"}
    known = activities.plan(office.desk, values).new("activity")
    activities.done(office.desk, [known])
    days = calendar.days(office.desk, date(1900, 1, 1), date(2199, 12, 31), CalendarFilter())
    planned = [row.due_on for row in Activity.select().where(Activity.done_on.is_null())]
    assert planned == [TODAY]  # not thousands of days that were missed
    assert days[0].day == TODAY
    assert len(days) < 4_000  # it is shown as far ahead as a series is looked for
    undoing.undo(office.desk)
    assert [row.id for row in Activity.select()] == [known]


@pytest.mark.parametrize(
    "below",
    [
        lambda desk, quote, first: lines.add(desk, "quote", quote, [{"name": "Off", "price_minor": -1_101}]),
        lambda desk, quote, first: lines.change(desk, "quote", first, {"quantity": -1_000}),
        lambda desk, quote, first: lines.change(desk, "quote", first, {"price_minor": -200}),
    ],
)
def test_a_quote_below_zero_is_refused_and_stays_what_it_was(
    office: Office, below: Callable[[Desk, int, int], Any]
) -> None:
    quote = quoted(office)
    rows = lines.of(office.desk, "quote", quote)
    with pytest.raises(DomainError) as refused:
        below(office.desk, quote, rows[0].id)
    assert str(refused.value).endswith(".")
    assert lines.of(office.desk, "quote", quote) == rows
    assert Quote.get_by_id(quote).total_minor == 1_210


def test_taking_the_priced_line_out_beside_a_discount_is_refused(office: Office) -> None:
    quote = quoted(office)
    lines.add(office.desk, "quote", quote, [{"name": "Off", "price_minor": -500}])
    first = lines.of(office.desk, "quote", quote)[0].id
    with pytest.raises(DomainError, match="below zero"):
        lines.remove(office.desk, "quote", [first])
    assert QuoteLine.select().where(QuoteLine.quote == quote).count() == 3


def test_a_tax_that_is_changed_after_sending_changes_nothing_that_was_sent(office: Office) -> None:
    quote = quoted(office, send=True)
    paper = on_paper.of_record(office.desk, "quote", quote)
    first, second = lines.of(office.desk, "quote", quote)
    assert first.product is not None
    records.save(office.desk, "product", first.product, {"tax": 2_100})
    with pytest.raises(DomainError, match="sent"):
        lines.change(office.desk, "quote", second.id, {"tax": 0})
    assert lines.of(office.desk, "quote", quote) == [first, second]
    assert on_paper.of_record(office.desk, "quote", quote) == paper
    assert Quote.get_by_id(quote).total_minor == 1_210
    revision = quotes.revise(office.desk, quote).new("quote")
    copied = lines.of(office.desk, "quote", revision)
    assert [line.tax for line in copied] == [1_000, 1_000]  # that of the offer, until somebody changes it
    lines.change(office.desk, "quote", copied[0].id, {"product": first.product})
    assert lines.of(office.desk, "quote", revision)[0].tax == 2_100


def test_a_disk_that_is_full_keeps_the_whole_step_out(office: Office) -> None:
    quote = quoted(office)
    before = db.execute_sql("PRAGMA page_count").fetchone()[0]
    db.execute_sql(f"PRAGMA max_page_count = {before + 4}")
    many = [{"name": f"Row {n} " + "x" * 200, "price_minor": 1} for n in range(2_000)]
    with pytest.raises(StorageError) as refused:
        lines.add(office.desk, "quote", quote, many)
    assert str(refused.value).endswith(".")
    db.execute_sql("PRAGMA max_page_count = 1000000000")
    assert len(lines.of(office.desk, "quote", quote)) == 2
    lines.add(office.desk, "quote", quote, many)  # and the book goes on
    assert len(lines.of(office.desk, "quote", quote)) == 2_002


def test_a_disk_that_fills_leaves_the_paper_that_was_there(qtbot: QtBot, office: Office, tmp_path: Path) -> None:
    quote = quoted(office)
    file = tmp_path / "quote.pdf"

    def write() -> None:
        paper = on_paper.of_record(office.desk, "quote", quote)
        sheets.write_pdf(file, paper.html, paper.footer, page_size.A4, paper.name, threading.Event())

    write()
    before = file.read_bytes()
    lines.add(office.desk, "quote", quote, [{"name": f"Row {n}", "price_minor": 1} for n in range(900)])
    paper = on_paper.of_record(office.desk, "quote", quote)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, hard))
    try:
        with pytest.raises(OSError):
            sheets.write_pdf(file, paper.html, paper.footer, page_size.A4, paper.name, threading.Event())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.read_bytes() == before
    assert not list(tmp_path.glob(".*.part"))
    write()
    assert len(PdfReader(file).pages) > 10


def test_a_clock_that_is_set_back_loses_nothing_and_keeps_the_order(office: Office) -> None:
    quote = quoted(office)
    sale = Quote.get_by_id(quote).opportunity_id
    messages.write(office.desk, "opportunity", sale, "First")
    quotes.send(office.desk, quote)
    back = Desk(office.desk.user, Clock.at(datetime(2026, 11, 18, 9, 0)))
    messages.write(back, "opportunity", sale, "Second")
    another = quotes.make(back, sale).new("quote")
    quotes.send(back, another)
    known = activities.plan(back, {"type": "call", "opportunity": sale, "due_on": back.today}).new("activity")
    activities.done(back, [known])
    assert [Quote.get_by_id(one).number for one in (quote, another)] == ["Q-2026-0001", "Q-2026-0002"]
    assert {row.text for row in messages.of(back, "opportunity", sale, 10)} == {"First", "Second"}
    assert len(timeline.of(back, "opportunity", sale, 50)) == len(timeline.of(office.desk, "opportunity", sale, 50))
    for _step in range(5):  # the last one first, whatever its hour says
        undoing.undo(back)
    assert [row.text for row in Message.select()] == ["First"]
    assert Quote.get_by_id(quote).number == "Q-2026-0001"

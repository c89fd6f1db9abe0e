"""What happened around somebody, and what their opportunities come to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from crmdesk.models import journal
from crmdesk.models.quotes import Quote
from crmdesk.sales import (
    activities,
    closing,
    document_files,
    documents,
    involved,
    lines,
    opportunities,
    quotes,
    record_history,
    records,
    related,
    timeline,
    undoing,
)
from crmdesk.sales.document_files import Pasted
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.related import Sums
from crmdesk.sales.ways import Way
from crmdesk.texts import Amount, msg
from tests.sales.office import TODAY, Office
from tests.sales.test_every_role import somebody


def test_calls_and_changes_stand_in_one_line_newest_first(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    north = office.add("company", name="North")
    sale = office.opportunity("Chairs", company=north)
    yesterday = TODAY - timedelta(days=1)
    activities.plan(desk, {"type": "call", "subject": "Offer", "done_on": yesterday, "company": north, "note": "later"})
    activities.plan(desk, {"type": "meeting", "done_on": TODAY - timedelta(days=3), "opportunity": sale})
    activities.plan(desk, {"type": "task", "due_on": TODAY, "company": north})
    records.save(desk, "company", north, {"city": "León"})
    found = timeline.of(desk, "company", north)
    assert [(moment.icon, moment.note) for moment in found] == [
        ("edit", ""), ("edit", ""), ("phone", "later"), ("users", "Chairs"),
    ]  # fmt: skip
    assert [len(timeline.of(desk, "company", north, most)) for most in (1, 3)] == [1, 3]
    assert timeline.last_contact(desk, "company", north) == yesterday
    assert [row.about for row in activities.of(desk, "company", north)] == ["", "", "Chairs"]
    assert timeline.last_contact(desk, "contact", office.add("contact", name="Eva")) is None


def test_what_became_of_quotes_is_told_with_its_day_and_who(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    north = office.add("company", name="North")
    sale = office.opportunity("Chairs", company=north)
    lines.add(desk, "opportunity", sale, [{"name": "Chair", "price_minor": 10_000}])
    quote = quotes.make(desk, sale).new("quote")
    quotes.send(desk, quote)
    quotes.accept(desk, quote, TODAY)
    found = timeline.of(desk, "opportunity", sale, sort=timeline.QUOTES)
    named = {"number": Quote.get_by_id(quote).number, "total": Amount(10_000, "EUR")}
    assert {str(moment.what) for moment in found} == {
        str(told)
        for told in (
            msg("Quote “{name}” made", name="Chairs"),
            msg("Quote {number} sent: {total}", **named),
            msg("Quote {number} accepted: {total}", **named),
        )
    }
    assert {(moment.user, moment.timed, moment.when.date(), moment.opens) for moment in found} == {
        ("Ana", True, TODAY, ("quote", quote))
    }
    assert {moment.note for moment in timeline.of(desk, "company", north, sort=timeline.QUOTES)} == {"Chairs"}
    undoing.undo(desk)
    assert len(timeline.of(desk, "opportunity", sale, sort=timeline.QUOTES)) == 2


def test_a_quote_of_an_earlier_day_is_told_on_its_day_without_a_time(tmp_path: Path) -> None:
    office = Office(tmp_path)
    quote = quotes.make(office.desk, office.opportunity("Chairs")).new("quote")
    earlier = TODAY - timedelta(days=30)
    with office.desk.step(msg("Import")):
        journal.edit(Quote, quote, created_on=earlier, status="sent", sent_on=earlier, number="A-1")
    sale = Quote.get_by_id(quote).opportunity_id
    found = timeline.of(office.desk, "opportunity", sale, sort=timeline.QUOTES)
    assert {(moment.when.date(), moment.timed, moment.user) for moment in found} == {(earlier, False, "")}


def test_all_places_of_a_long_timeline_are_read_a_page_at_a_time(tmp_path: Path) -> None:
    office = Office(tmp_path)
    sale = office.opportunity("Chairs")
    for number in range(30):
        opportunities.save(office.desk, sale, {"amount": number})
        activities.plan(office.desk, {"type": "call", "subject": str(number), "done_on": TODAY, "opportunity": sale})
    keys = timeline.keys(office.desk, "opportunity", sale)
    pages = [timeline.read(office.desk, "opportunity", keys[first : first + 7]) for first in range(0, len(keys), 7)]
    assert [moment for page in pages for moment in page] == timeline.of(office.desk, "opportunity", sale, 1000)
    assert len(keys) == 61


def test_what_hangs_on_it_and_was_changed_is_told_too(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    sale = office.opportunity("Chairs")
    rival = office.add("company", name="Rival", kind="competitor")
    lines.add(desk, "opportunity", sale, [{"name": "Chair", "price_minor": 100}])
    line = lines.of(desk, "opportunity", sale)[0].id
    lines.change(desk, "opportunity", line, {"quantity": 2_000})
    lines.remove(desk, "opportunity", [line])
    involved.add(desk, sale, "competitor", {"company": rival})
    opportunities.save(desk, sale, {"tags": ["vip"]})
    stored = document_files.store(desk, [Pasted("offer.pdf", b"a")]).stored
    paper = documents.add(desk, "opportunity", sale, stored).new("document")
    documents.remove(desk, [paper])
    call = activities.plan(desk, {"type": "call", "subject": "Ring", "due_on": TODAY, "opportunity": sale})
    later = TODAY + timedelta(days=3)
    activities.snooze(desk, [call.new("activity")], later)
    other = office.opportunity("Tables")
    lines.add(desk, "opportunity", other, [{"name": "Table", "price_minor": 100}])
    lines.remove(desk, "opportunity", [lines.of(desk, "opportunity", other)[0].id])
    told = [str(moment.what) for moment in timeline.of(desk, "opportunity", sale, sort=timeline.CHANGES)]
    assert told == [
        f"“Ring” put off until {later}", "Document “offer.pdf” removed",
        "“Chairs” changed", "“Rival” added to “Chairs”", "Line “Chair” removed", "Line “Chair” changed",
        "Line “Chair” added", "Opportunity “Chairs” added",
    ]  # fmt: skip
    assert str(timeline.of(desk, "company", rival, sort=timeline.CHANGES)[0].what) == told[3]


def test_a_timeline_names_nothing_that_somebody_may_not_see(tmp_path: Path) -> None:
    office = Office(tmp_path)
    seller = somebody("Seller")
    sale = office.opportunity("Chairs", owner=seller.user)
    chair = office.add("product", name="Chair")
    lines.add(office.desk, "opportunity", office.opportunity("Secret", owner=office.users["Ana"]), [{"product": chair}])
    activities.plan(office.desk, {"type": "call", "subject": "Secret", "opportunity": sale, "owner": office.desk.user})
    undoing.undo(office.desk)
    told = timeline.of(seller, "opportunity", sale)
    assert told
    assert "Secret" not in str([moment.what for moment in told])
    for desk in (office.desk, seller):
        changes = record_history.of(desk, "product", chair)
        assert [str(one.label) for one in changes] == ["Product “Chair” added"]


def test_an_answer_that_was_put_right_and_one_of_a_revised_quote_are_told(tmp_path: Path) -> None:
    office = Office(tmp_path)
    sale = office.opportunity("Chairs", company=office.add("company", name="North"))
    lines.add(office.desk, "opportunity", sale, [{"name": "Chair", "price_minor": 100}])
    quote = quotes.make(office.desk, sale).new("quote")
    quotes.send(office.desk, quote)
    quotes.reject(office.desk, quote)
    other = office.desk_on(TODAY, office.users["Óscar"])
    quotes.accept(other, quote)

    def answers() -> list[tuple[str, str]]:
        found = timeline.of(office.desk, "opportunity", sale, sort=timeline.QUOTES)
        return [(getattr(moment.what, "text", ""), moment.user) for moment in found]

    assert ("Quote {number} accepted: {total}", "Óscar") in answers()
    quotes.reject(office.desk, quote)
    quotes.send(office.desk, quotes.revise(office.desk, quote).new("quote"))
    assert ("Quote {number} rejected: {total}", "Ana") in answers()


def test_what_is_open_and_what_was_won(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    north = office.add("company", name="North")
    won, lost = (office.opportunity(title, company=north, amount=700) for title in ("A", "B"))
    office.opportunity("C", company=north, amount=None)
    office.opportunity("D", company=north, amount=50)
    closing.close(desk, [won], "won", Closing(TODAY, {won: 900}))
    closing.close(desk, [lost], "lost", Closing(TODAY, {}, office.reasons["Price"]))
    assert related.sums(desk, "company", north) == Sums(2, 50, 1, 900, 1)
    assert related.sums(desk, "contact", office.add("contact", name="Ana")) == Sums()


def test_leads_belong_to_a_company_by_its_name_and_to_a_person_by_an_address(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    north = office.add("company", name="Muebles del Norte S.A. de C.V.")
    ana = office.add("contact", name="Ana", email="ana@norte.example", emails=[Way("Ana@Home.example")])
    theirs = office.add("lead", name="Luis", company="MUEBLES DEL NORTE")
    office.add("lead", name="Eva", company="Muebles del Norte Grande")
    own = office.add("lead", name="A. Soto", email="ANA@home.example")
    assert related.leads_around(desk, "company", north).ids == (theirs,)
    assert related.leads_around(desk, "contact", ana).ids == (own,)
    records.trash(desk, "lead", [own])
    assert related.leads_around(desk, "contact", ana).ids == ()

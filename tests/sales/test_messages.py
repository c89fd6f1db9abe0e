"""The conversation on a record: written, answered, changed with its history, pinned, and read by whom it names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book
from crmdesk.models.errors import DomainError, FieldProblems, NotAllowedError, StaleRecordError
from crmdesk.sales import conversion, document_files, mentions, messages, records, timeline, undoing, unread
from crmdesk.sales.conversion import NEW, Becoming
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.document_files import Pasted
from crmdesk.sales.mentions import begun_at, named_in
from tests.book_fixture import count_of
from tests.sales.office import Office
from tests.sales.test_every_role import somebody


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


@pytest.fixture
def sale(office: Office) -> int:
    return office.opportunity("Lamps", owner=office.users["Óscar"])


def at(office: Office, hour: int, user: str = "Ana", minute: int = 0) -> Desk:
    return Desk(office.users[user], Clock.at(datetime(2026, 11, 20, hour, minute)))


def write(desk: Desk, sale: int, text: str, **how: Any) -> int:
    return messages.write(desk, "opportunity", sale, text, **how).new("message")


def test_messages_come_newest_first_a_page_at_a_time(office: Office, sale: int) -> None:
    said = [write(at(office, 9, minute=number), sale, f"Number {number}") for number in range(7)]
    page = messages.of(office.desk, "opportunity", sale, most=3)
    assert [row.id for row in page] == said[:3:-1]
    before = messages.of(office.desk, "opportunity", sale, most=9, before=page[-1].id)
    assert [row.text for row in before] == [f"Number {number}" for number in (3, 2, 1, 0)]
    assert messages.count(office.desk, "opportunity", sale) == 7


def test_of_one_instant_the_later_one_comes_first(office: Office, sale: int) -> None:
    said = [write(office.desk, sale, str(number)) for number in range(4)]
    assert [row.id for row in messages.of(office.desk, "opportunity", sale)] == said[::-1]
    assert [row.id for row in messages.of(office.desk, "opportunity", sale, before=said[2])] == said[1::-1]


def test_an_answer_quotes_and_outlives_what_it_answers(office: Office, sale: int) -> None:
    asked = write(office.desk, sale, "Who\ncalls them?")
    answer = write(at(office, 11, "Óscar"), sale, "I do.", reply_to=asked)
    quote = messages.read(office.desk, answer).quote
    assert quote is not None
    assert (quote.author, quote.text) == ("Ana", "Who calls them?")
    messages.remove(office.desk, asked)
    assert messages.read(office.desk, answer).quote is None
    undoing.undo(office.desk)
    assert messages.read(office.desk, answer).quote == quote
    with pytest.raises(StaleRecordError):
        write(office.desk, office.opportunity("Other"), "No", reply_to=asked)


def test_a_changed_message_keeps_what_it_said(office: Office, sale: int) -> None:
    said = write(office.desk, sale, "At nine")
    messages.edit(at(office, 11), said, "At ten", base="At nine")
    messages.edit(at(office, 12), said, "At eleven")
    row = messages.read(office.desk, said)
    assert row.text == "At eleven"
    assert row.edited is not None
    assert [(one.text, one.until.hour, one.by) for one in messages.earlier(office.desk, said)] == [
        ("At ten", 12, "Ana"), ("At nine", 11, "Ana"),
    ]  # fmt: skip
    with pytest.raises(StaleRecordError):
        messages.edit(office.desk, said, "At one", base="At nine")
    assert not messages.edit(office.desk, said, " At eleven ")


def test_only_its_author_and_administrators_change_a_message(office: Office) -> None:
    sale = office.opportunity("Nobody's", owner=None)
    said = write(office.desk, sale, "Mine")
    seller = somebody("Manager")
    assert not messages.of(seller, "opportunity", sale)[0].mine
    for act in (lambda: messages.edit(seller, said, "Yours"), lambda: messages.remove(seller, said)):
        with pytest.raises(NotAllowedError, match="Only who wrote"):
            act()
    messages.pin(seller, said, on=True)
    assert [row.id for row in messages.pinned(seller, "opportunity", sale)] == [said]
    own = write(seller, sale, "His")
    assert messages.read(seller, own).mine
    messages.remove(office.desk, own)


def test_who_may_not_change_the_record_writes_nothing(office: Office, sale: int) -> None:
    reader = somebody("Reader")
    with pytest.raises(NotAllowedError):
        write(reader, sale, "Hello")
    assert count_of("message") == 0


@pytest.mark.parametrize("text", ["", " \n ", "x" * (1 << 20), "x" * 20_001, "a\x00b"])
def test_what_cannot_be_kept_is_refused_with_a_sentence(office: Office, sale: int, text: str) -> None:
    with pytest.raises(FieldProblems):
        write(office.desk, sale, text)
    assert count_of("message") == 0


def test_files_come_and_go_with_their_message(office: Office, sale: int) -> None:
    stored = document_files.store(office.desk, [Pasted("a.png", b"a"), Pasted("b.txt", b"b")]).stored
    said = write(office.desk, sale, "", stored=stored)
    row = messages.read(office.desk, said)
    assert [one.name for one in row.documents] == ["a.png", "b.txt"]
    assert row.text == "a.png, b.txt"
    messages.remove(office.desk, said)
    assert (count_of("message"), count_of("document")) == (0, 0)
    undoing.undo(office.desk)
    assert messages.read(office.desk, said) == row


PEOPLE = [(1, "Ana"), (2, "Ana Peña Ruiz"), (3, "José"), (4, "日本")]


@pytest.mark.parametrize(
    ("text", "users"),
    [
        ("@Ana", [1]),
        ("see @ana pena ruiz, please", [2]),
        ("@Ana Peña", [1]),
        ("@JOSÉ/@jose!", [3, 3]),
        ("ana@example.org", []),
        ("@Anabel", []),
        ("@", []),
        ("@日本 @@Ana", [4, 1]),
    ],
)
def test_names_are_known_by_their_sign(text: str, users: list[int]) -> None:
    found = named_in(text, PEOPLE)
    assert [one.user for one in found] == users
    assert all(text[one.start] == "@" for one in found)


@pytest.mark.parametrize(
    ("text", "begins"), [("@An", 0), ("see @Ana Pe", 4), ("me@ho", None), ("@Ana\nmore", None), ("x", None)]
)
def test_a_name_being_typed_is_known_by_its_sign(text: str, begins: int | None) -> None:
    assert begun_at(text, len(text)) == begins


def test_a_mention_is_unread_until_the_record_is_looked_at(office: Office, sale: int) -> None:
    said = write(at(office, 9), sale, "@Óscar and @Ana: call them")
    oscar = at(office, 12, "Óscar")
    (found,) = unread.mentions(oscar)
    assert (found.message, found.author, found.kind, found.record, found.name) == (
        said, "Ana", "opportunity", sale, "Lamps",
    )  # fmt: skip
    assert found.text.startswith("@Óscar and")
    assert unread.mentions(office.desk) == []  # nobody mentions himself
    assert unread.mark_read(oscar, "opportunity", sale) == 1
    assert unread.mark_read(oscar, "opportunity", sale) == 0
    assert unread.mentions(oscar) == []
    messages.edit(office.desk, said, "@Óscar and @Zoe: call them")
    assert unread.mentions(oscar) == []
    assert len(unread.mentions(at(office, 12, "Zoe"))) == 1
    messages.edit(office.desk, said, "Never mind")
    assert unread.mentions(at(office, 12, "Zoe")) == []
    undoing.undo(office.desk)
    assert len(unread.mentions(at(office, 12, "Zoe"))) == 1
    records.trash(office.desk, "opportunity", [sale])
    assert unread.mentions(at(office, 12, "Zoe")) == []


def test_a_leads_conversation_follows_to_what_it_became(office: Office) -> None:
    lead = office.add("lead", name="Eva", company="Chairs")
    said = messages.write(office.desk, "lead", lead, "Wants a quote, @Zoe", note=True).new("message")
    conversion.convert(office.desk, lead, Becoming(NEW, None, NEW))
    became = conversion.became(office.desk, lead)
    assert became is not None
    assert became.contact is not None
    assert became.opportunity is not None
    for kind, record in (("contact", became.contact[0]), ("opportunity", became.opportunity[0]), ("lead", lead)):
        assert [row.id for row in messages.of(office.desk, kind, record)] == [said]
    assert unread.mentions(at(office, 12, "Zoe"))[0].kind == "opportunity"
    with pytest.raises(DomainError, match="was converted"):
        messages.write(office.desk, "lead", lead, "More")
    conversion.take_back(office.desk, lead)
    assert unread.mentions(at(office, 12, "Zoe"))[0].kind == "lead"


def test_the_timeline_tells_messages_and_documents(office: Office) -> None:
    company = office.add("company", name="North")
    sale = office.opportunity("Lamps", on=date(2026, 11, 20), company=company)
    stored = document_files.store(office.desk, [Pasted("offer.pdf", b"a")]).stored
    write(at(office, 9), sale, "They\nagreed")
    write(at(office, 10), sale, "Their budget", note=True, stored=stored)
    told = timeline.of(office.desk, "company", company, sort=timeline.MESSAGES)
    assert [(one.icon, one.what, one.note, one.user) for one in told] == [
        ("note", "Their budget", "Lamps", "Ana"), ("message", "They agreed", "Lamps", "Ana"),
    ]  # fmt: skip
    (paper,) = timeline.of(office.desk, "opportunity", sale, sort=timeline.DOCUMENTS)
    assert (paper.icon, paper.what, paper.note, paper.user) == ("document", "offer.pdf", "", "Ana")
    everything = timeline.of(office.desk, "opportunity", sale)
    assert {one.sort for one in everything} == {timeline.MESSAGES, timeline.DOCUMENTS, timeline.CHANGES}


def test_only_who_sees_a_record_is_offered_to_be_named_on_it(office: Office, sale: int) -> None:
    seller = somebody("Seller")  # a seller in no team sees what is his own
    names = {name for _user, name in mentions.who_see(office.desk, "opportunity", sale)}
    assert {"Ana", "Óscar"} <= names
    assert "Seller" not in names
    own = office.opportunity("Chairs", owner=seller.user)
    assert "Seller" in {name for _user, name in mentions.who_see(office.desk, "opportunity", own)}

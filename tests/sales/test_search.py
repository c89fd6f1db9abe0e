"""Searching: what the index answers is what reading every text would answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from crmdesk.models import book, journal
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Contact
from crmdesk.models.settings import SearchEntry
from crmdesk.sales import demo, lists, records, search, undoing
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.lists import ListQuestion
from crmdesk.texts import msg

NOW = Clock.at(datetime(2026, 11, 20, 10, 30))
TYPED = (
    "c",
    "1",
    "8",
    "ca",
    "Cab",
    "cámaras",
    "remodelación de",
    "de r",
    "OP-2026-001",
    "+52 8",
    "zzzz",
    "ñ",
    "--",
    "я",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("books") / "demo.crmdesk"
    demo.make(path, rows=300, seed=5, language="es", clock=NOW)
    return path


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    with book.opened(path):
        yield Desk(None, NOW)


def _holding(kind: str, text: str) -> set[int]:
    entries = SearchEntry.select().where(SearchEntry.kind == kind)
    return {row.record for row in entries if all(f" {term}" in row.text for term in search.terms(text))}


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.parametrize("kind", ["opportunity", "contact", "company"])
def test_a_list_shows_all_records_that_hold_every_word(desk: Desk, kind: str, text: str) -> None:
    asked = ListQuestion(text=text, order="title" if kind == "opportunity" else "name")
    found = lists.ids(desk, kind, asked)
    assert set(found) == _holding(kind, text)
    assert lists.first_ids(desk, kind, asked, 20) == found[:20]


@pytest.mark.parametrize("text", TYPED)
def test_what_many_hold_is_found_on_the_way(desk: Desk, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ListQuestion(text=text, order="title")
    found = lists.ids(desk, "opportunity", asked)
    monkeypatch.setattr(search, "_MANY", 2)
    assert lists.first_ids(desk, "opportunity", asked, 20) == found[:20]


@pytest.mark.parametrize("text", TYPED[:-3])
def test_the_palette_finds_some_of_them_with_what_tells_them_apart(desk: Desk, text: str) -> None:
    hits = search.find(desk, text)
    held = {kind: _holding(kind, text) for kind in search.SEARCHED}
    assert all(hit.id in held[hit.kind] for hit in hits)
    assert len(hits) == min(search.FOUND, sum(map(len, held.values())))
    for hit in hits:
        if hit.kind == "opportunity":
            row = Opportunity.get_by_id(hit.id)
            client = row.company or row.contact
            assert hit.detail == (f"{row.key} · {client.name}" if client else row.key)
        if hit.kind == "contact":
            row = Contact.get_by_id(hit.id)
            assert hit.detail == " · ".join(filter(None, [row.job_title, row.company and row.company.name]))


def test_a_letter_of_another_alphabet_is_found(desk: Desk) -> None:
    with desk.step(msg("Renamed")):
        first = Contact.select().first()
        journal.edit(Contact, first.id, name="Яна Обухова")
    assert [hit.id for hit in search.find(desk, "я")] == [first.id]
    assert lists.first_ids(desk, "contact", ListQuestion(text="я об"), 5) == [first.id]


@pytest.mark.parametrize(
    "typed", ["5512345678", "12345678", "1234-5678", "(55) 1234 5678", "+52 55 1234", "525512345678"]
)
def test_a_phone_is_found_without_the_country_s_code(desk: Desk, typed: str) -> None:
    before = lists.count(desk, "contact", ListQuestion(text=typed))
    records.add(desk, "contact", {"name": "Rosa Ortiz", "phone": "+52 (55) 1234-5678"})
    assert "Rosa Ortiz" in [hit.name for hit in search.find(desk, typed, ["contact"])]
    assert lists.count(desk, "contact", ListQuestion(text=typed)) == before + 1
    undoing.undo(desk)

"""What undo and redo say when they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk import texts
from crmdesk.models import book
from crmdesk.models.errors import ConflictError
from crmdesk.models.journal import undoing as journal_undoing
from crmdesk.sales import records, undoing
from tests.sales.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()
    texts.use("en")


def refusal(office: Office, step: int | None) -> ConflictError:
    with pytest.raises(ConflictError) as refused:
        undoing.turn(office.desk, step or 0)
    return refused.value


def test_fields_are_named_as_people_call_them(office: Office) -> None:
    acme = office.add("company", name="Acme")
    first = records.save(office.desk, "company", acme, {"annual_revenue": 5, "kind": "customer"})
    records.save(office.desk, "company", acme, {"annual_revenue": 7, "kind": "partner"})
    found = refusal(office, first.step)
    sentence = "This cannot be undone: “Acme” was changed since (Annual revenue, Kind). Undo that first."
    assert str(found) == sentence
    assert found.fields == ("annual_revenue_minor", "company_kind")
    texts.use("es")
    assert "Annual revenue" not in str(found)


def test_redo_says_redo(office: Office) -> None:
    acme = office.add("company", name="Acme")
    first = records.save(office.desk, "company", acme, {"city": "León"})
    undoing.undo(office.desk, first.step)
    records.save(office.desk, "company", acme, {"city": "Vigo"})
    found = str(refusal(office, first.step))
    assert found == "This cannot be redone: “Acme” was changed since (City). Undo that first."


def test_every_refusal_to_undo_has_one_to_redo() -> None:
    source = Path(journal_undoing.__file__ or "").read_text("utf-8")
    for text in undoing._REDO:
        assert text in source
    assert source.count('"This cannot be undone') == len(undoing._REDO)

"""What happened to a record, as its page tells it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.sales import leads, opportunities, pipeline, record_history, records, undoing
from crmdesk.texts import Amount
from tests.sales.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def test_each_change_says_what_it_was_and_by_whom(office: Office) -> None:
    record = office.opportunity("Sale", amount=100)
    opportunities.save(office.desk, record, {"amount": 250, "expected_on": date(2026, 12, 24)})
    pipeline.move(office.desk, [record], office.stages["Proposal"])
    moved, saved, added = record_history.of(office.desk, "opportunity", record)
    assert {(str(change.field), change.old, change.new) for change in moved.fields} == {
        ("Stage", "First contact", "Proposal")
    }
    assert {(str(change.field), change.old, change.new) for change in saved.fields} == {
        ("Amount", Amount(100, "EUR"), Amount(250, "EUR")),
        ("Expected on", None, date(2026, 12, 24)),
    }
    assert (str(added.label), added.fields, added.user) == ("Opportunity “Sale” added", (), "Ana")
    assert added.when.date() == office.desk.today


def test_a_save_that_changed_nothing_adds_nothing(office: Office) -> None:
    record = office.add("company", name="Acme")
    records.save(office.desk, "company", record, {"name": "Acme"})
    assert len(record_history.of(office.desk, "company", record)) == 1


def test_what_was_taken_back_is_there_both_times(office: Office) -> None:
    record = office.add("lead", name="Luna")
    leads.save(office.desk, record, {"status": office.statuses["Working - contacted"]})
    undoing.undo(office.desk)
    newest = record_history.of(office.desk, "lead", record)[0]
    assert [(str(change.old), str(change.new)) for change in newest.fields] == [
        ("Working - contacted", "Open - not contacted")
    ]


def test_nothing_is_told_of_what_is_in_the_trash(office: Office) -> None:
    record = office.add("contact", name="Rosa")
    records.trash(office.desk, "contact", [record])
    assert record_history.of(office.desk, "contact", record) == []


def test_only_so_many_are_told(office: Office) -> None:
    record = office.add("contact", name="Rosa")
    for number in range(6):
        records.save(office.desk, "contact", record, {"phone": str(number)})
    assert len(record_history.of(office.desk, "contact", record, most=3)) == 3

"""A picture of a person or company is kept in the book, and every change of it can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmdesk.models.errors import DomainError
from crmdesk.sales import pictures, records, undoing
from tests.sales.office import Office

ONE, OTHER = (b"\x89PNG\r\n\x1a\n" + body for body in (b"first", b"second"))


def test_a_picture_is_kept_changed_and_taken_away(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    ana = office.add("contact", name="Ana")
    assert pictures.of(desk, "contact", ana) is None
    pictures.put(desk, "contact", ana, ONE)
    pictures.put(desk, "contact", ana, OTHER)
    assert pictures.of(desk, "contact", ana) == OTHER
    pictures.remove(desk, "contact", ana)
    assert pictures.of(desk, "contact", ana) is None
    undoing.undo(desk)
    assert pictures.of(desk, "contact", ana) == OTHER
    undoing.undo(desk)
    assert pictures.of(desk, "contact", ana) == ONE
    records.trash(desk, "contact", [ana])
    assert pictures.of(desk, "contact", ana) is None


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    office = Office(tmp_path)
    company = office.add("company", name="North")
    for given in (b"GIF89a", b"", ONE + b"x" * pictures.MOST_BYTES):
        with pytest.raises(DomainError):
            pictures.put(office.desk, "company", company, given)
    assert pictures.of(office.desk, "company", company) is None

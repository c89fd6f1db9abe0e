"""One person in several companies, now and in the past."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from crmdesk.models.errors import FieldProblems, StaleRecordError
from crmdesk.sales import affiliations, records, undoing
from tests.sales.office import Office


def test_a_person_works_in_several_companies(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    north, south, west = (office.add("company", name=name) for name in ("North", "South", "West"))
    ana = office.add("contact", name="Ana", company=north, job_title="Buyer")
    affiliations.add(desk, ana, south, {"role": " Adviser ", "from_on": date(2024, 3, 1)})
    affiliations.add(desk, ana, west, {"role": "Clerk", "to_on": date(2023, 1, 31)})
    found = affiliations.of_contact(desk, ana)
    assert [(work.organisation, work.role, work.past) for work in found] == [
        ("North", "Buyer", False), ("South", "Adviser", False), ("West", "Clerk", True),
    ]  # fmt: skip
    assert [work.person for work in affiliations.of_company(desk, south)] == ["Ana"]
    affiliations.change(desk, found[1].id or 0, {"to_on": date(2025, 3, 1)})
    assert affiliations.of_company(desk, south)[0].past
    affiliations.remove(desk, found[1].id or 0)
    assert affiliations.of_company(desk, south) == []
    undoing.undo(desk)
    assert affiliations.of_company(desk, south)[0].to_on == date(2025, 3, 1)


def test_days_in_the_wrong_order_are_refused(tmp_path: Path) -> None:
    office = Office(tmp_path)
    desk = office.desk
    north, ana = office.add("company", name="North"), office.add("contact", name="Ana")
    with pytest.raises(FieldProblems) as refused:
        affiliations.add(desk, ana, north, {"from_on": date(2024, 3, 1), "to_on": date(2024, 2, 1)})
    assert set(refused.value.problems) == {"to_on"}
    affiliations.add(desk, ana, north, {"from_on": date(2024, 3, 1)})
    (work,) = affiliations.of_contact(desk, ana)
    with pytest.raises(FieldProblems):
        affiliations.change(desk, work.id or 0, {"to_on": date(2024, 2, 1)})
    records.trash(desk, "company", [north])
    assert affiliations.of_contact(desk, ana) == []
    with pytest.raises(StaleRecordError):
        affiliations.change(desk, work.id or 0, {"role": "x"})

"""Fields that must not be learnt from are found in the data, and named with the reason."""

from __future__ import annotations

import pytest

from crmdesk.models.errors import DomainError
from crmdesk.sales.learning import asking
from tests.sales.learning.office import Seller
from tests.sales.office import TODAY

HALF = ["converted", "not_converted"]


def left_out(office: Seller, kind: str) -> dict[str, str]:
    return {name: str(reason) for name, reason in asking.evaluate(office.desk, kind).left_out}


def test_what_nobody_has_twice_names_a_case(office: Seller) -> None:
    office.leads(200, HALF, job_title=[f"Title {place}" for place in range(200)], city=["Quito", "Lima", "Lima"])
    reasons = left_out(office, "lead")
    assert reasons["job_title"] == "Nearly every case has a value of its own."
    assert "city" not in reasons


def test_what_is_known_only_where_it_ended_well_was_filled_in_then(office: Seller) -> None:
    office.leads(200, HALF, city=["Quito", None, "Lima", None])
    assert "filled in then" in left_out(office, "lead")["city"]


def test_a_value_of_all_that_ended_one_way_was_filled_in_then(office: Seller) -> None:
    office.leads(400, HALF, postcode=["1", "0", "2", "0", "3", "0", "4", "0"])
    assert "filled in then" in left_out(office, "lead")["postcode"]


def test_what_open_ones_never_have_is_filled_in_at_the_end(office: Seller) -> None:
    office.leads(200, HALF, city=["Quito", "Lima", "Lima"])
    office.leads(60, ["open"])
    assert left_out(office, "lead")["city"] == "It is filled in only when it ends."


def test_a_final_amount_is_told_at_the_end_but_an_offered_one_is_known_before(office: Seller) -> None:
    office.history()
    assert left_out(office, "opportunity")["amount"] == "It is filled in only when it ends."
    office.history(amount=5_000)
    office.history(amount=70_000)
    report = asking.evaluate(office.desk, "opportunity")
    assert "amount" in report.fields
    assert {"closed_on", "reason", "stage", "state", "created_on", "key", "title"} <= set(dict(report.left_out))


def test_an_expected_day_counts_by_how_far_off_it_was(office: Seller) -> None:
    for days in (5, 30, 90):
        office.history(each=20, won=(15, 5), expected_on=TODAY.replace(year=2027, month=1, day=1 + days % 28))
    assert "expected_on" in asking.evaluate(office.desk, "opportunity", ["expected_on"]).fields


def test_only_the_fields_asked_for_are_told_of(office: Seller) -> None:
    office.history()
    report = asking.evaluate(office.desk, "opportunity", ["source", "closed_on"])
    assert (report.fields, [name for name, _reason in report.left_out]) == (("source",), ["closed_on"])
    assert report.better_than_chance
    assert report.auc > 0.6
    assert (report.cases, report.wins) == (80, 40)


def test_with_no_field_left_everything_is_chance(office: Seller) -> None:
    office.history()
    report = asking.evaluate(office.desk, "opportunity", ["closed_on"])
    assert (report.auc, report.top_fifth, report.better_than_chance, report.fields) == (0.5, 1, False, ())


@pytest.mark.parametrize(
    ("fields", "folds", "said"),
    [(["colour"], 5, "There is no field “colour”"), (None, 1, "from 2 to 20"), (None, 21, "from 2 to 20")],
)
def test_what_cannot_be_asked_is_refused(office: Seller, fields: list[str] | None, folds: int, said: str) -> None:
    office.history()
    with pytest.raises(DomainError, match=said):
        asking.evaluate(office.desk, "opportunity", fields, folds)


def test_a_short_history_is_refused_with_how_long_it_must_be(office: Seller) -> None:
    office.history(each=10, won=(7, 3))
    with pytest.raises(DomainError, match=r"Opportunities: 20 are closed, 10 of them .* takes 30 closed ones"):
        asking.evaluate(office.desk, "opportunity")

"""Fields that must not be learnt from are found in the data, and named with the reason."""

from __future__ import annotations

import pytest

from crmdesk.models.errors import DomainError
from crmdesk.sales import custom_fields, records, tags
from crmdesk.sales.learning import asking, keeping
from crmdesk.texts import msg
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


def test_the_office_s_own_fields_are_learnt_from_like_the_others(office: Seller) -> None:
    for name, type_, choices in (("Size", "choice", ["Small", "Large"]), ("Needs", "choices", ["Fast", "Cheap"]),
                                 ("Beds", "number", []), ("Visited on", "day", [])):  # fmt: skip
        custom_fields.add(office.desk, "lead", name, type_, choices=choices)
    ids = office.leads(200, HALF, city=["Quito", "Lima", "Lima"])
    with office.desk.step(msg("Values")):
        for place, record in enumerate(ids):
            large = place % 2 == (0 if place % 5 else 1)
            size, needs = ("Large", ["Fast"]) if large else ("Small", ["Cheap"])
            values = {"custom:Size": size, "custom:Needs": needs, "custom:Beds": 10.5 + place % 7}
            values["custom:Visited on"] = TODAY if place % 2 == 0 else None
            records.save(office.desk, "lead", record, values)
    fresh = office.add("lead", name="New", **{"custom:Size": "Large", "custom:Needs": ["Fast"], "custom:Beds": 12.5})
    report = asking.evaluate(office.desk, "lead", ["Size", "custom:Needs", "Beds", "Visited on"])
    assert report.fields == ("custom:Size", "custom:Needs", "custom:Beds")
    assert "filled in then" in str(dict(report.left_out)["custom:Visited on"])
    assert report.auc > 0.7
    keeping.renew(office.desk, "lead")
    told = asking.estimate(office.desk, "lead", fresh)
    assert isinstance(told, asking.Estimate)
    named = {factor.name: str(factor.value) for factor in told.factors}
    assert (named["custom:Size"], named["custom:Needs"]) == ("Large", "Fast")


def tag(office: Seller, name: str, leads: list[int]) -> None:
    with office.desk.step(msg("Tags")):
        known = tags.of_many("lead", leads)
        tags.replace_all("lead", {lead: [*known.get(lead, ()), name] for lead in leads})


def test_a_tag_that_is_put_on_when_it_ends_is_left_out_and_an_honest_one_stays(office: Seller) -> None:
    ids = office.leads(400, HALF)
    won, lost = ids[::2], ids[1::2]
    tag(office, "customer", won[:150] + lost[:2])
    tag(office, "no longer", lost[:60])
    assert "filled in then" in left_out(office, "lead")["tags"]
    assert asking.evaluate(office.desk, "lead", ["tags"]).auc == 0.5
    tag(office, "fair", won[:100] + lost[:40])
    tag(office, "web", won[100:140] + lost[40:140])
    report = asking.evaluate(office.desk, "lead", ["tags"])
    assert report.fields == ("tags",)
    assert 0.6 < report.auc < 0.8  # fair and web tell no more than this


def test_a_choice_of_several_that_is_made_when_it_ends_is_left_out(office: Seller) -> None:
    custom_fields.add(office.desk, "lead", "Told", "choices", choices=["Why not", "Size"])
    ids = office.leads(400, HALF)
    with office.desk.step(msg("Values")):
        for place, record in enumerate(ids[1::2]):
            told = ["Why not", "Size"] if place % 2 else ["Why not"]
            records.save(office.desk, "lead", record, {"custom:Told": told})
        for record in ids[:120:2]:
            records.save(office.desk, "lead", record, {"custom:Told": ["Size"]})
    report = asking.evaluate(office.desk, "lead", ["custom:Told"])
    assert report.fields == ("custom:Told",)
    assert report.auc < 0.7


def test_a_tag_of_few_that_ended_as_most_do_may_be_chance(office: Seller) -> None:
    ids = office.leads(1000, ["converted", *["not_converted"] * 19])
    lost = [lead for place, lead in enumerate(ids) if place % 20]
    tag(office, "fair", lost[:50])
    assert "tags" not in left_out(office, "lead")
    tag(office, "customer", ids[::20])
    assert asking.evaluate(office.desk, "lead", ["tags"]).auc < 0.6


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

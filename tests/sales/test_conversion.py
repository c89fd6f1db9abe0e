"""Leads become contacts, companies and opportunities, and can be taken back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crmdesk.exchange.csv_read import read_table
from crmdesk.exchange.importing import Options, commit, plan
from crmdesk.exchange.importing.mapping import guessed
from crmdesk.models import book
from crmdesk.models.conversions import Conversion
from crmdesk.models.errors import ConflictError, DomainError, FieldProblems, StaleRecordError
from crmdesk.models.people import Company, Contact, Lead
from crmdesk.sales import (
    activities,
    affiliations,
    audit,
    campaigns,
    conversion,
    custom_fields,
    locks,
    matching,
    opportunities,
    records,
    undoing,
)
from crmdesk.sales.conversion import NEW, Becoming
from crmdesk.sales.ways import Way
from tests.book_fixture import whole_book
from tests.exchange.import_office import imported
from tests.sales.office import TODAY, Office

ROSA: dict[str, Any] = {
    "first_name": "Rosa",
    "last_name": "Díaz",
    "company": "Muebles del Norte, S.A. de C.V.",
    "job_title": "Compras",
    "email": "rosa@norte.example",
    "phone": "81 8123 4567",
    "street": "Calle 5",
    "city": "Monterrey",
    "postcode": "64000",
    "country": "México",
    "notes": "Asked for chairs",
    "tags": ["vip"],
}
ALL_NEW = Becoming(NEW, NEW, NEW)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def rosa(office: Office, **values: Any) -> int:
    return office.add("lead", **{**ROSA, "source": office.sources["Fair"], **values})


def became(lead: int) -> Conversion:
    return Conversion.get(Conversion.lead == lead)  # type: ignore[no-any-return]


# What it becomes


def test_a_lead_becomes_a_contact_at_a_company_with_an_opportunity(office: Office) -> None:
    lead = rosa(office, owner=office.users["Zoe"])
    conversion.convert(office.desk, lead, ALL_NEW)
    made = became(lead)
    contact = records.read(office.desk, "contact", made.contact_id) or {}
    company = records.read(office.desk, "company", made.company_id) or {}
    sale = opportunities.read(office.desk, made.opportunity_id) or {}
    same = ("first_name", "last_name", "job_title", "email", "phone", "street", "city", "postcode", "country", "tags")
    assert {name: contact[name] for name in same} == {name: ROSA[name] for name in same}
    assert (contact["company"], contact["description"]) == (made.company_id, ROSA["notes"])
    assert {name: company[name] for name in ("name", "phone", "email", "address", "city", "country")} == {
        "name": ROSA["company"], "phone": ROSA["phone"], "email": None, "address": "Calle 5", "city": "Monterrey",
        "country": "México",
    }  # fmt: skip
    assert (sale["title"], sale["contact"], sale["company"]) == (ROSA["company"], made.contact_id, made.company_id)
    assert {contact["source"], sale["source"]} == {office.sources["Fair"]}
    assert {contact["owner"], company["owner"], sale["owner"]} == {office.users["Zoe"]}
    assert sale["expected_on"] == date(2026, 12, 31)
    assert records.read(office.desk, "lead", lead)["status"] == office.statuses["Closed - converted"]  # type: ignore[index]


def test_an_organisation_becomes_a_company_alone(office: Office) -> None:
    lead = office.add("lead", company="Sillas Ltd", email="hello@sillas.example", phone="5512345678", tags=["web"])
    proposed = conversion.propose(office.desk, lead)
    assert (proposed.person, proposed.company) == ("", "Sillas Ltd")
    conversion.convert(office.desk, lead, proposed.becoming)
    made = became(lead)
    company = records.read(office.desk, "company", made.company_id) or {}
    assert made.contact_id is None
    assert (company["email"], company["tags"]) == ("hello@sillas.example", ["web"])


def test_address_and_site_are_the_companys_too(office: Office) -> None:
    lead = rosa(office, website="norte.example")
    conversion.convert(office.desk, lead, ALL_NEW)
    company = records.read(office.desk, "company", became(lead).company_id) or {}
    assert [company[name] for name in ("address", "postcode", "city", "website", "email", "tags")] == [
        "Calle 5", "64000", "Monterrey", "norte.example", None, [],
    ]  # fmt: skip


def test_a_person_who_becomes_a_company_alone_loses_nothing(office: Office) -> None:
    lead = rosa(office, consent_email="refused")
    conversion.convert(office.desk, lead, Becoming(None, NEW, None))
    company = records.read(office.desk, "company", became(lead).company_id) or {}
    assert [company[name] for name in ("name", "email", "tags", "description", "consent_email")] == [
        ROSA["company"], ROSA["email"], ["vip"], ROSA["notes"], "refused",
    ]  # fmt: skip


def test_places_in_campaigns_follow_and_are_named_when_they_stand_in_the_way(office: Office) -> None:
    lead, spring, fair = rosa(office), office.add("campaign", name="Spring"), office.add("campaign", name="Fair")
    campaigns.add_members(office.desk, spring, "lead", [lead], campaigns.SENT)
    conversion.convert(office.desk, lead, ALL_NEW)
    contact = became(lead).contact_id
    assert [row[1:] for row in campaigns.of_record(office.desk, "contact", contact)] == [("Spring", campaigns.SENT)]
    (member,) = campaigns.member_rows(office.desk, campaigns.member_ids(office.desk, spring))
    assert (member.kind, member.record) == ("contact", contact)
    campaigns.add_members(office.desk, fair, "contact", [contact])
    with pytest.raises(ConflictError, match="“Fair” was linked to “Rosa Díaz” since"):
        conversion.take_back(office.desk, lead)
    undoing.undo(office.desk)
    conversion.take_back(office.desk, lead)
    (member,) = campaigns.member_rows(office.desk, campaigns.member_ids(office.desk, spring))
    assert (member.kind, member.record) == ("lead", lead)


def test_without_an_opportunity(office: Office) -> None:
    lead = rosa(office)
    conversion.convert(office.desk, lead, replace(ALL_NEW, opportunity=None))
    assert became(lead).opportunity_id is None


def test_what_a_new_opportunity_is_told(office: Office) -> None:
    lead = rosa(office)
    told = replace(
        ALL_NEW, title="Chairs", amount_minor=125_000, stage=office.stages["Proposal"], expected_on=date(2027, 2, 3)
    )
    conversion.convert(office.desk, lead, told)
    sale = opportunities.read(office.desk, became(lead).opportunity_id) or {}
    assert (sale["title"], sale["amount"], sale["stage"], sale["expected_on"]) == (
        "Chairs", 125_000, office.stages["Proposal"], date(2027, 2, 3),
    )  # fmt: skip


def test_nobody_is_refused_and_nothing_written(office: Office) -> None:
    lead = rosa(office)
    before = whole_book()
    with pytest.raises(FieldProblems, match="Choose a contact or a company"):
        conversion.convert(office.desk, lead, Becoming(None, None, NEW))
    assert whole_book() == before


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), date(2026, 6, 30)),
        (date(2026, 11, 5), date(2026, 12, 31)),
    ],
)
def test_the_last_day_of_a_quarter(day: date, end: date) -> None:
    assert conversion.quarter_end(day) == end


# Linking to what is there


def test_linking_fills_only_what_is_empty(office: Office) -> None:
    company = office.add("company", name="Muebles del Norte", city="Saltillo")
    contact = office.add("contact", name="Rosa Díaz", email="rosa@norte.example", job_title="Directora", tags=["old"])
    lead = rosa(office)
    conversion.convert(office.desk, lead, Becoming(contact, company, NEW))
    kept = records.read(office.desk, "contact", contact) or {}
    there = records.read(office.desk, "company", company) or {}
    assert (kept["job_title"], kept["phone"], kept["company"], kept["tags"]) == (
        "Directora", ROSA["phone"], company, ["old", "vip"],
    )  # fmt: skip
    assert (there["name"], there["city"], there["phone"]) == ("Muebles del Norte", "Saltillo", ROSA["phone"])
    assert Contact.select().count() == Company.select().count() == 1


def test_further_addresses_and_what_was_refused_go_over_to_a_new_contact(office: Office) -> None:
    lead = rosa(office, emails=[Way("rosa@home.example", "home")], consent_email="refused", consent_email_note="fair")
    conversion.convert(office.desk, lead, Becoming(NEW, NEW))
    told = records.read(office.desk, "contact", became(lead).contact_id) or {}
    assert told["emails"] == [Way("rosa@home.example", "home")]
    assert (told["consent_email"], told["consent_email_note"]) == ("refused", "fair")
    conversion.take_back(office.desk, lead)
    assert Contact.select().count() == 0


def test_linking_adds_further_addresses_and_leaves_the_consent(office: Office) -> None:
    contact = office.add("contact", name="Rosa Díaz", emails=[Way("rosa@home.example")], consent_email="granted")
    more = [Way("rosa@home.example", "home"), Way("r@club.example")]
    lead = rosa(office, emails=more, consent_email="refused", consent_phone="refused")
    conversion.convert(office.desk, lead, Becoming(contact, None))
    told = records.read(office.desk, "contact", contact) or {}
    assert told["emails"] == [Way("rosa@home.example"), Way("r@club.example")]
    assert (told["consent_email"], told["consent_phone"]) == ("granted", None)


def test_linking_does_not_mix_two_addresses(office: Office) -> None:
    there = office.add("contact", name="Rosa Díaz", city="León", email="rosa@norte.example")
    alike = office.add("contact", name="Rosa D.", city="MONTERREY")
    for contact in (there, alike):
        conversion.convert(office.desk, rosa(office), Becoming(contact, None, None))
    values = [records.read(office.desk, "contact", contact) or {} for contact in (there, alike)]
    assert [(one["street"], one["postcode"]) for one in values] == [(None, None), ("Calle 5", "64000")]


def test_linking_keeps_the_leads_own_address_and_number_as_further_ones(office: Office) -> None:
    contact = office.add("contact", name="Rosa Díaz", email="rosa@home.example", phones=[Way("81 8123 4567", "work")])
    conversion.convert(office.desk, rosa(office, email_label="work"), Becoming(contact, None, None))
    values = records.read(office.desk, "contact", contact) or {}
    assert (values["email"], values["phone"]) == ("rosa@home.example", "81 8123 4567")
    assert values["emails"] == [Way("rosa@norte.example", "work")]


def test_a_lead_joins_an_open_opportunity(office: Office) -> None:
    company = office.add("company", name="Muebles del Norte")
    sale = office.opportunity("Chairs", company=company, amount=100)
    lead = rosa(office)
    proposed = conversion.propose(office.desk, lead)
    assert [(known.id, known.title, known.amount_minor) for known in proposed.opportunities] == [(sale, "Chairs", 100)]
    conversion.convert(office.desk, lead, Becoming(NEW, company, sale))
    joined = opportunities.read(office.desk, sale) or {}
    assert (joined["title"], joined["company"], joined["contact"]) == ("Chairs", company, became(lead).contact_id)
    assert joined["source"] == office.sources["Fair"]


def test_a_link_to_what_is_gone_is_refused(office: Office) -> None:
    company = office.add("company", name="Muebles del Norte")
    records.trash(office.desk, "company", [company])
    lead = rosa(office)
    before = whole_book()
    with pytest.raises(FieldProblems, match="Company was deleted meanwhile"):
        conversion.convert(office.desk, lead, Becoming(NEW, company, None))
    assert whole_book() == before


@pytest.mark.parametrize(
    ("values", "why", "proposed"),
    [
        ({"name": "R. D.", "email": "ROSA@norte.example"}, (matching.EMAIL,), True),
        ({"name": "Central", "phone": "+52 (81) 8123-4567"}, (matching.PHONE,), False),
        ({"name": "ROSA DIAZ"}, (matching.NAME,), False),
        ({"name": "rosa díaz", "phone": "8181234567 ext. 12"}, (matching.NAME, matching.PHONE), True),
    ],
)
def test_likely_contacts_are_offered_with_the_reason(
    office: Office, values: dict[str, Any], why: tuple[str, ...], proposed: bool
) -> None:
    contact = office.add("contact", **values)
    office.add("contact", name="Somebody else", email="other@norte.example", phone="81 8123 4568")
    found = conversion.propose(office.desk, rosa(office))
    assert [(match.id, match.why) for match in found.matches.contacts] == [(contact, why)]
    assert found.becoming.contact == (contact if proposed else NEW)


def test_further_addresses_and_numbers_are_looked_at_on_both_sides(office: Office) -> None:
    by_email = office.add("contact", name="R. D.", emails=[Way("Rosa@Norte.example")])
    by_phone = office.add("contact", name="Central", phones=[Way("81 9999 0000")])
    found = conversion.propose(office.desk, rosa(office, phones=[Way("+52 81 9999 0000", "home")]))
    assert [(match.id, match.why) for match in found.matches.contacts] == [
        (by_email, (matching.EMAIL,)),
        (by_phone, (matching.PHONE,)),
    ]
    assert found.becoming.contact == by_email


@pytest.mark.parametrize("name", ["Muebles del Norte", "MUEBLES DEL NORTE SA", "Muebles del norte S.A. de C.V."])
def test_a_company_is_known_without_its_legal_form(office: Office, name: str) -> None:
    company = office.add("company", name=name)
    office.add("company", name="Muebles del Norteño")
    found = conversion.propose(office.desk, rosa(office))
    assert [match.id for match in found.matches.companies] == [company]
    assert found.becoming.company == company


def test_what_is_in_the_trash_is_not_offered(office: Office) -> None:
    records.trash(office.desk, "contact", [office.add("contact", name="Rosa Díaz", email="rosa@norte.example")])
    records.trash(office.desk, "company", [office.add("company", name="Muebles del Norte")])
    found = conversion.propose(office.desk, rosa(office))
    assert found.matches == matching.Matches()


# The lead afterwards


def test_activities_follow(office: Office) -> None:
    lead = rosa(office)
    call = {"type": "call", "subject": "First talk"}
    activities.plan(office.desk, {**call, "lead": lead, "done_on": TODAY})
    activities.plan(office.desk, {**call, "lead": lead, "due_on": date(2026, 11, 25)})
    conversion.convert(office.desk, lead, ALL_NEW)
    made = became(lead)
    for kind in ("contact", "company", "opportunity"):
        assert len(activities.of(office.desk, kind, getattr(made, f"{kind}_id"))) == 2
    assert len(activities.of(office.desk, "lead", lead)) == 2
    row = opportunities.Opportunity.get_by_id(made.opportunity_id)
    assert (row.next_on, row.next_type) == (date(2026, 11, 25), "call")


def test_a_converted_lead_is_read_only(office: Office) -> None:
    lead = rosa(office)
    conversion.convert(office.desk, lead, ALL_NEW)
    before = whole_book()
    for change in (
        lambda: records.save(office.desk, "lead", lead, {"city": "León"}),
        lambda: records.save_all(office.desk, "lead", [lead], {"city": "León"}),
        lambda: records.trash(office.desk, "lead", [lead]),
    ):
        with pytest.raises(DomainError, match="“Rosa Díaz” was converted and stays as it is"):
            change()
    assert whole_book() == before


def test_what_was_done_to_a_lead_before_it_was_converted_is_neither_undone_nor_redone(office: Office) -> None:
    lead = rosa(office)
    steps = [
        records.save(office.desk, "lead", lead, values).step
        for values in ({"city": "León"}, {"tags": []}, {"emails": [Way("rosa@home.example")]}, {"postcode": "1"})
    ]
    undoing.undo(office.desk)
    conversion.convert(office.desk, lead, ALL_NEW)
    before = whole_book()
    for step in steps:
        with pytest.raises(DomainError, match="“Rosa Díaz” was converted and stays as it is"):
            undoing.turn(office.desk, step or 0)
    assert whole_book() == before
    undoing.undo(office.desk)
    undoing.undo(office.desk, steps[0])


def test_an_import_leaves_a_converted_lead_as_it_is(office: Office, tmp_path: Path) -> None:
    lead = rosa(office, external_id="L1")
    conversion.convert(office.desk, lead, ALL_NEW)
    before = whole_book()
    report = imported(office.desk, tmp_path, "lead", "external_id,first_name,city\nL1,Rosa,León\n")
    assert [str(problem.reason) for problem in report.refused] == [str(locks.sentence("Rosa Díaz"))]
    assert (report.changed, report.unchanged) == (0, 0)
    assert whole_book() == before


def test_nothing_is_converted_twice(office: Office) -> None:
    lead = rosa(office)
    conversion.convert(office.desk, lead, ALL_NEW)
    before = whole_book()
    with pytest.raises(StaleRecordError, match="“Rosa Díaz” was converted already"):
        conversion.convert(office.desk, lead, ALL_NEW)
    with pytest.raises(StaleRecordError):
        conversion.propose(office.desk, lead)
    with pytest.raises(StaleRecordError):
        conversion.convert_all(office.desk, [rosa(office, email="o@p.example"), lead])
    assert Conversion.select().count() == 1
    assert {name: rows for name, rows in before.items() if name == "contact"} == {
        name: rows for name, rows in whole_book().items() if name == "contact"
    }


# Taking back


def test_undo_brings_everything_back(office: Office) -> None:
    lead = rosa(office)
    activities.plan(office.desk, {"type": "call", "lead": lead, "due_on": TODAY})
    contact = office.add("contact", name="Rosa Díaz", email="rosa@norte.example")
    before = whole_book()
    conversion.convert(office.desk, lead, Becoming(contact, NEW, NEW))
    after = whole_book()
    undoing.undo(office.desk)
    assert whole_book() == before
    undoing.redo(office.desk)
    assert whole_book() == after


def test_a_conversion_is_taken_back_weeks_later(office: Office) -> None:
    lead = rosa(office)
    before = whole_book()
    conversion.convert(office.desk, lead, ALL_NEW)
    later = office.desk_on(date(2027, 1, 15))
    other = records.add(later, "company", {"name": "Another"}).new("company")
    conversion.take_back(later, lead)
    records.trash(later, "company", [other])
    assert Conversion.select().count() == Contact.select().count() == 0
    assert {row[0] for row in before["lead"]} == {row[0] for row in whole_book()["lead"]}
    assert records.read(later, "lead", lead)["status"] == office.statuses["Open - not contacted"]  # type: ignore[index]
    undoing.undo(later)  # the trash
    undoing.undo(later)  # the taking back
    assert Conversion.select().count() == 1


def test_what_was_built_on_it_stands_in_the_way(office: Office) -> None:
    lead = rosa(office)
    conversion.convert(office.desk, lead, ALL_NEW)
    records.save(office.desk, "contact", became(lead).contact_id, {"job_title": "Directora"})
    before = whole_book()
    with pytest.raises(ConflictError, match="“Rosa Díaz” was changed since"):
        conversion.take_back(office.desk, lead)
    assert whole_book() == before
    undoing.undo(office.desk)
    activities.plan(office.desk, {"type": "call", "opportunity": became(lead).opportunity_id, "subject": "Follow up"})
    with pytest.raises(ConflictError, match="“Follow up” was linked to “Muebles del Norte"):
        conversion.take_back(office.desk, lead)


def test_a_tag_taken_off_what_it_made_stands_in_the_way(office: Office) -> None:
    lead = rosa(office)
    conversion.convert(office.desk, lead, ALL_NEW)
    records.save(office.desk, "contact", became(lead).contact_id, {"tags": []})
    with pytest.raises(ConflictError, match="“vip” was deleted since"):
        conversion.take_back(office.desk, lead)
    undoing.undo(office.desk)
    conversion.take_back(office.desk, lead)
    assert (audit.lines(office.desk)[0].what, Contact.select().count()) == (audit.DELETED, 0)


def test_a_contact_of_one_company_works_at_the_leads_company_too(office: Office) -> None:
    contact = office.add(
        "contact", name="Rosa Díaz", job_title="Directora", company=office.add("company", name="Other")
    )
    first = rosa(office)
    conversion.convert(office.desk, first, Becoming(contact, NEW, None))
    work = affiliations.of_contact(office.desk, contact)
    assert [(one.organisation, one.role) for one in work] == [("Other", "Directora"), (ROSA["company"], "Compras")]
    again = rosa(office)
    conversion.convert(office.desk, again, Becoming(contact, work[1].company, None))
    assert affiliations.of_contact(office.desk, contact) == work
    conversion.take_back(office.desk, again)
    conversion.take_back(office.desk, first)
    assert affiliations.of_contact(office.desk, contact) == work[:1]


def test_it_can_be_taken_back_again_after_that_was_undone(office: Office) -> None:
    lead = rosa(office)
    conversion.convert(office.desk, lead, ALL_NEW)
    for _turn in range(2):
        conversion.take_back(office.desk, lead)
        assert Conversion.select().count() == 0
        undoing.undo(office.desk)
        assert Conversion.select().count() == 1


def test_a_record_another_lead_joined_later_stands_in_the_way(office: Office) -> None:
    first, second = rosa(office), rosa(office, first_name="Luis", email="luis@norte.example", phone="1")
    conversion.convert(office.desk, first, ALL_NEW)
    conversion.convert(office.desk, second, Becoming(NEW, became(first).company_id))
    with pytest.raises(ConflictError, match="was linked to “Muebles del Norte"):
        conversion.take_back(office.desk, first)
    conversion.take_back(office.desk, second)
    conversion.take_back(office.desk, first)
    assert Contact.select().count() == Company.select().count() == 0


def test_a_contact_whose_company_is_in_the_trash_is_converted_to_without_it(office: Office) -> None:
    company = office.add("company", name="Gone")
    contact = office.add("contact", name="Rosa Díaz", email="rosa@norte.example", company=company)
    records.trash(office.desk, "company", [company])
    lead = rosa(office, company=None)
    proposed = conversion.propose(office.desk, lead).becoming
    assert (proposed.contact, proposed.company) == (contact, None)
    conversion.convert(office.desk, lead, proposed)


def test_a_link_of_the_offices_own_to_what_is_gone_stays_behind(office: Office) -> None:
    for kind in ("lead", "contact"):
        custom_fields.add(office.desk, kind, "Partner", "link", "company")
    partner = office.add("company", name="Partner")
    lead = rosa(office, **{"custom:Partner": partner})
    records.trash(office.desk, "company", [partner])
    conversion.convert(office.desk, lead, ALL_NEW)
    assert (records.read(office.desk, "contact", became(lead).contact_id) or {})["custom:Partner"] is None


def test_a_lead_that_is_not_converted_cannot_be_taken_back(office: Office) -> None:
    with pytest.raises(StaleRecordError, match="not converted"):
        conversion.take_back(office.desk, rosa(office))


# Many at once


def test_leads_of_one_company_share_it(office: Office) -> None:
    leads = [
        rosa(office),
        rosa(office, first_name="Luis", company="Muebles del Norte", email="luis@norte.example", phone="1"),
        rosa(office, company="MUEBLES DEL NORTE S.A."),
    ]
    conversion.convert_all(office.desk, leads)
    made = [became(lead) for lead in leads]
    assert len({one.company_id for one in made}) == Company.select().count() == 1
    assert made[0].contact_id == made[2].contact_id != made[1].contact_id
    assert len({one.opportunity_id for one in made}) == 3


def test_one_of_many_is_taken_back_and_what_it_shares_stays(office: Office) -> None:
    leads = [rosa(office), rosa(office, first_name="Luis", email="luis@norte.example", phone="1")]
    conversion.convert_all(office.desk, leads)
    company, contact = became(leads[1]).company_id, became(leads[0]).contact_id
    conversion.take_back(office.desk, leads[0])
    assert [row.lead_id for row in Conversion.select()] == [leads[1]]
    assert Company.select().count() == 1
    assert records.read(office.desk, "contact", contact) is None
    assert records.read(office.desk, "lead", leads[1])["status"] == office.statuses["Closed - converted"]  # type: ignore[index]
    conversion.take_back(office.desk, leads[1])
    assert records.read(office.desk, "company", company) is None


def test_a_match_made_weeks_before_is_linked_by_many_too(office: Office) -> None:
    company = office.add("company", name="Muebles del Norte")
    contact = office.add("contact", name="Rosa Díaz", company=company)
    leads = [rosa(office), rosa(office, first_name="Luis", email="luis@norte.example")]
    conversion.convert_all(office.desk, leads, with_opportunities=False)
    assert became(leads[0]).contact_id == contact
    assert {became(lead).company_id for lead in leads} == {company}


def test_random_conversions_leave_no_duplicate_and_go_back_exactly(office: Office) -> None:
    chance = random.Random(4)
    names = ["Ana", "Ána", "Luis", "LUIS", ""]
    companies = ["Acme", "ACME S.A.", "Norte, S.A. de C.V.", "norte", ""]
    leads = []
    for place in range(60):
        person, company = chance.choice(names), chance.choice(companies)
        if not (person or company):
            continue
        values = {"first_name": person or None, "company": company or None}
        email = chance.choice([None, "a@x.example", f"{place}@x.example"])
        leads.append(office.add("lead", **values, email=email))
    before = whole_book()
    conversion.convert_all(office.desk, leads)
    folded = [matching.fold_company(row.name) for row in Company.select()]
    assert len(folded) == len(set(folded)) <= 2
    for row in Conversion.select():
        assert row.contact_id or row.company_id
    undoing.undo(office.desk)
    assert whole_book() == before


def test_a_hundred_leads_of_a_file_leave_no_duplicate_and_every_link_resolves(
    office: Office, sample_data: Path
) -> None:
    table = read_table(sample_data / "datablist" / "leads-100.csv")
    mapping = {
        name: field for name, field in guessed(office.desk, "lead", table.headers).items() if name != "Deal Stage"
    }
    report = commit(office.desk, plan(office.desk, table, "lead", mapping, Options(file="leads")))
    assert (report.new, list(report.refused)) == (100, [])
    before = whole_book()
    conversion.convert_all(office.desk, [row.id for row in Lead.select()])
    companies = {row.id: row.name for row in Company.select()}
    assert len({matching.fold_company(name) for name in companies.values()}) == len(companies)
    for row in Conversion.select():
        lead = row.lead
        assert matching.fold_company(companies[row.company_id]) == matching.fold_company(lead.company_name)
        assert (row.contact.email, row.contact.company_id) == (lead.email, row.company_id)
        assert (row.opportunity.contact_id, row.opportunity.company_id) == (row.contact_id, row.company_id)
    assert Conversion.select().count() == 100
    undoing.undo(office.desk)
    assert whole_book() == before


def test_fields_of_the_offices_own_go_over_to_those_of_the_same_name(office: Office) -> None:
    for kind, name in (("lead", "Tamaño"), ("contact", "TAMANO"), ("company", "Tamaño"), ("opportunity", "Tamaño")):
        type_ = "number" if kind == "company" else "choices"
        custom_fields.add(office.desk, kind, name, type_, choices=["Grande", "Chico"] if type_ == "choices" else ())
    lead = rosa(office, **{"custom:Tamaño": ["Chico"]})
    conversion.convert(office.desk, lead, ALL_NEW)
    made = became(lead)
    assert (records.read(office.desk, "contact", made.contact_id) or {})["custom:TAMANO"] == ["Chico"]
    assert (opportunities.read(office.desk, made.opportunity_id) or {})["custom:Tamaño"] == ["Chico"]
    assert (records.read(office.desk, "company", made.company_id) or {})["custom:Tamaño"] is None


def test_the_latest_campaign_goes_over_to_the_opportunity(office: Office) -> None:
    spring, autumn = (office.add("campaign", name=name) for name in ("Spring", "Autumn"))
    lead = rosa(office, campaign=spring)
    campaigns.add_members(office.desk, autumn, "lead", [lead])
    conversion.convert(office.desk, lead, ALL_NEW)
    assert (opportunities.read(office.desk, became(lead).opportunity_id) or {})["campaign"] == autumn

"""Campaigns: their days, their members, what came of them, and the one a lead takes along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crmdesk.models import book
from crmdesk.models.errors import ConflictError, DomainError, FieldProblems, StaleRecordError
from crmdesk.sales import campaign_figures, campaigns, closing, conversion, lists, records, undoing
from crmdesk.sales.campaign_figures import CampaignFigures
from crmdesk.sales.conversion import NEW, Becoming
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.sales.pipeline import Closing
from crmdesk.sales.saving import New
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def members(office: Office, campaign: int, **how: object) -> list[campaigns.MemberRow]:
    ids = campaigns.member_ids(office.desk, campaign, **how)  # type: ignore[arg-type]
    return campaigns.member_rows(office.desk, ids)


def test_a_campaign_that_ends_before_it_starts_is_refused_however_it_is_written(office: Office) -> None:
    march, april = date(2026, 3, 1), date(2026, 4, 1)
    with pytest.raises(FieldProblems, match="It ends before it starts"):
        office.add("campaign", name="Fair", starts_on=april, ends_on=march)
    fair = office.add("campaign", name="Fair", starts_on=march, ends_on=april)
    late = office.add("campaign", name="Late", starts_on=march)
    with pytest.raises(FieldProblems) as refused:
        records.save(office.desk, "campaign", fair, {"starts_on": date(2026, 4, 2)})
    assert list(refused.value.problems) == ["ends_on"]
    with pytest.raises(FieldProblems):
        records.save_all(office.desk, "campaign", [late, fair], {"ends_on": date(2026, 2, 1)})
    records.save(office.desk, "campaign", fair, {"starts_on": april})
    found = records.read(office.desk, "campaign", fair)
    assert found is not None
    assert (found["starts_on"], found["ends_on"]) == (april, april)


def test_undo_does_not_let_a_campaign_end_before_it_starts(office: Office) -> None:
    fair = office.add("campaign", name="Fair", starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 1))
    longer = records.save(office.desk, "campaign", fair, {"ends_on": date(2026, 6, 1)})
    records.save(office.desk, "campaign", fair, {"starts_on": date(2026, 5, 1)})
    with pytest.raises(DomainError, match="“Fair” would end before it starts"):
        undoing.undo(office.desk, longer.step)
    undoing.undo(office.desk)
    undoing.undo(office.desk, longer.step)


def test_a_member_in_the_way_of_an_undo_is_called_by_its_name(office: Office) -> None:
    eva, fair = office.add("lead", name="Eva"), office.add("campaign", name="Fair")
    added = campaigns.add_members(office.desk, fair, "lead", [eva])
    campaigns.set_status(office.desk, campaigns.member_ids(office.desk, fair), campaigns.SENT)
    with pytest.raises(ConflictError, match="“Eva” was changed since"):
        undoing.undo(office.desk, added.step)


def test_what_an_organisation_refused_counts_for_the_company_it_became(office: Office) -> None:
    lead = office.add("lead", company="Sillas Ltd", consent_letter="refused")
    luz = office.add("company", name="Luz", consent_email="refused")
    fair = office.add("campaign", name="Fair")
    campaigns.add_members(office.desk, fair, "lead", [lead])
    campaigns.add_members(office.desk, fair, "company", [luz])
    conversion.convert(office.desk, lead, Becoming(None, NEW, None))
    became = conversion.became(office.desk, lead)
    assert became is not None
    assert became.company is not None
    sillas = records.read(office.desk, "company", became.company[0]) or {}
    assert (sillas["consent_letter"], sillas["consent_letter_on"]) == ("refused", TODAY)
    records.save(office.desk, "company", became.company[0], {"consent_email": "refused"})
    found = members(office, fair)

    def left_out(channel: str) -> list[str]:
        no = campaigns.unwilling(office.desk, found, channel)
        return [member.name for member in found if member.id in no]

    assert left_out("letter") == ["Sillas Ltd"]
    assert left_out("email") == ["Luz", "Sillas Ltd"]
    assert left_out("phone") == []


def test_channels_are_several_of_a_list(office: Office) -> None:
    fair = office.add("campaign", name="Fair", channels=["event", "email"])
    office.add("campaign", name="Calls", channels=["phone"])
    office.add("campaign", name="Unknown")
    (row,) = lists.rows(office.desk, "campaign", [fair])
    assert row["channels"] == ["event", "email"]

    def named(*told: object) -> list[str]:
        ids = lists.ids(office.desk, "campaign", ListQuestion(conditions=(Condition("channels", *told),), order="name"))  # type: ignore[arg-type]
        return [str(row["name"]) for row in lists.rows(office.desk, "campaign", ids)]

    assert named("=", "email") == ["Fair"]
    assert named("!=", "email") == ["Calls", "Unknown"]
    assert named("=", None) == ["Unknown"]
    with pytest.raises(FieldProblems, match="is not one of"):
        records.save(office.desk, "campaign", fair, {"channels": ["pigeon"]})
    records.save(office.desk, "campaign", fair, {"channels": []})
    assert lists.rows(office.desk, "campaign", [fair])[0]["channels"] == []


def test_members_are_added_once_and_keep_their_status(office: Office) -> None:
    fair = office.add("campaign", name="Fair")
    company = office.add("company", name="Acme")
    ana = office.add("contact", name="Ana", company=company, email="ana@example.org")
    luis, eva = office.add("lead", name="Luis", company="Luz"), office.add("lead", name="Eva")
    campaigns.add_members(office.desk, fair, "lead", [luis])
    (first,) = members(office, fair)
    campaigns.set_status(office.desk, [first.id], "interested")
    changes = campaigns.add_members(office.desk, fair, "lead", [luis, eva, eva])
    assert str(changes.label) == "1 member added to “Fair”"
    campaigns.add_members(office.desk, fair, "contact", [ana])
    campaigns.add_members(office.desk, fair, "company", [company])
    found = [(row.name, row.kind, row.company, row.status) for row in members(office, fair)]
    assert found == [
        ("Acme", "company", None, "planned"),
        ("Ana", "contact", "Acme", "planned"),
        ("Eva", "lead", None, "planned"),
        ("Luis", "lead", "Luz", "interested"),
    ]
    assert [row.name for row in members(office, fair, status="interested")] == ["Luis"]
    assert members(office, fair, order="status", descending=True)[0].name == "Luis"
    assert {row.status_on for row in members(office, fair)} == {TODAY}


def test_a_new_campaign_is_made_with_its_first_members_in_one_step(office: Office) -> None:
    luis = office.add("lead", name="Luis")
    campaigns.add_members(office.desk, New("Spring"), "lead", [luis])
    ((spring, name),) = campaigns.choices(office.desk)
    assert name == "Spring"
    assert [row.name for row in members(office, spring)] == ["Luis"]
    undoing.undo(office.desk)
    assert campaigns.choices(office.desk) == []


def test_what_is_gone_is_no_member_and_cannot_become_one(office: Office) -> None:
    fair, luis = office.add("campaign", name="Fair"), office.add("lead", name="Luis")
    campaigns.add_members(office.desk, fair, "lead", [luis])
    ids = campaigns.member_ids(office.desk, fair)
    records.trash(office.desk, "lead", [luis])
    assert campaigns.member_ids(office.desk, fair) == []
    with pytest.raises(StaleRecordError):
        campaigns.add_members(office.desk, fair, "lead", [luis])
    records.restore(office.desk, "lead", [luis])
    assert campaigns.member_ids(office.desk, fair) == ids
    campaigns.remove_members(office.desk, ids)
    with pytest.raises(StaleRecordError):
        campaigns.set_status(office.desk, ids, "sent")
    records.trash(office.desk, "campaign", [fair])
    with pytest.raises(StaleRecordError):
        campaigns.add_members(office.desk, fair, "lead", [luis])
    product = office.add("product", name="Chair")
    with pytest.raises(DomainError, match="Only leads, contacts and companies"):
        campaigns.add_members(office.desk, fair, "product", [product])


def test_figures_count_replies_leads_conversions_and_what_was_won(office: Office) -> None:
    fair = office.add("campaign", name="Fair", cost=40_000)
    free = office.add("campaign", name="Free", cost=0)
    web = office.sources["Web"]
    for number in range(6):
        status = office.statuses["Closed - converted" if number < 3 else "Open - not contacted"]
        office.add("lead", name=f"Lead {number}", campaign=fair, source=web, status=status)
    gone = office.add("lead", name="Gone", campaign=fair)
    records.trash(office.desk, "lead", [gone])
    people = [office.add("contact", name=f"Person {number}") for number in range(4)]
    campaigns.add_members(office.desk, fair, "contact", people)
    ids = campaigns.member_ids(office.desk, fair)
    for member, status in zip(ids, ("sent", "answered", "interested", "refused"), strict=True):
        campaigns.set_status(office.desk, [member], status)
    sales = [
        office.opportunity(f"Sale {number}", amount=amount, campaign=fair)
        for number, amount in enumerate((30_000, 70_000))
    ]
    closing.close(office.desk, sales, "won", Closing(TODAY, {}, None, ""))
    still = office.opportunity("Open", amount=999, campaign=fair)

    found = campaign_figures.of_campaigns(office.desk, [fair, free])
    assert found[fair] == CampaignFigures(6, 3, 2, 100_000, 4, 3, 40_000)
    assert (found[fair].conversion, found[fair].roi, found[fair].response) == (0.5, 1.5, 0.75)
    assert found[free].roi is None, "nothing was paid"
    assert found[free].conversion is None
    kind, rows = campaign_figures.rows_behind(office.desk, "won", "campaign", fair)
    assert (kind, sorted(rows)) == ("opportunity", sorted(sales))
    assert still not in rows
    for what, count in (("leads", 6), ("converted", 3)):
        kind, rows = campaign_figures.rows_behind(office.desk, what, "campaign", fair)
        assert (kind, len(rows)) == ("lead", count)


def test_a_lead_that_is_a_member_counts_once_whether_it_came_from_the_campaign_or_not(office: Office) -> None:
    fair = office.add("campaign", name="Fair")
    came, asked = office.add("lead", name="Came", campaign=fair), office.add("lead", name="Asked")
    campaigns.add_members(office.desk, fair, "lead", [came, asked])
    conversion.convert(office.desk, asked, Becoming(NEW, None, NEW))
    figures = campaign_figures.of_campaigns(office.desk, [fair])[fair]
    assert (figures.leads, figures.converted, figures.members) == (2, 1, 2)
    assert campaign_figures.rows_behind(office.desk, "leads", "campaign", fair) == ("lead", [asked, came])
    assert campaign_figures.rows_behind(office.desk, "converted", "campaign", fair) == ("lead", [asked])


def test_figures_of_sources_count_what_has_none_too(office: Office) -> None:
    web = office.sources["Web"]
    office.add("lead", name="Luis", source=web, status=office.statuses["Closed - converted"])
    office.add("lead", name="Eva")
    sale = office.opportunity("Sale", amount=5_000, source=web)
    closing.close(office.desk, [sale], "won", Closing(TODAY, {}, None, ""))
    found = [
        (one.name, one.leads, one.converted, one.won, one.amount) for one in campaign_figures.of_sources(office.desk)
    ]
    assert found == [("Web", 1, 1, 1, 5_000), ("", 1, 0, 0, 0)]
    assert len(campaign_figures.rows_behind(office.desk, "leads", "source", None)[1]) == 1


def test_the_latest_campaign_of_a_lead_is_its_newest_membership_or_where_it_came_from(office: Office) -> None:
    first, second = office.add("campaign", name="First"), office.add("campaign", name="Second")
    lead, other = office.add("lead", name="Luis", campaign=first), office.add("lead", name="Eva")
    assert campaigns.latest_of(office.desk, lead) == first
    assert campaigns.latest_of(office.desk, other) is None
    campaigns.add_members(office.desk, second, "lead", [lead])
    assert campaigns.latest_of(office.desk, lead) == second
    records.trash(office.desk, "campaign", [second])
    assert campaigns.latest_of(office.desk, lead) == first


def test_the_latest_campaign_goes_over_to_the_opportunity(office: Office) -> None:
    first, second = office.add("campaign", name="First"), office.add("campaign", name="Second")
    lead = office.add("lead", name="Luis Luna", campaign=first)
    campaigns.add_members(office.desk, second, "lead", [lead])
    conversion.convert(office.desk, lead, Becoming(contact=NEW, opportunity=NEW))
    became = conversion.became(office.desk, lead)
    assert became is not None
    assert became.opportunity is not None
    (row,) = lists.rows(office.desk, "opportunity", [became.opportunity[0]])
    assert row["campaign_id"] == second
    other = office.add("lead", name="Eva Ríos", campaign=first)
    conversion.convert(office.desk, other, Becoming(contact=NEW, opportunity=became.opportunity[0]))
    (row,) = lists.rows(office.desk, "opportunity", [became.opportunity[0]])
    assert row["campaign_id"] == second, "an opportunity that has a campaign keeps it"

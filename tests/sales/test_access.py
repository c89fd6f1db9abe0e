"""Whose records a role reaches, and what changing hands means."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crmdesk.models import book, database, journal
from crmdesk.models.activities import Activity
from crmdesk.models.errors import ConflictError, DomainError, NotAllowedError, StaleRecordError
from crmdesk.models.opportunities import IS_OPEN, Opportunity
from crmdesk.models.people import Contact, Role, User
from crmdesk.sales import (
    access,
    activities,
    audit,
    closing,
    conversion,
    custom_fields,
    history,
    lead_board,
    lead_statuses,
    lists,
    opportunities,
    record_history,
    records,
    refusals,
    roles,
    stages,
    undoing,
)
from crmdesk.sales import (
    office as lists_of_office,
)
from crmdesk.sales.conversion import NEW, Becoming
from crmdesk.sales.desk import Desk
from crmdesk.sales.in_use import NOT, InUse
from crmdesk.sales.lists import ListQuestion
from crmdesk.sales.pipeline import Closing
from tests.book_fixture import whole_book
from tests.exchange.import_office import imported
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def work_as(office: Office, name: str, role: str | None, **values: Any) -> Desk:
    known = Role.get(Role.name == role).id if role else None
    lists_of_office.save_value(office.desk, "user", office.users[name], role=known, **values)
    return Desk(office.users[name], office.desk.clock)


def names(desk: Desk, kind: str = "lead") -> list[str]:
    ids = lists.ids(desk, kind, ListQuestion(order="name"))
    return [row["name"] for row in lists.rows(desk, kind, ids)]


def test_own_team_and_all(office: Office) -> None:
    team = lists_of_office.add_value(office.desk, "team", "South").new("team")
    for name, owner in (("Ana's", "Ana"), ("Óscar's", "Óscar"), ("Zoe's", "Zoe")):
        office.add("lead", name=name, owner=office.users[owner])
    office.add("lead", name="Nobody's", owner=None)
    assert names(work_as(office, "Zoe", "Seller")) == ["Zoe's"]
    zoe = work_as(office, "Zoe", "Manager", team=team)
    assert names(zoe) == ["Nobody's", "Zoe's"]
    lists_of_office.save_value(office.desk, "user", office.users["Óscar"], team=team)
    zoe.forget()
    assert names(zoe) == ["Nobody's", "Óscar's", "Zoe's"]
    assert len(names(work_as(office, "Zoe", "Reader"))) == 4
    assert len(names(work_as(office, "Zoe", None))) == 4


def test_who_manages_somebody_sees_theirs_too_also_through_others(office: Office) -> None:
    office.add("lead", name="Zoe's", owner=office.users["Zoe"])
    boss = work_as(office, "Óscar", "Manager")
    assert names(boss) == []
    other = lists_of_office.add_value(office.desk, "user", "Eva").new("user")
    lists_of_office.save_value(office.desk, "user", other, manager=office.users["Óscar"])
    lists_of_office.save_value(office.desk, "user", office.users["Zoe"], manager=other)
    boss.forget()
    assert names(boss) == ["Zoe's"]


def test_an_activity_is_also_theirs_whose_record_it_hangs_on(office: Office) -> None:
    mine = office.add("lead", name="Mine", owner=office.users["Zoe"])
    other = office.add("lead", name="Other")
    for lead, subject in ((mine, "On mine"), (other, "On another's")):
        activities.plan(office.desk, {"type": "call", "subject": subject, "lead": lead})
    zoe = work_as(office, "Zoe", "Seller")
    ids = lists.ids(zoe, "activity", ListQuestion())
    assert [row["subject"] for row in lists.rows(zoe, "activity", ids)] == ["On mine"]
    activities.done(zoe, ids)
    with pytest.raises(StaleRecordError):
        activities.done(zoe, [Activity.get(Activity.subject == "On another's").id])


def test_a_refusal_says_what_is_missing_and_who_can_give_it_and_is_audited(office: Office) -> None:
    lead = office.add("lead", name="Seen by all")
    reader = work_as(office, "Zoe", "Reader")
    with pytest.raises(NotAllowedError, match=r"your role “Reader” may not change them\. Ana, Óscar can"):
        records.save(reader, "lead", lead, {"name": "Changed"})
    line = audit.lines(office.desk)[0]
    assert (line.what, line.user) == (audit.REFUSED, "Zoe")
    with pytest.raises(NotAllowedError):
        audit.lines(reader)


def test_nothing_writes_around_the_guard(office: Office) -> None:
    lead = office.add("lead", name="Ana's")
    zoe = work_as(office, "Zoe", "Seller")
    from crmdesk.texts import msg

    with pytest.raises(NotAllowedError), zoe.step(msg("Taken")):
        journal.edit(access.TABLES["lead"], lead, owner=zoe.user)
    assert access.TABLES["lead"].get_by_id(lead).owner_id == office.users["Ana"]
    assert audit.lines(office.desk)[0].what == audit.REFUSED


def test_a_user_takes_back_his_own_steps_and_what_he_gave_away_but_not_others(office: Office) -> None:
    zoe = work_as(office, "Zoe", "Seller")
    lead = records.add(zoe, "lead", {"name": "Zoe's"}).new("lead")
    given = records.save(zoe, "lead", lead, {"owner": office.users["Ana"]})
    assert names(zoe) == []
    undoing.undo(zoe, given.step)
    assert names(zoe) == ["Zoe's"]
    other = records.add(office.desk, "lead", {"name": "Ana's"})
    with pytest.raises(NotAllowedError):
        undoing.undo(zoe, other.step)
    undoing.undo_last_of_anybody(zoe)
    assert names(office.desk) == ["Ana's"]


def test_the_history_tells_only_of_what_is_visible(office: Office) -> None:
    zoe = work_as(office, "Zoe", "Seller")
    mine = office.add("lead", name="Mine", owner=office.users["Zoe"])
    hidden = office.add("lead", name="Secret")
    records.save_all(office.desk, "lead", [mine, hidden], {"rating": 2})
    records.save(office.desk, "lead", hidden, {"name": "Very secret"})
    told = [str(step.label) for step in history.steps(zoe)]
    assert told[0] == "2 records changed, and 1 more you may not see"
    assert not any("ecret" in label for label in told)
    assert history.count(zoe) is None
    assert str(record_history.of(zoe, "lead", mine)[0].label) == told[0]


def test_changing_the_owner_hands_over_the_planned_activities_in_the_same_step(office: Office) -> None:
    ana, zoe = office.users["Ana"], office.users["Zoe"]
    sale = office.opportunity("Sale", owner=ana)
    planned = [
        activities.plan(office.desk, {"type": "call", "opportunity": sale, "due_on": TODAY, **more}).new("activity")
        for more in ({}, {"owner": office.users["Óscar"]}, {"done_on": TODAY})
    ]
    changes = opportunities.assign(office.desk, [sale], zoe)
    assert [Activity.get_by_id(known).owner_id for known in planned] == [zoe, office.users["Óscar"], ana]
    undoing.undo(office.desk, changes.step)
    assert Activity.get_by_id(planned[0]).owner_id == ana
    opportunities.assign(office.desk, [sale], None)
    assert Activity.get_by_id(planned[0]).owner_id == ana


def test_a_companys_new_owner_gets_its_people_and_open_opportunities(office: Office) -> None:
    ana, oscar, zoe = (office.users[name] for name in ("Ana", "Óscar", "Zoe"))
    acme = office.add("company", name="Acme", owner=ana)
    eva, ida = (
        office.add("contact", name=name, company=acme, owner=owner) for name, owner in (("E", ana), ("I", oscar))
    )
    going, won = (office.opportunity(title, company=acme, owner=ana) for title in ("Going", "Won"))
    alone = office.opportunity("Without a company", contact=eva, owner=ana)
    planned = activities.plan(office.desk, {"type": "call", "opportunity": going, "due_on": TODAY}).new("activity")
    closing.close(office.desk, [won], "won", Closing(TODAY, {won: 5}))
    before = whole_book()
    changes = records.save(office.desk, "company", acme, {"owner": zoe})
    owners = {row.id: row.owner_id for table in (Contact, Opportunity, Activity) for row in table.select()}
    assert owners == {eva: zoe, ida: oscar, going: zoe, won: ana, alone: zoe, planned: zoe}
    undoing.undo(office.desk, changes.step)
    assert whole_book() == before
    manager = work_as(
        office, "Zoe", "Manager", team=lists_of_office.add_value(office.desk, "team", "South").new("team")
    )
    lists_of_office.save_value(office.desk, "user", ana, team=User.get_by_id(zoe).team_id)
    roles.allow(office.desk, Role.get(Role.name == "Manager").id, {"opportunity": {"change": "own"}})
    manager.forget()
    records.save(manager, "company", acme, {"owner": zoe})
    assert (Contact.get_by_id(eva).owner_id, Opportunity.get_by_id(going).owner_id) == (zoe, ana)


def test_a_user_who_is_deleted_hands_over_everything_in_one_step(office: Office) -> None:
    ana, oscar, zoe = (office.users[name] for name in ("Ana", "Óscar", "Zoe"))
    lists_of_office.save_value(office.desk, "user", zoe, manager=oscar)
    lead = office.add("lead", name="Lead", owner=oscar)
    planned = activities.plan(office.desk, {"type": "call", "lead": lead, "owner": oscar}).new("activity")
    with pytest.raises(DomainError, match="Choose what takes its place"):
        lists_of_office.delete_value(office.desk, "user", oscar)
    changes = lists_of_office.delete_value(office.desk, "user", oscar, ana)
    assert records.read(office.desk, "lead", lead) is not None
    assert access.TABLES["lead"].get_by_id(lead).owner_id == ana
    assert Activity.get_by_id(planned).owner_id == ana
    assert User.get_by_id(zoe).manager_id == ana
    undoing.undo(office.desk, changes.step)
    assert access.TABLES["lead"].get_by_id(lead).owner_id == oscar


def test_a_book_keeps_an_administrator(office: Office) -> None:
    for name in ("Óscar", "Zoe"):
        work_as(office, name, "Seller")
    with pytest.raises(DomainError, match="A book needs an administrator"):
        work_as(office, "Ana", "Reader")
    administrators = next(role for role in roles.all_roles(office.desk) if role.administers)
    with pytest.raises(DomainError, match="may do everything"):
        roles.allow(office.desk, administrators.id, {"lead": {"see": "none"}})


def test_what_is_seen_is_at_least_what_is_done(office: Office) -> None:
    role = Role.get(Role.name == "Reader").id
    roles.allow(office.desk, role, {"lead": {"see": "none"}})
    roles.allow(office.desk, role, {"lead": {"change": "own"}})
    grants = next(row for row in roles.all_roles(office.desk) if row.id == role).grants["lead"]
    assert (grants["see"], grants["change"], grants["delete"]) == ("own", "own", "none")
    roles.allow(office.desk, role, {"lead": {"see": "none"}})
    grants = next(row for row in roles.all_roles(office.desk) if row.id == role).grants["lead"]
    assert set(grants.values()) == {"none"}


def test_screens_are_closed_by_name_or_because_nothing_of_it_is_seen(office: Office) -> None:
    seller = work_as(office, "Zoe", "Seller")
    assert str(refusals.why_locked(seller, "dashboard")).startswith("Your role “Seller” does not open this screen.")
    assert refusals.why_locked(seller, "leads") is None
    assert refusals.why_locked(seller, "import") is not None
    roles.allow(office.desk, Role.get(Role.name == "Seller").id, {"lead": {"see": "none"}})
    seller.forget()
    assert refusals.why_locked(seller, "leads") is not None
    assert refusals.why_locked(office.desk, "dashboard") is None


def test_names_of_hidden_records_cannot_be_asked_for(office: Office) -> None:
    hidden = office.add("company", name="Secret S.A.")
    office.opportunity("Sale", company=hidden, owner=office.users["Zoe"])
    zoe = work_as(office, "Zoe", "Seller")
    asked = ListQuestion(conditions=(lists.Condition("company", "~", "secret"),))
    assert lists.ids(zoe, "opportunity", asked) == []
    assert len(lists.ids(office.desk, "opportunity", asked)) == 1


def test_an_administrators_questions_are_as_before_and_a_sellers_use_the_owners_index(office: Office) -> None:
    def plan(desk: Desk) -> str:
        query = Opportunity.select(Opportunity.stage, Opportunity.next_on).where(
            IS_OPEN, access.visible(desk, Opportunity)
        )
        sql, values = query.group_by(Opportunity.stage, Opportunity.next_on).sql()
        return " ".join(row[3] for row in database.db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values))

    assert "USING COVERING INDEX opportunity_board" in f"{plan(office.desk)} "
    assert "opportunity_board_owner" not in plan(office.desk)
    assert "USING COVERING INDEX opportunity_board_owner (owner_id=?)" in plan(work_as(office, "Zoe", "Seller"))


def test_a_seller_converts_his_own_lead_and_takes_it_back(office: Office) -> None:
    zoe = work_as(office, "Zoe", "Seller")
    custom_fields.add(office.desk, "lead", "Size", "text")
    custom_fields.add(office.desk, "contact", "Size", "text")
    zoe.settings.forget()
    values = {"name": "Rosa", "company": "Norte", "tags": ["vip"], "custom:Size": "big", "owner": zoe.user}
    lead = records.add(zoe, "lead", values).new("lead")
    conversion.convert(zoe, lead, Becoming(NEW, NEW, NEW))
    assert names(zoe, "contact") == ["Rosa"]
    conversion.take_back(zoe, lead)
    assert names(zoe, "contact") == []


def test_a_match_that_is_not_the_sellers_to_change_is_linked_as_it_is(office: Office) -> None:
    contact = office.add("contact", name="Rosa", email="rosa@norte.example")
    zoe = work_as(office, "Zoe", "Seller")
    roles.allow(office.desk, Role.get(Role.name == "Seller").id, {"contact": {"see": "all"}})
    zoe.forget()
    lead = records.add(zoe, "lead", {"name": "Rosa", "email": "rosa@norte.example", "city": "León"}).new("lead")
    before = Contact.get_by_id(contact).__data__
    assert conversion.propose(zoe, lead).becoming.contact == contact
    conversion.convert_all(zoe, [lead])
    became = conversion.became(zoe, lead)
    assert became is not None
    assert became.contact == (contact, "Rosa")
    assert Contact.get_by_id(contact).__data__ == before


def test_a_lead_of_others_is_neither_converted_nor_taken_back(office: Office) -> None:
    lead = office.add("lead", name="Ana's", owner=office.users["Ana"])
    zoe = work_as(office, "Zoe", "Seller")
    with pytest.raises(StaleRecordError):
        conversion.convert(zoe, lead, Becoming(NEW))
    conversion.convert(office.desk, lead, Becoming(NEW))
    with pytest.raises(StaleRecordError):
        conversion.take_back(zoe, lead)


def test_cards_of_leads_follow_a_role_that_changed(office: Office) -> None:
    lead = office.add("lead", name="Ana's", owner=office.users["Ana"])
    assert [card.id for card in lead_board.cards(work_as(office, "Zoe", None), [lead])] == [lead]
    assert lead_board.cards(work_as(office, "Zoe", "Seller"), [lead]) == []


def test_what_was_taken_off_a_record_comes_back_only_for_who_may_still_change_it(office: Office) -> None:
    lead = office.add("lead", name="Zoe's", owner=office.users["Zoe"], tags=["vip"])
    zoe = work_as(office, "Zoe", "Seller")
    tagged = records.save(zoe, "lead", lead, {"tags": []}).step
    undoing.undo(zoe)
    undoing.redo(zoe)
    records.save(office.desk, "lead", lead, {"owner": office.users["Ana"]})
    with pytest.raises(NotAllowedError):
        undoing.undo(zoe, tagged)
    undoing.undo(office.desk, tagged)
    assert (records.read(office.desk, "lead", lead) or {})["tags"] == ["vip"]


def test_who_may_change_nothing_any_more_brings_nothing_back(office: Office) -> None:
    zoe = work_as(office, "Zoe", "Seller")
    records.add(zoe, "company", {"name": "Zoe's"})
    undoing.undo(zoe)
    reader = work_as(office, "Zoe", "Reader")
    with pytest.raises(NotAllowedError):
        undoing.redo(reader)


def test_what_a_refused_undo_names_is_not_what_is_hidden(office: Office) -> None:
    zoe = work_as(office, "Zoe", "Seller")
    lead = records.add(zoe, "lead", {"name": "Mine", "company": "Bobco"}).new("lead")
    conversion.convert(zoe, lead, Becoming(NEW, NEW, None))
    became = conversion.became(zoe, lead)
    assert became is not None
    assert became.company is not None
    office.opportunity("Secret", company=became.company[0], owner=office.users["Ana"])
    with pytest.raises(ConflictError, match="“something you may not see” was linked to “Bobco” since"):
        conversion.take_back(zoe, lead)
    with pytest.raises(ConflictError, match="“Secret” was linked"):
        conversion.take_back(office.desk, lead)


def test_deleting_a_company_leaves_what_others_planned_about_their_opportunities(office: Office) -> None:
    company = office.add("company", name="Zoe's", owner=office.users["Zoe"])
    sale = office.opportunity("Ana's", company=company)
    call = activities.plan(office.desk, {"type": "call", "opportunity": sale, "company": company, "due_on": TODAY})
    records.trash(work_as(office, "Zoe", "Seller"), "company", [company])
    assert Activity.get_by_id(call.new("activity")).trashed_at is None
    assert Opportunity.get_by_id(sale).next_on == TODAY


def test_who_is_added_to_an_office_with_roles_gets_the_one_that_sees_least(office: Office, tmp_path: Path) -> None:
    imported(office.desk, tmp_path, "lead", "name,owner\nFirst,Eva\n")
    assert User.get(User.name == "Eva").role_id is None
    work_as(office, "Zoe", "Manager")
    report = imported(office.desk, tmp_path, "lead", "name,owner\nSecond,Ida\n")
    assert User.get(User.name == "Ida").role.name == "Seller"
    assert "Users added with the role “Seller”: Ida." in [str(note) for note in report.notes]
    known = lists_of_office.add_value(office.desk, "user", "Leo").new("user")
    assert User.get_by_id(known).role.name == "Seller"


def test_the_history_keeps_the_name_of_who_is_gone(office: Office) -> None:
    lead = records.add(office.desk_on(TODAY, office.users["Zoe"]), "lead", {"name": "Hers"}).new("lead")
    lists_of_office.delete_value(office.desk, "user", office.users["Zoe"], office.users["Ana"])
    assert [done.user for done in history.steps(office.desk, most=2)] == ["Ana", "Zoe"]
    assert record_history.of(office.desk, "lead", lead)[-1].user == "Zoe"


def test_who_sees_a_part_is_told_that_something_is_used_and_not_how_much(office: Office) -> None:
    size = custom_fields.add(office.desk, "lead", "Size", "choice", choices=["Big"]).new("custom_field")
    (big,) = next(one for one in custom_fields.of(office.desk, "lead") if one.id == size).choices
    web = office.sources["Web"]
    for name in ("One", "Two"):
        office.add("lead", name=name, source=web, **{"custom:Size": "Big"})
        office.opportunity(name, source=web)
    pipeline = stages.pipelines()[0].id

    def told(desk: Desk) -> list[InUse]:
        used = {row.id: row.used for row in lead_statuses.rows(counted_for=desk)}
        values = {one.id: one.used for one in lists_of_office.values_of("source", desk)}
        return [
            used[lead_statuses.by_name()["open not contacted"]], custom_fields.uses(desk, "lead")[size],
            custom_fields.choice_uses(desk, size)[big], values[web], stages.pipelines(desk)[0].used,
            stages.of_pipeline(pipeline, desk)[0].used, used[office.statuses["Qualified"]],
            values[office.sources["Fair"]],
        ]  # fmt: skip

    counts = [2, 2, 2, 4, 2, 2, 0, 0]
    assert told(office.desk) == [InUse(count) for count in counts]
    manager = work_as(office, "Zoe", "Manager")
    assert names(manager) == []
    assert told(manager) == [InUse(None) if count else NOT for count in counts]
    assert told(work_as(office, "Zoe", "Reader")) == [InUse(count) for count in counts]
    manager = work_as(office, "Zoe", "Manager")
    with pytest.raises(DomainError, match="has opportunities"):
        stages.delete_pipeline(manager, pipeline)
    with pytest.raises(DomainError, match="takes its place"):
        lists_of_office.delete_value(manager, "source", web)
    lists_of_office.delete_value(manager, "source", web, office.sources["Fair"])
    assert lists_of_office.values_of("source", manager)[-1].used == NOT
    assert [one.used for one in lists_of_office.values_of("source", office.desk) if one.used] == [InUse(4)]

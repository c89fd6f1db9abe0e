"""The board of leads and their ready lists: counted by status and by what is next, whatever is filtered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from crmdesk.models import book, database
from crmdesk.models.people import IS_HERE, Lead
from crmdesk.sales import activities, activity_states, lead_board, lead_lists, leads, lists, records
from crmdesk.sales.board import BoardFilter
from crmdesk.sales.lead_board import LeadView
from crmdesk.sales.leads import LeadClosing
from crmdesk.sales.lists import ListQuestion
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def call(office: Office, lead: int, day: date) -> None:
    activities.plan(office.desk, {"type": "call", "lead": lead, "due_on": day})


def test_columns_are_the_statuses_in_which_leads_are_worked(office: Office) -> None:
    eva, luna = office.add("lead", name="Eva"), office.add("lead", name="Luna")
    gone = office.add("lead", name="Gone")
    call(office, eva, TODAY - timedelta(days=1))
    leads.move(office.desk, [luna], office.statuses["Qualified"])
    records.trash(office.desk, "lead", [gone])
    found = lead_board.columns(office.desk, LeadView())
    assert [(column.name, column.count) for column in found] == [
        ("Open - not contacted", 1), ("Working - contacted", 0), ("Qualified", 1)
    ]  # fmt: skip
    assert found[0].activity == {"overdue": 1, "today": 0, "planned": 0, "nothing": 0}
    assert found[2].activity["nothing"] == 1
    assert lead_board.total(office.desk) == 2


@pytest.mark.parametrize("order", lead_board.ORDERS)
def test_the_first_cards_are_the_beginning_of_all(office: Office, order: str) -> None:
    made = [office.add("lead", name=f"Lead {n}", priority=n % 4, rating=n % 3) for n in range(20)]
    for place, lead in enumerate(made[:12]):
        call(office, lead, TODAY + timedelta(days=place - 4))
    status = office.statuses["Open - not contacted"]
    for shown in (BoardFilter(), BoardFilter(activity=activity_states.OVERDUE), BoardFilter(text="lead 1")):
        view = LeadView(order, shown)
        whole = lead_board.ids(office.desk, view, status)
        assert lead_board.first_ids(office.desk, view, status, 5) == whole[:5]
        counted = next(column for column in lead_board.columns(office.desk, view) if column.key == status)
        assert counted.count == len(whole) == sum(counted.activity.values())


def test_what_asks_for_attention_comes_first(office: Office) -> None:
    later, overdue, nothing = (office.add("lead", name=name) for name in ("Later", "Overdue", "Nothing"))
    call(office, later, TODAY + timedelta(days=3))
    call(office, overdue, TODAY - timedelta(days=3))
    status = office.statuses["Open - not contacted"]
    assert lead_board.ids(office.desk, LeadView(), status) == [overdue, nothing, later]


def test_a_card_tells_who_it_is_where_from_and_how_long_it_waits(office: Office) -> None:
    lead = office.add("lead", name="Eva", company="Acme", source=office.sources["Fair"], priority=2, tags=["vip"])
    activities.plan(office.desk, {"type": "call", "lead": lead, "done_on": TODAY - timedelta(days=5)})
    (card,) = lead_board.cards(office.desk, [lead])
    assert (card.name, card.company, card.source, card.priority, card.tags) == ("Eva", "Acme", "Fair", 2, ("vip",))
    assert (card.idle_days, card.owner_name, card.activity) == (5, "Ana", "nothing")


def test_counts_come_from_a_covering_index(office: Office) -> None:
    query = Lead.select(Lead.status, Lead.next_on).where(Lead.status.in_([1, 2]), IS_HERE)
    sql, params = query.group_by(Lead.status, Lead.next_on).sql()
    plan = database.db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
    assert any("USING COVERING INDEX lead_board" in row[3] for row in plan)


# ready lists


def ready(office: Office, name: str) -> list[int]:
    found = lists.ids(office.desk, "lead", ListQuestion(ready=name))
    assert len(found) == lead_lists.counts(office.desk)[name]
    return found


def test_unattended_are_open_with_nothing_done_and_nothing_planned(office: Office) -> None:
    alone, planned, called, qualified = (office.add("lead", name=name) for name in ("A", "B", "C", "D"))
    call(office, planned, TODAY)
    activities.plan(office.desk, {"type": "call", "lead": called, "done_on": TODAY})
    leads.move(office.desk, [qualified], office.statuses["Qualified"])
    assert ready(office, lead_lists.UNATTENDED) == [alone]


def test_mine_are_those_i_work(office: Office) -> None:
    mine = office.add("lead", name="Mine")
    office.add("lead", name="Zoe's", owner=office.users["Zoe"])
    closed = office.add("lead", name="Closed")
    reason = LeadClosing(office.lead_reasons["No answer"])
    leads.move(office.desk, [closed], office.statuses["Disqualified"], reason)
    assert ready(office, lead_lists.MINE) == [mine]


def test_those_to_look_at_again_come_back_on_their_day(office: Office) -> None:
    now, later = office.add("lead", name="Now"), office.add("lead", name="Later")
    for lead, day in ((now, TODAY), (later, TODAY + timedelta(days=1))):
        told = LeadClosing(office.lead_reasons["Postponed"], look_again_on=day)
        leads.move(office.desk, [lead], office.statuses["Disqualified"], told)
    assert ready(office, lead_lists.LOOK_AGAIN) == [now]
    leads.reopen(office.desk, [now])
    assert ready(office, lead_lists.LOOK_AGAIN) == []

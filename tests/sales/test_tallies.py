"""How much hangs on an opportunity, as whoever asks may see it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.models import book, journal
from crmdesk.models.people import Role, User
from crmdesk.sales import activities, lines, messages, quotes, records, roles, tallies
from crmdesk.texts import msg
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def test_each_sort_is_counted_by_itself_and_only_of_this_one(office: Office) -> None:
    sale, other = office.opportunity("Lamps"), office.opportunity("Desks")
    lines.add(office.desk, "opportunity", sale, [{"name": "Lamp"}, {"name": "Bulb"}, {"name": "Shade"}])
    quotes.make(office.desk, sale)
    for known in (sale, sale, other):
        activities.plan(office.desk, {"type": "call", "due_on": TODAY, "opportunity": known})
    gone = activities.plan(office.desk, {"type": "call", "opportunity": sale}).new("activity")
    activities.trash(office.desk, [gone])
    messages.write(office.desk, "opportunity", other, "Elsewhere")
    counted = {"activity": 2, "opportunity_line": 3, "quote": 1, "document": 0, "message": 0}
    assert tallies.of_opportunity(office.desk, sale) == counted
    records.trash(office.desk, "opportunity", [sale])
    assert not any(tallies.of_opportunity(office.desk, sale).values())


def test_what_the_user_may_not_see_is_not_counted(office: Office) -> None:
    zoe = office.users["Zoe"]
    sale, others = office.opportunity("Lamps", owner=zoe), office.opportunity("Desks")
    for known in (sale, others):
        quotes.make(office.desk, known)
        activities.plan(office.desk, {"type": "call", "due_on": TODAY, "opportunity": known})
    seller = Role.get(Role.name == "Seller").id
    with office.desk.step(msg("Roles")):
        journal.edit(User, zoe, role=seller)
    roles.allow(office.desk, seller, {"quote": {"see": "none"}, "opportunity": {"see": "own"}})
    hers = office.desk_on(TODAY, zoe)
    assert tallies.of_opportunity(hers, sale)["quote"] == 0
    assert tallies.of_opportunity(hers, sale)["activity"] == 1
    assert not any(tallies.of_opportunity(hers, others).values())

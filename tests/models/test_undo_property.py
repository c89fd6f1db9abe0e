"""Random steps, taken back and done again in random places: undo gives exactly the book before, redo the book after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmdesk.models import book, database, journal
from crmdesk.models.activities import Activity, Tag, Tagging
from crmdesk.models.derived import mismatches
from crmdesk.models.errors import ConflictError
from crmdesk.models.ids import new_ids
from crmdesk.models.opportunities import Opportunity, OpportunityLine, Product
from crmdesk.models.people import Company, Contact, Lead, User
from tests.book_fixture import count_of, put_book, whole_book
from tests.models.office import DAY, Office, furnish, step, undo

NAMES = ("Ávila", "Impresoras del Norte S.A. de C.V.", "O'Brien & Søn", "日本", "  spaced  ", "x" * 300)

Pick = Callable[[int], int]


@dataclass
class World:
    """What the random steps work on.

    Attributes:
        undone: (action, book before, book after) of the actions that can be done again, and `done` of those that stand.
    """

    office: Office
    day: date = DAY
    counter: int = 0
    done: list[tuple[int, Any, Any]] = field(default_factory=list)
    undone: list[tuple[int, Any, Any]] = field(default_factory=list)

    def next(self) -> int:
        self.counter += 1
        return self.counter


def ids_of(table: Any) -> list[int]:
    return [row[0] for row in database.plain_tuples(table.select(table.id).order_by(table.id))]


def one_of(table: Any, pick: Pick) -> int | None:
    ids = ids_of(table)
    return ids[pick(len(ids))] if ids else None


def some_of(table: Any, pick: Pick) -> list[int]:
    return [known for known in ids_of(table) if pick(2)]


def add_company(world: World, pick: Pick) -> None:
    parent = one_of(Company, pick) if pick(2) else None
    journal.add(Company, name=NAMES[pick(len(NAMES))], parent=parent, phone="+52 (55) 1234", city="Mérida")


def add_people(world: World, pick: Pick) -> None:
    journal.add(Contact, name=NAMES[pick(len(NAMES))], company=one_of(Company, pick))
    journal.add(Lead, name=NAMES[pick(len(NAMES))], company_name="Somewhere")
    journal.add(User, name=f"User {world.next()}", manager=one_of(User, pick))


def add_opportunity(world: World, pick: Pick) -> None:
    company = one_of(Company, pick) if pick(2) else None
    closed = {"state": "won", "closed_on": "2026-03-05"} if pick(2) else {}
    values = {"company": company, "contact": one_of(Contact, pick), "owner": one_of(User, pick), **closed}
    journal.add(Opportunity, **new_opportunity(world, **values))


def new_opportunity(world: World, **values: Any) -> dict[str, Any]:
    highest = Opportunity.select(Opportunity.number).order_by(Opportunity.number.desc()).limit(1).scalar() or 0
    office = world.office
    kept = {"number": highest + 1, "key": f"OP-2026-{highest + 1:05}", "title": NAMES[highest % 6], "currency": "EUR"}
    return {**kept, "pipeline": office.pipeline, "stage": office.new, "created_on": "2026-02-01", **values}


def import_companies(world: World, pick: Pick) -> None:
    """Many rows at once, as an import adds them, parents among them."""
    ids = new_ids(8)
    rows = [(known, 1, f"Imported {place}", f"imported {place}", ids[0]) for place, known in enumerate(ids)]
    journal.add_tuples(Company, ("id", "version", "name", "name_key", "parent_id"), rows)
    for known in ids[:3]:
        journal.add(Opportunity, **new_opportunity(world, company=known))


def add_activity(world: World, pick: Pick) -> None:
    opportunity = one_of(Opportunity, pick)
    due = (world.day + timedelta(days=pick(9) - 4)).isoformat()
    done = {"done_on": due} if pick(2) else {}
    if opportunity is not None:
        journal.add(Activity, type="call", subject=f"Call {world.next()}", opportunity=opportunity, due_on=due, **done)


def tag(world: World, pick: Pick) -> None:
    known = journal.add(Tag, name=f"tag {world.next()}") if pick(2) or not ids_of(Tag) else one_of(Tag, pick)
    kind, table = (("company", Company), ("opportunity", Opportunity))[pick(2)]
    record = one_of(table, pick)
    if record is not None:
        journal.add(Tagging, tag=known, **{kind: record})


def sell_product(world: World, pick: Pick) -> None:
    opportunity = one_of(Opportunity, pick)
    product = journal.add(Product, name=f"Product {world.next()}", currency="EUR")
    if opportunity is not None:
        journal.add(OpportunityLine, opportunity=opportunity, product=product)


def move(world: World, pick: Pick) -> None:
    record = one_of(Opportunity, pick)
    if record is not None:
        stage = (world.office.new, world.office.talks, None)[pick(3)]
        journal.edit(Opportunity, record, stage=stage, rank=pick(1000))


def reorder(world: World, pick: Pick) -> None:
    journal.edit_rows(Opportunity, {record: {"rank": pick(1000)} for record in some_of(Opportunity, pick)})


def edit_opportunity(world: World, pick: Pick) -> None:
    record = one_of(Opportunity, pick)
    if record is not None:
        changes: list[dict[str, Any]] = [
            {"title": NAMES[pick(6)]},
            {"amount_minor": pick(10**6), "expected_on": "2026-05-01"},
            {"company": one_of(Company, pick), "contact": None},
            {"state": "won", "closed_on": "2026-03-01", "stage": world.office.won},
            {"state": "open", "closed_on": None, "stage": world.office.new},
        ]
        journal.edit(Opportunity, record, **changes[pick(5)])
        journal.edit(Opportunity, record, **changes[pick(5)])  # twice in one step


def edit_many(world: World, pick: Pick) -> None:
    journal.edit_all(Opportunity, some_of(Opportunity, pick), owner=one_of(User, pick), priority=pick(4))
    journal.edit_all(Activity, some_of(Activity, pick), done_on="2026-03-10" if pick(2) else None)


def rename(world: World, pick: Pick) -> None:
    for table in (Company, Contact, Product):
        record = one_of(table, pick)
        if record is not None:
            journal.edit(table, record, name=NAMES[pick(6)])
    known = one_of(Tag, pick)
    if known is not None:
        journal.edit(Tag, known, name=f"tag {world.next()}")


def hang_elsewhere(world: World, pick: Pick) -> None:
    activity = one_of(Activity, pick)
    if activity is not None:
        journal.edit(Activity, activity, opportunity=one_of(Opportunity, pick))


def trash(world: World, pick: Pick) -> None:
    record = one_of(Opportunity, pick)
    if record is not None:
        attached = Activity.select(Activity.id).where(Activity.opportunity == record)
        when = 5 if pick(2) else None
        journal.edit(Opportunity, record, trashed_at=when)
        journal.edit_all(Activity, [row[0] for row in database.plain_tuples(attached)], trashed_at=when)


def take_out(world: World, pick: Pick) -> None:
    journal.remove(Tagging, some_of(Tagging, pick))
    journal.remove(Activity, some_of(Activity, pick))


def take_opportunities_out(world: World, pick: Pick) -> None:
    """With everything that hangs on them."""
    journal.remove(OpportunityLine, ids_of(OpportunityLine))
    journal.remove(Tagging, ids_of(Tagging))
    journal.remove(Activity, ids_of(Activity))
    journal.remove(Opportunity, some_of(Opportunity, pick))


ACTIONS = (
    add_company,
    add_people,
    add_opportunity,
    import_companies,
    add_activity,
    tag,
    sell_product,
    move,
    reorder,
    edit_opportunity,
    edit_many,
    rename,
    hang_elsewhere,
    trash,
    take_out,
    take_opportunities_out,
)


def act(world: World, which: list[int], pick: Pick) -> None:
    """One step of one or several actions."""
    before = whole_book()
    world.day += timedelta(days=1)
    with step("Random", day=world.day) as entry:
        for number in which:
            ACTIONS[number](world, pick)
    after = whole_book()
    if entry.is_empty:
        assert after == before
        return
    world.done.append((entry.id, before, after))
    world.undone.clear()


def undo_one(world: World) -> None:
    last = journal.last_to_undo(None)
    if world.done and last is not None:
        action, before, after = world.done.pop()
        assert last.id == action
        undo(action)
        assert whole_book() == before
        world.undone.append((action, before, after))


def redo_one(world: World) -> None:
    last = journal.last_to_redo(None)
    assert (last is not None) == bool(world.undone)
    if last is not None:
        action, before, after = world.undone.pop()
        assert last.id == action
        undo(action)
        assert whole_book() == after
        world.done.append((action, before, after))


def undo_an_older_one(world: World, pick: Pick) -> None:
    """It either goes, and doing it again gives the same book, or is refused and writes nothing."""
    if not world.done:
        return
    action = world.done[pick(len(world.done))][0]
    before, lines = whole_book(), count_of("change")
    try:
        undo(action)
    except ConflictError:
        assert (whole_book(), count_of("change")) == (before, lines)
        return
    assert mismatches() == []
    undo(action)
    assert whole_book() == before
    world.done = []  # it is the last action now, and the book without it alone is not known


STEPS = st.one_of(
    st.tuples(st.just("act"), st.lists(st.integers(0, len(ACTIONS) - 1), min_size=1, max_size=3)),
    st.tuples(st.sampled_from(["undo", "redo", "older", "reopen"]), st.just([])),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=3, max_size=12), luck=st.randoms(use_true_random=False))
def test_undo_gives_the_book_before_and_redo_the_book_after(
    steps: list[tuple[str, list[int]]], luck: Any, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path / "random.crmdesk"
    try:
        put_book(path, tmp_path_factory)
        world = World(furnish())
        for name, which in steps:
            if name == "act":
                act(world, which, luck.randrange)
            elif name == "older":
                undo_an_older_one(world, luck.randrange)
            elif name == "reopen":
                book.close()
                book.open_book(path)
            else:
                (undo_one if name == "undo" else redo_one)(world)
            assert mismatches() == []
        while world.done:
            undo_one(world)
        while world.undone:
            redo_one(world)
        assert mismatches() == []
    finally:
        book.close()
        path.unlink(missing_ok=True)

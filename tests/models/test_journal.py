"""Steps: the only way to write; what they leave, what takes them back, and what stands in the way."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from peewee import IntegrityError

from crmdesk.models import book, database, journal
from crmdesk.models.activities import Activity, Tag, Tagging
from crmdesk.models.database import OutsideStepError, plain_tuples
from crmdesk.models.derived import mismatches
from crmdesk.models.errors import ConflictError, MissingLinkError, StaleRecordError
from crmdesk.models.journal import Change, Step
from crmdesk.models.opportunities import Opportunity, OpportunityLog
from crmdesk.models.people import Company, Contact, User
from crmdesk.models.pipeline import Stage
from crmdesk.texts import msg
from tests.book_fixture import count_of, whole_book
from tests.models.office import AT, DAY, Office, furnish, redo_last, step, undo, undo_last


@pytest.fixture
def office(new_book: Path) -> Office:
    return furnish()


def title_of(record: int) -> str:
    return str(Opportunity.get_by_id(record).title)


# Writing


@pytest.mark.parametrize(
    "write",
    [
        lambda: journal.add(Tag, name="x"),
        lambda: journal.edit(Tag, 1, name="x"),
        lambda: journal.remove(Tag, [1]),
        lambda: Tag.create(name="x"),
        lambda: Tag.update(name="x").execute(),
        lambda: Tag.delete().execute(),
        lambda: database.insert_rows(Tag, ("id", "version", "name"), [(1, 1, "x")]),
        lambda: database.update_rows(Tag, ("name",), [("x", 1)]),
    ],
)
def test_a_write_outside_a_step_fails_before_anything_is_written(new_book: Path, write: Any) -> None:
    with pytest.raises(OutsideStepError):
        write()
    assert Tag.select().count() == 0


def test_inside_a_step_tables_are_still_written_only_through_the_journal(new_book: Path) -> None:
    with step(), pytest.raises(OutsideStepError):
        Tag.create(name="x")


def test_a_step_that_changed_nothing_leaves_no_line(office: Office) -> None:
    before = count_of("step"), count_of("change")
    with step():
        journal.edit(Company, office.acme, name="Acme S.A. de C.V.")
        journal.add_rows(Tag, [])
        journal.remove(Tag, [])
    assert (count_of("step"), count_of("change")) == before
    assert Company.get_by_id(office.acme).version == 1


def test_an_exception_inside_leaves_nothing(office: Office) -> None:
    def fail() -> None:
        with step():
            office.opportunity()
            journal.edit(Company, office.acme, name="Other")
            raise ZeroDivisionError

    before = whole_book(), count_of("step"), count_of("change"), count_of("opportunity_log")
    with pytest.raises(ZeroDivisionError):
        fail()
    assert (whole_book(), count_of("step"), count_of("change"), count_of("opportunity_log")) == before


def test_a_name_taken_already_leaves_nothing(office: Office) -> None:
    before = whole_book()
    with pytest.raises(IntegrityError), step():
        journal.edit_rows(User, {office.ana: {"email": "ana@example.com"}, office.luis: {"name": "Ana"}})
    assert whole_book() == before


def test_a_refused_row_can_be_left_out_and_the_step_goes_on(office: Office) -> None:
    with step():
        journal.add(Tag, name="one")
        with pytest.raises(IntegrityError):
            journal.add(Tag, name="one")
        with pytest.raises(IntegrityError):
            journal.edit(User, office.ana, name="Luis")
        with pytest.raises(MissingLinkError):
            journal.remove(User, [office.ana, journal_holder(office)])
        journal.add(Tag, name="two")
    assert [tag.name for tag in Tag.select()] == ["one", "two"]
    undo_last()
    assert Tag.select().count() == 0
    assert User.get_by_id(office.ana).name == "Ana"


def journal_holder(office: Office) -> int:
    """A user somebody needs."""
    journal.edit(Company, office.acme, owner=office.luis)
    return office.luis


def test_rows_refused_halfway_take_the_whole_step_with_them(office: Office) -> None:
    before = whole_book()

    def go_on_regardless() -> None:
        with step():
            with contextlib.suppress(IntegrityError):
                journal.add_rows(Tag, [{"name": "one"}, {"name": "two"}, {"name": "one"}])
            journal.add(Tag, name="three")

    with pytest.raises(RuntimeError, match="a write of several rows failed"):
        go_on_regardless()
    assert whole_book() == before


def test_a_step_inside_a_step_joins_it(office: Office) -> None:
    before = count_of("step")
    with step("Outer") as outer:
        journal.add(Tag, name="one")
        with step("Inner") as inner:
            journal.add(Tag, name="two")
        assert inner is outer
    assert count_of("step") == before + 1
    assert str(Step.get_by_id(outer.id).message()) == "Outer"
    undo_last()
    assert Tag.select().count() == 0


def test_a_step_can_be_named_by_its_outcome(office: Office) -> None:
    with step("Import") as entry:
        journal.add(Tag, name="one")
        entry.rename(msg("Imported {n} rows", n=1))
    assert str(Step.get_by_id(entry.id).message()) == "Imported 1 rows"


def test_each_edit_counts_the_version_and_keeps_old_and_new(office: Office) -> None:
    with step():
        record = office.opportunity()
    with step() as entry:
        assert journal.edit(Opportunity, record, title="Plotter", expected_on=date(2026, 5, 1), amount_minor=None)
    assert Opportunity.get_by_id(record).version == 2
    (change,) = Change.select().where(Change.step == entry.id)
    assert json.loads(change.payload) == {"title": ["Printer", "Plotter"], "expected_on": [None, "2026-05-01"]}


def test_editing_a_row_that_is_gone_says_so(office: Office) -> None:
    with pytest.raises(StaleRecordError), step():
        journal.edit(Company, 12345, name="x")
    with pytest.raises(StaleRecordError), step():
        journal.remove(Company, [office.acme, 12345])
    assert Company.select().count() == 1


def test_rows_added_together_cost_one_line(office: Office) -> None:
    with step() as entry:
        ids = journal.add_rows(Tag, [{"name": f"tag {place}"} for place in range(1000)])
    (change,) = Change.select().where(Change.step == entry.id)
    assert change.record is None
    assert sum(count for _first, count in json.loads(change.payload)) == 1000
    assert [one.how for one in journal.history_of(ids[500])] == ["add"]


def test_history_of_a_record_is_newest_first(office: Office) -> None:
    with step("Add"):
        record = office.opportunity()
    with step("Rename"):
        journal.edit(Opportunity, record, title="Plotter")
    undo_last()
    found = [(str(Step.get_by_id(one.step).message()), one.how) for one in journal.history_of(record)]
    assert found == [("Undone: Rename", "edit"), ("Rename", "edit"), ("Add", "add")]


def test_a_clock_set_back_does_not_disturb_the_order_of_steps(office: Office) -> None:
    with step("From a faster clock") as fast:
        journal.add(Tag, name="one")
        later = fast.id + (3_600_000 << 22)
    with database.writing(), database.immediate():  # as a copy of the book from another computer brings it
        database.check_links_at_commit()
        Change.update(step=later).where(Change.step == fast.id).execute()
        Step.update(id=later).where(Step.id == fast.id).execute()
    with step("From this one") as entry:
        journal.add(Tag, name="two")
    assert entry.id > later
    last = journal.last_to_undo(None)
    assert last is not None
    assert last.id == entry.id


# Undo and redo


def test_undo_and_redo_survive_closing(office: Office, new_book: Path) -> None:
    with step("Add"):
        record = office.opportunity()
    with step("Rename"):
        journal.edit(Opportunity, record, title="Plotter")
    book.close()
    book.open_book(new_book)
    undo_last()
    assert title_of(record) == "Printer"
    book.close()
    book.open_book(new_book)
    redo_last()
    assert title_of(record) == "Plotter"
    assert journal.last_to_redo(None) is None


def test_undo_is_the_users_own_last_step(office: Office) -> None:
    with step("Ana's", user=office.ana):
        journal.add(Tag, name="ana")
    with step("Luis's", user=office.luis):
        journal.add(Tag, name="luis")
    undo_last(office.ana)
    assert [tag.name for tag in Tag.select()] == ["luis"]
    assert journal.last_to_undo(office.ana) is None
    redo_last(office.ana)
    assert {tag.name for tag in Tag.select()} == {"ana", "luis"}


def test_something_new_ends_what_could_be_done_again(office: Office) -> None:
    with step():
        journal.add(Tag, name="one")
    undo_last()
    with step():
        journal.add(Tag, name="two")
    assert journal.last_to_redo(None) is None


def test_doing_an_older_step_again_makes_it_the_last(office: Office) -> None:
    with step() as first:
        journal.add(Tag, name="one")
    with step():
        journal.add(Tag, name="two")
    undo(first.id)
    undo(first.id)
    undo_last()
    assert [tag.name for tag in Tag.select()] == ["two"]


def test_undo_is_told_by_what_was_done(office: Office) -> None:
    with step("Add a tag"):
        journal.add(Tag, name="one")
    assert str(undo_last().label) == "Undone: Add a tag"
    assert str(redo_last().label) == "Redone: Add a tag"


def test_only_actions_can_be_undone(office: Office) -> None:
    with step():
        journal.add(Tag, name="one")
    undoing = undo_last()
    for unknown in (undoing.id, 12345):
        with pytest.raises(StaleRecordError):
            undo(unknown)


def test_taking_back_parents_and_children_added_together(office: Office) -> None:
    before = whole_book()
    with step():
        top = journal.add(Company, name="Top")
        journal.add(User, name="Boss")
        boss = User.get(User.name == "Boss").id
        journal.add_rows(User, [{"name": "Clerk", "manager": boss}])
        journal.add_rows(Company, [{"name": "Below", "parent": top}])
        journal.edit(Company, top, parent=office.acme)
    after = whole_book()
    undo_last()
    assert whole_book() == before
    redo_last()
    assert whole_book() == after


def test_undo_of_a_bulk_edit_writes_each_row_back(office: Office) -> None:
    with step():
        ids = [office.opportunity(f"Number {place}", amount_minor=place) for place in range(1, 1200)]
    before = whole_book()
    with step():
        journal.edit_all(Opportunity, ids, amount_minor=7, title="Same")
    undo_last()
    assert whole_book() == before
    assert mismatches() == []


# What stands in the way


def refused(action: int) -> ConflictError:
    before = whole_book(), count_of("step"), count_of("change")
    with pytest.raises(ConflictError) as caught:
        undo(action)
    assert (whole_book(), count_of("step"), count_of("change")) == before
    return caught.value


def test_a_field_changed_since_is_named(office: Office) -> None:
    with step():
        record = office.opportunity()
    with step() as old:
        journal.edit(Opportunity, record, title="Plotter", amount_minor=5)
    with step():
        journal.edit(Opportunity, record, title="Scanner")
    problem = refused(old.id)
    assert str(problem) == "This cannot be undone: “Scanner” was changed since (title). Undo that first."
    assert (problem.kind, problem.record, problem.fields) == ("opportunity", record, ("title",))
    undo_last()
    undo(old.id)
    assert title_of(record) == "Printer"


def test_a_field_changed_and_changed_back_by_hand_was_changed_since(office: Office) -> None:
    with step():
        record = office.opportunity()
    with step() as old:
        journal.edit(Opportunity, record, title="Plotter")
    for title in ("Scanner", "Plotter"):
        with step():
            journal.edit(Opportunity, record, title=title)
    assert "was changed since (title)" in str(refused(old.id))


def test_other_fields_changed_since_do_not_stand_in_the_way(office: Office) -> None:
    with step():
        record = office.opportunity()
    with step() as old:
        journal.edit(Opportunity, record, title="Plotter")
    with step():
        journal.edit(Opportunity, record, amount_minor=9)
    undo(old.id)
    assert (title_of(record), Opportunity.get_by_id(record).amount_minor) == ("Printer", 9)


def test_a_row_added_and_changed_since_stays(office: Office) -> None:
    with step() as added:
        record = office.opportunity()
    with step():
        journal.edit(Opportunity, record, amount_minor=9)
    assert "“Printer” was changed since (amount_minor)" in str(refused(added.id))


def test_rank_never_stands_in_the_way(office: Office) -> None:
    with step() as added:
        record = office.opportunity(rank=5)
    with step() as moved:
        journal.edit(Opportunity, record, stage=office.talks, rank=10)
    with step():
        journal.edit(Opportunity, record, rank=20)
    undo(moved.id)
    assert (Opportunity.get_by_id(record).stage_id, Opportunity.get_by_id(record).rank) == (office.new, 5)
    undo(added.id)
    assert Opportunity.select().count() == 0


def test_a_card_goes_back_beside_its_old_neighbour_after_the_stage_was_numbered_anew(office: Office) -> None:
    with step():
        cards = [office.opportunity(name, rank=place) for place, name in enumerate("abcd", start=10)]
    with step() as moved:
        journal.edit(Opportunity, cards[1], stage=office.talks, rank=5)
    with step():
        others = [cards[0], cards[2], cards[3]]
        journal.edit_rows(Opportunity, {card: {"rank": place << 20} for place, card in enumerate(others)})
    undo(moved.id)
    here = Opportunity.select().where(Opportunity.stage == office.new).order_by(Opportunity.rank)
    assert "".join(card.title for card in here) == "abcd"
    undo(moved.id)
    assert Opportunity.get_by_id(cards[1]).rank == 5


def test_what_was_linked_since_is_named(office: Office) -> None:
    with step() as added:
        globex = journal.add(Company, name="Globex")
    with step():
        journal.add(Contact, name="Hank", company=globex)
    problem = refused(added.id)
    assert str(problem) == "This cannot be undone: “Hank” was linked to “Globex” since. Undo that first."
    assert problem.kind == "contact"


def test_a_daughter_added_since_is_named(office: Office) -> None:
    with step() as added:
        globex = journal.add(Company, name="Globex")
    with step():
        journal.add(Company, name="Daughter", parent=globex)
    assert "“Daughter” was linked to “Globex” since" in str(refused(added.id))


def test_a_tag_hung_on_since_is_named_by_its_name(office: Office) -> None:
    with step() as added:
        globex = journal.add(Company, name="Globex")
    with step():
        journal.add(Tagging, tag=journal.add(Tag, name="big"), company=globex)
    assert "“big” was linked to “Globex” since" in str(refused(added.id))


def test_a_row_deleted_since_is_named(office: Office) -> None:
    with step():
        stage = journal.add(Stage, pipeline=office.pipeline, name="Extra")
    with step() as renamed:
        journal.edit(Stage, stage, name="Spare")
    with step():
        journal.remove(Stage, [stage])
    assert "“Spare” was deleted since" in str(refused(renamed.id))


def test_what_a_row_needs_and_was_deleted_since_is_named(office: Office) -> None:
    with step():
        stage = journal.add(Stage, pipeline=office.pipeline, name="Extra")
        record = office.opportunity(stage=stage)
    with step() as moved:
        journal.edit(Opportunity, record, stage=office.new)
    with step():
        journal.remove(Stage, [stage])
    assert "“Extra”, which it needs, was deleted since" in str(refused(moved.id))


def test_a_name_taken_since_is_told(office: Office) -> None:
    with step():
        known = journal.add(Tag, name="big")
    with step() as gone:
        journal.remove(Tag, [known])
    with step():
        journal.add(Tag, name="big")
    assert "something else has the same name by now" in str(refused(gone.id))


def test_an_action_taken_back_does_not_stand_in_the_way(office: Office) -> None:
    with step() as added:
        globex = journal.add(Company, name="Globex")
    with step() as renamed:
        journal.edit(Company, globex, name="Globex Corp.")
    undo(renamed.id)
    undo(added.id)
    assert "“Globex” was deleted since" in str(refused(renamed.id))


# The log and what is derived


def log_of(record: int) -> list[tuple[Any, ...]]:
    log = OpportunityLog
    query = log.select(log.day, log.state, log.stage, log.amount_minor, log.gone)
    return list(plain_tuples(query.where(log.opportunity == record).order_by(log.id)))


def test_the_log_tells_every_change_and_its_taking_back(office: Office) -> None:
    with step():
        record = office.opportunity(amount_minor=5)
    with step(day=date(2026, 3, 15)):
        journal.edit(Opportunity, record, rank=1)
    with step(day=date(2026, 3, 16)):
        journal.edit(Opportunity, record, stage=office.won, state="won", closed_on=date(2026, 3, 12))
    undo_last()
    assert log_of(record) == [
        ("2026-03-01", "open", office.new, 5, 0),
        ("2026-03-12", "won", office.won, 5, 0),
        ("2026-03-20", "open", office.new, 5, 0),
    ]


def test_an_opportunity_that_arrives_closed_has_both_days(office: Office) -> None:
    with step():
        record = office.opportunity(stage=office.won, state="won", closed_on="2026-03-09", amount_minor=5)
    assert log_of(record) == [("2026-03-01", "open", None, None, 0), ("2026-03-09", "won", office.won, 5, 0)]
    assert str(Opportunity.get_by_id(record).touched_on) == "2026-03-09"


def test_undo_gives_the_day_of_the_last_touch_back(office: Office) -> None:
    with step():
        record = office.opportunity()
    with step(day=date(2026, 3, 18)):
        journal.edit(Opportunity, record, title="Plotter")
    assert Opportunity.get_by_id(record).touched_on == date(2026, 3, 18)
    undo_last()
    assert Opportunity.get_by_id(record).touched_on == date(2026, 3, 1)
    redo_last()
    assert Opportunity.get_by_id(record).touched_on == date(2026, 3, 18)


def test_planned_and_done_activities_show_on_the_card(office: Office) -> None:
    with step():
        first, second = office.opportunity(), office.opportunity()
    with step():
        call = journal.add(Activity, type="call", opportunity=first, due_on=date(2026, 3, 20))
        timed = {"due_on": date(2026, 3, 20), "due_at": AT}
        journal.add(Activity, type="meeting", opportunity=first, **timed)
    assert Opportunity.get_by_id(first).next_type == "meeting"
    with step() as entry:
        journal.edit(Activity, call, opportunity=second, done_on=DAY)
    assert entry.touched[Opportunity] == {second}
    assert Opportunity.get_by_id(second).touched_on == DAY
    with step():
        journal.remove(Activity, [row.id for row in Activity.select()])
    assert Opportunity.get_by_id(first).next_on is None
    assert Opportunity.get_by_id(second).touched_on == date(2026, 3, 1)
    assert mismatches() == []


def test_renamed_companies_and_tags_are_found_on_everything_that_shows_them(office: Office) -> None:
    with step():
        record = office.opportunity()
        contact = journal.add(Contact, name="Hank", company=office.acme)
        label = journal.add(Tag, name="big")
        journal.add(Tagging, tag=label, opportunity=record)
        journal.add(Tagging, tag=label, company=office.acme)
    with step() as entry:
        journal.edit(Company, office.acme, name="Ñandú")
        journal.edit(Tag, label, name="größer")
    assert record in entry.touched[Opportunity]
    assert found("opportunity", "nandu grosser") == [record]
    assert found("contact", "nandu") == [contact]
    assert found("company", "grosser") == [office.acme]
    assert found("opportunity", "acme") == []
    assert mismatches() == []


def found(kind: str, text: str) -> list[int]:
    return [record for _kind, record in database.search_rows([kind], text.split(), 50)]


def test_a_wrong_derived_value_is_found(office: Office) -> None:
    with step():
        record = office.opportunity()
    with database.writing(), database.immediate():
        Opportunity.update(touched_on="2020-01-01", client_key="x", title_key="y").where(
            Opportunity.id == record
        ).execute()
        database.db.execute_sql("DELETE FROM search_entry WHERE kind = 'company'")
    wrong = {name for name, _record in mismatches()}
    assert wrong == {
        "opportunity.touched_on",
        "opportunity.client_key",
        "opportunity.title_key",
        "opportunity.search",
        "company.search",
        "search_index",
    }

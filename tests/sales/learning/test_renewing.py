"""What is learnt follows closings and reopenings, and what counts follows what is learnt."""

from __future__ import annotations

import threading

import pytest

from crmdesk.models import journal
from crmdesk.models.activities import Tagging
from crmdesk.models.database import worker_connection
from crmdesk.models.derived import mismatches
from crmdesk.models.errors import StaleRecordError
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Lead, Role, Team, User
from crmdesk.sales import (
    board,
    chances,
    choices,
    closing,
    lead_statuses,
    opportunities,
    pipeline,
    records,
    tags,
    undoing,
)
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.learning import asking, keeping
from crmdesk.sales.pipeline import Closing
from crmdesk.texts import msg
from tests.book_fixture import whole_book
from tests.sales.learning.office import Seller
from tests.sales.office import TODAY


def renew(office: Seller, ids: list[int] | None = None) -> bool:
    return keeping.renew(office.desk, "opportunity", ids)


def both(office: Seller) -> tuple[int, int]:
    """An open opportunity of either source."""
    good, bad = office.sources_named()
    return office.one("Good", source=good), office.one("Bad", source=bad)


def test_the_number_follows_from_the_source(office: Seller) -> None:
    office.history()
    good, bad = both(office)
    assert renew(office)
    assert 6_000 < (office.number_of(good) or 0) < 7_600
    assert 2_400 < (office.number_of(bad) or 0) < 4_000
    assert not renew(office), "nothing has changed"
    assert mismatches() == []


def test_a_new_and_a_changed_one_get_theirs_from_what_was_learnt(office: Seller) -> None:
    office.history()
    good, bad = both(office)
    renew(office)
    new = office.one("New", source=office.sources_named()[0])
    opportunities.save(office.desk, bad, {"source": office.sources_named()[0]})
    assert renew(office, [bad])
    assert office.number_of(new) == office.number_of(bad) == office.number_of(good)


def test_closings_are_counted_before_the_rest_is_foretold_and_reopening_takes_them_back(office: Seller) -> None:
    past = office.history()
    good, _bad = both(office)
    renew(office)
    before = office.number_of(good)
    another = office.one("Another", source=office.sources_named()[0])
    closing.close(office.desk, [another], "lost", Closing(TODAY, {}, next(iter(office.reasons.values())), "so"))
    assert renew(office, [another])
    after = office.number_of(good)
    assert (before or 0) > (after or 0)
    assert office.number_of(another) is None, "a closed one has its outcome"
    closing.reopen(office.desk, [another], Closing(why=""))
    renew(office, [another])
    assert (office.number_of(good), len(past)) == (before, 80)


def test_what_is_in_the_trash_does_not_count(office: Seller) -> None:
    past = office.history()
    records.trash(office.desk, "opportunity", past[:60])
    renew(office)
    assert keeping.kept_report("opportunity") is None
    told = asking.report(office.desk, "opportunity")
    assert isinstance(told, asking.TooEarly)
    assert (told.cases, told.wins) == (20, 0)


def test_it_says_how_many_closed_cases_it_takes(office: Seller) -> None:
    office.history(each=10, won=(7, 3))
    good, _bad = both(office)
    renew(office)
    assert office.number_of(good) is None
    told = asking.estimate(office.desk, "opportunity", good)
    assert told == asking.TooEarly(20, 10, 30, 5)


def test_an_estimate_adds_up_and_says_what_stands_behind_it(office: Seller) -> None:
    office.history()
    good, _bad = both(office)
    renew(office)
    told = asking.estimate(office.desk, "opportunity", good)
    assert isinstance(told, asking.Estimate)
    assert told.number == office.number_of(good)
    assert (told.cases, told.wins, told.team) == (80, 40, "")
    (source,) = (factor for factor in told.factors if factor.name == "source")
    assert (str(source.label), source.value, source.tally) == ("Source", sorted(office.sources)[0], (30, 10))
    assert source.push > 0
    assert told.start + sum(factor.push for factor in told.factors) == pytest.approx(told.number / 10_000, abs=0.002)


def test_who_sees_a_part_only_is_told_the_push_but_not_how_many_stand_behind_it(office: Seller) -> None:
    office.history()
    good, _bad = both(office)
    renew(office)
    seller = Role.get(Role.name == "Seller").id
    lists_of_office.save_value(office.desk, "user", office.users["Zoe"], role=seller)
    opportunities.assign(office.desk, [good], office.users["Zoe"])
    told = asking.estimate(office.desk_on(TODAY, office.users["Zoe"]), "opportunity", good)
    assert isinstance(told, asking.Estimate)
    assert {factor.tally for factor in told.factors} == {None}


def test_a_later_stage_is_better_by_how_many_are_lost_before_it(office: Seller) -> None:
    office.history()
    good, _bad = both(office)
    second = next(stage for stage, _name in choices.open_stages()[1:])
    pipeline.move(office.desk, [good], second)
    renew(office)
    told = asking.estimate(office.desk, "opportunity", good)
    assert isinstance(told, asking.Estimate)
    stage = next(factor for factor in told.factors if factor.name == "stage")
    assert stage.tally == (40, 0), "all the lost ones were lost in the first stage"
    assert stage.push > 0


def test_a_team_with_a_history_goes_by_its_own(office: Seller) -> None:
    with office.desk.step(msg("Teams")):
        for name, user in (("North", "Ana"), ("South", "Óscar")):
            journal.edit(User, office.users[user], team=journal.add(Team, name=name))
    office.history(won=(36, 34), owner=office.users["Ana"])
    office.history(won=(6, 4), owner=office.users["Óscar"])
    owners = {"north": office.users["Ana"], "south": office.users["Óscar"], "none": office.users["Zoe"]}
    ids = {name: office.one(name, owner=owner) for name, owner in owners.items()}
    renew(office)
    told = {name: asking.estimate(office.desk, "opportunity", record) for name, record in ids.items()}
    teams = {name: (one.team, one.cases) for name, one in told.items() if isinstance(one, asking.Estimate)}
    assert teams == {"north": ("North", 80), "south": ("South", 80), "none": ("", 160)}
    numbers = [office.number_of(ids[name]) or 0 for name in ("south", "none", "north")]
    assert numbers == sorted(numbers)


def test_a_tag_counts_from_fifty_closed_cases_on(office: Seller) -> None:
    past = office.history(each=60, won=(45, 15))  # the won ones first
    with office.desk.step(msg("Tags")):
        for record in past[10:70]:
            tags.replace("opportunity", record, ["hot"])
        for record in past[70:110]:
            tags.replace("opportunity", record, ["rare"])
    tagged = office.one("Tagged", tags=["hot", "rare"])
    renew(office)
    told = asking.estimate(office.desk, "opportunity", tagged)
    assert isinstance(told, asking.Estimate)
    assert "rare" not in [factor.value for factor in told.factors]
    assert "tags" in told.report.fields
    assert Tagging.select().count() == 102


# Which one counts


def weighted(office: Seller) -> int:
    view = board.BoardView(choices.choices("pipeline")[0][0])
    return sum(column.weighted for column in board.columns(office.desk, view))


def test_the_stage_s_the_owner_s_or_the_learned_one_counts(office: Seller) -> None:
    office.history()
    good = office.one("Good", source=office.sources_named()[0], amount=100_000)
    renew(office)
    learned, stage = office.number_of(good) or 0, Opportunity.get_by_id(good).stage.probability
    assert weighted(office) == 1_000 * stage
    chances.go_by(office.desk, [good], chances.LEARNED)
    assert weighted(office) == 10 * learned
    opportunities.save(office.desk, good, {"probability": 90})
    assert weighted(office) == 90_000, "the owner's stays until it is given back"
    opportunities.save(office.desk, good, {"probability": None})
    assert weighted(office) == 10 * learned
    chances.go_by(office.desk, [good], chances.STAGE)
    assert weighted(office) == 1_000 * stage
    undoing.undo(office.desk)
    assert weighted(office) == 10 * learned
    assert mismatches() == []


def test_what_counts_follows_what_is_learnt(office: Seller) -> None:
    office.history()
    good = office.one("Good", source=office.sources_named()[0], amount=100_000)
    chances.go_by(office.desk, [good], chances.LEARNED)
    told = chances.of(office.desk, good)
    assert told is not None
    assert (told.wanted, told.counts) == (chances.LEARNED, chances.STAGE), "nothing is learnt yet"
    renew(office)
    told = chances.of(office.desk, good)
    assert told is not None
    assert (told.counts, told.counted) == (chances.LEARNED, office.number_of(good))
    assert weighted(office) == 10 * (office.number_of(good) or 0)
    assert mismatches() == []


def test_what_counts_cannot_be_chosen_for_what_is_gone(office: Seller) -> None:
    good = office.one("Good")
    records.trash(office.desk, "opportunity", [good])
    with pytest.raises(StaleRecordError):
        chances.go_by(office.desk, [good], chances.LEARNED)


# Beside other work


def test_learning_is_no_step_and_no_edit(office: Seller) -> None:
    office.history()
    good, _bad = both(office)
    version, undo = Opportunity.get_by_id(good).version, undoing.next_undo(office.desk)
    renew(office)
    assert Opportunity.get_by_id(good).version == version
    assert undoing.next_undo(office.desk) == undo


def test_a_worker_learns_while_somebody_edits(office: Seller) -> None:
    """Leads are renewed by a worker's own connection as edits go on; none of them is lost."""
    office.leads(3_000, ["converted", "not_converted", "open"], country=["México", "España", "Chile", "Perú"])
    ids = [row.id for row in Lead.select(Lead.id).where(Lead.status == lead_statuses.named("open")).limit(40)]
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with worker_connection():
                keeping.renew(office.desk, "lead")
        except BaseException as problem:
            failed.append(problem)

    worker = threading.Thread(target=work)
    worker.start()
    edited = 0
    while worker.is_alive() or edited < len(ids):
        from crmdesk.models.errors import BookBusyError

        try:
            records.save(office.desk, "lead", ids[edited % len(ids)], {"city": f"City {edited}"})
            edited += 1
        except BookBusyError:
            continue
    worker.join()
    assert not failed
    assert Lead.select().where(Lead.learned.is_null(False)).count() == 1_000
    assert Lead.select().where(Lead.city.is_null(False)).count() == len(ids)
    assert mismatches() == []


def test_a_lead_s_missing_address_tells_something(office: Seller) -> None:
    address = "a@example.org"
    addresses = [address, None, address, None, address, "nobody", None, address]
    ids = office.leads(400, ["converted", "not_converted"], email=addresses)
    fresh = [office.add("lead", name="Known", email="new@example.org"), office.add("lead", name="Unknown")]
    keeping.renew(office.desk, "lead")
    known, unknown = (Lead.get_by_id(record).learned for record in fresh)
    assert known > unknown
    told = asking.estimate(office.desk, "lead", fresh[1])
    assert isinstance(told, asking.Estimate)
    (factor,) = told.factors
    assert (str(factor.label), str(factor.value), factor.tally) == ("E-mail", "missing", (50, 100))
    assert asking.estimate(office.desk, "lead", ids[0]) is None, "a closed one has its outcome"


def test_undo_gives_back_the_book_whatever_was_learnt_meanwhile(office: Seller) -> None:
    office.history()
    good, _bad = both(office)
    renew(office)
    before = whole_book()
    chances.go_by(office.desk, [good], chances.LEARNED)
    undoing.undo(office.desk)
    assert whole_book() == before

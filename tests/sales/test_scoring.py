"""Points of leads: by the office's rules, kept up with every step, explained, and tried before they are kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from crmdesk.exchange import plain
from crmdesk.models import book
from crmdesk.models.database import worker_connection
from crmdesk.models.derived import mismatches
from crmdesk.models.errors import BookBusyError, FieldProblems
from crmdesk.models.people import Lead
from crmdesk.sales import (
    activities,
    campaigns,
    custom_fields,
    lead_statuses,
    leads,
    lists,
    records,
    score_rules,
    scoring,
    segments,
    undoing,
)
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.sales.score_rules import Rule
from crmdesk.texts import msg
from tests.book_fixture import whole_book
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    assert mismatches() == []
    book.close()


def points(lead: int) -> int:
    return int(Lead.get_by_id(lead).score)


def field(name: str, operator: str, value: object, points: int) -> Rule:
    return Rule(score_rules.FIELD, points, name, operator, value)


def test_each_rule_that_applies_gives_its_points(office: Office) -> None:
    web = office.sources["Web"]
    rich = office.add("lead", name="Rich", source=web, rating=3, tags=["vip"], job_title="Directora general")
    poor = office.add("lead", name="Poor", phone="55 1234 5678")
    rules = [
        field("source", "=", web, 25), field("rating", ">=", 2, 10), field("tags", "=", "vip", 5),
        field("job_title", "~", "direc", 18), field("phone", "=", None, -5),
    ]  # fmt: skip
    scoring.keep(office.desk, rules, 50)
    assert (points(rich), points(poor)) == (53, 0)
    found = scoring.score_of(office.desk, rich)
    assert found is not None
    assert found.is_ready
    assert [(str(reason.text), reason.points) for reason in found.reasons] == [
        ("Source: Web", 25), ("Job title with “direc”", 18), ("Rating ≥ 2", 10), ("Tags: vip", 5),
        ("Phone unknown", -5),
    ]  # fmt: skip


def test_a_score_follows_the_lead_and_its_activities(office: Office) -> None:
    lead = office.add("lead", name="Luna")
    rules = [
        Rule(score_rules.CALLED, 10), Rule(score_rules.MET, 20, days=30), Rule(score_rules.UNPLANNED, -3),
        Rule(score_rules.SILENT, -7, days=10), field("rating", "=", 3, 1),
    ]  # fmt: skip
    scoring.keep(office.desk, rules, 50)
    assert points(lead) == -3
    call = activities.plan(office.desk, {"type": "call", "lead": lead, "due_on": TODAY}).new("activity")
    assert points(lead) == 0
    activities.done(office.desk, [call])
    assert points(lead) == 7
    activities.plan(office.desk, {"type": "meeting", "lead": lead, "done_on": TODAY - timedelta(days=20)})
    assert points(lead) == 27
    leads.save(office.desk, lead, {"rating": 3})
    assert points(lead) == 28
    records.trash(office.desk, "activity", [call])
    assert points(lead) == 28 - 10 - 7, "the last contact was 20 days ago"
    for _step in range(5):
        undoing.undo(office.desk)
    assert points(lead) == -3


def test_a_campaign_that_was_answered_counts(office: Office) -> None:
    lead = office.add("lead", name="Luna")
    fair = office.add("campaign", name="Fair")
    scoring.keep(office.desk, [Rule(score_rules.ANSWERED, 9)], 50)
    campaigns.add_members(office.desk, fair, "lead", [lead])
    assert points(lead) == 0
    campaigns.set_status(office.desk, campaigns.member_ids(office.desk, fair), "answered")
    assert points(lead) == 9


def test_silence_grows_with_the_days(office: Office) -> None:
    lead = office.add("lead", name="Luna", created_on=TODAY)
    scoring.keep(office.desk, [Rule(score_rules.SILENT, -7, days=3)], 50)
    assert points(lead) == 0
    later = office.desk_on(TODAY + timedelta(days=3))
    assert not scoring.is_of_today(later)
    assert scoring.renew(later)
    assert points(lead) == -7
    assert scoring.is_of_today(later)
    assert not scoring.renew(later)
    assert undoing.next_undo(office.desk) == undoing.next_undo(later), "a new day is no step"


def test_rules_are_tried_before_they_are_kept(office: Office) -> None:
    web, fair = office.sources["Web"], office.sources["Fair"]
    for place, source in enumerate((web, web, fair, None)):
        office.add("lead", name=f"Lead {place}", source=source)
    scoring.keep(office.desk, [field("source", "=", web, 50)], 50)
    before = [row.score for row in Lead.select().order_by(Lead.id)]
    trial = scoring.tried(office.desk, [field("source", "=", fair, 60)], 50)
    assert (trial.ready, trial.of, trial.comes_in, trial.goes_out) == (1, 4, 1, 2)
    assert [row.score for row in Lead.select().order_by(Lead.id)] == before


def test_a_rule_on_a_deleted_field_counts_nothing_and_says_so(office: Office) -> None:
    size = custom_fields.add(office.desk, "lead", "Size", "number").new("custom_field")
    name = next(one.name for one in office.desk.settings.own_fields("lead"))
    lead = office.add("lead", name="Luna", **{name: 60})
    scoring.keep(office.desk, [field(name, ">=", 50, 15), field("rating", "=", 0, 1)], 10)
    assert points(lead) == 16
    custom_fields.delete(office.desk, size)
    assert points(lead) == 1
    (rule, _other) = scoring.kept_rules(office.desk)
    assert "was deleted" in str(score_rules.broken(office.desk, rule))
    scoring.keep(office.desk, scoring.kept_rules(office.desk), 20)
    undoing.undo(office.desk)
    undoing.undo(office.desk)
    assert points(lead) == 16


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        (Rule(score_rules.CALLED, 0), "points"),
        (Rule(score_rules.CALLED, 5000), "points"),
        (Rule(score_rules.SILENT, -5), "days"),
        (Rule(score_rules.CALLED, 5, days=0), "days"),
        (Rule(score_rules.FIELD, 5, "nothing", "=", 1), "field"),
        (Rule(score_rules.FIELD, 5, "rating", ">=", 9), "value"),
        (Rule(score_rules.FIELD, 5, "created_on", ">=", "soon"), "value"),
        (Rule(score_rules.FIELD, 5, "custom:Nm", ">=", "abc"), "value"),
        (Rule("weather", 5), "about"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_with_a_sentence(office: Office, rule: Rule, part: str) -> None:
    custom_fields.add(office.desk, "lead", "Nm", "number")
    for act in (scoring.keep, scoring.tried):
        with pytest.raises(FieldProblems) as refused:
            act(office.desk, [rule], 50)
        assert list(refused.value.problems) == [part]


def test_leads_are_listed_by_score(office: Office) -> None:
    low, high = office.add("lead", name="Low"), office.add("lead", name="High", rating=3)
    scoring.keep(office.desk, [field("rating", ">=", 2, 60)], 50)
    condition = plain.condition(office.desk, "lead", "score >= 50")
    assert lists.ids(office.desk, "lead", ListQuestion(conditions=(condition,))) == [high]
    assert lists.ids(office.desk, "lead", ListQuestion(ready="for-sale")) == [high]
    assert lists.ids(office.desk, "lead", ListQuestion(order="score", descending=True)) == [high, low]


def test_changing_the_rules_is_one_step_that_is_taken_back(office: Office) -> None:
    lead = office.add("lead", name="Luna")
    scoring.keep(office.desk, [field("rating", "=", 0, 5)], 50)
    kept = scoring.kept_rules(office.desk)
    scoring.keep(office.desk, [*kept, field("phone", "=", None, -2)], 40)
    assert (points(lead), scoring.ready_from(office.desk)) == (3, 40)
    undoing.undo(office.desk)
    assert (points(lead), scoring.ready_from(office.desk)) == (5, 50)
    assert scoring.kept_rules(office.desk) == kept


def test_leads_are_scored_while_somebody_edits(office: Office) -> None:
    """A worker scores many leads by its own connection as edits go on; none of them is lost."""
    count = 20_000
    columns = {"name": [f"Lead {n}" for n in range(count)], "created_on": [date(2026, 1, 1).isoformat()] * count}
    with office.desk.step(msg("Leads")):
        ids = leads.add_columns(columns)
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with worker_connection():
                scoring.keep(office.desk_on(TODAY), [field("rating", "=", 3, 7), field("phone", "=", None, 1)], 5)
        except BaseException as problem:
            failed.append(problem)

    worker = threading.Thread(target=work)
    worker.start()
    waiting = list(ids[:60])
    while waiting:
        try:
            leads.save(office.desk, waiting[0], {"rating": 3})
            waiting.pop(0)
        except BookBusyError:
            continue  # the window would leave it to a worker with patience
    worker.join()
    assert not failed
    assert {points(lead) for lead in ids[:60]} == {8}
    assert Lead.select().where(Lead.score == 1).count() == count - 60


def test_rules_and_segments_follow_a_renamed_field_and_choice(office: Office) -> None:
    custom_fields.add(office.desk, "lead", "Size", "choice", choices=["Big", "Small"])
    lead = office.add("lead", name="Rosa", **{"custom:Size": "Big"})
    scoring.keep(office.desk, [field("custom:Size", "=", "Big", 7)], 50)
    rule = segments.Rule("", (Condition("custom:Size", "=", "Big"),))
    segment = segments.add(office.desk, "lead", "Big ones", rule).new("segment")
    (known,) = custom_fields.of(office.desk, "lead")
    before = whole_book()
    custom_fields.change(office.desk, known.id, name="Tamaño")
    custom_fields.rename_choice(office.desk, next(iter(known.choices)), "Grande")
    assert points(lead) == 7
    assert segments.ids(office.desk, segment) == ("lead", [lead])
    assert not segments.problems(office.desk, segment)
    assert mismatches() == []
    undoing.undo(office.desk)
    undoing.undo(office.desk)
    assert whole_book() == before


def test_rules_and_segments_follow_what_takes_the_place_of_a_deleted_value(office: Office) -> None:
    custom_fields.add(office.desk, "lead", "Size", "choice", choices=["Big", "Small"])
    custom_fields.add(office.desk, "lead", "Helper", "user")
    web, fair, zoe, ana = office.sources["Web"], office.sources["Fair"], office.users["Zoe"], office.users["Ana"]
    working, qualified = office.statuses["Working - contacted"], office.statuses["Qualified"]
    values = {"source": web, "owner": zoe, "status": working, "custom:Helper": zoe, "custom:Size": "Big"}
    lead, other = office.add("lead", name="Rosa", **values), office.add("lead", name="Noa")
    asked = [(name, "=", value) for name, value in values.items()]
    scoring.keep(office.desk, [field(*one, 7) for one in asked], 50)
    rule = segments.Rule("", tuple(Condition(*one) for one in asked))
    named = segments.Rule("", tuple(Condition(*one) for one in (("source", "!=", "web"), ("owner", "~", "zoe"))))
    segment = segments.add(office.desk, "lead", "All", rule).new("segment")
    by_name = segments.add(office.desk, "lead", "By name", named).new("segment")
    size = custom_fields.of(office.desk, "lead")[0]
    before = whole_book()
    lists_of_office.delete_value(office.desk, "source", web, fair)
    lists_of_office.delete_value(office.desk, "user", zoe, ana)
    lead_statuses.delete(office.desk, working, qualified)
    custom_fields.delete_choice(office.desk, next(iter(size.choices)), list(size.choices)[1])
    assert (points(lead), points(other)) == (35, 7)  # the other one is Ana's too
    assert segments.ids(office.desk, segment) == ("lead", [lead])
    assert not segments.problems(office.desk, segment)
    kept = segments.read(office.desk, by_name)
    assert kept is not None
    assert kept.rule is not None
    assert [one.value for one in kept.rule.conditions] == [fair, "zoe"]
    assert not [rule for rule in scoring.kept_rules(office.desk) if score_rules.broken(office.desk, rule)]
    assert mismatches() == []
    for _step in range(4):
        undoing.undo(office.desk)
    assert whole_book() == before


def test_a_rule_on_a_value_that_is_gone_counts_nothing_and_says_so(office: Office) -> None:
    custom_fields.add(office.desk, "lead", "Size", "choice", choices=["Big", "Small"])
    lead = office.add("lead", name="Rosa")
    web = office.sources["Web"]
    scoring.keep(office.desk, [field("source", "!=", web, 3), field("custom:Size", "!=", "Big", 5)], 50)
    assert points(lead) == 8
    lists_of_office.delete_value(office.desk, "source", web)
    assert points(lead) == 5
    custom_fields.delete_choice(office.desk, next(iter(custom_fields.of(office.desk, "lead")[0].choices)))
    assert points(lead) == 0
    source, size = (str(score_rules.broken(office.desk, rule)) for rule in scoring.kept_rules(office.desk))
    assert "was deleted" in source
    assert "is not one of" in size
    assert mismatches() == []
    undoing.undo(office.desk)
    undoing.undo(office.desk)
    assert points(lead) == 8
    assert mismatches() == []

"""Segments: by a rule, by hand, and both; what is kept out stays out; what a rule cannot find any more is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmdesk.exchange import exporting, plain
from crmdesk.models import book, journal
from crmdesk.models.campaigns import Segment
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.people import Role
from crmdesk.sales import campaigns, lists, records, segments, undoing
from crmdesk.sales import office as lists_of_office
from crmdesk.sales.desk import Desk
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.sales.segments import Rule
from crmdesk.texts import msg
from tests.sales.office import TODAY, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield Office(tmp_path)
    book.close()


def inside(office: Office, segment: int, kind: str = "contact") -> list[str]:
    asked = ListQuestion(conditions=(Condition("segment", "=", segment),), order="name")
    return [str(row["name"]) for row in lists.rows(office.desk, kind, lists.ids(office.desk, kind, asked), ["name"])]


def in_city(city: str) -> Rule:
    return Rule(conditions=(Condition("city", "=", city),))


def test_a_rule_follows_the_book_and_hands_overrule_it(office: Office) -> None:
    eva = office.add("contact", name="Eva", city="Madrid")
    ida = office.add("contact", name="Ida", city="Sevilla")
    segment = segments.add(office.desk, "contact", "Madrid", in_city("Madrid")).new("segment")
    assert inside(office, segment) == ["Eva"]
    office.add("contact", name="Ana", city="Madrid")
    assert inside(office, segment) == ["Ana", "Eva"]
    segments.include(office.desk, segment, [ida])
    segments.exclude(office.desk, segment, [eva])
    assert inside(office, segment) == ["Ana", "Ida"]
    segments.include(office.desk, segment, [eva])
    assert inside(office, segment) == ["Ana", "Eva", "Ida"]
    segments.let_go(office.desk, segment, [ida])
    segments.keep_rule(office.desk, segment, None)
    assert inside(office, segment) == ["Eva"], "by hand alone"
    segments.keep_rule(office.desk, segment, Rule())
    assert len(inside(office, segment)) == 3, "an empty rule is true for everybody"
    records.trash(office.desk, "contact", [eva])
    assert "Eva" not in inside(office, segment)


def test_words_and_days_are_part_of_a_rule(office: Office) -> None:
    office.add("contact", name="Íñigo Luna", birthday=date(1980, 5, 1))
    office.add("contact", name="Íñigo Sol", birthday=date(1990, 5, 1))
    rule = Rule("inigo", (Condition("birthday", "<=", date(1985, 1, 1)),))
    segment = segments.add(office.desk, "contact", "Older", rule).new("segment")
    facts = segments.read(office.desk, segment)
    assert facts is not None
    assert facts.rule == rule
    assert inside(office, segment) == ["Íñigo Luna"]


def test_a_list_is_narrowed_by_the_name_of_a_segment_also_from_the_command_line(office: Office) -> None:
    office.add("contact", name="Eva", city="Madrid")
    office.add("contact", name="Ida", city="Sevilla")
    segments.add(office.desk, "contact", "Capital", in_city("Madrid"))
    for text, names in (("segment = capital", ["Eva"]), ("segment != Capital", ["Ida"])):
        asked = ListQuestion(conditions=plain.conditions(office.desk, "contact", [text]))
        assert [row["name"] for row in plain.records(office.desk, "contact", asked, ["name"])] == names
    for text in ("segment = Nowhere", "segment > Capital", "segment ="):
        with pytest.raises(DomainError):
            lists.ids(office.desk, "contact", ListQuestion(conditions=plain.conditions(office.desk, "contact", [text])))
    with pytest.raises(DomainError, match="There is no field"):
        plain.conditions(office.desk, "product", ["segment = Capital"])


def test_a_rule_on_what_was_deleted_says_so_and_finds_nobody(office: Office) -> None:
    eva = office.add("lead", name="Eva", source=office.sources["Web"])
    rule = Rule(conditions=(Condition("source", "=", office.sources["Web"]),))
    segment = segments.add(office.desk, "lead", "From the web", rule, [eva]).new("segment")
    assert segments.problems(office.desk, segment) == ()
    with office.desk.step(msg("an older program")):
        broken = '{"text": "", "conditions": [["custom:Size", "=", "big"]]}'
        journal.edit(Segment, segment, rule=broken)
    office.add("lead", name="Ida")
    (problem,) = segments.problems(office.desk, segment)
    assert str(problem) == "The rule asks for “custom:Size”, a field that was deleted. Take that condition out."
    assert inside(office, segment, "lead") == ["Eva"], "only those by hand"
    with office.desk.step(msg("a source that is gone")):
        journal.edit(Segment, segment, rule='{"text": "", "conditions": [["source", "=", 1]]}')
    (problem,) = segments.problems(office.desk, segment)
    assert "a value of Source that was deleted" in str(problem)


def test_a_rule_cannot_use_another_segment_nor_what_a_field_does_not_allow(office: Office) -> None:
    first = segments.add(office.desk, "contact", "First", Rule()).new("segment")
    with pytest.raises(DomainError, match="cannot use another segment"):
        segments.add(office.desk, "contact", "Second", Rule(conditions=(Condition("segment", "=", first),)))
    assert [name for _id, name in segments.choices(office.desk, "contact")] == ["First"]
    with pytest.raises(DomainError, match="does not fit"):
        segments.keep_rule(office.desk, first, Rule(conditions=(Condition("tags", ">", "vip"),)))
    with pytest.raises(FieldProblems):
        segments.add(office.desk, "contact", "  ")
    with pytest.raises(FieldProblems):
        segments.add(office.desk, "product", "Chairs")
    records.trash(office.desk, "segment", [first])
    with pytest.raises(StaleRecordError):
        segments.include(office.desk, first, [])


def test_all_of_a_segment_become_members_of_a_campaign(office: Office) -> None:
    office.add("contact", name="Eva", city="Madrid")
    office.add("contact", name="Ida", city="Sevilla")
    segment = segments.add(office.desk, "contact", "Capital", in_city("Madrid")).new("segment")
    fair = office.add("campaign", name="Fair")
    campaigns.add_segment(office.desk, fair, segment)
    found = campaigns.member_rows(office.desk, campaigns.member_ids(office.desk, fair))
    assert [row.name for row in found] == ["Eva"]
    nobody = segments.add(office.desk, "lead", "Nobody", Rule()).new("segment")
    with pytest.raises(DomainError, match="Nobody is in this segment now"):
        campaigns.add_segment(office.desk, fair, nobody)
    undoing.undo(office.desk)


CITIES = ("Madrid", "Sevilla", None)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(st.sampled_from(CITIES), min_size=1, max_size=8),
    hands=st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["include", "exclude", "let_go"])), max_size=10),
    city=st.sampled_from(["Madrid", "", None]),
)
def test_who_is_in_a_segment_is_who_fits_or_was_put_in_and_was_not_kept_out(
    office: Office, people: list[str | None], hands: list[tuple[int, str]], city: str | None
) -> None:
    old = lists.ids(office.desk, "contact", ListQuestion())
    if old:
        records.trash(office.desk, "contact", old)
    ids = [office.add("contact", name=f"P{place}", city=town) for place, town in enumerate(people)]
    rule = None if city is None else in_city(city) if city else Rule()
    segment = segments.add(office.desk, "contact", "Any", rule).new("segment")
    by_hand: dict[int, str] = {}
    for place, act in hands:
        if place < len(ids):
            getattr(segments, act)(office.desk, segment, [ids[place]])
            by_hand[place] = act
    expected = []
    for place, town in enumerate(people):
        fits = rule is not None and (city == "" or town == city)
        act = by_hand.get(place)
        if act == "include" or (fits and act != "exclude"):
            expected.append(f"P{place}")
    assert inside(office, segment) == expected
    records.trash(office.desk, "segment", [segment])


def test_members_of_campaigns_and_segments_are_exported_with_everything(office: Office, tmp_path: Path) -> None:
    eva = office.add("contact", name="Eva", city="Madrid")
    ida = office.add("lead", name="Ida", owner=office.users["Zoe"])
    segments.add(office.desk, "contact", "Capital", in_city("Madrid"))
    fair = office.add("campaign", name="Fair")
    for kind, record in (("contact", eva), ("lead", ida)):
        campaigns.add_members(office.desk, fair, kind, [record], campaigns.SENT)

    def written(desk: Desk, name: str) -> list[str]:
        found = {path.stem: path for path in exporting.export(desk, tmp_path / "out")}
        return found[name].read_text("utf-8-sig").splitlines()[1:]

    assert written(office.desk, "segment_member") == [f"Capital,contact,{eva}"]
    assert written(office.desk, "campaign_member") == [
        f"Fair,contact,{eva},Eva,sent,{TODAY}",
        f"Fair,lead,{ida},Ida,sent,{TODAY}",
    ]
    manager = Role.get(Role.name == "Manager").id
    lists_of_office.save_value(office.desk, "user", office.users["Ana"], role=manager)
    office.desk.forget()
    assert written(office.desk, "campaign_member") == [f"Fair,contact,{eva},Eva,sent,{TODAY}"]


def test_a_segment_is_exported_by_its_name(office: Office, tmp_path: Path) -> None:
    office.add("contact", name="Eva", city="Madrid")
    office.add("contact", name="Ida", city="Sevilla")
    segments.add(office.desk, "contact", "Capital", in_city("Madrid"))
    (path,) = exporting.export(office.desk, tmp_path / "out", "capital")
    assert path.name == "contact.csv"
    assert [line.split(",")[1] for line in path.read_text("utf-8-sig").splitlines()[1:]] == ["Eva"]
    with pytest.raises(DomainError, match=r"There is no segment “Nowhere” here\. There are: Capital"):
        exporting.export(office.desk, tmp_path / "out", "Nowhere")


def test_a_rule_on_a_field_that_there_is_not_is_refused_with_a_sentence(office: Office) -> None:
    segment = segments.add(office.desk, "lead", "Some").new("segment")
    for name in ("colour", "custom:Colour"):
        with pytest.raises(DomainError, match=f"There is no field “{name}”"):
            segments.keep_rule(office.desk, segment, Rule("", (Condition(name, "=", "red"),)))

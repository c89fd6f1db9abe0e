"""Points of leads by the office's rules: kept up with every step, renewed with the day, tried before they are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import Case, Value, fn

from crmdesk.models import journal
from crmdesk.models.activities import Activity, Tag, Tagging
from crmdesk.models.base import Record
from crmdesk.models.campaigns import CampaignMember
from crmdesk.models.custom import CustomChoice, CustomField
from crmdesk.models.database import IdRange, immediate, in_ids, plain_tuples, rows_of, update_rows, writing
from crmdesk.models.errors import DomainError, FieldProblems
from crmdesk.models.journal import Entry
from crmdesk.models.leads import GOING
from crmdesk.models.people import Lead
from crmdesk.models.scoring import ScoredOn, ScoreRule
from crmdesk.sales import lead_statuses, score_rules, settings
from crmdesk.sales.access import seen, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.score_rules import Rule
from crmdesk.texts import Message, msg

MOST_RULES = 100
_EVERY = IdRange(0, (1 << 63) - 1)


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that applies to a lead."""

    text: Message
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """A lead's points and where they come from, the largest first; `is_ready` for sale."""

    points: int
    is_ready: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What rules would do to the leads that are worked.

    Attributes:
        ready: how many would be ready for sale, of how many.
        comes_in, goes_out: how many of them are not ready now, and how many are ready now and would not be.
    """

    ready: int
    of: int
    comes_in: int
    goes_out: int


def kept_rules(desk: Desk) -> list[Rule]:
    """The office's rules in its order."""
    return [score_rules.from_row(desk, row) for row in ScoreRule.select().order_by(ScoreRule.place, ScoreRule.id)]


def ready_from(desk: Desk) -> int:
    """From so many points on a lead is ready for sale."""
    return int(desk.settings["ready_from"])


def keep(desk: Desk, rules: Sequence[Rule], threshold: int) -> Changes:
    """Score by these rules from now on; all leads are scored again in the same step.

    Raises:
        FieldProblems: a rule or the threshold cannot be kept; with a sentence.
    """
    _refuse(desk, rules, threshold)
    with desk.step(msg("Scoring changed")) as writing_:
        staying = {rule.id for rule in rules}
        journal.remove(ScoreRule, [rule.id for rule in kept_rules(desk) if rule.id and rule.id not in staying])
        for place, rule in enumerate(rules):
            columns = {**score_rules.to_columns(rule), "place": place}
            if rule.id is None:
                journal.add(ScoreRule, **columns)
            else:
                journal.edit(ScoreRule, rule.id, **columns)
        if threshold != ready_from(desk):
            settings.change(desk, ready_from=threshold)
    return writing_.changes


def _refuse(desk: Desk, rules: Sequence[Rule], threshold: int) -> None:
    kept = {rule.id: rule for rule in kept_rules(desk)}
    for rule in rules:
        # one that is broken by now may stay as it is: it counts nothing
        if kept.get(rule.id) != rule and (found := score_rules.problems(desk, rule)):
            raise FieldProblems(found)
    if len(rules) > MOST_RULES:
        raise DomainError(msg("There can be {most} rules at the most.", most=MOST_RULES))
    if not -10_000 <= threshold <= 10_000:
        raise FieldProblems({"ready_from": msg("The threshold is a number from -10000 to 10000.")})


def score_of(desk: Desk, lead: int) -> Score | None:
    """A lead's points and the rules they come from; None where there are no rules, or no such lead."""
    rules = kept_rules(desk)
    if not rules or not seen(desk, "lead", [lead]):
        return None
    day = _day_of_scores() or desk.today
    asked = [(rule, score_rules.condition(desk, rule, day)) for rule in rules]
    columns = [Value(0) if found is None else Case(None, [(found, 1)], 0) for _rule, found in asked]
    points, status, *applies = next(plain_tuples(Lead.select(Lead.score, Lead.status, *columns).where(Lead.id == lead)))
    reasons = [
        Reason(score_rules.sentence(desk, rule), rule.points)
        for (rule, _found), hit in zip(asked, applies, strict=True)
        if hit
    ]
    going = lead_statuses.kind_of(status) in (None, *GOING)
    return Score(
        points, going and points >= ready_from(desk), tuple(sorted(reasons, key=lambda one: one.points, reverse=True))
    )


def tried(desk: Desk, rules: Sequence[Rule], threshold: int) -> Trial:
    """What rules would do, before they are kept; nothing is written.

    Raises:
        FieldProblems: a rule cannot be asked for.
    """
    _refuse(desk, rules, threshold)
    total = _total(desk, rules, desk.today)
    going = Lead.status.in_([row.id for row in lead_statuses.rows() if row.kind in GOING])
    now, then = Lead.score >= ready_from(desk), total >= threshold
    counts = Lead.select(now, then, fn.COUNT(1)).where(going, visible(desk, Lead)).group_by(now, then)
    found = {(bool(before), bool(after)): count for before, after, count in plain_tuples(counts)}
    ready = sum(count for (_before, after), count in found.items() if after)
    return Trial(ready, sum(found.values()), found.get((False, True), 0), found.get((True, False), 0))


def is_of_today(desk: Desk) -> bool:
    """Whether the scores stand for today; those of rules that look at days change with it."""
    return _day_of_scores() in (None, desk.today) or not any(map(score_rules.is_of_the_day, kept_rules(desk)))


def renew(desk: Desk) -> bool:
    """Score all leads for today, when that is another day than they were scored for; whether any changed.

    Leads change hands in one burst: other writers wait for it, and their changes come after.
    """
    with immediate():
        if is_of_today(desk):
            return False
        return bool(_write(desk, desk.today, _EVERY))


# Kept up with the steps (see `desk`)


def settle(entry: Entry) -> None:
    """Score the leads that the step touched again, or all where it changed the rules."""
    stale = _stale(entry)
    if not stale or (ScoreRule not in entry.touched and not ScoreRule.select().exists()):
        return
    day = _day_of_scores() or entry.day
    changed = _write(_nobody(day), day, stale)
    if changed:
        entry.touched.setdefault(Lead, set()).update(changed)


def mismatches() -> list[tuple[str, int]]:
    """Leads whose score is not what the rules give for its day."""
    day = _day_of_scores()
    if day is None:
        day = date.min
    return [("lead.score", known) for _points, known in _differing(_nobody(day), day, _EVERY)]


_NAMED: dict[type[Record], str] = {Tag: "tags", CustomField: "custom:", CustomChoice: "custom:"}
"""What rules know by its name, and what their fields are called."""


_EVERYDAY = (Lead, Activity, Tagging, CampaignMember)
"""What rules look at, and do not name by its id."""


def _stale(entry: Entry) -> Collection[int] | IdRange:
    if ScoreRule in entry.touched:
        return _EVERY
    for table, name in _NAMED.items():
        if table in entry.touched and ScoreRule.select().where(ScoreRule.field.startswith(name)).exists():
            return _EVERY
    if _links_to(entry):
        return _EVERY
    found = set(entry.touched.get(Lead, ())) | set(entry.left.get("lead", ()))
    for table in (Activity, Tagging, CampaignMember):
        touched = entry.touched.get(table, set()) - entry.removed.get(table, set())
        if touched:
            found |= {lead for _record, lead in rows_of(table, ("lead_id",), touched) if lead is not None}
    return found - entry.removed.get(Lead, set())


def _links_to(entry: Entry) -> bool:
    """Whether the step touched what a rule names by its id: a rule whose value is gone counts nothing."""
    lists = [ids for table, ids in entry.touched.items() if table not in _EVERYDAY]
    if not lists:
        return False
    values = (value for (value,) in plain_tuples(ScoreRule.select(ScoreRule.value)))
    named = {int(value) for value in values if value is not None and value.isdecimal()}
    return any(not named.isdisjoint(ids) for ids in lists)


def _nobody(day: date) -> Desk:
    """Scores are the same for everybody."""
    from datetime import datetime

    return Desk(None, Clock.at(datetime(day.year, day.month, day.day, 12)))


def _day_of_scores() -> date | None:
    text = next(plain_tuples(ScoredOn.select(ScoredOn.day)), (None,))[0]
    return date.fromisoformat(text) if text else None


def _write(desk: Desk, day: date, ids: Collection[int] | IdRange) -> list[int]:
    """Write the scores that differ, with the day they stand for; the ids of their leads.  Inside a transaction."""
    differing = list(_differing(desk, day, ids))
    with writing():
        if _day_of_scores() != day:
            ScoredOn.delete().execute()
            ScoredOn.insert(day=day).execute()
        update_rows(Lead, ("score",), differing)
    return [known for _points, known in differing]


def _differing(desk: Desk, day: date, ids: Collection[int] | IdRange) -> Iterator[tuple[int, int]]:
    """(points, id) of the leads whose score is another one: a single question for all rules."""
    total = _total(desk, kept_rules(desk), day)
    query = Lead.select(Lead.id, Lead.score, total).where(in_ids(Lead.id, ids))
    return ((points, known) for known, score, points in plain_tuples(query) if points != score)


def _total(desk: Desk, rules: Sequence[Rule], day: date) -> Any:
    total: Any = Value(0)
    for rule in rules:
        if (found := score_rules.condition(desk, rule, day)) is not None:
            total = total + Case(None, [(found, rule.points)], 0)
    return total

"""What screens and the command line ask: how good the learning is, and what stands behind one case's number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from crmdesk.models.errors import DomainError
from crmdesk.models.people import Team
from crmdesk.models.pipeline import Stage
from crmdesk.sales.access import seen, visible
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import fields_of
from crmdesk.sales.learning import bayes, checking, keeping
from crmdesk.sales.learning.bayes import Counts, Tally
from crmdesk.sales.learning.cases import Column, open_cases
from crmdesk.sales.learning.dealing import LEAST_CASES, LEAST_EACH
from crmdesk.sales.learning.features import features_of
from crmdesk.sales.learning.model import Model, Report, stage_table
from crmdesk.sales.learning.outcomes import KINDS, outcome_of
from crmdesk.sales.learning.study import TooFewCases, refuse_short, study
from crmdesk.sales.learning.wording import in_words
from crmdesk.sales.rights import ALL, SEE
from crmdesk.texts import Message, msg

_LEAST_PUSH = 0.0005
"""Less than a tenth of a point is not worth a line."""
MOST_FOLDS = 20


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that is known of a case, and what it does to the probability.

    Attributes:
        name: the field's; ``stage`` for the stage.
        value: in words.
        push: by how much it moves the probability, -1 to 1; they are taken one after the other, the greatest first, so
            that they add up.
        tally: the closed cases behind it, won and lost; of a stage those that were won at all, and lost from it on;
            None for who does not see them all, and could tell single ones by it.
    """

    name: str
    label: Message
    value: Message | str
    push: float
    tally: Tally | None


@dataclass(frozen=True)
class Estimate:
    """The learned probability of an open case and what it is made of.

    Attributes:
        number: hundredths of a percent.
        start: the share of all closed cases that was won, 0 to 1: where the factors begin.
        cases, wins: the closed cases behind it.
        team: the team whose cases they are; empty when they are everybody's.
    """

    number: int
    start: float
    cases: int
    wins: int
    team: str
    factors: tuple[Factor, ...]
    report: Report


@dataclass(frozen=True, slots=True)
class TooEarly:
    """There is nothing to learn from yet.

    Attributes:
        cases, wins: the closed cases there are.
        least, least_each: how many it takes, and how many of either outcome.
    """

    cases: int
    wins: int
    least: int = LEAST_CASES
    least_each: int = LEAST_EACH


def evaluate(desk: Desk, kind: str, fields: Sequence[str] | None = None, folds: int = checking.FOLDS) -> Report:
    """How well the closed cases a user may see are foretold by each other.

    Args:
        fields: names of the fields to learn from; an own one with or without ``custom:``.  None for all that are fit.

    Raises:
        DomainError: there is no such field, no such number of folds, or the history is too short.
    """
    if not 2 <= folds <= MOST_FOLDS:
        raise DomainError(msg("The number of folds is from 2 to {most}.", most=MOST_FOLDS))
    wanted = None if fields is None else [_known_name(desk, kind, name) for name in fields]
    table = outcome_of(kind).table
    return study(desk, kind, visible(desk, table), wanted, folds)[1]


def _known_name(desk: Desk, kind: str, name: str) -> str:
    features, never = features_of(desk, kind)
    known = [feature.name for feature in features] + list(never)
    for offered in (name, f"custom:{name}"):
        if offered in known:
            return offered
    raise DomainError(msg("There is no field “{name}”. There are: {known}.", name=name, known=", ".join(known)))


def report(desk: Desk, kind: str) -> Report | TooEarly:
    """How good what was learnt last is; a first look where nothing was learnt yet."""
    kept = keeping.kept_report(kind)
    if kept is not None:
        return kept[1]
    try:
        refuse_short(kind, visible(desk, outcome_of(kind).table))
    except TooFewCases as few:
        return TooEarly(few.cases, few.wins)
    return evaluate(desk, kind)


def label_of(desk: Desk, kind: str, name: str) -> Message | None:
    """What people read for a feature that is no field of the kind itself; None for fields."""
    if any(field.name == name for field in fields_of(desk, kind)):
        return None
    return next((feature.label for feature in features_of(desk, kind)[0] if feature.name == name), None)


def is_foretold(desk: Desk, kind: str, record: int) -> bool:
    """Whether a record is an open case, which has a probability."""
    if kind not in KINDS:
        return False
    outcome = outcome_of(kind)
    table = outcome.table
    return bool(table.select().where(table.id == record, outcome.is_open, visible(desk, table)).exists())


def estimate(desk: Desk, kind: str, record: int) -> Estimate | TooEarly | None:
    """The learned probability of an open case; None when it is closed, not here, or nothing was learnt yet."""
    if not seen(desk, kind, [record]):
        return None
    kept = keeping.kept_report(kind)
    if kept is None:
        try:
            refuse_short(kind, visible(desk, outcome_of(kind).table))
        except TooFewCases as few:
            return TooEarly(few.cases, few.wins)
        return None
    return _estimate(desk, kind, record, *kept)


def _estimate(desk: Desk, kind: str, record: int, model: Model, known: Report) -> Estimate | None:
    features = [feature for feature in features_of(desk, kind)[0] if feature.name in model.fields]
    cases = open_cases(kind, features, [record], model.edges, lambda: None)
    if not len(cases):
        return None
    team, stage = cases.teams[0], cases.stages[0]
    counts = model.counts_for(team)
    found = [factor for column in cases.columns.values() for factor in _factors(desk, column, counts, model.strength)]
    if stage is not None:
        found += _of_stage(counts, stage)
    if desk.rights.scope(kind, SEE) != ALL:
        found = [replace(factor, tally=None) for factor in found]
    start = odds = bayes.start(counts)
    factors = []
    for factor in sorted(found, key=lambda one: -abs(one.push)):
        before, odds = bayes.chance(odds), odds + factor.push
        moved = bayes.chance(odds) - before
        if abs(moved) >= _LEAST_PUSH:
            factors.append(replace(factor, push=moved))
    return Estimate(
        number=bayes.hundredths(bayes.chance(odds)),
        start=bayes.chance(start),
        cases=counts.cases,
        wins=counts.won,
        team=str(Team.get_by_id(team).name) if team in model.teams else "",
        factors=tuple(factors),
        report=known,
    )


def _factors(desk: Desk, column: Column, counts: Counts, strength: float) -> Iterator[Factor]:
    """What the first case of a column has, each with its push on the log odds."""
    feature = column.feature
    tallies = counts.fields.get(feature.name, {})
    has = column.keys[column.codes[0]]
    pushes = bayes.pushes(tallies, has)
    for key in has:
        if key in pushes:
            value = in_words(desk, column, key)
            yield Factor(feature.name, feature.label, value, strength * pushes[key], tallies[key])


def _of_stage(counts: Counts, stage: int) -> list[Factor]:
    """The stage with its push on the log odds, where any was lost in its pipeline."""
    orders = keeping.open_stages()
    push = stage_table(counts, orders).get(stage)
    if push is None:
        return []
    order = next(order for order in orders if stage in order)
    lost = sum(counts.stages.get(one, 0) for one in order[order.index(stage) :])
    return [Factor("stage", msg("Stage"), str(Stage.get_by_id(stage).name), push, (counts.won, lost))]

"""What was learnt, how good it is, and both as the book keeps them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from crmdesk.sales.learning import bayes
from crmdesk.sales.learning.bayes import Counts
from crmdesk.sales.learning.cases import Cases, Edges
from crmdesk.sales.learning.checking import Bin
from crmdesk.texts import Message, message_from_json, message_to_json


@dataclass
class Model:
    """What was learnt: counts, and how to read them.

    Attributes:
        fields: names of the features that count.
        edges: the bins of numbers, by the feature's name.
        strength: how much of the pushes to believe, 0 to 1.
        everybody: counts of all closed cases.
        teams: counts of teams with enough closed cases of their own, which then go before everybody's.
    """

    fields: list[str]
    edges: dict[str, Edges]
    strength: float
    everybody: Counts
    teams: dict[int, Counts] = field(default_factory=dict)

    def counts_for(self, team: int | None) -> Counts:
        """The team's own counts, or everybody's where it has too few."""
        return self.teams.get(team, self.everybody) if team is not None else self.everybody


@dataclass(frozen=True)
class Report:
    """How well closed cases were foretold by the others (means over the folds).

    Attributes:
        auc: how often a won case was given more than a lost one, 0 to 1; one half is chance.
        brier: the mean square of what the probabilities are off by.
        top_fifth: how many times as often the fifth with most was won as all of them.
        better_than_chance: whether anything can be learnt at all.
        fields: names of the features that were learnt from.
        left_out: name and reason of the others.
        bins: what was foretold, and what happened.
    """

    cases: int
    wins: int
    auc: float
    brier: float
    top_fifth: float
    better_than_chance: bool
    fields: tuple[str, ...]
    left_out: tuple[tuple[str, Message], ...]
    bins: tuple[Bin, ...]


# Foretelling


def foretold(model: Model, cases: Cases, orders: Sequence[Sequence[int]]) -> list[int]:
    """The probability of winning of each open case, in hundredths of a percent.

    Args:
        orders: the open stages of each pipeline, in order.
    """
    scopes: list[tuple[int | None, Counts]] = [(None, model.everybody), *model.teams.items()]
    starts = {team: bayes.start(counts) for team, counts in scopes}
    stages = {team: stage_table(counts, orders) for team, counts in scopes}
    own = [team if team in model.teams else None for team in cases.teams]
    sums = [0.0] * len(cases)
    for name, column in cases.columns.items():
        by_code = {}
        for team, counts in scopes:
            pushes = bayes.pushes(counts.fields.get(name, {}))
            by_code[team] = [sum(pushes.get(key, 0.0) for key in keys) for keys in column.keys]
        sums = [sofar + by_code[team][code] for sofar, team, code in zip(sums, own, column.codes, strict=True)]
    return [
        bayes.hundredths(bayes.chance(starts[team] + model.strength * push + stages[team].get(stage, 0.0)))
        for team, push, stage in zip(own, sums, cases.stages, strict=True)
    ]


def stage_table(counts: Counts, orders: Sequence[Sequence[int]]) -> dict[int | None, float]:
    """How far each open stage pushes, of every pipeline."""
    tables = [bayes.stage_pushes(counts.stages, order) for order in orders]
    return {stage: push for table in tables for stage, push in table.items()}


# Keeping


def model_to_json(model: Model) -> str:
    return json.dumps(asdict(model), ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=2)
def model_from_json(text: str) -> Model:
    """The model that was kept; of a large office reading it takes longer than a page may, so it is read once."""
    plain = json.loads(text)
    teams = {int(team): _counts(counts) for team, counts in plain["teams"].items()}
    return Model(plain["fields"], plain["edges"], plain["strength"], _counts(plain["everybody"]), teams)


def _counts(plain: Mapping[str, Any]) -> Counts:
    fields = {
        name: {key: (won, lost) for key, (won, lost) in tallies.items()} for name, tallies in plain["fields"].items()
    }
    stages = {int(stage): lost for stage, lost in plain["stages"].items()}
    return Counts(plain["won"], plain["lost"], fields, stages)


def report_to_json(report: Report) -> str:
    plain = asdict(report) | {"left_out": [(name, message_to_json(reason)) for name, reason in report.left_out]}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def report_from_json(text: str) -> Report:
    plain = json.loads(text)
    plain["left_out"] = tuple((name, message_from_json(reason)) for name, reason in plain["left_out"])
    plain["bins"] = tuple(Bin(**one) for one in plain["bins"])
    plain["fields"] = tuple(plain["fields"])
    return Report(**plain)

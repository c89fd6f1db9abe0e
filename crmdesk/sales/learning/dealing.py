"""Closed cases dealt into folds: each is foretold by what the cases of the other folds teach."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import compress

from crmdesk.sales.learning import bayes, checking
from crmdesk.sales.learning.bayes import Counts
from crmdesk.sales.learning.cases import Cases, Column
from crmdesk.sales.learning.features import Key

LEAST_CASES, LEAST_EACH = 30, 5
"""The history it takes: closed cases, and of either outcome."""
_FINE = 50
"""Sums of pushes are told apart to a fiftieth when their strength is found."""


@dataclass
class Group:
    """How many cases of a team, or of everybody, are in each fold with each outcome (``fold * 2 + won``).

    Attributes:
        sizes: of all of them.
        columns: of each column, by the number of the value.
        lost_in: how many were lost while they were in each stage.
    """

    sizes: Counter[int] = field(default_factory=Counter)
    columns: list[dict[tuple[int, int], int]] = field(default_factory=list)
    lost_in: Counter[int] = field(default_factory=Counter)

    def has_history(self, folds: int) -> bool:
        """Whether there is enough of it to learn from, whichever fold is held back."""
        won = sum(count for place, count in self.sizes.items() if place % 2)
        lost = self.sizes.total() - won
        return won + lost >= LEAST_CASES and min(won, lost) >= max(LEAST_EACH, folds)

    def counts(self, columns: Sequence[Column], without: int | None = None) -> Counts:
        """What is counted of it, perhaps without the cases of a fold."""
        found = Counts(*self._sizes(without), stages=dict(self.lost_in))
        for column, counted in zip(columns, self.columns, strict=True):
            tallies: dict[Key, list[int]] = {}
            for (code, place), count in counted.items():
                if place // 2 != without:
                    for key in column.keys[code]:
                        tallies.setdefault(key, [0, 0])[1 - place % 2] += count
            found.fields[column.feature.name] = {key: (won, lost) for key, (won, lost) in tallies.items()}
        return found

    def _sizes(self, without: int | None) -> tuple[int, int]:
        found = [0, 0]
        for place, count in self.sizes.items():
            if place // 2 != without:
                found[1 - place % 2] += count
        return found[0], found[1]


class Dealt:
    """Cases dealt into folds.

    Attributes:
        columns: the features that are learnt from.
        fold: of each case its fold.
        everybody: all cases.
        teams: the cases of each team that has enough of them.
    """

    def __init__(self, cases: Cases, columns: Sequence[Column], folds: int) -> None:
        self.cases, self.columns, self.folds = cases, columns, folds
        self.fold = checking.folds_of(cases.won, folds)
        self._place = array("b", (fold * 2 + won for fold, won in zip(self.fold, cases.won, strict=True)))
        self._lost = self._lost_in()
        self.everybody = Group(Counter(self._place), lost_in=self._lost[None])
        self.everybody.columns = [dict(Counter(zip(column.codes, self._place, strict=True))) for column in columns]
        self.teams = self._count_teams()
        self._starts, self._sums = self._hold_back()
        self._alike = self._put_together()
        self._strengths = [self.strength(without=fold) for fold in range(folds)]

    def strength(self, without: int | None = None) -> float:
        """How much of the pushes to believe, by all folds or those but one."""
        return bayes.strength(group for fold, groups in enumerate(self._alike) if fold != without for group in groups)

    def foretold(self) -> list[float]:
        """Of each case the probability of winning, 0 to 1, by what the other folds teach."""
        strengths = self._strengths
        return [
            bayes.chance(start + strengths[fold] * push)
            for start, push, fold in zip(self._starts, self._sums, self.fold, strict=True)
        ]

    def _lost_in(self) -> dict[int | None, Counter[int]]:
        """Of each team, and of everybody (None), how many were lost in each stage."""
        found: dict[int | None, Counter[int]] = {None: Counter()}
        known = zip(self.cases.teams, self.cases.stages, strict=True)
        for team, stage in compress(known, (not won for won in self.cases.won)):
            if stage is not None:
                for of in {None, team}:
                    found.setdefault(of, Counter())[stage] += 1
        return found

    def _count_teams(self) -> dict[int, Group]:
        sizes = Counter(zip(self.cases.teams, self._place, strict=True))
        groups: dict[int, Group] = {}
        for (team, place), count in sizes.items():
            if team is not None:
                groups.setdefault(team, Group()).sizes[place] = count
        groups = {team: group for team, group in groups.items() if group.has_history(self.folds)}
        for team, group in groups.items():
            group.columns, group.lost_in = [{} for _column in self.columns], self._lost.get(team, Counter())
        for number, column in enumerate(self.columns if groups else ()):
            counted = Counter(zip(self.cases.teams, column.codes, self._place, strict=True))
            for (team, code, place), count in counted.items():
                if team in groups:
                    groups[team].columns[number][code, place] = count
        return groups

    def _hold_back(self) -> tuple[list[float], list[float]]:
        """Of each case the log odds before any push, and the sum of its pushes, as the other folds have them."""
        groups = [(None, self.everybody), *self.teams.items()]
        scopes = {
            (team, fold): group.counts(self.columns, fold) for team, group in groups for fold in range(self.folds)
        }
        place = {scope: number for number, scope in enumerate(scopes)}
        own = (team if team in self.teams else None for team in self.cases.teams)
        at = [place[scope] for scope in zip(own, self.fold, strict=True)]
        base = [bayes.start(counts) for counts in scopes.values()]
        sums = [0.0] * len(at)
        for column in self.columns:
            by_code = []
            for counts in scopes.values():
                pushes = bayes.pushes(counts.fields[column.feature.name])
                by_code.append([sum(pushes.get(key, 0.0) for key in keys) for keys in column.keys])
            sums = [sofar + by_code[scope][code] for sofar, scope, code in zip(sums, at, column.codes, strict=True)]
        return [base[scope] for scope in at], sums

    def _put_together(self) -> list[list[tuple[float, float, int, int]]]:
        """Of each fold its cases, those that were foretold alike together: start, push, won and lost."""
        found: list[dict[tuple[float, float], list[int]]] = [{} for _fold in range(self.folds)]
        for start, push, place in zip(self._starts, self._sums, self._place, strict=True):
            found[place // 2].setdefault((start, round(push * _FINE)), [0, 0])[1 - place % 2] += 1
        return [[(start, push / _FINE, won, lost) for (start, push), (won, lost) in groups.items()] for groups in found]

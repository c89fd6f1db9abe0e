"""Learning from closed cases: what they teach, and how well it foretells those that were held back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress
from statistics import fmean

from peewee import Expression, fn

from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.people import Company, Contact
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import KIND_NAMES
from crmdesk.sales.learning import checking, left_out
from crmdesk.sales.learning.cases import closed_cases
from crmdesk.sales.learning.dealing import LEAST_CASES, LEAST_EACH, Dealt
from crmdesk.sales.learning.features import Feature, features_of
from crmdesk.sales.learning.left_out import Known
from crmdesk.sales.learning.model import Model, Report
from crmdesk.sales.learning.outcomes import outcome_of
from crmdesk.texts import Message, msg


class TooFewCases(DomainError):  # noqa: N818 - not a failure
    """The history is too short to learn from.

    Attributes:
        cases, wins: how long it is.
    """

    def __init__(self, kind: str, cases: int, wins: int, each: int = LEAST_EACH) -> None:
        self.cases, self.wins = cases, wins
        super().__init__(
            msg(
                "{kind}: {cases} are closed, {wins} of them with success. Learning takes {least} closed ones, and"
                " {each} of either outcome.",
                kind=KIND_NAMES[kind][1], cases=cases, wins=wins, least=LEAST_CASES, each=each,
            )
        )  # fmt: skip


def study(
    desk: Desk,
    kind: str,
    allowed: Expression,
    wanted: Sequence[str] | None = None,
    folds: int = checking.FOLDS,
    alive: Callable[[], None] = lambda: None,
) -> tuple[Model, Report]:
    """Learn from the closed cases of a kind, and check it on those of each fold in turn.

    Args:
        allowed: which cases count.
        wanted: names of the features to learn from; None for all that are fit.
        alive: called now and then; it raises when nobody waits any more.

    Raises:
        TooFewCases: the history is too short.
    """
    features, never = features_of(desk, kind)
    if wanted is not None:
        features = [feature for feature in features if feature.name in wanted]
        never = {name: reason for name, reason in never.items() if name in wanted}
    refuse_short(kind, allowed, max(folds, LEAST_EACH))
    cases = closed_cases(kind, features, allowed, alive)
    unfit = dict(never)
    known = _known(kind, features, allowed)
    for name, column in cases.columns.items():
        alive()
        if reason := left_out.reason(cases, column, known.get(name)):
            unfit[name] = reason
        elif column.feature.type == "several":
            left_out.keep_fit(cases, column)
    fit = [column for name, column in cases.columns.items() if name not in unfit]
    alive()
    dealt = Dealt(cases, fit, folds)
    return _model(dealt), _report(dealt, sorted(unfit.items()))


def refuse_short(kind: str, allowed: Expression, each: int = LEAST_EACH) -> None:
    """Refuse to learn from too few closed cases.

    Raises:
        TooFewCases: says how many there are, and how many it takes.
    """
    outcome = outcome_of(kind)
    query = outcome.table.select(fn.COUNT(1), fn.SUM(fn.IFNULL(outcome.is_won, 0))).where(outcome.is_closed & allowed)
    cases, wins = next(plain_tuples(query))
    if cases < LEAST_CASES or min(wins or 0, cases - (wins or 0)) < each:
        raise TooFewCases(kind, cases, wins or 0, each)


def _known(kind: str, features: Sequence[Feature], allowed: Expression) -> dict[str, Known]:
    """In how many open and closed cases each feature is known today."""
    outcome = outcome_of(kind)
    asked = [feature for feature in features if feature.open_column is not None]

    def counted(condition: Expression) -> tuple[int, ...]:
        columns = [fn.COUNT(fn.NULLIF(feature.open_column, "")) for feature in asked]
        query = outcome.table.select(fn.COUNT(1), *columns)
        if kind == "opportunity":
            query = query.left_outer_join(Company, on=(outcome.table.company == Company.id))
            query = query.left_outer_join(Contact, on=(outcome.table.contact == Contact.id))
        return next(plain_tuples(query.where(condition & allowed)))

    of_open, of_closed = counted(outcome.is_open), counted(outcome.is_closed)
    return {
        feature.name: Known(of_open[0], of_closed[0], of_open[place], of_closed[place])
        for place, feature in enumerate(asked, 1)
    }


def _model(dealt: Dealt) -> Model:
    """What all cases together teach."""
    columns = dealt.columns
    return Model(
        [column.feature.name for column in columns],
        {column.feature.name: column.edges for column in columns if column.feature.type == "number"},
        dealt.strength(),
        dealt.everybody.counts(columns),
        {team: group.counts(columns) for team, group in dealt.teams.items()},
    )


def _report(dealt: Dealt, unfit: Sequence[tuple[str, Message]]) -> Report:
    foretold, won = dealt.foretold(), dealt.cases.won
    parts = []
    for fold in range(dealt.folds):
        here = [one == fold for one in dealt.fold]
        parts.append((list(compress(foretold, here)), list(compress(won, here))))
    areas = [checking.auc(*part) for part in parts]
    wins = dealt.cases.wins
    return Report(
        cases=len(won),
        wins=wins,
        auc=fmean(areas),
        brier=fmean(checking.brier(*part) for part in parts),
        top_fifth=fmean(checking.top_fifth(*part) for part in parts),
        better_than_chance=checking.is_better_than_chance(areas, wins, len(won) - wins),
        fields=tuple(column.feature.name for column in dealt.columns),
        left_out=tuple(unfit),
        bins=tuple(checking.calibration(foretold, won)),
    )

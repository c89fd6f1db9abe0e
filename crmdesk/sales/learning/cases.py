"""Cases with what is known of each, kept column by column as small numbers: 100,000 of them take little room."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from peewee import Expression, Value, fn

from crmdesk.models.activities import Tagging
from crmdesk.models.custom import CustomValue
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.opportunities import Opportunity, OpportunityLog
from crmdesk.models.people import Company, Contact, User
from crmdesk.models.pipeline import OPEN
from crmdesk.sales.learning.features import Before, Feature, Key
from crmdesk.sales.learning.outcomes import Outcome, outcome_of

BINS = 5
"""Numbers are put in so many bins, as equally full as they can be."""
_AT_ONCE = 2_000
_FEW = 200
"""So many cases are asked for by their ids; with more it is quicker to read those of all."""
Edges = Sequence[float]
"""The greatest value of each bin but the last."""


class _Codes(dict[Any, int]):
    """Values to small numbers, given in the order the values come."""

    def __missing__(self, value: Any) -> int:
        code = self[value] = len(self)
        return code


class Column:
    """What is known of one feature.

    Attributes:
        codes: of each case a number; at first that of its value, and once settled that of what it is counted as.
        keys: what the cases of each number are counted as; nothing where it is unknown.
        edges: the bins of a number.
        texts: how a value of each key was written: those of a text are folded, those of a number binned.
    """

    def __init__(self, feature: Feature) -> None:
        self.feature = feature
        self.codes = array("i")
        self._values = _Codes()
        self.keys: list[tuple[Key, ...]] = []
        self.edges: Edges = ()
        self.texts: dict[Key, str] = {}

    def take(self, values: Iterable[Any]) -> None:
        self.codes.extend(map(self._values.__getitem__, values))

    def settle(self, edges: Edges | None = None) -> None:
        """Say what each value is counted as, once all are there; few numbers are left where values are counted alike.

        Args:
            edges: the bins of a number; made from these cases unless given.
        """
        if self.feature.type == "number":
            self.edges = edges_of(self._counts()) if edges is None else edges
            self.texts = {str(bisect_left(self.edges, one)): str(one) for one in self._values if one is not None}
            self._recode(() if value is None else (str(bisect_left(self.edges, value)),) for value in self._values)
        else:
            if self.feature.type == "text":
                self.texts = {key: str(value) for value in self._values for key in self.feature.keys(value)}
            self._recode(map(self.feature.keys, self._values))

    def keep(self, wanted: Collection[Key]) -> None:
        """Let only these keys count."""
        self._recode([tuple(key for key in keys if key in wanted) for keys in self.keys])

    def _recode(self, keys: Iterable[tuple[Key, ...]]) -> None:
        known = _Codes()
        new = [known[one] for one in keys]  # all of them, before the values are forgotten
        self.codes = array("i", map(new.__getitem__, self.codes))
        self.keys = list(known)
        self._values.clear()

    def _counts(self) -> dict[Any, int]:
        """How many cases each known value has."""
        values = list(self._values)
        return {values[code]: count for code, count in Counter(self.codes).items() if values[code] is not None}


def edges_of(counts: Mapping[float, int]) -> list[float]:
    """Where the bins of these values end; few different values have a bin each."""
    values = sorted(counts)
    if len(values) <= BINS:
        return values[:-1]
    whole, sofar = sum(counts.values()), 0
    edges: list[float] = []
    for value in values[:-1]:
        sofar += counts[value]
        if sofar * BINS >= whole * (len(edges) + 1):
            edges.append(value)
            if len(edges) == BINS - 1:
                break
    return edges


@dataclass
class Cases:
    """Cases of one kind.

    Attributes:
        ids: theirs, in order.
        won: of each whether it ended well (closed ones).
        teams: of each the id of its owner's team, or None.
        stages: of each the open stage it is in, or was in last, or None; only opportunities have one.
    """

    columns: dict[str, Column]
    ids: array[int] = field(default_factory=lambda: array("q"))
    won: bytearray = field(default_factory=bytearray)
    teams: list[int | None] = field(default_factory=list)
    stages: list[int | None] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def wins(self) -> int:
        return sum(self.won)


def closed_cases(kind: str, features: Sequence[Feature], allowed: Expression, alive: Callable[[], None]) -> Cases:
    """The closed cases, as they were before they were closed.

    Args:
        allowed: which of them count.
        alive: called now and then; it raises when nobody waits any more.
    """
    outcome = outcome_of(kind)
    cases = _read(kind, features, outcome.is_closed & allowed, alive, closed=True)
    for column in cases.columns.values():
        column.settle()
    return cases


def open_cases(
    kind: str,
    features: Sequence[Feature],
    ids: Sequence[int] | None,
    edges: Mapping[str, Edges],
    alive: Callable[[], None],
) -> Cases:
    """Open cases as they are now.

    Args:
        ids: of those wanted; None for all.
        edges: the bins of numbers by the feature's name.
    """
    outcome = outcome_of(kind)
    condition = outcome.is_open if ids is None else outcome.is_open & in_ids(outcome.table.id, ids)
    cases = _read(kind, features, condition, alive, closed=False)
    for name, column in cases.columns.items():
        column.settle(edges.get(name, ()))
    return cases


def _read(
    kind: str, features: Sequence[Feature], condition: Expression, alive: Callable[[], None], *, closed: bool
) -> Cases:
    outcome = outcome_of(kind)
    plain = [feature for feature in features if feature.type != "several"]
    query = _query(kind, outcome, plain, closed=closed).where(condition).order_by(outcome.table.id)
    cases = Cases({feature.name: Column(feature) for feature in features})
    rows = plain_tuples(query)
    while part := list(islice(rows, _AT_ONCE)):
        alive()
        ids, won, teams, stages, *values = zip(*part, strict=True)
        cases.ids.extend(ids)
        cases.won.extend(won)
        cases.teams.extend(teams)
        cases.stages.extend(stages)
        for feature, taken in zip(plain, values, strict=True):
            cases.columns[feature.name].take(taken)
    for feature in features:
        if feature.type == "several":
            chosen = _chosen(kind, feature, cases.ids)
            cases.columns[feature.name].take(chosen.get(record, ()) for record in cases.ids)
    return cases


def _query(kind: str, outcome: Outcome, features: Sequence[Feature], *, closed: bool) -> Any:
    table = outcome.table
    columns = [feature.closed_column if closed else feature.open_column for feature in features]
    won = fn.IFNULL(outcome.is_won, 0)
    if kind != "opportunity":
        query = table.select(table.id, won, User.team, Value(None), *columns)
        return query.left_outer_join(User, on=(table.owner == User.id))
    owner, stage = (Before.owner, Before.stage) if closed else (table.owner, table.stage)
    query = table.select(table.id, won, User.team, stage, *columns)
    if closed:
        query = query.left_outer_join(Before, on=Before.id == _last_open_line())
    return (
        query.left_outer_join(User, on=(owner == User.id))
        .left_outer_join(Company, on=(table.company == Company.id))
        .left_outer_join(Contact, on=(table.contact == Contact.id))
    )


def _last_open_line() -> Any:
    """The id of the last line of an opportunity's log in which it was open."""
    log = OpportunityLog.alias()
    return log.select(fn.MAX(log.id)).where(log.opportunity == Opportunity.id, log.state == OPEN, ~log.gone)


def _chosen(kind: str, feature: Feature, ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The tags, or choices of a field, of those of the cases that have some."""
    link: Any
    value: Any
    if feature.field.custom is None:
        link, value = getattr(Tagging, kind), Tagging.tag
        where = link.is_null(False)
    else:
        link, value = getattr(CustomValue, kind), CustomValue.choice
        where = (CustomValue.field == feature.field.custom) & link.is_null(False) & value.is_null(False)
    if len(ids) <= _FEW:
        where &= in_ids(link, ids)
    found: dict[int, tuple[int, ...]] = {}
    for record, one in plain_tuples(link.model.select(link, value).where(where).order_by(value)):
        found[record] = (*found.get(record, ()), one)
    return found

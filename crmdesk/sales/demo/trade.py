"""The invented opportunities: how each one moved, and what was done and is planned for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, count
from math import log

from crmdesk.models.pipeline import LOST, OPEN, WON
from crmdesk.sales.demo.chance import HISTORY_DAYS, Calendar, Chance, pleasant
from crmdesk.sales.demo.clients import Company, Person
from crmdesk.sales.demo.words import Words

OVERDUE, TODAY, LATER, NOTHING = range(4)
_STATES = (0.20, 0.15, 0.37, 0.28)  # of the open ones' next activities
_CHANCE_TO_WIN = 0.45
_MEDIAN_CYCLE, _SHORTEST, _LONGEST = 38, 4, 210
_REASONS = (0.31, 0.23, 0.19, 0.14, 0.09, 0.04)
_SOURCES = (0.28, 0.24, 0.10, 0.12, 0.08, 0.18)
_BY_SOURCE = ((1.3, 0.6), (0.7, 1.6), (1.1, 0.8), (1.2, 0.7), (1.3, 0.5), (0.5, 1.8))
"""How many times as many of the lost, and of the won, came by each."""
_TYPES = ("call", "call", "call", "meeting", "meeting", "email", "email", "email", "message", "task")


@dataclass(frozen=True, slots=True)
class Seller:
    """A user: the share of the work, and how often it is won compared with the others."""

    share: float
    skill: float


@dataclass(slots=True)
class Moment:
    """What an opportunity was from a day on: a row of its log.  `stage` is a place in the pipeline."""

    day: int
    stage: int
    state: str
    amount: int | None
    owner: int
    expected: int | None


@dataclass(slots=True)
class Deed:
    """An activity: done when `done` is set; `minute` of its day, None for a whole day."""

    type: str
    day: int
    minute: int | None
    is_done: bool


@dataclass(slots=True)
class Sale:
    """One opportunity as it was planned.  Clients, owners, stages, products and lists by their places."""

    title: str
    product: int
    company: int | None
    contact: int | None
    source: int
    priority: int
    probability: int | None
    reason: int | None
    moments: list[Moment]
    deeds: list[Deed] = field(default_factory=list)

    @property
    def created(self) -> int:
        return self.moments[0].day

    @property
    def now(self) -> Moment:
        return self.moments[-1]

    @property
    def touched(self) -> int:
        """The day of the last change or done activity."""
        return max(self.now.day, *(deed.day for deed in self.deeds if deed.is_done), 0)

    @property
    def next(self) -> Deed | None:
        """The earliest planned activity; those with a time before those without."""
        planned = (deed for deed in self.deeds if not deed.is_done)
        return min(planned, key=lambda deed: (deed.day, deed.minute is None, deed.minute or 0), default=None)


@dataclass(frozen=True)
class Stages:
    """The pipeline's open stages as the demo needs them: their idle days and probabilities, first to last."""

    idle_days: list[int]
    probabilities: list[int]

    @property
    def last(self) -> int:
        return len(self.idle_days) - 1


class Trade:
    """Plans opportunities for an office with these people and clients."""

    def __init__(
        self, words: Words, chance: Chance, calendar: Calendar, sellers: list[Seller], stages: Stages,
        clients: list[Company], people: list[Person],
    ) -> None:  # fmt: skip
        self._chance = chance
        self._calendar = calendar
        self._words = words
        self._sellers = sellers
        self._shares = list(accumulate(seller.share for seller in sellers))
        self._stages = stages
        self._clients = clients
        self._private = range(sum(len(company.contacts) for company in clients), len(people))
        self._offers = _deck(words, chance)

    def sales(self, rows: int, open_share: float) -> list[Sale]:
        """That many opportunities, the oldest first."""
        opened = round(rows * open_share)
        found = [*self._open_ones(opened), *self._closed_ones(rows - opened)]
        return sorted(found, key=lambda sale: sale.created)

    # Closed ones

    def _closed_ones(self, number: int) -> Iterator[Sale]:
        for closed in self._calendar.in_season(self._chance, number):
            yield self._closed(closed)

    def _closed(self, closed: int) -> Sale:
        chance, last = self._chance, self._stages.last
        owner = self._owner()
        won = chance.random() < _CHANCE_TO_WIN * self._sellers[owner].skill
        cycle = min(max(int(chance.around(_MEDIAN_CYCLE, 0.6)), _SHORTEST), _LONGEST)
        created = self._calendar.work_day(max(self._calendar.first, closed - cycle))
        reached = last if won else min(last, int(chance.random() ** 1.3 * (last + 1)))
        days = sorted(created + int(chance.random() * (closed - created)) for _move in range(reached))
        sale, amount = self._sale(created, owner, won=won)
        self._move(sale, days, amount)
        final = pleasant(amount * chance.uniform(0.85, 1.0)) if won and chance.random() < 0.35 else amount
        sale.moments.append(Moment(closed, reached, WON if won else LOST, final * 100, owner, sale.now.expected))
        sale.reason = None if won else chance.choices(range(len(_REASONS)), _REASONS)[0]
        for _deed in range(chance.between(0, 3)):
            self._do(sale, chance.between(created, closed))
        return sale

    # Open ones

    def _open_ones(self, number: int) -> Iterator[Sale]:
        last = self._stages.last
        stages = self._chance.dealt([1 - 0.55 * place / max(last, 1) for place in range(last + 1)], number)
        for stage in range(last + 1):
            own = stages.count(stage)
            for state in self._chance.dealt(_STATES, own):
                yield self._open(stage, state)

    def _open(self, stage: int, state: int) -> Sale:
        chance, today = self._chance, self._calendar.today
        day = touched = self._last_touch(stage, state)
        done_since = chance.random() < 0.6
        if done_since:
            day -= chance.between(1, 12)
        days = [day]
        for _stage in range(stage):
            days.append(days[-1] - min(45, int(chance.around(9, 0.7)) + 1))
        days = [max(self._calendar.first, self._calendar.work_day(day)) for day in reversed(days)]
        sale, amount = self._sale(days[0], self._owner())
        self._move(sale, days[1:], amount)
        self._expect(sale)
        if done_since:
            self._do(sale, touched)
        for _deed in range(chance.between(0, 1 + stage)):
            self._do(sale, chance.between(days[0], max(days[0], touched - 1)))
        if stage == 0 and chance.random() < 0.08:
            for moment in sale.moments:
                moment.amount = None
        if chance.random() < 0.12:
            sale.probability = min(95, max(5, self._stages.probabilities[stage] + 10 * chance.between(-1, 2)))
        self._plan(sale, state, today)
        return sale

    def _last_touch(self, stage: int, state: int) -> int:
        """Most cards that nobody plans anything for have been idle for long; most others are fresh."""
        chance, limit = self._chance, self._stages.idle_days[stage] or 14
        is_idle = chance.random() < {OVERDUE: 0.35, TODAY: 0.08, LATER: 0.10, NOTHING: 0.60}[state]
        age = limit + int(chance.random() ** 2 * 30) if is_idle else int(chance.random() ** 1.4 * limit)
        return self._calendar.today - min(age, HISTORY_DAYS)

    def _expect(self, sale: Sale) -> None:
        """Expected days lie around now: the further along, the nearer; some have passed, a few are not known."""
        chance, moment = self._chance, sale.now
        if moment.stage == 0 and chance.random() < 0.15:
            moment.expected = None
        elif chance.random() < 0.12:
            moment.expected = self._calendar.today - chance.between(1, 21)
        else:
            ahead = (self._stages.last - moment.stage) * 9
            moment.expected = self._calendar.work_day(self._calendar.today + 3 + ahead + chance.between(0, 34))

    def _plan(self, sale: Sale, state: int, today: int) -> None:
        if state == NOTHING:
            return
        chance = self._chance
        day = today
        if state == OVERDUE:
            day = self._calendar.work_day(today - 1 - int(chance.random() ** 2 * 12))
        elif state == LATER:
            day = today + 1 + int(chance.random() ** 1.5 * 24)
        timed = state == TODAY or chance.random() < 0.5
        minute = 9 * 60 + 30 * chance.between(0, 17) if timed else None
        sale.deeds.append(Deed(chance.one_of(_TYPES), day, minute, is_done=False))
        if chance.random() < 0.12:
            sale.deeds.append(Deed(chance.one_of(_TYPES), day + chance.between(1, 14), None, is_done=False))

    # Both

    def _sale(self, created: int, owner: int, *, won: bool | None = None) -> tuple[Sale, int]:
        """One that was just created, and its amount in whole units; of those won more came by some sources."""
        chance = self._chance
        title, product, typical = next(self._offers)
        year = self._calendar.year(created + 90)  # in autumn people buy for the next year
        amount = pleasant(chance.around(typical * self._words["scale"], 0.6))
        company, contact = self._client()
        large = log(amount / (45_000 * self._words["scale"]))
        draw = chance.random() + 0.12 * large
        priority = 3 if draw > 0.96 else 2 if draw > 0.80 else 1 if draw > 0.62 else 0
        shares = (
            _SOURCES if won is None else [share * how[won] for share, how in zip(_SOURCES, _BY_SOURCE, strict=True)]
        )
        source = chance.choices(range(len(_SOURCES)), shares)[0]
        expected = created + chance.between(25, 75)
        first = Moment(created, 0, OPEN, amount * 100, owner, expected)
        return (
            Sale(title.replace("{year}", str(year)), product, company, contact, source, priority, None, None, [first]),
            amount,
        )

    def _move(self, sale: Sale, days: list[int], amount: int) -> None:
        """Through the stages on these days; some begin with another amount or owner, or are expected later."""
        chance, first = self._chance, sale.now
        if len(days) > 1 and chance.random() < 0.25:
            first.amount = pleasant(amount * chance.uniform(0.6, 1.3)) * 100
        expected, owner = first.expected, first.owner
        if days and chance.random() < 0.06:
            first.owner = self._owner()
        for stage, day in enumerate(days, 1):
            if chance.random() < 0.2 and expected is not None:
                expected += chance.between(7, 30)
            offered = first.amount if stage < 2 < len(days) else amount * 100
            sale.moments.append(Moment(day, stage, OPEN, offered, owner, expected))

    def _do(self, sale: Sale, day: int) -> None:
        minute = 9 * 60 + 15 * self._chance.between(0, 35)
        sale.deeds.append(Deed(self._chance.one_of(_TYPES), day, minute, is_done=True))

    def _owner(self) -> int:
        return self._chance.choices(range(len(self._sellers)), cum_weights=self._shares)[0]

    def _client(self) -> tuple[int | None, int | None]:
        """A company, some of them again and again, mostly with a contact; now and then a private person."""
        chance = self._chance
        if not self._clients or (self._private and chance.random() < 0.03):
            return None, (chance.one_of(self._private) if self._private else None)
        company = int(chance.random() ** 1.25 * len(self._clients))
        return company, chance.one_of(self._clients[company].contacts) if chance.random() < 0.9 else None


def _deck(words: Words, chance: Chance) -> Iterator[tuple[str, int, float]]:
    """Titles without end, with product and typical amount: no offer comes again before all the others did."""
    offers = []
    for offer in words["offers"]:
        titles = [title for template in offer["titles"] for title in _written_out(words, chance, template)]
        chance.shuffle(titles)
        offers.append((titles, words.products[offer["product"]], float(offer["typical"])))
    for round_ in count():
        chance.shuffle(offers)
        for titles, product, typical in offers:
            yield titles[round_ % len(titles)], product, typical


def _written_out(words: Words, chance: Chance, template: str) -> list[str]:
    if "{place}" in template:
        return [template.replace("{place}", place) for place in chance.sample(words["places"], 3)]
    if "{n}" in template:
        return [template.replace("{n}", str(number)) for number in chance.sample(range(3, 25), 3)]
    return [template]

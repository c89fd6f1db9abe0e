"""Who is working, the clock and the book's settings: what every function of `sales` is handed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crmdesk.models import journal
from crmdesk.models.journal import Entry
from crmdesk.sales.changes import Changes
from crmdesk.sales.settings import BookSettings
from crmdesk.texts import Message


@dataclass(frozen=True)
class Clock:
    """The time, handed in.  `now` answers local time with its zone."""

    now: Callable[[], datetime]

    @classmethod
    def system(cls) -> Clock:
        return cls(lambda: datetime.now().astimezone())

    @classmethod
    def at(cls, moment: datetime) -> Clock:
        """A clock that stands still (tests, demo data)."""
        return cls(lambda: moment.astimezone())

    def today(self) -> date:
        """The local day."""
        return self.now().date()

    def instant(self) -> int:
        """Milliseconds UTC."""
        return int(self.now().timestamp() * 1000)


@dataclass
class Writing:
    """The step a function of `sales` has open; `changes` tells what it touched once it is committed."""

    entry: Entry

    @property
    def changes(self) -> Changes:
        return Changes.of_entry(self.entry)


@dataclass
class Desk:
    """A user at work.

    Attributes:
        user: the id of the user, None while the book has no users.
        kept: what the user prefers, as `preferences` read it; None until somebody asks.
    """

    user: int | None
    clock: Clock
    settings: BookSettings = field(default_factory=BookSettings)
    kept: dict[str, Any] | None = None

    @contextmanager
    def step(self, label: Message) -> Iterator[Writing]:
        """One action: all of it or nothing, one line in the history, one undo; joins a step that is open already."""
        with journal.step(label, user=self.user, at=self.clock.instant(), day=self.clock.today()) as entry:
            yield Writing(entry)

    @property
    def today(self) -> date:
        return self.clock.today()

    @property
    def currency(self) -> str:
        """The book's base currency."""
        return self.settings.currency

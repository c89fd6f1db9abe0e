"""Who is working, the clock and the book's settings: what every function of `sales` is handed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from crmdesk.models import journal
from crmdesk.models.errors import NotAllowedError
from crmdesk.models.journal import Entry
from crmdesk.models.journal.entry import FOLLOWERS
from crmdesk.models.playbooks import ActivityType
from crmdesk.sales import audit, guard, handing, rights
from crmdesk.sales.book_settings import BookSettings
from crmdesk.sales.changes import Changes
from crmdesk.sales.fields import TABLES
from crmdesk.sales.rights import PEOPLE, Rights
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
    _rights: Rights | None = None

    @contextmanager
    def step(self, label: Message) -> Iterator[Writing]:
        """One action: all of it or nothing, one line in the history, one undo; joins a step that is open already.

        Raises:
            NotAllowedError: the user may not do it; nothing was written.
        """
        at, day = self.clock.instant(), self.clock.today()
        try:
            with journal.step(label, user=self.user, at=at, day=day, check=self._look_over) as entry:
                yield Writing(entry)
        except NotAllowedError as refusal:
            audit.refused(self, refusal)
            raise
        self.notice(entry)

    def _look_over(self, entry: Entry) -> None:
        handing.hand_over(self, entry)
        guard.look_over(self, entry)
        guard.keep_an_administrator(entry)
        audit.deletions(self, entry)

    def notice(self, entry: Entry) -> None:
        """Read again what a step may have changed of what this desk goes by."""
        if any(TABLES[kind] in entry.touched for kind in PEOPLE):
            self._rights = None
        if ActivityType in entry.touched:
            self.settings.forget()

    @property
    def rights(self) -> Rights:
        """What the user may do, read once and again after `forget`."""
        if self._rights is None:
            self._rights = rights.of(self.user)
        return self._rights

    def forget(self) -> None:
        """Read settings and rights again at the next question: somebody else changed the book."""
        self.settings.forget()
        self._rights = None

    @property
    def today(self) -> date:
        return self.clock.today()

    @property
    def currency(self) -> str:
        """The book's base currency."""
        return self.settings.currency


class _Scores:
    """Keeps the scores of leads up with each step; their rules are read when there is a lead to score."""

    def settle(self, entry: Entry) -> None:
        from crmdesk.sales import scoring

        scoring.settle(entry)

    def mismatches(self) -> list[tuple[str, int]]:
        from crmdesk.sales import scoring

        return scoring.mismatches()


class _PaperTotals:
    """Keeps what quotes and sales notes come to up with their lines."""

    def settle(self, entry: Entry) -> None:
        if any(table.kind in ("quote", "sales_note", "quote_line") for table in entry.touched):
            from crmdesk.sales import paper_totals

            paper_totals.settle(entry)

    def mismatches(self) -> list[tuple[str, int]]:
        from crmdesk.sales import paper_totals

        return paper_totals.mismatches()


FOLLOWERS.append(_Scores())
FOLLOWERS.append(_PaperTotals())

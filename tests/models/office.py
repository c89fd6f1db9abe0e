"""A very small office, and steps with a clock that stands still."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

from crmdesk.models import journal
from crmdesk.models.journal import Entry
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company, User
from crmdesk.models.pipeline import Pipeline, Stage
from crmdesk.texts import msg

DAY = date(2026, 3, 14)
AT = 1_773_500_000_000


def step(label: str = "Something", user: int | None = None, day: date = DAY) -> AbstractContextManager[Entry]:
    return journal.step(msg(label), user=user, at=AT, day=day)


def undo(step_id: int, user: int | None = None) -> Entry:
    return journal.undo(step_id, user=user, at=AT, day=date(2026, 3, 20))


def undo_last(user: int | None = None) -> Entry:
    last = journal.last_to_undo(user)
    assert last is not None
    return undo(last.id, user)


def redo_last(user: int | None = None) -> Entry:
    last = journal.last_to_redo(user)
    assert last is not None
    return undo(last.id, user)


@dataclass
class Office:
    """Ids of what every test may count on."""

    ana: int
    luis: int
    pipeline: int
    new: int
    talks: int
    won: int
    acme: int

    def opportunity(self, title: str = "Printer", **values: object) -> int:
        """Add one inside an open step."""
        number = Opportunity.select().count() + 1
        kept = {"key": f"OP-2026-{number:05}", "currency": "EUR", "created_on": "2026-03-01", "rank": number << 20}
        kept |= {"pipeline": self.pipeline, "stage": self.new, "company": self.acme}
        return journal.add(Opportunity, title=title, number=number, **{**kept, **values})


def furnish() -> Office:
    """Two users, a pipeline of three stages and a company, in one step."""
    with step("Set up"):
        ana, luis = journal.add_rows(User, [{"name": "Ana"}, {"name": "Luis"}])
        pipeline = journal.add(Pipeline, name="Sales")
        names = [("New", "open"), ("Talks", "open"), ("Won", "won")]
        stages = [
            {"pipeline": pipeline, "name": name, "place": place, "stage_kind": kind}
            for place, (name, kind) in enumerate(names)
        ]
        new, talks, won = journal.add_rows(Stage, stages)
        acme = journal.add(Company, name="Acme S.A. de C.V.")
    return Office(ana, luis, pipeline, new, talks, won, acme)

"""A small office's book for the tests of lists, forms and activities."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from crmdesk.models import book, journal
from crmdesk.models.leads import LeadReason, LeadStatus
from crmdesk.models.people import Source, User
from crmdesk.models.pipeline import Reason, Stage
from crmdesk.sales import opening, opportunities, records
from crmdesk.sales.desk import Clock, Desk
from crmdesk.texts import msg

TODAY = date(2026, 11, 20)


class Office:
    """An empty book of an office with users Ana and Óscar; `desk` is Ana's, today."""

    def __init__(self, folder: Path) -> None:
        book.create(folder / "office.crmdesk")
        nobody = self.desk_on(date(2026, 11, 1), None)
        opening.fill(nobody, name="Office", currency="EUR", language="en")
        with nobody.step(msg("Users")):
            self.users = {name: journal.add(User, name=name) for name in ("Ana", "Óscar", "Zoe")}
        self.stages = {row.name: row.id for row in Stage.select()}
        self.reasons = {row.name: row.id for row in Reason.select()}
        self.statuses = {row.name: row.id for row in LeadStatus.select()}
        self.lead_reasons = {row.name: row.id for row in LeadReason.select()}
        self.sources = {row.name: row.id for row in Source.select()}
        self.desk = self.desk_on(TODAY)

    def desk_on(self, day: date, user: int | None = 0) -> Desk:
        """Ana at work on a day; nobody with user None."""
        who = self.users["Ana"] if user == 0 else user
        return Desk(who, Clock.at(datetime(day.year, day.month, day.day, 10, 0)))

    def add(self, kind: str, /, **values: Any) -> int:
        return records.add(self.desk, kind, values).new(kind)

    def opportunity(self, title: str, on: date = TODAY, **values: Any) -> int:
        return opportunities.add(self.desk_on(on), {"title": title, **values}).new("opportunity")

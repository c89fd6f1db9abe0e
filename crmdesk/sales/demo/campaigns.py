"""The office's campaigns: when they ran, what they cost, whom they reached, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmdesk.models import journal
from crmdesk.models.campaigns import CampaignMember
from crmdesk.models.ids import new_ids
from crmdesk.sales import records
from crmdesk.sales.demo.chance import Calendar, Chance
from crmdesk.sales.demo.words import Words

MOST_MEMBERS = 120
_LEAD_DAYS, _SALE_DAYS = 45, 75  # how long after its end something still comes of a campaign
_LEAD_SHARE, _SALE_SHARE = 0.5, 0.14
_OVER = ("sent", "answered", "interested", "refused")
_SHARES = (0.58, 0.20, 0.14, 0.08)


@dataclass(frozen=True, slots=True)
class Run:
    """One campaign with the numbers of its first and last day (`Calendar`)."""

    id: int
    of: str
    first: int
    last: int


class Campaigns:
    """Writes the campaigns, says which of them each lead and sale came from, and writes the members."""

    def __init__(self, words: Words, chance: Chance, calendar: Calendar, users: Sequence[int]) -> None:
        self._chance, self._calendar = chance, calendar
        planned = words["campaigns"]
        first = [calendar.work_day(calendar.today - one["began"]) for one in planned]
        last = [begun + one["days"] for begun, one in zip(first, planned, strict=True)]
        ids = records.add_columns(
            "campaign",
            {
                "name": [one["name"] for one in planned],
                "channels": [",".join(one["channels"]) for one in planned],
                "starts_on": [calendar.iso(day) for day in first],
                "ends_on": [calendar.iso(day) for day in last],
                "budget_minor": [one["budget"] * 100 for one in planned],
                "cost_minor": [None if one["cost"] is None else one["cost"] * 100 for one in planned],
                "description": [one["description"] for one in planned],
                "created_on": [calendar.iso(calendar.work_day(day - 10)) for day in first],
                "owner": [users[place % len(users)] for place in range(len(planned))],
            },
        )
        kinds = [one["of"] for one in planned]
        self.runs = [Run(*run) for run in zip(ids, kinds, first, last, strict=True)]

    def of_leads(self, days: Sequence[str]) -> list[int | None]:
        """The campaign each lead came from, by the day it was created."""
        return self._came_from([self._calendar.day(text) for text in days], _LEAD_DAYS, _LEAD_SHARE)

    def of_sales(self, days: Sequence[int]) -> list[int | None]:
        """The campaign each sale came from, by the day it was created."""
        return self._came_from(days, _SALE_DAYS, _SALE_SHARE)

    def _came_from(self, days: Sequence[int], later: int, share: float) -> list[int | None]:
        found: list[int | None] = []
        for day in days:
            running = [run.id for run in self.runs if run.first <= day <= run.last + later]
            found.append(self._chance.one_of(running) if running and self._chance.random() < share else None)
        return found

    def write_members(self, people: Mapping[str, Sequence[int]], came: Sequence[tuple[int, int | None]]) -> None:
        """Write whom each campaign is for.

        Args:
            people: the ids of leads, contacts and companies, by kind.
            came: each lead with the campaign it came from.
        """
        for run in self.runs:
            known = people[run.of]
            chosen = set(self._chance.sample(list(known), min(len(known), self._chance.between(25, MOST_MEMBERS) // 2)))
            if run.of == "lead":
                chosen |= {lead for lead, campaign in came if campaign == run.id}
            self._write(run, sorted(chosen)[:MOST_MEMBERS])

    def _write(self, run: Run, chosen: Sequence[int]) -> None:
        calendar, chance = self._calendar, self._chance
        rows: list[tuple[Any, ...]] = []
        for made, record, status in zip(new_ids(len(chosen)), chosen, self._statuses(run, len(chosen)), strict=True):
            since = min(calendar.today, run.first + (chance.between(0, 12) if status != "planned" else -3))
            rows.append((made, 1, run.id, record, status, calendar.iso(since)))
        names = ("id", "version", "campaign_id", f"{run.of}_id", "status", "status_on")
        journal.add_tuples(CampaignMember, names, rows)

    def _statuses(self, run: Run, count: int) -> list[str]:
        if run.first > self._calendar.today:
            return ["planned"] * count
        return [_OVER[place] for place in self._chance.dealt(_SHARES, count)]

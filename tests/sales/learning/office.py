"""An office with a history of closed cases, made in one burst."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crmdesk.models.opportunities import Opportunity
from crmdesk.sales import closing, lead_statuses, opportunities, records
from crmdesk.sales.desk import Desk
from crmdesk.sales.pipeline import Closing
from crmdesk.texts import msg
from tests.sales.office import Office


def live(
    desk: Desk, sources: Sequence[int], reason: int, *, each: int = 40, won: Sequence[int] = (30, 10), **values: Any
) -> list[int]:
    """Add and close so many opportunities of each source, the first ones of each won; the won ones come first."""
    ids: dict[str, list[int]] = {"won": [], "lost": []}
    for source, wins in zip(sources, won, strict=True):
        for place in range(each):
            made = opportunities.add(desk, {"title": f"Past {source} {place}", "source": source, **values})
            ids["won" if place < wins else "lost"].append(made.new("opportunity"))
    for state, members in ids.items():
        closing.close(desk, members, state, Closing(desk.today, dict.fromkeys(members, 100), reason, "so"))
    return ids["won"] + ids["lost"]


class Seller(Office):
    """Opportunities from two sources; those of the first are won three times in four, those of the other once."""

    def sources_named(self) -> list[int]:
        return [self.sources[name] for name in sorted(self.sources)[:2]]

    def history(self, **how: Any) -> list[int]:
        """Live through some sales (see `live`)."""
        return live(self.desk, self.sources_named(), next(iter(self.reasons.values())), **how)

    def one(self, title: str, **values: Any) -> int:
        return opportunities.add(self.desk, {"title": title, **values}).new("opportunity")

    def number_of(self, record: int) -> int | None:
        number: int | None = Opportunity.get_by_id(record).learned
        return number

    def leads(self, count: int, statuses: Sequence[str], **columns: Sequence[Any]) -> list[int]:
        """Add leads at once; the columns' values come in turn."""
        plain = {
            "name": [f"Lead {place}" for place in range(count)],
            "created_on": [date(2026, 1, 1).isoformat()] * count,
        }
        turns = {name: [values[place % len(values)] for place in range(count)] for name, values in columns.items()}
        status = {"status": [lead_statuses.named(statuses[place % len(statuses)]) for place in range(count)]}
        with self.desk.step(msg("Leads")):
            return records.add_columns("lead", {**plain, **status, **turns})

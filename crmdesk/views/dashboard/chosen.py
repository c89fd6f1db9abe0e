"""What somebody chose to look at, kept as plain values between visits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from crmdesk.sales.figures.choices import Choices
from crmdesk.sales.figures.window import Window, last_365, this_month, this_quarter, this_year

SPANS = {"365": last_365, "month": this_month, "quarter": this_quarter, "year": this_year}
"""Windows that move with the day, by their name."""
DAYS = "days"
AMOUNT, NUMBER = "amount", "number"


@dataclass(frozen=True)
class Chosen:
    """Attributes:
    span: one of `SPANS`, or `DAYS` for the days from `first` to `last`.
    owner, pipeline: ids; None is all.
    measure: what the bars of "open by user" are as long as: `AMOUNT` or `NUMBER`.
    """

    span: str = "365"
    first: date | None = None
    last: date | None = None
    owner: int | None = None
    pipeline: int | None = None
    measure: str = AMOUNT

    def window(self, today: date) -> Window:
        if self.span in SPANS or self.first is None or self.last is None:
            return SPANS.get(self.span, last_365)(today)
        return Window(self.first, self.last)

    def existing(self, choices: Choices) -> Chosen:
        """The same without a user or pipeline that is gone."""
        owner = self.owner if self.owner in dict(choices.owners) else None
        pipeline = self.pipeline if self.pipeline in dict(choices.pipelines) else None
        return Chosen(self.span, self.first, self.last, owner, pipeline, self.measure)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; ids as text, because numbers end at 2^53."""
        return {name: str(value) for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Chosen:
        """What `to_json` gave; what cannot be read is left out."""
        try:
            first, last = (date.fromisoformat(kept[name]) if name in kept else None for name in ("first", "last"))
            owner, pipeline = (int(kept[name]) if name in kept else None for name in ("owner", "pipeline"))
        except (TypeError, ValueError):
            return cls()
        span = kept.get("span", "365")
        if span == DAYS and (first is None or last is None or last < first):
            span = "365"
        measure = NUMBER if kept.get("measure") == NUMBER else AMOUNT
        return cls(span if span in (*SPANS, DAYS) else "365", first, last, owner, pipeline, measure)

"""The dashboard's figures as JSON, for scripts and other programs: names and shape are stable."""

from __future__ import annotations

from typing import Any

from crmdesk.models.money import to_decimal_text
from crmdesk.sales.figures.parts import Figures, StageFigures


def figures_json(found: Figures) -> dict[str, Any]:
    """Plain JSON values: money as decimal text in the book's currency, rates 0..1, null where nothing is behind."""

    def money(minor: int) -> str:
        return to_decimal_text(minor, found.currency)

    def stages(parts: tuple[StageFigures, ...]) -> list[dict[str, Any]]:
        return [{"stage": part.stage, "count": part.count, "amount": money(part.amount)} for part in parts]

    now, won, average = found.open, found.won, found.won.average
    return {
        "window": {"from": found.window.first.isoformat(), "to": found.window.last.isoformat()},
        "currency": found.currency,
        "open": {"count": now.count, "amount": money(now.amount), "weighted": money(now.weighted)},
        "won": {"count": won.count, "amount": money(won.amount)},
        "lost": {"count": found.lost},
        "average_won": None if average is None else money(average),
        "win_rate": found.win_rate,
        "created_to_won": {"rate": found.created_to_won.rate, "of": found.created_to_won.of},
        "won_by_month": [
            {"month": month.month, "count": month.count, "amount": money(month.amount)} for month in found.won_by_month
        ],
        "open_by_owner": [
            {"owner": one.owner, "count": one.count, "amount": money(one.amount), "stages": stages(one.stages)}
            for one in found.open_by_owner
        ],
        "funnel": stages(found.funnel),
        "lost_by_reason": [{"reason": one.reason, "count": one.count} for one in found.lost_by_reason],
    }

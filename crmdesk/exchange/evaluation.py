"""How good the learned probability is, as a JSON document and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crmdesk.sales.learning.model import Report
from crmdesk.texts import _, _n


def as_json(report: Report) -> dict[str, Any]:
    """The document of ``crmdesk score BOOK evaluate --json``."""
    return {
        "auc": round(report.auc, 4),
        "brier": round(report.brier, 5),
        "n": report.cases,
        "positives": report.wins,
        "top_fifth": round(report.top_fifth, 3),
        "better_than_chance": report.better_than_chance,
        "fields": list(report.fields),
        "left_out": [{"field": name, "reason": str(reason)} for name, reason in report.left_out],
    }


def lines(report: Report) -> Iterator[str]:
    """The same for people."""
    yield _n(
        "{n} closed case, {won} with success.", "{n} closed cases, {won} with success.", report.cases, won=report.wins
    )
    if report.better_than_chance:
        yield _(
            "Of two cases, one of either outcome, the right one gets the greater number {share} times in 100.",
            share=f"{report.auc * 100:.1f}",
        )
        yield _(
            "The fifth with the greatest numbers succeeds {times} times as often as all.",
            times=f"{report.top_fifth:.2f}",
        )
    else:
        yield _("Nothing can be learnt from this: the predictions are no better than chance.")
    yield f"AUC {report.auc:.3f}   Brier {report.brier:.4f}"
    yield _("Fields: {names}", names=", ".join(report.fields) or "-")
    for name, reason in report.left_out:
        yield f"  - {name}: {reason}"

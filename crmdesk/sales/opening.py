"""What a new book starts with: a sensible pipeline, reasons and sources in its language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmdesk.models import journal
from crmdesk.models.leads import LeadReason
from crmdesk.models.people import Source
from crmdesk.models.pipeline import LOST, OPEN, WON, Reason
from crmdesk.sales import lead_statuses, roles, settings, stages
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.texts import Message, msg

_STAGES: tuple[tuple[Message, str, int, int], ...] = (
    (msg("First contact"), OPEN, 10, 14),
    (msg("Qualified"), OPEN, 25, 14),
    (msg("Proposal"), OPEN, 50, 10),
    (msg("Negotiation"), OPEN, 75, 7),
    (msg("Won"), WON, 100, 0),
    (msg("Lost"), LOST, 0, 0),
)
_REASONS: tuple[tuple[Message, bool], ...] = (
    (msg("Price"), False),
    (msg("Chose a competitor"), False),
    (msg("Insufficient budget"), False),
    (msg("No answer"), False),
    (msg("Postponed"), False),
    (msg("Other"), True),
)
_LEAD_REASONS: tuple[tuple[Message, bool], ...] = (
    (msg("Does not need it"), False),
    (msg("Insufficient budget"), False),
    (msg("No answer"), False),
    (msg("Wrong data"), False),
    (msg("Postponed"), False),
    (msg("Other"), True),
)
_SOURCES: tuple[Message, ...] = (
    msg("Web"), msg("Recommendation"), msg("Fair"), msg("Call"), msg("Campaign"), msg("Existing client"),
)  # fmt: skip


def fill(
    desk: Desk, *, name: str, currency: str, language: str, pipeline: Sequence[Mapping[str, Any]] | None = None
) -> Changes:
    """Put the first settings, pipeline, lead statuses, reasons and sources into an empty book, in the language in use.

    Args:
        pipeline: stages as `stages.from_json` gives them, instead of the shipped ones.
    """
    shipped = [
        {"name": str(title), "kind": kind, "probability": probability, "idle_days": idle}
        for title, kind, probability, idle in _STAGES
    ]
    with desk.step(msg("Book made")) as writing:
        settings.change(desk, name=name, currency=currency, language=language)
        stages.add_pipeline(desk, str(msg("Sales")), shipped if pipeline is None else pipeline)
        lead_statuses.fill(language)
        for table, shipped_reasons in ((Reason, _REASONS), (LeadReason, _LEAD_REASONS)):
            journal.add_rows(
                table,
                [
                    {"name": str(title), "needs_note": note, "place": place}
                    for place, (title, note) in enumerate(shipped_reasons)
                ],
            )
        roles.ship()
        journal.add_rows(Source, [{"name": str(title), "place": place} for place, title in enumerate(_SOURCES)])
    journal.begin_here()
    return writing.changes

"""What became of quotes and sales notes: made, sent, accepted or rejected, when and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.quotes import ACCEPTED, REJECTED, SUPERSEDED, Quote, SalesNote
from crmdesk.sales import hanging, moments
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk
from crmdesk.texts import Amount, Message, msg

_MADE, _SENT, _DECIDED = "created_on", "sent_on", "decided_on"
_TOLD: dict[tuple[str, str], Message] = {
    (_SENT, ""): msg("Quote {number} sent: {total}"),
    (_DECIDED, ACCEPTED): msg("Quote {number} accepted: {total}"),
    (_DECIDED, REJECTED): msg("Quote {number} rejected: {total}"),
}


@dataclass(frozen=True, slots=True)
class PaperEvent:
    """One thing that became of a quote or a sales note.

    Attributes:
        day: when it was; `at` is the instant, None where it was written down on another day.
        user: the id of who did it, where the instant is known.
        sale: the title of the opportunity.
        quote: the id of the quote; None for a sales note.
    """

    what: Message
    day: date
    at: int | None
    user: int | None
    sale: str
    quote: int | None


_Instants = Mapping[tuple[int, str], tuple[int, int | None]]


def of(desk: Desk, kind: str, record: int) -> list[PaperEvent]:
    """What became of the papers of an opportunity, or of a client's opportunities; in no order."""
    return [*_quotes(desk, kind, record), *_notes(desk, kind, record)]


def _quotes(desk: Desk, kind: str, record: int) -> Iterator[PaperEvent]:
    columns = (Quote.number, Quote.title, Quote.status, Quote.total_minor, Quote.currency)
    days = (Quote.created_on, Quote.sent_on, Quote.decided_on)
    rows = list(plain_tuples(_papers(desk, Quote, kind, record, *columns, *days)))
    instants = _instants([row[0] for row in rows])
    answers = _answers([row[0] for row in rows if row[4] == SUPERSEDED])
    for known, sale, number, title, status, total, currency, *told in rows:
        status = answers.get(known, status)
        named = {"number": number or title, "total": Amount(total, currency)}
        for column, day in zip((_MADE, _SENT, _DECIDED), told, strict=True):
            what = _TOLD.get((column, status if column == _DECIDED else ""))
            what = msg("Quote “{name}” made", name=title) if column == _MADE else what and Message(what.text, named)
            if day is not None and what is not None:
                yield _event(instants, known, column, day, what, sale, known)


def _notes(desk: Desk, kind: str, record: int) -> Iterator[PaperEvent]:
    rows = list(plain_tuples(_papers(desk, SalesNote, kind, record, SalesNote.number, SalesNote.created_on)))
    instants = _instants([row[0] for row in rows])
    for known, sale, number, day in rows:
        if day is not None:
            yield _event(instants, known, _MADE, day, msg("Sales note {number} made", number=number), sale, None)


def _papers(desk: Desk, table: Any, kind: str, record: int, *columns: Any) -> Any:
    query = table.select(table.id, Opportunity.title, *columns).join(Opportunity)
    return query.where(hanging.of_sales(desk, table, kind, record), visible(desk, table))


def _event(
    instants: _Instants, known: int, column: str, day: str, what: Message, sale: str, quote: int | None
) -> PaperEvent:
    at, user = instants.get((known, column), (0, None))
    on = date.fromisoformat(day)
    is_known = bool(at) and moments.local(at).date() == on
    return PaperEvent(what, on, at if is_known else None, user if is_known else None, sale, quote)


def _instants(papers: list[int]) -> _Instants:
    """The step that last gave each paper each of its days: instant and user."""
    found: dict[tuple[int, str], tuple[int, int | None]] = {}
    for one in journal.history_of_all(papers) if papers else ():
        columns = (_MADE,) if one.how == journal.ADD else (_SENT, _DECIDED)
        for column in columns:
            if one.how == journal.ADD or column in one.payload or (column == _DECIDED and _answers_anew(one)):
                found.setdefault((one.record, column), (one.at, one.user))
    return found


def _answers_anew(one: journal.Happened) -> bool:
    """Whether the client's answer was put right, perhaps on the same day."""
    return one.payload.get("status", ("", ""))[1] in (ACCEPTED, REJECTED)


def _answers(superseded: list[int]) -> dict[int, str]:
    """What the client had answered to quotes until others took their places."""
    found: dict[int, str] = {}
    for one in journal.history_of_all(superseded) if superseded else ():
        if one.how == journal.EDIT and one.payload.get("status", ("", ""))[1] == SUPERSEDED:
            found.setdefault(one.record, one.payload["status"][0])
    return found

"""Messages and notes: what they say, and when it was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.sales import messages, moments, records
from crmdesk.sales.desk import Desk
from crmdesk.sales.hanging import LINKS
from crmdesk.texts import Message, msg

HOMELESS = msg("Say what the message belongs to.")


def compose(sheet: Sheet) -> None:
    """Put a title above its text."""
    pairs = list(zip(sheet.column("title"), sheet.column("text"), strict=True))
    sheet.columns["text"] = ["\n\n".join(part for part in pair if part) or None for pair in pairs]
    long = {
        place: Refusal(_too_long(text), "text")
        for place, text in enumerate(sheet.columns["text"])
        if text is not None and len(text) > messages.LONGEST
    }
    sheet.refuse(long)


def settle_times(sheet: Sheet) -> None:
    """Put noon in place of a day alone; a message of that day, or of the minute that is said, keeps its instant."""
    if "created_on" not in sheet.columns:
        return
    now = records.values_of("message", "created_on", [one for one in sheet.columns["record"] if one is not None])
    sheet.columns["created_on"] = [
        _instant(said, now.get(record))
        for said, record in zip(sheet.columns["created_on"], sheet.columns["record"], strict=True)
    ]


def filled(desk: Desk, new: Sheet) -> dict[str, Sequence[Any]]:
    """The columns of new messages that follow from others: where they belong, when; notes unless the file says."""
    found: dict[str, Sequence[Any]] = {name: new.columns[name] for name in LINKS if name in new.columns}
    now = desk.clock.instant()
    found["at"] = [now if at is None else at for at in new.column("created_on")]
    notes = new.column("note")
    found["is_note"] = [1 if note is None else note for note in notes]  # they speak to nobody any more
    return found


def _instant(said: int | str | None, now: int | None) -> int | None:
    if not isinstance(said, str):
        return None if moments.same_minute(said, now) else said
    if now is not None and moments.local(now).date().isoformat() == said:
        return None
    return int(datetime.combine(date.fromisoformat(said), time(12)).timestamp() * 1000)


def _too_long(text: str) -> Message:
    return msg(
        "{field} holds {most} characters at the most; this has {n}.",
        field=msg("Message"), most=messages.LONGEST, n=len(text),
    )  # fmt: skip

"""Messages and notes: what they belong to, what they say, and when it was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from crmdesk.exchange.importing.links import Links
from crmdesk.exchange.importing.mapping import Mapped
from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.names import Likeness
from crmdesk.exchange.problems import shown
from crmdesk.sales import messages
from crmdesk.sales.desk import Desk
from crmdesk.sales.hanging import LINKS
from crmdesk.texts import Message, msg

_ONLY_HERE = ("belongs_to", "title", "created_on")
"""Fields that become others."""


def link(sheet: Sheet, links: Links, mapped: Sequence[Mapped]) -> None:
    """Link what messages belong to, which must be there, and who wrote them."""
    for one in mapped:
        if one.field.name in LINKS:
            links.link(sheet, one.field.name, one.field.name, make=False)
        elif one.field.type == "link":
            links.link(sheet, one.field.name, one.field.links_to or "")
    if "belongs_to" in sheet.columns:
        _link_any(sheet, links)
    homeless = {
        place: Refusal(msg("Say what the message belongs to."), "belongs_to" if "belongs_to" in sheet.headers else None)
        for place, known in enumerate(zip(*(sheet.column(name) for name in LINKS), strict=True))
        if not any(known)
    }
    sheet.refuse(homeless)


def compose(desk: Desk, sheet: Sheet) -> None:
    """Put a title above its text, and a day's noon in place of the day; today's instant where none is known."""
    titles, texts = sheet.column("title"), sheet.column("text")
    pairs = list(zip(titles, texts, strict=True))
    sheet.columns["text"] = ["\n\n".join(part for part in pair if part) or None for pair in pairs]
    now = desk.clock.instant()
    sheet.columns["at"] = [_noon(day) if day else now for day in sheet.column("created_on")]
    for name in _ONLY_HERE:
        sheet.columns.pop(name, None)
    long = {
        place: Refusal(_too_long(text), "text")
        for place, text in enumerate(sheet.columns["text"])
        if text is not None and len(text) > messages.LONGEST
    }
    sheet.refuse(long)


def filled(new: Sheet) -> dict[str, Sequence[Any]]:
    """The columns of new messages that follow from others: where they belong, when; notes unless the file says."""
    found: dict[str, Sequence[Any]] = {name: new.columns[name] for name in LINKS if name in new.columns}
    found["at"] = new.columns["at"]
    if "note" not in new.columns:
        found["is_note"] = [1] * len(new)  # they speak to nobody any more
    return found


def _link_any(sheet: Sheet, links: Links) -> None:
    """Find what a column of all kinds names, by external id or else by its only name."""
    unclear: dict[int, Refusal] = {}
    known: dict[str, tuple[str, int] | Message] = {}
    for place, written in enumerate(sheet.columns["belongs_to"]):
        if written is None:
            continue
        if written not in known:
            known[written] = _meant(links, written)
        found = known[written]
        if isinstance(found, Message):
            unclear[place] = Refusal(found, "belongs_to")
        else:
            kind, record = found
            sheet.columns.setdefault(kind, [None] * len(sheet))[place] = record
    sheet.refuse(unclear)


def _meant(links: Links, written: str) -> tuple[str, int] | Message:
    found: list[tuple[str, int]] = []
    for kind in LINKS:
        match = links.directory(kind).find(written)
        if match.likeness is Likeness.EXACT and match.record_id is not None:
            found.append((kind, match.record_id))
        elif match.likeness is Likeness.SEVERAL:
            return msg("“{value}” may mean several records. Write its external id.", value=shown(written))
    if len(found) > 1:
        return msg("“{value}” may mean several records. Write its external id.", value=shown(written))
    return found[0] if found else msg("There is no record “{value}” to link to.", value=shown(written))


def _noon(day: str) -> int:
    return int(datetime.combine(date.fromisoformat(day), time(12)).timestamp() * 1000)


def _too_long(text: str) -> Message:
    return msg(
        "{field} holds {most} characters at the most; this has {n}.",
        field=msg("Message"), most=messages.LONGEST, n=len(text),
    )  # fmt: skip

"""What the office says to each other about a few of its sales, and the files it keeps with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.messages import Mention, Message
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.people import Company
from crmdesk.models.pipeline import OPEN
from crmdesk.sales import document_files, documents, mentions
from crmdesk.sales.demo.chance import Calendar, Chance
from crmdesk.sales.demo.drawing import floor_plan
from crmdesk.sales.demo.words import Words
from crmdesk.sales.desk import Desk
from crmdesk.sales.document_files import Pasted
from crmdesk.sales.documents import Stored

_MINUTE_MS = 60_000
_FIRST, _LAST = 8 * 60 + 30, 18 * 60  # minutes of a day's work


@dataclass(frozen=True, slots=True)
class _About:
    """A sale that is talked about."""

    id: int
    title: str
    client: str


def keep_contents(desk: Desk, words: Words) -> dict[str, Stored]:
    """Put the contents of all files into the book, by name; before the step that names them."""
    given = [
        Pasted(file["name"], file["text"].encode() if "text" in file else floor_plan(Chance(1)))
        for talk in words["conversations"]
        for file in talk["files"]
    ]
    return {stored.name: stored for stored in document_files.store(desk, given).stored}


def write(
    desk: Desk, words: Words, chance: Chance, calendar: Calendar, users: Sequence[int], contents: dict[str, Stored]
) -> None:
    """Write the conversations on open sales of the first user, who works with the book, or else of anybody."""
    talks = words["conversations"]
    for talk, about in zip(talks, _sales(len(talks), users[0]), strict=False):
        _write_messages(desk, talk["messages"], about, words, chance, calendar, users)
        for file in talk["files"]:
            at = _instant(desk, calendar, chance, file["days"])
            told = {"opportunity": about.id, "added_by": users[file["by"]], "added_at": at}
            documents.add_rows(desk, [contents[file["name"]]], told)


def _sales(count: int, user: int) -> list[_About]:
    """The largest open sales, the user's own first."""
    query = Opportunity.select(Opportunity.id, Opportunity.title, Company.name)
    query = query.join(Company, on=(Opportunity.company == Company.id)).where(Opportunity.state == OPEN)
    query = query.order_by((Opportunity.owner == user).desc(), Opportunity.amount_minor.desc(), Opportunity.number)
    return [_About(*row) for row in plain_tuples(query.limit(count))]


def _write_messages(
    desk: Desk, told: Sequence[dict[str, Any]], about: _About, words: Words, chance: Chance, calendar: Calendar,
    users: Sequence[int],
) -> None:  # fmt: skip
    me = words["users"][0]["name"]
    known = mentions.people()
    made: list[int] = []
    for one in told:
        text = one["text"].format(me=me, client=about.client, title=about.title)
        author = users[one["by"]]
        made += journal.add_rows(
            Message,
            [
                {
                    "author": author, "at": _instant(desk, calendar, chance, one["days"]), "text": text,
                    "is_note": one.get("note", False), "pinned": one.get("pinned", False),
                    "reply_to": made[one["answers"]] if "answers" in one else None, "opportunity": about.id,
                }
            ],
        )  # fmt: skip
        named = sorted({name.user for name in mentions.named_in(text, known)} - {author})
        journal.add_rows(Mention, [{"message": made[-1], "user": user, "opportunity": about.id} for user in named])


def _instant(desk: Desk, calendar: Calendar, chance: Chance, days: int) -> int:
    """An instant of so many working days ago; of today, one that has been."""
    at = calendar.at(calendar.work_day(calendar.today - days), chance.between(_FIRST, _LAST))
    return min(at, desk.clock.instant() - chance.between(5, 40) * _MINUTE_MS)

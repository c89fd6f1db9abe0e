"""Where a user was mentioned and has not looked yet.  What he has read is kept outside the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from crmdesk.models.database import immediate, insert_rows, plain_tuples, writing
from crmdesk.models.messages import Mention, Message, MessageSeen
from crmdesk.models.people import User
from crmdesk.sales import choices, hanging
from crmdesk.sales.access import visible
from crmdesk.sales.desk import Desk

_SHOWN = 300  # characters


@dataclass(frozen=True, slots=True)
class UnreadMention:
    """A message in which the user is named, and which he has not read.

    Attributes:
        kind, record, name: what it is on.
        text: how it begins.
        at: local time.
    """

    message: int
    author: str
    kind: str
    record: int
    name: str
    text: str
    at: datetime


def mentions(desk: Desk) -> list[UnreadMention]:
    """The user's unread mentions, the last one first."""
    query = (
        Mention.select(Mention.id, Message.id, User.name, Message.text, Message.at)
        .join(Message, on=(Mention.message == Message.id))
        .join(User, JOIN.LEFT_OUTER, on=(Message.author == User.id))
        .where(_unread(desk), visible(desk, Mention))
        .order_by(Message.at.desc(), Message.id.desc())
    )
    rows = list(plain_tuples(query))
    on = hanging.holders(desk, Mention, [row[0] for row in rows])
    names = {about: choices.link_name(desk, *about) or "" for about in set(on.values())}
    found = []
    for mention, message, author, text, at in rows:
        if mention in on:
            kind, record = on[mention]
            told = " ".join(text.split())[:_SHOWN]
            when = datetime.fromtimestamp(at / 1000).astimezone()
            found.append(UnreadMention(message, author or "", kind, record, names[on[mention]], told, when))
    return found


def mark_read(desk: Desk, kind: str, record: int) -> int:
    """Keep that the user has read where he was mentioned on a record; how many he had not.

    Raises:
        StorageError: the book cannot be written; the caller may let it go.
    """
    query = Mention.select(Mention.id).where(_unread(desk), hanging.on(desk, Mention, kind, record))
    ids = [row[0] for row in plain_tuples(query)]
    if ids:
        at = desk.clock.instant()
        with writing(), immediate():
            MessageSeen.delete().where(MessageSeen.user == desk.user, MessageSeen.record.in_(ids)).execute()
            insert_rows(MessageSeen, ("user", "record", "at"), [(desk.user, known, at) for known in ids])
    return len(ids)


def _unread(desk: Desk) -> Any:
    """The condition for mentions of the user that he has not read."""
    read = MessageSeen.select(MessageSeen.record).where(MessageSeen.user == (desk.user or 0))
    return (Mention.user == (desk.user or 0)) & Mention.id.not_in(read)

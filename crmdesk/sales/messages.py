"""The conversation on a record: messages and notes between those who work here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import FieldProblems, StaleRecordError
from crmdesk.models.messages import Mention, Message
from crmdesk.models.people import User
from crmdesk.sales import choices, documents, hanging, locks, mentions, refusals, rules
from crmdesk.sales.access import here, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.documents import DocumentRow, Stored
from crmdesk.sales.mentions import Named
from crmdesk.texts import msg

LONGEST = 20_000  # characters
PAGE = 30
_QUOTED = 200  # characters
_GONE = msg("This message was deleted meanwhile.")


@dataclass(frozen=True, slots=True)
class Quote:
    """What a message answers: who wrote it, and how it begins."""

    id: int
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as a conversation shows it.

    Attributes:
        author: a user's name; empty for nobody.  `author_id` is his id.
        at, edited: local time; None where it was never changed.
        mine: the user may change and remove it.
        named: where somebody is named in the text.
        documents: what came with it.
    """

    id: int
    author: str
    author_id: int | None
    at: datetime
    text: str
    is_note: bool
    pinned: bool
    edited: datetime | None
    mine: bool
    quote: Quote | None
    named: tuple[Named, ...]
    documents: tuple[DocumentRow, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a message said before somebody changed it.

    Attributes:
        until: when it was changed, local time; `by` is who did.
    """

    text: str
    until: datetime
    by: str


# Questions


def of(desk: Desk, kind: str, record: int, most: int = PAGE, before: int | None = None) -> list[MessageRow]:
    """The newest messages on a record, the last one first.

    Args:
        before: only those older than this message.
    """
    condition = hanging.on(desk, Message, kind, record)
    if before is not None:
        at = Message.select(Message.at).where(Message.id == before).scalar() or 0
        condition &= (Message.at < at) | ((Message.at == at) & (Message.id < before))
    return _read(desk, condition, most)


def pinned(desk: Desk, kind: str, record: int) -> list[MessageRow]:
    """The pinned messages on a record, the last one first."""
    return _read(desk, hanging.on(desk, Message, kind, record) & Message.pinned)


def count(desk: Desk, kind: str, record: int) -> int:
    """How many messages are on a record."""
    return int(Message.select().where(hanging.on(desk, Message, kind, record), visible(desk, Message)).count())


def newer(desk: Desk, kind: str, record: int, message: int) -> int:
    """How many messages on a record are newer than one of it."""
    at = Message.select(Message.at).where(Message.id == message).scalar() or 0
    later = (Message.at > at) | ((Message.at == at) & (Message.id > message))
    mine = hanging.on(desk, Message, kind, record)
    return int(Message.select().where(mine, visible(desk, Message), later).count())


def read(desk: Desk, message: int) -> MessageRow:
    """One message.

    Raises:
        StaleRecordError: it is gone, or hidden from the user.
    """
    hanging.here(desk, Message, [message], _GONE)
    return _read(desk, Message.id == message)[0]


def earlier(desk: Desk, message: int) -> list[Earlier]:
    """What a message said before, the latest first; nothing of one the user may not see."""
    if message not in hanging.holders(desk, Message, [message]):
        return []
    names = dict(plain_tuples(User.select(User.id, User.name)))
    return [
        Earlier(one.payload["text"][0], _local(one.at), names.get(one.user or 0, ""))
        for one in journal.history_of(message)
        if one.how == journal.EDIT and "text" in one.payload
    ]


def newest(desk: Desk, which: Any, most: int | None) -> list[int]:
    """The ids of the newest messages of a condition: sorting whole texts would take several times as long."""
    query = Message.select(Message.id).where(which, visible(desk, Message))
    return [row[0] for row in plain_tuples(query.order_by(Message.at.desc(), Message.id.desc()).limit(most))]


def _read(desk: Desk, which: Any, most: int | None = None) -> list[MessageRow]:
    query = (
        Message.select(
            Message.id, Message.author, User.name, Message.at, Message.text, Message.is_note, Message.pinned,
            Message.edited_at, Message.reply_to,
        )
        .left_outer_join(User, on=(Message.author == User.id))
        .where(in_ids(Message.id, newest(desk, which, most)))
        .order_by(Message.at.desc(), Message.id.desc())
    )  # fmt: skip
    rows = list(plain_tuples(query))
    quotes = _quotes({row[8] for row in rows if row[8] is not None})
    came = documents.of_messages(desk, [row[0] for row in rows])
    known = mentions.people()
    return [
        MessageRow(
            row, name or "", author, _local(at), text, bool(note), bool(pin), _local(edited) if edited else None,
            _is_mine(desk, author), quotes.get(reply_to), tuple(mentions.named_in(text, known)),
            tuple(came.get(row, ())),
        )
        for row, author, name, at, text, note, pin, edited, reply_to in rows
    ]  # fmt: skip


def _quotes(ids: Iterable[int]) -> dict[int | None, Quote]:
    query = Message.select(Message.id, User.name, Message.text).left_outer_join(User, on=(Message.author == User.id))
    rows = plain_tuples(query.where(in_ids(Message.id, ids)))
    return {known: Quote(known, name or "", " ".join(text.split())[:_QUOTED]) for known, name, text in rows}


def _is_mine(desk: Desk, author: int | None) -> bool:
    return desk.rights.everything or author == desk.user


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000).astimezone()


# Actions


def write(
    desk: Desk,
    kind: str,
    record: int,
    text: str,
    *,
    note: bool = False,
    reply_to: int | None = None,
    stored: Sequence[Stored] = (),
) -> Changes:
    """Write a message on a lead, contact, company or opportunity.

    Args:
        text: may be empty where files come with it.
        note: it is a note, and speaks to nobody.
        reply_to: the message it answers, of the same record.
        stored: files that come with it, whose contents are stored already.

    Raises:
        StaleRecordError: the record, or the message it answers, is gone.
        DomainError: the record stays as it is, or the text cannot be kept.
    """
    here(desk, kind, [record])
    locks.refuse(kind, [record])
    clean = _tidy(text or ", ".join(one.name for one in stored))
    if reply_to is not None and not of_record(desk, kind, record, reply_to):
        raise StaleRecordError(_GONE)
    name = choices.link_name(desk, kind, record) or ""
    label = msg("Note on “{name}”", name=name) if note else msg("Message on “{name}”", name=name)
    at = desk.clock.instant()
    with desk.step(label) as writing:
        made = journal.add(
            Message, author=desk.user, at=at, text=clean, is_note=note, reply_to=reply_to, **{kind: record}
        )
        _name(desk, made, clean)
        documents.add_rows(desk, stored, {kind: record, "message": made})
    return writing.changes


def of_record(desk: Desk, kind: str, record: int, message: int) -> bool:
    """Whether a message is on a record, and the user sees it."""
    mine = hanging.on(desk, Message, kind, record)
    return bool(Message.select().where(Message.id == message, mine, visible(desk, Message)).exists())


def edit(desk: Desk, message: int, text: str, base: str | None = None) -> Changes:
    """Change what a message says; what it said before stays in its history.

    Args:
        base: what it said when somebody began to change it.

    Raises:
        StaleRecordError: it is gone, or says something else than `base` by now.
        NotAllowedError: it is another's.
        DomainError: the text cannot be kept.
    """
    row = _own(desk, message)
    clean = _tidy(text)
    if base is not None and row.text != base:
        raise StaleRecordError(msg("This message was changed meanwhile. Look at it again and repeat your change."))
    with desk.step(msg("Message changed")) as writing:
        if clean != row.text:
            journal.edit(Message, message, text=clean, edited_at=desk.clock.instant())
            _name(desk, message, clean)
    return writing.changes


def pin(desk: Desk, message: int, *, on: bool) -> Changes:
    """Let a message stand above all others, or among them again.

    Raises:
        StaleRecordError: it is gone.
    """
    hanging.here(desk, Message, [message], _GONE)
    with desk.step(msg("Message pinned") if on else msg("Message no longer pinned")) as writing:
        journal.edit(Message, message, pinned=on)
    return writing.changes


def remove(desk: Desk, message: int) -> Changes:
    """Take a message out, with what came with it; answers stay, without their quote.

    Raises:
        StaleRecordError: it is gone.
        NotAllowedError: it is another's.
    """
    _own(desk, message)
    with desk.step(msg("Message removed")) as writing:
        answers = [row[0] for row in plain_tuples(Message.select(Message.id).where(Message.reply_to == message))]
        journal.edit_all(Message, answers, reply_to=None)
        journal.remove(Mention, [row[0] for row in plain_tuples(_mentions_of(message))])
        came = [row.id for row in documents.of_messages(desk, [message]).get(message, ())]
        if came:
            documents.remove_rows(came)
        journal.remove(Message, [message])
    return writing.changes


def _own(desk: Desk, message: int) -> Any:
    """The message, which must be the user's to change."""
    hanging.here(desk, Message, [message], _GONE)
    row: Any = Message.get_by_id(message)
    if not _is_mine(desk, row.author_id):
        refusals.refuse(desk, msg("Only who wrote a message, or an administrator, changes or removes it."))
    return row


def _tidy(text: str) -> str:
    """The text as it is kept.

    Raises:
        FieldProblems: it is empty, too long, or holds what cannot be kept.
    """
    problem = rules.text_problem(msg("Message"), text, LONGEST)
    clean = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if problem is None and not clean:
        problem = msg("Write something first.")
    if problem is not None:
        raise FieldProblems({"text": problem})
    return clean


def _mentions_of(message: int) -> Any:
    return Mention.select(Mention.id, Mention.user).where(Mention.message == message)


def _name(desk: Desk, message: int, text: str) -> None:
    """Let the message's mentions be those of its text; nobody mentions himself."""
    wanted = {one.user for one in mentions.named_in(text, mentions.people())} - {desk.user}
    known = {user: mention for mention, user in plain_tuples(_mentions_of(message))}
    journal.remove(Mention, [known[user] for user in known.keys() - wanted])
    links = hanging.links_of(Message.get_by_id(message))
    journal.add_rows(Mention, [{"message": message, "user": user, **links} for user in sorted(wanted - known.keys())])

"""The audit list: what was deleted, exported, imported and refused, and who signed in.  It only grows."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crmdesk.models.database import immediate, in_ids, in_transaction, plain_tuples, writing
from crmdesk.models.errors import BookBusyError, NotAllowedError
from crmdesk.models.journal import Entry
from crmdesk.models.people import User
from crmdesk.models.safety import AuditLine
from crmdesk.sales import access
from crmdesk.sales.fields import TABLES
from crmdesk.texts import Message, message_from_json, message_to_json, msg

if TYPE_CHECKING:
    from crmdesk.sales.desk import Desk

SIGN_IN, FAILED, PASSWORD = "sign_in", "sign_in_failed", "password"
DELETED, EXPORTED, IMPORTED, REFUSED = "deleted", "exported", "imported", "refused"
WHAT = {
    SIGN_IN: msg("Sign-in"),
    FAILED: msg("Failed sign-in"),
    PASSWORD: msg("Password"),
    DELETED: msg("Deletion"),
    EXPORTED: msg("Export"),
    IMPORTED: msg("Import"),
    REFUSED: msg("Refusal"),
}
PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list.

    Attributes:
        when: local time.
        user: what he was called then; empty when nobody is known.
        what: one of `WHAT`.
    """

    id: int
    when: datetime
    user: str
    what: str
    label: Message


def lines(desk: Desk, what: str | None = None, before: int | None = None, most: int = PAGE) -> list[Line]:
    """The newest lines, or those older than one of them.

    Args:
        what: only these, one of `WHAT`.

    Raises:
        NotAllowedError: the user is no administrator.
    """
    access.keep_people(desk)
    query = AuditLine.select(AuditLine.id, AuditLine.at, AuditLine.name, AuditLine.what, AuditLine.label)
    query = query.order_by(AuditLine.id.desc()).limit(most)
    if what is not None:
        query = query.where(AuditLine.what == what)
    if before is not None:
        query = query.where(AuditLine.id < before)
    return [
        Line(known, datetime.fromtimestamp(at / 1000).astimezone(), name, kind, message_from_json(json.loads(label)))
        for known, at, name, kind, label in plain_tuples(query)
    ]


def note(desk: Desk, what: str, label: Message, *, user: int | None = None, name: str = "") -> None:
    """Add a line, in the transaction that is open or in one of its own.

    Args:
        user, name: who, where it is not the user at the desk.

    Raises:
        BookBusyError: another program is writing.
    """
    who = desk.user if user is None and not name else user
    row = {
        "at": desk.clock.instant(),
        "user": who,
        "name": name or str(User.select(User.name).where(User.id == who).scalar() or ""),
        "what": what,
        "label": json.dumps(message_to_json(label), ensure_ascii=False),
    }
    with writing(), contextlib.nullcontext() if in_transaction() else immediate():
        AuditLine.insert(row).execute()


def refused(desk: Desk, refusal: NotAllowedError) -> None:
    """Keep a refusal, once; inside a transaction that it ends it is kept afterwards, by who opened the step."""
    if refusal.noted or in_transaction():
        return
    with contextlib.suppress(BookBusyError):  # nothing happened that would have to wait for this line
        note(desk, REFUSED, refusal.message)
        refusal.noted = True


def deletions(desk: Desk, entry: Entry) -> None:
    """Keep that a step put records in the trash, or took values of the office's lists away."""
    removed = {table.kind for table in entry.removed} & TABLES.keys()
    if removed or any(_trashed(table, names) for table, names in entry.edited.items()):
        note(desk, DELETED, entry.label)


def _trashed(table: Any, edited: dict[int, set[str]]) -> bool:
    ids = [record for record, names in edited.items() if "trashed_at" in names]
    return bool(ids) and table.select().where(in_ids(table.id, ids), table.trashed_at.is_null(False)).exists()

"""Who is named in a text by an @ and the name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crmdesk.models.database import plain_tuples
from crmdesk.models.fold import fold
from crmdesk.models.people import User
from crmdesk.sales.access import seen
from crmdesk.sales.desk import Desk

SIGN = "@"


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text: where it begins, with its @, and where it ends."""

    start: int
    end: int
    user: int


def people() -> list[tuple[int, str]]:
    """(id, name) of those who work here, in the order of the alphabet."""
    found = plain_tuples(User.select(User.id, User.name).where(User.active))
    return sorted(found, key=lambda row: fold(row[1]))


def who_see(desk: Desk, kind: str, record: int) -> list[tuple[int, str]]:
    """(id, name) of those who see a record and so what is written on it: nobody else is asked to look."""
    return [(user, name) for user, name in people() if seen(Desk(user, desk.clock, desk.settings), kind, [record])]


def named_in(text: str, known: Iterable[tuple[int, str]]) -> list[Named]:
    """The names in a text, however their accents and capitals are written; of two that fit the longer one.

    Args:
        known: (id, name) of whoever may be named.
    """
    longest_first = sorted(known, key=lambda row: len(row[1]), reverse=True)
    found: list[Named] = []
    at = text.find(SIGN)
    while at >= 0:
        one = _named_at(text, at, longest_first) if not text[at - 1 : at].isalnum() else None
        if one is not None:
            found.append(one)
        at = text.find(SIGN, one.end if one is not None else at + 1)
    return found


def _named_at(text: str, at: int, known: list[tuple[int, str]]) -> Named | None:
    begin = at + len(SIGN)
    for user, name in known:
        end = begin + len(name)
        if fold(text[begin:end]) == fold(name) and not text[end : end + 1].isalnum():
            return Named(at, end, user)
    return None


def begun_at(text: str, cursor: int) -> int | None:
    """Where the name that somebody is typing begins, with its @; None while he is typing none."""
    at = text.rfind(SIGN, 0, cursor)
    if at < 0 or text[at - 1 : at].isalnum() or "\n" in text[at:cursor] or cursor - at > 60:
        return None
    return at

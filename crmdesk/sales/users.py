"""Who works in the book."""

from __future__ import annotations

from collections.abc import Iterable

from crmdesk.models import journal
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.people import User
from crmdesk.texts import msg


def user_named(name: str | None) -> int | None:
    """The user with this name; the one a book opens with when nobody says who works.

    Raises:
        DomainError: the book has no such user, or he does not work here any more.
    """
    if name is None:
        return first_user()
    row = User.get_or_none(User.name == name)
    if row is None:
        raise DomainError(msg("This book has no user “{name}”.", name=name))
    if not row.active:
        raise DomainError(msg("“{name}” does not work in this book any more.", name=name))
    return int(row.id)


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """What users are called, or were when they were deleted."""
    wanted = set(ids)
    found = dict(plain_tuples(User.select(User.id, User.name).where(in_ids(User.id, wanted))))
    return {**journal.names_removed(User, wanted - found.keys()), **found}


def names() -> list[str]:
    """All who ever worked here, in the order they came."""
    return [user.name for user in User.select(User.name).order_by(User.id)]


def first_user() -> int | None:
    """The user a book opens with when nobody says who works: the first active one."""
    row = User.select(User.id).where(User.active).order_by(User.id).first()
    return row.id if row else None

"""What a role allows: for each kind of record how far each action reaches, and which screens stay closed.

Without a role, and in a book without users, everything is allowed: nothing changes for an office of one.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from crmdesk.models.database import plain_tuples
from crmdesk.models.people import Role, User
from crmdesk.sales.fields import TABLES

SEE, ADD, CHANGE, DELETE, EXPORT, IMPORT = "see", "add", "change", "delete", "export", "import"
ACTIONS = (SEE, ADD, CHANGE, DELETE, EXPORT, IMPORT)
NONE, OWN, TEAM, ALL = "none", "own", "team", "all"
SCOPES = (NONE, OWN, TEAM, ALL)
"""How far an action reaches: nothing; what is mine; what is my team's, of those I manage, or nobody's; everything."""


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of records a role speaks of: those that have an owner and can be put in the trash."""
    first = ("lead", "contact", "company", "opportunity", "activity")
    owned = [kind for kind, table in TABLES.items() if {"owner", "trashed_at"} <= table._meta.fields.keys()]
    return (*first, *(kind for kind in owned if kind not in first))


@dataclass(frozen=True)
class Rights:
    """What one user may do.

    Attributes:
        role: the name of his role; empty for who has none.
        team: the user, those of his team, and those he manages, also through others.
        everything: an administrator; nothing else here counts then.
    """

    user: int | None
    role: str = ""
    everything: bool = True
    sets_up: bool = True
    grants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    team: tuple[int, ...] = ()

    def scope(self, kind: str, action: str) -> str:
        """How far an action on a kind of record reaches; one that no role speaks of is a matter of setting up."""
        if self.everything or (kind not in kinds() and action == SEE):
            return ALL
        if kind not in kinds():
            return ALL if self.sets_up and kind not in PEOPLE else NONE
        return self.grants.get(kind, {}).get(action, NONE)

    def owners(self, scope: str) -> frozenset[int | None] | None:
        """Whose records a scope reaches, None among them being nobody; None for everybody's."""
        if scope == ALL:
            return None
        if scope == TEAM:
            return frozenset((*self.team, None))
        return frozenset((self.user,)) if scope == OWN else frozenset()

    @property
    def sight(self) -> Hashable:
        """What tells users apart who see different things; the same for all who see everything."""
        scopes = tuple(self.scope(kind, SEE) for kind in kinds())
        return None if set(scopes) == {ALL} else (self.user, scopes, self.team)


PEOPLE = ("user", "team", "role")
"""Kinds that only administrators change."""


def of(user: int | None) -> Rights:
    """The rights of a user as the book has them now."""
    if user is None:
        return Rights(None)
    query = User.select(User.role, Role.name, Role.administers, Role.sets_up, Role.grants, Role.locked)
    found = next(plain_tuples(query.left_outer_join(Role).where(User.id == user)), None)
    if found is None:  # another program deleted him meanwhile
        return Rights(user, "", False, False)
    role, name, administers, sets_up, grants, locked = found
    if role is None or administers:
        return Rights(user, name or "")
    return Rights(user, name, False, bool(sets_up), json.loads(grants), frozenset(json.loads(locked)), _team_of(user))


def _team_of(user: int) -> tuple[int, ...]:
    """The user, those of his team, and everybody below him."""
    people = {
        known: (team, manager) for known, team, manager in plain_tuples(User.select(User.id, User.team, User.manager))
    }
    own_team = people[user][0]
    found = {user, *(known for known, (team, _manager) in people.items() if team is not None and team == own_team)}
    below = {user}
    while below := {known for known, (_team, manager) in people.items() if manager in below} - found:
        found |= below
    return tuple(sorted(found))


def administrators() -> list[tuple[int, str]]:
    """(id, name) of those who work here and may do everything, in the order they came."""
    query: Any = User.select(User.id, User.name).left_outer_join(Role, on=(User.role == Role.id))
    everything = User.role.is_null() | Role.administers
    return list(plain_tuples(query.where(User.active, everything).order_by(User.id)))

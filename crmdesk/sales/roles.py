"""The roles of an office: those it starts with, and how they are added and changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.people import Role, User
from crmdesk.sales import access, rights
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.rights import ACTIONS, ADD, ALL, CHANGE, DELETE, NONE, OWN, SCOPES, SEE, TEAM
from crmdesk.texts import _c, msg

SCREENS = (
    *("today", "board", "opportunities", "leads", "contacts", "companies", "calendar", "products", "quotes"),
    *("campaigns", "dashboard"),
)
"""The screens that can be closed; the settings stay open for one's own password and looks."""
_OFFICES = ("campaign", "segment", "product")
"""Kinds that are the whole office's rather than one seller's."""


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role as its page shows it.

    Attributes:
        grants: kind to action to scope, every kind and action there is.
        used: how many users have it.
    """

    id: int
    name: str
    administers: bool
    sets_up: bool
    grants: Mapping[str, Mapping[str, str]]
    locked: frozenset[str]
    used: int


def ship() -> None:
    """Give a new book its first roles, in the language in use.  Must be called inside a step."""
    work = [kind for kind in rights.kinds() if kind not in _OFFICES]
    offices = [kind for kind in rights.kinds() if kind in _OFFICES]
    look = {kind: {SEE: ALL} for kind in offices}
    own = {kind: dict.fromkeys((SEE, ADD, CHANGE, DELETE), OWN) for kind in work}
    team = {kind: dict.fromkeys(ACTIONS, TEAM) for kind in work}
    everything = {kind: dict.fromkeys(ACTIONS, ALL) for kind in offices}
    shipped: tuple[tuple[Any, dict[str, Any]], ...] = (
        (msg("Administrator"), {"administers": True, "sets_up": True}),
        (_c("role", "Manager"), {"sets_up": True, "grants": json.dumps(team | everything)}),
        (msg("Seller"), {"grants": json.dumps(own | look), "locked": json.dumps(["dashboard"])}),
        (msg("Reader"), {"grants": json.dumps({kind: {SEE: ALL} for kind in work} | look)}),
    )
    journal.add_rows(
        Role, [{"name": str(name), "place": place, **values} for place, (name, values) in enumerate(shipped)]
    )


def for_newcomers() -> int | None:
    """The role of a user who is added without one: where the office gives roles, the one that sees least.

    None where it gives none, so that whoever works there may do everything.
    """
    if not User.select().where(User.role.is_null(False)).exists():
        return None
    narrow = sorted((_reach(row), row.place, row.id) for row in Role.select().where(~Role.administers))
    return narrow[0][-1] if narrow else None


def name_for_newcomers() -> str | None:
    """What that role is called."""
    role = for_newcomers()
    return None if role is None else str(Role.get_by_id(role).name)


def _reach(row: Role) -> tuple[int, int]:
    """How far a role sees, and how far all it allows goes."""
    grants = json.loads(row.grants).values()
    seen = sum(SCOPES.index(of.get(SEE, NONE)) for of in grants)
    return seen, sum(SCOPES.index(scope) for of in grants for scope in of.values())


def all_roles(desk: Desk) -> list[RoleRow]:
    """The book's roles, in their order."""
    users = User.select(User.role).where(User.role.is_null(False))
    used = [role for (role,) in plain_tuples(users)]
    return [
        RoleRow(
            row.id, row.name, row.administers, row.sets_up or row.administers, _whole(row),
            frozenset() if row.administers else frozenset(json.loads(row.locked)), used.count(row.id),
        )
        for row in Role.select().order_by(Role.place, Role.id)
    ]  # fmt: skip


def _whole(row: Role) -> dict[str, dict[str, str]]:
    kept = json.loads(row.grants)
    nothing = ALL if row.administers else NONE
    return {
        kind: {action: ALL if row.administers else kept.get(kind, {}).get(action, nothing) for action in ACTIONS}
        for kind in rights.kinds()
    }


def allow(desk: Desk, role: int, grants: Mapping[str, Mapping[str, str]]) -> Changes:
    """Change how far actions of a role reach: kind to action to scope; what is not named stays.

    Nothing reaches further than what is seen: an action is narrowed to it, and what is done must be seen.

    Raises:
        NotAllowedError: the user is no administrator.
        DomainError: the role is gone, or is that of administrators.
    """
    row = _changeable(desk, role)
    whole = {kind: dict(scopes) for kind, scopes in _whole(row).items()}
    for kind, scopes in grants.items():
        for action, scope in scopes.items():
            if kind not in whole or action not in ACTIONS or scope not in SCOPES:
                raise KeyError(f"no such right: {kind} {action} {scope}")
            whole[kind][action] = scope
        _widen_or_narrow(whole[kind], scopes)
    plain = {kind: {action: scope for action, scope in of.items() if scope != NONE} for kind, of in whole.items()}
    with desk.step(msg("Role “{name}” changed", name=row.name)) as writing:
        journal.edit(Role, role, grants=json.dumps(plain))
    return writing.changes


def _widen_or_narrow(scopes: dict[str, str], changed: Iterable[str]) -> None:
    """Keep seeing at least as wide as every other action: the one that was changed decides."""
    rank = SCOPES.index
    if SEE in changed:
        for action in ACTIONS:
            scopes[action] = min(scopes[action], scopes[SEE], key=rank)
    else:
        scopes[SEE] = max(scopes.values(), key=rank)


def lock(desk: Desk, role: int, screens: Iterable[str]) -> Changes:
    """Close these screens (of `SCREENS`) for a role, and open all others.

    Raises:
        NotAllowedError: the user is no administrator.
        DomainError: the role is gone, or is that of administrators.
    """
    row = _changeable(desk, role)
    with desk.step(msg("Role “{name}” changed", name=row.name)) as writing:
        journal.edit(Role, role, locked=json.dumps(sorted(screens)))
    return writing.changes


def let_set_up(desk: Desk, role: int, sets_up: bool) -> Changes:
    """Let a role change stages, lists, fields and settings, or no longer.

    Raises:
        NotAllowedError: the user is no administrator.
        DomainError: the role is gone, or is that of administrators.
    """
    row = _changeable(desk, role)
    with desk.step(msg("Role “{name}” changed", name=row.name)) as writing:
        journal.edit(Role, role, sets_up=sets_up)
    return writing.changes


def _changeable(desk: Desk, role: int) -> Any:
    access.here(desk, "role", [role], CHANGE)
    row = Role.get_by_id(role)
    if row.administers:
        raise DomainError(msg("“{name}” may do everything, so that nobody locks the office out.", name=row.name))
    return row

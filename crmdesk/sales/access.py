"""The one place that decides what a user may see and do.

Every question starts from `visible`; every action asks `here` for the records it is about, or `require` and its
siblings for what is not about records; and every step is looked over by `guard` before it is kept, so that nothing
writes around these.

Whose a record is decides: `own` is what the user owns, `team` also what his team and those he manages own, and what
nobody owns; an activity is also theirs whose record it hangs on.  What hangs on a record (tags, lines) goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import TYPE_CHECKING, Any

from peewee import SQL, Expression, fn

from crmdesk.models import journal
from crmdesk.models.database import SOME_IDS, KeptQuestion, in_ids, plain_tuples
from crmdesk.models.errors import StaleRecordError
from crmdesk.sales import refusals, rights
from crmdesk.sales.fields import TABLES
from crmdesk.sales.rights import ALL, CHANGE, EXPORT, NONE, SEE
from crmdesk.texts import Message, msg

if TYPE_CHECKING:
    from crmdesk.sales.desk import Desk

_HANGS_ON = {
    **dict.fromkeys(("opportunity_line", "involved", "past_outcome"), ("opportunity",)),
    "segment_member": ("segment",),
    "participant": ("activity",),
}
"""What a row is part of, where it links to other records too."""


# What is seen


def visible(desk: Desk, table: Any) -> Expression:
    """The condition for rows of a table (or an alias of one) that this user may see: his, and not in the trash."""
    trashed_at = getattr(table, "trashed_at", None)  # the office's own lists have no trash
    condition: Expression = table.id.is_null(False) if trashed_at is None else trashed_at.is_null()
    return _narrowed(condition, desk, table, SEE)


def in_trash(desk: Desk, table: Any) -> Expression:
    """The condition for rows in the trash that this user may see."""
    return _narrowed(table.trashed_at.is_null(False), desk, table, SEE)


def with_trash(desk: Desk, table: Any) -> Expression:
    """The condition for rows that this user may see, those in the trash too."""
    return _narrowed(table.id.is_null(False), desk, table, SEE)


def reached(desk: Desk, table: Any, action: str) -> Expression:
    """The condition for rows of a table, those in the trash too, on which the user may do this."""
    return _narrowed(table.id.is_null(False), desk, table, action)


def _narrowed(condition: Expression, desk: Desk, table: Any, action: str) -> Expression:
    scoped = _scoped(desk, table, action)
    return condition if scoped is None else condition & scoped


def _scoped(desk: Desk, table: Any, action: str) -> Expression | None:
    """The condition by whose a row is; None where the user may do this on all of them."""
    mine = desk.rights
    if mine.everything:
        return None
    if getattr(table, "kind", "") not in rights.kinds():
        links = holders(table)
        return _hanging(desk, table, links, action) if links else None
    owners = mine.owners(mine.scope(table.kind, action))
    if owners is None:
        return None
    if not owners:
        return _never(table)
    condition = _owned(table, owners)
    return condition | _hanging(desk, table, table.belongs_to, action) if table.belongs_to else condition


def _owned(table: Any, owners: Iterable[int | None]) -> Expression:
    ids = sorted(owner for owner in owners if owner is not None)
    condition: Expression = table.owner == ids[0] if len(ids) == 1 else table.owner.in_(ids)
    return condition | table.owner.is_null() if None in owners else condition


def _hanging(desk: Desk, table: Any, links: Iterable[str], action: str) -> Expression:
    """The condition that one of the records a row hangs on may be seen, or else changed."""
    found = []
    for link in links:
        column = getattr(table, link)
        holder: Any = column.rel_model.alias()
        scoped = _scoped(desk, holder, _on_holder(action))
        if scoped is None:
            found.append(column.is_null(False))
        elif desk.rights.scope(column.rel_model.kind, _on_holder(action)) != NONE:
            found.append(fn.EXISTS(holder.select(SQL("1")).where(holder.id == column, scoped)))
    return reduce(lambda one, other: one | other, found) if found else _never(table)


def _on_holder(action: str) -> str:
    """What one must be allowed to do with a record to do this with what hangs on it."""
    return action if action in (SEE, EXPORT) else CHANGE


def _never(table: Any) -> Expression:
    nothing: Expression = table.id.is_null()
    return nothing


def holders(table: Any) -> tuple[str, ...]:
    """The links of a table without an owner of its own to the records its rows hang on."""
    kind, belongs_to = getattr(table, "kind", ""), tuple(getattr(table, "belongs_to", ()))
    linked = (link.name for link, to in table._meta.refs.items() if to.kind in rights.kinds())
    return belongs_to or _HANGS_ON.get(kind) or tuple(linked)


def seen(desk: Desk, kind: str, ids: Iterable[int]) -> set[int]:
    """Those of the records that this user may see."""
    return {row[0] for row in _SEEN.ask(ids, (kind, desk.rights.sight), desk, kind)}


def _seen(desk: Desk, kind: str) -> Any:
    table: Any = TABLES[kind]
    return table.select(table.id).where(table.id.in_(SOME_IDS), visible(desk, table))


_SEEN = KeptQuestion(_seen)


def sees_all(desk: Desk, table: Any) -> bool:
    """Whether the user sees every row of a table, whosever it is."""
    mine, kind = desk.rights, getattr(table, "kind", "")
    kinds = (kind,) if kind in rights.kinds() else [getattr(table, link).rel_model.kind for link in holders(table)]
    return mine.everything or all(mine.scope(one, SEE) == ALL for one in kinds)


def here(desk: Desk, kind: str, ids: Iterable[int], action: str = SEE) -> None:
    """Refuse to go on with records that are gone, in the trash or not to be seen, or on which this is not allowed.

    Args:
        action: what is to be done with them (`rights.ACTIONS`).

    Raises:
        StaleRecordError: one of them is gone, or hidden from the user.
        NotAllowedError: the user sees them, and may not do this with one of them.
    """
    wanted = set(ids) - journal.added_now(TABLES[kind])
    if seen(desk, kind, wanted) != wanted:
        raise StaleRecordError(gone(kind))
    if action != SEE:
        refuse_others(desk, kind, wanted, action)


def may_change(desk: Desk, kind: str, record: int) -> bool:
    """Whether a record is there and the user's to change."""
    table: Any = TABLES[kind]
    query = table.select(table.id).where(table.id == record, visible(desk, table), reached(desk, table, CHANGE))
    return next(plain_tuples(query), None) is not None


def refuse_others(desk: Desk, kind: str, ids: Iterable[int], action: str) -> None:
    """Refuse to do something with records, those in the trash too, that are not all the user's to do it with.

    Raises:
        NotAllowedError: one of them is not.
    """
    wanted = set(ids)
    if desk.rights.scope(kind, action) == ALL:
        return
    require(desk, kind, action)
    table: Any = TABLES[kind]
    query = table.select(table.id).where(in_ids(table.id, wanted), reached(desk, table, action))
    if {row[0] for row in plain_tuples(query)} != wanted:
        refusals.refuse(desk, refusals.about(desk, kind, action))


def gone(kind: str) -> Message:
    """The sentence on a record that is not there any more."""
    return _GONE.get(kind, msg("This record was deleted meanwhile."))


_GONE = {
    "opportunity": msg("This opportunity was deleted meanwhile."),
    "activity": msg("This activity was deleted meanwhile."),
    "pipeline": msg("This pipeline was deleted meanwhile."),
    "stage": msg("This stage was deleted meanwhile. Choose another one."),
    "activity_type": msg("This type was deleted meanwhile. Choose another one."),
    "playbook": msg("This playbook was deleted meanwhile. Choose another one."),
    "lead_status": msg("This status was deleted meanwhile. Choose another one."),
}


# What is allowed at all


def may(desk: Desk, kind: str, action: str) -> bool:
    """Whether the user may do this with some records of a kind."""
    return desk.rights.scope(kind, action) != NONE


def require(desk: Desk, kind: str, action: str) -> None:
    """Refuse what the user may do with no record of a kind.

    Raises:
        NotAllowedError: the sentence says who can allow it.
    """
    if not may(desk, kind, action):
        refusals.refuse(desk, refusals.about(desk, kind, action))


def enter(desk: Desk, screen: str) -> None:
    """Refuse what a closed screen would show.

    Raises:
        NotAllowedError: it is closed for the user.
    """
    _refuse_for(desk, refusals.why_locked(desk, screen))


def keep_people(desk: Desk) -> None:
    """Refuse what only administrators do: users, teams, roles, passwords, the audit list.

    Raises:
        NotAllowedError: the user is none.
    """
    _refuse_for(desk, refusals.why_no_people(desk))


def set_up(desk: Desk) -> None:
    """Refuse what only who sets the book up does: stages, lists, fields and settings.

    Raises:
        NotAllowedError: the user does not.
    """
    _refuse_for(desk, refusals.why_no_setting_up(desk))


def _refuse_for(desk: Desk, reason: Message | None) -> None:
    if reason is not None:
        refusals.refuse(desk, reason)

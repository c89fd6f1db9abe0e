"""What a step of the history touched, and whether that is the user's to see and to take back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from crmdesk.models.base import Record
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.journal import ADD, EDIT, REMOVE, Change, Step
from crmdesk.models.journal.history import tables
from crmdesk.models.journal.plain import ids_of
from crmdesk.sales import access, refusals, rights
from crmdesk.sales.desk import Desk
from crmdesk.sales.guard import EVERYBODYS, ORDER
from crmdesk.sales.rights import CHANGE, PEOPLE, SEE


@dataclass(frozen=True, slots=True)
class _Touch:
    """One row that a step changed, or several it added.

    Attributes:
        kept: the row's values where it was taken out, its changed ones as [old, new] where it was edited.
    """

    step: int
    how: str
    table: type[Record]
    ids: Sequence[int]
    kept: dict[str, Any]


def hidden(desk: Desk, steps: Sequence[int]) -> dict[int, int]:
    """How many of the records each step touched are hidden from the user; steps of which he may see nothing are left
    out."""
    if desk.rights.sight is None:
        return dict.fromkeys(steps, 0)
    touches = [touch for touch in _of(steps, values=False) if touch.table.kind not in EVERYBODYS]
    own = {step for (step,) in plain_tuples(Step.select(Step.id).where(in_ids(Step.id, steps), Step.user == desk.user))}
    sight = _Reach(desk, SEE, touches)
    seen: Counter[int] = Counter()
    unseen: Counter[int] = Counter()
    for touch in touches:
        for record in touch.ids:
            mine = sight.has(touch, record, gone=touch.step in own)
            (seen if mine else unseen)[touch.step] += 1
    return {step: unseen[step] for step in steps if seen[step]}


def refuse_others(desk: Desk, action: Step) -> None:
    """Refuse to take a step back, or to do it again, unless all it touched is the user's to change.

    What somebody gave away himself he may take back, although it is another's now.

    Raises:
        NotAllowedError: something of it is not.
    """
    if desk.rights.everything:
        return
    last = Step.select(fn.MAX(Step.id)).where((Step.root == action.id) | (Step.id == action.id)).scalar()
    touches = [touch for touch in _of([last], values=True) if not touch.kept.keys() or touch.kept.keys() - ORDER]
    reach = _Reach(desk, CHANGE, touches)
    for touch in touches:
        kind = touch.table.kind
        if kind in EVERYBODYS:
            continue
        if kind not in rights.kinds() and not access.holders(touch.table):
            (access.keep_people if kind in PEOPLE else access.set_up)(desk)
        elif not all(reach.has(touch, record, gone=action.user == desk.user) for record in touch.ids):
            refusals.refuse(desk, refusals.about(desk, _kind_of(touch), CHANGE))


def _kind_of(touch: _Touch) -> str:
    links = () if touch.table.kind in rights.kinds() else access.holders(touch.table)
    return str(getattr(touch.table, links[0]).rel_model.kind) if links else touch.table.kind


class _Reach:
    """Which of the touched rows are the user's to see, or to change."""

    def __init__(self, desk: Desk, action: str, touches: Sequence[_Touch]) -> None:
        self._desk, self._action = desk, action
        self._there: dict[type[Record], set[int]] = {}
        self._reached: dict[type[Record], set[int]] = {}
        for table, ids in _grouped((touch.table, touch.ids) for touch in touches).items():
            self._there[table] = _ids(table, ids)
            self._reached[table] = _ids(table, ids, access.reached(desk, table, action))
        taken_out = [touch for touch in touches if touch.how == REMOVE]
        self._come_back = _grouped((touch.table, touch.ids) for touch in taken_out)
        held = _grouped((table, [holder]) for touch in taken_out for table, holder in _held_by(touch))
        self._held = {table: _ids(table, ids, access.reached(desk, table, action)) for table, ids in held.items()}

    def has(self, touch: _Touch, record: int, *, gone: bool) -> bool:
        """Whether the row is the user's.

        Args:
            gone: the step is the user's own, so that what is not there any more, or not his any more, was his.
        """
        if record in self._reached[touch.table]:
            return True
        owners = self._desk.rights.owners(self._desk.rights.scope(touch.table.kind, self._action))
        if touch.how == EDIT:
            was = touch.kept.get("owner") or ()
            return gone and owners is not None and any(owner in owners for owner in was)
        if record in self._there[touch.table]:
            return False
        if gone and (touch.how != REMOVE or self._action == SEE):
            return True
        return touch.how == REMOVE and self._may_bring_back(touch, owners, own=gone)

    def _may_bring_back(self, touch: _Touch, owners: frozenset[int | None] | None, *, own: bool) -> bool:
        """Whether a row that was taken out is the user's by what he may do now."""
        if touch.table.kind in rights.kinds() and (
            owners is None or (own and owners) or touch.kept.get("owner") in owners
        ):
            return True
        return any(
            holder in self._held[table] or holder in self._come_back.get(table, ()) for table, holder in _held_by(touch)
        )


def _held_by(touch: _Touch) -> Iterator[tuple[type[Record], int]]:
    """The records that a row which was taken out hung on."""
    for link in access.holders(touch.table) if touch.table.kind not in rights.kinds() else touch.table.belongs_to:
        if (holder := touch.kept.get(link)) is not None:
            yield getattr(touch.table, link).rel_model, holder


def _grouped(found: Iterable[tuple[type[Record], Iterable[int]]]) -> dict[type[Record], set[int]]:
    groups: dict[type[Record], set[int]] = {}
    for table, ids in found:
        groups.setdefault(table, set()).update(ids)
    return groups


def _ids(table: Any, ids: set[int], *conditions: Any) -> set[int]:
    return {row[0] for row in plain_tuples(table.select(table.id).where(in_ids(table.id, ids), *conditions))}


def _of(steps: Sequence[int], *, values: bool) -> Iterator[_Touch]:
    """What steps touched.

    Args:
        values: with what was edited; else only which rows were.
    """
    known = tables()
    base = Change.select(Change.step, Change.kind, Change.table, Change.record, Change.payload)
    if not values:
        edits = Change.select(Change.step, Change.table, Change.record)
        for step, name, record in plain_tuples(edits.where(in_ids(Change.step, steps), Change.kind == EDIT)):
            yield _Touch(step, EDIT, known[name], (record,), {})
        base = base.where(Change.kind != EDIT)
    for step, how, name, record, payload in plain_tuples(base.where(in_ids(Change.step, steps))):
        plain = json.loads(payload)
        yield _Touch(step, how, known[name], ids_of(plain) if how == ADD else (record,), {} if how == ADD else plain)

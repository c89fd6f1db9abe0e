"""Every step is looked over before it is kept, whoever wrote it: what its user may not do is not done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmdesk.models.base import Record
from crmdesk.models.database import in_ids, plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.journal import Entry, whose
from crmdesk.sales import access, refusals, rights
from crmdesk.sales.fields import TABLES
from crmdesk.sales.rights import ADD, CHANGE, DELETE, PEOPLE
from crmdesk.texts import msg

if TYPE_CHECKING:
    from crmdesk.sales.desk import Desk

EVERYBODYS = frozenset({"tag"})
"""Lists that whoever changes a record adds to."""
ORDER = frozenset({"rank"})
"""Columns that belong to nobody: the order of a stage's cards is everybody's."""


def look_over(desk: Desk, entry: Entry, *, back: bool = False) -> None:
    """Refuse a step that did what its user may not do.

    Args:
        back: it takes something back, which who may change all of it may do.

    Raises:
        NotAllowedError: nothing of the step is kept.
    """
    if not desk.rights.everything:
        _Look(desk, entry, back).at_all()


def keep_an_administrator(entry: Entry) -> None:
    """Refuse a step that leaves a book with users without anybody who may do everything.

    Raises:
        DomainError: nothing of the step is kept.
    """
    if not entry.touched.keys() & {TABLES["user"], TABLES["role"]}:
        return
    user: Any = TABLES["user"]
    if user.select().where(user.active).exists() and not rights.administrators():
        raise DomainError(msg("A book needs an administrator. Give somebody else that role first."), "role")


class _Look:
    """A look at what was added, changed and deleted; row by row only where the role asks whose it is."""

    def __init__(self, desk: Desk, entry: Entry, back: bool) -> None:
        self.desk, self.entry, self.back = desk, entry, back

    def at_all(self) -> None:
        for table in {**self.entry.added, **self.entry.edited, **self.entry.removed}:
            if table.kind in rights.kinds():
                self._at_records(table)
            elif access.holders(table):
                self._at_parts(table)
            elif table.kind in PEOPLE:
                access.keep_people(self.desk)
            elif table.kind not in EVERYBODYS:
                access.set_up(self.desk)

    def _at_records(self, table: type[Record]) -> None:
        added = self.entry.added.get(table, set())
        changed, deleted = self._edited(table, added)
        for action, ids in ((ADD, added), (CHANGE, changed), (DELETE, deleted)):
            known = CHANGE if self.back else action
            if ids and not ids <= self._allowed(table, known, ids):
                refusals.refuse(self.desk, refusals.about(self.desk, table.kind, known))
        known = CHANGE if self.back else DELETE
        owners = self.desk.rights.owners(self.desk.rights.scope(table.kind, known))
        if owners is not None and any(of[0] not in owners for of in self.entry.gone.get(table, {}).values()):
            refusals.refuse(self.desk, refusals.about(self.desk, table.kind, known))

    def _edited(self, table: type[Record], added: set[int]) -> tuple[set[int], set[int]]:
        """The ids of rows changed, and of those put in the trash or taken out of it."""
        # a value of a list that is deleted hands its uses over, whosever they are
        free = ORDER | {link.name for link, to in table._meta.refs.items() if to in self.entry.removed}
        changed: set[int] = set()
        deleted: set[int] = set()
        for record, names in self.entry.edited.get(table, {}).items():
            if record not in added and not names <= free:
                (deleted if "trashed_at" in names else changed).add(record)
        return changed, deleted

    def _allowed(self, table: Any, action: str, ids: set[int]) -> set[int]:
        """Those of the rows that are the user's to do this with, by whose they were before the step."""
        owners = self.desk.rights.owners(self.desk.rights.scope(table.kind, action))
        if owners is None:
            return ids
        query = table.select(table.id).where(in_ids(table.id, ids), access.reached(self.desk, table, action))
        found = {row[0] for row in plain_tuples(query)}
        before = {} if action == ADD else self.entry.owned.get(table, {})
        for record in before.keys() & ids:
            if before[record] in owners:
                found.add(record)
            elif not table.belongs_to:  # else it may be his by what it hangs on
                found.discard(record)
        return found

    def _at_parts(self, table: Any) -> None:
        """Rows that hang on records: one of these must be the user's to change, or be new with them."""
        links = access.holders(table)
        ids = self.entry.added.get(table, set()) | self.entry.edited.get(table, {}).keys()
        query = table.select(*(getattr(table, link) for link in links)).where(in_ids(table.id, ids))
        names = whose(table)
        gone = [dict(zip(names, of, strict=True)) for of in self.entry.gone.get(table, {}).values()]
        rows = [*plain_tuples(query), *(tuple(of.get(link) for link in links) for of in gone)]
        allowed = [self._changeable(table, link, {row[place] for row in rows}) for place, link in enumerate(links)]
        for row in rows:
            hangs = [(place, holder) for place, holder in enumerate(row) if holder is not None]
            if hangs and not any(holder in allowed[place] for place, holder in hangs):
                kind = getattr(table, links[hangs[0][0]]).rel_model.kind
                refusals.refuse(self.desk, refusals.about(self.desk, kind, CHANGE))

    def _changeable(self, table: Any, link: str, of: set[int | None]) -> set[int]:
        holder: Any = getattr(table, link).rel_model
        ids = {known for known in of if known is not None}
        owners = self.desk.rights.owners(self.desk.rights.scope(holder.kind, CHANGE))
        gone = self.entry.gone.get(holder, {})  # went with what hung on it; whose it was was its first column
        known = self.entry.added.get(holder, set()) & ids
        known |= {record for record in ids & gone.keys() if owners is None or gone[record][0] in owners}
        return known | (self._allowed(holder, CHANGE, ids - known) if ids - known else set())

"""The statuses of leads: those every book starts with, and how the office changes its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.fold import words
from crmdesk.models.leads import (
    CONVERTED,
    DISQUALIFIED,
    GOING,
    NOT_CONVERTED,
    OPEN,
    QUALIFIED,
    STATUS_KINDS,
    LeadStatus,
)
from crmdesk.models.people import Lead
from crmdesk.sales import in_use, naming, renamed
from crmdesk.sales.access import gone
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.in_use import InUse
from crmdesk.texts import Message, msg

KIND_NAMES = {
    OPEN: msg("Being worked"),
    QUALIFIED: msg("Ready for conversion"),
    CONVERTED: msg("Converted"),
    NOT_CONVERTED: msg("Not converted"),
    DISQUALIFIED: msg("Disqualified"),
}
COLOURS = 7
"""How many colours the theme's set has."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """A status that every book starts with.

    Attributes:
        word: what it is called in conditions and in files of older programs.
        names: by language.  They are told apart whatever the reader's language, so they are no texts of the catalogue.
    """

    word: str
    kind: str
    colour: int
    names: Mapping[str, str]


SHIPPED = (
    Shipped("open", OPEN, 0, {"en": "Open - not contacted", "es": "Abierta - no contactada"}),
    Shipped("working", OPEN, 1, {"en": "Working - contacted", "es": "En curso - contactada"}),
    Shipped("qualified", QUALIFIED, 2, {"en": "Qualified", "es": "Calificada"}),
    Shipped("converted", CONVERTED, 2, {"en": "Closed - converted", "es": "Cerrada - convertida"}),
    Shipped("not_converted", NOT_CONVERTED, 6, {"en": "Closed - not converted", "es": "Cerrada - no convertida"}),
    Shipped("disqualified", DISQUALIFIED, 4, {"en": "Disqualified", "es": "Descalificada"}),
)


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A status as the settings and the board show it.

    Attributes:
        kind: one of `STATUS_KINDS`.
        used: whether leads are in it, those in the trash included; said where it was asked for.
    """

    id: int
    name: str
    kind: str
    colour: int
    used: InUse = in_use.NOT


def fill(language: str) -> None:
    """Give a new book its statuses, in its language.  Must be called inside a step."""
    journal.add_rows(
        LeadStatus,
        [
            {"name": one.names[language], "status_kind": one.kind, "colour": one.colour, "place": place}
            for place, one in enumerate(SHIPPED)
        ],
    )


def rows(*, counted_for: Desk | None = None) -> list[StatusRow]:
    """The statuses in the office's order.

    Args:
        counted_for: say to this user how much each is used.
    """
    status = LeadStatus
    query = status.select(status.id, status.name, status.status_kind, status.colour)
    used: dict[int, InUse] = {}
    if counted_for is not None:
        counts = dict(plain_tuples(Lead.select(Lead.status, fn.COUNT(1)).group_by(Lead.status)))
        used = in_use.told(counted_for, counts, [Lead])
    ordered = plain_tuples(query.order_by(status.place, status.id))
    return [StatusRow(known, name, kind, colour, used.get(known, in_use.NOT)) for known, name, kind, colour in ordered]


def of_kind(kind: str) -> int:
    """The office's first status of a kind.

    Raises:
        DomainError: it has none.
    """
    found = next((row.id for row in rows() if row.kind == kind), None)
    if found is None:
        raise DomainError(msg("There is no status of the kind “{kind}”. Add one in Settings.", kind=KIND_NAMES[kind]))
    return found


def kind_of(status: int | None) -> str | None:
    """The kind of a status; None when there is no such one."""
    return next((row.kind for row in rows() if row.id == status), None)


def first_open() -> int | None:
    """Where a new lead starts; None in a book without statuses."""
    return next((row.id for row in rows() if row.kind == OPEN), None)


def by_name() -> dict[str, int]:
    """What means a status, folded: its name, and the shipped names in every language with their words.

    A shipped status that was renamed or deleted is the first of its kind.
    """
    known = rows()
    own = {words(row.name): row.id for row in known}
    found = dict(own)
    for one in SHIPPED:
        names = [words(name) for name in (*one.names.values(), one.word, one.word.replace("_", " "))]
        meant = next((own[name] for name in names if name in own), None)
        meant = meant or next((row.id for row in known if row.kind == one.kind), None)
        if meant is not None:
            found |= {name: meant for name in names if name not in own}
    return found


def named(text: str) -> int | None:
    """The status that a written name means."""
    return by_name().get(words(text))


def add(desk: Desk, name: str, kind: str = OPEN) -> Changes:
    """Add a status at the end of the list.

    Raises:
        FieldProblems: the name is empty, too long or taken, or there is no such kind.
    """
    _check({"name": name, "kind": kind})
    known = rows()
    used = {row.colour for row in known}
    colour = next((one for one in range(COLOURS) if one not in used), len(known) % COLOURS)
    with desk.step(msg("“{name}” added", name=name.strip())) as writing:
        place = max((row[0] for row in plain_tuples(LeadStatus.select(LeadStatus.place))), default=-1) + 1
        journal.add(LeadStatus, name=name.strip(), status_kind=kind, colour=colour, place=place)
    return writing.changes


def change(desk: Desk, status: int, **values: Any) -> Changes:
    """Change name, colour or kind of a status.

    Raises:
        FieldProblems: with a sentence for each.
        DomainError: it is in use, or the last of its kind, and cannot be of another kind.
        StaleRecordError: it is gone.
    """
    row = _row(status)
    _check(values, status)
    if values.get("kind", row.status_kind) != row.status_kind:
        if Lead.select().where(Lead.status == status).exists():
            raise DomainError(
                msg("“{name}” is in use. Move its leads first, then change its kind.", name=row.name), "kind"
            )
        _refuse_last(row, "kind")
    columns = {("status_kind" if name == "kind" else name): value for name, value in values.items()}
    if "name" in columns:
        columns["name"] = columns["name"].strip()
    with desk.step(msg("“{name}” changed", name=row.name)) as writing:
        journal.edit(LeadStatus, status, **columns)
    return writing.changes


def reorder(desk: Desk, ids: Sequence[int]) -> Changes:
    """Put the statuses in this order."""
    with desk.step(msg("List put in order")) as writing:
        journal.edit_rows(LeadStatus, {status: {"place": place} for place, status in enumerate(ids)})
    return writing.changes


def delete(desk: Desk, status: int, substitute: int | None = None) -> Changes:
    """Delete a status, its leads moved to a substitute that means the same.

    Raises:
        DomainError: it is used and no fitting substitute was given, or it is the last of its kind.
        StaleRecordError: it is gone.
    """
    row = _row(status)
    _refuse_last(row)
    using = [known for (known,) in plain_tuples(Lead.select(Lead.id).where(Lead.status == status))]
    other = LeadStatus.get_or_none(LeadStatus.id == substitute) if substitute not in (None, status) else None
    if using:
        if other is None:
            raise DomainError(msg("“{name}” is in use. Choose what takes its place.", name=row.name))
        if not can_replace(row.status_kind, other.status_kind):
            raise DomainError(msg("Choose a status of the same kind."))
    with desk.step(msg("“{name}” deleted", name=row.name)) as writing:
        journal.edit_all(Lead, using, status=substitute)
        if other is not None:
            renamed.value(desk, LeadStatus.kind, status, other.id, lambda name: named(name) == status)
        journal.remove(LeadStatus, [status])
    return writing.changes


def can_replace(kind: str, other: str) -> bool:
    """Whether leads in a status of a kind can simply be put in one of another: nothing is closed or reopened by it."""
    return kind == other or (kind in GOING and other in GOING)


def must_stay(kind: str, known: Sequence[StatusRow]) -> bool:
    """Whether the last status of this kind may not go: leads begin somewhere and end in each way they can end."""
    return kind != QUALIFIED and sum(row.kind == kind for row in known) == 1


def _refuse_last(row: Any, field: str | None = None) -> None:
    if must_stay(row.status_kind, rows()):
        kind = KIND_NAMES[row.status_kind]
        raise DomainError(msg("A book needs a status of the kind “{kind}”. Add another one first.", kind=kind), field)


def _row(status: int) -> Any:
    row = LeadStatus.get_or_none(LeadStatus.id == status)
    if row is None:
        raise StaleRecordError(gone("lead_status"))
    return row


def _check(values: Mapping[str, Any], status: int | None = None) -> None:
    problems: dict[str, Message] = {}
    if "name" in values:
        others = LeadStatus.select(LeadStatus.name)
        others = others if status is None else others.where(LeadStatus.id != status)
        if problem := naming.problem_with(str(values["name"]), others):
            problems["name"] = problem
    if values.get("kind", OPEN) not in STATUS_KINDS:
        names = ", ".join(STATUS_KINDS)
        problems["kind"] = msg("“{value}” is not one of: {names}.", value=str(values["kind"]), names=names)
    if problems:
        raise FieldProblems(problems)

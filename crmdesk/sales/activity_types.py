"""The types of activities: those every book starts with, and how the office changes its own.

Everything that shows or offers types asks `known` or one of its siblings here.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import fn

from crmdesk.models import journal
from crmdesk.models.activities import Activity
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError, FieldProblems, StaleRecordError
from crmdesk.models.fold import fold
from crmdesk.models.playbooks import ActivityType, PlaybookStep
from crmdesk.sales.access import gone, set_up
from crmdesk.sales.definitions import as_written
from crmdesk.sales.fields import SHIPPED_TYPES
from crmdesk.texts import Message, msg

if TYPE_CHECKING:
    from crmdesk.sales.changes import Changes
    from crmdesk.sales.desk import Desk

COLOURS = 7
"""How many colours the theme's set has."""
ICONS = (
    *("phone", "users", "mail", "message-square", "square-check", "calendar", "calendar-clock", "map-pin", "briefcase"),
    *("building-2", "file-text", "paperclip", "package", "flag", "target", "megaphone", "star", "pencil", "globe"),
)
"""The icons an office can choose from."""
_PLAIN_ICON = "square-check"


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A type of activity.

    Attributes:
        code: what files and scripts call it.
        name: what people call it; in the reader's language while the office has no name of its own for it.
        icon: one of `ICONS`.
        active: it is offered for new ones.
        used: how many activities and steps of playbooks are of it, those in the trash included.
    """

    id: int
    code: str
    name: Message
    icon: str
    colour: int
    active: bool
    used: int = 0


def read(*, counted: bool = False) -> tuple[TypeRow, ...]:
    """The types in the office's order, as the book has them now.

    Args:
        counted: say how much each is used.
    """
    one = ActivityType
    columns = (one.id, one.code, one.name, one.icon, one.colour, one.active)
    used = _uses() if counted else {}
    return tuple(
        TypeRow(known, code, _shown(code, name), icon, colour, bool(active), used.get(code, 0))
        for known, code, name, icon, colour, active in plain_tuples(one.select(*columns).order_by(one.place, one.id))
    )


def known(desk: Desk) -> Mapping[str, TypeRow]:
    """The types by code, in the office's order."""
    return desk.settings.activity_types


def name(desk: Desk, code: str) -> Message:
    """What people call a type; one that is gone by its code."""
    row = known(desk).get(code)
    return row.name if row else _shown(code, None)


def icon(desk: Desk, code: str) -> str:
    """The icon of a type."""
    row = known(desk).get(code)
    return row.icon if row else _PLAIN_ICON


def offered(desk: Desk, also: str | None = None) -> list[tuple[str, str]]:
    """(code, name) of those to choose from.

    Args:
        also: the code of the one that is chosen already, which stays among them when it is retired.
    """
    return [(row.code, str(row.name)) for row in known(desk).values() if row.active or row.code == also]


def first(desk: Desk) -> str:
    """The code of the first type that is offered.

    Raises:
        DomainError: every one is retired.
    """
    found = next(iter(offered(desk)), None)
    if found is None:
        raise DomainError(msg("No type of activity is in use. Choose one in Settings."))
    return found[0]


def add(desk: Desk, name: str, icon: str = _PLAIN_ICON) -> Changes:
    """Add a type at the end of the list.

    Raises:
        FieldProblems: the name is empty, too long or taken, or there is no such icon.
    """
    set_up(desk)
    _check({"name": name, "icon": icon})
    rows = read()
    used = {row.colour for row in rows}
    colour = next((one for one in range(COLOURS) if one not in used), len(rows) % COLOURS)
    with desk.step(msg("“{name}” added", name=name.strip())) as writing:
        place = max((row[0] for row in plain_tuples(ActivityType.select(ActivityType.place))), default=-1) + 1
        code = _free_code(name, {row.code for row in rows})
        journal.add(ActivityType, code=code, name=name.strip(), icon=icon, colour=colour, place=place)
    return writing.changes


def change(desk: Desk, type_: int, **values: Any) -> Changes:
    """Change name, icon or colour of a type, or retire it (`active`).

    Raises:
        FieldProblems: with a sentence for each.
        DomainError: it is the last one offered, and cannot be retired.
        StaleRecordError: it is gone.
    """
    set_up(desk)
    row = _row(type_)
    shown = _shown(row.code, row.name)
    _check(values, type_)
    if not values.get("active", True):
        _refuse_last(type_)
    if "name" in values:
        values["name"] = values["name"].strip()
        if row.name is None and values["name"] == str(shown):
            del values["name"]  # its name goes on following the language
    with desk.step(msg("“{name}” changed", name=shown)) as writing:
        journal.edit(ActivityType, type_, **values)
    return writing.changes


def reorder(desk: Desk, ids: Sequence[int]) -> Changes:
    """Put the types in this order."""
    set_up(desk)
    with desk.step(msg("List put in order")) as writing:
        journal.edit_rows(ActivityType, {type_: {"place": place} for place, type_ in enumerate(ids)})
    return writing.changes


def delete(desk: Desk, type_: int, substitute: int | None = None) -> Changes:
    """Delete a type, its activities and steps of playbooks made ones of a substitute.

    Raises:
        DomainError: it is used and no substitute was given, or it is the last one offered.
        StaleRecordError: it is gone.
    """
    set_up(desk)
    row = _row(type_)
    _refuse_last(type_)
    shown = _shown(row.code, row.name)
    using = {table: _using(table, row.code) for table in (Activity, PlaybookStep)}
    other = ActivityType.get_or_none(ActivityType.id == substitute) if substitute not in (None, type_) else None
    if any(using.values()) and other is None:
        raise DomainError(msg("“{name}” is in use. Choose what takes its place.", name=shown))
    with desk.step(msg("“{name}” deleted", name=shown)) as writing:
        for table, ids in using.items():
            journal.edit_all(table, ids, type=other.code if other else None)
        journal.remove(ActivityType, [type_])
    return writing.changes


def must_stay(type_: int, rows: Sequence[TypeRow]) -> bool:
    """Whether it is the last one offered, without which nothing could be planned."""
    return not any(row.active and row.id != type_ for row in rows)


def _shown(code: str, name: str | None) -> Message:
    return as_written(name) if name else SHIPPED_TYPES.get(code, as_written(code))


def _refuse_last(type_: int) -> None:
    if must_stay(type_, read()):
        raise DomainError(msg("A book needs a type of activity. Add another one first."), "active")


def _row(type_: int) -> Any:
    row = ActivityType.get_or_none(ActivityType.id == type_)
    if row is None:
        raise StaleRecordError(gone("activity_type"))
    return row


def _using(table: Any, code: str) -> list[int]:
    return [found for (found,) in plain_tuples(table.select(table.id).where(table.type == code))]


def _uses() -> dict[str, int]:
    used: dict[str, int] = {}
    for table in (Activity, PlaybookStep):
        for code, count in plain_tuples(table.select(table.type, fn.COUNT(1)).group_by(table.type)):
            used[code] = used.get(code, 0) + count
    return used


def _free_code(name: str, taken: set[str]) -> str:
    """A code after the name; one of those that two computers could make at once would be no code."""
    word = "_".join(fold(name).split())[:24]
    return f"{word}_{secrets.token_hex(3)}" if word in taken or not word else word


def _check(values: Mapping[str, Any], type_: int | None = None) -> None:
    problems: dict[str, Message] = {}
    if "name" in values:
        text = str(values["name"])
        others = [str(row.name) for row in read() if row.id != type_]
        from crmdesk.sales import naming  # late: a start names nothing

        if problem := naming.problem_among(text, others):
            problems["name"] = problem
    if values.get("icon", _PLAIN_ICON) not in ICONS:
        problems["icon"] = msg("“{value}” is not one of: {names}.", value=str(values["icon"]), names=", ".join(ICONS))
    if problems:
        raise FieldProblems(problems)

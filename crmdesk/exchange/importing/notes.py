"""What a person should know about an import besides its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmdesk.exchange.csv_read import Table
from crmdesk.exchange.importing.mapping import Mapped
from crmdesk.exchange.problems import shown
from crmdesk.models.fold import fold
from crmdesk.texts import Message, msg, msgn

MOST_LOOKALIKES = 20


def about_repeated_columns(table: Table, mapped: Sequence[Mapped]) -> list[Message]:
    """One for each column that was left out although another one of the same name was taken."""
    taken: dict[str, str] = {}
    for one in mapped:
        taken.setdefault(_called(table, one.header), one.header)
    headers = {one.header for one in mapped}
    return [
        msg(
            "Several columns have the name “{name}”: “{taken}” was taken, and “{left}” was left out.",
            name=shown(table.repeated.get(header, header)),
            taken=shown(taken[_called(table, header)]),
            left=shown(header),
        )
        for header in table.headers
        if header not in headers and _called(table, header) in taken
    ]


def _called(table: Table, header: str) -> str:
    return table.repeated.get(header, header).casefold()


def about_left_out(table: Table, mapped: Sequence[Mapped]) -> list[Message]:
    """The columns with something in them that have no field, but for those `about_repeated_columns` tells of."""
    told = {_called(table, one.header) for one in mapped}
    left = [
        header
        for place, header in enumerate(table.headers)
        if _called(table, header) not in told and any(row[place].strip() for row in table.rows)
    ]
    return [msg("Columns left out: {names}.", names=", ".join(map(shown, left)))] if left else []


def about_stages(names: Sequence[str]) -> list[Message]:
    """The stages that come with the file."""
    told = ", ".join(map(shown, names))
    return [msg("Stages added after the others: {names}. Put them in order in Settings.", names=told)] if names else []


def about_users(made: Mapping[int, Mapping[str, Any]], role: str | None) -> list[Message]:
    """Who was added because the file names them, and what they may do.

    Args:
        role: the name of the role they get; None where the office gives none.
    """
    if not made or role is None:
        return []
    names = ", ".join(shown(str(columns["name"])) for columns in made.values())
    return [msg("Users added with the role “{role}”: {names}.", role=role, names=names)]


def about_unknowable(match: tuple[str, ...], new: int) -> list[Message]:
    """That nothing tells the rows apart from records that are there, so that a second import would double them."""
    if match or not new:
        return []
    return [
        msg(
            "Nothing tells these rows apart from what is there already: all of them are new, "
            "and would be once more if they were imported again."
        )
    ]


def about_lookalikes(made: Mapping[int, str], known: Mapping[int, str]) -> list[Message]:
    """That a linked name was added although another one differs from it just in signs: ``Gtx-Pro`` from ``GTX Pro``.

    Args:
        made: the names to be added, by id.
        known: all names of the kind, by id, those to be added included.
    """
    if not made:
        return []
    letters = {record: _letters(name) for record, name in known.items()}
    first: dict[str, int] = {}
    for record, same in letters.items():
        first.setdefault(same, record)
    pairs = [
        (name, known[first[letters[record]]])
        for record, name in made.items()
        if letters[record] and first[letters[record]] != record
    ]
    told = [
        msg("“{written}” was added; it looks like “{known}”.", written=shown(name), known=shown(other))
        for name, other in pairs[:MOST_LOOKALIKES]
    ]
    rest = len(pairs) - len(told)
    if rest:
        told.append(msgn("{n} more name looks like another one.", "{n} more names look like other ones.", rest))
    return told


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, fold(name)))


def names_made(made: Mapping[int, Mapping[str, Any]]) -> dict[int, str]:
    """The names of linked records to be made."""
    return {record: str(columns["name"]) for record, columns in made.items()}

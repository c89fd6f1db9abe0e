"""Which rows are about records that the book has already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmdesk.exchange.importing.mapping import Mapped
from crmdesk.exchange.importing.options import Mode, Options
from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.problems import shown
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.sales.fields import CUSTOM, TABLES, built_in
from crmdesk.sales.records import OWNED
from crmdesk.texts import msg

_USUAL: dict[str, tuple[tuple[str, ...], ...]] = {
    "user": (("name",),),
    "company": (("name",),),
    "product": (("code",), ("name",)),
    "contact": (("name", "email"), ("name", "company")),
    "lead": (("name", "email"), ("name", "company")),
    "opportunity": (("key",),),
    "message": (),
    "activity": (),
    "quote": (("number",),),
    "quote_line": (),
}
_NOT_A_KEY = frozenset({"tags", "product", "stage", "pipeline", "manager", "parent"})
_AS_WRITTEN = frozenset({"external_id", "key", "number"})


def usual(kind: str, fields: set[str]) -> tuple[str, ...]:
    """What tells the records of a file apart when nobody says: the external id, else what is hardly ever shared."""
    if "external_id" in fields:
        return ("external_id",)
    return next((match for match in _USUAL[kind] if fields.issuperset(match)), ())


def match_fields(kind: str, mapped: Sequence[Mapped], options: Options) -> tuple[str, ...]:
    """The fields that tell records apart in this import.

    Raises:
        DomainError: one of them is not mapped or cannot tell records apart; or updating was asked for without any.
    """
    fields = {one.field.name for one in mapped}
    if {"first_name", "last_name"} & fields and kind in ("contact", "lead"):
        fields.add("name")
    for name in options.match:
        never = name in _NOT_A_KEY or name.startswith(CUSTOM) or (name in fields and not built_in(kind, name).attribute)
        if never or name not in fields:
            raise DomainError(
                msg("“{field}” cannot tell records apart here: map a column to it first.", field=shown(name))
                if not never
                else msg("“{field}” cannot tell records apart. Choose another field.", field=shown(name)),
                name,
            )
    found = options.match or usual(kind, fields)
    if options.mode is Mode.UPDATE and not found:
        raise DomainError(msg("Updating needs to know what tells the records apart. Say it with --match."))
    return found


def find(sheet: Sheet, kind: str, match: tuple[str, ...], options: Options) -> list[int | None]:
    """The record of each row, None where the book has none; rows that are not clear are refused."""
    if not match:
        return [None] * len(sheet)
    whole = bool(options.match)
    known = _known(kind, match, whole)
    keys = _keys(kind, match, [sheet.column(name) for name in match], whole)
    if not known and options.mode is not Mode.UPDATE and _all_different(keys):
        return [None] * len(keys)
    strict = whole or match[0] in _AS_WRITTEN or kind == "user"
    first: dict[Any, int] = {}
    refused: dict[int, Refusal] = {}
    for place, key in enumerate(keys):
        if key is None:
            if options.mode is Mode.UPDATE:
                refused[place] = Refusal(
                    msg("{field} is missing. Fill it in.", field=built_in(kind, match[0]).label), match[0]
                )
        elif len(known.get(key, ())) > 1:
            reason = msg(
                "{n} records have this {field}. Choose more fields that tell them apart.",
                n=len(known[key]),
                field=_named(kind, match),
            )
            refused[place] = Refusal(reason, match[0])
        elif key in first and (strict or key in known):
            reason = msg(
                "Row {row} has the same {field}. Keep one of them.",
                row=sheet.numbers[first[key]],
                field=_named(kind, match),
            )
            refused[place] = Refusal(reason, match[0])
        elif options.mode is Mode.UPDATE and key not in known:
            reason = msg("No record has this {field}, and only existing ones are changed.", field=_named(kind, match))
            refused[place] = Refusal(reason, match[0])
        first.setdefault(key, place)
    if refused:
        sheet.refuse(refused)
        keys = [key for place, key in enumerate(keys) if place not in refused]
    return [known[key][0] if key in known else None for key in keys] if known else [None] * len(keys)


def _all_different(keys: Sequence[Any]) -> bool:
    there = [key for key in keys if key is not None]
    return len(set(there)) == len(there)


def _named(kind: str, match: tuple[str, ...]) -> str:
    return ", ".join(str(built_in(kind, name).label) for name in match)


def _known(kind: str, match: tuple[str, ...], whole: bool) -> dict[Any, list[int]]:
    """The book's records by what tells them apart."""
    table: Any = TABLES[kind]
    columns = [getattr(table, built_in(kind, name).attribute or "") for name in match]
    query = table.select(table.id, *columns).order_by(table.id)
    # those hidden from the user too: their rows are refused, and not made a second time
    rows = list(plain_tuples(query.where(table.trashed_at.is_null()) if kind in OWNED else query))
    if match == ("external_id",):  # one that has none is told by its own id, as exports do
        rows = [(known, external or str(known)) for known, external in rows]
    keys = _keys(kind, match, [[row[1 + place] for row in rows] for place in range(len(match))], whole)
    found: dict[Any, list[int]] = {}
    for row, key in zip(rows, keys, strict=True):
        if key is not None:
            found.setdefault(key, []).append(row[0])
    return found


def _keys(kind: str, match: tuple[str, ...], columns: Sequence[Sequence[Any]], whole: bool) -> list[Any]:
    """What tells each row apart, without regard to accents and capitals; None where it is missing.

    Args:
        whole: no part of it may be missing; otherwise only the first may not (a name without an e-mail address).
    """
    folded = [_folded(kind, name, values) for name, values in zip(match, columns, strict=True)]
    if len(folded) == 1:
        return list(folded[0])
    needed = len(match) if whole else 1
    return [key if None not in key[:needed] else None for key in zip(*folded, strict=True)]


def _folded(kind: str, name: str, values: Sequence[Any]) -> Sequence[Any]:
    if name in _AS_WRITTEN or built_in(kind, name).type not in ("text", "long", "email", "phone", "url"):
        return values
    return [fold(value) if value is not None else None for value in values]

"""Which column of the file is which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crmdesk.exchange.csv_read import Table
from crmdesk.exchange.headers import guess_mapping, is_filled
from crmdesk.exchange.importing import own
from crmdesk.exchange.problems import shown
from crmdesk.models.custom import CUSTOM_KINDS
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import fold
from crmdesk.sales import custom_fields
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM, Field, fields_of
from crmdesk.texts import _, msg

KINDS = (
    *("user", "company", "contact", "lead", "product", "opportunity", "quote", "quote_line", "activity", "message"),
)
"""Kinds of record that files can bring."""
_SURE = 0.75


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column of the file and the field it fills; `place` is the column's, from 0."""

    place: int
    header: str
    field: Field


def importable(desk: Desk, kind: str) -> tuple[Field, ...]:
    """The fields of a kind that a file can fill.

    Raises:
        DomainError: records of this kind cannot be imported.
    """
    if kind not in KINDS:
        raise DomainError(
            msg("“{kind}” cannot be imported. It can be one of: {kinds}.", kind=shown(kind), kinds=", ".join(KINDS))
        )
    return tuple(field for field in fields_of(desk, kind) if field.name == "key" or is_filled(field))


def guessed(desk: Desk, kind: str, headers: Sequence[str], least: float = _SURE) -> dict[str, str]:
    """The likely mapping of a file, from the names of its columns: header to field name.

    A column named as a field of the office's own fills it, unless a built-in one is called so too; one named
    ``custom:…``, as exports do, makes it.
    """
    known = {field.name for field in importable(desk, kind)}
    found = {
        guess.header: guess.field
        for guess in guess_mapping(kind, headers)
        if guess.confidence >= least and guess.field in known
    }
    named = {fold(field.name.removeprefix(CUSTOM)): field.name for field in desk.settings.own_fields(kind)}
    for header in headers:
        if header in found and custom_fields.is_built_in(desk, kind, header):
            continue  # an own field that is called so is named with its prefix
        name = named.get(fold(header.removeprefix(CUSTOM)))
        if name is None and header.startswith(CUSTOM) and kind in CUSTOM_KINDS:
            name = header
        if name is not None and name not in found.values():
            found[header] = name
    return found


def resolve(desk: Desk, kind: str, table: Table, mapping: Mapping[str, str]) -> list[Mapped]:
    """The mapped columns in the file's order.

    Raises:
        DomainError: a column or field does not exist, a field is filled twice, or nothing is mapped.
    """
    headers = table.headers
    fields = {field.name: field for field in importable(desk, kind)}
    if not mapping:
        raise DomainError(msg("No column is mapped to a field. Say which column is which field."))
    places = {header: place for place, header in reversed(list(enumerate(headers)))}
    found: dict[str, Mapped] = {}
    for given, name in mapping.items():
        header = " ".join(given.split())
        if header not in places:
            listed = ", ".join(_("“{text}”", text=shown(one)) for one in headers[:12])
            raise DomainError(
                msg("The file has no column “{column}”. It has {columns}.", column=shown(given), columns=listed), given
            )
        if name.startswith(CUSTOM):
            field = own.field_for(desk, kind, name, [row[places[header]] for row in table.rows])
            name = field.name
            fields[name] = field
        if name not in fields:
            raise _unknown(kind, name, list(fields))
        if name in found:
            raise DomainError(
                msg(
                    "Both “{first}” and “{second}” are mapped to {field}. Choose one of them.",
                    first=shown(found[name].header),
                    second=shown(header),
                    field=name,
                ),
                name,
            )
        found[name] = Mapped(places[header], header, fields[name])
    return sorted(found.values(), key=lambda mapped: mapped.place)


def _unknown(kind: str, name: str, known: Sequence[str]) -> DomainError:
    sentence = msg(
        "“{field}” is not a field of {kind}. Its fields are {fields}.",
        field=shown(name),
        kind=kind,
        fields=", ".join(known),
    )
    return DomainError(sentence, name)
